"""Random valid scenarios: `scenarios(seed)` gives one, the same for a seed; `python -m tests.policy.reference.generator SEED` prints it as YAML.

The events are drawn one after another while the reference plays them, so that every event may come where it stands
("What may come when") and so that many of them fall on, just before or just after a due day. Events whose validity the
contract leaves open are not drawn (see docs/policy/contract-readings.md, "not generated").
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml

from tests.policy.reference.reading import (
    DEFAULT_PARAMETERS,
    DISTRICT,
    OUTSIDE,
    PersonPlay,
    add_days,
    add_months,
    add_years,
    last_day_of_month,
    month_of,
    period_of,
    read_kinds,
    town_of,
)

KINDS = read_kinds()
VILLAGES = sorted(code for code in KINDS if len(code) == 12)
TOWNS = sorted(code for code in KINDS if len(code) == 9)
OUTSIDE_PLACES = ["四川省隆昌市", "重庆市永川区", "重庆市大足区"]
INSTITUTIONS = ["荣昌区看守所", "永川监狱", "渝西监狱", "渝都监狱"]
REASONS = [
    "reoffending_tendency",
    "false_name",
    "false_identity",
    "false_address",
    "no_home",
    "no_work",
    "no_kin",
    "national_security",
    "other",
]
MEMBERS = [
    "police_officer",
    "justice_assistant",
    "village_cadre",
    "family_member",
    "social_worker",
    "volunteer",
    "other",
]
EMERGENCIES = ["fire", "accident", "illness", "expense_jump", "other"]
INCOMES = [0, 299.99, 300, 349.5, 350, 409.99, 410, 459.99, 460, 499.5, 500, 546, 580, 620.25, 1200]
SPECIAL_DAYS = [date(2016, 2, 29), date(2017, 4, 1), date(2017, 8, 16), date(2017, 8, 17), date(2017, 8, 18)]

Fields = dict[str, Any]

# How often each event is drawn, by stage; what may not come is left out on the spot.
WEIGHTS: dict[str, dict[str, float]] = {
    "before": {
        "admitted": 7, "form_sent": 2, "form_received": 3, "notice_received": 4, "released": 7,
        "corrections_completed": 4, "verified": 0.4, "priority_set": 1, "priority_lifted": 0.4, "team_named": 0.7,
        "plan_made": 0.7, "moved": 1, "facts": 0.5, "dibao_granted": 0.5, "dibao_ended": 0.4, "change_told": 0.3,
        "priority_alerted": 0.2, "reception_arranged": 0.2, "died": 0.03,
    },
    "in_custody": {
        "admitted": 1.5, "form_sent": 1.5, "form_received": 3, "notice_received": 4, "release_date_changed": 3,
        "released": 5, "verified": 3, "priority_set": 1, "priority_lifted": 1, "team_named": 0.8, "plan_made": 0.8,
        "moved": 1.5, "facts": 0.5, "dibao_granted": 0.5, "dibao_ended": 0.7, "change_told": 0.3,
        "priority_alerted": 3, "reception_arranged": 3, "died": 0.12, "looked_back": 0.5,
    },
    "in_care": {
        "form_sent": 0.2, "form_received": 0.6, "verified": 0.8, "change_told": 0.2, "notice_received": 0.6,
        "priority_alerted": 0.7, "reception_arranged": 0.3, "received": 2.5, "reported_in": 3, "aid_explained": 2,
        "team_named": 2, "plan_made": 1.5, "priority_set": 3, "priority_lifted": 2.5, "moved": 4,
        "transfer_accepted": 5, "transfer_returned": 3, "visited": 7, "reviewed": 4, "contact_lost": 2,
        "search_made": 2.5, "found": 2.5, "facts": 2, "dibao_granted": 0.7, "dibao_ended": 1,
        "hardship_certified": 4, "allowance_checked": 6, "allowance_approved": 7, "allowance_paid": 7,
        "reoffended": 0.35, "looked_back": 0.15, "died": 0.15,
    },
    "to_be_ended": {
        "care_ended": 6, "reoffended": 1, "died": 0.7, "visited": 1, "reviewed": 0.5, "moved": 1, "plan_made": 0.5,
        "team_named": 0.5, "priority_set": 0.5, "priority_lifted": 0.5, "notice_received": 0.3, "form_received": 0.3,
        "verified": 0.5, "received": 0.4, "reported_in": 0.6, "aid_explained": 0.4, "contact_lost": 0.3,
        "search_made": 0.4, "found": 0.3, "facts": 0.4, "dibao_granted": 0.3, "dibao_ended": 0.4,
        "hardship_certified": 0.6, "allowance_checked": 1, "allowance_approved": 1, "allowance_paid": 3,
        "looked_back": 0.2,
    },
    "closed": {
        "looked_back": 2.5, "allowance_paid": 2, "dibao_granted": 0.5, "dibao_ended": 0.7, "facts": 0.5, "moved": 1.5,
        "change_told": 0.3, "died": 0.6, "admitted": 2.5, "released": 2.5, "corrections_completed": 2,
    },
}  # fmt: skip

PROFILES: dict[str, dict[str, float]] = {
    "even": {},
    "transfers": {"moved": 4, "transfer_accepted": 3, "transfer_returned": 3, "contact_lost": 2},
    "priority": {"priority_set": 4, "priority_lifted": 4, "visited": 2, "reviewed": 2, "moved": 1.5},
    "allowance": {
        "hardship_certified": 6, "allowance_checked": 6, "allowance_approved": 6, "allowance_paid": 6, "reported_in": 3,
        "dibao_granted": 3, "dibao_ended": 3, "corrections_completed": 0.1, "released": 3,
    },
    "cases": {"reoffended": 6, "admitted": 2, "released": 2, "looked_back": 2},
    "custody": {
        "release_date_changed": 3, "notice_received": 2, "released": 0.4, "corrections_completed": 0.1,
        "form_received": 2, "verified": 2, "priority_alerted": 2, "reception_arranged": 2,
    },
    "facts": {"facts": 8, "dibao_granted": 4, "dibao_ended": 4},
}  # fmt: skip


class Dumper(yaml.SafeDumper):
    """Writes YAML without anchors, also where the same day comes twice."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never write an alias."""
        return True


