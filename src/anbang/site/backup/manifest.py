"""What a backup consists of: every file with its digest, every table with its rows, and which keys it needs, in one signed list.

A backup is a folder; the manifest is written last, and a folder without one is no backup.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from anbang.lib.signing import Signer, Witness
from anbang.site.backup.faults import BackupRefused

NAME = "manifest.json"
DATABASE, SEALS, FILES = "database", "seals.jsonl", "files"
FORM: Literal["anbang backup 1"] = "anbang backup 1"
PART = re.compile(rf"{DATABASE}|{re.escape(SEALS)}|{FILES}/[0-9a-f]{{2}}/[0-9a-f]{{32}}")


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Told):
    """One file of the backup."""

    bytes: int
    sha256: str


class Rows(_Told):
    """One table: how many rows, and SHA-256 over them in the order of their keys."""

    rows: int
    sha256: str


class NewestSeal(_Told):
    """The last seal of the trail that is in the backup."""

    number: int
    digest: str


class Manifest(_Told):
    """Everything that is known of a backup. `keys`: the name of each key → its fingerprint, never the key."""

    form: Literal["anbang backup 1"] = FORM
    backup: str
    installation: str
    made_at: str
    as_of: str
    version: str
    server: int
    roles: dict[str, str]
    migrations: list[tuple[str, str]]
    tables: dict[str, Rows]
    sequences: dict[str, int]
    keys: dict[str, str]
    seal: NewestSeal | None
    broken: list[str]
    parts: dict[str, Part]

    @field_validator("parts")
    @classmethod
    def lies_in_the_folder(cls, parts: dict[str, Part]) -> dict[str, Part]:
        """No name leads out of the backup."""
        if strange := [name for name in parts if not PART.fullmatch(name)]:
            raise ValueError(f"{strange[0]} is no part of a backup")
        return parts

    @property
    def rows(self) -> int:
        """How many rows all tables have."""
        return sum(table.rows for table in self.tables.values())

    @property
    def files(self) -> list[str]:
        """The sealed files, as parts of the backup."""
        return [name for name in self.parts if name.startswith(f"{FILES}/")]

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(part.bytes for part in self.parts.values())

    @property
    def digest(self) -> str:
        """SHA-256 of all that it says."""
        return hashlib.sha256(json.dumps(self.model_dump(), sort_keys=True).encode()).hexdigest()


def write_manifest(manifest: Manifest, folder: Path, signer: Signer) -> None:
    """Put it into the folder of the backup; from then on it is one."""
    (folder / NAME).write_text(_written(manifest, signer.sign(manifest.digest.encode()).hex()), encoding="utf-8")


def _written(manifest: Manifest, signature: str) -> str:
    digest = hashlib.sha256(f"{manifest.digest}{signature}".encode()).hexdigest()
    told = {**manifest.model_dump(mode="json"), "digest": digest, "signature": signature}
    return json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def read_manifest(folder: Path, witness: Witness | None = None) -> Manifest:
    """The manifest of the backup in `folder`. BackupRefused where there is none, where it is not as it was written, and where it was not
    signed by `witness`.
    """
    file = folder / NAME
    if not file.is_file():
        raise BackupRefused(f"{folder} is no backup, or one that was not finished: it has no {NAME}.")
    altered = f"{file} is not as it was written: it was altered, or the disk has a fault."
    try:
        text = file.read_text(encoding="utf-8")
        told: dict[str, Any] = dict(json.loads(text))
        told.pop("digest")
        signature = str(told.pop("signature"))
        form = told.get("form")
        if form != FORM and isinstance(form, str) and form.startswith("anbang backup "):
            raise BackupRefused(f"{file} was written by another version ({form}); this one reads {FORM}.")
        manifest = Manifest.model_validate(told)
        genuine = bytes.fromhex(signature)
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise BackupRefused(altered) from error
    # Written again it is the same, sign by sign: no other way to write it passes for it.
    if _written(manifest, signature) != text:
        raise BackupRefused(altered)
    if witness is not None and not witness.confirms(genuine, manifest.digest.encode()):
        raise BackupRefused(f"{file} is not signed by the key that seals the trail: somebody else made it.")
    return manifest


def backups_in(folder: Path, *, of: str) -> Iterator[tuple[Path, Manifest]]:
    """The whole backups of the installation `of` that lie in `folder`, the oldest first."""
    found = []
    for inside in folder.iterdir() if folder.is_dir() else ():
        with suppress(BackupRefused):
            manifest = read_manifest(inside)
            if manifest.installation == of:
                found.append((inside, manifest))
    yield from sorted(found, key=lambda one: (one[1].as_of, one[1].made_at))
