"""Secrets stay secret, and a sealed value opens only where it was sealed."""

import stat
from multiprocessing import get_context
from pathlib import Path

import pytest

from anbang.lib.sealing import Keyring, SealBroken

PLACE = "casework_person:7:id_number"
NUMBER = b"500153201503012345"


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.new()


def test_a_sealed_value_opens_at_its_place(keyring):
    sealed = keyring.seal(NUMBER, purpose="id number", place=PLACE)
    assert keyring.open(sealed, purpose="id number", place=PLACE) == NUMBER
    assert NUMBER not in sealed


def test_the_same_value_never_seals_to_the_same_bytes(keyring):
    assert keyring.seal(NUMBER, purpose="x", place=PLACE) != keyring.seal(NUMBER, purpose="x", place=PLACE)


@pytest.mark.parametrize(
    ("purpose", "place"),
    [("id number", "casework_person:8:id_number"), ("file", PLACE)],
    ids=["another row", "another purpose"],
)
def test_a_ciphertext_moved_elsewhere_does_not_open(keyring, purpose, place):
    sealed = keyring.seal(NUMBER, purpose="id number", place=PLACE)
    with pytest.raises(SealBroken):
        keyring.open(sealed, purpose=purpose, place=place)


@pytest.mark.parametrize("position", [0, 1, 3, 20, -1])
def test_a_flipped_bit_is_refused_wherever_it_is(keyring, position):
    sealed = bytearray(keyring.seal(NUMBER, purpose="x", place=PLACE))
    sealed[position] ^= 1
    with pytest.raises(SealBroken):
        keyring.open(bytes(sealed), purpose="x", place=PLACE)


def test_without_its_key_a_value_does_not_open(keyring):
    sealed = keyring.seal(NUMBER, purpose="x", place=PLACE)
    with pytest.raises(SealBroken):
        Keyring.new().open(sealed, purpose="x", place=PLACE)


def test_an_old_key_still_opens_what_it_sealed_after_a_new_one_came(keyring):
    sealed = keyring.seal(NUMBER, purpose="x", place=PLACE)
    keyring.masters[2] = bytes(32)
    assert keyring.open(sealed, purpose="x", place=PLACE) == NUMBER
    assert keyring.seal(NUMBER, purpose="x", place=PLACE)[1:3] == b"\x00\x02"


def test_the_blind_index_finds_equal_values_and_only_under_the_same_key_and_purpose(keyring):
    index = keyring.index("500153201503012345", purpose="id number")
    assert index == keyring.index("500153201503012345", purpose="id number")
    assert index != keyring.index("500153201503012346", purpose="id number")
    assert index != keyring.index("500153201503012345", purpose="tail")
    assert index != Keyring.new().index("500153201503012345", purpose="id number")


def test_a_keyring_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path):
    file = tmp_path / "keyring.json"
    made, found = Keyring.load_or_create(file), Keyring.load_or_create(file)
    assert made.masters == found.masters
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def _masters(file: Path) -> dict[int, bytes]:
    return Keyring.load_or_create(file).masters


def test_several_processes_that_start_at_once_agree_on_one_keyring(tmp_path: Path):
    with get_context("spawn").Pool(4) as pool:
        found = pool.map(_masters, [tmp_path / "keyring.json"] * 8)
    assert all(masters == found[0] for masters in found)


def test_an_unreadable_keyring_stops_with_a_sentence_instead_of_being_replaced(tmp_path: Path):
    file = tmp_path / "keyring.json"
    file.write_text("{")
    with pytest.raises(SealBroken, match=r"keyring\.json cannot be read"):
        Keyring.load_or_create(file)
    assert file.read_text() == "{"