def dump(scenario: dict[str, Any]) -> str:
    """Write a scenario as YAML (the word `on` comes out quoted, which says the same)."""
    return yaml.dump(scenario, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=160)


def some(rng: random.Random, values: list[str], least: int, most: int) -> list[str]:
    """Draw several different values."""
    return rng.sample(values, rng.randint(least, min(most, len(values))))


# --------------------------------------------------------------------------------------------------------------------
# What may come when
# --------------------------------------------------------------------------------------------------------------------


def stage_now(play: PersonPlay) -> str:
    """Stage, by which events are drawn."""
    case = play.case
    if play.died_on is not None or case.is_closed():
        return "closed"
    if case.care_from is not None:
        return "to_be_ended" if case.term_is_over else "in_care"
    return "in_custody" if case.begun else "before"


def payable_now(play: PersonPlay) -> list[str]:
    """Months that may be paid now: unpaid and not stopped, or paid, not stopped, and too little."""
    case = play.case
    return [
        month
        for month in play.payable_months(case)
        if not play.stops_of_month(case, month) and play.still_to_pay(case, month, play.now()) > 0
    ]


def may_come(play: PersonPlay, name: str) -> bool:
    """True if the event may come now, by the contract's rules."""
    case, stage = play.case, stage_now(play)
    dead = play.died_on is not None
    open_dibao = bool(play.spells) and play.spells[-1].last_month is None
    has_allowance = case.after_release and not play.known_and_registered_outside()
    if name == "died":
        return not dead
    if name in ("admitted", "released", "corrections_completed"):
        if dead or stage in ("in_care", "to_be_ended"):
            return False
        if name == "admitted":
            return stage == "closed" or not case.admitted
        return name == "released" or stage in ("before", "closed")
    special: dict[str, Callable[[], bool]] = {
        "release_date_changed": lambda: stage == "in_custody",
        "transfer_accepted": lambda: case.transfer_duty is not None,
        "transfer_returned": lambda: case.transfer_duty is not None,
        "care_ended": lambda: stage == "to_be_ended",
        "priority_lifted": lambda: bool(case.reasons),
        "dibao_granted": lambda: not open_dibao,
        "dibao_ended": lambda: open_dibao,
        "looked_back": lambda: case.care_from is not None or len(play.cases) > 1,
        "hardship_certified": lambda: has_allowance,
        "allowance_checked": lambda: has_allowance and case.hardship_certified and case.reported_on is not None,
        "allowance_approved": lambda: has_allowance and case.allowance_checked and case.approved_on is None,
        "allowance_paid": lambda: has_allowance and bool(payable_now(play)),
    }
    return special[name]() if name in special else True


