"""What may come when, held against the second reading: what it draws is accepted, what it holds to be out of order is refused."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import pytest

from anbang.policy import DEFAULT_PACK, JUDGE, Happening, Pack, Person, order
from anbang.policy.order import OrderFault, faults
from tests.policy.reference.generator import KINDS, WEIGHTS, may_come, scenarios, stage_now
from tests.policy.reference.reading import DEFAULT_PARAMETERS, PersonPlay
from tests.policy.scenarios import happenings_of, person_of

SEEDS = range(4000, 4240)
EVENTS = sorted(set().union(*WEIGHTS.values()))
ALWAYS = frozenset({"moved", "facts", "change_told"})
# What an event says that is out of order for its name alone, on the day on which it is told.
BY_HAND = {
    "admitted": {"institution": "永川监狱", "kind": "prison"},
    "received": {"outcome": "met"},
    "team_named": {"members": ["other"]},
    "priority_set": {"reasons": ["no_home"]},
    "priority_lifted": {"reasons": ["no_home"]},
    "dibao_granted": {"from_month": "2016-05"},
    "dibao_ended": {"last_month": "2040-01"},
    # Years before any approval. Whether a stopped month may be paid, the second reading leaves open.
    "allowance_paid": {"month": "2009-01"},
}


@dataclass(frozen=True)
class Life:
    """Somebody whom the second reading drew: head and events as written there, and as the rules read them."""

    seed: int
    head: dict
    figures: dict
    pack: Pack

    @property
    def person(self) -> Person:
        return person_of(self.head, KINDS)

    @cached_property
    def story(self) -> list[Happening]:
        return list(happenings_of(self.head["events"], KINDS))


def lives(seeds: range = SEEDS) -> Iterator[Life]:
    for seed in seeds:
        drawn = scenarios(seed)
        figures = drawn.get("parameters", {})
        for head in drawn["people"].values():
            yield Life(seed, head, figures, DEFAULT_PACK.with_figures(figures))


def wrongly_refused() -> tuple[list[tuple[int, OrderFault]], int]:
    """Faults found in what may come, and how many events were looked at."""
    found, looked_at = [], 0
    for life in lives():
        story = life.story
        looked_at += len(story)
        found += [(life.seed, fault) for fault in faults(story, life.person, life.pack, judge=JUDGE)]
    return found, looked_at


def out_of_order(play: PersonPlay, name: str) -> bool:
    """What the second reading would not draw. In care and after the term it leaves out what is merely unlikely, elsewhere only
    what may not come.
    """
    stage = stage_now(play)
    return not may_come(play, name) or (stage in {"before", "in_custody", "closed"} and name not in WEIGHTS[stage])


@dataclass(frozen=True)
class Trial:
    """A life up to a place, and behind it all that may not come there: a faulty event is left out, so each is tried alone."""

    life: Life
    place: int
    wrong: tuple[Happening, ...]

    def accepted(self) -> set[str]:
        story = [*self.life.story[: self.place], *self.wrong]
        refused = {fault.position for fault in faults(story, self.life.person, self.life.pack, judge=JUDGE)}
        return {one.event for position, one in enumerate(self.wrong, self.place) if position not in refused}


@cache
def trials() -> list[Trial]:
    found = []
    for life in lives():
        play = PersonPlay(life.head, {**DEFAULT_PARAMETERS, **life.figures}, KINDS)
        for place, event in enumerate(life.head["events"], 1):
            play.play(event)
            said = {"release_on": event["on"], "priority": []}
            names = [name for name in EVENTS if out_of_order(play, name)]
            wrong = tuple(Happening(event["on"], name, BY_HAND.get(name, said)) for name in names)
            found.append(Trial(life, place, wrong))
    return found


def not_refused(every: int = 1) -> set[str]:
    """Events that were accepted where they may not come; of the trials, every so many are made."""
    return set().union(*(trial.accepted() for trial in trials()[::every]))


def test_whatever_the_second_reading_draws_may_come():
    found, looked_at = wrongly_refused()
    assert looked_at > 5000
    assert found == []


def test_whatever_the_second_reading_holds_to_be_out_of_order_may_not_come():
    tried = Counter(wrong.event for trial in trials() for wrong in trial.wrong)
    # What may come at any time but after the end is out of order seldom; the rest of what is tried is tried often.
    assert min(tried[name] for name in EVENTS if name not in ALWAYS) > 100
    assert not_refused() == set()


@pytest.mark.parametrize(
    "guard",
    [
        pytest.param(guard, marks=pytest.mark.proof if number > 2 else ())
        for number, guard in enumerate(sorted(set(order.SPECIAL) & set(EVENTS) - {"dibao_ended"}))
    ],
)
def test_control_without_its_guard_an_event_out_of_order_gets_in(monkeypatch, guard):
    monkeypatch.setitem(order.SPECIAL, guard, lambda so_far, happening: None)
    assert guard in not_refused(every=3)


def test_control_a_guard_too_strict_is_noticed(monkeypatch):
    monkeypatch.setattr(order, "AFTER_THE_END", order.AFTER_THE_END - {"moved"})
    assert any(fault.en.startswith("Change of residence on ") for _, fault in wrongly_refused()[0])


def test_control_that_care_must_have_begun_is_noticed_to_be_left_out(monkeypatch):
    monkeypatch.setattr(order, "ONLY_IN_CARE", frozenset())
    assert {"contact_lost", "found", "reoffended"} <= not_refused(every=3)
