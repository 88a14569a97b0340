"""The contract's stories: the duties of custody come out exactly as they are told there."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from anbang.policy import DEFAULT_PACK, DutyAnswer, Happening, Pack, duties

STORIES = sorted((Path(__file__).parents[1] / "data" / "scenarios").glob("*.yaml"))
CUSTODY = {"send_registration_form", "verify", "send_release_notice", "reply_reception", "alert_priority", "receive"}
DISTRICT = "500153"


class Yaml12(yaml.SafeLoader):
    """Only true and false are truth values, so that `on` stays a word."""


Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def read(story: Path) -> dict[str, Any]:
    """One scenario file."""
    return yaml.load(story.read_text(encoding="utf-8"), Loader=Yaml12)


def told(person: dict[str, Any]) -> list[Happening]:
    """What happened to a person."""
    return [
        Happening(
            event["on"], event["event"], {name: said for name, said in event.items() if name not in {"on", "event"}}
        )
        for event in person.get("events", [])
    ]


def town_of(person: dict[str, Any]) -> str:
    """The registered town: of the investigation while the identity is not known, of the residence for one from outside."""
    if not person.get("identity_known", True):
        return person["investigated_in"]
    place = person["registered"]
    return (place if isinstance(place, str) else person["residence"])[:9]


def as_told(duty: DutyAnswer, person: dict[str, Any]) -> dict[str, Any]:
    """A duty as the contract writes it."""
    held_by = [event["institution"] for event in person["events"] if event["event"] == "admitted"]
    areas = {"institution": next(iter(held_by), None), "district": DISTRICT, "registered_town": town_of(person)}
    return {
        "duty": duty.duty,
        "clause": duty.clause,
        "owner": {"kind": duty.owner_kind, "area": areas[duty.owner_place]},
        "period": None,
        "opens": duty.opens_on.isoformat(),
        "due": duty.due_on.isoformat(),
        "state": str(duty.state),
        "done_on": duty.met_on.isoformat() if duty.met_on else None,
    }


def answered(story: dict[str, Any], pack: Pack = DEFAULT_PACK) -> dict[str, list[dict[str, Any]]]:
    """The duties of custody of every person of a story."""
    as_of: date = story["as_of"]
    people: dict[str, dict[str, Any]] = story["people"]
    return {
        key: [as_told(duty, person) for duty in duties(told(person), as_of=as_of, pack=pack)]
        for key, person in people.items()
    }


def expected(story: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The same as the story says."""
    return {
        key: [duty for duty in person["duties"] if duty["duty"] in CUSTODY]
        for key, person in story["expect"]["people"].items()
    }


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.stem)
def test_the_duties_of_custody_come_out_as_the_story_tells_them(story):
    assert answered(read(story)) == expected(read(story))


def test_every_kind_of_duty_of_custody_is_told_of_in_some_story():
    told_of = {duty["duty"] for story in STORIES for duties_ in expected(read(story)).values() for duty in duties_}
    assert len(STORIES) == 6
    assert told_of == CUSTODY


@pytest.mark.parametrize(
    ("figure", "value", "story"),
    [
        ("registration_form_months", 2, "01-simple-release"),
        ("verification_months", 2, "01-simple-release"),
        ("release_notice_months", 2, "01-simple-release"),
        ("reception_reply_days", 8, "01-simple-release"),
        ("priority_alert_days", 4, "04-priority-three-quarters"),
    ],
)
def test_control_with_another_figure_the_story_comes_out_otherwise(figure, value, story):
    told_story = read(next(path for path in STORIES if path.stem == story))
    assert answered(told_story, DEFAULT_PACK.with_figures({figure: value})) != expected(told_story)
