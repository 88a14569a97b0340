"""Keeps secrets secret: envelope encryption in two suites with key numbers, and a keyed blind index for exact search.

A sealed value is `suite(1) ‖ key number(2, big endian) ‖ nonce(12) ‖ ciphertext and tag`. Its place (`table:key:column`) is
authenticated with it, so a ciphertext moved to another row does not open. Which suite and which key seals is settled by the keyring;
whichever sealed a value opens it.

An ID number has so few possibilities that a plain hash of it can be reversed in minutes; the index is therefore keyed, and tells in its
head by which key: `key number(2, big endian) ‖ HMAC(16)`.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HEAD_BYTES = 3
NUMBER_BYTES = 2
NONCE_BYTES = 12
TAG_BYTES = 16
SECRET_BYTES = 32
INDEX_BYTES = NUMBER_BYTES + 16
FINGERPRINT_SIGNS = 16


class SealBroken(Exception):
    """The value was altered, moved to another place, or its key is not here."""


class KeyringFault(SealBroken):
    """The keyring itself is missing, unreadable or not the right one; the message is one sentence for a person."""


class Suite(IntEnum):
    """By what a value is sealed; the number stands at its head for ever."""

    AES = 1
    SM4 = 2

    @property
    def title(self) -> str:
        """As its standard calls it."""
        return _RECIPES[self].title


class KeyKind(StrEnum):
    """What a key is for."""

    MASTER = "master"
    INDEX = "index"


class _Aead(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class _Sm4Gcm:
    """SM4-GCM (RFC 8998) in the shape of the library's AESGCM; for SM4 it has block and mode, but not both in one."""

    def __init__(self, key: bytes) -> None:
        self._key = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        sealing = Cipher(self._key, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(associated_data)
        return sealing.update(data) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        opening = Cipher(self._key, modes.GCM(nonce, data[-TAG_BYTES:])).decryptor()
        opening.authenticate_additional_data(associated_data)
        return opening.update(data[:-TAG_BYTES]) + opening.finalize()


@dataclass(frozen=True, slots=True)
class _Recipe:
    """How a suite makes the key of a purpose (HKDF over its own hash, so that no two suites share one), and what seals with it."""

    title: str
    digest: Callable[[], HashAlgorithm]
    key_bytes: int
    cipher: Callable[[bytes], _Aead]


_RECIPES: Mapping[Suite, _Recipe] = {
    Suite.AES: _Recipe("AES-256-GCM", SHA256, 32, AESGCM),
    Suite.SM4: _Recipe("SM4-GCM", SM3, 16, _Sm4Gcm),
}


@dataclass(frozen=True, slots=True)
class Key:
    """A secret of the keyring. `made_on`: None for one that was made before this was kept."""

    secret: bytes = field(repr=False)
    made_on: date | None = None

    @classmethod
    def fresh(cls, on: date) -> "Key":
        """A new one."""
        return cls(secrets.token_bytes(SECRET_BYTES), on)

    @property
    def fingerprint(self) -> str:
        """By which it is known where it must not be told."""
        return hmac.new(self.secret, b"fingerprint", hashlib.sha256).hexdigest()[:FINGERPRINT_SIGNS]


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one installation, numbered: master keys, and those of the blind index. Of each kind the newest is used for what is
    written, and all of them for what is read.
    """

    masters: Mapping[int, Key]
    indexes: Mapping[int, Key]
    suite: Suite = Suite.AES
    _ciphers: dict[tuple[Suite, int, str], _Aead] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def new(cls, on: date, *, suite: Suite = Suite.AES) -> "Keyring":
        """A keyring with one fresh key of each kind."""
        return cls({1: Key.fresh(on)}, {1: Key.fresh(on)}, suite)

    @classmethod
    def load(cls, file: Path, *, suite: Suite = Suite.AES) -> "Keyring":
        """The keyring in `file`; KeyringFault when it cannot be read, for without it no sealed value opens again."""
        try:
            content = json.loads(file.read_text())
            masters, indexes = _keys(content["masters"]), _keys(_indexes(content))
            if not (masters and indexes):
                raise ValueError("it holds no keys")
        except (OSError, ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no keyring"
            raise KeyringFault(f"The keyring {file} cannot be read: {why}.") from error
        return cls(masters, indexes, suite)

    def written(self) -> str:
        """As it stands in its file."""
        kinds = {"masters": self.masters, "indexes": self.indexes}
        told = {name: {str(number): _told(key) for number, key in keys.items()} for name, keys in kinds.items()}
        return json.dumps(told, indent=1)

    def of(self, kind: KeyKind) -> Mapping[int, Key]:
        """The keys of one kind by number."""
        return self.masters if kind is KeyKind.MASTER else self.indexes

    def newest(self, kind: KeyKind) -> int:
        """The number of the key that is used for what is written."""
        return max(self.of(kind))

    def with_another(self, kind: KeyKind, *, on: date) -> "Keyring":
        """The same keyring with a fresh key, which is used from now on."""
        return self._with(kind, {**self.of(kind), self.newest(kind) + 1: Key.fresh(on)})

    def without(self, kind: KeyKind, number: int) -> "Keyring":
        """The same keyring without a key. The newest stays, so that no number is ever given twice."""
        if number == self.newest(kind):
            raise ValueError("the newest key of its kind stays")
        return self._with(kind, {other: key for other, key in self.of(kind).items() if other != number})

    def _with(self, kind: KeyKind, keys: Mapping[int, Key]) -> "Keyring":
        return replace(self, masters=keys) if kind is KeyKind.MASTER else replace(self, indexes=keys)

    def _cipher(self, suite: Suite, number: int, purpose: str) -> _Aead:
        cipher = self._ciphers.get((suite, number, purpose))
        if cipher is None:
            if number not in self.masters:
                raise SealBroken(f"Key {number} is not in the keyring.")
            recipe = _RECIPES[suite]
            try:
                derived = HKDF(recipe.digest(), recipe.key_bytes, salt=None, info=purpose.encode())
                cipher = recipe.cipher(derived.derive(self.masters[number].secret))
                cipher.encrypt(bytes(NONCE_BYTES), b"", b"")
            except UnsupportedAlgorithm as error:
                raise KeyringFault(f"{recipe.title} is not offered by the cryptography of this machine.") from error
            self._ciphers[suite, number, purpose] = cipher
        return cipher

    @property
    def head(self) -> bytes:
        """What stands at the head of everything that is sealed now."""
        return bytes([self.suite]) + self.newest(KeyKind.MASTER).to_bytes(NUMBER_BYTES, "big")

    def seal(self, value: bytes, *, purpose: str, place: str) -> bytes:
        """Encrypt `value` under the newest key for `purpose`, bound to `place`."""
        head, nonce = self.head, os.urandom(NONCE_BYTES)
        cipher = self._cipher(self.suite, self.newest(KeyKind.MASTER), purpose)
        return head + nonce + cipher.encrypt(nonce, value, head + place.encode())

    def open(self, sealed: bytes | bytearray | memoryview, *, purpose: str, place: str) -> bytes:
        """The value that was sealed for this purpose at this place; SealBroken otherwise."""
        whole = bytes(sealed)
        suite, number = told_by(whole)
        head, nonce, rest = whole[:HEAD_BYTES], whole[HEAD_BYTES:][:NONCE_BYTES], whole[HEAD_BYTES + NONCE_BYTES :]
        try:
            return self._cipher(suite, number, purpose).decrypt(nonce, rest, head + place.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken("The value was altered or moved from its place.") from error

    @property
    def index_head(self) -> bytes:
        """What stands at the head of every index that is written now."""
        return self.newest(KeyKind.INDEX).to_bytes(NUMBER_BYTES, "big")

    def index(self, value: str, *, purpose: str) -> bytes:
        """The blind index of `value` under the newest key, for what is written."""
        return self._index(self.newest(KeyKind.INDEX), value, purpose)

    def indexes_of(self, value: str, *, purpose: str) -> list[bytes]:
        """The blind index of `value` under each key, for what is looked for: equal values of one purpose have one in common, and nothing
        else can be told.
        """
        return [self._index(number, value, purpose) for number in self.indexes]

    def _index(self, number: int, value: str, purpose: str) -> bytes:
        message = purpose.encode() + b"\0" + value.encode()
        digest = hmac.new(self.indexes[number].secret, message, hashlib.sha256).digest()
        return (number.to_bytes(NUMBER_BYTES, "big") + digest)[:INDEX_BYTES]


def told_by(sealed: bytes) -> tuple[Suite, int]:
    """By which suite and under which key a value was sealed, as its head tells; SealBroken for what is not sealed in a way known here."""
    try:
        suite = Suite(sealed[0])
    except (IndexError, ValueError) as error:
        raise SealBroken("The value is not sealed in a way known here.") from error
    return suite, int.from_bytes(sealed[1:HEAD_BYTES], "big")


def _told(key: Key) -> dict[str, str | None]:
    return {
        "key": base64.b64encode(key.secret).decode(),
        "made_on": key.made_on.isoformat() if key.made_on else None,
    }


def _keys(told: Mapping[str, Any]) -> dict[int, Key]:
    return {int(number): _key(one) for number, one in told.items()}


def _key(told: Any) -> Key:
    """Of a keyring from before keys had a day, the secret alone."""
    one: Mapping[str, Any] = {"key": told, "made_on": None} if isinstance(told, str) else told
    secret, day = base64.b64decode(one["key"], validate=True), one["made_on"]
    if len(secret) != SECRET_BYTES:
        raise ValueError("a key is cut off")
    return Key(secret, date.fromisoformat(day) if day else None)


def _indexes(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of a keyring from before there could be several, the only one."""
    indexes: Mapping[str, Any] = content["indexes"] if "indexes" in content else {"1": content["index"]}
    return indexes
