"""Reference answer to a scenario, written only from contract/scenarios.md.

It is an oracle, so it is as plain as possible: the events are played day by day, each day is closed with a note of what
was true at its end, and the periodic duties, the allowance and the aid are computed from those notes on `as_of`.
Sentences in quotation marks are the contract's own. Readings of unclear places are numbered Qn, see docs/policy/contract-readings.md.
"""

from __future__ import annotations

import csv
import itertools
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[3] / "src" / "anbang"
STANDARDS_FILE = SOURCE / "policy" / "packs" / "rongchang-2015-20" / "standards.csv"
DIVISIONS_FILE = SOURCE / "organisations" / "data" / "divisions.csv"
DISTRICT = "500153"
OUTSIDE = "outside"
ONE_DAY = timedelta(days=1)
FOUR_IN_ONE = ["family_member", "justice_assistant", "police_officer", "village_cadre"]

DEFAULT_PARAMETERS: dict[str, Any] = {
    "registration_form_months": 1,
    "verification_months": 1,
    "release_notice_months": 1,
    "reception_reply_days": 7,
    "priority_alert_days": 3,
    "report_in_days": 30,
    "care_years_after_release": 5,
    "care_years_after_corrections": 3,
    "team_members_least": 2,
    "team_days": 30,
    "plan_days": 30,
    "priority_contact_months": 1,
    "stub_days": 30,
    "transfer_answer_days": 7,
    "search_days": 7,
    "end_of_care_days": 15,
    "look_back_days": 30,
    "allowance_months": 6,
    "late_month": "completed",
    "skill_courses_a_year": 2,
    "enterprise_bases_per_town": 1,
    "roll_to_workday": False,
}

CLAUSES = {
    "send_registration_form": "2.3.1",
    "verify": "2.3.1",
    "send_release_notice": "2.3.1",
    "reply_reception": "2.3.1",
    "alert_priority": "2.3.2",
    "receive": "2.3.2",
    "report_in": "3.3",
    "explain_aid": "2.4.1.7",
    "seek_unreported": "2.5",
    "name_team": "2.1",
    "make_plan": "2.5",
    "answer_transfer": "2.3.3",
    "follow_up": "2.3.4",
    "priority_contact": "2.3.4",
    "full_review": "2.3.4",
    "search": "2.5",
    "pay_allowance": "3.3",
    "end_of_care": "2.3.3",
    "look_back": "3.4",
    "joint_meeting_district": "2.3.4",
    "joint_meeting_town": "2.3.4",
    "liaison": "2.3.4",
    "skill_courses": "2.4.2.1",
}

# One-off duties that move with the person ("A one-off duty of the responsible office or the village in charge moves").
# end_of_care opens only after care, when nothing moves any more.
OF_RESPONSIBLE_OFFICE = {"seek_unreported", "name_team", "make_plan", "search"}
# Duties whose due day hangs on the release day.
HANGING_ON_RELEASE = {"send_release_notice", "reply_reception", "alert_priority", "receive"}


# --------------------------------------------------------------------------------------------------------------------
# Counting days
# --------------------------------------------------------------------------------------------------------------------


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later (or before), or the last day of a month that has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    """Return the same day `years` later; 29 February becomes 28 February where there is none."""
    return add_months(day, 12 * years)


def add_days(day: date, days: int) -> date:
    """ "n days after D" is D + n."""
    return day + timedelta(days=days)


def month_of(day: date) -> str:
    """Name a day's month, as 2016-05."""
    return f"{day.year:04d}-{day.month:02d}"


def first_day_of_month(month: str) -> date:
    """First day of a month written as 2016-05."""
    year, number = str(month).split("-")
    return date(int(year), int(number), 1)


def last_day_of_month(month: str) -> date:
    """Last day of a month written as 2016-05."""
    return add_months(first_day_of_month(month), 1) - ONE_DAY


@dataclass(frozen=True)
class Period:
    """A calendar period: month, quarter, half-year or year."""

    name: str
    first: date
    last: date


def period_of(day: date, months: int) -> Period:
    """Return the calendar period of 1, 3, 6 or 12 months that holds `day`."""
    number = (day.month - 1) // months
    first = date(day.year, number * months + 1, 1)
    last = add_months(first, months) - ONE_DAY
    names = {
        1: month_of(first),
        3: f"{day.year:04d}-Q{number + 1}",
        6: f"{day.year:04d}-H{number + 1}",
        12: f"{day.year:04d}",
    }
    return Period(names[months], first, last)


def periods_between(start: date, end: date, months: int) -> list[Period]:
    """List the calendar periods from that of `start` to that of `end`."""
    periods = []
    period = period_of(start, months)
    while period.first <= end:
        periods.append(period)
        period = period_of(period.last + ONE_DAY, months)
    return periods


# --------------------------------------------------------------------------------------------------------------------
# Dibao standards
# --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standard:
    """One row of standards.csv."""

    effective_from: date
    announced_on: date | None
    urban: int
    rural: int


def read_standards() -> list[Standard]:
    """Read the dibao standards in the order of the file (by first day)."""
    standards = []
    with STANDARDS_FILE.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            announced = date.fromisoformat(row["announced_on"]) if row["announced_on"] else None
            standards.append(
                Standard(
                    date.fromisoformat(row["effective_from"]),
                    announced,
                    int(row["urban_yuan_per_month"]),
                    int(row["rural_yuan_per_month"]),
                )
            )
    return standards


def read_kinds() -> dict[str, str]:
    """Read the kind of every place of divisions.csv by its code."""
    with DIVISIONS_FILE.open(encoding="utf-8-sig", newline="") as file:
        return {row["code_statistics"]: row["kind"] for row in csv.DictReader(file)}


STANDARDS = read_standards()


def standard_in_force(day: date, known_on: date, urban: bool) -> int:
    """Dibao standard in force on `day`, of those known on `known_on`.

    "A standard counts from `announced_on` on (empty: always)."
    """
    known = [one for one in STANDARDS if one.announced_on is None or one.announced_on <= known_on]
    in_force = max((one for one in known if one.effective_from <= day), key=lambda one: one.effective_from)
    return in_force.urban if urban else in_force.rural


# --------------------------------------------------------------------------------------------------------------------
# Duties
# --------------------------------------------------------------------------------------------------------------------


@dataclass
class Duty:
    """A one-off duty while the events are played."""

    name: str
    owner_kind: str
    owner_area: str | None
    opens: date
    due: date
    counted_from: date
    done_on: date | None = None
    is_void: bool = False

    def runs(self) -> bool:
        """A duty runs until it is done or void; an overdue one still runs."""
        return self.done_on is None and not self.is_void

    def is_overdue(self, today: date) -> bool:
        """An act on the due day is in time, so a duty is overdue only from the next day on."""
        return self.runs() and today > self.due

    def make_void_unless_overdue(self, today: date) -> None:
        """ "`void` (what it was for ended before it was overdue...)"."""
        if self.runs() and not self.is_overdue(today):
            self.is_void = True

    def state(self, as_of: date) -> str:
        """State on `as_of`."""
        if self.done_on is not None:
            return "done" if self.done_on <= self.due else "done_late"
        if self.is_void:
            return "void"
        return "overdue" if as_of > self.due else "open"


