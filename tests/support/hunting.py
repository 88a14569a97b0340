"""Looks for ID numbers in any bytes: as they are read, in either order of UTF-16, as hexadecimal and base64 of these, and backwards."""

import base64
import gzip
import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SIGNS = 18
# Digits and X are one byte each in UTF-8 and GBK alike, and the same one.
ENCODINGS = ("utf-8", "gbk", "utf-16-le", "utf-16-be")
DIGITS, NOTHING = b"0123456789", b"\0"
# Three digits are four signs of base64; of eighteen, wherever they begin, five times three follow whole.
BASE64_OF_DIGITS = (b"MNO", b"DTjz", b"AEIMQUYcgk", b"wxyz012345")
PIECE = 16 * 1024 * 1024
# So much before and behind what is found belongs to it, however it is written.
AROUND = 8


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write digits: which bytes each group of them is made of, how many follow in a number, and how a piece of it is read."""

    group: tuple[bytes, ...]
    groups: int
    read: Callable[[bytes], Iterable[bytes]]

    def begin(self, content: np.ndarray) -> np.ndarray:
        """Where so many groups follow one another."""
        width = len(self.group)
        if len(content) < width * self.groups:
            return np.empty(0, dtype=np.int64)
        last = len(content) - width + 1
        follow = np.ones(last, dtype=bool)
        for place, allowed in enumerate(self.group):
            known = np.zeros(256, dtype=bool)
            known[list(allowed)] = True
            follow &= known[content[place : place + last]]
        count = 1
        while count < self.groups:
            step = min(count, self.groups - count)
            follow = follow[: -step * width] & follow[step * width :]
            count += step
        return np.flatnonzero(follow)


def _as_text(found: bytes) -> Iterable[bytes]:
    return [found]


def _every_other(found: bytes) -> Iterable[bytes]:
    return [found[::2], found[1::2]]


def _of_hexadecimal(read: Callable[[bytes], Iterable[bytes]]) -> Callable[[bytes], Iterable[bytes]]:
    def unhexed(found: bytes) -> Iterator[bytes]:
        for begins in range(2):
            signs = re.sub(rb"[^0-9a-fA-F]", b"0", found[begins:])
            yield from read(bytes.fromhex(signs[: len(signs) // 2 * 2].decode()))

    return unhexed


def _of_base64(found: bytes) -> Iterator[bytes]:
    signs = re.sub(rb"[^A-Za-z0-9+/]", b"A", found.translate(bytes.maketrans(b"-_", b"+/")))
    for begins in range(4):
        yield base64.b64decode(signs[begins : begins + (len(signs) - begins) // 4 * 4])


FORMS: Mapping[str, Form] = {
    "as they are": Form((DIGITS,), 17, _as_text),
    "UTF-16, low byte first": Form((DIGITS, NOTHING), 17, _every_other),
    "UTF-16, high byte first": Form((NOTHING, DIGITS), 17, _every_other),
    "hexadecimal": Form((b"3", DIGITS), 17, _of_hexadecimal(_as_text)),
    "hexadecimal of UTF-16, low": Form((b"3", DIGITS, b"0", b"0"), 17, _of_hexadecimal(_every_other)),
    "hexadecimal of UTF-16, high": Form((b"0", b"0", b"3", DIGITS), 17, _of_hexadecimal(_every_other)),
    "base64": Form(BASE64_OF_DIGITS, 5, _of_base64),
}
_RUN = re.compile(rb"[Xx]?[0-9]{17,}[Xx]?")


def numbers_in(content: bytes) -> Iterator[str]:
    """Whatever could be an ID number, in any form, also backwards."""
    signs = np.frombuffer(content, dtype=np.uint8)
    for form in FORMS.values():
        length = len(form.group) * form.groups
        for first, last in _runs(form.begin(signs)):
            piece = content[max(first - AROUND, 0) : last + length + AROUND]
            for text in form.read(piece):
                for run in _RUN.finditer(text):
                    yield from _windows(run.group())


def _runs(begin: np.ndarray) -> Iterator[tuple[int, int]]:
    """Places beside one another, as the first and the last of them."""
    if not len(begin):
        return
    ends = np.flatnonzero(np.diff(begin) > SIGNS * AROUND)
    yield from zip(begin[np.append(0, ends + 1)].tolist(), begin[np.append(ends, len(begin) - 1)].tolist(), strict=True)


def _windows(signs: bytes) -> Iterator[str]:
    text = signs.decode("ascii").upper()
    for first in range(len(text) - SIGNS + 1):
        window = text[first : first + SIGNS]
        yield window
        yield window[::-1]


def found_in(content: bytes, wanted: Collection[str]) -> set[str]:
    """Which of the numbers stand in the content, or in what is packed in it."""
    return {number for part in unpacked(content) for number in numbers_in(part) if number in wanted}


def unpacked(content: bytes) -> Iterator[bytes]:
    """The content itself, and what is in it if it is an archive. A piece of one is looked at as it is."""
    yield content
    if content.startswith(b"PK\3\4"):
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from unpacked(archive.read(name))
    if content.startswith(b"\x1f\x8b"):
        with suppress(OSError, EOFError):
            yield from unpacked(gzip.decompress(content))


class Hunt:
    """Places that were looked through for some numbers: how much it was, and which stood where."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self.numbers = frozenset(number.upper() for number in numbers)
        self.found: dict[str, set[str]] = {}
        self.places: dict[str, int] = {}

    def look(self, place: str, content: bytes) -> None:
        """Look through something."""
        self.places[place] = self.places.get(place, 0) + len(content)
        if numbers := found_in(content, self.numbers):
            self.found.setdefault(place, set()).update(numbers)

    def look_at_files(self, *folders: Path) -> None:
        """Look through every file below the folders, name and content. What goes meanwhile was a passing file of the server."""
        for file in (file for folder in folders for file in sorted(folder.rglob("*"))):
            try:
                self._look_at_file(file)
            except FileNotFoundError:
                continue

    def _look_at_file(self, file: Path) -> None:
        if not file.is_file():
            return
        self.look(str(file), file.name.encode())
        with file.open("rb") as opened:
            before = b""
            while piece := opened.read(PIECE):
                # What begins in one piece may end in the next.
                self.look(str(file), before + piece)
                before = piece[-SIGNS * AROUND :]

    @property
    def size(self) -> int:
        """How many bytes were looked through."""
        return sum(self.places.values())
