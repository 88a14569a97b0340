"""After a step its page says what was done with it, of whomever, until when it is to be done again, and where a slip is put right."""

import re

import pytest
from django.urls import reverse

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import set_priority
from anbang.casework.duty.models import Duty
from anbang.casework.models import Act, Case
from anbang.organisations.acting import ActingStaff
from anbang.web.steps import page as steps
from tests.support.crew import TODAY, District, days
from tests.web.planted import signed_in

MET = {"how": "at_home", "needs": "well", "on": TODAY.isoformat()}


@pytest.fixture
def in_care(district: District) -> Case:
    """Somebody who is to be visited by their village."""
    case = district.in_care(since=TODAY - days(40))
    district.morning(case, on=TODAY)
    return case


def said_after(by: ActingStaff, case: Case, slug: str = "visit", **told: object) -> str:
    """The messages of the page that comes after a step."""
    client = signed_in(by)
    answer = client.post(reverse("take_step", args=[case.person_id, slug]), told or MET)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer.headers["Location"]).content.decode()
    return re.sub(r"\s+", " ", page.partition('role="status"')[2].partition("</div></div>")[0])


def owed_by_the_village(case: Case, rule: str = "follow_up") -> Duty:
    return Duty.objects.using("owner").get(case=case, rule=rule, met_on__isnull=True, void_on__isnull=True)


def test_whoever_does_what_another_office_owes_is_told_so(district: District, in_care: Case):
    owed = owed_by_the_village(in_care)
    told = said_after(district.assistant(), in_care)
    assert "走访已登记。" in told
    assert f"办结了：定期跟踪帮教（{owed.office.name}）" in told


def test_control_where_nothing_was_owed_nothing_was_done_with_it(district: District, in_care: Case):
    said_after(district.assistant(), in_care)
    assert "办结了" not in said_after(district.assistant(), in_care, slug="note", words="记一笔", on=TODAY.isoformat())


def test_on_a_screen_that_others_read_the_day_alone_is_said(district: District, in_care: Case):
    set_priority(in_care.pk, [PriorityReason.NO_HOME], words="见档案", by=district.assistant(), on=TODAY)
    told = said_after(district.cadre(district.place()), in_care)
    assert "办结了" not in told
    again = owed_by_the_village(in_care, "priority_contact").due_on
    assert f"下一次在{again.month}月{again.day}日以前。" in told


def test_a_slip_is_put_right_from_there(district: District, in_care: Case):
    for by, where in (
        (district.assistant(), reverse("case_file", args=[in_care.person_id]) + "?tab=history"),
        (district.cadre(district.place()), reverse("one_of_mine", args=[in_care.person_id]) + "#recorded"),
    ):
        assert f'href="{where}"' in said_after(by, in_care)
        page = signed_in(by).get(where.partition("#")[0]).content.decode()
        act = Act.objects.using("owner").filter(case=in_care, kind="visited").latest("id")
        assert reverse("take_step_about", args=[in_care.person_id, "correct-day", act.pk]) in page


def test_control_without_it_the_page_says_nothing_more(
    district: District, in_care: Case, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(steps, "outcome_of", lambda *_told, **_named: "")
    assert "办结了" not in said_after(district.assistant(), in_care)


def test_that_all_is_well_and_not_is_refused_without_script_too(district: District, in_care: Case):
    answer = signed_in(district.assistant()).post(
        reverse("take_step", args=[in_care.person_id, "visit"]), MET | {"needs": ["well", "work"]}
    )
    assert answer.status_code == 422
    assert "请去掉一样" in answer.content.decode()


def test_what_is_not_said_of_somebody_stands_at_the_question_how_they_are(district: District, in_care: Case):
    told = {name: value for name, value in MET.items() if name != "needs"}
    page = signed_in(district.assistant()).post(reverse("take_step", args=[in_care.person_id, "visit"]), told)
    assert page.status_code == 422
    assert 'id="id_needs_error"' in page.content.decode()
    assert 'id="id_seen_error"' not in page.content.decode()
