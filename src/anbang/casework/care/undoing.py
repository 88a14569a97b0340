"""An act of care is withdrawn: what it left beside itself goes back to how it stood before. Nothing is deleted."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.act.story import MEMBERS, OWN, TEAM
from anbang.casework.care.away import refuse_away_before
from anbang.casework.care.models import Away, CarePlan, Goal, GoalState, Sign, TeamMember
from anbang.casework.care.passed_over import refuse_to_pass_over
from anbang.casework.care.plans import replace_each_by_the_next
from anbang.casework.care.team import refuse_before_the_case
from anbang.casework.person.models import Case, Person
from anbang.casework.step.policy import pack_in_force
from anbang.organisations.days import day_in_words
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from anbang.policy import answer

LOST, FOUND = "contact_lost", "found"


def move_place(act: Act, on: date) -> None:
    """Nobody moved before the file told where they were."""
    refuse_before_the_case(Case.objects.filter(person=act.person_id).order_by("id")[0], on)


def move_team(act: Act, on: date) -> None:
    """Its members are in no team until all namings are settled by their new order. Only a justice office moves what it named past what others
    named: any other would bring back whom it dropped, or be in time by it.
    """
    is_own = bool(act.told.get(OWN))
    if is_own:
        refuse_before_the_case(act.case, on)
    if is_own or act.office.kind != OfficeKind.JUSTICE_OFFICE:
        _refuse_to_pass_what_others_named(act, on)
    TeamMember.objects.filter(named=act).update(from_on=None, until_on=None)


def _refuse_to_pass_what_others_named(act: Act, on: date) -> None:
    before, after = sorted(((act.on, act.pk), (on, act.pk)))
    others = Act.objects.filter(case=act.case_id, kind=TEAM, withdrawn_on__isnull=True).exclude(office=act.office_id)
    for other in (one for one in others if before < (one.on, one.pk) < after):
        are_both_partial = act.told.get(OWN) and other.told.get(OWN)
        if not are_both_partial or not set(act.told[MEMBERS]).isdisjoint(other.told[MEMBERS]):
            raise StepRefused(_("这两个日期之间，别的单位重新确定过小组，不能改到那一天。"), field="on")


def forget_plan(act: Act) -> None:
    """The plan before it holds for as long as this one would have."""
    CarePlan.objects.filter(act=act, replaced_on__isnull=True).update(replaced_on=act.on)
    replace_each_by_the_next(act.case_id)


def move_plan(act: Act, on: date) -> None:
    """The plans of the case hold as they now follow one another; nothing is reviewed before it was made."""
    plan = CarePlan.objects.get(act=act)
    was_reviewed = _reviews(act.case_id).filter(told__plan=plan.pk, on__lt=on)
    if was_reviewed.exists() or (plan.review_on is not None and plan.review_on < on):
        raise StepRefused(_("复查日期不能早于制定日期。"), field="on")
    _refuse_goals_due_before(plan.goals.all(), on)
    CarePlan.objects.filter(pk=plan.pk).update(made_on=on, replaced_on=on)
    replace_each_by_the_next(act.case_id)


def _refuse_goals_due_before(goals: QuerySet[Goal], on: date) -> None:
    if goals.filter(by_on__lt=on).exists():
        raise StepRefused(_("目标的期限不能早于登记这个目标的日期。"), field="on")


def _reviews(case_id: int) -> QuerySet[Act]:
    return Act.objects.filter(case=case_id, kind="plan_reviewed", withdrawn_on__isnull=True)


def forget_review(act: Act) -> None:
    """The goals stand as before, and those that the review added are needed no more; what came later is withdrawn first."""
    if act.told.keys() >= {"before", "added", "plan"}:
        later = Act.objects.filter(case=act.case_id, kind__in=("plan_reviewed", "plan_made"), pk__gt=act.pk)
        if later.filter(withdrawn_on__isnull=True).exists():
            raise StepRefused(_("此后又复查或重订了方案，请先撤销后一次。"))
        for key, (state, settled_on) in act.told["before"].items():
            Goal.objects.filter(pk=int(key)).update(state=state, settled_on=settled_on)
        Goal.objects.filter(pk__in=act.told["added"]).update(state=GoalState.DROPPED, settled_on=act.on)
        CarePlan.objects.filter(pk=act.told["plan"]).update(review_on=act.told["review_before"])


def move_review(act: Act, on: date) -> None:
    """The goals were settled on that day; a review that another followed stays where that one found it."""
    plan = CarePlan.objects.filter(pk=act.told.get("plan")).first()
    if plan is None:
        return
    if on < plan.made_on:
        raise StepRefused(_("复查日期不能早于制定日期。"), field="on")
    if plan.review_on is not None and plan.review_on < on:
        raise StepRefused(_("下次复查不能早于这次复查。"), field="on")
    _refuse_goals_due_before(Goal.objects.filter(pk__in=act.told.get("added", ())), on)
    if _reviews(act.case_id).filter(told__plan=plan.pk, pk__gt=act.pk).exists():
        raise StepRefused(_("此后又复查或重订了方案，请先撤销后一次。"))
    before = {int(key): (state, settled_on) for key, (state, settled_on) in act.told["before"].items()}
    for goal in Goal.objects.filter(pk__in=before, settled_on=act.on):
        # What an earlier review settled keeps its day.
        if before[goal.pk] != (goal.state, act.on.isoformat()):
            Goal.objects.filter(pk=goal.pk).update(settled_on=on)


def forget_going_away(act: Act) -> None:
    """The person never went; a coming back is withdrawn first."""
    away = Away.objects.get(went=act)
    if away.came_back_id is not None:
        raise StepRefused(_("请先撤销外出返回的记录。"))
    away.until_on = away.from_on
    away.save(update_fields=["until_on"])


def move_going_away(act: Act, on: date) -> None:
    """Nobody is expected back, or back, before going."""
    away = Away.objects.get(went=act)
    if any(day is not None and day < on for day in (away.expected_on, away.until_on)):
        raise StepRefused(_("返回不能早于外出。"), field="on")
    refuse_away_before(away.case_id, on, away.until_on, but=away.pk)
    Away.objects.filter(pk=away.pk).update(from_on=on)


def move_coming_back(act: Act, on: date) -> None:
    """Back since that day."""
    away = Away.objects.get(came_back=act)
    if away.from_on > on:
        raise StepRefused(_("返回不能早于外出。"), field="on")
    refuse_away_before(away.case_id, away.from_on, on, but=away.pk)
    Away.objects.filter(came_back=act).update(until_on=on)


def forget_coming_back(act: Act) -> None:
    """The person is still away, unless a going away was told since."""
    away = Away.objects.get(came_back=act)
    since = Q(until_on__isnull=True) | Q(until_on__gt=away.from_on) | Q(from_on__gt=away.from_on)
    others = Away.objects.filter(since, case=act.case_id, went__withdrawn_on__isnull=True).exclude(pk=away.pk)
    if others.exists():
        raise StepRefused(_("此后又登记了外出，请先撤销后一次。"))
    Away.objects.filter(came_back=act).update(came_back=None, until_on=None)


def move_loss_of_contact(act: Act, on: date) -> None:
    """Whoever was found was lost before it."""
    found = (
        _of_the_search(act, FOUND).filter(Q(on__gt=act.on) | Q(on=act.on, pk__gt=act.pk)).order_by("on", "pk").first()
    )
    if found is not None and (found.on, found.pk) < (on, act.pk):
        raise StepRefused(_("失去联系不能晚于%(day)s的重新联系上。") % {"day": day_in_words(found.on)}, field="on")


def move_found(act: Act, on: date) -> None:
    """Whoever was lost is found after it, or would count as lost again."""
    lost = _of_the_search(act, LOST).filter(Q(on__lt=act.on) | Q(on=act.on, pk__lt=act.pk)).order_by("on", "pk").last()
    if lost is not None and (on, act.pk) < (lost.on, lost.pk):
        raise StepRefused(_("重新联系上不能早于%(day)s的失去联系。") % {"day": day_in_words(lost.on)}, field="on")


def _of_the_search(act: Act, kind: str) -> QuerySet[Act]:
    return Act.objects.filter(case=act.case_id, kind=kind, withdrawn_on__isnull=True)


def move_confirmation(act: Act, on: date) -> None:
    """It lapses the same time after its new day; nobody confirms what was not seen yet."""
    sign = Sign.objects.get(confirmed=act)
    if on < sign.seen_on:
        raise StepRefused(_("确认不能早于发现。"), field="on")
    if sign.told_police is not None and sign.told_police.on < on:
        raise StepRefused(_("通报不能早于确认。"), field="on")
    lapses_on = answer("sign_lapses_on", as_of=on, pack=pack_in_force(), sign_confirmed_on=on)
    Sign.objects.filter(pk=sign.pk).update(confirmed_on=on, lapses_on=lapses_on)
    refuse_to_pass_over(sign.case_id, moved=act, on=on)


def forget_identity(act: Act) -> None:
    """Nobody knows who it is, as before; another person's number and birth do not stay in the file."""
    unknown = {"id_number_sealed": None, "id_number_index": None, "id_number_tail_index": None, "identity_known": False}
    Person.objects.filter(pk=act.person_id).update(**unknown, born_on=act.told.get("born_before"))


