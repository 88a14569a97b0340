"""What a form knows already it does not ask for, and what cannot be it refuses in words: months, the institution, the sheet of somebody dead."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from anbang.casework.care.actions import record_death
from anbang.casework.custody.models import ReleaseNotice, Sentence
from anbang.casework.handover.models import Enquiry
from anbang.casework.models import Case
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Staff
from tests.support.people import TODAY, office
from tests.web.matrix import CARED, ENQUIRY, HERE
from tests.web.names import NAMES
from tests.web.planted import fresh


def case_of(whose: str) -> Case:
    return Case.objects.using("owner").filter(person__name=NAMES[whose]).latest("id")


@pytest.mark.parametrize("month", ["9999-12", "0000-01", "1899-12", "2101-01", "2026-13", "2026-00"])
@pytest.mark.parametrize(("slug", "field"), [("dibao-granted", "from_month"), ("dibao-ended", "last_month")])
def test_a_month_of_a_year_in_which_no_day_may_lie_is_refused_in_words(planted, slug, field, month):
    client, case = fresh(planted.seats["civil affairs officer"]), case_of(CARED)
    grant = reverse("take_step", args=[case.person_id, "dibao-granted"])
    if slug == "dibao-ended":
        assert client.post(grant, {"on": TODAY.isoformat(), "from_month": "2026-10"}).status_code == 302
    address = reverse("take_step", args=[case.person_id, slug])
    answer = client.post(address, {"on": TODAY.isoformat(), field: month})
    assert answer.status_code == 422
    assert f"id_{field}_error" in answer.content.decode()


def test_control_a_month_that_can_be_is_taken(planted):
    client, case = fresh(planted.seats["civil affairs officer"]), case_of(CARED)
    for slug, field in (("dibao-granted", "from_month"), ("dibao-ended", "last_month")):
        told = {"on": TODAY.isoformat(), field: "２０２６-11"}
        assert client.post(reverse("take_step", args=[case.person_id, slug]), told).status_code == 302


@pytest.mark.parametrize("kind", [OfficeKind.PRISON, OfficeKind.DETENTION_CENTRE])
@pytest.mark.parametrize("slug", ["release", "reception"])
def test_from_where_somebody_is_released_stands_there_where_the_institution_is_known(planted, kind, slug):
    case = case_of(HERE)
    Sentence.objects.using("owner").filter(case=case).update(institution=office(kind))
    page = fresh(planted.seats["justice assistant"]).get(reverse("take_step", args=[case.person_id, slug]))
    chosen = re.findall(r'name="released_from" value="(\w+)"[^>]*checked', page.content.decode())
    assert chosen == [kind.value]


def test_control_where_it_is_not_known_nothing_is_chosen(planted):
    case = case_of(HERE)
    Sentence.objects.using("owner").filter(case=case).delete()
    page = fresh(planted.seats["justice assistant"]).get(reverse("take_step", args=[case.person_id, "release"]))
    assert 'name="released_from"' in page.content.decode()
    assert not re.findall(r'name="released_from"[^>]*checked', page.content.decode())


def test_a_sheet_for_the_gate_is_for_nobody_who_died(planted):
    client = fresh(planted.seats["town officer"])
    assert client.get(planted.address("ask_sheet hand-over", HERE)).status_code == 200
    record_death(case_of(HERE).pk, words="死亡证明", by=planted.seats["bureau clerk"], on=TODAY)
    assert client.get(planted.address("ask_sheet hand-over", HERE)).status_code == 404


def test_a_notice_that_came_late_says_so_on_the_file(planted):
    client, case = fresh(planted.seats["bureau clerk"]), case_of(HERE)
    address = reverse("case_file", args=[case.person_id]) + "?tab=papers"
    notice = ReleaseNotice.objects.using("owner").get(case=case)
    shown = {}
    for release_on in (notice.received_on, notice.received_on.replace(year=2027)):
        ReleaseNotice.objects.using("owner").filter(pk=notice.pk).update(release_on=release_on)
        shown[release_on] = "通知来得晚" in client.get(address).content.decode()
    assert list(shown.values()) == [True, False]


def answers_offered(planted) -> list[str]:
    page = fresh(planted.seats["justice assistant"]).get(planted.address("answer_enquiry", ENQUIRY)).content.decode()
    return re.findall(r'name="answer" value="(\w+)"', page)


def test_about_the_dead_another_office_is_answered_what_can_be_answered_of_them(planted):
    assert answers_offered(planted) == ["ours", "take_over", "somebody_else"]
    record_death(case_of(HERE).pk, words="死亡证明", by=planted.seats["bureau clerk"], on=TODAY)
    assert answers_offered(planted) == ["care_ended", "somebody_else"]
    here = fresh(planted.seats["justice assistant"])
    assert here.post(planted.address("answer_enquiry", ENQUIRY), {"answer": "care_ended"}).status_code == 302
    asked = Enquiry.objects.using("owner").get(person=case_of(HERE).person_id)
    asker = Staff.objects.get(pk=asked.asked_by_id)
    client = Client(HTTP_HOST="localhost")
    client.force_login(asker)
    page = client.get(reverse("enquiries")).content.decode()
    assert "是同一人，此前的帮教已经结束" in page
    assert reverse("case_file", args=[asked.person_id]) not in page, "the asker sees no file of the dead"
