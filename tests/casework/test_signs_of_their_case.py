"""What is done about a sign stands in the case of the sign, in care, and ends when it is marked unfounded (clause 2.5, LAW-6)."""

from datetime import date

import pytest
from django.urls import reverse

from anbang.casework.care.actions import record_reoffence
from anbang.casework.care.models import Sign
from anbang.casework.care.signs import answer_sign, confirm_sign, mark_unfounded, note_sign, tell_police
from anbang.casework.duty.models import Duty
from anbang.casework.handover.actions import record_release
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.organisations.steps import StepRefused
from tests.support.crew import TODAY, District, days
from tests.support.recomputed import differences
from tests.web.planted import fresh

OWNER = "owner"
SEEN = TODAY - days(20)
LATE = {"late_because": "补"}
WORDS = {"facts": "当面见到", "prevention": "已劝阻"}


@pytest.fixture
def before(district) -> tuple[Case, Sign]:
    """A case that ended in a reoffence, with a sign that was noted in it, and since then a new one."""
    case, by = district.in_care(since=date(2026, 9, 1)), district.assistant()
    sign = note_sign(case.pk, **WORDS, by=by, on=SEEN, **LATE)
    return case, sign


def begins_again(district: District, case: Case) -> Case:
    by = district.assistant()
    record_reoffence(case.pk, words="判决", by=by, on=TODAY - days(18), **LATE)
    record_release(case.pk, released_from=ReleasedFrom.PRISON, by=by, on=TODAY - days(10), **LATE)
    return Case.objects.using(OWNER).filter(person=case.person_id).latest("id")


def telling(case: Case) -> Duty:
    return Duty.objects.using(OWNER).get(case=case, rule="tell_police")


def test_a_sign_of_the_case_before_is_not_told_in_the_new_one_whose_own_sign_stays_owed(district, before):
    case, sign = before
    by, colleague = district.assistant(), district.colleague()
    confirm_sign(sign.pk, by=colleague, on=SEEN, **LATE)
    now = begins_again(district, case)
    fresh_sign = note_sign(now.pk, **WORDS, by=by, on=TODAY)
    confirm_sign(fresh_sign.pk, by=colleague, on=TODAY)
    with pytest.raises(StepRefused, match="这一天不在所涉案件期间"):
        tell_police(sign.pk, told_to="派出所", by=by, on=TODAY)
    assert telling(now).met_on is None
    tell_police(sign.pk, told_to="派出所", by=by, on=SEEN, **LATE)
    assert (telling(case).met_on, telling(now).met_on) == (SEEN, None)
    tell_police(fresh_sign.pk, told_to="派出所", by=by, on=TODAY)
    assert telling(now).met_on == TODAY
    assert differences(case.person_id, today=TODAY) == []


def test_the_page_says_that_the_day_is_of_another_case(district, before):
    case, sign = before
    confirm_sign(sign.pk, by=district.colleague(), on=SEEN, **LATE)
    begins_again(district, case)
    page = reverse("take_step_about", args=[case.person_id, "tell-police", sign.pk])
    answer = fresh(district.assistant()).post(page, {"on": TODAY.isoformat(), "told_to": "派出所"})
    assert answer.status_code == 422
    assert "这一天不在所涉案件期间" in answer.content.decode()


def test_a_sign_of_the_case_before_is_not_confirmed_in_the_new_one(district, before):
    case, sign = before
    begins_again(district, case)
    with pytest.raises(StepRefused, match="这一天不在所涉案件期间"):
        confirm_sign(sign.pk, by=district.colleague(), on=TODAY)
    assert confirm_sign(sign.pk, by=district.colleague(), on=SEEN, **LATE).case_id == case.pk


def test_no_sign_is_of_a_day_before_care_began(district):
    case = district.in_care(since=date(2026, 9, 1))
    with pytest.raises(StepRefused, match="帮教从2026年9月1日开始"):
        note_sign(case.pk, **WORDS, by=district.assistant(), on=date(2026, 8, 31), **LATE)
    assert note_sign(case.pk, **WORDS, by=district.assistant(), on=date(2026, 9, 1), **LATE).pk


def test_what_is_marked_unfounded_is_not_answered_any_more(district, before):
    _case, sign = before
    answer_sign(sign.pk, words="不是我", by=district.assistant(), on=TODAY)
    mark_unfounded(sign.pk, why="认错人", by=district.assistant(), on=TODAY)
    with pytest.raises(StepRefused, match="已经标明不实"):
        answer_sign(sign.pk, words="不是我", by=district.assistant(), on=TODAY)
