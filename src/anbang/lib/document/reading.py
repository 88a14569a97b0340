"""The parent's side: text is decoded here, a Word file is unpacked by a child that is held to its limits."""

import json
from pathlib import Path

from anbang.lib.visible import visible
from anbang.lib.workbook.limits import Limits
from anbang.lib.workbook.reading import UnreadableWorkbook, run_limited

CHILD = Path(__file__).with_name("child.py")
LIMITS = Limits(file_bytes=5 * 1024 * 1024, unpacked_bytes=30 * 1024 * 1024, seconds=10)
MOST_CHARACTERS = 300_000
MOST_PARAGRAPHS = 5_000
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF"


class UnreadableDocument(Exception):
    """The document is refused; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_document(content: bytes, *, limits: Limits = LIMITS) -> list[str]:
    """The paragraphs of a text (UTF-8 or GB18030) or a .docx, told apart by content, never by name; empty ones are left out.

    Raises UnreadableDocument.
    """
    if len(content) > limits.file_bytes:
        raise UnreadableDocument("too_large")
    if not content.strip():
        raise UnreadableDocument("empty")
    if content.startswith(OLE):
        raise UnreadableDocument("old_word")
    if content.startswith(PDF):
        raise UnreadableDocument("pdf")
    paragraphs = _of_word(content, limits) if content.startswith(ZIP) else _of_text(content)
    kept = [kept for paragraph in paragraphs if (kept := " ".join(visible(paragraph).split()))]
    if sum(map(len, kept)) > MOST_CHARACTERS:
        raise UnreadableDocument("too_large")
    if len(kept) > MOST_PARAGRAPHS:
        raise UnreadableDocument("too_many_paragraphs")
    if not kept:
        raise UnreadableDocument("empty")
    return kept


def _of_text(content: bytes) -> list[str]:
    if b"\x00" in content:
        raise UnreadableDocument("not_text")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
    raise UnreadableDocument("not_text")


def _of_word(content: bytes, limits: Limits) -> list[str]:
    try:
        told = json.loads(
            run_limited(CHILD, [json.dumps({"unpacked_bytes": limits.unpacked_bytes})], content, limits=limits)
        )
    except UnreadableWorkbook as refused:
        raise UnreadableDocument("damaged" if refused.code == "file_damaged" else "too_large") from refused
    except ValueError as error:
        raise UnreadableDocument("damaged") from error
    if "fault" in told:
        raise UnreadableDocument(told["fault"])
    return [str(paragraph) for paragraph in told["paragraphs"]]