@dataclass
class ListedDuty:
    """A duty as it is answered."""

    name: str
    owner_kind: str
    owner_area: str | None
    period: str | None
    opens: date
    due: date
    state: str
    done_on: date | None

    def sort_key(self) -> tuple[date, str, bool, str, date]:
        """ "by `due`, then `duty`, then the owner's area (null first), then as they opened"."""
        return self.due, self.name, self.owner_area is not None, self.owner_area or "", self.opens

    def output(self) -> dict[str, Any]:
        """Return the duty in the form of the contract's output."""
        return {
            "duty": self.name,
            "clause": CLAUSES[self.name],
            "owner": {"kind": self.owner_kind, "area": self.owner_area},
            "period": self.period,
            "opens": self.opens.isoformat(),
            "due": self.due.isoformat(),
            "state": self.state,
            "done_on": self.done_on.isoformat() if self.done_on else None,
        }


def sorted_output(duties: list[ListedDuty]) -> list[dict[str, Any]]:
    """Sort duties and return them in the form of the output (the sort keeps the order of opening within a day)."""
    return [duty.output() for duty in sorted(duties, key=ListedDuty.sort_key)]


def periodic_state(acts: list[date], opens: date, due: date, stopped_on: date | None, as_of: date) -> tuple[str, Any]:
    """State and `done_on` of a periodic duty: the first act from its opening to its due day does it."""
    in_time = [act for act in acts if opens <= act <= due]
    if in_time:
        return "done", min(in_time)
    if stopped_on is not None and stopped_on <= due:
        return "void", None
    return ("missed" if as_of > due else "open"), None


# --------------------------------------------------------------------------------------------------------------------
# A person's case
# --------------------------------------------------------------------------------------------------------------------


@dataclass
class Payment:
    """One `allowance_paid`."""

    day: date
    order: int
    yuan: int


@dataclass
class DibaoSpell:
    """One `dibao_granted`, with its `dibao_ended` if there was one."""

    granted_on: date
    granted_order: int
    from_month: str
    ended_order: int | None = None
    last_month: str | None = None

    def is_running(self, as_of: date) -> bool:
        """ "(from `dibao_granted` to the end of `last_month`)"."""
        return self.last_month is None or as_of <= last_day_of_month(self.last_month)


@dataclass
class Stop:
    """Something that stops a payable month."""

    reason: str
    order: int  # of the event
    day: date  # of the event
    shown_on: date  # `on` in the answer


@dataclass
class Case:
    """One case of a person."""

    begun: bool = False
    admitted: bool = False
    institution: str | None = None
    release_on: date | None = None
    notice_came: bool = False
    reasons: set[str] = field(default_factory=set)
    team: list[str] = field(default_factory=list)
    team_named: bool = False
    plan_made: bool = False
    duties: list[Duty] = field(default_factory=list)
    # care
    after_release: bool = False
    care_from: date | None = None
    term_to: date | None = None
    responsible: str | None = None
    responsible_since: date | None = None
    transfer_to: str | None = None
    transfer_since: date | None = None
    transfer_duty: Duty | None = None
    reported_on: date | None = None
    visits: list[date] = field(default_factory=list)
    reviews: list[date] = field(default_factory=list)
    term_is_over: bool = False
    stopped_on: date | None = None  # by death or reoffence, not by the end of the term
    reoffended_on: date | None = None
    reoffended_order: int | None = None
    care_ended: bool = False
    # allowance
    hardship_certified: bool = False
    allowance_checked: bool = False
    approved_on: date | None = None
    approved_order: int | None = None
    payments: dict[str, list[Payment]] = field(default_factory=dict)
    # what was true at the end of each day of care
    village_at_end: dict[date, str | None] = field(default_factory=dict)
    priority_at_end: dict[date, bool] = field(default_factory=dict)

    def is_closed(self) -> bool:
        """After `reoffended` or `care_ended` the case is closed."""
        return self.reoffended_on is not None or self.care_ended

    def in_care(self) -> bool:
        """Care has begun and has not stopped (by death, reoffence or the end of the term)."""
        return self.care_from is not None and not self.term_is_over and self.stopped_on is None

    def running(self, name: str) -> Duty | None:
        """Return the running duty of that name, if there is one."""
        for duty in self.duties:
            if duty.name == name and duty.runs():
                return duty
        return None


# --------------------------------------------------------------------------------------------------------------------
# Playing a person's events
# --------------------------------------------------------------------------------------------------------------------


def place(value: Any) -> str | None:
    """A village code, `outside`, or None if it is not given."""
    if value is None:
        return None
    return OUTSIDE if isinstance(value, dict) else str(value)


def town_of(residence: str | None) -> str | None:
    """Town code of a village code; `outside` stays."""
    if residence is None or residence == OUTSIDE:
        return residence
    return residence[:9]


