"""Real workbooks, broken in the ways that disks, mail, other programs and bad people break them. One number makes one file."""

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from tests.exchange.messy_workbooks import messy

SAMPLE = Path(__file__).parents[1] / "data" / "prison-batch-2026-11.xlsx"
MESSY = 30
HOSTILE = (
    "XFD1048576",
    "99999999999999999999",
    "-1",
    "1e308",
    "NaN",
    "\u0000",
    "&#0;",
    "<a>",
    "]]>",
    "A0",
    "甲" * 5000,
)


@cache
def wholes() -> tuple[bytes, ...]:
    """What is broken: the agreed sample, and lists as different clerks send them, in xlsx, xls and csv."""
    return (SAMPLE.read_bytes(), *(messy(seed).content for seed in range(MESSY)))


def flipped(content: bytes, random: Random) -> bytes:
    """Some bits are other ones."""
    broken = bytearray(content)
    for _ in range(random.choice((1, 2, 8, 64, 512))):
        broken[random.randrange(len(broken))] ^= 1 << random.randrange(8)
    return bytes(broken)


def cut(content: bytes, random: Random) -> bytes:
    """The end is missing."""
    return content[: random.randrange(len(content))]


def gap(content: bytes, random: Random) -> bytes:
    """A piece is missing, empty or there twice."""
    first = random.randrange(len(content))
    last = min(len(content), first + random.randrange(1, 4096))
    return content[:first] + random.choice((b"", bytes(last - first), content[first:last] * 2)) + content[last:]


def spliced(content: bytes, random: Random) -> bytes:
    """The head of one file and the tail of another."""
    other = random.choice(wholes())
    return content[: random.randrange(len(content))] + other[random.randrange(len(other)) :]


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def swapped(content: bytes, random: Random) -> bytes:
    """Two parts of the workbook have changed places, or one is missing or another file's."""
    parts = _parts(content)
    one, two = random.sample(sorted(parts), 2)
    how = random.randrange(3)
    if how == 0:
        parts[one], parts[two] = parts[two], parts[one]
    elif how == 1:
        del parts[one]
    else:
        parts[one] = random.choice(wholes())
    return _packed(parts)


def rewritten(content: bytes, random: Random) -> bytes:
    """The XML of one part says something else: bits, or a number, reference or text that nobody expects."""
    parts = _parts(content)
    name = random.choice(sorted(parts))
    if random.random() < 0.4:
        parts[name] = flipped(parts[name], random) if parts[name] else b"<"
    else:
        values = list(re.finditer(rb'"[^"<]*"|>[^<]+<', parts[name]))
        for found in random.sample(values, min(len(values), random.choice((1, 1, 3)))):
            told, hostile = found[0], random.choice(HOSTILE).encode()
            parts[name] = parts[name].replace(told, told[:1] + hostile + told[-1:], random.choice((1, -1)))
    return _packed(parts)


ANYWHERE: tuple[Callable[[bytes, Random], bytes], ...] = (flipped, cut, gap, spliced)
IN_A_ZIP = (*ANYWHERE, swapped, rewritten, rewritten)


def mutated(number: int) -> bytes:
    """The file of this number."""
    random = Random(number)
    content = random.choice(wholes())
    for _ in range(random.choice((1, 1, 1, 2))):
        ways = IN_A_ZIP if zipfile.is_zipfile(io.BytesIO(content)) else ANYWHERE
        try:
            content = random.choice(ways)(content, random) or b" "
        except Exception:
            return content  # broken so much that it cannot be opened to break it further
    return content
