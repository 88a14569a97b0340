"""A secret that two people keep together: sealed under the passphrases of both, so that neither opens it alone.

The key is made of both passphrases, each stretched by scrypt under a salt of its own. A pair that does not fit cannot be told apart by which
of the two is wrong: whoever guesses must guess both at once. Who of the two types first does not matter.
"""

import base64
import binascii
import hashlib
import json
import os
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

SHORTEST_PASSPHRASE = 12
SALT_BYTES, NONCE_BYTES, KEY_BYTES = 16, 12, 32
# One passphrase takes 64 MB and a fifth of a second; whoever guesses pays it for each guess.
COST, BLOCK, PARALLEL = 2**16, 8, 1
FORM = "anbang two people 1"
Pair = tuple[str, str]


class PassphraseRefused(Exception):
    """A pair of passphrases that must not be used, or does not open this; the message is one sentence."""


class Altered(Exception):
    """What is read is not what was written; the message is one sentence without a subject."""


def refuse_weak(pair: Pair) -> None:
    """PassphraseRefused where one of them is too short, or both are the same."""
    if min(len(_typed(passphrase)) for passphrase in pair) < SHORTEST_PASSPHRASE:
        raise PassphraseRefused(f"A passphrase has at least {SHORTEST_PASSPHRASE} signs.")
    if _typed(pair[0]) == _typed(pair[1]):
        raise PassphraseRefused("The two people need passphrases of their own: these are the same.")


def seal_for_two(secret: bytes, pair: Pair, *, beside: Mapping[str, Any]) -> str:
    """The secret, sealed, as a text to be kept in a file; `beside` stands in it legibly and cannot be changed unnoticed."""
    refuse_weak(pair)
    salts, nonce = [os.urandom(SALT_BYTES), os.urandom(SALT_BYTES)], os.urandom(NONCE_BYTES)
    told = {"form": FORM, "beside": dict(beside), "salts": [_text(salt) for salt in salts], "nonce": _text(nonce)}
    sealed = AESGCM(_key(pair, salts)).encrypt(nonce, secret, _canonical(told))
    whole = {**told, "sealed": _text(sealed)}
    return _written(whole)


def read_beside(text: str) -> dict[str, Any]:
    """What stands legibly in it. Altered where it is not as it was written."""
    return dict(_read(text)["beside"])


def open_for_two(text: str, pair: Pair) -> bytes:
    """The secret. Altered where the text is not as it was written; PassphraseRefused where the pair does not open it."""
    read = _read(text)
    told = {name: read[name] for name in ("form", "beside", "salts", "nonce")}
    salts = [base64.b64decode(salt) for salt in read["salts"]]
    nonce, sealed, beside = base64.b64decode(read["nonce"]), base64.b64decode(read["sealed"]), _canonical(told)
    # Years later nobody knows who typed first.
    for ordered in (pair, pair[::-1]):
        with suppress(InvalidTag):
            return AESGCM(_key(ordered, salts)).decrypt(nonce, sealed, beside)
    raise PassphraseRefused("These two passphrases do not open it, in either order: one of them is another, or both.")


def _read(text: str) -> dict[str, Any]:
    try:
        read = dict(json.loads(text))
        read.pop("digest")
        if read["form"] != FORM:
            raise ValueError(read["form"])
        for value in (*read["salts"], read["nonce"], read["sealed"]):
            base64.b64decode(value, validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise Altered("is no file of keys, or was altered") from error
    # Written again it is the same, sign by sign: no other way to write it passes for it.
    if _written(read) != text:
        raise Altered("is not as it was written: it was altered, or the disk has a fault")
    return read


def _key(pair: Pair, salts: list[bytes]) -> bytes:
    stretched = [
        Scrypt(salt, KEY_BYTES, COST, BLOCK, PARALLEL).derive(_typed(passphrase).encode())
        for passphrase, salt in zip(pair, salts, strict=True)
    ]
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=FORM.encode()).derive(b"".join(stretched))


def _typed(passphrase: str) -> str:
    """The same whatever keyboard it was typed on."""
    return unicodedata.normalize("NFC", passphrase.strip())


def _written(whole: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(_canonical(whole)).hexdigest()
    return json.dumps({**whole, "digest": digest}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _canonical(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
