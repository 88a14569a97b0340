"""The keys: which ones an installation has, and their backup, which only two people together can open."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg

from anbang.lib.sealing import Keyring, SealBroken
from anbang.lib.secret_files import write_once
from anbang.lib.signing import KeyUnreadable, Signer
from anbang.lib.two_people import Altered, Pair, PassphraseRefused, open_for_two, read_beside, seal_for_two
from anbang.organisations.day import office_day
from anbang.site.backup.faults import BackupRefused

KEYRING, SEAL = "keyring.json", "seal.pem"
LONGEST_FILE = 1024 * 1024
BRING = "bring the backup of the keys that was made for it"
IS_SEALED = "select exists (select from papers_sealedfile) or exists (select from casework_person)"
HAS_SEALS = "select exists (select from audit_seal)"


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens the sealed values and files, what seals the trail, and the fingerprint of each by its name."""

    keyring: Keyring
    signer: Signer

    @classmethod
    def of(cls, folder: Path) -> "Keys":
        """Those in the folder of keys. BackupRefused where one is missing or unreadable; none is made."""
        for name in (KEYRING, SEAL):
            if not (folder / name).is_file():
                raise BackupRefused(f"{folder / name} is missing: without the keys nothing that is sealed opens again.")
        try:
            return cls(Keyring.load(folder / KEYRING), Signer.load_or_create(folder / SEAL))
        except (SealBroken, KeyUnreadable) as fault:
            raise BackupRefused(f"{folder}: {fault}") from fault

    @property
    def fingerprints(self) -> dict[str, str]:
        """The name of each key → its fingerprint."""
        masters = {f"key {number}": key.fingerprint for number, key in sorted(self.keyring.masters.items())}
        indexes = {f"index {number}": key.fingerprint for number, key in sorted(self.keyring.indexes.items())}
        return {**masters, **indexes, "seal": self.signer.witness.name}


def make_missing_keys(folder: Path, address: str) -> None:
    """Make a key that was not needed yet, as the product does at first use. One that something is sealed with, and that is missing, is not made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with psycopg.connect(address) as connection:
        if not (folder / KEYRING).exists() and not _is_true(connection, IS_SEALED):
            write_once(folder / KEYRING, lambda: Keyring.new(office_day()).written())
        if not (folder / SEAL).exists() and not _is_true(connection, HAS_SEALS):
            Signer.load_or_create(folder / SEAL)


def _is_true(connection: psycopg.Connection, question: LiteralString) -> bool:
    told = connection.execute(question).fetchone()
    return bool(told and told[0])


def refuse_other_keys(needed: Mapping[str, str], have: Mapping[str, str], *, where: str, way_out: str = BRING) -> None:
    """BackupRefused, with their names and what helps, where a backup needs keys that are not there or are others."""
    missing = [name for name in needed if name not in have]
    others = [name for name in needed if name in have and have[name] != needed[name]]
    if missing or others:
        told = [f"{name} is missing" for name in missing] + [f"{name} is another one" for name in others]
        raise BackupRefused(f"The keys in {where} are not those of this backup ({', '.join(told)}); {way_out}.")


def write_keys(folder: Path, file: Path, pair: Pair, *, installation: str, made_at: str) -> dict[str, str]:
    """Seal every file of the folder of keys for two people into `file`, which must not exist. Returns the fingerprints."""
    fingerprints = Keys.of(folder).fingerprints
    contents = {one.name: one.read_bytes().hex() for one in sorted(folder.iterdir()) if one.is_file()}
    beside = {"installation": installation, "made_at": made_at, "keys": fingerprints}
    try:
        text = seal_for_two(json.dumps(contents).encode(), pair, beside=beside)
    except PassphraseRefused as fault:
        raise BackupRefused(str(fault)) from fault
    if file.exists():
        raise BackupRefused(f"{file} is there already; name another file.")
    draft = file.with_name(f"{file.name}.draft")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
        draft.rename(file)
    finally:
        draft.unlink(missing_ok=True)
    return fingerprints


def fingerprints_in(file: Path) -> dict[str, str]:
    """Which keys a backup of keys has; nobody's passphrase is needed. BackupRefused where it is not as it was written."""
    try:
        return dict(read_beside(_text(file))["keys"])
    except (Altered, KeyError, TypeError, ValueError) as fault:
        raise BackupRefused(f"{file} {fault}.") from fault


def open_keys(file: Path, pair: Pair) -> dict[str, bytes]:
    """The files of keys, by their names. BackupRefused where the pair does not open them or something was altered."""
    try:
        opened = json.loads(open_for_two(_text(file), pair))
        return {Path(name).name: bytes.fromhex(content) for name, content in opened.items()}
    except Altered as fault:
        raise BackupRefused(f"{file} {fault}.") from fault
    except PassphraseRefused as fault:
        raise BackupRefused(f"{file}: {fault}") from fault


def _text(file: Path) -> str:
    if not file.is_file():
        raise BackupRefused(f"{file}: there is no such file.")
    if file.stat().st_size > LONGEST_FILE:
        raise BackupRefused(f"{file} is no file of keys.")
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise BackupRefused(f"{file} is no file of keys, or was altered.") from fault


def put_keys(contents: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of keys, for nobody else's eyes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in contents.items():
        with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
