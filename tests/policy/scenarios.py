"""Reads the contract's scenario files and answers them from the rules alone. What is played through the actions must answer the same."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from anbang.policy import (
    DEFAULT_PACK,
    Abode,
    DutyAnswer,
    Happening,
    Home,
    Pack,
    Person,
    Standing,
    answer,
    office_duties,
    standing,
)
from anbang.policy.places import BEYOND

SCENARIOS = Path(__file__).parents[1] / "data" / "scenarios"
STORIES = sorted(SCENARIOS.glob("*.yaml"))
DISTRICT = "500153"
DIVISIONS = Path(__file__).parents[2] / "src" / "anbang" / "organisations" / "data"

# The duties that the contract speaks of. Others, which later work brings to the screens, are no part of its answers.
TOLD_OF = frozenset(
    {
        *("send_registration_form", "verify", "send_release_notice", "reply_reception", "alert_priority", "receive"),
        *("report_in", "explain_aid", "seek_unreported", "name_team", "make_plan", "answer_transfer", "follow_up"),
        *("priority_contact", "full_review", "search", "pay_allowance", "end_of_care", "look_back"),
        *("joint_meeting_district", "joint_meeting_town", "liaison", "skill_courses"),
    }
)
OFFICE_EVENTS = {
    "joint_meeting_district": "joint_meeting",
    "joint_meeting_town": "joint_meeting",
    "liaison": "liaison",
    "skill_courses": "skill_course",
}
OF_A_TOWN = ("joint_meeting_town", "liaison")
OF_THE_DISTRICT = ("joint_meeting_district", "skill_courses")
DISTRICT_OWNERS = frozenset({"justice_bureau", "aftercare_office", "hrss"})


class Yaml12(yaml.SafeLoader):
    """Only true and false are truth values, so that `on` stays a word."""


Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def read(text: str) -> dict[str, Any]:
    """One scenario."""
    return yaml.load(text, Loader=Yaml12)


def abode(place: object, kinds: Mapping[str, str]) -> Abode | None:
    """A place as the file writes it: the code of a village, or somewhere outside."""
    if place is None:
        return None
    if isinstance(place, dict):
        return BEYOND
    code = str(place)
    return Abode(code[:9], code, kinds[code] == "community")


def person_of(head: Mapping[str, Any], kinds: Mapping[str, str]) -> Person:
    """The head of a file."""
    home = Home(
        abode(head.get("registered"), kinds),
        abode(head.get("residence"), kinds),
        head.get("investigated_in"),
        head.get("identity_known", True),
    )
    return Person(home, head.get("born"))


def happenings_of(events: Iterable[Mapping[str, Any]], kinds: Mapping[str, str]) -> Iterator[Happening]:
    """What happened, event by event."""
    for event in events:
        said = {name: value for name, value in event.items() if name not in {"on", "event"}}
        if event["event"] == "moved":
            said["to"] = abode(said["to"], kinds)
        yield Happening(event["on"], event["event"], said)


def answered(story: Mapping[str, Any], kinds: Mapping[str, str], pack: Pack = DEFAULT_PACK) -> dict[str, Any]:
    """What the rules answer to a scenario, written as the contract writes it."""
    as_of: date = story["as_of"]
    figures = story.get("parameters", {})
    if figures.get("roll_to_workday"):
        raise ValueError("A scenario counts as the definition does: roll_to_workday must be false.")
    pack = pack.with_figures(figures)
    people = {
        key: _written(
            standing(
                list(happenings_of(head.get("events", []), kinds)),
                as_of=as_of,
                person=person_of(head, kinds),
                pack=pack,
            )
        )
        for key, head in story["people"].items()
    }
    return {"as_of": as_of.isoformat(), "policy": pack.name, "people": people, "offices": _offices(story, as_of, pack)}


def _written(one: Standing) -> dict[str, Any]:
    return {
        "stage": one.stage,
        "term": one.term and {"from": str(one.term[0]), "to": str(one.term[1])},
        "responsible": one.responsible
        and {"kind": "justice_office", "area": one.responsible.town, "since": str(one.responsible.since)},
        "open_transfer": one.open_transfer and {"to": one.open_transfer.to, "since": str(one.open_transfer.since)},
        "listed_at": list(one.listed_at),
        "lives_apart": one.lives_apart,
        "priority": list(one.priority),
        "team_gaps": list(one.team_gaps),
        "duties": [_duty(duty) for duty in one.duties if duty.duty in TOLD_OF],
        "allowance": one.allowance
        and {
            "late_months": one.allowance.late_months,
            "months": one.allowance.months,
            "stopped": one.allowance.stopped
            and {"on": str(one.allowance.stopped.on), "reason": one.allowance.stopped.reason},
            "payments": [
                {"month": f"{paid.month:%Y-%m}", "yuan": paid.yuan, "state": paid.state, "owed": paid.owed}
                for paid in one.allowance.payments
            ],
            "overpaid": [{"month": f"{paid.month:%Y-%m}", "yuan": paid.yuan} for paid in one.allowance.overpaid],
        },
        "aid": {
            name: {
                "answer": found.answer,
                "missing": sorted(_fact(fact) for fact in found.missing),
                "because": sorted(_fact(fact) for fact in found.because),
                "apply_at": found.apply_at,
            }
            for name, found in one.aid.items()
        },
    }


def _fact(name: str) -> str:
    return "born" if name == "born_on" else name


def _duty(duty: DutyAnswer) -> dict[str, Any]:
    area = DISTRICT if duty.owner_kind in DISTRICT_OWNERS else duty.owner_area
    return {
        "duty": duty.duty,
        "clause": duty.clause,
        "owner": {"kind": duty.owner_kind, "area": area},
        "period": duty.period,
        "opens": str(duty.opens_on),
        "due": str(duty.due_on),
        "state": str(duty.state),
        "done_on": str(duty.met_on) if duty.met_on and duty.state != "missed" else None,
    }


def _offices(story: Mapping[str, Any], as_of: date, pack: Pack) -> dict[str, Any]:
    told = story.get("offices")
    if told is None:
        return {"duties": [], "base_gaps": []}
    events = [event for event in told.get("events", []) if event["on"] <= as_of]
    everything = [*events, *(event for head in story["people"].values() for event in head.get("events", []))]
    since = told.get("from") or min((event["on"] for event in everything), default=as_of)
    towns = told.get("towns") or sorted({event["area"] for event in events} - {DISTRICT})
    found = [
        duty
        for area, names in ((DISTRICT, OF_THE_DISTRICT), *((town, OF_A_TOWN) for town in towns))
        for name in names
        for duty in office_duties(
            name, _days(events, OFFICE_EVENTS[name], area), since=since, as_of=as_of, pack=pack, area=area
        )
    ]
    found.sort(key=lambda duty: (duty.due_on, duty.duty, duty.owner_area, duty.opens_on))
    gaps = [
        town for town in towns if answer("base_lacking", as_of=as_of, pack=pack, enterprise_bases=_bases(events, town))
    ]
    return {"duties": [_duty(duty) for duty in found], "base_gaps": sorted(gaps)}


def _days(events: Iterable[Mapping[str, Any]], kind: str, area: str) -> list[date]:
    return [event["on"] for event in events if event["event"] == kind and event["area"] == area]


def _bases(events: Iterable[Mapping[str, Any]], town: str) -> int:
    signs = {"base_agreed": 1, "base_ended": -1}
    return sum(signs.get(event["event"], 0) for event in events if event["area"] == town)


def differences(expected: object, found: object, where: str = "") -> Iterator[str]:
    """Where an answer is not what a story expects: mappings may leave out keys, lists have every item in order."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key, value in expected.items():
            if key == "duties_include":
                for wanted in value:
                    if not any(not list(differences(wanted, duty)) for duty in found["duties"]):
                        yield f"{where}.duties: {wanted} is missing"
            else:
                yield from differences(value, found.get(key, "nothing"), f"{where}.{key}")
    elif isinstance(expected, list) and isinstance(found, list):
        for place, (one, other) in enumerate(zip(expected, found, strict=False)):
            yield from differences(one, other, f"{where}[{place}]")
        if len(expected) != len(found):
            yield f"{where}: {len(expected)} expected, {len(found)} found: {found[len(expected) :] or expected[len(found) :]}"
    elif expected != found and str(expected) != str(found):
        yield f"{where}: expected {expected!r}, found {found!r}"
