"""Keeps secrets secret: envelope encryption with key ids, and a keyed blind index for exact search.

A sealed value is `suite(1) ‖ key number(2, big endian) ‖ nonce(12) ‖ ciphertext and tag`. Its place (`table:key:column`) is
authenticated with it, so a ciphertext moved to another row does not open. An ID number has so few possibilities that a plain
hash of it can be reversed in minutes; the index is therefore keyed.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from anbang.lib.secret_files import write_once

AES_256_GCM = 1
HEAD_BYTES = 3
NONCE_BYTES = 12
INDEX_BYTES = 16


class SealBroken(Exception):
    """The value was altered, moved to another place, or its key is not here."""


@dataclass(slots=True)
class Keyring:
    """The keys of one installation: numbered master keys, of which the last seals, and one for the blind index."""

    masters: dict[int, bytes]
    index_key: bytes
    _ciphers: dict[tuple[int, str], AESGCM] = field(default_factory=dict)

    @classmethod
    def new(cls) -> "Keyring":
        """A keyring with one fresh master key."""
        return cls({1: secrets.token_bytes(32)}, secrets.token_bytes(32))

    @classmethod
    def load_or_create(cls, file: Path) -> "Keyring":
        """The keyring in `file`, made on first use."""
        return cls.load(write_once(file, lambda: cls.new()._as_json()))

    @classmethod
    def load(cls, file: Path) -> "Keyring":
        """The keyring in `file`; SealBroken when it cannot be read, for without it no sealed value opens again."""
        try:
            content = json.loads(file.read_text())
            masters = {int(number): base64.b64decode(key) for number, key in content["masters"].items()}
            return cls(masters, base64.b64decode(content["index"]))
        except (OSError, ValueError, KeyError) as error:
            raise SealBroken(f"The keyring {file.name} cannot be read: {error}.") from error

    def _as_json(self) -> str:
        masters = {str(number): base64.b64encode(key).decode() for number, key in self.masters.items()}
        return json.dumps({"masters": masters, "index": base64.b64encode(self.index_key).decode()})

    def _cipher(self, number: int, purpose: str) -> AESGCM:
        cipher = self._ciphers.get((number, purpose))
        if cipher is None:
            if number not in self.masters:
                raise SealBroken(f"Key {number} is not in the keyring.")
            key = HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(self.masters[number])
            cipher = self._ciphers[number, purpose] = AESGCM(key)
        return cipher

    def seal(self, value: bytes, *, purpose: str, place: str) -> bytes:
        """Encrypt `value` under the newest key for `purpose`, bound to `place`."""
        number = max(self.masters)
        head = bytes([AES_256_GCM]) + number.to_bytes(2, "big")
        nonce = os.urandom(NONCE_BYTES)
        return head + nonce + self._cipher(number, purpose).encrypt(nonce, value, head + place.encode())

    def open(self, sealed: bytes | bytearray | memoryview, *, purpose: str, place: str) -> bytes:
        """The value that was sealed for this purpose at this place; SealBroken otherwise."""
        whole = bytes(sealed)
        head, nonce = whole[:HEAD_BYTES], whole[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES]
        if len(head) < HEAD_BYTES or head[0] != AES_256_GCM:
            raise SealBroken("The value is not sealed in a way known here.")
        try:
            cipher = self._cipher(int.from_bytes(head[1:], "big"), purpose)
            return cipher.decrypt(nonce, whole[HEAD_BYTES + NONCE_BYTES :], head + place.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken("The value was altered or moved from its place.") from error

    def index(self, value: str, *, purpose: str) -> bytes:
        """The blind index of `value`: equal values of one purpose have equal indexes, and nothing else can be told."""
        message = purpose.encode() + b"\0" + value.encode()
        return hmac.new(self.index_key, message, hashlib.sha256).digest()[:INDEX_BYTES]
