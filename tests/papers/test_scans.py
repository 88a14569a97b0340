"""Scans: what is kept of a photograph, and what is refused before anything is kept."""

import io
import struct
import zlib

import pytest
from PIL import Image

from anbang.lib.scan import LARGEST_BYTES, LONGEST_SIDE, UnreadableScan, clean_scan

WHERE = 0x8825  # the tag under which cameras write the place
CAMERA = 0x0110
UPSIDE_DOWN = 0x0112
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def photograph(kind: str = "JPEG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **more: object) -> bytes:
    """A picture, of one colour."""
    kept = io.BytesIO()
    Image.new(mode, size, "white" if mode != "RGBA" else (255, 0, 0, 0)).save(kept, kind, **more)
    return kept.getvalue()


def told_where() -> bytes:
    """A photograph that says where and by what it was taken, and how it is to be turned."""
    told = Image.Exif()
    told[CAMERA] = "a telling camera"
    told[UPSIDE_DOWN] = 6
    told.get_ifd(WHERE)[2] = (29.0, 24.0, 0.0)
    return photograph(exif=told, comment=b"a telling comment")


def test_a_photograph_loses_place_and_camera_and_is_upright():
    source = told_where()
    assert b"telling" in source
    made = clean_scan(source)
    picture = Image.open(io.BytesIO(made.content))
    assert (made.media_type, made.ending, picture.size) == ("image/jpeg", "jpg", (200, 300))
    assert dict(picture.getexif()) == {}
    assert b"telling" not in made.content


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGB"), ("PNG", "1"), ("PNG", "P")])
def test_a_large_picture_is_made_smaller(kind, mode):
    made = clean_scan(photograph(kind, (LONGEST_SIDE * 2, 50), mode))
    assert Image.open(io.BytesIO(made.content)).size[0] == LONGEST_SIDE


def test_what_shines_through_is_laid_on_white():
    picture = Image.open(io.BytesIO(clean_scan(photograph("PNG", mode="RGBA")).content))
    assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_words_within_a_picture_go():
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

    words = PngInfo()
    words.add_text("place", "a telling word")
    assert b"telling" not in clean_scan(photograph("PNG", pnginfo=words)).content


def test_a_pdf_of_a_scanner_stays_as_it_is():
    made = clean_scan(PDF)
    assert (made.content, made.media_type) == (PDF, "application/pdf")


def bomb() -> bytes:
    """A small file that says it has a milliard of points."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9999)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\0" * (LARGEST_BYTES + 1), "too_large"),
        (b"hello", "not_a_scan"),
        (b"GIF89a....", "not_a_scan"),
        (b"<html><script>", "not_a_scan"),
        (photograph()[:-700], "damaged"),
        (photograph("PNG")[: len(photograph("PNG")) // 2], "damaged"),
        (photograph("PNG").replace(b"IDAT", b"IDAX"), "damaged"),
        (bomb(), "too_many_points"),
        (photograph() + b"PK\x03\x04 a zip", "two_in_one"),
        (photograph("PNG") + PDF, "two_in_one"),
        (photograph() + b"<ScRiPt>", "two_in_one"),
        (PDF + b"PK\x03\x04 a zip", "two_in_one"),
        (PDF[:-6], "damaged"),
        (PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(1)>>"), "acts"),
        (PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 2 0 R"), "locked"),
    ],
)
def test_what_is_no_scan_is_refused(content, code):
    with pytest.raises(UnreadableScan) as refused:
        clean_scan(content)
    assert refused.value.code == code
