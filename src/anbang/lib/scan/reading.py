"""The parent's side: what comes in is told apart by its bytes, and made harmless by a child that is held to its limits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from anbang.lib.scan.pages import bound
from anbang.lib.workbook.limits import Limits
from anbang.lib.workbook.reading import UnreadableWorkbook, run_limited

CHILD, PDF_CHILD = Path(__file__).with_name("child.py"), Path(__file__).with_name("pdf_child.py")
LARGEST_BYTES = 20 * 1024 * 1024
LONGEST_SIDE = 2000
# Of one paper: photographs that come at once, pages of a PDF.
MOST_PAGES, MOST_PAGES_OF_A_PDF = 20, 200
# What fits the child's memory four bytes each. Of a JPEG only a part of its points is unpacked, so that the largest cameras of phones will do.
MOST_POINTS = 60_000_000
MOST_POINTS_OF_A_JPEG = 220_000_000
LIMITS = Limits(file_bytes=LARGEST_BYTES, memory_bytes=1024 * 1024 * 1024, seconds=20)

PDF, JPEG, PNG = b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
RIFF, WEBP, BOX = b"RIFF", b"WEBP", b"ftyp"
# How an iPhone's photograph says in its first box what it is.
HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
END_OF_PDF = re.compile(rb"%%EOF\s*\x00*\s*\Z")
MEDIA_TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
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
    """A file that may be kept, and what it is. `pages`: of photographs, which open one by one; none of a scanner's PDF. `doubts`: what may make
    it hard to read (`small`, `dark`), each page by its number.
    """

    content: bytes
    media_type: str
    ending: str
    pages: int | None = None
    doubts: tuple[tuple[int, str], ...] = ()


def clean_scan(content: bytes) -> CleanScan:
    """A PDF without what is told beside its pages, or a photograph made anew: upright, no larger than LONGEST_SIDE, without where and by what
    it was taken. JPEG, WebP and HEIC become a JPEG, PNG stays one.

    Told apart by content, never by name. Raises UnreadableScan: empty, too_large, not_a_scan, damaged, too_many_points, too_many_pages, acts,
    locked, two_in_one.
    """
    kind = kind_of(content)
    return _pdf(content) if kind == "pdf" else _photograph(content, kind, "png" if kind == "png" else "jpeg")


def clean_pages(photographs: Sequence[bytes]) -> CleanScan:
    """Photographs of the pages of one paper, in their order, as one file. Raises UnreadableScan as `clean_scan`; too_many_pages; not_a_page where
    one of several is a PDF.
    """
    if len(photographs) == 1:
        return clean_scan(photographs[0])
    if len(photographs) > MOST_PAGES:
        raise UnreadableScan("too_many_pages")
    kinds = [kind_of(one) for one in photographs]
    if "pdf" in kinds:
        raise UnreadableScan("not_a_page")
    made = [_photograph(one, kind, "jpeg") for one, kind in zip(photographs, kinds, strict=True)]
    doubts = tuple((number, doubt) for number, one in enumerate(made, 1) for _, doubt in one.doubts)
    return CleanScan(bound([one.content for one in made]), MEDIA_TYPES["pdf"], "pdf", len(made), doubts)


def kind_of(content: bytes) -> str:
    """What a file is by its first bytes: pdf, jpeg, png, webp, heif. UnreadableScan for what is none of them."""
    if not content:
        raise UnreadableScan("empty")
    if len(content) > LARGEST_BYTES:
        raise UnreadableScan("too_large")
    for kind, start in (("pdf", PDF), ("jpeg", JPEG), ("png", PNG)):
        if content.startswith(start):
            return kind
    if content.startswith(RIFF) and content[8:12] == WEBP:
        return "webp"
    if content[4:8] == BOX and content[8:12] in HEIF:
        return "heif"
    raise UnreadableScan("not_a_scan")


def _asked(child: Path, arguments: Sequence[object], content: bytes) -> tuple[list[str], bytes]:
    """What the child made of it, and what it says of that. UnreadableScan for what it refuses."""
    try:
        answer = run_limited(child, [str(one) for one in arguments], content, limits=LIMITS)
    except UnreadableWorkbook as refused:
        raise UnreadableScan("damaged" if refused.code == "file_damaged" else "too_many_points") from refused
    head, _, made = answer.partition(b"\n")
    told, *doubts = head.decode().split() or ["damaged"]
    if told != "ok":
        raise UnreadableScan(told)
    return doubts, made


def _pdf(content: bytes) -> CleanScan:
    # What a scanner appends are line ends, no second file.
    if not END_OF_PDF.search(content[-TAIL:]):
        raise UnreadableScan("two_in_one" if b"%%EOF" in content else "damaged")
    _, made = _asked(PDF_CHILD, [MOST_PAGES_OF_A_PDF], content)
    return CleanScan(made, MEDIA_TYPES["pdf"], "pdf")


def _photograph(content: bytes, kind: str, wanted: str) -> CleanScan:
    if kind in ("jpeg", "png"):
        _refuse_what_follows(content, b"\xff\xd9" if kind == "jpeg" else b"IEND")
    most = MOST_POINTS_OF_A_JPEG if kind == "jpeg" else MOST_POINTS
    doubts, made = _asked(CHILD, [kind, wanted, LONGEST_SIDE, most], content)
    ending = "jpg" if wanted == "jpeg" else "png"
    return CleanScan(made, MEDIA_TYPES[wanted], ending, 1, tuple((1, doubt) for doubt in doubts))


def _refuse_what_follows(content: bytes, end: bytes) -> None:
    """A picture that does not end, and one behind whose end another file begins."""
    place = content.rfind(end)
    if place < 0:
        raise UnreadableScan("damaged")
    after = content[place:].lower()
    if any(mark.lower() in after for mark in (*OTHER_KINDS, PDF)):
        raise UnreadableScan("two_in_one")
