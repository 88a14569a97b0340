"""Whether an admission that a list tells can stand beside what is recorded of the person: otherwise no step could be recorded any more."""

from collections.abc import Collection, Sequence
from datetime import date

from anbang.casework.act.story import ToldAct, heads_of, stories_of
from anbang.casework.person.models import Case, Person
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.settling import cases_of
from anbang.policy import JUDGE, Happening, Pack
from anbang.policy.judging import Person as Head
from anbang.policy.order import faults

ADMITTED = "admitted"


def admissions_that_do_not_fit(told: Collection[tuple[int, date]], *, on: date) -> set[tuple[int, date]]:
    """Those (person, day of admission) that a list of the day `on` cannot tell of people who have a file: of whoever's last case has ended it
    begins the next, of anybody else it takes the place of the admission that is recorded. Five queries for any number. Call inside `acting(by)`.
    """
    people = list(Person.objects.filter(pk__in={person for person, _day in told}))
    ids = [person.pk for person in people]
    stories, heads, cases, pack = stories_of(ids), heads_of(people), cases_of(ids), pack_in_force()
    known = {person for person in ids if cases.get(person)}
    return {
        (person, day)
        for person, day in told
        if person in known and not _fits(day, stories[person], cases[person], heads[person], pack, on=on)
    }


def _fits(day: date, story: Sequence[ToldAct], cases: Sequence[Case], head: Head, pack: Pack, *, on: date) -> bool:
    newest = cases[-1]
    if day > on or (newest.closed_on is not None and on < newest.closed_on):
        return False
    begins = newest.closed_on is not None
    stands = [act.happening for act in story]
    others = stands if begins else [act.happening for act in story if not _is_admission(act, newest)]
    would_stand = _with(others, _admission(day))
    if len(JUDGE.cases(would_stand, head, pack)) != len(cases) + begins:
        return False
    # What cannot be already is nobody's admission's fault.
    return len(faults(would_stand, head, pack, judge=JUDGE)) <= len(faults(stands, head, pack, judge=JUDGE))


def _is_admission(act: ToldAct, case: Case) -> bool:
    return act.happening.event == ADMITTED and act.case_id == case.pk


def _admission(day: date) -> Happening:
    """To the rules one institution is like another here."""
    return Happening(day, ADMITTED, {"kind": "prison"})


def _with(happenings: Sequence[Happening], another: Happening) -> list[Happening]:
    """In its place: after all that was recorded of that day before."""
    place = sum(one.on <= another.on for one in happenings)
    return [*happenings[:place], another, *happenings[place:]]
