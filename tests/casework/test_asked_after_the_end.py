"""An office is asked about somebody whose care has ended, or who died: it answers what can be done, and the asker can do it."""

from dataclasses import replace
from datetime import date

import pytest

from anbang.casework.care.actions import ClosingRecord, end_care, record_death
from anbang.casework.charge.models import Transfer
from anbang.casework.handover import intake
from anbang.casework.handover.actions import Arrival, record_release, report_in
from anbang.casework.handover.filing import Somebody
from anbang.casework.handover.intake import Unannounced, answer_enquiry, answers_to, take_in_on_the_spot
from anbang.casework.handover.models import Enquiry, EnquiryAnswer, ReleasedFrom
from anbang.casework.models import Case
from anbang.organisations.steps import StepRefused
from tests.casework.test_papers_that_are_missing import NUMBER
from tests.support.crew import NEXT, TODAY, District, days

OWNER = "owner"


def at_the_door(district: District) -> Unannounced:
    somebody = Somebody("问人", "male", None, NUMBER, district.place(NEXT))
    return Unannounced(somebody, TODAY, ReleasedFrom.PRISON, Arrival(has_certificate=False, contact="1"), "没有来文")


@pytest.fixture
def ended(district: District) -> Case:
    """Cared for until the term was over, and asked about by the next town."""
    case = district.in_care(id_number=NUMBER, born_on=None, name="问人", since=date(2019, 9, 1))
    end_care(case.pk, ClosingRecord("总结"), by=district.assistant(), on=TODAY - days(1))
    asked = take_in_on_the_spot(at_the_door(district), by=district.assistant(NEXT), on=TODAY)
    assert asked.is_asked_elsewhere
    return now(case)


@pytest.fixture
def dead(district: District) -> Case:
    """Died in care; somebody stands before the next town under the same number."""
    case = district.in_care(id_number=NUMBER, born_on=None, name="问人")
    record_death(case.pk, words="死亡证明", by=district.assistant(), on=TODAY)
    take_in_on_the_spot(at_the_door(district), by=district.assistant(NEXT), on=TODAY)
    return now(case)


def now(case: Case) -> Case:
    return Case.objects.using(OWNER).get(pk=case.pk)


def answered(district: District, answer: EnquiryAnswer, **more: object) -> str:
    asked = Enquiry.objects.using(OWNER).get()
    answer_enquiry(asked.pk, answer, by=district.assistant(), on=TODAY, **more)  # type: ignore[arg-type]
    return Enquiry.objects.using(OWNER).get().answer


def test_whoever_is_in_nobodys_care_is_handed_over_to_nobody(district, ended):
    with pytest.raises(StepRefused) as refused:
        answered(district, EnquiryAnswer.TAKE_OVER, moved_to=district.place(NEXT))
    assert refused.value.field == "answer"
    assert Enquiry.objects.using(OWNER).get().answer == ""


def test_control_taken_for_somebody_in_care_the_answer_would_be_taken_and_nothing_would_open(
    district, ended, monkeypatch
):
    monkeypatch.setattr(intake, "answers_to", lambda _case: list(EnquiryAnswer))
    assert answered(district, EnquiryAnswer.TAKE_OVER, moved_to=district.place(NEXT)) == EnquiryAnswer.TAKE_OVER
    assert not Transfer.objects.using(OWNER).exists()


def test_after_the_answer_that_care_has_ended_the_asker_is_told_what_to_do_and_can_do_it(district, ended):
    with pytest.raises(StepRefused) as refused:
        answered(district, EnquiryAnswer.CARE_ENDED)
    assert refused.value.field == "moved_to"
    answered(district, EnquiryAnswer.CARE_ENDED, moved_to=district.place(NEXT))
    asker = district.assistant(NEXT)
    with pytest.raises(StepRefused, match=f"已经结束（档案号 {ended.number}）：请在档案里登记释放"):
        take_in_on_the_spot(at_the_door(district), by=asker, on=TODAY)
    act = record_release(ended.pk, released_from=ReleasedFrom.PRISON, by=asker, on=TODAY)
    assert act.case_id != ended.pk, "a new case in the same file"
    report_in(act.case_id, Arrival(has_certificate=False, contact="1"), by=asker, on=TODAY)
    assert now(act.case).care_from == TODAY


def test_about_the_dead_it_is_answered_that_care_has_ended_and_nobody_moves(district, dead):
    assert answers_to(dead) == [EnquiryAnswer.CARE_ENDED, EnquiryAnswer.SOMEBODY_ELSE]
    assert answered(district, EnquiryAnswer.CARE_ENDED) == EnquiryAnswer.CARE_ENDED
    with pytest.raises(StepRefused, match=f"（{dead.number}）登记此人已经死亡"):
        take_in_on_the_spot(at_home(district), by=district.assistant(), on=TODAY)


def at_home(district: District) -> Unannounced:
    came = at_the_door(district)
    return replace(came, somebody=replace(came.somebody, registered=district.place()))


def test_control_whoever_is_in_care_can_be_handed_over_and_care_has_not_ended(district):
    case = district.in_care(id_number=NUMBER, born_on=None, name="问人")
    take_in_on_the_spot(at_the_door(district), by=district.assistant(NEXT), on=TODAY)
    assert EnquiryAnswer.CARE_ENDED not in answers_to(now(case))
    answered(district, EnquiryAnswer.TAKE_OVER, moved_to=district.place(NEXT))
    assert Transfer.objects.using(OWNER).count() == 1
    with pytest.raises(StepRefused, match="请在档案里登记报到"):
        take_in_on_the_spot(at_home(district), by=district.assistant(), on=TODAY)
