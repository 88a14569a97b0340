"""The scenarios that come with the product: each says what it shows, and both readings of the policy answer as it expects."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from anbang.policy import DEFAULT_PACK, DutyState
from anbang.policy.event_titles import TITLES
from anbang.scenario.expecting import differences
from anbang.scenario.reading import read_scenarios
from anbang.scenario.values import Scenario
from anbang.scenario.vocabulary import FACTS, OF_A_PERSON, OF_AN_OFFICE
from tests.docs.reading import table_below
from tests.policy.reference import reading as second_reading
from tests.policy.reference.generator import KINDS
from tests.policy.scenarios import TOLD_OF, answered
from tests.policy.scenarios import read as read_plainly

FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
CLAUSE = re.compile(r"[1-9](?:\.[1-9])+(?=-)")
by_name = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def scenario_in(file: Path) -> Scenario:
    reading = read_scenarios([file])
    assert [str(fault) for fault in reading.faults] == []
    (scenario,) = reading.scenarios
    return scenario


def told_in(file: Path) -> dict:
    return read_plainly(file.read_text(encoding="utf-8"))


def duties_expected(scenario: Scenario) -> Iterator[Mapping[str, object]]:
    expect = scenario.expect or {}
    for part in (*expect.get("people", {}).values(), expect.get("offices", {})):
        yield from (*part.get("duties", ()), *part.get("duties_include", ()))


@by_name
def test_the_rules_answer_as_a_scenario_expects(file):
    assert differences(scenario_in(file).expect, answered(told_in(file), KINDS)) == []


@by_name
def test_the_second_reading_answers_as_a_scenario_expects(file):
    assert differences(scenario_in(file).expect, second_reading.answer(told_in(file), KINDS)) == []


@by_name
def test_control_a_story_without_its_events_and_figures_is_not_what_is_expected(file):
    told = told_in(file)
    for part in (*told["people"].values(), told.get("offices") or {}):
        del part.get("events", [])[:]
    told.get("offices", {}).pop("towns", None)
    told.pop("parameters", None)
    assert differences(scenario_in(file).expect, answered(told, KINDS)) != []


def test_a_scenario_begins_with_what_it_shows_and_its_clause_in_both_languages():
    assert len(FILES) >= 40
    for file in FILES:
        clause = CLAUSE.match(file.name)
        assert clause, f"{file.name} begins with its clause"
        zh, en, third = file.read_text(encoding="utf-8").splitlines()[:3]
        assert zh.startswith(f"# {DEFAULT_PACK.citation(clause.group())}"), file.name
        assert en.startswith(f"# {clause.group()}"), file.name
        assert zh.endswith("。"), file.name
        assert en.endswith("."), file.name
        assert not third.startswith("#"), file.name


def test_the_scenarios_tell_of_every_event_and_every_duty():
    read = [scenario_in(file) for file in FILES]
    told = Counter(
        event.name
        for scenario in read
        for part in (*scenario.people.values(), *([scenario.offices] if scenario.offices else []))
        for event in part.events
    )
    assert set(told) == {*OF_A_PERSON, *OF_AN_OFFICE}
    expected = [duty for scenario in read for duty in duties_expected(scenario)]
    assert {duty["duty"] for duty in expected if "duty" in duty} == TOLD_OF
    assert {duty["state"] for duty in expected if "state" in duty} == set(DutyState)


def test_the_table_of_events_is_that_of_the_reader():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = {row[0]: (row[1], row[2]) for row in table_below(text, "What may be told of a person")}
    assert list(rows) == list(OF_A_PERSON)
    for name, (fields, meaning) in rows.items():
        named = set(re.findall(r"[a-z_]+", fields.replace("(may be left out)", "").replace("see below", "")))
        assert named == (set() if OF_A_PERSON[name] is FACTS else set(OF_A_PERSON[name])), name
        assert fields.count("(may be left out)") == sum(
            not field.needed for field in OF_A_PERSON[name].values() if OF_A_PERSON[name] is not FACTS
        )
        assert meaning.startswith(TITLES[name][0]), name
    for word in (*FACTS, *OF_AN_OFFICE):
        assert f"`{word}`" in text


def test_the_example_of_the_readme_can_be_read(tmp_path):
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    (tmp_path / "example.yaml").write_text(text.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    assert scenario_in(tmp_path / "example.yaml").people["zhang"].name == "张三"
