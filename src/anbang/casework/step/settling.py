"""What follows from the acts: terms, responsibility, transfers, duties and sight are made what the policy says, by difference.

The acts are what happened; everything here can be computed from them again, and after every step it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from anbang.casework.act.story import ToldAct, heads_of, stories_of
from anbang.casework.charge.desks import Offices
from anbang.casework.person.models import Case, Person, Stage
from anbang.casework.step.abodes import settle_abodes
from anbang.casework.step.beside import settle_beside
from anbang.casework.step.differences import changed
from anbang.casework.step.duties import settle_duties
from anbang.casework.step.hands import settle_hands
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.settled import Settled
from anbang.casework.step.sight import archived_from, settle_sight
from anbang.policy import JUDGE, NEVER, Pack
from anbang.policy.course import course_of
from anbang.policy.judging import Person as Head

LOST, FOUND = "contact_lost", "found"


class CasesDoNotAgree(Exception):
    """The acts tell of another number of cases than the register has; the message names the person's id."""


def settle(people: Sequence[Person], *, today: date) -> list[Settled]:
    """Make everything that follows from the acts of these people what the policy says on `today`. Call inside `acting(by)`, in the
    transaction of the step, with the people locked. Raises CasesDoNotAgree.
    """
    ids = [person.pk for person in people]
    stories, heads, cases, pack = stories_of(ids), heads_of(people), cases_of(ids), pack_in_force()
    settled = [
        settled_from(person, heads[person.pk], stories[person.pk], cases[person.pk], today=today, pack=pack)
        for person in people
    ]
    write_what_follows(settled, today=today)
    return settled


def settled_from(
    person: Person, head: Head, story: Sequence[ToldAct], cases: Sequence[Case], *, today: date, pack: Pack
) -> Settled:
    """What follows from a story on a day. Raises CasesDoNotAgree."""
    course = course_of(JUDGE, [act.happening for act in story], head, today, pack)
    if len(course.cases) != len(cases):
        raise CasesDoNotAgree(f"person {person.pk}: {len(course.cases)} cases told, {len(cases)} kept")
    return Settled(person, story, cases, course, today)


def write_what_follows(settled: Sequence[Settled], *, today: date, before: Settled | None = None) -> None:
    """Write the differences. `before`: what followed for the one person before this step, as far as it is known."""
    offices = Offices()
    in_charge = [one for one in settled if one.in_somebodys_charge]
    for one in settled:
        _settle_cases(one)
    _settle_people(settled)
    settle_abodes(settled, only_grown=before is not None)
    settle_hands(in_charge, offices)
    settle_duties(settled, offices)
    settle_beside(settled)
    # Last: whoever acts may lose the sight of the person by it.
    settle_sight(settled, offices, today=today, before=before)


def cases_of(people: Iterable[int]) -> Mapping[int, list[Case]]:
    """The cases of each person in their order. One query for any number."""
    found: dict[int, list[Case]] = defaultdict(list)
    for case in Case.objects.filter(person__in=people).order_by("id"):
        found[case.person_id].append(case)
    return found


def _changes_on(one: Settled) -> date | None:
    """The next day on which the mere date changes something: a duty, or who sees a file that goes to the archive."""
    archived = archived_from(one)
    days = [archived] if archived is not None and archived > one.today else []
    return min((day for day in (one.course.changes_on, *days) if day != NEVER), default=None)


def _settle_cases(one: Settled) -> None:
    changes_on = _changes_on(one)
    for case, course in zip(one.cases, one.course.cases, strict=True):
        values = {
            "closed_on": course.ended_on,
            "closed_how": course.ended,
            "care_from": course.care and course.care.begins_on,
            "term_until": course.care and course.care.ends_on,
            "priority": list(course.priority),
            "changes_on": changes_on if case is one.case else None,
        }
        if changed(case, values):
            case.save(update_fields=list(values))


COUNTED_BY = ("stage", "stage_until", "is_priority", "is_in_transfer", "is_lost")


def _settle_people(settled: Sequence[Settled]) -> None:
    """By what lists count somebody."""
    different = [one.person for one in settled if changed(one.person, _counted_by(one))]
    Person.objects.bulk_update(different, COUNTED_BY, batch_size=1000)


def _counted_by(one: Settled) -> Mapping[str, object]:
    case = one.case
    is_open = case.closed_on is None
    return {
        "stage": _stage(one),
        "stage_until": case.term_until if is_open else None,
        "is_priority": is_open and bool(case.priority),
        "is_in_transfer": any(course.open_transfer is not None for course in one.course.cases),
        "is_lost": is_open and _is_lost(one),
    }


def _stage(one: Settled) -> Stage:
    if one.case.closed_on is None:
        return Stage.IN_CUSTODY if one.case.care_from is None else Stage.IN_CARE
    archived = archived_from(one)
    return Stage.ARCHIVED if archived is not None and archived <= one.today else Stage.ENDED


def _is_lost(one: Settled) -> bool:
    told = [
        act.happening.event for act in one.story if act.case_id == one.case.pk and act.happening.event in (LOST, FOUND)
    ]
    return bool(told) and told[-1] == LOST
