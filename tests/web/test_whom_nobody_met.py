"""Whoever was not met at the gate stands on the pick-ups and on the first page until that is settled, however long ago it was (REC-3)."""

import re
from datetime import date

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from anbang.casework.arrival import reception
from anbang.casework.duty.models import Duty
from anbang.casework.handover.actions import Meeting, record_reception, record_release
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.web.references import number_behind
from tests.coordination.mornings import comes
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.web.planted import signed_in

LONG_AGO = TODAY - days(50)
BOX = "释放当天没有人接到，或没有登记结果"
ALARMS = "没有接到、或没有登记结果"


def released(district: District, on: date, *, outcome: Outcome | None = None, recorded: date | None = None) -> Case:
    """Somebody released on a day, and what became of it."""
    recorded = recorded or on
    by, case = district.assistant(on=recorded), district.filed(on=recorded)
    record_release(case.pk, released_from=ReleasedFrom.PRISON, by=by, on=on, late_because="没有来文")
    if outcome is not None:
        nobody = {"why_nobody": "车坏在路上"} if outcome == Outcome.NOT_MET else {"who": "李某"}
        record_reception(case.pk, Meeting(outcome, **nobody), by=by, on=on, late_because="没有来文")
    return case


def first_page(by: ActingStaff) -> set[int]:
    page = signed_in(by).get(reverse("today")).content.decode()
    return people_of(page.partition(BOX)[2].partition("</ul>")[0])


def pick_ups(by: ActingStaff) -> set[int]:
    page = signed_in(by).get(reverse("reception")).content.decode()
    return people_of(page.partition(ALARMS)[2].partition("</table>")[0])


def people_of(part: str) -> set[int]:
    return {number_behind("person", found) for found in re.findall(r'href="/people/([\w-]{32})/"', part)}


@pytest.fixture
def unmet(district: District) -> dict[str, Case]:
    """Long ago, a few days ago, just now; not met, or nobody says so."""
    return {
        "not met long ago": released(district, LONG_AGO, outcome=Outcome.NOT_MET),
        "no outcome long ago": released(district, LONG_AGO),
        "no outcome lately": released(district, TODAY - days(3)),
        "not met today": released(district, TODAY, outcome=Outcome.NOT_MET),
        "recorded today": released(district, TODAY - days(20), recorded=TODAY),
    }


def readers(district: District) -> tuple[ActingStaff, ...]:
    return (
        district.clerk(),
        district.aftercare(),
        district.at(OfficeKind.TOWN_GOVERNMENT, HOME),
        district.assistant(HOME),
    )


@pytest.mark.parametrize("morning_came", [False, True])
def test_whoever_was_not_met_is_an_alarm_on_both_pages_however_long_ago(district, unmet, morning_came):
    released(district, TODAY)
    released(district, TODAY - days(3), outcome=Outcome.MET)
    if morning_came:
        comes(TODAY)
    wanted = {case.person_id for case in unmet.values()}
    for by in readers(district):
        assert first_page(by) == pick_ups(by) == wanted, by.role
    elsewhere = district.at(OfficeKind.TOWN_GOVERNMENT, NEXT)
    assert first_page(elsewhere) == pick_ups(elsewhere) == set()


def test_an_alarm_is_over_when_an_outcome_is_recorded(district, unmet):
    case, by = unmet["no outcome long ago"], district.assistant()
    record_reception(case.pk, Meeting(Outcome.MET, who="李某"), by=by, on=LONG_AGO, late_because="补录")
    left = {one.person_id for one in unmet.values()} - {case.person_id}
    assert first_page(by) == pick_ups(by) == left


def test_control_asked_for_the_last_seven_days_alone_both_pages_would_forget_them(district, unmet, monkeypatch):
    everybody = reception.alarm_duties

    def of_late(*, for_staff: ActingStaff) -> QuerySet[Duty]:
        return everybody(for_staff=for_staff).filter(due_on__gte=TODAY - days(reception.DAYS_BACK))

    monkeypatch.setattr(reception, "alarm_duties", of_late)
    late = {unmet[name].person_id for name in ("no outcome lately", "not met today")}
    assert first_page(district.clerk()) == pick_ups(district.clerk()) == late


def test_the_newest_alarm_comes_first_and_each_is_listed_once_on_the_page(district, unmet):
    by = district.clerk()
    with acting(by, reading_only=True):
        alarming = reception.alarmed_days(for_staff=by)
        found = reception.days_of(alarming, list(alarming), for_staff=by)
    assert [one.on for one in found.alarms] == sorted((one.on for one in found.alarms), reverse=True)
    others = [one.case.pk for heap in (found.today, found.tomorrow, found.later, found.before) for one in heap]
    assert not {one.case.pk for one in found.alarms} & set(others)


def test_of_what_was_left_undone_when_the_case_was_closed_there_is_no_alarm(district):
    case, by = released(district, LONG_AGO), district.clerk()
    assert first_page(by) == {case.person_id}
    Duty.objects.using("owner").filter(case=case, rule="receive").update(was_left=True)
    assert first_page(by) == pick_ups(by) == set()