class PersonPlay:
    """Plays one person's events day by day."""

    def __init__(self, head: dict[str, Any], parameters: dict[str, Any], kinds: dict[str, str]) -> None:
        """Begin with the head of the person's entry; nothing has happened yet."""
        self.parameters = parameters
        self.kinds = kinds
        self.born: date | None = head.get("born")
        self.identity_known: bool = head.get("identity_known", True)
        self.registered = place(head.get("registered"))
        # "same as registered when left out"
        self.head_residence = place(head.get("residence")) or self.registered
        self.investigated_in: str | None = head.get("investigated_in")
        self.residence = self.head_residence
        # "the last village here (the registered one, if none)"
        self.last_village_here = self.village_or_none(self.head_residence) or self.village_or_none(self.registered)
        self.today: date | None = None
        self.order = 0
        self.died_on: date | None = None
        self.died_order: int | None = None
        self.fact_events: list[tuple[str, Any]] = []
        self.spells: list[DibaoSpell] = []
        self.case = Case()
        self.cases = [self.case]

    # ---- places ----

    @staticmethod
    def village_or_none(residence: str | None) -> str | None:
        """The village, or None for outside or not given."""
        return None if residence in (None, OUTSIDE) else residence

    def registered_town(self) -> str:
        """ "**Registered town** means `investigated_in` with `identity_known: false`"; `outside` if beyond."""
        if not self.identity_known:
            return str(self.investigated_in)
        return str(town_of(self.registered))

    def registered_town_as_owner(self) -> str:
        """ "...and, as an owner, the town of the head's `residence` for one registered outside"."""
        town = self.registered_town()
        return str(town_of(self.head_residence)) if town == OUTSIDE else town

    def known_and_registered_outside(self) -> bool:
        """ "one of known identity registered outside"."""
        return self.identity_known and self.registered == OUTSIDE

    def is_urban(self) -> bool:
        """ "urban where the registered place (the head's `residence`, if it is outside or missing) is a community"."""
        village = self.village_or_none(self.registered) or self.village_or_none(self.head_residence)
        return self.kinds.get(str(village)) == "community"

    def village_in_charge(self, case: Case) -> str | None:
        """ "the residence. While that is outside, the last village here until the office outside has accepted"."""
        if self.residence != OUTSIDE:
            return self.residence
        return None if case.responsible == OUTSIDE else self.last_village_here

    # ---- the days ----

    def advance(self, day: date) -> None:
        """Go on to `day`, closing every day before it."""
        if self.today is None:
            self.today = day
            self.begin_day()
        while self.today < day:
            self.end_day()
            self.today += ONE_DAY
            self.begin_day()

    def begin_day(self) -> None:
        """ "Within a day: first what the mere date opens or ends, then the events as written"."""
        case = self.case
        if case.in_care() and case.term_to is not None and self.now() > case.term_to:
            self.end_term()
        report_in = case.running("report_in")
        if report_in is not None and self.now() == report_in.due + ONE_DAY and case.in_care():
            self.open_for_responsible("seek_unreported", add_days(self.now(), self.parameters["search_days"]))

    def end_day(self) -> None:
        """Note what is true at the end of the day ("On a day" means at its end)."""
        for case in self.cases:
            if case.care_from is not None:
                case.village_at_end[self.now()] = self.village_in_charge(case)
                case.priority_at_end[self.now()] = bool(case.reasons)

    def now(self) -> date:
        """The day that is being played."""
        assert self.today is not None
        return self.today

    # ---- opening, closing and voiding duties ----

    def may_open(self) -> bool:
        """ "Once care has stopped, ... nothing opens but `end_of_care`, `look_back`, `pay_allowance`"."""
        case = self.case
        return self.died_on is None and not case.is_closed() and not case.term_is_over

    def open(self, name: str, owner_kind: str, area: str | None, due: date, counted_from: date | None = None) -> Duty:
        """Open a duty without asking whether it may open; "never due before the day it opens"."""
        today = self.now()
        duty = Duty(name, owner_kind, area, today, max(due, today), counted_from or today)
        self.case.duties.append(duty)
        return duty

    def open_once(self, name: str, owner_kind: str, area: str | None, due: date) -> None:
        """Open a duty; it "is not opened again while it runs" (an overdue one still runs)."""
        if self.may_open() and self.case.running(name) is None:
            self.open(name, owner_kind, area, due)

    def open_for_responsible(self, name: str, due: date) -> None:
        """Open a duty of the responsible office; one outside "has no further duties" here."""
        if self.case.responsible != OUTSIDE:
            self.open_once(name, "justice_office", self.case.responsible, due)

    def close(self, name: str) -> None:
        """An act closes the running duty of its own case."""
        duty = self.case.running(name)
        if duty is not None:
            duty.done_on = self.now()

    def void_unless_overdue(self, name: str) -> None:
        """Make the running duty of that name void, unless it is overdue."""
        duty = self.case.running(name)
        if duty is not None:
            duty.make_void_unless_overdue(self.now())

    def stop_duties(self) -> None:
        """Death, reoffence or the end of the term makes all void that is not overdue, but `look_back`."""
        for duty in self.case.duties:
            if duty.name != "look_back":
                duty.make_void_unless_overdue(self.now())
        self.case.transfer_to = self.case.transfer_since = self.case.transfer_duty = None

    def end_term(self) -> None:
        """The day after the term."""
        self.stop_duties()
        self.case.term_is_over = True
        # "The responsible office here has no further duties but the file and listing at the registered town, whose
        # office has `end_of_care`."
        responsible = self.case.responsible
        area = self.registered_town_as_owner() if responsible == OUTSIDE else responsible
        self.open("end_of_care", "justice_office", area, add_days(self.now(), self.parameters["end_of_care_days"]))

    # ---- the release day ----

    def due_before_release(self, name: str, counted_from: date, release_on: date) -> date:
        """Due day of a duty that hangs on the release day."""
        if name == "send_release_notice":
            return add_months(release_on, -self.parameters["release_notice_months"])
        if name == "reply_reception":
            return min(add_days(counted_from, self.parameters["reception_reply_days"]), release_on)
        if name == "alert_priority":
            return min(add_days(counted_from, self.parameters["priority_alert_days"]), release_on)
        return release_on  # receive

    def set_release_day(self, release_on: date) -> None:
        """A release day becomes known, is changed, or is settled by the release itself.

        "If this moves the due day of a running duty that hangs on it and is not overdue, that duty is void and opens
        anew on that day; its days still count from the notice." Q9: the due days compared are those really due.
        """
        self.case.release_on = release_on
        for duty in list(self.case.duties):
            if duty.name not in HANGING_ON_RELEASE or not duty.runs() or duty.is_overdue(self.now()):
                continue
            due = max(self.now(), self.due_before_release(duty.name, duty.counted_from, release_on))
            if due != duty.due:
                duty.is_void = True
                self.open(duty.name, duty.owner_kind, duty.owner_area, due, duty.counted_from)

    def release_day_known(self, release_on: date) -> None:
        """`admitted` or `release_date_changed` makes a release day known."""
        self.set_release_day(release_on)
        # "a release day is known and no notice came"
        if not self.case.notice_came:
            due = self.due_before_release("send_release_notice", self.now(), release_on)
            self.open_once("send_release_notice", "institution", None, due)

    # ---- care ----

    def begin_care(self, after_release: bool) -> None:
        """Care begins on the day of `released` or `corrections_completed`."""
        case, today = self.case, self.now()
        case.after_release = after_release
        case.care_from = today
        years = "care_years_after_release" if after_release else "care_years_after_corrections"
        case.term_to = add_years(today, self.parameters[years])
        case.responsible = self.first_office()
        case.responsible_since = today
        self.open_transfer_if_living_elsewhere()
        self.open_for_responsible("name_team", add_days(today, self.parameters["team_days"]))
        self.open_for_responsible("make_plan", add_days(today, self.parameters["plan_days"]))
        # "A plan made before care, or a team then named if large enough, is done on the first day of care."
        if case.plan_made:
            self.close("make_plan")
        if self.team_is_large_enough():
            self.close("name_team")
        self.open_priority_contact()
        if after_release:
            self.open_once("report_in", "person", None, add_days(today, self.parameters["report_in_days"]))

    def first_office(self) -> str:
        """The responsible office on the first day of care."""
        if self.known_and_registered_outside():
            # "that of the residence (of the last one here, if it is outside by then)"
            return str(town_of(self.village_or_none(self.residence) or self.last_village_here))
        return self.registered_town()

    def team_is_large_enough(self) -> bool:
        """A team was named and has enough members."""
        return self.case.team_named and len(self.case.team) >= self.parameters["team_members_least"]

    def open_priority_contact(self) -> None:
        """Open `priority_contact` for one in care who is priority, if a village is in charge."""
        village = self.village_in_charge(self.case)
        if self.case.in_care() and self.case.reasons and village is not None:
            due = add_months(self.now(), self.parameters["priority_contact_months"])
            self.open_once("priority_contact", "village", village, due)

    def open_transfer_if_living_elsewhere(self) -> None:
        """ "Living in another town than that of the responsible office ... opens a transfer"."""
        case, town = self.case, town_of(self.residence)
        if town is None:
            return
        if town == case.responsible:
            self.drop_transfer()  # "back to the responsible office's town it closes it"
            return
        if town == case.transfer_to:
            return  # "within its town it leaves it"
        # "A second `moved` replaces the open transfer (its `answer_transfer` is void; an overdue one stays beside the
        # new)"
        self.drop_transfer()
        case.transfer_to = town
        case.transfer_since = self.now()
        due = add_days(self.now(), self.parameters["transfer_answer_days"])
        case.transfer_duty = self.open("answer_transfer", "justice_office", town, due)

    def drop_transfer(self) -> None:
        """The open transfer is no more; its `answer_transfer` is void unless overdue."""
        case = self.case
        if case.transfer_duty is not None:
            case.transfer_duty.make_void_unless_overdue(self.now())
        case.transfer_to = case.transfer_since = case.transfer_duty = None

    def moves_with_person(self, village_before: str | None) -> None:
        """After a move or an accepted transfer: one-off duties follow, end, or (priority contact) begin again."""
        case = self.case
        village = self.village_in_charge(case)
        if village is None:
            # "a running `priority_contact` is void unless overdue"
            self.void_unless_overdue("priority_contact")
        elif village_before is None:
            # "one opens when a priority person comes back"
            self.open_priority_contact()
        for duty in case.duties:
            if not duty.runs():
                continue
            if duty.name == "priority_contact" and village is not None:
                duty.owner_area = village
            if duty.name in OF_RESPONSIBLE_OFFICE:
                if case.responsible == OUTSIDE:
                    # "(running ones are void unless overdue...)", "it stays with the last"
                    duty.make_void_unless_overdue(self.now())
                else:
                    duty.owner_area = case.responsible

    # ---- events ----

    def play(self, event: dict[str, Any]) -> None:
        """Play one event on its day."""
        self.advance(event["on"])
        self.order += 1
        name = event["event"]
        if self.case.is_closed() and name in ("admitted", "released", "corrections_completed"):
            # "a **new case**. Residence, facts and dibao go on, all else starts anew."
            self.case = Case()
            self.cases.append(self.case)
        if name in ("admitted", "form_sent", "form_received", "notice_received", "released", "corrections_completed"):
            self.case.begun = True
        if name in ("admitted", "form_sent", "form_received", "verified", "release_date_changed", "notice_received"):
            self.play_custody_event(name, event)
        elif name in ("moved", "transfer_accepted", "transfer_returned"):
            self.play_place_event(name, event)
        elif name.startswith("allowance_") or name == "hardship_certified":
            self.play_allowance_event(name, event)
        elif name in ("facts", "dibao_granted", "dibao_ended"):
            self.play_household_event(name, event)
        elif name in ("released", "corrections_completed", "reoffended", "died", "care_ended", "looked_back"):
            self.play_turning_point(name)
        else:
            self.play_care_event(name, event)

    def play_custody_event(self, name: str, event: dict[str, Any]) -> None:
        """Events of the time in custody."""
        case, today, parameters = self.case, self.now(), self.parameters
        if name == "admitted":
            case.admitted = True
            case.institution = event["institution"]
            if event["kind"] == "detention_centre":
                due = add_months(today, parameters["registration_form_months"])
                self.open_once("send_registration_form", "institution", None, due)
            if event.get("release_on") is not None:
                self.release_day_known(event["release_on"])
        elif name == "form_sent":
            self.close("send_registration_form")
        elif name == "form_received":
            self.close("send_registration_form")
            due = add_months(today, parameters["verification_months"])
            self.open_once("verify", "justice_office", self.registered_town_as_owner(), due)
        elif name == "verified":
            self.close("verify")
        elif name == "release_date_changed":
            self.release_day_known(event["release_on"])
        elif name == "notice_received":
            self.receive_notice(event)

    def receive_notice(self, event: dict[str, Any]) -> None:
        """`notice_received`, before care or after it has begun."""
        case, parameters = self.case, self.parameters
        self.close("send_release_notice")  # Q10: the notice is the act, whatever day it names
        case.notice_came = True
        case.reasons |= set(event["priority"])
        town = self.registered_town_as_owner()
        if case.care_from is not None:
            # "A notice once care has begun moves nothing and opens only `alert_priority` (+ 3 days) and
            # `priority_contact`."
            if event["priority"]:
                alert_due = add_days(self.now(), parameters["priority_alert_days"])
                self.open_once("alert_priority", "justice_office", town, alert_due)
                self.open_priority_contact()
            return
        release_on = event["release_on"]
        self.set_release_day(release_on)
        reply_due = self.due_before_release("reply_reception", self.now(), release_on)
        self.open_once("reply_reception", "justice_bureau", DISTRICT, reply_due)
        if event["priority"]:
            alert_due = self.due_before_release("alert_priority", self.now(), release_on)
            self.open_once("alert_priority", "justice_office", town, alert_due)
        self.open_once("receive", "town", town, release_on)

    def play_place_event(self, name: str, event: dict[str, Any]) -> None:
        """Moves and answers to transfers."""
        case = self.case
        village_before = self.village_in_charge(case)
        if name == "moved":
            self.residence = place(event["to"])
            self.last_village_here = self.village_or_none(self.residence) or self.last_village_here
            if case.in_care():
                self.open_transfer_if_living_elsewhere()
                self.moves_with_person(village_before)
            return
        if case.transfer_duty is None:
            raise ValueError(f"{name} needs an open transfer")
        case.transfer_duty.done_on = self.now()
        if name == "transfer_accepted":
            case.responsible = case.transfer_to
            case.responsible_since = self.now()
        case.transfer_to = case.transfer_since = case.transfer_duty = None
        self.moves_with_person(village_before)

    def play_turning_point(self, name: str) -> None:
        """Events that begin or end care."""
        case, today = self.case, self.now()
        if name == "released":
            # "`released` settles it but makes none known"
            if case.release_on is not None:
                self.set_release_day(today)
            if not case.notice_came:
                self.open_once("receive", "town", self.registered_town_as_owner(), today)
            self.begin_care(after_release=True)
        elif name == "corrections_completed":
            self.begin_care(after_release=False)
        elif name == "reoffended":
            self.stop_duties()
            if case.in_care():
                case.stopped_on = today
            case.reoffended_on = today
            case.reoffended_order = self.order
            # "once accepted ... no `look_back`"
            if case.responsible != OUTSIDE:
                self.open("look_back", "aftercare_office", DISTRICT, add_days(today, self.parameters["look_back_days"]))
        elif name == "died":
            self.stop_duties()
            if case.in_care():
                case.stopped_on = today
            self.died_on = today
            self.died_order = self.order
        elif name == "care_ended":
            if not case.term_is_over:
                raise ValueError("care_ended needs a term that is over")
            self.close("end_of_care")
            case.care_ended = True
        elif name == "looked_back":
            # "an act closes those of its own case, `looked_back` any"
            for one in self.cases:
                look_back = one.running("look_back")
                if look_back is not None:
                    look_back.done_on = today

    def play_care_event(self, name: str, event: dict[str, Any]) -> None:
        """All the acts that mostly just close a duty."""
        case, today, parameters = self.case, self.now(), self.parameters
        if name == "priority_alerted":
            self.close("alert_priority")
        elif name == "reception_arranged":
            self.close("reply_reception")
        elif name == "received":
            if event["outcome"] in ("met", "came_alone"):
                self.close("receive")
        elif name == "reported_in":
            self.close("report_in")
            self.close("seek_unreported")
            # "The first `reported_in` counts."
            if case.reported_on is None:
                case.reported_on = today
                self.open_once("explain_aid", "justice_office", self.registered_town_as_owner(), today)
        elif name == "aid_explained":
            self.close("explain_aid")
        elif name == "team_named":
            case.team = list(event["members"])
            case.team_named = True
            if self.team_is_large_enough():
                self.close("name_team")
        elif name == "plan_made":
            case.plan_made = True
            self.close("make_plan")
        elif name == "priority_set":
            case.reasons |= set(event["reasons"])
            self.open_priority_contact()
        elif name == "priority_lifted":
            case.reasons -= set(event["reasons"])
            if not case.reasons:
                # "Lifting the last reason makes the running one `void` unless overdue."
                self.void_unless_overdue("priority_contact")
        elif name == "visited":
            case.visits.append(today)
            # "each `visited` closes the running one and, while the person is priority, opens the next"
            self.close("priority_contact")
            self.open_priority_contact()
        elif name == "reviewed":
            case.reviews.append(today)
        elif name == "contact_lost":
            self.open_for_responsible("search", add_days(today, parameters["search_days"]))
        elif name in ("search_made", "found"):
            self.close("search")
            self.close("seek_unreported")
        elif name != "change_told":
            raise ValueError(f"unknown event {name}")

    # ---- allowance events ----

    def play_allowance_event(self, name: str, event: dict[str, Any]) -> None:
        """The three steps and the payments."""
        case = self.case
        if name == "hardship_certified":
            case.hardship_certified = True
        elif name == "allowance_checked":
            if not case.hardship_certified or case.reported_on is None:
                raise ValueError("allowance_checked needs hardship_certified and reported_in")
            case.allowance_checked = True
        elif name == "allowance_approved":
            if not case.allowance_checked or case.approved_on is not None:
                raise ValueError("allowance_approved needs allowance_checked and comes once")
            case.approved_on = self.now()
            case.approved_order = self.order
        elif name == "allowance_paid":
            month = event["month"]
            if month not in self.payable_months(case):
                raise ValueError("allowance_paid needs a payable month")
            yuan = self.still_to_pay(case, month, self.now())
            if yuan <= 0:
                raise ValueError("allowance_paid: nothing is owed")
            case.payments.setdefault(month, []).append(Payment(self.now(), self.order, yuan))

    def late_months(self, case: Case) -> int:
        """Months late, by the parameter `late_month`."""
        assert case.care_from is not None
        assert case.reported_on is not None
        deadline = add_days(case.care_from, self.parameters["report_in_days"])
        months = 0
        if self.parameters["late_month"] == "completed":
            # "the largest k with deadline + k months <= day of report-in"
            while add_months(deadline, months + 1) <= case.reported_on:
                months += 1
            return months
        # "0 if in time, else the smallest k >= 1 with day of report-in <= deadline + k months"
        while case.reported_on > add_months(deadline, months):
            months += 1
        return months

    def allowance_months(self, case: Case) -> int:
        """ "`months` = 6 - late months, at least 0"."""
        return max(0, self.parameters["allowance_months"] - self.late_months(case))

    def payable_months(self, case: Case) -> list[str]:
        """ "the `months` calendar months that begin with the month of `allowance_approved`"."""
        if case.approved_on is None:
            return []
        first = case.approved_on.replace(day=1)
        return [month_of(add_months(first, number)) for number in range(self.allowance_months(case))]

    def amount(self, month: str, known_on: date) -> int:
        """Monthly amount as known on a day."""
        return standard_in_force(first_day_of_month(month), known_on, self.is_urban())

    @staticmethod
    def paid_in_all(case: Case, month: str) -> int:
        """What was paid for a month."""
        return sum(payment.yuan for payment in case.payments.get(month, []))

    def still_to_pay(self, case: Case, month: str, known_on: date) -> int:
        """What is still to be paid of a month's amount, at least 0."""
        return max(0, self.amount(month, known_on) - self.paid_in_all(case, month))

    def stops_of_month(self, case: Case, month: str) -> list[Stop]:
        """All that stops a payable month, in the order of the events."""
        stops = [
            Stop("dibao", spell.granted_order, spell.granted_on, first_day_of_month(spell.from_month))
            for spell in self.spells
            if month >= spell.from_month and not self.ended_before_approval(spell, case)
        ]
        payments = case.payments.get(month, [])
        # "no month that was not paid before it"
        for reason, day, order in (
            ("reoffence", case.reoffended_on, case.reoffended_order),
            ("death", self.died_on, self.died_order),
        ):
            if day is not None and order is not None and not (payments and payments[0].order < order):
                stops.append(Stop(reason, order, day, day))
        return sorted(stops, key=lambda stop: stop.order)

    @staticmethod
    def ended_before_approval(spell: DibaoSpell, case: Case) -> bool:
        """ "unless that came before the approval with a `last_month` before its month" (Q21: the approval's month)."""
        if spell.ended_order is None or case.approved_order is None or case.approved_on is None:
            return False
        return spell.ended_order < case.approved_order and str(spell.last_month) < month_of(case.approved_on)

    # ---- household events ----

    def play_household_event(self, name: str, event: dict[str, Any]) -> None:
        """Facts and dibao."""
        if name == "facts":
            for key, value in event.items():
                if key not in ("on", "event"):
                    self.fact_events.append((key, value))
        elif name == "dibao_granted":
            if self.spells and self.spells[-1].last_month is None:
                raise ValueError("dibao_granted and dibao_ended take turns")
            self.spells.append(DibaoSpell(self.now(), self.order, event["from_month"]))
            self.fact_events.append(("family_on_dibao", True))
        else:
            if not self.spells or self.spells[-1].last_month is not None:
                raise ValueError("dibao_granted and dibao_ended take turns")
            self.spells[-1].ended_order = self.order
            self.spells[-1].last_month = event["last_month"]
            self.fact_events.append(("dibao ended", event["last_month"]))

    def facts(self, as_of: date) -> dict[str, Any]:
        """Facts known on `as_of`: "later events overrule earlier ones field by field"; None is not known."""
        known: dict[str, Any] = {}
        for key, value in self.fact_events:
            if key == "dibao ended":
                # "`dibao_ended` sets it false once `last_month` is over on `as_of`" (Q24: in the event's place)
                if as_of > last_day_of_month(value):
                    known["family_on_dibao"] = False
            else:
                known[key] = value
        return known


