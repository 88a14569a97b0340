"""The child that takes a stranger's PDF apart. Runs alone in a fresh interpreter under limits; answers `ok` and the PDF without what its maker
wrote beside the pages, or why not, on its output.
"""

import io
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf

# What a scanner never writes, and what would act when somebody opens the file; packed away or not.
ACTS = frozenset(
    {"/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA"}
    | {"/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Movie", "/Sound"}
)
NAMED = ("/S", "/Type", "/Subtype")
# What is told beside the pages: who made it, when, by what, a small picture of each page, what programs keep for themselves.
BESIDE = ("/Metadata", "/PieceInfo", "/Thumb", "/LastModified", "/AF", "/Collection")
DEEPEST = 60
START, END, ENTROPY = b"\xff\xd8", 0xD9, 0xDA
# Of a photograph in a page: how it is made up, and how its colours are meant. All other segments tell of its taking.
KEPT_SEGMENTS = frozenset({0xE0, 0xEE})


class Refused(Exception):
    """The file is refused for a reason that has a sentence."""


def dictionaries(found: object, depth: int = 0) -> Iterator[pikepdf.Object]:
    """Every dictionary within an object, streams too. What it only points to is an object of its own."""
    if depth > DEEPEST:
        raise Refused("damaged")
    if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
        yield found
        inner = [found.get(key) for key in found.keys()]  # noqa: SIM118  # an object of a PDF is no dictionary of Python
    elif isinstance(found, pikepdf.Array):
        inner = list(found)
    else:
        return
    for one in inner:
        if not getattr(one, "is_indirect", False):
            yield from dictionaries(one, depth + 1)


def refuse_acts(one: pikepdf.Object) -> None:
    """Refused: whoever acts by a key, or by what it says it is."""
    keys = set(one.keys())
    if keys & ACTS or any(str(one.get(name)) in ACTS for name in NAMED if name in keys):
        raise Refused("acts")


def bare_photograph(content: bytes) -> bytes:
    """A JPEG without the segments that tell where, when and by what it was taken; as it came where it is none."""
    if not content.startswith(START):
        return content
    kept, place = [START], len(START)
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker in (ENTROPY, END):
            break
        size = 2 + int.from_bytes(content[place + 2 : place + 4])
        if marker < 0xE0 or marker in KEPT_SEGMENTS or 0xEF < marker < 0xFE:
            kept.append(content[place : place + size])
        place += size
    return b"".join([*kept, content[place:]])


def strip(one: pikepdf.Object) -> None:
    """Take away what is told beside the pages, from a dictionary and from a photograph."""
    for key in BESIDE:
        if key in one:
            del one[key]
    if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image" and _is_photograph(one.get("/Filter")):
        how: Any = one.get("/DecodeParms")
        one.write(bare_photograph(one.read_raw_bytes()), filter=pikepdf.Name.DCTDecode, decode_parms=how)


def _is_photograph(packed: object) -> bool:
    """Whether a picture in a page lies there as a JPEG."""
    names = list(packed) if isinstance(packed, pikepdf.Array) else [packed]
    return [str(name) for name in names] == ["/DCTDecode"]


def bare(content: bytes, most_pages: int) -> bytes:
    """The PDF without what is told beside its pages; as it came where it is signed, for a signature covers all of it. Raises Refused."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if pdf.is_encrypted:
            raise Refused("locked")
        found = [one for whole in pdf.objects for one in dictionaries(whole)]
        for one in found:
            refuse_acts(one)
        if not 0 < len(pdf.pages) <= most_pages:
            raise Refused("too_many_pages" if len(pdf.pages) else "damaged")
        if any("/ByteRange" in one for one in found):
            return content
        for one in found:
            strip(one)
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        kept = io.BytesIO()
        pdf.save(
            kept,
            deterministic_id=True,
            fix_metadata_version=False,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
        return kept.getvalue()


def answer(content: bytes, most_pages: int) -> tuple[str, bytes]:
    """`ok` and the PDF, or the reason and nothing."""
    try:
        return "ok", bare(content, most_pages)
    except Refused as refused:
        return str(refused), b""
    except pikepdf.PasswordError:
        return "locked", b""
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, RuntimeError, RecursionError):
        return "damaged", b""


if __name__ == "__main__":
    told, made = answer(sys.stdin.buffer.read(), int(sys.argv[1]))
    sys.stdout.buffer.write(told.encode() + b"\n" + made)
