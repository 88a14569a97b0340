"""Plays scenarios through the steps that the pages take, in a scratch database, and reads what the product knows on the day."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from anbang.casework.step.opening import settle_again
from anbang.casework.step.policy import judged_by
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from anbang.scenario.answering import answer_of, offices_answer
from anbang.scenario.clearing import clear_the_offices
from anbang.scenario.crew import Crew
from anbang.scenario.office_steps import OfficePlay
from anbang.scenario.places import Gazetteer
from anbang.scenario.steps import PersonPlay
from anbang.scenario.values import Event, Scenario


class NotAsRead(Exception):
    """The product refused an event that the reading of the file let pass. One of the two is wrong; the message names the event."""


def play(scenarios: Sequence[Scenario]) -> Iterator[dict[str, Any]]:
    """Each scenario's answer in the contract's shape, in their order. Raises NotAsRead."""
    crew, places = Crew(), Gazetteer()
    for scenario in scenarios:
        with judged_by(scenario.pack):
            yield _play(scenario, crew, places)


def _play(scenario: Scenario, crew: Crew, places: Gazetteer) -> dict[str, Any]:
    plays = {key: PersonPlay(person, crew, places, scenario.as_of) for key, person in scenario.people.items()}
    for key, one in plays.items():
        for event in one.person.events:
            _take(scenario, key, event, one)
    _a_day_comes(plays, scenario.as_of, crew)
    people = {key: answer_of(one.person_id, places, as_of=scenario.as_of, by=crew) for key, one in plays.items()}
    offices = OfficePlay(scenario, crew, places)
    try:
        offices.play()
        told = offices_answer(offices, places, as_of=scenario.as_of)
    finally:
        with suppress(NotAsRead):
            clear_the_offices()
    return {"as_of": scenario.as_of.isoformat(), "policy": scenario.policy, "people": people, "offices": told}


def _take(scenario: Scenario, key: str, event: Event, one: PersonPlay) -> None:
    try:
        one.take(event)
    except StepRefused as refusal:
        raise NotAsRead(f"{scenario.file}: {key}, event {event.position} ({event.name}): {refusal}") from refusal


def _a_day_comes(plays: dict[str, PersonPlay], as_of: date, crew: Crew) -> None:
    """What the mere date brings until the day of the question: as the morning job does it."""
    by = crew.at(OfficeKind.AFTERCARE_OFFICE, None, as_of)
    with acting(by):
        settle_again((one.person_id for one in plays.values()), by=by)