# --------------------------------------------------------------------------------------------------------------------
# A person's duties on as_of
# --------------------------------------------------------------------------------------------------------------------


def one_off_duties(case: Case, as_of: date) -> list[ListedDuty]:
    """List the one-off duties of a case in the order they opened."""
    listed = []
    for duty in case.duties:
        # "institution (area: its name in `admitted`, else null)"
        area = case.institution if duty.owner_kind == "institution" else duty.owner_area
        state = duty.state(as_of)
        listed.append(ListedDuty(duty.name, duty.owner_kind, area, None, duty.opens, duty.due, state, duty.done_on))
    return listed


def periodic_duties(play: PersonPlay, case: Case, as_of: date) -> list[ListedDuty]:
    """Follow-ups and full reviews of a case."""
    if case.care_from is None or case.term_to is None:
        return []
    listed = []
    last_day = min(day for day in (as_of, case.term_to, case.stopped_on) if day is not None)
    for months in (6, 3):
        for period in periods_between(case.care_from, last_day, months):
            duty = periodic_duty(play, case, period, "follow_up" if months == 6 else "full_review", as_of)
            if duty is not None:
                listed.append(duty)
    return listed


def periodic_duty(play: PersonPlay, case: Case, period: Period, name: str, as_of: date) -> ListedDuty | None:
    """The follow-up of a half-year or the full review of a quarter, or None if there is no such duty."""
    assert case.care_from is not None
    assert case.term_to is not None
    opens = max(period.first, case.care_from)
    due = min(period.last, case.term_to)  # "its last day, or the term's"
    if is_stub(play, case, period, opens, due):
        return None
    # "owned by the office that is in charge of it on its due day (or on `as_of`, or the day care stopped, if earlier)"
    deciding_day = min(day for day in (due, as_of, case.stopped_on) if day is not None)
    village = case.village_at_end[deciding_day]
    if village is None:
        return None
    if counts_as_priority(play, case, deciding_day) != (name == "full_review"):
        return None
    acts = case.visits if name == "follow_up" else case.reviews
    state, done_on = periodic_state(acts, opens, due, case.stopped_on, as_of)
    if name == "follow_up":
        return ListedDuty(name, "village", village, period.name, opens, due, state, done_on)
    return ListedDuty(name, "town", town_of(village), period.name, opens, due, state, done_on)


