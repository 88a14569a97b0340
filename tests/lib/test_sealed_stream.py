"""What is sealed piece by piece opens whole, in its order and to its end, or not at all."""

import io
from datetime import date

import pytest

from anbang.lib.sealed_stream import LENGTH_BYTES, open_stream, seal_stream
from anbang.lib.sealing import Keyring, SealBroken

PIECES = [b"one", b"two" * 1000, b"", b"four"]


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.new(date(2026, 11, 5))


def sealed(keyring: Keyring, pieces: list[bytes], place: str = "here") -> bytes:
    target = io.BytesIO()
    seal_stream(pieces, target, keyring, purpose="a test", place=place)
    return target.getvalue()


def opened(keyring: Keyring, content: bytes, place: str = "here") -> list[bytes]:
    return list(open_stream(io.BytesIO(content), keyring, purpose="a test", place=place))


def parts(content: bytes) -> list[bytes]:
    """Each sealed piece with its length before it."""
    found, at = [], 0
    while at < len(content):
        end = at + LENGTH_BYTES + int.from_bytes(content[at : at + LENGTH_BYTES], "big")
        found.append(content[at:end])
        at = end
    return found


@pytest.mark.parametrize("pieces", [PIECES, [b"alone"], [b""]])
def test_it_comes_out_as_it_went_in(keyring: Keyring, pieces: list[bytes]):
    assert opened(keyring, sealed(keyring, pieces)) == pieces
    assert b"two" not in sealed(keyring, pieces)


def test_nothing_is_one_empty_piece(keyring: Keyring):
    assert opened(keyring, sealed(keyring, [])) == [b""]


def test_every_flipped_bit_is_noticed(keyring: Keyring):
    content = sealed(keyring, [b"one", b"two"])
    for bit in range(len(content) * 8):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            opened(keyring, bytes(flipped))


@pytest.mark.parametrize(
    "changed",
    [
        lambda all_: all_[:-1],
        lambda all_: all_[1:],
        lambda all_: [all_[1], all_[0], *all_[2:]],
        lambda all_: [*all_, all_[0]],
        lambda all_: [all_[0], *all_],
        lambda all_: [*all_[:-1], all_[-1][:-1]],
        lambda all_: [],
    ],
    ids=["without the last", "without the first", "exchanged", "one more", "one twice", "cut off", "nothing"],
)
def test_pieces_that_are_missing_moved_or_added_are_noticed(keyring: Keyring, changed):
    whole = parts(sealed(keyring, PIECES))
    assert opened(keyring, b"".join(whole)) == PIECES, "the control"
    with pytest.raises(SealBroken):
        opened(keyring, b"".join(changed(whole)))


def test_a_piece_of_another_stream_does_not_open_here(keyring: Keyring):
    one, other = parts(sealed(keyring, PIECES)), parts(sealed(keyring, PIECES, place="there"))
    with pytest.raises(SealBroken):
        opened(keyring, b"".join([one[0], other[1], *one[2:]]))
