"""Signs what must not be altered unseen: Ed25519, the key in a file of its own beside no data, known by the first signs of its digest."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from anbang.lib.secret_files import write_once

NAME_SIGNS = 16


class KeyUnreadable(Exception):
    """The file holds no key of this kind."""


@dataclass(frozen=True, slots=True)
class Witness:
    """The public half: whoever has it can tell whether a signature is genuine, and can make none."""

    public: Ed25519PublicKey

    @classmethod
    def load(cls, file: Path) -> "Witness":
        """The public key in `file` (PEM). KeyUnreadable where there is none."""
        try:
            key = load_pem_public_key(file.read_bytes())
        except (OSError, ValueError) as error:
            raise KeyUnreadable(f"{file}: no public key can be read there.") from error
        if not isinstance(key, Ed25519PublicKey):
            raise KeyUnreadable(f"{file}: this is no Ed25519 key.")
        return cls(key)

    @property
    def name(self) -> str:
        """What the key is called: the first signs of the digest of its public half."""
        return hashlib.sha256(self.public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:NAME_SIGNS]

    def confirms(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature is of this key and of this message."""
        try:
            self.public.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def written(self) -> str:
        """As PEM, for whoever keeps a copy elsewhere."""
        return self.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@dataclass(frozen=True, slots=True)
class Signer:
    """The private half."""

    private: Ed25519PrivateKey

    @classmethod
    def load_or_create(cls, file: Path) -> "Signer":
        """The key in `file` (PEM, mode 0600), made on first use. KeyUnreadable where something else stands there."""
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            key = load_pem_private_key(write_once(file, _fresh).read_bytes(), password=None)
        except ValueError as error:
            raise KeyUnreadable(f"{file}: no private key can be read there.") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyUnreadable(f"{file}: this is no Ed25519 key.")
        return cls(key)

    @property
    def witness(self) -> Witness:
        """The public half."""
        return Witness(self.private.public_key())

    def sign(self, message: bytes) -> bytes:
        """A signature, 64 bytes."""
        return self.private.sign(message)


def _fresh() -> str:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
