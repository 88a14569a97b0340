"""What is told, referred or answered comes after what it answers, however it is recorded and whatever day is put right (clause 2.3.1)."""

from collections.abc import Callable
from datetime import date

import pytest

from anbang.casework.custody import undoing
from anbang.casework.custody.actions import Findings, arrange_reception, record_verification
from anbang.casework.custody.changes import (
    NewFamilyNeed,
    learn_of_change,
    note_family_need,
    refer_family,
    tell_change,
)
from anbang.casework.custody.models import Channel, FamilyNeed, Finding, MajorChange, Teller
from anbang.casework.custody.single import NewNotice, record_form, record_notice
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.step.repairing import correct_day
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.support.crew import TODAY, District, days
from tests.support.people import office
from tests.support.recomputed import differences

OWNER = "owner"
ASKED, ANSWERED = TODAY - days(6), TODAY - days(3)
IN_NEED = NewFamilyNeed("母亲生病", 1, consent=True, consent_from="母亲")
TRUE = Findings(Finding.TRUE, Finding.TRUE, Finding.TRUE)


@pytest.fixture
def inmate(district) -> Case:
    """Somebody in prison, on file for some time."""
    return district.filed(on=TODAY - days(40))


def undone(case: Case, rule: str) -> int:
    return Duty.objects.using(OWNER).filter(case=case, rule=rule, met_on=None, void_on=None).count()


def told_on(change: MajorChange) -> date | None:
    return MajorChange.objects.using(OWNER).get(pk=change.pk).told_on


def test_a_telling_of_an_earlier_day_leaves_waiting_what_was_learnt_only_later(district, inmate):
    by = district.assistant()
    early = learn_of_change(inmate.pk, what="父亲病故", by=by, on=TODAY - days(5))
    late = learn_of_change(inmate.pk, what="房屋倒塌", by=by, on=TODAY - days(1))
    tell_change(inmate.pk, told_by=Teller.HOME, what="", change_id=early.pk, by=by, on=TODAY - days(4))
    assert (told_on(early), told_on(late), undone(inmate, "tell_change")) == (TODAY - days(4), None, 1)
    tell_change(inmate.pk, told_by=Teller.HOME, what="", change_id=late.pk, by=by, on=TODAY)
    assert (told_on(late), undone(inmate, "tell_change")) == (TODAY, 0)
    assert differences(inmate.person_id, today=TODAY) == []


def test_nothing_is_told_before_it_was_learnt(district, inmate):
    by = district.assistant()
    change = learn_of_change(inmate.pk, what="父亲病故", by=by, on=TODAY - days(1))
    with pytest.raises(StepRefused, match="日期不能早于2026年11月4日的“得知重大变故”"):
        tell_change(inmate.pk, told_by=Teller.HOME, what="", change_id=change.pk, by=by, on=TODAY - days(4))
    assert told_on(change) is None


def test_whatever_home_tells_goes_with_what_waits_so_that_nothing_is_forgotten(district, inmate):
    by = district.assistant()
    waiting = learn_of_change(inmate.pk, what="父亲病故", by=by, on=TODAY - days(2))
    other = tell_change(inmate.pk, told_by=Teller.HOME, what="母亲住院", by=by, on=TODAY)
    assert other.pk != waiting.pk
    assert (told_on(waiting), told_on(other), undone(inmate, "tell_change")) == (TODAY, TODAY, 0)
    assert differences(inmate.person_id, today=TODAY) == []


def test_with_nothing_else_to_tell_it_is_the_one_that_waits(district, inmate):
    by = district.assistant()
    waiting = learn_of_change(inmate.pk, what="父亲病故", by=by, on=TODAY - days(2))
    assert tell_change(inmate.pk, told_by=Teller.HOME, what="", by=by, on=TODAY).pk == waiting.pk
    assert MajorChange.objects.using(OWNER).count() == 1
    with pytest.raises(StepRefused, match="请写明发生了什么"):
        tell_change(inmate.pk, told_by=Teller.HOME, what="", by=by, on=TODAY)


def test_what_the_institution_tells_leaves_ours_untold_and_owed(district, inmate):
    by = district.assistant()
    waiting = learn_of_change(inmate.pk, what="父亲病故", by=by, on=TODAY - days(2))
    tell_change(inmate.pk, told_by=Teller.INSTITUTION, what="本人住院", by=by, on=TODAY)
    assert (told_on(waiting), undone(inmate, "tell_change")) == (None, 1)
    with pytest.raises(StepRefused, match="请写明发生了什么"):
        tell_change(inmate.pk, told_by=Teller.INSTITUTION, what="", by=by, on=TODAY)


