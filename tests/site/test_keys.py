"""`anbang keys`: whoever answers for the keys adds one, seals everything anew under it, and takes the old one away."""

from datetime import timedelta

import pytest
from django.conf import settings

from anbang.audit.models import Event
from anbang.casework.person import numbers
from anbang.lib.sealing import Suite
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting, Staff
from anbang.papers.keys import keyring, keyring_file
from anbang.papers.models import SealingKey
from anbang.site.keys import keys
from anbang.site.rotation import FILES, indexes_by_head, values_by_head
from anbang.site.sealed_columns import COLUMNS, sealed_in
from tests.site.sealed import Full, bed, everything, files, folder_of_files, full, lived_in, put, security
from tests.support.people import TODAY, office, post

__all__ = ["bed", "full", "lived_in", "security"]
Told = pytest.CaptureFixture[str]
OWNER = "owner"
CHANGES = ("key_added", "resealing_began", "resealing_ended", "indexes_renewed", "key_retired")


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "C.UTF-8")


def username(by) -> str:
    return Staff.objects.using(OWNER).get(pk=by.staff_id).username


def typed(*words: str, by) -> list[str]:
    return [words[0], "--as", username(by), *words[1:]]


def trail() -> list[tuple[str, int]]:
    """What was done with the keys, and by whose hand."""
    return list(Event.objects.using(OWNER).filter(action__in=CHANGES).order_by("id").values_list("action", "staff_id"))


def heads() -> set[bytes]:
    """What stands at the head of everything that is sealed."""
    return {head for heads in values_by_head().values() for head in heads}


def index_heads() -> set[bytes]:
    return {head for heads in indexes_by_head().values() for head in heads}


def test_the_way_of_a_key(full: Full, capsys: Told):
    before, on_disk = everything(), files()
    assert heads() == {b"\1\0\1"}
    assert keys(typed("add", by=full.security)) == 0
    assert capsys.readouterr().out.startswith("key 2 seals from now on; keep a copy of the folder of keys")
    assert keys(typed("rotate", by=full.security)) == 0
    told = capsys.readouterr()
    assert told.out == f"{len(before) + len(on_disk):,} values sealed anew under key 2\n"
    assert f"{FILES}: {len(on_disk)} of {len(on_disk)}" in told.err
    assert "casework_person.id_number_sealed: " in told.err
    assert heads() == {b"\1\0\2"}
    assert everything() == before
    assert {name: content[:3] for name, content in files().items()} == dict.fromkeys(on_disk, b"\1\0\2")
    assert keys(typed("retire", "1", by=full.security)) == 0
    assert list(keyring().masters) == [2]
    assert everything() == before, "nothing needed the first key any more"
    assert SealingKey.objects.using(OWNER).get(kind="master", number=1).retired_on == TODAY
    assert trail() == [(action, full.security.staff_id) for action in CHANGES if action != "indexes_renewed"]


def test_the_way_of_an_index_key(full: Full, capsys: Told):
    before = everything()
    assert index_heads() == {b"\0\1"}
    assert keys(typed("index", by=full.security)) == 0
    assert " people indexed anew under key 2; keep a copy" in capsys.readouterr().out
    assert index_heads() == {b"\0\2"}
    assert list(keyring().indexes) == [2]
    assert everything() == before
    retired = {(key.kind, key.number) for key in SealingKey.objects.using(OWNER).filter(retired_on=TODAY)}
    assert retired == {("index", 1)}
    assert [action for action, _staff in trail()] == ["key_added", "indexes_renewed", "key_retired"]


def test_the_other_suite_is_taken_into_use_by_sealing_anew(full: Full, monkeypatch: pytest.MonkeyPatch):
    before = everything()
    monkeypatch.setattr(settings, "SUITE", "sm4")
    assert everything() == before, "whatever sealed it opens"
    assert keys(typed("rotate", by=full.security)) == 0
    assert heads() == {bytes([Suite.SM4]) + b"\0\1"}
    assert everything() == before
    monkeypatch.setattr(settings, "SUITE", "aes")
    assert everything() == before