def is_stub(play: PersonPlay, case: Case, period: Period, opens: date, due: date) -> bool:
    """ "a first or last period with fewer days of care makes no periodic duty"; counted to the planned end."""
    assert case.care_from is not None
    assert case.term_to is not None
    is_first_or_last = period.first <= case.care_from or case.term_to <= period.last
    return is_first_or_last and (due - opens).days + 1 < play.parameters["stub_days"]


def counts_as_priority(play: PersonPlay, case: Case, day: date) -> bool:
    """ "priority counts if the person was so `stub_days` days before it too (or on the first day of care...)"."""
    assert case.care_from is not None
    day_before = max(add_days(day, -play.parameters["stub_days"]), case.care_from)
    return case.priority_at_end[day] and case.priority_at_end[day_before]


def allowance_duties(play: PersonPlay, case: Case, as_of: date) -> list[ListedDuty]:
    """The `pay_allowance` duties of a case."""
    listed = []
    for month in play.payable_months(case):
        duty = allowance_duty(play, case, month, as_of)
        if duty is not None:
            listed.append(duty)
    return listed


def allowance_duty(play: PersonPlay, case: Case, month: str, as_of: date) -> ListedDuty | None:
    """The `pay_allowance` of one payable month, or None if it has not opened."""
    assert case.care_from is not None
    assert case.approved_order is not None
    first, last = first_day_of_month(month), last_day_of_month(month)
    opens = max(first, case.care_from)
    if opens > as_of:
        return None
    payments = case.payments.get(month, [])
    stops = play.stops_of_month(case, month)
    done_on = None
    if stops and not (payments and payments[0].order < stops[0].order):
        # "of a month stopped before it was paid: `missed` if the month was over on the day of that event, else void;
        # none if it had not begun or was stopped before approval"
        stop = stops[0]
        if stop.order < case.approved_order or stop.day < first:
            return None
        state = "missed" if last < stop.day else "void"
    elif payments and payments[0].day <= last:
        state, done_on = "done", payments[0].day
    else:
        # "A month paid after its last day stays `missed`, `done_on` null."
        state = "missed" if as_of > last else "open"
    area = play.registered_town_as_owner()
    return ListedDuty("pay_allowance", "civil_affairs", area, month, opens, last, state, done_on)


