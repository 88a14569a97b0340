"""What is recorded late stands in the case of its day, rows and acts alike; and no day is told that cannot be."""

from collections.abc import Callable
from datetime import date

import pytest

from anbang.casework.act.models import Act
from anbang.casework.care.actions import record_move, record_note, record_reoffence
from anbang.casework.care.away import NewAway, come_back, go_away
from anbang.casework.care.models import Away, CarePlan, GoalArea, TeamMember, TeamRole
from anbang.casework.care.plan import NewGoal, PlanReview, make_plan, plan_of, review_plan
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.custody.actions import Findings, alert_priority, arrange_unasked, verify_unasked
from anbang.casework.custody.changes import (
    NewFamilyNeed,
    confirm_change,
    learn_of_change,
    note_family_need,
    refer_family,
    settle_family_need,
    tell_change,
)
from anbang.casework.custody.models import (
    Channel,
    FamilyNeed,
    Finding,
    MajorChange,
    PriorityAlert,
    ReceptionArrangement,
    RegistrationForm,
    ReleaseNotice,
    Sentence,
    Teller,
    Verification,
)
from anbang.casework.custody.single import NewNotice, record_form, record_notice
from anbang.casework.handover.actions import record_release
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.step.repairing import correct_day
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.support.crew import NEXT, TODAY, District, days
from tests.support.people import office
from tests.support.recomputed import differences

OWNER = "owner"
THEN = date(2026, 9, 5)  # a day of the first case
LATE = "补登"
ROWS = (
    *(TeamMember, CarePlan, Away, RegistrationForm, ReleaseNotice, Verification, ReceptionArrangement),
    *(PriorityAlert, MajorChange, FamilyNeed, Sentence),
)
GOAL = [NewGoal(GoalArea.WORK, "找工作")]


@pytest.fixture
def twice(district: District) -> tuple[Case, Case]:
    """Somebody who reoffended in care and is in care anew: the case that ended, and the one that runs."""
    first = district.in_care()
    record_reoffence(first.pk, words="渝刑终1号", by=district.assistant(on=date(2026, 10, 1)), on=date(2026, 10, 1))
    by = district.assistant(on=date(2026, 11, 1))
    second = record_release(first.pk, released_from=ReleasedFrom.PRISON, by=by, on=date(2026, 11, 1)).case
    assert second != first, "the control"
    return first, second


def recorded_then(district: District, case: Case) -> dict[str, int]:
    """Everything that leaves a row beside its act, recorded late of a day in the first case; in which case the row is kept."""
    mine, clerk = {"by": district.assistant(), "on": THEN, "late_because": LATE}, district.clerk()
    theirs, prison = {**mine, "by": clerk}, office(OfficeKind.PRISON).pk
    found = Findings(Finding.TRUE, Finding.TRUE, Finding.TRUE)
    name_team(case.pk, [NewMember(TeamRole.VOLUNTEER, "周某")], **mine)
    make_plan(case.pk, GOAL, **mine)
    go_away(case.pk, NewAway("成都", "", "王某"), **mine)
    record_form(case.pk, prison, Channel.SYSTEM, **theirs)
    record_notice(case.pk, prison, NewNotice(date(2026, 9, 1)), **theirs)
    verify_unasked(case.pk, found, **mine)
    arrange_unasked(case.pk, who_meets="王某", remarks="", **theirs)
    alert_priority(case.pk, town_told="李某", police_told="赵某", all_the_same=True, **mine)
    learn_of_change(case.pk, what="父亲去世", **mine)
    note_family_need(case.pk, NewFamilyNeed("两个孩子", consent=True, consent_from="母亲"), **mine)
    return {kind.__name__: kind._default_manager.using(OWNER).get().case_id for kind in ROWS}


def test_a_row_is_kept_in_the_case_of_its_act(district: District, twice: tuple[Case, Case]):
    first, second = twice
    assert recorded_then(district, second) == {kind.__name__: first.pk for kind in ROWS}
    assert set(Act.objects.using(OWNER).filter(on=THEN).values_list("case_id", flat=True)) == {first.pk}
    assert differences(first.person_id, today=TODAY) == []
    by = district.assistant()
    change, need = MajorChange.objects.using(OWNER).get(), FamilyNeed.objects.using(OWNER).get()
    with pytest.raises(StepRefused, match="不在所涉案件期间"):
        tell_change(second.pk, told_by=Teller.HOME, what="", change_id=change.pk, by=by, on=TODAY)
    with pytest.raises(StepRefused, match="不在所涉案件期间"):
        refer_family(need.pk, to="民政", by=district.clerk(), on=TODAY)
    with pytest.raises(StepRefused, match="没有登记外出"):
        come_back(second.pk, by=by, on=TODAY)
    come_back(second.pk, by=by, on=THEN + days(2), late_because=LATE)
    assert Away.objects.using(OWNER).get().until_on == THEN + days(2)


