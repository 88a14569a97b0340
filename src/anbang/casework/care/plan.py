"""The care plan: goals with steps, a helper and a day; reviewed, changed, replaced (clause 2.5, HLP-1)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import router
from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.care.models import CarePlan, Goal, GoalArea, GoalState
from anbang.casework.care.plans import replace_each_by_the_next
from anbang.casework.step.opening import open_file
from anbang.casework.step.positions import Position
from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import next_ids
from anbang.papers.scans import NewScan, attach_scan
from anbang.papers.sealed import Sealed

WORDS = Sealed("casework_goal", "words_sealed", "goal of a plan", "casework_goal:{id}:words")
PLANNING = (Position.IN_CHARGE,)


@dataclass(frozen=True, slots=True)
class NewGoal:
    """A goal with the steps towards it, who helps and by when."""

    area: GoalArea
    words: str
    helper: str = ""
    by_on: date | None = None


def make_plan(
    case_id: int,
    goals: Sequence[NewGoal],
    *,
    by: ActingStaff,
    on: date,
    review_on: date | None = None,
    agreement: NewScan | None = None,
    late_because: str = "",
) -> Act:
    """A plan for the person; an earlier one is replaced, and stays in the file. `agreement`: what both sides signed, photographed."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*PLANNING, sentence=_("帮教方案由负责的司法所制定。"))
        if not goals or any(not goal.words.strip() for goal in goals):
            raise StepRefused(_("请至少写明一个目标和措施。"), field="goals")
        if review_on is not None and review_on < on:
            raise StepRefused(_("复查日期不能早于制定日期。"), field="review_on")
        _refuse_due_before(goals, on)
        act = file.tell("plan_made", on=on, late_because=late_because)
        # None of its days is its own yet: which they are follows from the plans before and after it.
        days = {"made_on": on, "review_on": review_on, "replaced_on": on}
        plan = CarePlan.objects.create(case=act.case, act=act, **days)
        replace_each_by_the_next(plan.case_id)
        _write_goals(plan, goals)
        if agreement is not None:
            attach_scan(file.person.pk, agreement, by=by, on=on)
        return act


def _refuse_due_before(goals: Sequence[NewGoal], on: date) -> None:
    if any(goal.by_on is not None and goal.by_on < on for goal in goals):
        raise StepRefused(_("目标的期限不能早于登记这个目标的日期。"), field="goals")


def _write_goals(plan: CarePlan, goals: Sequence[NewGoal]) -> list[int]:
    keys = next_ids("casework_goal", "id", len(goals), using=router.db_for_write(Goal))
    Goal.objects.bulk_create(
        [
            Goal(
                id=key,
                plan=plan,
                case_id=plan.case_id,
                area=goal.area,
                words_sealed=seal_goal(goal.words.strip(), goal_id=key),
                helper=goal.helper.strip(),
                by_on=goal.by_on,
            )
            for key, goal in zip(keys, goals, strict=True)
        ]
    )
    return list(keys)


@dataclass(frozen=True, slots=True)
class PlanReview:
    """A look at the plan: what became of which goal (id → state), new goals, in words what changes, and when it is looked at again. `seen`:
    the goals that whoever reviews had before them (`mark_of_goals`); where they have changed since, nothing is set back unseen.
    """

    words: str
    states: Mapping[int, GoalState]
    more: Sequence[NewGoal] = ()
    review_on: date | None = None
    seen: str = ""


def review_plan(case_id: int, review: PlanReview, *, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The plan is reviewed and, where needed, changed."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*PLANNING, sentence=_("帮教方案由负责的司法所制定。"))
        plan = CarePlan.objects.select_for_update().filter(case=file.case_on(on), replaced_on__isnull=True).first()
        if plan is None:
            raise StepRefused(_("还没有帮教方案。"))
        if review.seen and plan.case_id == case_id:
            refuse_unseen_goals(plan.goals.order_by("pk"), review.seen)
        if on < plan.made_on:
            raise StepRefused(_("复查日期不能早于制定日期。"), field="on")
        if review.review_on is not None and review.review_on < on:
            raise StepRefused(_("下次复查不能早于这次复查。"), field="review_on")
        if not review.words.strip():
            raise StepRefused(_("请写明复查情况。"), field="words")
        goals = list(Goal.objects.filter(plan=plan, pk__in=review.states))
        more = [goal for goal in review.more if goal.words.strip()]
        _refuse_due_before(more, on)
        added = _write_goals(plan, more)
        # How it stood before, should the review be withdrawn.
        before = {str(goal.pk): [goal.state, goal.settled_on and goal.settled_on.isoformat()] for goal in goals}
        review_before = plan.review_on and plan.review_on.isoformat()
        told = {"plan": plan.pk, "before": before, "added": added, "review_before": review_before}
        act = file.tell("plan_reviewed", on=on, told=told, words={"words": review.words}, late_because=late_because)
        for goal in goals:
            _settle_goal(goal, review.states[goal.pk], on)
        plan.review_on = review.review_on
        plan.save(update_fields=["review_on"])
        return act


def _settle_goal(goal: Goal, state: GoalState, on: date) -> None:
    """One that keeps its state keeps its day."""
    if state != goal.state:
        goal.state, goal.settled_on = state, None if state == GoalState.OPEN else on
        goal.save(update_fields=["state", "settled_on"])


def mark_of_goals(goals: Iterable[Goal]) -> str:
    """By what a form knows again the goals that it was opened with, in the order of their ids, and how far they were."""
    told = "\n".join(f"{goal.pk} {goal.state} {goal.settled_on}" for goal in goals)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def refuse_unseen_goals(goals: Iterable[Goal], seen: str) -> None:
    """A plan is not reviewed over what somebody else recorded of it meanwhile. Raises StepRefused, with the goals as they now stand."""
    found = list(goals)
    if mark_of_goals(found) != seen:
        now = _("；").join(f"{goal_words(goal)}：{goal.get_state_display()}" for goal in found)
        sentence = _("您打开这一页以后，方案已经变动，现在是：%(goals)s。请对照下面各项改好，再登记。") % {"goals": now}
        raise StepRefused(sentence)


def plan_of(case_id: int) -> CarePlan | None:
    """The plan that holds, with its goals ready."""
    return CarePlan.objects.filter(case=case_id, replaced_on__isnull=True).prefetch_related("goals").first()


def seal_goal(words: str, *, goal_id: int) -> bytes:
    """The goal and the steps towards it, bound to its row."""
    return WORDS.seal(words.encode(), id=goal_id)


def goal_words(goal: Goal) -> str:
    """The goal and the steps towards it."""
    return WORDS.open(goal.words_sealed, id=goal.pk).decode()