def person_duties(play: PersonPlay, as_of: date) -> list[dict[str, Any]]:
    """ "`duties` shows those of all cases"."""
    duties: list[ListedDuty] = []
    for case in play.cases:
        duties += one_off_duties(case, as_of)
        duties += periodic_duties(play, case, as_of)
        duties += allowance_duties(play, case, as_of)
    return sorted_output(duties)


# --------------------------------------------------------------------------------------------------------------------
# Allowance
# --------------------------------------------------------------------------------------------------------------------


def allowance_answer(play: PersonPlay, as_of: date) -> dict[str, Any] | None:
    """The allowance of the newest case."""
    case = play.case
    # "Null before `reported_in`. After `corrections_completed`, and for one of known identity registered outside, null"
    if case.reported_on is None or not case.after_release or play.known_and_registered_outside():
        return None
    payments, overpaid = [], []
    stops_of_all: list[Stop] = []
    for month in play.payable_months(case):
        stops = play.stops_of_month(case, month)
        stops_of_all += stops
        paid = play.paid_in_all(case, month)
        state = "stopped" if stops else ("paid" if paid else "due")
        # "0 for months due or stopped"
        owed = play.still_to_pay(case, month, as_of) if state == "paid" else 0
        payments.append({"month": month, "yuan": play.amount(month, as_of), "state": state, "owed": owed})
        if state == "stopped" and paid:
            overpaid.append({"month": month, "yuan": paid})
    return {
        "late_months": play.late_months(case),
        "months": play.allowance_months(case),
        "stopped": earliest_stop(stops_of_all),
        "payments": payments,
        "overpaid": overpaid,
    }


