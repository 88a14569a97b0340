"""What must stand in the register by the acts that are kept: asked of the rules and laid out day by day, on a path of the tests' own.

Rows are read as the owner, whom row security does not bind. Which office stands for a town on a day is found here by following mergers
from office to office, responsibility day by day; nothing of `anbang.casework.step` is used.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from anbang.casework.act.models import Act
from anbang.casework.care.models import TeamMember
from anbang.casework.charge.models import Caseworker, Responsibility, Transfer
from anbang.casework.custody.models import Sentence
from anbang.casework.duty.models import Duty
from anbang.casework.person.models import Abode, Case, Person, Reach, ReachReason
from anbang.organisations.models import Area, Office
from anbang.policy import DEFAULT_PACK, JUDGE, Happening, Home, Pack
from anbang.policy import Abode as Place
from anbang.policy import Person as Head
from anbang.policy.belonging import NOBODY
from anbang.policy.course import Course, course_of
from anbang.policy.language.definitions import Place as PlaceOf
from anbang.policy.places import BEYOND
from tests.support.recomputed_archive import archived_on, keeping_town, wakes_on
from tests.support.recomputed_beside import Beside
from tests.support.recomputed_counting import counted_wrongly
from tests.support.recomputed_stations import told_stations
from tests.support.recomputed_teams import said_of_the_team, team_told
from tests.support.recomputed_tellings import levels_nobody_was_told

OWNER = "owner"
ONE_DAY = timedelta(days=1)
OUTSIDE = "outside"
OF_THE_DISTRICT = {kind: kind for kind in ("justice_bureau", "aftercare_office", "hrss")}
OF_AN_AREA = {
    "justice_office": "justice_office",
    "town": "town_government",
    "village": "village_committee",
    "civil_affairs": "civil_affairs",
}
STAND_INS = ("town_government", "aftercare_office", "justice_bureau")
MOVES = {"moved": "residence", "registered_changed": "registered", "identity_established": "registered"}
FORMER_DAYS = 30


class Frame:
    """All areas and offices, as they stand now."""

    def __init__(self) -> None:
        self.offices = {office.pk: office for office in Office.objects.using(OWNER)}
        self.areas = {area.pk: area for area in Area.objects.using(OWNER)}
        self.district = next(one for one in self.areas.values() if one.kind == "district")
        self.here: dict[tuple[str, int | None], list[Office]] = defaultdict(list)
        for office in sorted(self.offices.values(), key=lambda one: (one.from_on, one.pk)):
            self.here[office.kind, office.area_id].append(office)

    def standing(self, kind: str, area: int | None, on: date) -> int | None:
        """The office that stands for an area on a day: its own or its successor's, else the town's, else the stand-ins."""
        here = self.areas[area] if area is not None else None
        places = [] if here is None or here.kind == "district" else [here.pk]
        if here is not None and here.parent_id and self.areas[here.parent_id].kind in ("town", "subdistrict"):
            places.append(here.parent_id)
        places.append(self.district.pk)
        for wanted in (kind, *STAND_INS):
            for place in places:
                if (found := self.exactly(wanted, place, on)) is not None:
                    return found
        return None

    def exactly(self, kind: str, area: int, on: date) -> int | None:
        """The same, for just this area."""
        here = self.here.get((kind, area))
        if not here:
            return None
        begun = [one for one in here if one.from_on <= on]
        office = begun[-1] if begun else here[0]
        while office.until_on is not None and office.until_on < on:
            if office.successor_id is None:
                return None
            office = self.offices[office.successor_id]
        return office.pk


def _place(said: dict[str, Any]) -> Place:
    return Place(said["town"], said.get("village"), said.get("community")) if "town" in said else BEYOND


@dataclass
class Kept:
    """One person with the acts that hold, and what the rules say of them on a day."""

    person: Person
    acts: list[Act]
    cases: list[Case]
    course: Course
    today: date
    frame: Frame

    @classmethod
    def of(cls, person_id: int, *, today: date, frame: Frame | None = None, pack: Pack = DEFAULT_PACK) -> "Kept":
        """Read as the owner."""
        person = Person.objects.using(OWNER).get(pk=person_id)
        acts = list(Act.objects.using(OWNER).filter(person=person_id, withdrawn_on=None).order_by("on", "id"))
        cases = list(Case.objects.using(OWNER).filter(person=person_id).order_by("id"))
        known = frame or Frame()
        story = [Happening(act.on, act.kind, {**_said(act), **said_of_the_team(act, acts)}) for act in acts]
        course = course_of(JUDGE, story, _head(person, known), today, pack)
        return cls(person, acts, cases, course, today, known)

    def differences(self) -> Iterator[str]:
        """Every difference between what is stored and what should be, in words."""
        if len(self.cases) != len(self.course.cases):
            yield f"{len(self.cases)} cases kept, {len(self.course.cases)} told"
            return
        yield from self._of_the_cases()
        yield from counted_wrongly(self.person, self.course, self.acts, self.today)
        yield from self._of_the_days()
        yield from self._of_the_hands()
        yield from self._of_the_transfers()
        yield from self._of_the_duties()
        yield from self._of_the_abodes()
        yield from self._of_the_reach()
        yield from self._of_the_sentences()
        yield from self._of_the_teams()
        yield from levels_nobody_was_told(self.cases)
        yield from Beside.of(self.person, self.cases).differences()

    def _of_the_cases(self) -> Iterator[str]:
        for case, told in zip(self.cases, self.course.cases, strict=True):
            wanted = {
                "closed_on": told.ended_on,
                "closed_how": told.ended,
                "care_from": told.care.begins_on if told.care else None,
                "term_until": told.care.ends_on if told.care else None,
                "priority": list(told.priority),
            }
            kept = {name: getattr(case, name) for name in wanted}
            if kept != wanted:
                yield f"case {case.pk}: kept {kept}, should be {wanted}"
        if self.cases[-1].changes_on != (should_wake := wakes_on(self.course, self.acts, self.today)):
            yield f"case {self.cases[-1].pk} changes next on {self.cases[-1].changes_on}, should on {should_wake}"

    def _of_the_days(self) -> Iterator[str]:
        """On every day of care exactly one office, the right one; on every other day none."""
        for case, told in zip(self.cases, self.course.cases, strict=True):
            rows = list(Responsibility.objects.using(OWNER).filter(case=case))
            if told.care is None:
                if rows:
                    yield f"case {case.pk}: {len(rows)} responsibilities before care"
                continue
            last = told.ended_on or self.today
            day = told.care.begins_on
            while day <= last:
                held = [row for row in rows if row.from_on <= day and (row.until_on is None or day <= row.until_on)]
                charge = [one for one in told.charges if one.since <= day][-1]
                outside = charge.town == OUTSIDE
                wanted = None if outside else self.frame.standing("justice_office", int(charge.town), day)
                if [(row.office_id, row.is_outside) for row in held] != [(wanted, outside)]:
                    yield f"case {case.pk} on {day}: {[str(row) for row in held]} responsible, should be {wanted}"
                day += ONE_DAY
            open_ended = [row for row in rows if row.until_on is None]
            if len(open_ended) != (told.ended_on is None):
                yield f"case {case.pk}: {len(open_ended)} responsibilities without an end"
            if told.ended_on is not None and any(row.until_on and row.until_on > told.ended_on for row in rows):
                yield f"case {case.pk}: somebody is responsible after the end"
            if any(row.from_on < told.care.begins_on for row in rows):
                yield f"case {case.pk}: somebody is responsible before care"

    def _of_the_hands(self) -> Iterator[str]:
        """Whoever is in the charge of an office here is in the hands of one of its staff, and nobody else is in anybody's."""
        for case, told in zip(self.cases, self.course.cases, strict=True):
            rows = Caseworker.objects.using(OWNER).filter(case=case, until_on=None)
            here = told.ended_on is None and told.care is not None and told.charges[-1].town != OUTSIDE
            wanted = [self._justice_office(told.charges[-1].town, self.today)] if here else []
            if (kept := list(rows.values_list("office_id", flat=True))) != wanted:
                yield f"case {case.pk} in hands at {kept}, should be at {wanted}"

    def _of_the_transfers(self) -> Iterator[str]:
        for case, told in zip(self.cases, self.course.cases, strict=True):
            kept = [
                (row.sender_id, row.receiver_id, row.opened_on, row.ended_on, row.outcome)
                for row in Transfer.objects.using(OWNER).filter(case=case).order_by("number")
            ]
            wanted = [
                (
                    *(self._justice_office(town, one.ended_on or self.today) for town in (one.sender, one.to)),
                    *(one.since, one.ended_on, one.ending or ""),
                )
                for one in told.transfers
            ]
            if kept != wanted:
                yield f"case {case.pk}: transfers {kept}, should be {wanted}"

    def _justice_office(self, town: str, on: date) -> int | None:
        return None if town == OUTSIDE else self.frame.standing("justice_office", int(town), on)

    def _of_the_duties(self) -> Iterator[str]:
        kept = {
            (row.case_id, row.rule, row.number): (
                *(row.clause, row.owner_kind, row.owner_area_id, row.owner_is_outside, row.office_id),
                *(row.office_when_due_id, row.period, row.opens_on, row.due_on, row.met_on, row.void_on, row.was_left),
            )
            for row in Duty.objects.using(OWNER).filter(case__in=self.cases)
        }
        wanted = {
            (self.cases[duty.case].pk, duty.duty, duty.occurrence): (
                *(duty.clause, duty.owner_kind, *self._owner(duty)),
                *(duty.period or "", duty.opens_on, duty.due_on, duty.met_on, duty.void_on, self._was_left(duty)),
            )
            for duty in self.course.duties
        }
        for key in sorted(kept.keys() | wanted.keys()):
            if kept.get(key) != wanted.get(key):
                yield f"duty {key}: kept {kept.get(key)}, should be {wanted.get(key)}"

    def _was_left(self, duty: Any) -> bool:
        """Undone and late when the case ended, or when what it was about was gone; money is owed until it is paid, and an answer until it is given."""
        if duty.lapsed_on is not None:
            return True
        ended_on, done_on = self.course.cases[duty.case].ended_on, duty.met_on or duty.void_on
        return bool(
            ended_on and not done_on and duty.due_on < ended_on and duty.duty not in ("pay_allowance", "answer_request")
        )

    def _owner(self, duty: Any) -> tuple[int | None, bool, int | None, int | None]:
        """Area, whether it is outside, the office that owes it or did last, and whose it was on its due day."""
        if duty.owner_kind == "person":
            return None, False, None, None
        if duty.owner_kind == "institution":
            case = self.cases[duty.case].pk
            told = [act.told["institution"] for act in self.acts if act.case_id == case and act.told.get("institution")]
            told_last = int(told[-1]) if told else None
            return None, False, told_last or self.frame.standing("justice_bureau", None, self.today), told_last
        if duty.owner_area == OUTSIDE:
            return None, True, None, None
        over_on = duty.met_on or duty.void_on
        now, then = over_on or self.today, min(duty.due_on, over_on or self.today)
        if duty.owner_kind in OF_THE_DISTRICT:
            kind = OF_THE_DISTRICT[duty.owner_kind]
            return None, False, self.frame.standing(kind, None, now), self.frame.standing(kind, None, then)
        kind, area = OF_AN_AREA[duty.owner_kind], None if duty.owner_area is None else int(duty.owner_area)
        when_due = None if duty.area_when_due in (None, OUTSIDE) else int(duty.area_when_due)
        return area, False, self.frame.standing(kind, area, now), self.frame.standing(kind, when_due, then)

    def _of_the_abodes(self) -> Iterator[str]:
        """Where somebody lives and is registered at the end of each day on which that was told, and of the day before it."""
        rows = list(Abode.objects.using(OWNER).filter(person=self.person).order_by("from_on", "id"))
        for kind in ("registered", "residence"):
            told = [act for act in self.acts if MOVES.get(act.kind) == kind]
            for day in {act.on + shift for act in told for shift in (-ONE_DAY, timedelta(0))} | {self.today}:
                held = [
                    (row.area_id, row.outside, row.act_id)
                    for row in rows
                    if row.kind == kind and row.from_on <= day and (row.until_on is None or day <= row.until_on)
                ]
                before = [act for act in told if act.on <= day]
                if before:
                    to = before[-1].told["to"]
                    area = to.get("village") or to.get("town")
                    wanted = [(int(area) if area else None, to.get("outside", ""), before[-1].pk)]
                else:
                    # Of what the head of the file says, and later lists told at it, the last by that day holds.
                    heads = [row for row in rows if row.kind == kind and row.act_id is None and row.from_on <= day]
                    wanted = [(row.area_id, row.outside, None) for row in heads[-1:]]
                if held != wanted:
                    yield f"{kind} on {day}: {held}, should be {wanted}"

    def _of_the_sentences(self) -> Iterator[str]:
        """The admission's day, and the release day told last of those that can be; a day that no act ever told is the form's own."""
        for row in Sentence.objects.using(OWNER).filter(case__in=self.cases):
            admitted_on, release_on, was_told = None, None, False
            for act in self.acts:
                if act.case_id == row.case_id and act.kind == "admitted":
                    admitted_on = act.on
            for act in Act.objects.using(OWNER).filter(case=row.case_id).order_by("on", "id"):
                if act.told.get("release_on"):
                    was_told = True
                    day = date.fromisoformat(act.told["release_on"])
                    if act.withdrawn_on is None and not (admitted_on and day < admitted_on):
                        release_on = day
            wanted = admitted_on, release_on if was_told else row.release_on
            if (kept := (row.admitted_on, row.release_on)) != wanted:
                yield f"sentence of case {row.case_id}: kept {kept}, should be {wanted}"

    def _of_the_teams(self) -> Iterator[str]:
        """On the day of each naming, the day before and today the team is the one that was named last, each member once."""
        for case in self.cases:
            rows = list(TeamMember.objects.using(OWNER).filter(case=case))
            namings = [act for act in self.acts if act.case_id == case.pk and act.kind == "team_named"]
            for day in {act.on + shift for act in namings for shift in (-ONE_DAY, timedelta(0))} | {self.today}:
                held = [row for row in rows if row.from_on and row.from_on <= day <= (row.until_on or day)]
                wanted = sorted((role, act.pk) for role, act in team_told([act for act in namings if act.on <= day]))
                if sorted((row.role, row.named_id) for row in held) != wanted:
                    yield f"team of case {case.pk} on {day}: {[str(row) for row in held]}, should be {wanted}"

    def _of_the_reach(self) -> Iterator[str]:
        rows = (
            Reach.objects.using(OWNER)
            .on(self.today)
            .filter(person=self.person, office__isnull=False, why__in=ReachReason.following())
        )
        kept = {(row.office_id, row.why) for row in rows}
        wanted = set(self._sees())
        if kept != wanted:
            yield f"seen by {sorted(kept - wanted)} too many, not by {sorted(wanted - kept)}"

    def _sees(self) -> Iterator[tuple[int | None, str]]:
        """Offices that see the person, each with its reason."""
        case, registered = self.course.cases[-1], self.course.places[PlaceOf.REGISTERED_TOWN]
        registered = None if registered == NOBODY else registered  # outside, and no residence was ever told
        if (keeper := keeping_town(case, registered)) is not None:
            yield self._justice_office(keeper, self.today), "archived"
        if self.today >= archived_on(case, self.acts):
            return
        towns = [*self._towns_in_charge()] if case.charges else []
        for town, why in [(registered, self._because()), *towns]:
            if town is not None and town != OUTSIDE:
                yield self._justice_office(town, self.today), why
        if towns:
            yield from self._pay_and_visit(registered)
        yield from self._police()

    def _towns_in_charge(self) -> Iterator[tuple[str, str]]:
        """Towns whose justice offices see somebody in care, or whose care is over."""
        case = self.course.cases[-1]
        yield self.course.lives_in.town if self.course.lives_in else OUTSIDE, "residence"
        yield case.charges[-1].town, "responsible"
        for charge, later in itertools.pairwise(case.charges):
            if later.since + timedelta(days=FORMER_DAYS) >= self.today:
                yield charge.town, "handed_over"
        yield from ((one.to, "transfer") for one in case.transfers if one.ended_on is None)

    def _pay_and_visit(self, town: str | None) -> Iterator[tuple[int | None, str]]:
        """Civil affairs that is to pay, and the committee of the village."""
        newest, village = self.cases[-1].pk, self.course.places[PlaceOf.VILLAGE]
        here = not self.course.identity_known or town == (self.course.registered and self.course.registered.town)
        if town and here and any(act.kind == "allowance_approved" and act.case_id == newest for act in self.acts):
            yield self.frame.standing("civil_affairs", int(town), self.today), "allowance"
        if self.course.cases[-1].ended_on is None and village and village != OUTSIDE:
            committee = self.frame.exactly("village_committee", int(village), self.today)
            if committee is not None:
                yield committee, "village"

    def _police(self) -> Iterator[tuple[int | None, str]]:
        """The station of the town whose office named the team with an officer in it, or announced a priority person."""
        newest = self.course.cases[-1]
        if newest.ended_on is None and not (newest.charges and newest.charges[-1].town == OUTSIDE):
            acts = [act for act in self.acts if act.case_id == self.cases[-1].pk]
            towns = told_stations(acts, newest, self.course.places, self.frame, self.today)
            for town in towns:
                station = self.frame.exactly("police_station", int(town), self.today)
                if station is not None:
                    yield station, "police"

    def _because(self) -> str:
        if not self.course.identity_known:
            return "original_investigation"
        here = self.course.registered is not None and self.course.registered.is_here
        return "registered_place" if here else "residence"


def _said(act: Act) -> dict[str, object]:
    said: dict[str, object] = dict(act.told)
    if said.get("release_on"):
        said["release_on"] = date.fromisoformat(str(said["release_on"]))
    if "to" in said:
        said["to"] = _place(act.told["to"])
    return said


def _head(person: Person, frame: Frame) -> Head:
    at: dict[str, Place] = {}
    for row in Abode.objects.using(OWNER).filter(person=person, act=None).order_by("from_on", "id"):
        area = frame.areas.get(row.area_id)
        if area is None:
            at[row.kind] = BEYOND
        elif area.kind in ("town", "subdistrict"):
            at[row.kind] = Place(str(area.pk))
        else:
            at[row.kind] = Place(str(area.parent_id), str(area.pk), area.kind == "community")
    investigated = person.investigated_in_id
    home = Home(
        registered=at.get("registered"),
        residence=at.get("residence"),
        investigated_in=str(investigated) if investigated else None,
        identity_known=not person.identity_unknown_at_first,
    )
    return Head(home, person.born_on)


def differences(*person_ids: int, today: date) -> list[str]:
    """Every difference between what is stored of these people and what should be."""
    frame = Frame()
    return [told for key in person_ids for told in Kept.of(key, today=today, frame=frame).differences()]
