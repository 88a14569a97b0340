"""Random lives played through the steps of the product are answered as the rules answer them; and every step is noticed when it writes wrongly."""

import copy
from collections.abc import Collection, Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
import yaml

from anbang.casework.act.models import Act
from anbang.casework.custody.changes import learn_of_change, tell_change
from anbang.casework.custody.models import Teller
from anbang.casework.duty.models import Duty
from anbang.scenario.playing import NotAsRead
from anbang.scenario.vocabulary import OF_A_PERSON
from tests.policy import scenarios as by_rules
from tests.policy.reference.generator import scenarios as drawn
from tests.scenario.test_played import KINDS, played
from tests.support.crew import TODAY, District
from tests.support.proofs import Proof, lengths

NAME = "Lives are played through the product"
DONE = (
    "Random lives of several years are played through the steps that the pages take, in a real database by real roles, and the rows are read as "
    "the answer; the rules answer the same stories by themselves"
)
FIRST = 1_000  # the suite's own sample has the first ones
AFTERWARDS = (0, 1, 10, 40, 100)
# It meets a duty of which the contract says nothing: asked of the rows.
OF_NO_ANSWER = "change_told"
# They change nothing in the answer by themselves: they are the ground on which the next step stands.
FOLLOWED_BY = {"hardship_certified": "allowance_checked", "allowance_checked": "allowance_approved"}


def written(story: dict[str, Any]) -> str:
    return yaml.safe_dump(story, allow_unicode=True, sort_keys=False)


def ruled(story: dict[str, Any]) -> dict[str, Any]:
    return by_rules.answered(by_rules.read(written(story)), KINDS)


def different(story: dict[str, Any]) -> list[str]:
    """Where the product's answer is another than that of the rules."""
    answer, expected = played(written(story)), ruled(story)
    return [*by_rules.differences(expected, answer), *by_rules.differences(answer, expected)]


@lengths(3, 1_000)
def test_the_product_answers_as_the_rules_do(length: int, scratch: str, proof: Proof):
    events = 0
    for done, seed in enumerate(range(FIRST, FIRST + length), 1):
        story = drawn(seed)
        found = different(story)
        assert not found, f"seed {seed}: {found[0]}"
        events += sum(len(head["events"]) for head in story["people"].values())
        proof.progress(done, length, "lives")
    proof.result(f"{length:,} scenarios", f"{events:,} steps taken by the hands whose they are, all answers the same")


@lengths(6, 100)
def test_control_visits_that_are_written_as_something_else_are_noticed(
    length: int, scratch: str, wrongly_written: Any, proof: Proof
):
    wrongly_written("visited")
    noticed = 0
    for seed in range(FIRST, FIRST + length):
        try:
            noticed += bool(different(drawn(seed)))
        except NotAsRead:  # what stands on it may not come either
            noticed += 1
    assert noticed
    proof.control(f"visits written as something else: {noticed:,} of {length:,} scenarios are answered differently")


@cache
def remembered(seed: int) -> dict[str, Any]:
    return drawn(seed)


def beginnings(kind: str) -> Iterator[dict[str, Any]]:
    """Stories that end with an event of a kind, in the first case of somebody, and the day of the question some time later."""
    for seed in range(400):
        story = remembered(seed)
        for key, head in story["people"].items():
            names = [event["event"] for event in head["events"]]
            if kind not in names or (kind != "looked_back" and _ends_before(names[: names.index(kind)])):
                continue
            events = head["events"][: names.index(kind) + 1]
            for later in AFTERWARDS:
                told = {name: value for name, value in story.items() if name in ("policy", "parameters")}
                yield {
                    **told,
                    "as_of": events[-1]["on"] + timedelta(days=later),
                    "people": {key: {**head, "events": events}},
                }


def _ends_before(names: list[str]) -> bool:
    return not {"reoffended", "died", "care_ended"}.isdisjoint(names)


def without_the_last(story: dict[str, Any]) -> dict[str, Any]:
    """The same without its last event."""
    shorter = copy.deepcopy(story)
    for head in shorter["people"].values():
        head["events"].pop()
    return shorter


def telling(kind: str) -> dict[str, Any]:
    """A short story whose answer hangs on its last event, of that kind."""
    for story in beginnings(kind):
        if ruled(story) != ruled(without_the_last(story)):
            return story
    raise AssertionError(f"no story hangs on {kind}")


@pytest.fixture
def wrongly_written(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The acts of a kind are written as something that tells nothing."""

    def break_it(kind: str) -> None:
        save = Act.save

        def wrong(act: Act, **how: Any) -> None:
            if act.kind == kind:
                act.kind = "noted"
            save(act, **how)

        monkeypatch.setattr(Act, "save", wrong)

    return break_it


def some(kinds: Collection[str], every: int) -> list[Any]:
    """All of them by `make prove`; every so many in the suite."""
    return [
        pytest.param(kind, marks=[pytest.mark.proof] if number % every else [])
        for number, kind in enumerate(sorted(kinds))
    ]


@pytest.mark.parametrize("kind", some(set(OF_A_PERSON) - {OF_NO_ANSWER, *FOLLOWED_BY}, every=4))
def test_a_step_that_writes_something_else_changes_the_answer(scratch: str, wrongly_written: Any, kind: str):
    story = telling(kind)
    assert different(story) == []
    wrongly_written(kind)
    assert different(story), f"{kind} was not written, and nobody noticed"


@pytest.mark.parametrize("kind", sorted(FOLLOWED_BY))
def test_a_step_that_writes_something_else_leaves_the_next_without_its_ground(
    scratch: str, wrongly_written: Any, kind: str
):
    story = next(told for told in beginnings(FOLLOWED_BY[kind]))
    assert different(story) == []
    wrongly_written(kind)
    with pytest.raises(NotAsRead, match=FOLLOWED_BY[kind]):
        different(story)


def test_a_change_that_was_told_is_noticed_in_its_duty(scratch: str, wrongly_written: Any):
    """The answer says nothing of it; the row of the duty does."""
    district = District()
    for kind in (OF_NO_ANSWER, "wrongly"):
        if kind == "wrongly":
            wrongly_written(OF_NO_ANSWER)
        case = district.filed()
        learn_of_change(case.pk, what="父亲病故", by=district.assistant(), on=TODAY)
        tell_change(case.pk, told_by=Teller.HOME, what="父亲病故", by=district.assistant(), on=TODAY)
        district.morning(case, on=TODAY)
        met_on = Duty.objects.using("owner").get(case=case, rule="tell_change").met_on
        assert met_on == (TODAY if kind == OF_NO_ANSWER else None)