# --------------------------------------------------------------------------------------------------------------------
# Fields of an event
# --------------------------------------------------------------------------------------------------------------------


@dataclass
class Drawer:
    """Draws the events of one person."""

    rng: random.Random
    play: PersonPlay
    weights: dict[str, float]  # factors of the profile
    home_towns: list[str]  # the towns the person moves between

    def village(self) -> str:
        """A village other than the residence, mostly in one of the person's few towns."""
        return self.village_in(self.rng.choice(self.home_towns) if self.rng.random() < 0.85 else DISTRICT)

    def village_in(self, area: str) -> str:
        """A village of a town (or of the district) other than the residence."""
        return self.rng.choice([code for code in VILLAGES if code.startswith(area) and code != self.play.residence])

    def release_day(self, at_least: date) -> date:
        """A release day, often at a month's end."""
        day = add_days(at_least, self.rng.choice([0, 1, 5, 20, 29, 30, 31, 32, 40, 60, 61, 62, 90, 120, 200]))
        if self.rng.random() < 0.4:
            day = last_day_of_month(month_of(day))
        return day

    def move(self) -> Fields:
        """Where to."""
        rng = self.rng
        draw = rng.random()
        if draw < 0.25:
            return {"to": {"outside": rng.choice(OUTSIDE_PLACES)}}
        responsible = self.play.case.responsible
        if draw < 0.4 and responsible not in (None, OUTSIDE):
            return {"to": self.village_in(str(responsible))}
        if draw < 0.55 and self.play.residence not in (None, OUTSIDE):
            return {"to": self.village_in(str(town_of(self.play.residence)))}
        return {"to": self.village()}

    def notice(self) -> Fields:
        """Release notice: the known day, or another."""
        case, rng, today = self.play.case, self.rng, self.play.now()
        known = case.release_on
        day = known if known is not None and rng.random() < 0.65 else self.release_day(today)
        if rng.random() < 0.05:
            day = add_days(today, -rng.randint(1, 10))
        return {"release_on": day, "priority": some(rng, REASONS, 1, 3) if rng.random() < 0.55 else []}

    def admission(self) -> Fields:
        """Admission, with or without a release day."""
        rng = self.rng
        fields: Fields = {
            "institution": rng.choice(INSTITUTIONS),
            "kind": rng.choice(["detention_centre", "detention_centre", "prison"]),
        }
        if rng.random() < 0.8:
            fields["release_on"] = self.release_day(self.play.now())
        return fields

    def facts(self) -> Fields:
        """Some facts, sometimes null."""
        rng = self.rng

        def truth() -> bool:
            return rng.random() < 0.5

        makers: dict[str, Callable[[], Any]] = {
            "income_per_head": lambda: rng.choice(INCOMES),
            "assets_within_limits": truth,
            "disabled": truth,
            "able_to_work": lambda: rng.random() < 0.3,
            "has_income": lambda: rng.random() < 0.3,
            "supporter": lambda: rng.choice(["none", "unable", "able"]),
            "family_on_dibao": truth,
            "extreme_difficulty": lambda: rng.random() < 0.4,
            "other_hardship_group": truth,
            "in_school": truth,
            "housing_difficulty": truth,
            "supported": lambda: rng.choice(["home", "institution"]),
            "emergency": lambda: some(rng, EMERGENCIES, 0, 2) if rng.random() < 0.6 else ["expense_jump"],
        }
        names = some(rng, list(makers), 1, rng.choice([2, 6, 13, 13]))
        return {name: None if rng.random() < 0.12 else makers[name]() for name in names}

    def payment(self) -> Fields:
        """Mostly the first month that may be paid, or one that is owed."""
        months = payable_now(self.play)
        owed = [month for month in months if month in self.play.case.payments]
        if owed and self.rng.random() < 0.5:
            return {"month": self.rng.choice(owed)}
        return {"month": months[0] if self.rng.random() < 0.8 else self.rng.choice(months)}

    def dibao_month(self, least: str | None = None) -> str:
        """A month around today, not before `least`."""
        delta = self.rng.choice([-4, -3, -2, -1, -1, 0, 0, 0, 1, 1, 2, 3])
        month = month_of(add_months(self.play.now().replace(day=1), delta))
        return month if least is None else max(month, least)

    def team(self) -> list[str]:
        """Team members; a role may be there twice."""
        members = some(self.rng, MEMBERS, 1, 5)
        return members + members[:1] if self.rng.random() < 0.15 else members

    def fields(self, name: str) -> Fields:
        """Fields of an event of that name."""
        rng, case = self.rng, self.play.case
        makers: dict[str, Callable[[], Fields]] = {
            "admitted": self.admission,
            "form_sent": lambda: {"channel": rng.choice(["system", "post"])},
            "form_received": lambda: {"channel": rng.choice(["system", "post"])},
            "verified": lambda: {key: rng.choice([True, False, "unknown"]) for key in ("name", "identity", "address")},
            "change_told": lambda: {"by": rng.choice(["institution", "home"]), "what": "家庭变故"},
            "release_date_changed": lambda: {"release_on": self.release_day(self.play.now())},
            "notice_received": self.notice,
            "released": lambda: {"from": rng.choice(["prison", "detention_centre"])},
            "received": lambda: {"outcome": rng.choice(["met", "came_alone", "not_met"])},
            "team_named": lambda: {"members": self.team()},
            "priority_set": lambda: {"reasons": some(rng, REASONS, 1, 2)},
            "priority_lifted": self.lifted,
            "moved": self.move,
            "visited": lambda: {"refused": True} if rng.random() < 0.15 else {},
            "facts": self.facts,
            "dibao_granted": lambda: {"from_month": self.dibao_month()},
            "dibao_ended": lambda: {"last_month": self.dibao_month(self.play.spells[-1].from_month)},
            "allowance_paid": self.payment,
        }
        assert case is not None
        return makers[name]() if name in makers else {}

    def lifted(self) -> Fields:
        """Some or all of the reasons the person has."""
        reasons = sorted(self.play.case.reasons)
        if self.rng.random() < 0.6:
            return {"reasons": reasons}
        return {"reasons": some(self.rng, reasons, 1, len(reasons))}

    # ---- which event, and when ----

    def draw_event(self) -> dict[str, Any] | None:
        """One more event of today, or None if nothing may come."""
        stage, play = stage_now(self.play), self.play
        names = [name for name in WEIGHTS[stage] if may_come(play, name)]
        weights = [self.weight(stage, name) for name in names]
        if not names:
            return None
        name = self.rng.choices(names, weights)[0]
        return {"on": play.now(), "event": name, **self.fields(name)}

    def weight(self, stage: str, name: str) -> float:
        """Weight of an event, more if it answers a running duty, less if it says again what is known."""
        case, today = self.play.case, self.play.now()
        weight = WEIGHTS[stage][name] * self.weights.get(name, 1)
        if name == "released" and case.release_on is not None:
            distance = (case.release_on - today).days
            weight *= 6 if abs(distance) <= 1 else (0.25 if distance > 1 else 2)
        if name == "notice_received" and (case.notice_came or stage == "in_care"):
            weight *= 0.4
        if name == "reported_in" and case.reported_on is not None:
            weight *= 0.05
        if name == "hardship_certified" and case.hardship_certified:
            weight *= 0.05
        if name == "allowance_checked" and case.allowance_checked:
            weight *= 0.05
        if name == "aid_explained":
            weight *= 3 if case.running("explain_aid") is not None else 0.4
        if name == "received":
            weight *= 0.1 if case.running("receive") is None else (5 if today == case.care_from else 1)
        if name == "priority_alerted" and case.running("alert_priority") is None:
            weight *= 0.2
        if name == "reception_arranged" and case.running("reply_reception") is None:
            weight *= 0.2
        if name == "verified" and case.running("verify") is None:
            weight *= 0.3
        if name in ("search_made", "found") and not (case.running("search") or case.running("seek_unreported")):
            weight *= 0.2
        if name == "looked_back":
            weight *= 2 if any(one.running("look_back") for one in self.play.cases) else 0.15
        weight *= self.allowance_factor(name)
        return weight

    def allowance_factor(self, name: str) -> float:
        """Factor that makes the chain of the allowance likely to be gone through, and reports to fall on boundaries."""
        play, case, today = self.play, self.play.case, self.play.now()
        if name == "reported_in" and case.reported_on is None and case.care_from is not None:
            return 8 if today in self.reporting_days() else 1
        if name == "allowance_paid":
            months = payable_now(play)
            running = [month for month in months if month <= month_of(today)]
            return 1 if running else 0.1
        if name == "dibao_granted" and case.reported_on is not None:
            return 0.3 if case.approved_on is None else 1.5
        if name in ("reoffended", "died") and case.approved_on is not None:
            return 2
        return 1

    def reporting_days(self) -> set[date]:
        """The deadline of reporting in and the days on which another month is lost, with the days beside them."""
        assert self.play.case.care_from is not None
        deadline = add_days(self.play.case.care_from, self.play.parameters["report_in_days"])
        return {add_days(add_months(deadline, number), shift) for number in range(8) for shift in (-1, 0, 1)}

    def turning_days(self) -> list[date]:
        """Days on which something opens, falls due or ends; with the days beside them."""
        play, case, today = self.play, self.play.case, self.play.now()
        days = [duty.due for one in play.cases for duty in one.duties if duty.runs()]
        days += [last_day_of_month(month_of(today)), period_of(today, 3).last, period_of(today, 6).last]
        days += SPECIAL_DAYS
        stub_days = play.parameters["stub_days"]
        days += [add_days(period_of(today, months).last, -stub_days) for months in (3, 6)]
        if case.release_on is not None and case.care_from is None:
            months = play.parameters["release_notice_months"]
            days += [case.release_on, case.release_on, add_months(case.release_on, -months)]
        if case.care_from is not None and case.term_to is not None:
            days += [case.term_to, add_days(case.term_to, 16)]
            if case.reported_on is None:
                days += self.reporting_days()
        days = [add_days(day, shift) for day in days for shift in (-1, 0, 0, 1)]
        return sorted(day for day in days if day > today)

    def next_day(self) -> date:
        """The day of the next event."""
        rng, today = self.rng, self.play.now()
        case = self.play.case
        draw = rng.random()
        # what is due on the very day of a release or of a report-in is done on it now and then
        begins_today = today in (case.care_from, case.reported_on)
        if draw < (0.5 if begins_today else 0.25):
            return today
        if draw < 0.60:
            days = self.turning_days()
            if days:
                return days[min(int(rng.expovariate(0.2)), len(days) - 1)]
        if draw < 0.95:
            return add_days(today, rng.randint(1, 12))
        if draw < 0.98 or case.term_to is None:
            return add_days(today, rng.randint(20, 110))
        return max(today, add_days(case.term_to, rng.choice([-3, -1, 0, 1, 2, 10])))


