"""Offices that are merged while both owe something by the calendar: the successor owes it once (clause 2.3.4)."""

import pytest
from django.db import IntegrityError, connections, transaction

from anbang.casework.charge import guards
from anbang.casework.charge.handing import merge_offices_with_their_people
from anbang.casework.charge.models import Caseworker
from anbang.casework.duty.models import Duty
from anbang.organisations.actions import Appointment, appoint, end_posting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office, Posting
from tests.coordination.mornings import ONE_DAY, comes
from tests.support.crew import HOME, THIRD, TODAY, days
from tests.support.people import INSTALLATION

LIAISON = "liaison"


def owed_by(office: int) -> list[tuple[object, object]]:
    """What an office owes by the calendar of a kind that both have, and whether it is void."""
    found = Duty.objects.using("owner").filter(office=office, rule=LIAISON, case=None).order_by("opens_on")
    return list(found.values_list("opens_on", "void_on"))


def merged(district) -> tuple[int, int]:
    gone, successor = district.assistant(HOME).office_id, district.assistant(THIRD).office_id
    merge_offices_with_their_people([gone], successor_id=successor, by=district.administrator(), on=TODAY)
    return gone, successor


def test_after_a_morning_offices_are_merged_and_what_both_owe_is_owed_once(district, case):
    comes(TODAY - ONE_DAY)
    gone, successor = merged(district)
    ((opens_on, void_on),) = owed_by(gone)
    assert void_on == TODAY
    assert owed_by(successor) == [(opens_on, None)]
    comes(TODAY)
    assert owed_by(successor) == [(opens_on, None)], "and the next morning finds nothing to change"


@pytest.mark.parametrize("kind", [OfficeKind.JUSTICE_OFFICE, OfficeKind.TOWN_GOVERNMENT])
def test_every_office_of_a_kind_can_be_merged_into_another_after_a_morning(district, kind):
    comes(TODAY - ONE_DAY)
    first, second, third = (
        Office.objects.using("owner").filter(kind=kind).order_by("id").values_list("id", flat=True)[:3]
    )
    by = district.administrator()
    merge_offices_with_their_people([first, second], successor_id=third, by=by, on=TODAY)
    running = Duty.objects.using("owner").filter(office__in=[first, second], case=None, met_on=None, void_on=None)
    assert not running.exists()


def test_control_moved_as_they_are_the_two_collide(district, case):
    comes(TODAY - ONE_DAY)
    careless = guards.MERGED_OFFICE_HANDS_OVER.partition("create or replace")[2].partition("alter function")[0]
    head, _, tail = careless.partition("  -- What both owe by the calendar")
    body = f"create or replace{head}  update public.casework_duty set{tail.partition('  update public.casework_duty set')[2]}"
    with connections["owner"].cursor() as cursor:
        cursor.execute("drop function casework_merged_office_hands_over(bigint)")
        cursor.execute(body)
        cursor.execute("grant execute on function casework_merged_office_hands_over(bigint) to public")
    with pytest.raises(IntegrityError) as refused, transaction.atomic(using="default"):
        merged(district)
    assert refused.value.__cause__.diag.constraint_name == "duty_of_an_office_opens_once_a_day"


def test_whoever_helped_out_at_the_successor_for_a_while_stays_there_with_their_cases(district):
    """Their post at the office that is gone had no end: what they hold goes with them, and nothing is refused by the database."""
    case, by = district.in_care(), district.assistant(HOME)
    successor = district.assistant(THIRD).office_id
    administrator = district.administrator()
    appoint(Appointment(by.staff_id, successor, Role.JUSTICE_ASSISTANT), by=INSTALLATION, on=TODAY - days(3))
    helping = Posting.objects.using("owner").get(staff=by.staff_id, office=successor)
    end_posting(helping.pk, by=administrator, on=TODAY + days(5))
    merged(district)
    helping.refresh_from_db(using="owner")
    assert helping.until_on is None
    holder = Caseworker.objects.using("owner").get(case=case, until_on=None)
    assert (holder.staff_id, holder.office_id) == (by.staff_id, successor)
