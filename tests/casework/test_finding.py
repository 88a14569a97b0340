"""Somebody is found by whatever is remembered of them, by whoever may see them, and by nobody else; not by plain SQL either."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connections, router

from anbang.casework.models import Case, Person
from anbang.casework.person import finding
from anbang.casework.person.finding import Found, file_numbers_meant, find, narrow
from anbang.casework.person.meant import How
from anbang.casework.person.models import ExclusionReason
from anbang.casework.step.excluding import exclude
from anbang.lib.name_sounds import key_of
from anbang.organisations.acting import ActingStaff, acting
from tests.casework.test_meant import NAMES, tokens_of
from tests.support.people import TODAY
from tests.support.row_security import guardian_tells_of_everybody

NUMBER = "510231198506121232"


def found(typed: str, by: ActingStaff) -> list[Found]:
    with acting(by, reading_only=True):
        return find(typed, for_staff=by)


@pytest.fixture
def filed(take: Callable[..., Case]) -> dict[str, int]:
    """Name → key of three people of 昌元."""
    told = {"曾晓乐": NUMBER, "曾小月": None, "李建国": None}
    return {name: take(name=name, id_number=number).person_id for name, number in told.items()}


@pytest.mark.parametrize(
    ("typed", "who", "how"),
    [
        ("曾晓乐", "曾晓乐", How.NAME),
        ("晓乐", "曾晓乐", How.NAME),
        ("zengxiaol", "曾晓乐", How.PINYIN),
        ("zxl", "曾晓乐", How.INITIALS),
        ("zenxiaole", "曾晓乐", How.ACCENT),
        ("李*国", "李建国", How.NAME),
        ("李*", "李建国", How.NAME),
        ("李国", "李建国", How.PART),
        ("李建过", "李建国", How.SAME_SOUND),
        ("李建军", "李建国", How.NEAR),
        ("lijinaguo", "李建国", How.NEAR),
        ("1232", "曾晓乐", How.ID_NUMBER),
        (NUMBER, "曾晓乐", How.ID_NUMBER),
        ("５１０２３１ １９８５０６１２ １２３２", "曾晓乐", How.ID_NUMBER),
        ("2026-00003", "李建国", How.FILE_NUMBER),
        ("2026—3", "李建国", How.FILE_NUMBER),
        ("3", "李建国", How.FILE_NUMBER),
    ],
)
def test_somebody_is_found_by_whatever_is_remembered(filed, assistant, clerk, typed: str, who: str, how: How):
    for by in (assistant, clerk):
        assert found(typed, by)[0] == Found(filed[who], how)


def test_the_same_name_comes_before_what_only_sounds_so(filed, assistant):
    assert [one.how for one in found("小月", assistant)] == [How.NAME, How.SAME_SOUND]


def test_nobody_is_guessed_where_enough_are_meant(filed, assistant, monkeypatch):
    assert found("李建军", assistant)
    monkeypatch.setattr(finding, "ENOUGH", 0)
    assert found("李建军", assistant) == []


def test_who_is_beyond_reach_is_not_found_by_anything(filed, neighbour):
    for typed in ("曾晓乐", "zengxiaole", "zxl", "1232", NUMBER, "2026-00001", "李建军"):
        assert found(typed, neighbour) == []


def test_a_closed_file_is_found_by_nobody(take, assistant, clerk):
    take(name="曾晓乐", sealing_proposed=True)
    for by in (assistant, clerk):
        for typed in ("曾晓乐", "zxl", "1232", NUMBER):
            assert found(typed, by) == []


def test_whoever_must_keep_out_of_a_file_does_not_find_it(filed, assistant):
    person_id = filed["李建国"]
    exclude(person_id, assistant.staff_id, ExclusionReason.KIN, by=assistant, on=TODAY)
    for typed in ("李建国", "lijianguo", "李建军", "2026-3"):
        assert found(typed, assistant) == []
    assert sql(assistant, "casework_find_in_reach")


def sql(by: ActingStaff, function: str) -> list[tuple[int, str, str]]:
    with acting(by), connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute(f"select * from {function}(array['%%'], array[]::text[], '', '', 100)")
        return cursor.fetchall()


def test_plain_sql_finds_no_more_than_is_within_reach(filed, take, assistant, neighbour, clerk):
    take(name="曾小天", sealing_proposed=True)
    assert {row[0] for row in sql(assistant, "casework_find_in_reach")} == set(filed.values())
    assert sql(neighbour, "casework_find_in_reach") == []
    assert {row[0] for row in sql(clerk, "casework_find_in_district")} == set(filed.values())


def test_an_office_may_not_look_through_the_district(filed, assistant):
    with pytest.raises(DatabaseError, match="permission denied"):
        sql(assistant, "casework_find_in_district")


def test_control_without_its_own_condition_it_would_tell_everybody(server, database, filed, neighbour):
    with guardian_tells_of_everybody(server, database):
        assert {row[0] for row in sql(neighbour, "casework_find_in_reach")} == set(filed.values())
        # Gate and row security stand behind it.
        with acting(neighbour):
            assert not Person.objects.filter(pk__in=filed.values()).exists()


def test_nobody_is_kept_who_could_not_be_found_by_name(filed):
    with pytest.raises(IntegrityError, match="person_is_found_by_their_name"):
        Person.objects.using("owner").filter(pk=filed["李建国"]).update(name_key="")


@pytest.mark.parametrize(
    "typed", ["", " ", "*", "z", "%", "_" * 64, "|", "\\", "'; drop", "1" * 64, "😀", "〇", "ㄓ", "a" * 64]
)
def test_odd_input_finds_nobody_and_breaks_nothing(filed, assistant, typed: str):
    assert found(typed, assistant) == []


def test_a_number_is_read_however_it_is_typed():
    assert narrow(" ５１０２３１ １２３Ｘ ") == "510231123x"
    assert file_numbers_meant("2026-7", on=TODAY) == ["2026-00007"]
    assert file_numbers_meant("7", on=TODAY)[:2] == ["2026-00007", "2025-00007"]
    assert file_numbers_meant("abc", on=TODAY) == []


@pytest.mark.parametrize("name", [*NAMES, "自称阿桥", "John Smith", "欧阳娜娜", ""])
def test_what_a_name_is_looked_up_by_is_what_it_is_looked_for_by(database, name: str):
    with connections["owner"].cursor() as cursor:
        cursor.execute("select casework_name_tokens(%s)", [key_of(name)])
        assert set(cursor.fetchone()[0]) == tokens_of(key_of(name))


def test_who_is_called_so_comes_before_who_has_it_in_the_name_and_nobody_twice(filed, assistant):
    names = {key: name for name, key in filed.items()}
    for typed in ("李", "李*", "建"):
        told = [names[one.person_id] for one in found(typed, assistant)]
        assert len(told) == len(set(told))
        assert told == sorted(told, key=lambda name: not name.startswith(typed[0]))
