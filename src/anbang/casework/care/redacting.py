"""The words that acts of care left beside themselves are taken out for good."""

from dataclasses import replace

from django.db.models import QuerySet

from anbang.casework.act.models import Act
from anbang.casework.act.redacting import TAKEN_OUT, take_out
from anbang.casework.care.models import Away, Goal, Sign, TeamMember
from anbang.casework.care.plan import goal_words, seal_goal
from anbang.casework.care.signs import answers_to, facts_of, seal_answers, seal_facts


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
    """What was seen, and what the person said to it; that there was a sign stays."""
    written = [sign for sign in Sign._base_manager.filter(confirmed=act) if facts_of(sign)["facts"] != TAKEN_OUT]
    for sign in written:
        sign.facts_sealed = seal_facts(TAKEN_OUT, TAKEN_OUT, sign_id=sign.pk)
        if sign.answer_sealed is not None:
            answers = [replace(one, words=TAKEN_OUT) for one in answers_to(sign)]
            sign.answer_sealed = seal_answers(answers, sign_id=sign.pk)
        sign.save(update_fields=["facts_sealed", "answer_sealed"])
    return len(written)
