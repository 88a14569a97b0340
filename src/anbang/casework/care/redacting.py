"""The words that acts of care left beside themselves are taken out for good."""

from django.db.models import QuerySet

from anbang.audit.models import Event
from anbang.casework.act.models import Act
from anbang.casework.act.redacting import TAKEN_OUT, take_out
from anbang.casework.care.models import Away, Goal, Sign, TeamMember
from anbang.casework.care.plan import goal_words, seal_goal
from anbang.casework.care.sign_mending import FOUND_UNFOUNDED, PARTS, RECEIPT, take_out_of, writers_of


def redact_team(act: Act) -> int:
    """Who was named: name, office or relation, telephone. As what they help stays."""
    members = TeamMember._base_manager.filter(named=act).exclude(name__startswith=TAKEN_OUT)
    for number, member in enumerate(members, start=1):
        # The names of a role differ in one naming.
        member.name, member.unit, member.phone_sealed = f"{TAKEN_OUT}{number}", "", None
        member.save(update_fields=["name", "unit", "phone_sealed"])
    return len(members)


def redact_plan(act: Act) -> int:
    """Its goals, with those that reviews of the same office added to it, and who helps; what they are about and how far they are stays. What
    another office added is taken out with its review.
    """
    reviews = Act.objects.filter(case=act.case_id, kind="plan_reviewed").exclude(office=act.office_id)
    added_by_others = [key for review in reviews for key in review.told.get("added", ())]
    return _redact_goals(Goal._base_manager.filter(plan__act=act).exclude(pk__in=added_by_others))


def redact_review(act: Act) -> int:
    """The goals that it added."""
    return _redact_goals(Goal._base_manager.filter(pk__in=act.told.get("added", ())))


def _redact_goals(goals: QuerySet[Goal]) -> int:
    written = [goal for goal in goals if goal_words(goal) != TAKEN_OUT]
    for goal in written:
        goal.words_sealed = seal_goal(TAKEN_OUT, goal_id=goal.pk)
        goal.save(update_fields=["words_sealed"])
    return max(len(written), take_out(goals, "helper"))


def redact_going_away(act: Act) -> int:
    """Who keeps in touch."""
    return take_out(Away._base_manager.filter(went=act), "keeps_touch")


def redact_sign(act: Act) -> int:
    """What the office that confirmed it wrote in it, be it before or since; what others wrote is theirs. That there was a sign stays."""
    return sum(take_out_of(sign, _parts(sign, act, own=True)) for sign in _confirmed_by(act))


def redact_sign_of_others(act: Act) -> int:
    """What other offices wrote in it."""
    return sum(take_out_of(sign, _parts(sign, act, own=False)) for sign in _confirmed_by(act))


def _confirmed_by(act: Act) -> QuerySet[Sign]:
    """The sign, also after its confirmation was withdrawn: then only the trail knows which it was."""
    told = Event.objects.filter(person_id=act.person_id, action=act.kind, data__act=act.pk)
    return Sign._base_manager.filter(pk__in=[event.data.get("sign") for event in told])


def _parts(sign: Sign, act: Act, *, own: bool) -> list[str]:
    written = {part for part, office in writers_of([sign])[sign.pk].items() if office == act.office_id}
    return [part for part in PARTS if (part in written) == own]


def redact_police(act: Act) -> int:
    """Who signed for the telling, and who heard that the sign was unfounded, as far as the office that told wrote it."""
    return sum(
        take_out_of(sign, _parts_after(sign, act, own=True)) for sign in Sign._base_manager.filter(told_police=act)
    )


def redact_police_of_others(act: Act) -> int:
    """The same, of what others wrote."""
    return sum(
        take_out_of(sign, _parts_after(sign, act, own=False)) for sign in Sign._base_manager.filter(told_police=act)
    )


def _parts_after(sign: Sign, act: Act, *, own: bool) -> list[str]:
    return [part for part in _parts(sign, act, own=own) if part in (RECEIPT, FOUND_UNFOUNDED)]
