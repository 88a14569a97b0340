"""Handing over and merging take their people as steps do, person first: whatever comes to the same person waits, and nothing breaks off."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from anbang.casework.care.actions import accept_transfer, record_death, record_reoffence
from anbang.casework.charge import handing
from anbang.casework.charge.handing import hand_over_cases, merge_offices_with_their_people
from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.casework.step.morning import let_the_day_come
from anbang.organisations import acting as acting_module
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from tests.support.at_once import DONE, queued, waiting
from tests.support.crew import NEXT, TODAY, District
from tests.support.patience import until
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


def after_a_merger_and_a_reoffence_at_once(district: District, case: Case) -> list[str]:
    """What differs the morning after, of somebody who had come to the office that takes in the one of before."""
    district.moved(case, NEXT, on=TODAY)
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    by = district.assistant(NEXT)
    steps = merged(district), lambda: record_reoffence(case.pk, words="再犯", by=by, on=TODAY)
    assert queued(person_of(case), *steps) == [DONE, DONE]
    district.sign_in_again()
    let_the_day_come(TODAY, by=district.aftercare())
    return differences(case.person_id, today=TODAY)


def test_a_step_that_waited_for_a_merger_knows_the_offices_of_after(district, case):
    assert after_a_merger_and_a_reoffence_at_once(district, case) == []


def test_control_without_the_lock_it_goes_on_with_the_offices_of_before(district, case, monkeypatch):
    monkeypatch.setattr(acting_module, "_wait_for_offices", lambda _cursor, *, changing: None)
    assert after_a_merger_and_a_reoffence_at_once(district, case)


def test_offices_that_change_by_another_way_wait_for_the_steps_too(district, case):
    """Whoever loads the district's files does not come through the steps."""
    with ThreadPoolExecutor(1) as another:
        with acting(district.assistant()):
            renamed = another.submit(_rename_an_office)
            until(lambda: waiting() == 1, what="the other way waiting")
        assert renamed.result(60) == 1


def _rename_an_office() -> int:
    try:
        return Office.objects.using("owner").filter(kind=OfficeKind.JUSTICE_BUREAU).update(name="别名")
    finally:
        connections.close_all()
