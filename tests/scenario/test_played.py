"""Played through the steps of the product, a scenario is answered as the rules answer it and as the contract expects."""

import csv
import json
from pathlib import Path

import pytest
import yaml

from anbang.scenario.playing import play
from anbang.scenario.reading import read_scenario
from tests.policy import scenarios as by_rules
from tests.policy.reference.generator import scenarios as drawn

FEW = range(12)
with (by_rules.DIVISIONS / "divisions.csv").open(encoding="utf-8") as divisions:
    KINDS = {row["code_statistics"]: row["kind"] for row in csv.DictReader(divisions)}


def played(text: str) -> dict:
    """The product's answer to one scenario."""
    reading = read_scenario("a file", text)
    assert not reading.faults, [str(fault) for fault in reading.faults]
    (answer,) = play(reading.scenarios)
    return json.loads(json.dumps(answer, default=str))


def ruled(text: str) -> dict:
    """The rules' answer."""
    return json.loads(json.dumps(by_rules.answered(by_rules.read(text), KINDS), default=str))


@pytest.mark.parametrize("file", by_rules.STORIES, ids=lambda file: file.stem)
def test_the_contracts_examples_are_answered_as_they_expect(scratch, file: Path):
    text = file.read_text(encoding="utf-8")
    answer = played(text)
    assert list(by_rules.differences(by_rules.read(text)["expect"], answer)) == []
    assert answer == ruled(text)


@pytest.mark.parametrize("seed", FEW)
def test_a_random_life_is_answered_as_the_rules_answer_it(scratch, seed: int):
    text = yaml.safe_dump(drawn(seed), allow_unicode=True, sort_keys=False)
    assert played(text) == ruled(text)
