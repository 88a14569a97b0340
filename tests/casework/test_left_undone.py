"""What was overdue when a case was closed was left undone: nobody can do it any more, and nobody is asked to."""

from datetime import date

import pytest

from anbang.casework.care.actions import ClosingRecord, end_care
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import work_list
from anbang.casework.models import Case
from anbang.organisations.acting import acting
from anbang.web.duties import urgency_of
from tests.support.crew import TODAY, District

LONG_AGO = date(2020, 3, 2)


@pytest.fixture
def neglected(district: District) -> Case:
    """Somebody for whom little was done, and whose care has ended."""
    case = district.in_care(since=LONG_AGO)
    assert listed(district, case), "before the end they are overdue"
    end_care(case.pk, ClosingRecord("帮教期满"), by=district.assistant(), on=TODAY)
    return case


def listed(district: District, case: Case) -> list[Duty]:
    """What the office is asked to do about the case."""
    by = district.assistant()
    with acting(by):
        return list(work_list(for_staff=by).filter(case=case))


def test_what_was_left_undone_stands_in_no_list_and_reads_as_missed(district, neglected):
    left = Duty.objects.using("owner").filter(case=neglected, was_left=True)
    assert {urgency_of(duty, on=TODAY)[0] for duty in left} == {"missed"}
    assert not {duty.pk for duty in left} & {duty.pk for duty in listed(district, neglected)}


def test_only_what_was_due_before_the_end_and_undone_is_left(neglected):
    for duty in Duty.objects.using("owner").filter(case=neglected):
        undone = duty.met_on is None and duty.void_on is None
        assert duty.was_left == (undone and duty.due_on < TODAY), duty


def test_without_the_mark_it_would_be_asked_for_for_ever(district, neglected):
    """The control."""
    marked = Duty.objects.using("owner").filter(case=neglected, was_left=True, period="")
    assert marked.update(was_left=False) > 0
    assert listed(district, neglected)
