"""Scans: what is kept of a photograph, and what is refused before anything is kept."""

import io
import struct
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from anbang.lib.scan import (
    LARGEST_BYTES,
    LONGEST_SIDE,
    MOST_PAGES,
    UnreadableScan,
    clean_pages,
    clean_scan,
    page_of,
    pdf_child,
    reading,
)
from anbang.lib.scan import child as child_of_photographs
from anbang.lib.workbook.limits import Limits

WHERE = 0x8825  # the tag under which cameras write the place
CAMERA = 0x0110
UPSIDE_DOWN = 0x0112
PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
HEIC = Path(__file__).parents[1] / "data" / "photograph.heic"
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b"<rdf:Description>a telling place</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def photograph(kind: str = "JPEG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **more: object) -> bytes:
    """A picture, of one colour."""
    kept = io.BytesIO()
    Image.new(mode, size, "white" if mode != "RGBA" else (255, 0, 0, 0)).save(kept, kind, **more)
    return kept.getvalue()


def told_where(kind: str = "JPEG") -> bytes:
    """A photograph that says where and by what it was taken, and how it is to be turned."""
    told = Image.Exif()
    told[CAMERA] = "a telling camera"
    told[UPSIDE_DOWN] = 6
    told.get_ifd(WHERE)[2] = (29.0, 24.0, 0.0)
    beside = {"comment": b"a telling comment"} if kind == "JPEG" else {}
    xmp = {"xmp": XMP} if kind != "PNG" else {}
    return photograph(kind, exif=told, **beside, **xmp)


