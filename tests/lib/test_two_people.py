"""A secret that two people keep together opens by both passphrases and in no other way."""

import json

import pytest

from anbang.lib import two_people
from anbang.lib.two_people import Altered, PassphraseRefused, open_for_two, read_beside, refuse_weak, seal_for_two

PAIR = ("走遍全区每一户 2015", "a second long passphrase")
SECRET = bytes(range(256))


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretching takes a fifth of a second each; here it guards nothing."""
    monkeypatch.setattr(two_people, "COST", 2)


def test_both_together_open_it():
    text = seal_for_two(SECRET, PAIR, beside={"made_at": "2026-11-05"})
    assert open_for_two(text, PAIR) == SECRET
    assert read_beside(text) == {"made_at": "2026-11-05"}


@pytest.mark.parametrize(
    "pair",
    [(PAIR[0], PAIR[0]), (PAIR[1], PAIR[1]), (PAIR[0], "another long passphrase"), ("another long one", PAIR[1])],
    ids=["the first alone", "the second alone", "another second", "another first"],
)
def test_one_alone_does_not(pair: tuple[str, str]):
    with pytest.raises(PassphraseRefused, match="do not open it, in either order"):
        open_for_two(seal_for_two(SECRET, PAIR, beside={}), pair)


def test_who_types_first_does_not_matter():
    assert open_for_two(seal_for_two(SECRET, PAIR, beside={}), (PAIR[1], PAIR[0])) == SECRET


def test_control_made_of_one_passphrase_the_other_is_not_needed(monkeypatch: pytest.MonkeyPatch):
    of_both = two_people._key
    monkeypatch.setattr(two_people, "_key", lambda pair, salts: of_both((pair[0], pair[0]), salts))
    text = seal_for_two(SECRET, PAIR, beside={})
    assert open_for_two(text, (PAIR[0], "another long passphrase")) == SECRET


def test_the_same_passphrase_from_another_keyboard_opens_it():
    composed, apart = "caf\u00e9 de l'h\u00f4tel", "cafe\u0301 de l'ho\u0302tel"
    text = seal_for_two(SECRET, (f"{composed} ", PAIR[1]), beside={})
    assert open_for_two(text, (apart, PAIR[1])) == SECRET


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        (("too short", PAIR[1]), "at least 12 signs"),
        ((PAIR[0], " " * 12), "at least 12 signs"),
        ((PAIR[0], f" {PAIR[0]}"), "these are the same"),
    ],
)
def test_a_weak_pair_is_refused(pair: tuple[str, str], told: str):
    with pytest.raises(PassphraseRefused, match=told):
        refuse_weak(pair)
    refuse_weak(PAIR)  # the control


def test_every_flipped_bit_is_noticed():
    text = seal_for_two(b"secret", PAIR, beside={"名": "installation"})
    content, unnoticed = text.encode(), []
    for bit in range(len(content) * 8):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            read_beside(flipped.decode())
            unnoticed.append(bit)
        except (Altered, UnicodeDecodeError):
            continue
    assert len(content) > 300
    assert unnoticed == []


def test_whoever_alters_what_stands_beside_and_its_digest_too_is_noticed_by_the_seal():
    told = json.loads(seal_for_two(SECRET, PAIR, beside={"installation": "main"}))
    told.pop("digest")
    told["beside"] = {"installation": "demo"}
    forged = two_people._written(told)
    assert read_beside(forged) == {"installation": "demo"}, "the control: the digest alone is anybody's to make"
    with pytest.raises(PassphraseRefused):
        open_for_two(forged, PAIR)


@pytest.mark.parametrize("text", ["", "{}", "[1]", "null", '{"form": "anbang two people 1"}', "\x00"])
def test_what_is_nothing_of_the_kind_is_said(text: str):
    with pytest.raises(Altered):
        read_beside(text)


def test_two_files_of_the_same_keys_share_nothing():
    one, two = (json.loads(seal_for_two(SECRET, PAIR, beside={})) for _ in range(2))
    assert set(one["salts"]).isdisjoint(two["salts"])
    assert (one["nonce"], one["sealed"]) != (two["nonce"], two["sealed"])
