"""The reception of the day: who is released, who fetches them, whether the family was reached, and what became of it (REC-3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from anbang.casework.act.models import Act
from anbang.casework.act.story import words_of
from anbang.casework.custody.models import ReceptionArrangement, Sentence
from anbang.casework.duty.models import RECEIVE, Duty
from anbang.casework.duty.telling import ALARMS, Pause, ToldUp
from anbang.casework.handover.models import Outcome
from anbang.casework.person.models import Abode, AbodeKind, Case, Person
from anbang.casework.person.queries import place_of, read_places, seen_row_by_row
from anbang.organisations.acting import ActingStaff
from anbang.organisations.directory import directory

PLANNED, RECEIVED, RELEASED, REPORTED = "pick_up_planned", "received", "released", "reported_in"
DAYS_BACK = DAYS_AHEAD = 7


@dataclass(frozen=True, slots=True)
class Release:
    """Somebody on the day of the release."""

    case: Case
    person: Person
    on: date
    institution: str
    is_planned: bool
    who_goes: str
    vehicle: str
    leaves_at: str
    papers: str
    """What is taken along to the gate."""
    family_reached: bool
    family: str
    outcome: str
    told: str
    """Who met the person and where, or why nobody did."""
    is_released: bool
    has_reported: bool

    @property
    def is_priority(self) -> bool:
        """Whether the person is fetched by the town, not by the family alone."""
        return bool(self.case.priority)

    @property
    def outcome_label(self) -> str:
        """The outcome in words."""
        return str(Outcome(self.outcome).label) if self.outcome else ""

    @property
    def is_not_met(self) -> bool:
        """Whether nobody met the person at the gate."""
        return self.outcome == Outcome.NOT_MET


def releases(*, for_staff: ActingStaff, since: date, until: date) -> list[Release]:
    """Everybody whom the reader sees in lists and who is, or was to be, released between two days, in their order. The day is that of
    the release where it is recorded, else the one that the institution told last.
    """
    return released(cases_released(for_staff=for_staff, since=since, until=until), on=for_staff.today)


@dataclass(frozen=True, slots=True)
class Coming:
    """A case in which somebody is released on a day: what a week of them is told by, before any is read."""

    case_id: int
    on: date
    institution: str
    """From where somebody comes; empty where nobody told."""


def coming(*, for_staff: ActingStaff, since: date, until: date) -> list[Coming]:
    """Everybody of `releases`, in the same order. One query, of which no words are read."""
    cases = _between(since, until, for_staff=for_staff).annotate(released_on=recorded_release())
    told = ("pk", "priority", "released_on", "care_from", "sentence__release_on", "sentence__institution__name")
    days = [
        (on, not priority, Coming(case_id, on, institution or ""))
        for case_id, priority, released_on, care_from, told_on, institution in cases.values_list(*told)
        if (on := _day(released_on, care_from, told_on)) is not None and since <= on <= until
    ]
    return [one for _on, _later, one in sorted(days, key=lambda its: (*its[:2], its[2].case_id))]


def cases_of(some: Iterable[Coming]) -> list[Case]:
    """Their cases, in the same order."""
    order = [one.case_id for one in some]
    found = {case.pk: case for case in _with_heads(Case.objects.filter(pk__in=order))}
    return [found[case_id] for case_id in order]


def cases_released(*, for_staff: ActingStaff, since: date, until: date) -> list[Case]:
    """The same as cases, of which no words are read yet."""
    cases = _with_heads(_between(since, until, for_staff=for_staff))
    days = [(day, case) for case in cases if (day := day_of(case)) is not None and since <= day <= until]
    return [case for _day, case in sorted(days, key=lambda one: (one[0], not one[1].priority, one[1].pk))]


def _between(since: date, until: date, *, for_staff: ActingStaff) -> QuerySet[Case]:
    seen = seen_row_by_row(for_staff, "person")
    return Case.objects.filter(seen, pk__in=in_these_days(since, until), closed_on__isnull=True)


def day_of(case: Case) -> date | None:
    """The day of the release: as it is recorded, or while somebody is in custody as it was told. Whoever came from community corrections, or
    to nobody's knowledge, was not released on a day that could be met.
    """
    told_on = case.sentence.release_on if hasattr(case, "sentence") else None
    return _day(case.released_on, case.care_from, told_on)  # type: ignore[attr-defined]


def _day(released_on: date | None, care_from: date | None, told_on: date | None) -> date | None:
    if released_on is not None:
        return released_on
    return told_on if care_from is None else None


def release_of(case: Case, *, on: date) -> Release | None:
    """The release of a case that the reader may see; None where there is no day on which somebody could be met, and once the case ended."""
    found = _with_heads(Case.objects.filter(pk=case.pk, closed_on__isnull=True))
    return next(iter(released([one for one in found if day_of(one) is not None], on=on)), None)


def released(cases: Sequence[Case], *, on: date, due: Mapping[int, date] | None = None) -> list[Release]:
    """The releases of these cases of `cases_released`, in their order. `due`: the days on which they were to be met, for cases of which no
    other day is known.
    """
    acts = _acts([case.pk for case in cases])
    read_places([case.person for case in cases], on=on)
    return [_release(case, acts[case.pk], (due or {}).get(case.pk)) for case in cases]


def in_these_days(since: date, until: date) -> QuerySet[Any, Any]:
    """The cases, as ids, in which care began in these days, or in which a release is told for them and has not come: each by its index."""
    begun = Case.objects.filter(care_from__gte=since, care_from__lte=until, closed_on__isnull=True)
    told = Sentence.objects.filter(release_on__gte=since, release_on__lte=until, case__care_from__isnull=True)
    return begun.values_list("pk").union(told.values_list("case"))


def recorded_release() -> Subquery:
    """Of a case in a query: the day on which its release is recorded."""
    freed = Act.objects.filter(case=OuterRef("pk"), kind=RELEASED, withdrawn_on__isnull=True).order_by("-on", "-id")
    return Subquery(freed.values("on")[:1])


def _with_heads(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with whom they are about, the sentence with its institution, the day on which the release is recorded, and who was said to come."""
    arranged = ReceptionArrangement.objects.filter(case=OuterRef("pk"), act__withdrawn_on__isnull=True).order_by("-id")
    return cases.select_related("person", "sentence__institution").annotate(
        released_on=recorded_release(), arranged=Subquery(arranged.values("who_meets")[:1])
    )


