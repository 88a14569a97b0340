"""Storing and opening sealed papers."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connections, router, transaction

from anbang.lib.held_file import held
from anbang.lib.sealing import HEAD_BYTES
from anbang.lib.secret_files import keep_names, write_beside
from anbang.papers.keys import keyring
from anbang.papers.models import Paper, PaperKind, SealedFile
from anbang.papers.sealed import Sealed

NAME = Sealed("papers_sealedfile", "name_sealed", "file name", "papers_sealedfile:{id}:name")
# No column: it lies on the disk, and is sealed anew by `reseal_file`.
CONTENT = Sealed("papers_sealedfile", "content", "file", "papers_sealedfile:{id}:content")
BODY = Sealed("papers_paper", "body_sealed", "paper", "papers_paper:{id}:body")


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
    file.name_sealed = NAME.seal(name.encode(), id=file.id)
    path = _file_path(file)
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(CONTENT.seal(content, id=file.id))
        target.flush()
        os.fsync(target.fileno())
    file.save(force_insert=True)
    return file


def read_file(file: SealedFile) -> bytes:
    """The content of a sealed file."""
    return CONTENT.open(_file_path(file).read_bytes(), id=file.id)


def head_of_file(file: SealedFile) -> bytes | None:
    """By which suite and key it is sealed on the disk (`anbang.lib.sealing.told_by`); None for one that was destroyed."""
    try:
        with _file_path(file).open("rb") as opened:
            return opened.read(HEAD_BYTES)
    except FileNotFoundError:
        return None


def reseal_file(file: SealedFile) -> bool:
    """Seal a file under the newest key, in its place: whoever reads it meanwhile has the old or the new one, whole. False where there is
    nothing to do. SealBroken where it does not open.
    """
    path = _file_path(file)
    with held(path) as opened:
        if opened is None:
            return False
        sealed = opened.read()
        if sealed.startswith(keyring().head):
            return False
        _remove_drafts(path)
        write_beside(path, CONTENT.seal(CONTENT.open(sealed, id=file.id), id=file.id)).replace(path)
        keep_names(path.parent)
    return True


def destroy_file(file: SealedFile, *, using: str) -> None:
    """Take a sealed file from the disk once the transaction has ended well; what it was stays in its row, which tells nothing of it."""
    transaction.on_commit(lambda: destroy_path(_file_path(file)), using=using)


def destroy_path(path: Path) -> None:
    """Take a sealed file from the disk at once, with what a re-sealing left of it. What a process that dies before it leaves behind goes the next
    day (`anbang.papers.orphans`).
    """
    with held(path):
        _remove_drafts(path)
        path.unlink(missing_ok=True)


def _remove_drafts(path: Path) -> None:
    """What a re-sealing left that was killed. Call while holding the file."""
    for draft in path.parent.glob(f"{path.name}.*"):
        draft.unlink()


def file_name(file: SealedFile) -> str:
    """The name under which the file came."""
    return NAME.open(file.name_sealed, id=file.id).decode()


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
            body_sealed=BODY.seal(new.body.encode(), id=key),
        )
        for key, new in zip(ids, papers, strict=True)
    ]
    return Paper.objects.bulk_create(rows, batch_size=2000)


def body_of(paper: Paper) -> str:
    """The text of a document whose body is in its row."""
    if paper.body_sealed is None:
        raise ValueError(f"paper {paper.id} is a file")
    return BODY.open(paper.body_sealed, id=paper.id).decode()


def body_if_any(paper: Paper | None) -> str:
    """The text of a document, or nothing where none came or it was only scanned."""
    return body_of(paper) if paper is not None and paper.body_sealed is not None else ""