def forget_confirmation(act: Act) -> None:
    """The sign is unconfirmed again; what the police were told is withdrawn first."""
    sign = Sign.objects.get(confirmed=act)
    if sign.told_police_id is not None:
        raise StepRefused(_("请先撤销通报公安机关的记录。"))
    sign.confirmed = sign.confirmed_by = sign.confirmed_on = sign.lapses_on = None
    sign.save(update_fields=["confirmed", "confirmed_by", "confirmed_on", "lapses_on"])


def move_telling(act: Act, on: date) -> None:
    """The police confirm nothing before they are told, and are told of nothing before it is confirmed."""
    told = Sign.objects.filter(told_police=act)
    if told.filter(police_receipt_on__lt=on).exists():
        raise StepRefused(_("签收不能早于通报。"), field="on")
    if told.filter(confirmed_on__gt=on).exists():
        raise StepRefused(_("通报不能早于确认。"), field="on")
    refuse_to_pass_over(act.case_id, moved=act, on=on)


def forget_telling(act: Act) -> None:
    """The police were not told, and confirmed nothing. Of what was unfounded they heard both, and that stays."""
    if Sign.objects.filter(told_police=act, unfounded_on__isnull=False).exists():
        raise StepRefused(_("这次通报的苗头已标明不实，公安机关也已得知：通报不再撤销。"))
    Sign.objects.filter(told_police=act).update(
        told_police=None, police_receipt_on=None, police_receipt_by="", receipt_late_because=""
    )
    refuse_to_pass_over(act.case_id)