def _acts(cases: Sequence[int]) -> Mapping[int, dict[str, Act]]:
    """The newest act of each kind in each case."""
    found: dict[int, dict[str, Act]] = defaultdict(dict)
    kinds = (PLANNED, RECEIVED, RELEASED, REPORTED)
    for act in Act.objects.filter(case__in=cases, kind__in=kinds, withdrawn_on__isnull=True).order_by("on", "id"):
        found[act.case_id][act.kind] = act
    return found


def _release(case: Case, acts: Mapping[str, Act], due_on: date | None) -> Release:
    on = case.released_on or due_on or day_of(case)  # type: ignore[attr-defined]
    assert on is not None  # nobody else is asked for
    sentence: Sentence | None = getattr(case, "sentence", None)
    plan, received = acts.get(PLANNED), acts.get(RECEIVED)
    planned, met = words_of(plan) if plan else {}, words_of(received) if received else {}
    return Release(
        case=case,
        person=case.person,
        on=on,
        institution=sentence.institution.name if sentence else "",
        is_planned=plan is not None,
        who_goes=planned.get("who_goes", "") or case.arranged or "",  # type: ignore[attr-defined]
        vehicle=planned.get("vehicle", ""),
        leaves_at=planned.get("leaves_at", ""),
        papers=planned.get("papers", ""),
        family_reached=bool(plan and plan.told.get("family_reached")),
        family=planned.get("family", ""),
        outcome=str(received.told.get("outcome", "")) if received else "",
        told=" ".join(filter(None, (met.get(name, "") for name in ("who", "where", "at", "why_nobody")))),
        is_released=case.released_on is not None,  # type: ignore[attr-defined]
        has_reported=REPORTED in acts,
    )


