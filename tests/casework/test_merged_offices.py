"""Whoever stands in a merged office's place has its people and goes on with what it left undone (clause 2.1)."""

import pytest

from anbang.casework.custody.actions import Findings, record_verification
from anbang.casework.custody.models import Finding, RegistrationForm
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import duties_below, work_list
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.actions import merge_offices
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Staff
from anbang.organisations.queries import sign_in
from tests.support.people import TODAY, office, post


@pytest.fixture
def merged(take, neighbour) -> None:
    """Somebody of 昌元 was taken in before its justice office was merged into that of 安富."""
    take()
    gone = office(OfficeKind.JUSTICE_OFFICE, "昌元街道")
    administrator = post(Role.SYSTEM_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))
    merge_offices([gone.pk], successor_id=neighbour.office_id, by=administrator, on=TODAY)


def again(staff: ActingStaff) -> ActingStaff:
    """The same member of staff at the next request."""
    return sign_in(Staff.objects.get(pk=staff.staff_id), on=TODAY)


def rules(duties) -> list[str]:
    return [duty.rule for duty in duties]


def test_a_duty_of_the_merged_office_stands_on_its_successors_own_list(merged, neighbour):
    by = again(neighbour)
    with acting(by):
        assert rules(work_list(for_staff=by)) == ["verify"]
        assert "verify" not in rules(duties_below(for_staff=by))


def test_before_the_merger_it_stands_on_neither_of_the_neighbours_lists(take, neighbour):
    """The control."""
    take()
    with acting(neighbour):
        assert rules(work_list(for_staff=neighbour)) == rules(duties_below(for_staff=neighbour)) == []


def test_the_successor_does_what_the_merged_office_owed(merged, neighbour):
    form = RegistrationForm.objects.using("owner").get()
    true = Findings(Finding.TRUE, Finding.TRUE, Finding.TRUE)
    record_verification(form.pk, true, by=again(neighbour), on=TODAY)
    done = Duty.objects.using("owner").get(rule="verify")
    assert done.met_on == TODAY
