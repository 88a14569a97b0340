"""Why something was recorded late stands where it belongs: with the sign, on the papers' tab, beside the agreement."""

import pytest
from django.test import Client
from django.urls import reverse

from anbang.assistance.placement.models import EnterpriseBase
from anbang.casework.care.models import Sign
from anbang.casework.care.signs import confirm_sign
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Staff
from tests.support.crew import HOME, TODAY, District, days

OWNER, WHY = "owner", "停电三天"
THEN = TODAY - days(40)


def browser(by: ActingStaff) -> Client:
    """Signed in as `by`."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.using(OWNER).get(pk=by.staff_id))
    return client


@pytest.fixture
def case(district: District) -> Case:
    """Somebody in care since before that day."""
    return district.in_care(since=THEN - days(9))


def step(case: Case, slug: str, sign: Sign | None = None) -> str:
    """The address of a step's form."""
    if sign is None:
        return reverse("take_step", args=[case.person_id, slug])
    return reverse("take_step_about", args=[case.person_id, slug, sign.pk])


def test_a_form_about_a_sign_asks_why_so_late_keeps_it_and_shows_it_with_the_sign(district, case):
    by = browser(district.assistant())
    noted = {"on": THEN.isoformat(), "facts": "见到", "prevention": "谈话"}
    asked = by.post(step(case, "note-sign"), noted)
    assert asked.status_code == 422
    assert "为什么现在才登记" in asked.content.decode()
    assert by.post(step(case, "note-sign"), {**noted, "late_because": WHY}).status_code == 302
    sign = Sign.objects.using(OWNER).get()
    page = reverse("signs", args=[case.person_id])
    assert f"为什么现在才登记苗头：{WHY}" in by.get(page).content.decode()
    said = {"on": (THEN - days(1)).isoformat(), "words": "是亲戚婚宴", "late_because": WHY}
    early = by.post(step(case, "answer-sign", sign), said)
    assert early.status_code == 422
    assert "本人的说明不能早于发现苗头。" in early.content.decode()
    assert by.post(step(case, "answer-sign", sign), {**said, "on": THEN.isoformat()}).status_code == 302
    assert f"为什么现在才登记本人说明：{WHY}" in by.get(page).content.decode()
    marked = {"on": THEN.isoformat(), "why": "看错人"}
    assert by.post(step(case, "unfounded-sign", sign), marked).status_code == 422
    assert by.post(step(case, "unfounded-sign", sign), {**marked, "late_because": WHY}).status_code == 302
    after = by.get(page).content.decode()
    assert f"为什么现在才标明不实：{WHY}" in after
    assert "为什么现在才登记苗头" not in after, "what counts no more is not read any more"


def test_control_what_is_told_in_time_shows_no_reason(district, case):
    by = browser(district.assistant())
    by.post(step(case, "note-sign"), {"on": TODAY.isoformat(), "facts": "见到", "prevention": "谈话"})
    confirm_sign(Sign.objects.using(OWNER).get().pk, by=district.colleague(), on=TODAY)
    assert "为什么现在才登记" not in by.get(reverse("signs", args=[case.person_id])).content.decode()


def test_an_agreement_asks_why_so_late_and_shows_it(district):
    by = browser(district.at(OfficeKind.TOWN_GOVERNMENT))
    told = {"town": district.town(HOME), "name": "新星食品厂", "on": THEN.isoformat()}
    asked = by.post(reverse("bases"), told)
    assert asked.status_code == 422
    assert "为什么现在才登记" in asked.content.decode()
    assert by.post(reverse("bases"), {**told, "late_because": WHY}).status_code == 302
    base = EnterpriseBase.objects.using(OWNER).get()
    end = reverse("end_base", args=[base.pk])
    refused = by.post(end, {"on": THEN.isoformat()}, follow=True).content.decode()
    assert "请写明为什么现在才登记" in refused
    assert EnterpriseBase.objects.using(OWNER).get().until_on is None
    page = by.post(end, {"on": THEN.isoformat(), "late_because": "企业迟告"}, follow=True).content.decode()
    assert f"为什么现在才登记：{WHY}" in page
    assert "为什么现在才登记：企业迟告" in page