@dataclass(frozen=True, slots=True)
class Alarm:
    """Somebody who still has to be fetched home though the day has passed, or was not met. `rests`: telling of it rests today."""

    person_id: int
    name: str
    office_id: int | None
    due_on: date
    is_not_met: bool
    rests: bool

    @property
    def office_name(self) -> str:
        """Who was to fetch them; empty for nobody of this district."""
        return directory().offices[self.office_id].name if self.office_id is not None else ""


def alarm_duties(*, for_staff: ActingStaff) -> QuerySet[Duty]:
    """Everybody whom nobody met, or of whom nobody says so, however long ago: the first page and the pick-ups both ask here. The newest
    comes first.
    """
    today = for_staff.today
    told = ToldUp.objects.standing().filter(duty=OuterRef("pk"), because__in=ALARMS)
    undone = Duty.objects.running().filter(rule=RECEIVE, was_left=False, case__closed_on__isnull=True)
    seen = undone.filter(seen_row_by_row(for_staff, "person"))
    return seen.filter(Q(due_on__lt=today) | Exists(told)).order_by("-due_on", "case")


def alarms(*, for_staff: ActingStaff, most: int) -> list[Alarm]:
    """The newest of them, in few words and by one query."""
    today = for_staff.today
    resting = Pause.objects.standing().filter(duty=OuterRef("pk"), from_on__lte=today, until_on__gte=today)
    received = Act.objects.filter(case=OuterRef("case"), kind=RECEIVED, withdrawn_on__isnull=True).order_by(
        "-on", "-id"
    )
    found = alarm_duties(for_staff=for_staff).annotate(
        rests=Exists(resting), outcome=Subquery(received.values("told__outcome")[:1])
    )
    told = ("person_id", "person__name", "office_id", "due_on", "outcome", "rests")
    return [
        Alarm(person_id, name, office_id, due_on, outcome == Outcome.NOT_MET, rests)
        for person_id, name, office_id, due_on, outcome, rests in found.values_list(*told)[:most]
    ]


def alarmed_days(*, for_staff: ActingStaff) -> dict[int, date]:
    """Case → the day on which somebody was to be met, of all these alarms, the newest first. One query."""
    return dict(alarm_duties(for_staff=for_staff).values_list("case_id", "due_on"))


@dataclass(frozen=True, slots=True)
class Days:
    """The releases of a page, in their heaps."""

    alarms: list[Release]
    today: list[Release]
    tomorrow: list[Release]
    later: list[Release]
    before: list[Release]


def days_of(alarming: Mapping[int, date], shown: Sequence[int], *, for_staff: ActingStaff) -> Days:
    """Today, tomorrow, the days after, and those just past, without those of whom there is an alarm (`alarming`, of `alarmed_days`); and of the
    alarms those cases that are shown.
    """
    today = for_staff.today
    tomorrow = today + timedelta(days=1)
    since, until = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
    cases = [one for one in cases_released(for_staff=for_staff, since=since, until=until) if one.pk not in alarming]
    late = {case.pk: case for case in _with_heads(Case.objects.filter(pk__in=shown))}
    found = released([*(late[key] for key in shown), *cases], on=today, due=alarming)
    rest = found[len(shown) :]
    return Days(
        alarms=found[: len(shown)],
        today=[one for one in rest if one.on == today],
        tomorrow=[one for one in rest if one.on == tomorrow],
        later=[one for one in rest if one.on > tomorrow],
        before=[one for one in rest if one.on < today],
    )


def town_of(release: Release) -> Abode | None:
    """The place to which the person belongs, for a row."""
    person = release.person
    return place_of(person, AbodeKind.REGISTERED) or place_of(person, AbodeKind.RESIDENCE)
