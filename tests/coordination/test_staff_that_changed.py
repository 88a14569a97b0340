"""Of who waits for a caseworker a morning asks only where somebody came or left: the morning reads only what changed (clause 2.5)."""

from datetime import date

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from anbang.casework.charge.models import Caseworker
from anbang.casework.models import Case
from anbang.casework.step import morning as people_morning
from anbang.coordination.morning.models import Morning
from anbang.organisations.acting import ActingStaff
from anbang.organisations.actions import end_posting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.queries import posted
from tests.coordination.mornings import ONE_DAY, comes
from tests.support.crew import HOME, NEXT, TODAY, days

LEAVES_ON = TODAY + days(5)


@pytest.fixture
def waiting(district) -> Case:
    """Somebody's case, in an office where nobody stays: it is in nobody's hands."""
    end_posting(district.assistant().posting_id, by=district.administrator(), on=LEAVES_ON)
    return district.in_care(since=TODAY)


def holders_of(case: Case) -> list[int]:
    return list(Caseworker.objects.using("owner").filter(case=case, until_on=None).values_list("staff_id", flat=True))


def asked_at(on: date, monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """At which offices the morning of a day asks."""
    asked: set[int] = set()
    asks = people_morning._who_waits_for_a_caseworker

    def counted(today, offices):
        asked.update(offices)
        return asks(today, offices)

    with monkeypatch.context() as watched:
        watched.setattr(people_morning, "_who_waits_for_a_caseworker", counted)
        comes(on)
    return asked


def test_whoever_comes_is_named_the_next_morning(district, waiting):
    comes(TODAY)
    assert holders_of(waiting) == []
    new = district.colleague()
    comes(TODAY + ONE_DAY)
    assert holders_of(waiting) == [new.staff_id]


def test_where_nobody_came_or_left_nobodys_hands_are_read(district, waiting):
    comes(TODAY)
    with CaptureQueriesContext(connections["overseer"]) as quiet:
        comes(TODAY + ONE_DAY)
    assert "casework_caseworker" not in str(quiet.captured_queries)


def test_control_where_somebody_came_they_are_read(district, waiting):
    comes(TODAY)
    district.colleague()
    with CaptureQueriesContext(connections["overseer"]) as busy:
        comes(TODAY + ONE_DAY)
    assert "casework_caseworker" in str(busy.captured_queries)


def test_the_office_where_somebody_came_is_asked_and_its_neighbour_is_not(district, waiting, monkeypatch):
    offices = {district.colleague(HOME).office_id, district.assistant(NEXT).office_id}
    assert asked_at(TODAY, monkeypatch) >= offices, "the first morning asks all of them"
    assert asked_at(TODAY + ONE_DAY, monkeypatch) == set()
    new = district.colleague(NEXT)
    assert asked_at(TODAY + days(2), monkeypatch) == {new.office_id}
    assert asked_at(LEAVES_ON + ONE_DAY, monkeypatch) == {district.assistant(HOME).office_id}, "a posting has ended"


def breaks(*_people: object, **_day: object) -> None:
    raise ValueError("broken")


@pytest.fixture
def after_a_broken_morning(district, waiting, monkeypatch) -> ActingStaff:
    """Somebody came, and the next morning could settle nobody."""
    new = district.colleague()
    with monkeypatch.context() as broken:
        broken.setattr(people_morning, "settle", breaks)
        assert comes(TODAY).broken == [waiting.person_id]
    return new


def test_after_a_morning_that_could_not_settle_everybody_all_are_asked_again(waiting, after_a_broken_morning):
    comes(TODAY + ONE_DAY)
    assert holders_of(waiting) == [after_a_broken_morning.staff_id]


def test_control_if_that_morning_were_taken_for_a_whole_one_the_case_would_wait(waiting, after_a_broken_morning):
    there = posted(OfficeKind.JUSTICE_OFFICE, on=TODAY)
    Morning.objects.using("owner").filter(on=TODAY).update(posted=there)
    comes(TODAY + ONE_DAY)
    assert holders_of(waiting) == []
