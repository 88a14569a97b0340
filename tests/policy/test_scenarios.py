"""The contract's stories come out of the rules exactly as they are told there."""

import csv
from datetime import date
from pathlib import Path

import pytest

from tests.policy.scenarios import STORIES, TOLD_OF, answered, differences, read

DIVISIONS = Path(__file__).parents[2] / "src" / "anbang" / "organisations" / "data" / "divisions.csv"
with DIVISIONS.open(encoding="utf-8", newline="") as opened:
    KINDS = {row["code_statistics"]: row["kind"] for row in csv.DictReader(opened)}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.stem)
def test_a_story_comes_out_as_the_contract_tells_it(story):
    told = read(story.read_text(encoding="utf-8"))
    assert list(differences(told["expect"], answered(told, KINDS))) == []


def told_of_a_plan(figures: dict[str, object]) -> dict:
    return {
        "as_of": date(2016, 1, 20),
        "parameters": figures,
        "people": {"one": {"registered": "500153001001", "events": [{"on": date(2016, 1, 8), "event": "released"}]}},
    }


def test_control_another_figure_or_a_duty_left_out_is_a_difference():
    found = answered(told_of_a_plan({}), KINDS)
    assert list(differences(found, answered(told_of_a_plan({}), KINDS))) == []
    assert list(differences(found, answered(told_of_a_plan({"plan_days": 31}), KINDS)))
    fewer = {**found["people"]["one"], "duties": found["people"]["one"]["duties"][1:]}
    assert list(differences(fewer, found["people"]["one"]))


def test_a_scenario_moves_no_day_to_a_working_day():
    with pytest.raises(ValueError, match="roll_to_workday must be false"):
        answered(told_of_a_plan({"roll_to_workday": True}), KINDS)


def test_only_what_is_named_must_be_there():
    found = answered(told_of_a_plan({}), KINDS)["people"]["one"]
    plan = {"duty": "make_plan", "state": "open"}
    assert list(differences({"duties_include": [plan]}, found)) == []
    assert list(differences({"duties_include": [{**plan, "state": "done"}]}, found))


def test_the_stories_tell_of_many_kinds_of_duties():
    told = [read(story.read_text(encoding="utf-8")) for story in STORIES]
    kinds = {
        duty["duty"]
        for one in told
        for part in (*one["expect"]["people"].values(), one["expect"].get("offices", {}))
        for duty in part.get("duties", [])
    }
    assert len(STORIES) == 6
    assert kinds <= TOLD_OF
    assert len(kinds) >= 15