def test_a_referral_of_an_earlier_day_leaves_waiting_what_was_learnt_only_later(district, inmate):
    by, clerk = district.assistant(), district.clerk()
    early = note_family_need(inmate.pk, IN_NEED, by=by, on=TODAY - days(5))
    late = note_family_need(inmate.pk, IN_NEED, by=by, on=TODAY - days(1))
    refer_family(early.pk, to="民政", by=clerk, on=TODAY - days(4))
    assert FamilyNeed.objects.using(OWNER).get(pk=late.pk).referred_id is None
    with pytest.raises(StepRefused, match="日期不能早于2026年11月4日的"):
        refer_family(late.pk, to="民政", by=clerk, on=TODAY - days(2))
    refer_family(late.pk, to="民政", by=clerk, on=TODAY)
    assert undone(inmate, "refer_family") == 0


def test_no_form_and_no_notice_is_answered_before_it_came(district, inmate):
    prison, clerk = office(OfficeKind.PRISON).pk, district.clerk()
    form = record_form(inmate.pk, prison, Channel.SYSTEM, by=clerk, on=ASKED)
    with pytest.raises(StepRefused, match="日期不能早于2026年10月30日的"):
        record_verification(form.pk, TRUE, by=district.assistant(), on=ASKED - days(1))
    notice = record_notice(inmate.pk, prison, NewNotice(TODAY + days(40)), by=clerk, on=ASKED)
    with pytest.raises(StepRefused, match="日期不能早于2026年10月30日的"):
        arrange_reception(notice.pk, who_meets="母亲", remarks="", by=clerk, on=ASKED - days(1))


Pair = tuple[int, int]


def _change(district: District, case: Case) -> Pair:
    by = district.assistant()
    change = learn_of_change(case.pk, what="父亲病故", by=by, on=ASKED)
    told = tell_change(case.pk, told_by=Teller.HOME, what="", change_id=change.pk, by=by, on=ANSWERED)
    assert change.learnt_id
    assert told.told_id
    return change.learnt_id, told.told_id


def _need(district: District, case: Case) -> Pair:
    need = note_family_need(case.pk, IN_NEED, by=district.assistant(), on=ASKED)
    return need.learnt_id, refer_family(need.pk, to="民政", by=district.clerk(), on=ANSWERED).pk


def _form(district: District, case: Case) -> Pair:
    form = record_form(case.pk, office(OfficeKind.PRISON).pk, Channel.SYSTEM, by=district.clerk(), on=ASKED)
    return form.act_id, record_verification(form.pk, TRUE, by=district.assistant(), on=ANSWERED).act_id


def _notice(district: District, case: Case) -> Pair:
    clerk, news = district.clerk(), NewNotice(TODAY + days(40))
    notice = record_notice(case.pk, office(OfficeKind.PRISON).pk, news, by=clerk, on=ASKED)
    return notice.act_id, arrange_reception(notice.pk, who_meets="母亲", remarks="", by=clerk, on=ANSWERED).act_id


PAIRS: dict[str, tuple[Callable[[District, Case], Pair], str]] = {
    "change": (_change, "tell_change"),
    "need": (_need, "refer_family"),
    "form": (_form, "verify"),
    "notice": (_notice, "reply_reception"),
}


@pytest.mark.parametrize("which", sorted(PAIRS))
def test_a_day_is_not_put_right_past_the_answer_nor_the_answers_before_what_it_answers(district, inmate, which):
    made, rule = PAIRS[which]
    asked, answered = made(district, inmate)
    by = district.clerk()
    with pytest.raises(StepRefused, match="日期不能晚于2026年11月2日的“"):
        correct_day(asked, TODAY - days(1), why="记错", by=by)
    with pytest.raises(StepRefused, match="日期不能早于2026年10月30日的“"):
        correct_day(answered, TODAY - days(8), why="记错", by=by)
    correct_day(asked, ANSWERED, why="记错", by=by)
    correct_day(answered, TODAY - days(1), why="记错", by=by)
    assert undone(inmate, rule) == 0
    assert differences(inmate.person_id, today=TODAY) == []


@pytest.mark.parametrize("which", sorted(PAIRS))
def test_control_where_nothing_is_refused_recomputing_finds_the_wrong_order(district, inmate, which, monkeypatch):
    for name in ("refuse_before", "refuse_after"):
        monkeypatch.setattr(undoing, name, lambda _act, _on: None)
    _asked, answered = PAIRS[which][0](district, inmate)
    correct_day(answered, TODAY - days(8), why="记错", by=district.clerk())
    assert any("2026-10-28 answers" in one for one in differences(inmate.person_id, today=TODAY))