def told_in_a_pdf() -> bytes:
    """A PDF whose maker wrote beside its page, and in whose page is a photograph that says where it was taken."""
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=(100, 100))
        image = made.make_stream(told_where(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        image.Width, image.Height, image.BitsPerComponent = 300, 200, 8
        image.ColorSpace, image.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(One=image))
        page.Thumb = made.make_stream(b"a telling thumbnail")
        page.PieceInfo = pikepdf.Dictionary(Program=pikepdf.Dictionary(Private=pikepdf.String("a telling program")))
        made.Root.Metadata = made.make_stream(XMP)
        made.docinfo["/Author"] = "a telling author"
        kept = io.BytesIO()
        made.save(kept, compress_streams=False)
        return kept.getvalue()


def in_process(child: Path, asked: list[str], content: bytes, *, limits: object) -> bytes:
    """What a child does, without a process of its own for each of many small files."""
    if child == reading.PDF_CHILD:
        told, made = pdf_child.answer(content, int(asked[0]))
    else:
        told, made = child_of_photographs.made_anew(content, asked[0], asked[1], int(asked[2]), int(asked[3]))
    return told.encode() + b"\n" + made


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No child for each file."""
    monkeypatch.setattr(reading, "run_limited", in_process)


# Whatever says where, when, by what or by whom, in each kind that we take.
TELLING = {
    "JPEG": told_where(),
    "PNG": told_where("PNG"),
    "WebP": told_where("WEBP"),
    "HEIC": HEIC.read_bytes(),
    "PDF": told_in_a_pdf(),
}


def says_where(content: bytes) -> bool:
    """Whether anything of it is left: the words, or the tags of a camera."""
    if b"telling" in content or b"Exif\0\0" in content or b"xmpmeta" in content:
        return True
    return not content.startswith(b"%PDF") and dict(Image.open(io.BytesIO(content)).getexif()) != {}


@pytest.mark.parametrize("kind", TELLING)
def test_no_place_no_camera_and_no_comment_is_left_of_any_kind(kind: str):
    assert not says_where(clean_scan(TELLING[kind]).content)


@pytest.mark.parametrize("kind", [kind for kind in TELLING if kind != "HEIC"])
def test_control_kept_as_it_came_it_would_be(kind: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "run_limited", lambda _child, _asked, content, **_limits: b"ok\n" + content)
    assert says_where(clean_scan(TELLING[kind]).content)


def test_control_an_iphone_tells_it_too():
    assert b"a telling camera" in TELLING["HEIC"]


@pytest.mark.usefixtures("quick")
def test_nor_is_it_in_the_pages_of_one_paper():
    made = clean_pages([TELLING["JPEG"], TELLING["PNG"], TELLING["HEIC"]])
    assert (made.media_type, made.ending, made.pages) == ("application/pdf", "pdf", 3)
    assert not says_where(made.content)
    for number in (1, 2, 3):
        page = page_of(made.content, number)
        assert not says_where(page)
        assert Image.open(io.BytesIO(page)).format == "JPEG"
    for number in (0, 4):
        with pytest.raises(LookupError):
            page_of(made.content, number)


@pytest.mark.usefixtures("quick")
def test_a_pdf_that_is_signed_stays_as_it_is_for_the_signature_covers_it():
    signed = PDF.replace(b"/MediaBox", b"/Annots[<</Type/Annot/V<</Type/Sig/ByteRange[0 1 2 3]>>>>]/MediaBox")
    assert clean_scan(signed).content == signed


@pytest.mark.parametrize(
    ("picture", "doubts"),
    [
        (Image.new("L", (1200, 900), 200), ()),
        (Image.new("L", (1000, 900), 200), ((1, "small"),)),
        (Image.new("L", (1200, 900), 60), ((1, "dark"),)),
        (Image.new("L", (900, 900), 60), ((1, "small"), (1, "dark"))),
    ],
)
@pytest.mark.usefixtures("quick")
def test_what_is_hard_to_read_is_kept_and_said(picture: Image.Image, doubts: object):
    kept = io.BytesIO()
    picture.save(kept, "JPEG")
    assert clean_scan(kept.getvalue()).doubts == doubts


@pytest.mark.usefixtures("quick")
def test_of_several_pages_each_doubt_says_which():
    page, dark = photograph(size=(1200, 900)), io.BytesIO()
    Image.new("L", (1200, 900), 60).save(dark, "JPEG")
    assert clean_pages([page, dark.getvalue()]).doubts == ((2, "dark"),)


@pytest.mark.parametrize(
    ("pages", "code"),
    [([photograph()] * (MOST_PAGES + 1), "too_many_pages"), ([photograph(), PDF], "not_a_page"), ([b""] * 2, "empty")],
)
@pytest.mark.usefixtures("quick")
def test_pages_that_are_none_are_refused(pages: list[bytes], code: str):
    with pytest.raises(UnreadableScan) as refused:
        clean_pages(pages)
    assert refused.value.code == code


def test_a_photograph_loses_place_and_camera_and_is_upright():
    source = told_where()
    assert b"telling" in source
    made = clean_scan(source)
    picture = Image.open(io.BytesIO(made.content))
    assert (made.media_type, made.ending, picture.size) == ("image/jpeg", "jpg", (200, 300))
    assert dict(picture.getexif()) == {}
    assert b"telling" not in made.content


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGB"), ("PNG", "1"), ("PNG", "P")])
@pytest.mark.usefixtures("quick")
def test_a_large_picture_is_made_smaller(kind, mode):
    made = clean_scan(photograph(kind, (LONGEST_SIDE * 2, 50), mode))
    assert Image.open(io.BytesIO(made.content)).size[0] == LONGEST_SIDE


@pytest.mark.usefixtures("quick")
def test_what_shines_through_is_laid_on_white():
    picture = Image.open(io.BytesIO(clean_scan(photograph("PNG", mode="RGBA")).content))
    assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.usefixtures("quick")
def test_words_within_a_picture_go():
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

    words = PngInfo()
    words.add_text("place", "a telling word")
    assert b"telling" not in clean_scan(photograph("PNG", pnginfo=words)).content


@pytest.mark.usefixtures("quick")
def test_a_pdf_of_a_scanner_stays_a_pdf_of_as_many_pages():
    made = clean_scan(PDF)
    assert (made.media_type, made.pages) == ("application/pdf", None)
    with pikepdf.open(io.BytesIO(made.content)) as kept:
        assert len(kept.pages) == 1


def packed_away() -> bytes:
    """A PDF that acts, with its objects packed, so that nothing of it can be read without unpacking."""
    kept = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.Root.OpenAction = made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("1")))
        made.save(kept, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in kept.getvalue()
    return kept.getvalue()


ACTING = PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(1)>>")


def locked() -> bytes:
    """A PDF that opens with a password alone."""
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as pdf:
        pdf.save(kept, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return kept.getvalue()


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
        (ACTING, "acts"),
        (packed_away(), "acts"),
        (locked(), "locked"),
        (PDF.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[]/Count 0"), "damaged"),
        (b"%PDF-1.7\n nothing of a PDF \n%%EOF\n", "damaged"),
        (b"RIFF\x10\0\0\0WEBPVP8 none", "damaged"),
        (HEIC.read_bytes()[:400], "damaged"),
    ],
)
@pytest.mark.usefixtures("quick")
def test_what_is_no_scan_is_refused(content, code):
    with pytest.raises(UnreadableScan) as refused:
        clean_scan(content)
    assert refused.value.code == code


def unpacked_to(megabytes: int) -> bytes:
    """A small PDF whose objects are packed away with so much behind them."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )
    places = [sum(len(one) + 1 for one in objects[:number]) for number in range(len(objects))]
    head = b" ".join(b"%d %d" % (number, place) for number, place in enumerate(places, 1)) + b" "
    packed = zlib.compress(head + b" ".join(objects) + b" " * (megabytes << 20), 9)
    told = b"4 0 obj<</Type/ObjStm/N 3/First %d/Length %d/Filter/FlateDecode>>stream\n" % (len(head), len(packed))
    begun = b"%PDF-1.7\n" + told + packed + b"\nendstream endobj\n"
    rows = [(0, 0, 65_535), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, 9, 0), (1, len(begun), 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    end = b"5 0 obj<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>stream\n" % len(table) + table
    return begun + end + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % len(begun)


def test_a_pdf_that_unpacks_to_more_than_there_is_room_for_is_refused(monkeypatch: pytest.MonkeyPatch):
    small = unpacked_to(300)
    assert len(small) < LARGEST_BYTES // 10
    assert clean_scan(small).media_type == "application/pdf", "the control: with room enough it is kept"
    monkeypatch.setattr(reading, "LIMITS", Limits(memory_bytes=300 * 1024 * 1024))
    with pytest.raises(UnreadableScan):
        clean_scan(small)
    assert clean_scan(PDF).media_type == "application/pdf", (
        "the control: there is room for what is as large as it looks"
    )


@pytest.mark.parametrize("content", [PDF, photograph()])
def test_whatever_reads_it_is_held_to_its_limits(content: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "LIMITS", Limits(memory_bytes=24 * 1024 * 1024))
    with pytest.raises(UnreadableScan):
        clean_scan(content)