# --------------------------------------------------------------------------------------------------------------------
# People, offices, scenarios
# --------------------------------------------------------------------------------------------------------------------


def draw_parameters(rng: random.Random) -> dict[str, Any]:
    """Sometimes other figures."""
    if rng.random() < 0.5:
        return {}
    choices: dict[str, list[Any]] = {
        "registration_form_months": [0, 2],
        "verification_months": [0, 2],
        "release_notice_months": [0, 2, 3],
        "reception_reply_days": [0, 3, 40],
        "priority_alert_days": [0, 1, 10],
        "report_in_days": [0, 7, 10, 60],
        "care_years_after_release": [0, 1, 1, 2, 3],
        "care_years_after_corrections": [0, 1, 1, 2],
        "team_members_least": [1, 3, 4],
        "team_days": [0, 10, 60],
        "plan_days": [0, 15, 90],
        "priority_contact_months": [2, 3],
        "stub_days": [0, 1, 10, 45, 91, 200],
        "transfer_answer_days": [0, 3, 15],
        "search_days": [0, 3, 30],
        "end_of_care_days": [0, 30],
        "look_back_days": [0, 10, 60],
        "allowance_months": [0, 3, 12],
        "late_month": ["started", "started", "completed"],
        "skill_courses_a_year": [0, 1, 3],
        "enterprise_bases_per_town": [0, 2],
        "roll_to_workday": [False],
    }
    parameters = {name: rng.choice(choices[name]) for name in some(rng, list(choices), 1, 5)}
    if rng.random() < 0.4:
        parameters["late_month"] = "started"
    if rng.random() < 0.5:
        parameters["care_years_after_release"] = rng.choice([0, 1, 1, 1, 2])
    if rng.random() < 0.3:
        parameters["care_years_after_corrections"] = rng.choice([0, 1, 1, 1, 2])
    return parameters