def earliest_stop(stops: list[Stop]) -> dict[str, str] | None:
    """ "of all that stop a payable month the one with the earliest `on` (same day: dibao), else null"."""
    if not stops:
        return None
    first = min(stops, key=lambda stop: (stop.shown_on, stop.reason != "dibao", stop.order))
    return {"on": first.shown_on.isoformat(), "reason": first.reason}


# --------------------------------------------------------------------------------------------------------------------
# Aid
# --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A part of a condition: a fact (with its truth, None if not known), an "and", or an "or"."""

    kind: str  # fact, and, or
    name: str = ""
    truth: bool | None = None
    parts: tuple[Part, ...] = ()

    def value(self) -> bool | None:
        """Kleene's three-valued logic."""
        if self.kind == "fact":
            return self.truth
        values = [part.value() for part in self.parts]
        deciding = self.kind == "or"  # one true part decides an "or", one false part decides an "and"
        if deciding in values:
            return deciding
        return None if None in values else not deciding

    def because(self) -> set[str]:
        """ "of an "or" that holds or an "and" that fails, the parts that make it so; else all parts"."""
        if self.kind == "fact":
            return {self.name}
        deciding = self.kind == "or"
        parts = [part for part in self.parts if part.value() is deciding] if self.value() is deciding else self.parts
        return set().union(*(part.because() for part in parts))


def fact(name: str, truth: bool | None) -> Part:
    """A fact with its truth."""
    return Part("fact", name, truth)


def both(*parts: Part) -> Part:
    """All parts hold."""
    return Part("and", parts=parts)


def either(*parts: Part) -> Part:
    """At least one part holds."""
    return Part("or", parts=parts)


def truth_of(facts: dict[str, Any], name: str) -> Part:
    """A fact that is itself true, false or not known."""
    return fact(name, facts.get(name))


def negation_of(facts: dict[str, Any], name: str) -> Part:
    """ "not" a fact."""
    value = facts.get(name)
    return fact(name, None if value is None else not value)


def age_part(facts: dict[str, Any], as_of: date, years: int, at_least: bool) -> Part:
    """Age at least `years`, or under it; `born` for the age."""
    born = facts.get("born")
    if born is None:
        return fact("born", None)
    has_age = add_years(born, years) <= as_of
    return fact("born", has_age if at_least else not has_age)


def emergency_part(facts: dict[str, Any], kinds: set[str]) -> Part:
    """`emergency` has one of these kinds."""
    emergency = facts.get("emergency")
    return fact("emergency", None if emergency is None else bool(kinds & set(emergency)))


def condition(programme: str, facts: dict[str, Any], as_of: date, standard: int) -> Part:
    """The condition of a programme with the facts put in (a missing or null fact is not known)."""
    family, extreme = truth_of(facts, "family_on_dibao"), truth_of(facts, "extreme_difficulty")
    if programme == "dibao":
        income = facts.get("income_per_head")
        low = fact("income_per_head", None if income is None else income < standard)
        return both(low, truth_of(facts, "assets_within_limits"))
    if programme == "extreme_difficulty":
        child_age = 18 if as_of >= date(2021, 7, 1) else 16  # "from 2021-07-01: < 18"
        supporter = facts.get("supporter")
        return both(
            either(
                age_part(facts, as_of, 60, at_least=True),
                truth_of(facts, "disabled"),
                age_part(facts, as_of, child_age, at_least=False),
            ),
            negation_of(facts, "able_to_work"),
            negation_of(facts, "has_income"),
            fact("supporter", None if supporter is None else supporter in ("none", "unable")),
        )
    if programme == "medical_aid":
        return either(family, extreme, truth_of(facts, "other_hardship_group"))
    if programme == "education_aid":
        return both(truth_of(facts, "in_school"), either(family, extreme))
    if programme == "housing_aid":
        supported = facts.get("supported")
        at_home = fact("supported", None if supported is None else supported == "home")
        return both(either(family, both(extreme, at_home)), truth_of(facts, "housing_difficulty"))
    return either(
        emergency_part(facts, {"fire", "accident", "illness", "other"}),
        both(family, emergency_part(facts, {"expense_jump"})),
    )


PROGRAMMES = {
    "dibao": ["income_per_head", "assets_within_limits"],
    "extreme_difficulty": ["born", "disabled", "able_to_work", "has_income", "supporter"],
    "medical_aid": ["family_on_dibao", "extreme_difficulty", "other_hardship_group"],
    "education_aid": ["in_school", "family_on_dibao", "extreme_difficulty"],
    "housing_aid": ["family_on_dibao", "extreme_difficulty", "supported", "housing_difficulty"],
    "temporary_aid": ["emergency", "family_on_dibao"],
}


def possible_values(name: str, as_of: date) -> list[Any]:
    """Values an unknown fact may turn out to have: enough of them to reach every truth of every part."""
    if name == "born":
        return [as_of, add_years(as_of, -30), add_years(as_of, -70)]
    special: dict[str, list[Any]] = {
        "income_per_head": [0, 1_000_000],
        "supporter": ["none", "unable", "able"],
        "supported": ["home", "institution"],
        "emergency": [[], ["fire"], ["expense_jump"]],
    }
    return special.get(name, [True, False])


def can_change_answer(name: str, programme: str, facts: dict[str, Any], as_of: date, standard: int) -> bool:
    """True if for some values of the other unknown facts the value of this one decides the answer."""
    others = [one for one in PROGRAMMES[programme] if facts.get(one) is None and one != name]
    for values in itertools.product(*(possible_values(one, as_of) for one in others)):
        filled = {**facts, **dict(zip(others, values, strict=True))}
        answers = {
            condition(programme, {**filled, name: value}, as_of, standard).value()
            for value in possible_values(name, as_of)
        }
        if len(answers) > 1:
            return True
    return False


def programme_answer(programme: str, facts: dict[str, Any], as_of: date, standard: int) -> dict[str, Any]:
    """Answer, missing and because of one programme."""
    whole = condition(programme, facts, as_of, standard)
    value = whole.value()
    if value is None:
        unknown = [name for name in PROGRAMMES[programme] if facts.get(name) is None]
        missing = sorted(name for name in unknown if can_change_answer(name, programme, facts, as_of, standard))
        return {"answer": "not_known", "missing": missing, "because": []}
    return {"answer": "may_apply" if value else "no", "missing": [], "because": sorted(whole.because())}


