"""Somebody whose last case has ended is in custody again: a list opens a new case in the same file, for one or for many, and can be taken back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from anbang.audit.recording import Happening, record, record_many
from anbang.casework.act.story import kept_place
from anbang.casework.custody.amending import OF_THE_PERSON, change, restore
from anbang.casework.custody.intake import Intake, tell_of_custody
from anbang.casework.custody.models import ReleaseNotice
from anbang.casework.person.actions import Place, open_cases
from anbang.casework.person.closed import ClosedFacts, change_closed_facts, close_facts, closed_facts
from anbang.casework.person.models import Abode, AbodeKind, Case, ClosedRecord, Person
from anbang.casework.person.queries import lock_people
from anbang.casework.step.many import Telling
from anbang.casework.step.settling import settle
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Area
from anbang.papers.models import Paper
from anbang.policy.clauses import INFORMATION

# What was recorded of moves stands in the acts and holds; that the list tells another place is one more, of its own day.
PLACES = {"registered": "registered_changed", "residence": "moved"}


class CaseIsOpen(Exception):
    """A new case began after the list was judged: it is judged again before it is confirmed the next time. The message names the person's id."""


@dataclass(frozen=True, slots=True)
class ComesBack:
    """Somebody whose last case has ended, what a list tells, and which of it is told otherwise than their last case has it."""

    person_id: int
    intake: Intake
    changed: frozenset[str]


def come_back(told: Sequence[ComesBack], *, by: ActingStaff, on: date) -> list[tuple[Case, dict[str, Any]]]:
    """Open a new case in the file of each: admitted, form received, notice received; duties, sight and the archive follow. Returns the cases and
    what `take_return_back` needs.

    One or many, by the same steps in the same order. Sources: 2.3.1 (INF-1, INF-2, INF-6), LAW-2.
    """
    with acting(by):
        ids = [one.person_id for one in told]
        lock_people(ids)
        people, ended = Person.objects.in_bulk(ids), _ended_cases(ids)
        cases = open_cases(ids, [people[person_id].is_closed for person_id in ids], on=on)
        # Of a closed file offence and day lie with the file; no sentence has them.
        intakes = [replace(one.intake, sealing_proposed=people[one.person_id].is_closed) for one in told]
        before = [
            {
                "came_back": True,
                "person": change(people[one.person_id], OF_THE_PERSON, one.intake, sorted(one.changed)),
                "closed": _follow_closed_facts(people[one.person_id], one.intake, ended[one.person_id]),
            }
            for one in told
        ]
        record_many(
            (
                (
                    "back_in_custody",
                    Happening(one.person_id, case.pk, (INFORMATION,), {"case_before": ended[one.person_id]}),
                )
                for one, case in zip(told, cases, strict=True)
            ),
            by=by,
            on=on,
        )
        places = list(_places_told(told, cases, on=on))
        tell_of_custody(list(zip(cases, intakes, strict=True)), by=by, on=on, places=places)
        settle([people[person_id] for person_id in ids], today=by.today)
        return list(zip(cases, before, strict=True))


def _ended_cases(people: Sequence[int]) -> Mapping[int, int]:
    """The newest case of each, which has ended. Raises CaseIsOpen."""
    newest = Case.objects.filter(person__in=people).order_by("person", "-id").distinct("person")
    found = {case.person_id: case for case in newest}
    for person_id in people:
        if person_id not in found or found[person_id].closed_on is None:
            raise CaseIsOpen(person_id)
    return {person_id: case.pk for person_id, case in found.items()}


def _follow_closed_facts(person: Person, intake: Intake, ended_case: int) -> dict[str, Any] | None:
    """What a closed file keeps out of sight goes on with the new offence; what it kept of the last one stays beside it."""
    if not person.is_closed:
        return None
    record_of = ClosedRecord.objects.filter(person=person).first()
    if record_of is None:
        close_facts({person.pk: ClosedFacts(intake.offence, intake.offence_on)})
        return {"was_told": False}
    stood = closed_facts(record_of)
    change_closed_facts(person.pk, stood.followed_by(intake.offence, intake.offence_on, case_id=ended_case))
    return {"was_told": True, "earlier": len(stood.earlier)}


def _places_told(told: Sequence[ComesBack], cases: Sequence[Case], *, on: date) -> Iterator[Telling]:
    wanted = [
        (case, kind, getattr(one.intake, field))
        for one, case in zip(told, cases, strict=True)
        for field, kind in PLACES.items()
        if field in one.changed
    ]
    areas = Area.objects.in_bulk([place.area_id for _case, _kind, place in wanted if place.area_id is not None])
    for case, kind, place in wanted:
        yield Telling(case, kind, on, {"to": _kept(place, areas)})


def _kept(place: Place, areas: Mapping[int, Area]) -> dict[str, Any]:
    area = None if place.area_id is None else areas[place.area_id]
    return kept_place(Abode(area=area, outside=place.outside))


def take_return_back(case_id: int, before: Mapping[str, Any], *, by: ActingStaff, on: date) -> None:
    """Undo `come_back` while nothing else has happened: the new case goes with all that hangs on it, and the file stands as before."""
    with acting(by):
        case = Case.objects.select_related("person").get(pk=case_id)
        person = case.person
        documents = ReleaseNotice.objects.filter(case=case).values_list("risk_opinion", "aid_proposal")
        papers = [paper for row in documents for paper in row if paper is not None]
        case.delete()
        Paper.objects.filter(pk__in=papers, file__isnull=True).delete()
        restore(person, before["person"])
        if closed := before["closed"]:
            _take_closed_facts_back(person.pk, closed)
        _let_the_head_hold(person)
        record("return_taken_back", Happening(person.pk, case_id, (INFORMATION,)), by=by, on=on)
        settle([person], today=by.today)


def _take_closed_facts_back(person_id: int, before: Mapping[str, Any]) -> None:
    records = ClosedRecord.objects.filter(person=person_id)
    if not before["was_told"]:
        records.delete()
        return
    held = closed_facts(records.get())
    if len(held.earlier) == before["earlier"]:  # nothing was told of the last case
        change_closed_facts(person_id, ClosedFacts("", None, held.earlier))
        return
    *earlier, last = held.earlier
    change_closed_facts(person_id, ClosedFacts(last.offence, last.offence_on, tuple(earlier)))


def _let_the_head_hold(person: Person) -> None:
    """The moves that the list told are gone: what the file says last at its head holds again, unless an act that is left ends it."""
    places = Abode.objects.filter(person=person).order_by("from_on", "id")
    for kind in AbodeKind.values:
        head = places.filter(kind=kind, act__isnull=True).last()
        if head is not None and not places.filter(kind=kind, act__isnull=False).exists():
            Abode.objects.filter(pk=head.pk).update(until_on=None)
