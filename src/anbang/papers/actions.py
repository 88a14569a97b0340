"""Storing and opening sealed papers."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connections, router, transaction

from anbang.papers.keys import keyring
from anbang.papers.models import Paper, PaperKind, SealedFile


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A document that is about to be stored."""

    person_id: int
    kind: PaperKind
    author_id: int
    dated_on: date
    body: str


def _file_path(file: SealedFile) -> Path:
    name = file.id.hex
    return Path(settings.FOLDER) / "files" / name[:2] / name


def store_file(content: bytes, *, name: str, media_type: str) -> SealedFile:
    """Seal `content` on the disk; the row belongs to the caller's transaction.

    The file is whole and flushed before the row exists, so that a row never points to half a file.
    """
    file = SealedFile(media_type=media_type, size=len(content), sha256=hashlib.sha256(content).hexdigest())
    place = f"papers_sealedfile:{file.id}"
    file.name_sealed = keyring().seal(name.encode(), purpose="file name", place=f"{place}:name")
    path = _file_path(file)
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(keyring().seal(content, purpose="file", place=f"{place}:content"))
        target.flush()
        os.fsync(target.fileno())
    file.save(force_insert=True)
    return file


def read_file(file: SealedFile) -> bytes:
    """The content of a sealed file."""
    return keyring().open(_file_path(file).read_bytes(), purpose="file", place=f"papers_sealedfile:{file.id}:content")


def destroy_file(file: SealedFile, *, using: str) -> None:
    """Take a sealed file from the disk once the transaction has ended well; what it was stays in its row, which tells nothing of it."""
    transaction.on_commit(lambda: _file_path(file).unlink(missing_ok=True), using=using)


def file_name(file: SealedFile) -> str:
    """The name under which the file came."""
    sealed = bytes(file.name_sealed)
    return keyring().open(sealed, purpose="file name", place=f"papers_sealedfile:{file.id}:name").decode()


def next_ids(table: str, column: str, count: int, *, using: str) -> list[int]:
    """`count` fresh keys, known before the rows are, because a sealed value is bound to its row's key."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, %s)) from generate_series(1, %s)", [table, column, count]
        )
        return [row[0] for row in cursor.fetchall()]


def store_papers(papers: Sequence[NewPaper]) -> list[Paper]:
    """Seal short documents into rows, in the order given."""
    ids = next_ids("papers_paper", "id", len(papers), using=router.db_for_write(Paper))
    rows = [
        Paper(
            id=key,
            person_id=new.person_id,
            kind=new.kind,
            author_id=new.author_id,
            dated_on=new.dated_on,
            body_sealed=keyring().seal(new.body.encode(), purpose="paper", place=f"papers_paper:{key}:body"),
        )
        for key, new in zip(ids, papers, strict=True)
    ]
    return Paper.objects.bulk_create(rows, batch_size=2000)


def body_of(paper: Paper) -> str:
    """The text of a document whose body is in its row."""
    if paper.body_sealed is None:
        raise ValueError(f"paper {paper.id} is a file")
    return keyring().open(paper.body_sealed, purpose="paper", place=f"papers_paper:{paper.id}:body").decode()


def body_if_any(paper: Paper | None) -> str:
    """The text of a document, or nothing where none came or it was only scanned."""
    return body_of(paper) if paper is not None and paper.body_sealed is not None else ""