def draw_head(rng: random.Random, home_towns: list[str]) -> dict[str, Any]:
    """A person without events; registered place or residence lies in the district."""

    def village() -> str:
        town = rng.choice(home_towns)
        return rng.choice([code for code in VILLAGES if code.startswith(town)])

    outside = {"outside": rng.choice(OUTSIDE_PLACES)}
    head: dict[str, Any] = {"name": "某人"}
    if rng.random() < 0.7:
        head["sex"] = rng.choice(["male", "female"])
    if rng.random() < 0.85:
        years = rng.choice([1948, 1955, 1956, 1957, 1958, 1959, 1960, 1980, 1999, 2000, 2001, 2002, 2003, 2004])
        head["born"] = date(years, 1, 1) + timedelta(days=rng.randint(0, 364))
        if years in (1956, 1960, 2000, 2004) and rng.random() < 0.3:
            head["born"] = date(years, 2, 29)
    draw = rng.random()
    if draw < 0.62:
        head["registered"] = village()
        if rng.random() < 0.5:
            head["residence"] = outside if rng.random() < 0.2 else village()
        if rng.random() < 0.1:
            head["investigated_in"] = rng.choice(TOWNS)
    elif draw < 0.78:
        head["registered"] = outside
        head["residence"] = village()
    else:
        head["identity_known"] = False
        head["investigated_in"] = rng.choice(home_towns)
        registered = rng.random()
        if registered < 0.5:
            head["residence"] = village()
        elif registered < 0.65:
            head["registered"], head["residence"] = outside, village()
        elif registered < 0.8:
            head["registered"] = village()
        else:
            head["registered"], head["residence"] = village(), rng.choice([outside, village()])
    return head


