"""A new fact never turns an answer without being cited: among what decided, or among what was missing before."""

from collections.abc import Iterator, Mapping

import pytest

from anbang.policy import DEFAULT_PACK, NEVER, RULES, Value
from anbang.policy.language import evaluation
from anbang.policy.language.evaluation import Circumstances, Evaluation
from anbang.policy.language.explanation import explanation
from anbang.policy.language.facts import known_facts
from anbang.policy.language.symbols import Fact
from tests.policy.crowd import AS_OF, OTHER_READINGS, crowd

PEOPLE = 12


def turned_without_a_word(rule: str, person: Mapping[str, Value], pack) -> Iterator[str]:
    """The facts whose being known turns the answer, and which no explanation names."""
    asked = RULES.resolve(rule)
    read = {one.name: one for one in RULES.inputs_of(asked)}
    known = known_facts(RULES, {name: value for name, value in person.items() if name in read})

    def value_of(facts: Mapping[str, Value]) -> Value:
        return Evaluation(RULES, Circumstances(AS_OF, facts, pack)).value(asked)

    with_all = value_of(known)
    for name in known:
        if isinstance(read[name], Fact):
            without = {other: value for other, value in known.items() if other != name}
            if value_of(without) != with_all:
                before, after = (
                    explanation(RULES, asked, Circumstances(AS_OF, facts, pack)) for facts in (without, known)
                )
                if name not in after.because and name not in {one.name for one in before.missing}:
                    yield name


def turned(rules=tuple(RULES.conclusions), seed: int = 7) -> set[tuple[str, str]]:
    """Rule and fact, over some random people."""
    found = set()
    for pack in (DEFAULT_PACK, OTHER_READINGS):
        people = crowd(seed, PEOPLE, AS_OF, pack)
        for row in range(PEOPLE):
            person = people.person(row)
            found |= {(rule, name) for rule in rules for name in turned_without_a_word(rule, person, pack)}
    return found


@pytest.mark.parametrize("seed", [7, 8])
def test_a_fact_that_turns_an_answer_is_cited(seed):
    assert turned(seed=seed) == set()


def test_control_a_reason_that_is_dropped_is_noticed(monkeypatch):
    never_released = {"notice_received_on": AS_OF, "release_on": NEVER}
    assert list(turned_without_a_word("reception_reply_due", never_released, DEFAULT_PACK)) == []
    monkeypatch.setattr(evaluation.Evaluation, "_knows", lambda self, node: False)
    monkeypatch.setattr("anbang.policy.language.explanation.facts_that_matter", lambda evaluation, node: ())
    assert list(turned_without_a_word("reception_reply_due", never_released, DEFAULT_PACK)) == ["release_on"]


def test_an_answer_that_is_known_stays_without_the_facts_that_did_not_decide_it():
    person = {"income_per_head": 9000, "assets_within_limits": True, "registered_in_community": True}
    told = explanation(RULES, RULES.resolve("may_have_dibao"), Circumstances(AS_OF, person, DEFAULT_PACK))
    assert told.value is False
    assert "assets_within_limits" not in told.because
