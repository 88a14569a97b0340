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
    seen = seen_row_by_row(for_staff, "person")
    cases = _with_heads(Case.objects.filter(seen, pk__in=in_these_days(since, until), closed_on__isnull=True))
    found = _releases(list(cases.order_by("id")), on=for_staff.today)
    wanted = [one for one in found if since <= one.on <= until]
    return sorted(wanted, key=lambda one: (one.on, not one.is_priority, one.case.pk))


def release_of(case: Case, *, on: date) -> Release | None:
    """The release of a case that the reader may see; None where there is no day on which somebody could be met, and once the case ended."""
    return next(
        iter(_releases(list(_with_heads(Case.objects.filter(pk=case.pk, closed_on__isnull=True))), on=on)), None
    )


def _releases(cases: Sequence[Case], *, on: date, due: Mapping[int, date] | None = None) -> list[Release]:
    """`due`: the days on which they were to be met, for cases of which no other day is known."""
    due = due or {}
    keys = [case.pk for case in cases]
    acts = _acts(keys)
    arranged = dict(
        ReceptionArrangement.objects.filter(case__in=keys, act__withdrawn_on__isnull=True)
        .order_by("id")
        .values_list("case", "who_meets")
    )
    read_places([case.person for case in cases], on=on)
    found = [
        _release(
            case,
            acts[case.pk],
            arranged.get(case.pk, ""),
            due.get(case.pk),
        )
        for case in cases
    ]
    return [one for one in found if one is not None]


def in_these_days(since: date, until: date) -> QuerySet[Any, Any]:
    """The cases, as ids, in which care began in these days, or in which a release is told for them and has not come: each by its index."""
    begun = Case.objects.filter(care_from__gte=since, care_from__lte=until, closed_on__isnull=True)
    told = Sentence.objects.filter(release_on__gte=since, release_on__lte=until, case__care_from__isnull=True)
    return begun.values_list("pk").union(told.values_list("case"))


def _with_heads(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with whom they are about, and the sentence with its institution."""
    return cases.select_related("person", "sentence__institution")


def _acts(cases: Sequence[int]) -> Mapping[int, dict[str, Act]]:
    """The newest act of each kind in each case."""
    found: dict[int, dict[str, Act]] = defaultdict(dict)
    kinds = (PLANNED, RECEIVED, RELEASED, REPORTED)
    for act in Act.objects.filter(case__in=cases, kind__in=kinds, withdrawn_on__isnull=True).order_by("on", "id"):
        found[act.case_id][act.kind] = act
    return found


def _release(case: Case, acts: Mapping[str, Act], arranged: str, due_on: date | None) -> Release | None:
    sentence: Sentence | None = getattr(case, "sentence", None)
    released = acts.get(RELEASED)
    on = released.on if released else due_on
    # Whoever came from community corrections, or to nobody's knowledge, was not released on a day that could be met.
    if on is None and case.care_from is None and sentence is not None:
        on = sentence.release_on
    if on is None:
        return None
    plan, received = acts.get(PLANNED), acts.get(RECEIVED)
    planned, met = words_of(plan) if plan else {}, words_of(received) if received else {}
    return Release(
        case=case,
        person=case.person,
        on=on,
        institution=sentence.institution.name if sentence else "",
        is_planned=plan is not None,
        who_goes=planned.get("who_goes", "") or arranged,
        vehicle=planned.get("vehicle", ""),
        leaves_at=planned.get("leaves_at", ""),
        papers=planned.get("papers", ""),
        family_reached=bool(plan and plan.told.get("family_reached")),
        family=planned.get("family", ""),
        outcome=str(received.told.get("outcome", "")) if received else "",
        told=" ".join(filter(None, (met.get(name, "") for name in ("who", "where", "at", "why_nobody")))),
        is_released=released is not None,
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
    seen = undone.filter(seen_row_by_row(for_staff, "case__person"))
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
    told = ("case__person_id", "case__person__name", "office_id", "due_on", "outcome", "rests")
    return [
        Alarm(person_id, name, office_id, due_on, outcome == Outcome.NOT_MET, rests)
        for person_id, name, office_id, due_on, outcome, rests in found.values_list(*told)[:most]
    ]


def alarmed(duties: Iterable[Duty], *, on: date) -> list[Release]:
    """The releases of some of these alarms, in their order."""
    due = {duty.case_id: duty.due_on for duty in duties if duty.case_id is not None}
    freed = {one.case.pk: one for one in _releases(list(_with_heads(Case.objects.filter(pk__in=due))), on=on, due=due)}
    return [freed[case] for case in due]


@dataclass(frozen=True, slots=True)
class Days:
    """The releases of a page, in their heaps."""

    today: list[Release]
    tomorrow: list[Release]
    later: list[Release]
    before: list[Release]


def days_of(*, for_staff: ActingStaff) -> Days:
    """Today, tomorrow, the days after, and those just past; without those of whom there is an alarm."""
    today = for_staff.today
    tomorrow = today + timedelta(days=1)
    known = set(alarm_duties(for_staff=for_staff).values_list("case_id", flat=True))
    found = releases(
        for_staff=for_staff, since=today - timedelta(days=DAYS_BACK), until=today + timedelta(days=DAYS_AHEAD)
    )
    rest = [one for one in found if one.case.pk not in known]
    return Days(
        today=[one for one in rest if one.on == today],
        tomorrow=[one for one in rest if one.on == tomorrow],
        later=[one for one in rest if one.on > tomorrow],
        before=[one for one in rest if one.on < today],
    )


def town_of(release: Release) -> Abode | None:
    """The place to which the person belongs, for a row."""
    person = release.person
    return place_of(person, AbodeKind.REGISTERED) or place_of(person, AbodeKind.RESIDENCE)