def draw_person(
    rng: random.Random, parameters: dict[str, Any], span: int, start: date, topped_up: bool
) -> dict[str, Any]:
    """A person with all events; `topped_up`: one whose allowance is likely to meet the standard of August 2017."""
    home_towns = rng.sample(TOWNS, 3)
    head = draw_head(rng, home_towns)
    play = PersonPlay(head, {**DEFAULT_PARAMETERS, **parameters}, KINDS)
    profiles = [*PROFILES, "even", "allowance", "allowance"]
    profile = "allowance" if topped_up else rng.choice(profiles)
    drawer = Drawer(rng, play, PROFILES[profile], home_towns)
    play.advance(start)
    last = add_days(start, span)
    most = rng.choice([12, 30, 50, 70, 100, 130])
    events: list[dict[str, Any]] = []
    while len(events) < most:
        event = drawer.draw_event()
        if event is None or (stage_now(play) == "closed" and rng.random() < 0.08):
            break
        play.play(event)
        events.append(event)
        day = drawer.next_day()
        if day > last:
            break
        play.advance(day)
    head["events"] = events
    head["turning_days"] = sorted(
        {duty.due for case in play.cases for duty in case.duties}
        | {case.term_to for case in play.cases if case.term_to is not None}
        | {event["on"] for event in events}
        | {last_day_of_month(event["last_month"]) for event in events if event["event"] == "dibao_ended"}
        | {period_of(event["on"], months).last for event in events for months in (1, 3, 6)}
    )
    return head


