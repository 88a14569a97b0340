"""Handing over and merging take their people as steps do, person first: whatever comes to the same person waits, and nothing breaks off."""

from collections.abc import Callable

import pytest

from anbang.casework.care.actions import record_death
from anbang.casework.charge import handing
from anbang.casework.charge.handing import hand_over_cases, merge_offices_with_their_people
from anbang.casework.models import Case
from anbang.casework.person.models import Person
from tests.support.at_once import DONE, queued
from tests.support.crew import NEXT, TODAY, District
from tests.support.recomputed import differences

Step = Callable[[], object]


@pytest.fixture
def case(district: District) -> Case:
    """Somebody in care at home."""
    return district.in_care()


def dies(district: District, case: Case) -> Step:
    """A step that ends the case."""
    by = district.assistant()
    return lambda: record_death(case.pk, words="病故", by=by, on=TODAY)


def handed_over(district: District, case: Case) -> Step:
    """The case passes to a colleague."""
    by, colleague = district.assistant(), district.colleague()
    return lambda: hand_over_cases([case.pk], colleague.staff_id, by=by, on=TODAY)


def merged(district: District) -> Step:
    """The office goes into the next one."""
    gone, into, by = district.assistant().office_id, district.assistant(NEXT).office_id, district.administrator()
    return lambda: merge_offices_with_their_people([gone], successor_id=into, by=by, on=TODAY)


def person_of(case: Case) -> Person:
    """Whose row every step takes first."""
    return Person.objects.using("owner").get(pk=case.person_id)


@pytest.mark.parametrize("dies_first", [False, True])
def test_a_case_is_handed_over_while_its_person_dies(district, case, dies_first):
    steps = [handed_over(district, case), dies(district, case)]
    assert queued(person_of(case), *(reversed(steps) if dies_first else steps)) == [DONE, DONE]
    assert not differences(case.person_id, today=TODAY)


@pytest.mark.parametrize("dies_first", [False, True])
def test_an_office_is_merged_while_somebody_of_it_dies(district, case, dies_first):
    steps = [merged(district), dies(district, case)]
    assert queued(person_of(case), *(reversed(steps) if dies_first else steps)) == [DONE, DONE]


def test_control_a_hand_over_that_takes_the_charge_before_the_person_breaks_off(district, case, monkeypatch):
    monkeypatch.setattr(handing, "lock_people", lambda _people: None)
    assert "deadlock" in queued(person_of(case), dies(district, case), handed_over(district, case))