def test_a_plan_recorded_late_stands_before_the_newer_one(district: District):
    case, by = district.in_care(), district.assistant()
    for day in (THEN, TODAY, THEN + days(20)):
        make_plan(case.pk, GOAL, by=by, on=day, late_because=LATE)
    plans = CarePlan.objects.using(OWNER).filter(case=case).order_by("made_on")
    assert list(plans.values_list("made_on", "replaced_on")) == [
        (THEN, THEN + days(20)),
        (THEN + days(20), TODAY),
        (TODAY, None),
    ]
    with acting(by):
        assert plan_of(case.pk).made_on == TODAY
    for on, review_on, field in ((THEN, None, "on"), (TODAY, TODAY - days(1), "review_on")):
        with pytest.raises(StepRefused, match="不能早于") as refused:
            review_plan(case.pk, PlanReview("好", {}, review_on=review_on), by=by, on=on, late_because=LATE)
        assert refused.value.field == field


def test_nothing_happens_before_birth_or_before_anything_is_known(district: District):
    """The born are born on 2 March 1990; whoever is not known to be has a place since 1900."""
    born, unknown, by = district.in_care(), district.in_care(born_on=None), district.assistant()
    for case, day, words in (
        (born, date(1990, 3, 1), "出生日期"),
        (unknown, date(1900, 1, 1), "核对年份"),
        (unknown, date(1, 1, 1), "核对年份"),
    ):
        with pytest.raises(StepRefused, match=words) as refused:
            record_move(case.pk, district.place(NEXT), by=by, on=day, late_because=LATE)
        assert refused.value.field == "on"
        act = record_note(case.pk, words="来电", by=by, on=TODAY)
        with pytest.raises(StepRefused, match=words):
            correct_day(act.pk, day, why="写错", by=by)
    record_note(born.pk, words="来电", by=by, on=date(1990, 3, 2), late_because=LATE)
    assert differences(born.person_id, today=TODAY) == []


def test_what_can_be_on_no_such_day_is_told_before_why_it_comes_late(district: District):
    case = district.in_care()
    with pytest.raises(StepRefused, match="帮教已经开始") as refused:
        record_release(case.pk, released_from=ReleasedFrom.PRISON, by=district.assistant(), on=THEN)
    assert refused.value.field != "late_because"


@pytest.fixture
def told(district: District) -> Callable[[Teller], MajorChange]:
    """A change of yesterday that one side told the other."""
    case, by = district.filed(on=TODAY - days(3)), district.assistant()
    return lambda side: tell_change(case.pk, told_by=side, what="住院", by=by, on=TODAY - days(1))


def test_a_change_is_confirmed_by_home_and_not_before_it_was_told(district: District, told):
    change = told(Teller.INSTITUTION)
    with pytest.raises(StepRefused, match="签收不能早于通报") as refused:
        confirm_change(change.pk, by=district.assistant(), on=TODAY - days(2))
    assert refused.value.field == "on"
    with pytest.raises((StepRefused, Case.DoesNotExist, MajorChange.DoesNotExist)):
        confirm_change(change.pk, by=district.cadre(district.place()), on=TODAY)
    assert MajorChange.objects.using(OWNER).get().receipt_on is None
    confirm_change(change.pk, by=district.assistant(), on=TODAY)
    assert MajorChange.objects.using(OWNER).get().receipt_on == TODAY


def test_what_became_of_a_familys_need_comes_after_it_was_learnt(district: District):
    case, by = district.filed(on=TODAY - days(3)), district.assistant()
    need = note_family_need(case.pk, NewFamilyNeed("两个孩子"), by=by, on=TODAY - days(1))
    for day in (TODAY - days(2), TODAY + days(1)):
        with pytest.raises(StepRefused, match="日期不能") as refused:
            settle_family_need(need.pk, outcome="已入学", by=by, on=day)
        assert refused.value.field == "on"