def draw_offices(rng: random.Random, start: date, as_of: date) -> dict[str, Any]:
    """Office events up to `as_of`."""
    towns = rng.sample(TOWNS, rng.randint(1, 4))
    offices: dict[str, Any] = {}
    first = start
    if rng.random() < 0.5:
        offices["from"] = first = min(as_of, add_days(start, rng.randint(-40, 60)))
    if rng.random() < 0.5:
        offices["towns"] = towns
    days = max(0, (as_of - first).days)
    agreed = dict.fromkeys(towns, 0)
    events = []
    for day in sorted(add_days(first, rng.randint(0, days)) for _ in range(rng.randint(0, 25))):
        if rng.random() < 0.15:
            day = min(as_of, last_day_of_month(month_of(day)))
        if events:
            day = max(day, events[-1]["on"])
        town = rng.choice(towns)
        name = rng.choice(["joint_meeting", "joint_meeting", "liaison", "liaison", "skill_course", "base"])
        area = DISTRICT if name == "skill_course" or (name == "joint_meeting" and rng.random() < 0.4) else town
        if name == "base":
            ends = agreed[town] > 0 and rng.random() < 0.5
            agreed[town] += -1 if ends else 1
            name = "base_ended" if ends else "base_agreed"
        events.append({"on": day, "event": name, "area": area})
    offices["events"] = events
    return offices


def draw_as_of(rng: random.Random, people: list[dict[str, Any]], start: date) -> date:
    """The day of the question: on or beside a day on which something turns, or anywhere; often late."""
    last = max((person["events"][-1]["on"] for person in people if person["events"]), default=start)
    days = [day for person in people for day in person["turning_days"] if start <= day <= add_days(last, 400)]
    draw = rng.random()
    if draw < 0.12 and days:
        return max(start, add_days(rng.choice(days), rng.choice([-1, 0, 0, 1])))
    late = [day for day in days if day >= last]
    if draw < 0.75 and late:
        return max(start, add_days(late[min(int(rng.expovariate(0.3)), len(late) - 1)], rng.choice([-1, 0, 0, 1])))
    if draw < 0.9:
        return last
    return add_days(start, rng.randint(0, (last - start).days + 60))


def scenarios(seed: int) -> dict[str, Any]:
    """One valid scenario, always the same for a seed."""
    rng = random.Random(seed)
    parameters = draw_parameters(rng)
    start = date(rng.choice([2015, 2016, 2016, 2016, 2017, 2017, 2018, 2020, 2021]), rng.randint(1, 12), 1)
    if rng.random() < 0.25:
        start = date(2016, rng.choice([7, 8, 9, 10, 11, 12]), 1)
    start = add_days(start, rng.randint(0, 30))
    if rng.random() < 0.15:
        start = rng.choice([date(2016, 2, 29), date(2016, 1, 31), date(2017, 8, 31), date(2019, 12, 31)])
    span = rng.choice([150, 300, 500, 700, 1000, 1500, 2900])
    topped_up = rng.random() < 0.2
    if topped_up:
        start = add_days(date(2016, 11, 1), rng.randint(0, 200))
        span = rng.choice([250, 400, 600])
    people = [draw_person(rng, parameters, span, start, topped_up) for _ in range(rng.choice([1, 1, 1, 2]))]
    as_of = min(draw_as_of(rng, people, start), add_years(start, 9))
    for person in people:
        del person["turning_days"]
        person["events"] = [event for event in person["events"] if event["on"] <= as_of]
    scenario: dict[str, Any] = {"policy": "rongchang-2015-20", "as_of": as_of}
    if parameters:
        scenario["parameters"] = parameters
    scenario["people"] = {f"person{number}": person for number, person in enumerate(people, 1)}
    if rng.random() < 0.35:
        scenario["offices"] = draw_offices(rng, start, as_of)
    return scenario


if __name__ == "__main__":
    pass
