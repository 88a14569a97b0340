"""The parent's side: a PDF is looked through here, a photograph is taken apart and made anew by a child that is held to its limits."""

import re
from dataclasses import dataclass
from pathlib import Path

from anbang.lib.workbook.limits import Limits
from anbang.lib.workbook.reading import UnreadableWorkbook, run_limited

CHILD = Path(__file__).with_name("child.py")
LARGEST_BYTES = 10 * 1024 * 1024
LONGEST_SIDE = 2400
# Sixty million points are more than the cameras of phones have; they fit the child's memory four bytes each.
MOST_POINTS = 60_000_000
LIMITS = Limits(file_bytes=LARGEST_BYTES, memory_bytes=1024 * 1024 * 1024, seconds=20)

PDF, JPEG, PNG = b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
END_OF_PDF = re.compile(rb"%%EOF\s*\x00*\s*\Z")
MEDIA_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
# What a scanner never writes, and what would act when somebody opens the file.
ACTS = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToR|GoToE)(?![A-Za-z])"
)
LOCKED = re.compile(rb"/Encrypt(?![A-Za-z])")
# A second file of another kind within the first.
OTHER_KINDS = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"<script", b"<html", b"<?php")
TAIL = 65_536


class UnreadableScan(Exception):
    """The file is refused; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class CleanScan:
    """A file that may be kept, and what it is."""

    content: bytes
    media_type: str
    ending: str


def clean_scan(content: bytes) -> CleanScan:
    """A PDF as it came, or a JPEG or PNG made anew: upright, no larger than LONGEST_SIDE, without where and by what it was taken.

    Told apart by content, never by name. Raises UnreadableScan: empty, too_large, not_a_scan, damaged, too_many_points, acts, locked,
    two_in_one.
    """
    if not content:
        raise UnreadableScan("empty")
    if len(content) > LARGEST_BYTES:
        raise UnreadableScan("too_large")
    if content.startswith(PDF):
        return _pdf(content)
    if content.startswith(JPEG):
        return _photograph(content, "jpeg")
    if content.startswith(PNG):
        return _photograph(content, "png")
    raise UnreadableScan("not_a_scan")


def _pdf(content: bytes) -> CleanScan:
    # What a scanner appends are line ends, no second file.
    if not END_OF_PDF.search(content[-TAIL:]):
        raise UnreadableScan("two_in_one" if b"%%EOF" in content else "damaged")
    if ACTS.search(content):
        raise UnreadableScan("acts")
    if LOCKED.search(content):
        raise UnreadableScan("locked")
    return CleanScan(content, MEDIA_TYPES["pdf"], "pdf")


def _photograph(content: bytes, kind: str) -> CleanScan:
    end = content.rfind(b"\xff\xd9" if kind == "jpeg" else b"IEND")
    if end < 0:
        raise UnreadableScan("damaged")
    after = content[end:].lower()
    if any(mark.lower() in after for mark in (*OTHER_KINDS, PDF)):
        raise UnreadableScan("two_in_one")
    try:
        made = run_limited(CHILD, [kind, str(LONGEST_SIDE), str(MOST_POINTS)], content, limits=LIMITS)
    except UnreadableWorkbook as refused:
        raise UnreadableScan("damaged" if refused.code == "file_damaged" else "too_many_points") from refused
    head, _, picture = made.partition(b"\n")
    if head != b"ok":
        raise UnreadableScan(head.decode())
    return CleanScan(picture, MEDIA_TYPES[kind], "jpg" if kind == "jpeg" else "png")