def test_the_list_tells_which_keys_there_are_and_how_much_lies_under_each(full: Full, capsys: Told):
    assert keys(typed("add", by=full.security)) == 0
    capsys.readouterr()
    assert keys(["list"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "AES-256-GCM seals, under key 2"
    assert told[1] == f"master key 1  made on {TODAY}  older  {len(everything()) + len(files()):,} values"
    assert f"    {FILES} (AES-256-GCM)  {len(files())}" in told
    assert f"master key 2  made on {TODAY}  in use  0 values" in told
    people = sum(indexes_by_head()["casework_person.id_number_index"].values())
    reached = sum(indexes_by_head()["casework_telephone.number_index"].values())
    assert reached > 1
    assert told[-4:] == [
        f"index key 1  made on {TODAY}  in use  {2 * people + reached:,} values",
        f"    casework_person.id_number_index  {people}",
        f"    casework_person.id_number_tail_index  {people}",
        f"    casework_telephone.number_index  {reached}",
    ]
    assert not any(key.secret.hex() in "\n".join(told) for key in keyring().masters.values())


def test_the_list_tells_what_lies_under_no_key_that_is_here(full: Full, capsys: Told):
    one, other, *_ = sealed_in(COLUMNS[0])
    put(COLUMNS[0], one, b"\1\0\7 of another keyring")
    put(COLUMNS[0], other, b"\x09\0\1 of no suite")
    assert keys(["list"]) == 0
    told = capsys.readouterr().out
    assert "under no master key that is here  1 values\n    casework_person.id_number_sealed (AES-256-GCM)  1\n" in told
    assert "    casework_person.id_number_sealed (sealed in no way known here)  1\n" in told


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("1", "master key 1 is the one in use: add another first"),
        ("7", "there is no master key 7 in the keyring"),
    ],
)
def test_a_key_in_use_and_one_that_is_not_there_are_not_retired(security, number, told, capsys: Told):
    ring = keyring_file().read_text()
    assert keys(typed("retire", number, by=security)) == 1
    assert capsys.readouterr().err == f"anbang keys: {told}\n"
    assert keyring_file().read_text() == ring


@pytest.mark.parametrize("what", ["a value", "a file"])
def test_a_key_is_kept_while_one_value_lies_under_it(full: Full, what: str, capsys: Told):
    row, file = sealed_in(COLUMNS[0])[0], next(one for one in folder_of_files().rglob("*") if one.is_file())
    sealed, content = getattr(row, COLUMNS[0].column), file.read_bytes()
    for step in ("add", "rotate"):
        assert keys(typed(step, by=full.security)) == 0
    if what == "a value":
        put(COLUMNS[0], row, sealed)
    else:
        file.write_bytes(content)
    capsys.readouterr()
    assert keys(typed("retire", "1", by=full.security)) == 1
    told = "anbang keys: 1 values lie under master key 1: `anbang keys rotate` makes them anew\n"
    assert capsys.readouterr().err == told
    assert list(keyring().masters) == [1, 2]
    assert keys(typed("rotate", by=full.security)) == 0
    assert keys(typed("retire", "1", by=full.security)) == 0, "the control"


def test_what_does_not_open_is_named_and_left_and_keeps_its_key(full: Full, capsys: Told):
    one, other = sealed_in(COLUMNS[0])[:2]
    put(COLUMNS[0], one, getattr(other, COLUMNS[0].column))
    for step in ("rotate", "index"):
        assert keys(typed("add", by=full.security)) == 0
        capsys.readouterr()
        assert keys(typed(step, by=full.security)) == 1
        told = capsys.readouterr().err.splitlines()[-1]
        assert told.startswith("anbang keys: 1 values do not open and were left as they are, and their key stays; ")
        assert f"casework_person.id_number_sealed of id {one.pk} does not open." in told
    assert keys(typed("retire", "1", by=full.security)) == 1
    assert sorted(keyring().indexes) == [1, 2]
    one.refresh_from_db(using=OWNER)
    assert getattr(one, COLUMNS[0].column) == getattr(other, COLUMNS[0].column), "it is as it was"
    put(COLUMNS[0], one, numbers.ID_NUMBER.seal(b"510231198506121232", id=one.pk))
    for step in ("rotate", "index"):
        assert keys(typed(step, by=full.security)) == 0, "the control: put right"
    assert list(keyring().indexes) == [2]


def test_an_account_in_another_post_changes_no_key(security, capsys: Told):
    clerk = post(Role.BUREAU_CLERK, office(OfficeKind.JUSTICE_BUREAU))
    ring = keyring_file().read_text()
    for step in ("add", "rotate", "index"):
        assert keys(typed(step, by=clerk)) == 1
        told = f"anbang keys: {username(clerk)} is not the security administrator on {TODAY}, who alone changes keys\n"
        assert capsys.readouterr().err == told
    assert keys(["add", "--as", "nobody"]) == 2
    assert capsys.readouterr().err == "anbang keys: There is no account 'nobody'.\n"
    assert (keyring_file().read_text(), trail()) == (ring, [])
    assert keys(typed("add", by=security)) == 0, "the control"


def test_whoever_left_the_post_or_the_house_changes_no_key(security):
    Staff.objects.using(OWNER).filter(pk=security.staff_id).update(is_active=False)
    assert keys(typed("add", by=security)) == 1
    Staff.objects.using(OWNER).filter(pk=security.staff_id).update(is_active=True)
    Posting.objects.using(OWNER).filter(staff=security.staff_id).update(until_on=TODAY - timedelta(days=1))
    assert keys(typed("add", by=security)) == 1
    assert list(keyring().masters) == [1]


@pytest.mark.parametrize("step", ["add", "rotate", "index", "retire"])
def test_nothing_is_changed_in_nobodys_name(step, capsys: Told):
    with pytest.raises(SystemExit) as ended:
        keys([step])
    assert ended.value.code == 2
    assert "--as" in capsys.readouterr().err
