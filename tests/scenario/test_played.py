"""Played through the steps of the product, a scenario is answered as the rules answer it and as the contract and our own files expect."""

import csv
import json
import random
from pathlib import Path

import pytest
import yaml

from anbang.scenario.expecting import differences
from anbang.scenario.playing import play
from anbang.scenario.reading import read_scenario, read_scenarios
from tests.policy import scenarios as by_rules
from tests.policy.reference.generator import scenarios as drawn
from tests.support.proofs import Proof, lengths

NAME = "Our scenarios, played"
DONE = (
    "The files of `scenarios/` are played through the steps that the pages take, in one database, and compared with what each expects; a control "
    "leaves out what the files tell."
)
FEW = range(12)
OURS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
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


# Some at once; the rest with the long proofs.
@pytest.mark.parametrize(
    "seed", [pytest.param(seed, marks=pytest.mark.proof if number > 2 else ()) for number, seed in enumerate(FEW)]
)
def test_a_random_life_is_answered_as_the_rules_answer_it(scratch, seed: int):
    text = yaml.safe_dump(drawn(seed), allow_unicode=True, sort_keys=False)
    assert played(text) == ruled(text)


@lengths(6, len(OURS))
def test_our_scenarios_are_answered_as_they_expect(scratch, length: int, proof: Proof):
    """The sample is another one each time: the tests are seeded anew."""
    files = random.sample(OURS, length)
    reading = read_scenarios(files)
    assert not reading.faults
    for number, (file, one, answer) in enumerate(
        zip(files, reading.scenarios, play(reading.scenarios), strict=True), 1
    ):
        assert differences(one.expect, answer) == [], file.name
        proof.progress(number, length, "scenarios")
    proof.result(f"{length} scenarios", "each answered as it expects")


@lengths(2, len(OURS))
def test_control_scenarios_in_which_nothing_happens_would_be_noticed(scratch, length: int, proof: Proof):
    files = random.sample(OURS, length)
    shortened = [shorter(file) for file in files]
    reading = read_scenarios(files)
    assert not reading.faults
    answers = play([read_scenario(file.name, text).scenarios[0] for file, text in zip(files, shortened, strict=True)])
    noticed = [bool(differences(one.expect, answer)) for one, answer in zip(reading.scenarios, answers, strict=True)]
    assert all(noticed), [file.name for file, found in zip(files, noticed, strict=True) if not found]
    proof.control(f"{sum(noticed)} of {length} noticed")


def shorter(file: Path) -> str:
    """Its text without the events of anybody: what may be left out singly differs from file to file."""
    told = by_rules.read(file.read_text(encoding="utf-8"))
    for part in (*told["people"].values(), told.get("offices") or {}):
        del part.get("events", [])[:]
    told.get("offices", {}).pop("towns", None)
    told.pop("parameters", None)
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False)
