"""What the pages say of a certificate that is missing, a case that was returned, questions nobody answers, and who should be back by now."""

from datetime import date, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anbang.casework.care.away import NewAway, come_back, go_away
from anbang.casework.care.models import Away, Sign
from anbang.casework.care.queries import past_their_return
from anbang.casework.care.signs import confirm_sign, note_sign
from anbang.casework.custody.changes import return_as_not_ours
from anbang.casework.custody.single import record_admission
from anbang.casework.handover.actions import Arrival, report_in
from anbang.casework.handover.models import Enquiry
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from tests.coordination.mornings import comes
from tests.support.crew import NEXT, TODAY, District, days
from tests.support.people import office
from tests.web.matrix import HERE
from tests.web.names import NAMES
from tests.web.planted import Planted, first_page_of, fresh, signed_in

OWNER = "owner"
GONE = TODAY - days(20)


def file_of(case: Case, by: ActingStaff) -> str:
    return signed_in(by).get(reverse("case_file", args=[case.person_id])).content.decode()


def step_of(case: Case, slug: str) -> str:
    return reverse("take_step", args=[case.person_id, slug])


# The certificate


def test_a_missing_certificate_stands_on_the_file_until_it_is_brought(district: District):
    case, by = district.in_care(since=TODAY - days(3)), district.assistant()
    step = step_of(case, "certificate")
    assert step not in file_of(case, by), "before the report nothing is missing"
    report_in(case.pk, Arrival(has_certificate=False), by=by, on=TODAY)
    page = file_of(case, by)
    assert "报到时没有带来释放证明。" in page
    assert step in page
    assert "报到时没有带来释放证明。" in file_of(case, district.at(OfficeKind.TOWN_GOVERNMENT))
    assert step not in file_of(case, district.at(OfficeKind.TOWN_GOVERNMENT)), "it is not theirs to record"
    client = signed_in(by)
    assert client.post(step, {"on": TODAY.isoformat(), "certificate": ""}).status_code == 422
    told = {"on": TODAY.isoformat(), "certificate": "渝监字1号"}
    after = client.post(step, told, follow=True).content.decode()
    assert "释放证明已登记。" in after
    assert "报到时没有带来释放证明。" not in after
    assert "补来释放证明" in after, "and the history tells it"
    assert client.post(step, told).status_code == 422


# Not ours


def test_a_returned_case_offers_neither_release_nor_reception_and_refuses_both(district: District):
    case, by = district.filed(on=TODAY - days(3)), district.assistant()
    prison, clerk = office(OfficeKind.PRISON).pk, district.clerk()
    record_admission(case.pk, prison, by=clerk, on=TODAY, release_on=TODAY + days(9))
    before = file_of(case, by)
    for slug in ("release", "reception"):
        assert step_of(case, slug) in before, "the control: in custody they are offered"
    return_as_not_ours(case.pk, belongs_to="永川区", words="户口已迁", by=by, on=TODAY)
    page = file_of(case, by)
    told = {"on": TODAY.isoformat(), "released_from": "prison", "outcome": "came_alone"}
    for slug in ("release", "reception", "pick-up-plan"):
        assert step_of(case, slug) not in page
        answer = signed_in(by).post(step_of(case, slug), {**told, "who_goes": "王某"})
        assert answer.status_code == 422, slug
    assert Case.objects.using(OWNER).filter(person=case.person_id).count() == 1


# Who should be back by now


def away(district: District, case: Case, expected_on: date | None) -> None:
    told = NewAway("广州某工地", "139", "李某", expected_on)
    go_away(case.pk, told, by=district.assistant(on=GONE), on=GONE)


def first_page(by: ActingStaff) -> str:
    return first_page_of(signed_in(by))


def test_whoever_should_be_back_by_now_is_asked_about_on_the_first_page_of_the_office_in_charge(district: District):
    past, today, open_end = (district.in_care(since=GONE - days(9)) for _ in range(3))
    away(district, past, TODAY - days(1))
    away(district, today, TODAY)
    away(district, open_end, None)
    by = district.assistant()
    page = first_page(by)
    assert "外出应返未记" in page
    assert "已过 1 天" in page
    assert step_of(past, "back") in page
    for other in (today, open_end):
        assert step_of(other, "back") not in page, "the control: their day has not passed"
    for elsewhere in (district.assistant(NEXT), district.clerk(), district.at(OfficeKind.TOWN_GOVERNMENT)):
        assert "外出应返未记" not in first_page(elsewhere)
    come_back(past.pk, by=by, on=TODAY)
    assert "外出应返未记" not in first_page(by)