def aid_answer(play: PersonPlay, as_of: date) -> dict[str, Any]:
    """All programmes; "After `died` `aid` is `{}`"."""
    if play.died_on is not None:
        return {}
    facts = {**play.facts(as_of), "born": play.born}
    standard = standard_in_force(as_of, as_of, play.is_urban())
    aid = {}
    for programme in PROGRAMMES:
        on_dibao = programme == "dibao" and any(spell.is_running(as_of) for spell in play.spells)
        recognised = programme == "extreme_difficulty" and facts.get("extreme_difficulty") is True
        if on_dibao or recognised:
            answer: dict[str, Any] = {"answer": "has", "missing": [], "because": []}
        else:
            answer = programme_answer(programme, facts, as_of, standard)
        answer["apply_at"] = "school" if programme == "education_aid" else play.registered_town()
        aid[programme] = answer
    return aid


# --------------------------------------------------------------------------------------------------------------------
# A person's answer
# --------------------------------------------------------------------------------------------------------------------


def stage_of(play: PersonPlay) -> str | None:
    """Stage of the newest case."""
    case = play.case
    if play.died_on is not None:
        return "died"
    if case.reoffended_on is not None:
        return "reoffended"
    if case.care_ended:
        return "ended"
    if case.care_from is not None:
        return "to_be_ended" if case.term_is_over else "in_care"
    return "in_custody" if case.begun else None


def person_answer(play: PersonPlay, as_of: date) -> dict[str, Any]:
    """Everything known of a person on `as_of`."""
    case = play.case
    term = responsible = transfer = None
    if case.care_from is not None and case.term_to is not None and case.responsible_since is not None:
        term = {"from": case.care_from.isoformat(), "to": case.term_to.isoformat()}
        since = case.responsible_since.isoformat()
        responsible = {"kind": "justice_office", "area": case.responsible, "since": since}
    if case.transfer_to is not None and case.transfer_since is not None:
        transfer = {"to": case.transfer_to, "since": case.transfer_since.isoformat()}
    towns = {play.registered_town(), town_of(play.residence) or play.registered_town()}
    return {
        "stage": stage_of(play),
        "term": term,
        "responsible": responsible,
        "open_transfer": transfer,
        "listed_at": sorted(towns),
        "lives_apart": len(towns) == 2,
        "priority": sorted(case.reasons),
        "team_gaps": [role for role in FOUR_IN_ONE if role not in case.team],
        "duties": person_duties(play, as_of),
        "allowance": allowance_answer(play, as_of),
        "aid": aid_answer(play, as_of),
    }


def play_person(head: dict[str, Any], as_of: date, parameters: dict[str, Any], kinds: dict[str, str]) -> PersonPlay:
    """Play a person's events to the end of `as_of`."""
    play = PersonPlay(head, parameters, kinds)
    for event in head.get("events") or []:
        play.play(event)
    play.advance(as_of)
    play.end_day()
    return play


# --------------------------------------------------------------------------------------------------------------------
# Offices
# --------------------------------------------------------------------------------------------------------------------


def first_event_day(scenario: dict[str, Any]) -> date:
    """Day of the first event in the file (of a person or an office); `as_of` if there is none (Q27)."""
    days = [event["on"] for person in (scenario.get("people") or {}).values() for event in person.get("events") or []]
    days += [event["on"] for event in scenario["offices"].get("events") or []]
    return min(days, default=scenario["as_of"])


def listed_towns(offices: dict[str, Any]) -> list[str]:
    """ "towns listed; else those named in the events"."""
    if offices.get("towns") is not None:
        return sorted(set(offices["towns"]))
    return sorted({event["area"] for event in offices.get("events") or [] if event["area"] != DISTRICT})


def office_duties(scenario: dict[str, Any], parameters: dict[str, Any]) -> list[ListedDuty]:
    """The duties of the district and of the listed towns."""
    offices, as_of = scenario["offices"], scenario["as_of"]
    start = offices.get("from") or first_event_day(scenario)

    def series(
        name: str, owner_kind: str, area: str, months: int, event_name: str, needed: int = 1
    ) -> list[ListedDuty]:
        """One periodic office duty, over all its periods."""
        days = [
            event["on"]
            for event in offices.get("events") or []
            if event["event"] == event_name and event["area"] == area
        ]
        duties = []
        for period in periods_between(start, as_of, months):
            acts = sorted(day for day in days if period.first <= day <= period.last)
            # "its second `skill_course`": the act that reaches the number does it
            state, done_on = periodic_state(acts[needed - 1 :], period.first, period.last, None, as_of)
            duties.append(ListedDuty(name, owner_kind, area, period.name, period.first, period.last, state, done_on))
        return duties

    duties = series("joint_meeting_district", "aftercare_office", DISTRICT, 12, "joint_meeting")
    courses = parameters["skill_courses_a_year"]
    if courses > 0:
        duties += series("skill_courses", "hrss", DISTRICT, 12, "skill_course", courses)
    for town in listed_towns(offices):
        duties += series("joint_meeting_town", "town", town, 3, "joint_meeting")
        duties += series("liaison", "justice_office", town, 1, "liaison")
    return duties


def base_gaps(offices: dict[str, Any], parameters: dict[str, Any]) -> list[str]:
    """ "the listed towns with too few bases"."""
    bases = dict.fromkeys(listed_towns(offices), 0)
    for event in offices.get("events") or []:
        if event["event"] in ("base_agreed", "base_ended") and event["area"] in bases:
            bases[event["area"]] += 1 if event["event"] == "base_agreed" else -1
    return [town for town, number in bases.items() if number < parameters["enterprise_bases_per_town"]]


def offices_answer(scenario: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """ "optional; without it no office duties"."""
    if scenario.get("offices") is None:
        return {"duties": [], "base_gaps": []}
    return {
        "duties": sorted_output(office_duties(scenario, parameters)),
        "base_gaps": base_gaps(scenario["offices"], parameters),
    }


def answer(scenario: dict[str, Any], kinds: dict[str, str]) -> dict[str, Any]:
    """Return the contract's output for a valid, parsed scenario."""
    parameters = {**DEFAULT_PARAMETERS, **(scenario.get("parameters") or {})}
    as_of = scenario["as_of"]
    people = {}
    for name, head in (scenario.get("people") or {}).items():
        people[name] = person_answer(play_person(head, as_of, parameters, kinds), as_of)
    return {
        "as_of": as_of.isoformat(),
        "policy": scenario["policy"],
        "people": people,
        "offices": offices_answer(scenario, parameters),
    }
