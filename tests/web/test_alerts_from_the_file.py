"""Whoever the office itself makes a priority person can be announced to town and police station from the file (clause 2.3.2, REC-1)."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import accept_transfer, lift_priority, set_priority
from anbang.casework.custody.actions import alert_priority
from anbang.casework.custody.models import PriorityAlert
from anbang.casework.custody.single import record_admission
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.casework.test_police_stations import at_the_station, sees
from tests.support.crew import HOME, NEXT, TODAY, District
from tests.support.people import office
from tests.web.planted import signed_in

OWNER = "owner"


def alert_step(case: Case) -> str:
    return reverse("take_step", args=[case.person_id, "alert"])


def offers_the_alert(by: ActingStaff, case: Case) -> bool:
    page = signed_in(by).get(reverse("case_file", args=[case.person_id])).content.decode()
    return f'href="{alert_step(case)}"' in page


def make_priority(district: District, case: Case, reason: PriorityReason = PriorityReason.NO_HOME) -> None:
    set_priority(case.pk, [reason], words="见档案", by=district.assistant(), on=TODAY)


def send(by: ActingStaff, case: Case, **told: str) -> int:
    answer = signed_in(by).post(
        alert_step(case), {"on": TODAY.isoformat(), "town_told": "街道李某", "police_told": "派出所钱某", **told}
    )
    return int(answer.status_code)


def in_custody(district: District) -> Case:
    case = district.filed()
    record_admission(case.pk, office(OfficeKind.PRISON).pk, by=district.clerk(), on=TODAY)
    return case


@pytest.mark.parametrize("begun", [in_custody, District.in_care])
def test_the_file_offers_the_alert_until_town_and_police_were_told(district: District, begun: Callable[..., Case]):
    case, by = begun(district), district.assistant()
    assert not offers_the_alert(by, case), "nobody is announced who is no priority person"
    make_priority(district, case)
    assert offers_the_alert(by, case)
    assert send(by, case, police_told="") == 422
    assert send(by, case) == 302
    assert PriorityAlert.objects.using(OWNER).get(case=case.pk).police_told == "派出所钱某"
    assert sees(at_the_station(district, HOME), case)
    assert not offers_the_alert(by, case)


def test_a_further_reason_is_told_anew_also_on_the_same_day(district: District):
    case, by = district.in_care(), district.assistant()
    make_priority(district, case)
    assert send(by, case) == 302
    make_priority(district, case, PriorityReason.NO_WORK)
    assert offers_the_alert(by, case)
    assert send(by, case) == 302
    assert PriorityAlert.objects.using(OWNER).filter(case=case.pk).count() == 2
    assert not offers_the_alert(by, case)


def test_twice_a_day_without_a_new_reason_is_one_alert(district: District):
    case, by = district.in_care(), district.assistant()
    make_priority(district, case)
    for _time in range(2):
        alert_priority(case.pk, town_told="街道", police_told="派出所", by=by, on=TODAY)
    assert PriorityAlert.objects.using(OWNER).filter(case=case.pk).count() == 1


def test_the_office_that_has_taken_over_tells_those_of_its_own_town(district: District):
    case = district.in_care()
    make_priority(district, case)
    assert send(district.assistant(), case) == 302
    district.moved(case)
    assert not offers_the_alert(district.assistant(NEXT), case), "before it has accepted it tells nobody"
    with pytest.raises(StepRefused, match="由现在负责的司法所办理"):
        alert_priority(case.pk, town_told="镇", police_told="所", by=district.assistant(NEXT), on=TODAY)
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    assert offers_the_alert(district.assistant(NEXT), case)
    assert send(district.assistant(NEXT), case) == 302
    assert sees(at_the_station(district, NEXT), case)


def test_once_the_last_reason_is_lifted_nobody_is_announced(district: District):
    case = district.in_care()
    make_priority(district, case)
    lift_priority(case.pk, [PriorityReason.NO_HOME], words="已落实", by=district.assistant(), on=TODAY)
    assert not offers_the_alert(district.assistant(), case)
    assert send(district.assistant(), case) == 422
