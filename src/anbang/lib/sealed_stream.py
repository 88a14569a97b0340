"""What is too long to be sealed at once is sealed piece by piece: each bound to its place among the others, and the last one known as the last.

On the disk: for each piece its length (4 bytes, big endian) and the sealed value. A piece that was changed, moved, left out or put in does
not open, and an end that was cut off is noticed.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from anbang.lib.sealing import Keyring, SealBroken

LENGTH_BYTES = 4
LONGEST_PIECE = 64 * 1024 * 1024


def _place(place: str, number: int, *, is_last: bool) -> str:
    return f"{place}:{number}{':last' if is_last else ''}"


def seal_stream(pieces: Iterable[bytes], target: BinaryIO, keyring: Keyring, *, purpose: str, place: str) -> None:
    """Seal the pieces one after another and write them to `target`."""
    number, held = 0, b""
    for number, piece in enumerate(pieces, 1):
        if number > 1:
            _write(target, keyring.seal(held, purpose=purpose, place=_place(place, number - 1, is_last=False)))
        held = piece
    _write(target, keyring.seal(held, purpose=purpose, place=_place(place, max(number, 1), is_last=True)))


def _write(target: BinaryIO, sealed: bytes) -> None:
    target.write(len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed)


def open_stream(source: BinaryIO, keyring: Keyring, *, purpose: str, place: str) -> Iterator[bytes]:
    """The pieces, in their order. SealBroken as soon as one is not what was sealed there; whoever uses them before the end must be able to
    take it back.
    """
    number, sealed = 1, _read(source)
    while True:
        following = _read(source)
        is_last = not following
        yield keyring.open(sealed, purpose=purpose, place=_place(place, number, is_last=is_last))
        if is_last:
            return
        number, sealed = number + 1, following


def _read(source: BinaryIO) -> bytes:
    head = source.read(LENGTH_BYTES)
    length = int.from_bytes(head, "big")
    if length > LONGEST_PIECE:
        raise SealBroken("The value is not sealed in a way known here.")
    sealed = source.read(length)
    if len(head) not in (0, LENGTH_BYTES) or len(sealed) < length:
        raise SealBroken("The end of the value is missing.")
    return sealed
