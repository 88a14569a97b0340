"""What the law adds: which records are proposed for sealing, and who asks for a child."""

import pytest

from anbang.policy import DEFAULT_PACK, LIFE, NOT_KNOWN, answer, explain
from tests.policy.stories import on

TODAY = on("2026-11-05")


def proposed(born: str | None = None, offence: str | None = None, months: float | None = None, pack=DEFAULT_PACK):
    days = {name: on(day) for name, day in (("born_on", born), ("offence_on", offence)) if day}
    return answer("sealing_proposed", as_of=TODAY, pack=pack, sentence_months=months, **days)


@pytest.mark.parametrize(
    ("born", "offence", "proposal"),
    [
        ("2007-05-29", "2025-05-28", True),
        ("2007-05-29", "2025-05-29", True),
        ("2007-05-29", "2025-05-30", False),
        ("2004-02-29", "2022-02-27", True),
        ("2004-02-29", "2022-02-28", True),
        ("2004-02-29", "2022-03-01", False),
    ],
)
def test_an_offence_up_to_the_eighteenth_birthday_is_one_of_a_minor(born, offence, proposal):
    assert proposed(born, offence, 24) is proposal


@pytest.mark.parametrize(("months", "proposal"), [(6, True), (59, True), (60, True), (61, False), (LIFE, False)])
def test_up_to_five_years_are_proposed_and_life_never_is(months, proposal):
    assert proposed("2007-05-29", "2024-06-29", months) is proposal


def test_what_is_not_known_is_not_taken_for_an_adult():
    assert proposed("2007-05-29", "2024-06-29") is NOT_KNOWN
    assert proposed("2007-05-29", months=24) is NOT_KNOWN
    assert proposed(offence="2024-06-29", months=24) is NOT_KNOWN


def test_one_part_that_fails_decides_whatever_else_is_not_known():
    assert proposed(months=61) is False
    assert proposed("1980-01-01", "2024-06-29") is False


def test_only_the_facts_that_can_still_change_the_answer_are_asked_for():
    known = explain("sealing_proposed", as_of=TODAY, born_on=on("2007-05-29"), offence_on=on("2024-06-29"))
    unknown = explain("sealing_proposed", as_of=TODAY)
    assert [fact.name for fact in known.missing] == ["sentence_months"]
    assert [fact.name for fact in unknown.missing] == ["born_on", "offence_on", "sentence_months"]


@pytest.mark.parametrize(("born", "asks"), [("2012-11-05", True), ("2012-11-04", False), ("1985-06-12", False)])
def test_for_a_child_under_fourteen_the_guardian_asks(born, asks):
    assert answer("guardian_asks", as_of=TODAY, born_on=on(born)) is asks
    assert answer("guardian_asks", as_of=TODAY) is NOT_KNOWN


@pytest.mark.parametrize(
    ("closed", "archived", "kept"),
    [("2020-02-29", "2021-02-28", "2030-02-28"), ("2025-11-06", "2026-11-06", "2035-11-06")],
)
def test_a_closed_file_goes_to_the_archive_and_is_kept_for_the_years_of_the_pack(closed, archived, kept):
    assert answer("archived_on", as_of=TODAY, file_closed_on=on(closed)) == on(archived)
    assert answer("kept_until", as_of=TODAY, file_closed_on=on(closed)) == on(kept)
    assert answer("kept_until", as_of=TODAY) is NOT_KNOWN


@pytest.mark.parametrize(("today", "last"), [("2028-02-29", "2038-02-28"), ("2036-11-06", "2046-11-06")])
def test_a_file_is_kept_on_for_some_years_at_one_time(today, last):
    assert answer("kept_on_until_at_most", as_of=on(today)) == on(last)