def test_many_who_should_be_back_are_found_in_one_question(district: District):
    by = district.assistant()
    for _ in range(3):
        away(district, district.in_care(since=GONE - days(9)), TODAY - days(2))
    with acting(by), CaptureQueriesContext(connections[by.alias]) as asked:
        found = list(past_their_return(for_staff=by))
        assert len({one.case.person.name for one in found}) == 3
    assert len([one for one in asked.captured_queries if "casework_away" in one["sql"]]) == 1
    assert Away.objects.using(OWNER).count() == 3


# Signs that wait for a second person


def test_a_sign_waits_on_the_first_page_of_the_office_in_charge_until_somebody_else_has_looked(district: District):
    case, by = district.in_care(), district.assistant()
    sign = note_sign(case.pk, facts="看到的事实", prevention="提醒", by=by, on=TODAY)
    confirm = reverse("take_step_about", args=[case.person_id, "confirm-sign", sign.pk])
    assert "苗头等待另一名工作人员确认" in first_page(by)
    assert confirm not in first_page(by), "whoever saw it is no second person"
    colleague = district.colleague()
    assert confirm in first_page(colleague)
    assert "看到的事实" not in first_page(colleague), "what was seen is looked at on its own page"
    village = district.cadre(district.place())
    for other in (district.assistant(NEXT), district.clerk(), district.at(OfficeKind.TOWN_GOVERNMENT), village):
        assert "苗头等待" not in first_page(other)
    confirm_sign(sign.pk, by=colleague, on=TODAY)
    assert "苗头等待" not in first_page(colleague)


def test_what_was_seen_too_long_ago_waits_for_nobody(district: District):
    case, by = district.in_care(since=TODAY - days(900)), district.assistant()
    note_sign(case.pk, facts="事实", prevention="提醒", by=by, on=TODAY, late_because="补记")
    assert "苗头等待" in first_page(by)
    Sign.objects.using(OWNER).update(seen_on=TODAY - days(800))
    assert "苗头等待" not in first_page(by)


# Questions that nobody answers


def test_the_district_reads_which_question_nobody_answers_and_who_should(planted: Planted):
    officer: Client = fresh(planted.seats["aftercare officer"])
    for name in ("also_waiting", "told_up"):
        assert "别处的询问没有答复" not in officer.get(reverse(name)).content.decode(), "the control: asked today"
    Enquiry.objects.using(OWNER).update(asked_on=TODAY - timedelta(days=8))
    comes(TODAY)
    for name in ("also_waiting", "told_up"):
        page = officer.get(reverse(name)).content.decode().partition("别处的询问没有答复")[2]
        assert NAMES[HERE] in page
        assert "已等 8 天，过久" in page
    assert "别处的询问没有答复" not in first_page_of(fresh(planted.seats["town officer"]))


# Signs that lapsed


@pytest.mark.parametrize("since", [TODAY - days(300)])
def test_a_sign_that_lapsed_untold_reads_as_missed_and_its_facts_are_shown_nowhere(district: District, since: date):
    case = district.in_care(since=since - days(5))
    sign = note_sign(case.pk, facts="看到翻墙", prevention="谈话", by=district.assistant(on=since), on=since)
    by = district.assistant()
    assert (
        "看到翻墙"
        in signed_in(by).get(reverse("take_step_about", args=[case.person_id, "answer-sign", sign.pk])).content.decode()
    )
    confirm_sign(sign.pk, by=district.colleague(on=since), on=since)
    comes(TODAY)
    duties = signed_in(by).get(reverse("case_file", args=[case.person_id]) + "?tab=duties").content.decode()
    assert "向公安机关通报苗头" in duties
    client = signed_in(by)
    for address in (
        reverse("signs", args=[case.person_id]),
        reverse("take_step_about", args=[case.person_id, "tell-police", sign.pk]),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert "看到翻墙" not in page.content.decode()
    late = {"on": TODAY.isoformat(), "told_to": "派出所"}
    step = reverse("take_step_about", args=[case.person_id, "tell-police", sign.pk])
    assert client.post(step, late).status_code == 422
