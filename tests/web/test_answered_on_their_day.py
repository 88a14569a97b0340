"""What was answered in time and is typed in later has the day on which it was answered, and is not late because of the typing (INF-2, INF-6, REC-1)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.models import Channel, RegistrationForm, ReleaseNotice
from anbang.casework.custody.single import NewNotice, record_form, record_notice
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.organisations.days import day_in_words
from anbang.organisations.kinds import OfficeKind
from tests.support.crew import TODAY, District, days
from tests.support.people import office
from tests.web.planted import fresh

OWNER = "owner"
WHY = "经办人住院"
Place = tuple[str, dict[str, str], ActingStaff, str, str]


def verification(district: District, case: Case, by: ActingStaff) -> Place:
    """Where a form is verified, what is typed, by whom, and which duty and act come of it."""
    form = RegistrationForm.objects.using(OWNER).get(case=case)
    told = {"name": "true", "identity": "true", "address": "true"}
    return reverse("verify", args=[form.pk]), told, by, "verify", "verified"


def arrangement(district: District, case: Case, by: ActingStaff) -> Place:
    notice = ReleaseNotice.objects.using(OWNER).get(case=case)
    told = {"who_meets": "家属"}
    return (
        reverse("arrange_reception", args=[notice.pk]),
        told,
        district.clerk(by.today),
        "reply_reception",
        "reception_arranged",
    )


def alert(district: District, case: Case, by: ActingStaff) -> Place:
    told = {"on": TODAY.isoformat(), "town_told": "甲", "police_told": "乙"}
    return reverse("take_step", args=[case.person_id, "alert"]), told, by, "alert_priority", "priority_alerted"


PLACES: dict[str, Callable[[District, Case, ActingStaff], Place]] = {
    "verification": verification,
    "arrangement": arrangement,
    "alert": alert,
}


@pytest.fixture
def case(district: District) -> Case:
    """Somebody whose form and notice came long ago, with a reason to be a priority person."""
    then, prison = TODAY - days(60), office(OfficeKind.PRISON).pk
    found, clerk = district.filed(on=then), district.clerk(then)
    record_form(found.pk, prison, Channel.SYSTEM, by=clerk, on=then)
    record_notice(found.pk, prison, NewNotice(TODAY + days(9), (PriorityReason.NO_HOME,)), by=clerk, on=then)
    return found


def duty_of(case: Case, rule: str) -> Duty:
    return Duty.objects.using(OWNER).get(case=case, rule=rule)


@pytest.mark.parametrize("name", PLACES)
def test_what_was_done_on_its_due_day_and_typed_in_later_is_in_time_and_says_why_it_is_typed_in_now(
    district, case, name
):
    address, told, by, rule, kind = PLACES[name](district, case, district.assistant())
    due: date = duty_of(case, rule).due_on
    assert due < TODAY - days(9), "the control: today it is late"
    browser, told = fresh(by), {**told, "on": due.isoformat()}
    page = browser.post(address, told)
    assert page.status_code == 422
    assert 'name="late_because"' in page.content.decode(), "asked for only now"
    assert browser.post(address, {**told, "late_because": WHY}).status_code == 302
    assert duty_of(case, rule).met_on == due
    act = Act.objects.using(OWNER).get(case=case, kind=kind)
    assert (act.on, act.late_because) == (due, WHY)


@pytest.mark.parametrize("name", PLACES)
def test_without_a_word_it_is_of_today_and_no_reason_is_asked(district, case, name):
    address, told, by, _rule, kind = PLACES[name](district, case, district.assistant())
    first = fresh(by).get(address).content.decode()
    assert f'value="{day_in_words(TODAY)}"' in first
    assert "late_because" not in first
    assert fresh(by).post(address, told).status_code == 302
    assert Act.objects.using(OWNER).get(case=case, kind=kind).on == TODAY


@pytest.mark.parametrize("name", PLACES)
def test_no_answer_is_of_a_day_to_come_or_older_than_its_letter(district, case, name):
    address, told, by, _rule, kind = PLACES[name](district, case, district.assistant())
    wrong = [TODAY + days(1)] if name == "alert" else [TODAY + days(1), TODAY - days(61)]
    for day in wrong:
        page = fresh(by).post(address, {**told, "on": day.isoformat(), "late_because": WHY})
        assert page.status_code == 422
        assert "on_error" in page.content.decode()
    assert not Act.objects.using(OWNER).filter(case=case, kind=kind).exists()
