"""Secrets stay secret, and a sealed value opens only where it was sealed; by either suite."""

import json
from dataclasses import replace
from datetime import date

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from anbang.lib import sealing
from anbang.lib.sealing import Key, KeyKind, Keyring, KeyringFault, SealBroken, Suite, told_by

PLACE = "casework_person:7:id_number"
NUMBER = b"500153201503012345"
TODAY = date(2026, 11, 5)


@pytest.fixture(params=Suite, ids=lambda suite: suite.name.lower())
def keyring(request: pytest.FixtureRequest) -> Keyring:
    return Keyring.new(TODAY, suite=request.param)


def test_sm4_gcm_is_that_of_its_standard():
    """RFC 8998, A.1."""
    nonce, about = bytes.fromhex("00001234567800000000abcd"), bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = b"".join(bytes([sign]) * 8 for sign in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    sealed = (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    cipher = sealing._Sm4Gcm(bytes.fromhex("0123456789abcdeffedcba9876543210"))
    made = cipher.encrypt(nonce, plain, about)
    assert made.hex() == sealed + "83de3541e4c2b58177e065a9bf7b62ec"
    assert cipher.decrypt(nonce, made, about) == plain


def test_control_another_cipher_of_the_same_shape_is_noticed(monkeypatch):
    # Ciphers are listed when the first is used: in that list must stand what is, and not what this puts in its place.
    test_sm4_gcm_is_that_of_its_standard()
    monkeypatch.setattr(algorithms, "SM4", algorithms.AES)
    with pytest.raises(AssertionError):
        test_sm4_gcm_is_that_of_its_standard()


def test_what_an_earlier_version_sealed_opens(tmp_path):
    """Written by the version that knew one suite and no number of an index key."""
    secret = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    file = tmp_path / "keyring.json"
    file.write_text(json.dumps({"masters": {"1": secret}, "index": secret}))
    ring = Keyring.load(file)
    sealed = "010001afb6dc2b2c8dab9425b365d7f977fbb067fdb028c5fc299036c1670001d28fa0c12e7d863fca78e26d37b83cedf0"
    assert ring.open(bytes.fromhex(sealed), purpose="id number", place=PLACE) == NUMBER
    assert ring.index(NUMBER.decode(), purpose="id number").hex() == "0001" + "840c84c574260a7838436bf7d9d5e10a"
    assert ring.masters[1].made_on is None
    file.write_text(ring.with_another(KeyKind.MASTER, on=TODAY).written())
    assert Keyring.load(file).open(bytes.fromhex(sealed), purpose="id number", place=PLACE) == NUMBER


def test_a_sealed_value_opens_at_its_place(keyring):
    sealed = keyring.seal(NUMBER, purpose="id number", place=PLACE)
    assert keyring.open(sealed, purpose="id number", place=PLACE) == NUMBER
    assert NUMBER not in sealed
    assert told_by(sealed) == (keyring.suite, 1)


@pytest.mark.parametrize("value", [b"", b"x", bytes(100_000)], ids=["nothing", "a sign", "much"])
def test_whatever_its_length_it_opens_as_it_was(keyring, value):
    assert keyring.open(keyring.seal(value, purpose="x", place=PLACE), purpose="x", place=PLACE) == value


def test_the_same_value_never_seals_to_the_same_bytes(keyring):
    assert keyring.seal(NUMBER, purpose="x", place=PLACE) != keyring.seal(NUMBER, purpose="x", place=PLACE)


def test_whichever_suite_is_set_each_opens_what_the_other_sealed(keyring):
    sealed = keyring.seal(NUMBER, purpose="x", place=PLACE)
    for suite in Suite:
        other = Keyring(keyring.masters, keyring.indexes, suite)
        assert other.open(sealed, purpose="x", place=PLACE) == NUMBER
        assert told_by(other.seal(NUMBER, purpose="x", place=PLACE)) == (suite, 1)


def test_the_head_of_one_suite_does_not_open_what_the_other_sealed(keyring):
    sealed = bytearray(keyring.seal(NUMBER, purpose="x", place=PLACE))
    sealed[0] = next(suite for suite in Suite if suite is not keyring.suite)
    with pytest.raises(SealBroken):
        keyring.open(sealed, purpose="x", place=PLACE)


@pytest.mark.parametrize(
    ("purpose", "place"),
    [("id number", "casework_person:8:id_number"), ("file", PLACE)],
    ids=["another row", "another purpose"],
)
def test_a_ciphertext_moved_elsewhere_does_not_open(keyring, purpose, place):
    sealed = keyring.seal(NUMBER, purpose="id number", place=PLACE)
    with pytest.raises(SealBroken):
        keyring.open(sealed, purpose=purpose, place=place)


class Unproved:
    """Hides what it is given as well, and does not see whether it was altered or moved."""

    def __init__(self, key: bytes) -> None:
        self._key = algorithms.AES(key)

    def encrypt(self, nonce: bytes, data: bytes, _about: bytes) -> bytes:
        return Cipher(self._key, modes.CTR(nonce + bytes(4))).encryptor().update(data)

    decrypt = encrypt


def test_control_sealed_without_a_proof_of_place_and_sign_it_would_open(keyring, monkeypatch):
    recipe = sealing._RECIPES[keyring.suite]
    monkeypatch.setattr(sealing, "_RECIPES", {keyring.suite: replace(recipe, cipher=Unproved)})
    sealed = bytearray(keyring.seal(NUMBER, purpose="x", place=PLACE))
    assert NUMBER not in sealed
    assert keyring.open(sealed, purpose="x", place="elsewhere") == NUMBER
    sealed[-1] ^= 1
    assert keyring.open(sealed, purpose="x", place=PLACE) == NUMBER[:-1] + bytes([NUMBER[-1] ^ 1])


@pytest.mark.parametrize("position", [0, 1, 2, 3, 20, -1])
def test_a_flipped_bit_is_refused_wherever_it_is(keyring, position):
    sealed = bytearray(keyring.seal(NUMBER, purpose="x", place=PLACE))
    sealed[position] ^= 1
    with pytest.raises(SealBroken):
        keyring.open(bytes(sealed), purpose="x", place=PLACE)


def test_a_value_that_was_cut_off_is_refused_wherever_it_ends(keyring):
    sealed = keyring.seal(b"", purpose="x", place=PLACE)
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            keyring.open(sealed[:length], purpose="x", place=PLACE)


def test_without_its_key_a_value_does_not_open(keyring):
    sealed = keyring.seal(NUMBER, purpose="x", place=PLACE)
    with pytest.raises(SealBroken, match="altered or moved"):
        Keyring.new(TODAY).open(sealed, purpose="x", place=PLACE)
    newer = keyring.with_another(KeyKind.MASTER, on=TODAY)
    with pytest.raises(SealBroken, match="Key 2 is not in the keyring"):
        keyring.open(newer.seal(NUMBER, purpose="x", place=PLACE), purpose="x", place=PLACE)


def test_an_old_key_still_opens_what_it_sealed_after_a_new_one_came(keyring):
    sealed = keyring.seal(NUMBER, purpose="x", place=PLACE)
    newer = keyring.with_another(KeyKind.MASTER, on=TODAY)
    assert newer.open(sealed, purpose="x", place=PLACE) == NUMBER
    assert newer.seal(NUMBER, purpose="x", place=PLACE).startswith(newer.head)
    assert told_by(newer.head) == (keyring.suite, 2)


def test_a_number_is_never_given_twice_for_the_newest_key_stays(keyring):
    newer = keyring.with_another(KeyKind.MASTER, on=TODAY)
    with pytest.raises(ValueError, match="stays"):
        newer.without(KeyKind.MASTER, 2)
    assert sorted(newer.without(KeyKind.MASTER, 1).with_another(KeyKind.MASTER, on=TODAY).masters) == [2, 3]


def test_the_blind_index_finds_equal_values_and_only_under_the_same_key_and_purpose(keyring):
    index = keyring.index("500153201503012345", purpose="id number")
    assert index == keyring.index("500153201503012345", purpose="id number")
    assert index != keyring.index("500153201503012346", purpose="id number")
    assert index != keyring.index("500153201503012345", purpose="tail")
    assert index != Keyring.new(TODAY).index("500153201503012345", purpose="id number")


def test_after_another_index_key_came_what_is_looked_for_is_found_under_both(keyring):
    before, newer = keyring, keyring.with_another(KeyKind.INDEX, on=TODAY)
    old, new = (ring.index("1", purpose="id number") for ring in (before, newer))
    assert newer.indexes_of("1", purpose="id number") == [old, new]
    assert (old[:2], new[:2]) == (b"\0\1", b"\0\2")
    assert newer.index_head == new[:2]
    assert newer.without(KeyKind.INDEX, 1).indexes_of("1", purpose="id number") == [new]


def test_a_key_is_known_by_its_fingerprint_which_tells_nothing_of_it():
    one, other = Key.fresh(TODAY), Key.fresh(TODAY)
    assert one.fingerprint == Key(one.secret).fingerprint != other.fingerprint
    assert one.secret.hex() not in repr(one)
    assert one.fingerprint not in one.secret.hex()


def test_a_machine_without_the_suite_says_so(monkeypatch):
    def unsupported(_key: bytes) -> None:
        raise UnsupportedAlgorithm("sm4")

    monkeypatch.setattr(algorithms, "SM4", unsupported)
    ring = Keyring.new(TODAY, suite=Suite.SM4)
    with pytest.raises(KeyringFault, match="SM4-GCM is not offered by the cryptography of this machine"):
        ring.seal(b"", purpose="x", place=PLACE)
    assert Keyring(ring.masters, ring.indexes).seal(b"", purpose="x", place=PLACE), "the control: the other suite"


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", '{"masters": {}, "indexes": {}}', '{"masters": {"1": "QQ=="}, "index": "QQ=="}', "\0", "7"],
)
def test_an_unreadable_keyring_is_said_in_a_sentence_and_left_as_it_is(tmp_path, content):
    file = tmp_path / "keyring.json"
    file.write_text(content)
    with pytest.raises(KeyringFault, match=r"keyring\.json cannot be read: it is no keyring\."):
        Keyring.load(file)
    assert file.read_text() == content


def test_a_keyring_that_is_not_there_is_said_in_a_sentence(tmp_path):
    with pytest.raises(KeyringFault, match=r"keyring\.json cannot be read: No such file or directory\."):
        Keyring.load(tmp_path / "keyring.json")
    assert list(tmp_path.iterdir()) == []
