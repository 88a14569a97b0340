"""What became of findings and families, and receipts, say why they are recorded so late, as every act does."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from anbang.casework.care.models import Sign
from anbang.casework.care.signs import (
    answer_sign,
    confirm_police_receipt,
    confirm_sign,
    mark_unfounded,
    note_sign,
    tell_police,
)
from anbang.casework.custody.actions import Findings, verify_unasked
from anbang.casework.custody.changes import (
    NewFamilyNeed,
    confirm_change,
    note_family_need,
    settle_family_need,
    settle_finding,
    tell_change,
)
from anbang.casework.custody.models import FamilyNeed, Finding, FindingOutcome, MajorChange, Teller, ThreeFalseFinding
from anbang.organisations.steps import StepRefused
from anbang.policy import DEFAULT_PACK
from tests.support.crew import TODAY, District, days

OWNER = "owner"
THEN = TODAY - days(40)
LAST_DAY = TODAY - days(int(str(DEFAULT_PACK.parameter("late_record_days", TODAY))))
Recorded = tuple[Callable[..., object], Callable[[], str]]


def _finding(district: District) -> Recorded:
    by = district.assistant(on=THEN)
    found = Findings(Finding.FALSE, Finding.TRUE, Finding.TRUE, name_evidence="查无此名")
    verify_unasked(district.filed(on=THEN).pk, found, by=by, on=THEN)
    row = ThreeFalseFinding.objects.using(OWNER).get().pk

    def settle(**how: Any) -> None:
        settle_finding(row, FindingOutcome.RESOLVED, words="邻居证明", **how)

    return settle, lambda: ThreeFalseFinding.objects.using(OWNER).get().late_because


def _family(district: District) -> Recorded:
    by = district.assistant(on=THEN)
    need = note_family_need(district.filed(on=THEN).pk, NewFamilyNeed("两个孩子"), by=by, on=THEN)

    def settle(**how: Any) -> None:
        settle_family_need(need.pk, outcome="已入学", **how)

    return settle, lambda: FamilyNeed.objects.using(OWNER).get().late_because


def _change(district: District) -> Recorded:
    by = district.assistant(on=THEN)
    change = tell_change(district.filed(on=THEN).pk, told_by=Teller.INSTITUTION, what="住院", by=by, on=THEN)

    def confirm(**how: Any) -> None:
        confirm_change(change.pk, **how)

    return confirm, lambda: MajorChange.objects.using(OWNER).get().receipt_late_because


def _police(district: District) -> Recorded:
    case, by = district.in_care(since=THEN - days(9)), district.assistant(on=THEN)
    sign = note_sign(case.pk, facts="见到", prevention="谈话", by=by, on=THEN)
    confirm_sign(sign.pk, by=district.colleague(on=THEN), on=THEN)
    tell_police(sign.pk, told_to="派出所", by=by, on=THEN)

    def confirm(**how: Any) -> None:
        confirm_police_receipt(sign.pk, received_by="钱某", **how)

    return confirm, lambda: Sign.objects.using(OWNER).get().receipt_late_because


def _noting(district: District) -> Recorded:
    case = district.in_care(since=THEN - days(9))

    def note(**how: Any) -> None:
        note_sign(case.pk, facts="见到", prevention="谈话", **how)

    return note, lambda: Sign.objects.using(OWNER).get().noted_late_because


def _seen(district: District) -> Sign:
    case, by = district.in_care(since=THEN - days(9)), district.assistant(on=THEN)
    return note_sign(case.pk, facts="见到", prevention="谈话", by=by, on=THEN)


def _answer(district: District) -> Recorded:
    sign = _seen(district)

    def say(**how: Any) -> None:
        answer_sign(sign.pk, words="是亲戚婚宴", **how)

    return say, lambda: Sign.objects.using(OWNER).get().answer_late_because


def _unfounded(district: District) -> Recorded:
    sign = _seen(district)

    def mark(**how: Any) -> None:
        mark_unfounded(sign.pk, why="看错人", **how)

    return mark, lambda: Sign.objects.using(OWNER).get().unfounded_late_because


ALL = [_finding, _family, _change, _police, _noting, _answer, _unfounded]


@pytest.mark.parametrize("made", ALL)
def test_what_is_recorded_late_says_why_and_keeps_it(district, made):
    step, kept = made(district)
    by = district.assistant()
    with pytest.raises(StepRefused, match="为什么现在才登记") as refused:
        step(by=by, on=LAST_DAY - days(1))
    assert refused.value.field == "late_because"
    step(by=by, on=LAST_DAY - days(1), late_because="停电三天")
    assert kept() == "停电三天"


@pytest.mark.parametrize("made", ALL)
def test_control_on_the_last_day_of_the_time_nothing_is_asked_and_nothing_kept(district, made):
    step, kept = made(district)
    step(by=district.assistant(), on=LAST_DAY, late_because="多余的话")
    assert kept() == ""


@pytest.mark.parametrize(
    ("step", "words"), [(answer_sign, {"words": "是亲戚婚宴"}), (mark_unfounded, {"why": "看错人"})]
)
def test_nothing_about_a_sign_is_of_a_day_before_it_was_seen_or_of_one_to_come(district, step, words):
    sign, by = _seen(district), district.assistant()
    for on, told in (
        (THEN - days(1), "不能早于发现苗头"),
        (date(2020, 1, 1), "不能早于"),
        (TODAY + days(1), "不能晚于今天"),
    ):
        with pytest.raises(StepRefused, match=told) as refused:
            step(sign.pk, **words, by=by, on=on, late_because="停电三天")
        assert refused.value.field == "on"
    kept = Sign.objects.using(OWNER).get()
    assert (kept.answered_on, kept.unfounded_on, kept.answer_sealed) == (None, None, None)


@pytest.mark.parametrize(
    ("step", "words"), [(answer_sign, {"words": "是亲戚婚宴"}), (mark_unfounded, {"why": "看错人"})]
)
def test_control_on_the_day_on_which_it_was_seen_it_is_taken(district, step, words):
    step(_seen(district).pk, **words, by=district.assistant(on=THEN), on=THEN)
    kept = Sign.objects.using(OWNER).get()
    assert THEN in (kept.answered_on, kept.unfounded_on)
