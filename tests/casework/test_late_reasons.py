"""What became of findings and families, and receipts, say why they are recorded so late, as every act does."""

from collections.abc import Callable
from typing import Any

import pytest

from anbang.casework.care.models import Sign
from anbang.casework.care.signs import confirm_police_receipt, confirm_sign, note_sign, tell_police
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


@pytest.mark.parametrize("made", [_finding, _family, _change, _police])
def test_what_is_recorded_late_says_why_and_keeps_it(district, made):
    step, kept = made(district)
    by = district.assistant()
    with pytest.raises(StepRefused, match="为什么现在才登记") as refused:
        step(by=by, on=LAST_DAY - days(1))
    assert refused.value.field == "late_because"
    step(by=by, on=LAST_DAY - days(1), late_because="停电三天")
    assert kept() == "停电三天"


@pytest.mark.parametrize("made", [_finding, _family, _change, _police])
def test_control_on_the_last_day_of_the_time_nothing_is_asked_and_nothing_kept(district, made):
    step, kept = made(district)
    step(by=district.assistant(), on=LAST_DAY, late_because="多余的话")
    assert kept() == ""
