"""A scenario file becomes typed values that nobody can change, and the policy reads the same story out of them."""

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from anbang.policy import DEFAULT_PACK, Abode, Happening, Home, Person
from anbang.policy.places import BEYOND
from anbang.scenario.reading import read_scenario, read_scenarios
from anbang.scenario.vocabulary import OF_A_PERSON
from tests.policy.reference.generator import KINDS, dump, scenarios
from tests.policy.scenarios import STORIES, happenings_of, person_of
from tests.scenario.stories import HEAD, RELEASED, faults_of, of, read, with_offices

SEEDS = range(7000, 7150)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.stem)
def test_the_contracts_own_stories_are_read_without_a_fault(story):
    reading = read_scenarios([story])
    assert reading.faults == ()
    assert [scenario.file for scenario in reading.scenarios] == [str(story)]


def test_whatever_the_second_reading_draws_is_read_as_it_was_drawn():
    people = 0
    for seed in SEEDS:
        drawn = scenarios(seed)
        scenario = read(dump(drawn))
        assert scenario.as_of == drawn["as_of"]
        assert dict(scenario.figures) == drawn.get("parameters", {})
        for key, head in drawn["people"].items():
            people += 1
            assert scenario.people[key].person == person_of(head, KINDS)
            assert as_lists(scenario.people[key].story) == as_lists(happenings_of(head["events"], KINDS))
    assert people > 150


def as_lists(story):
    return [
        (one.on, one.event, {name: list(said) if isinstance(said, tuple) else said for name, said in one.details.items()})
        for one in story
    ]  # fmt: skip


def test_a_person_is_read_with_all_that_the_file_says():
    who = (
        "    name: 王五\n    sex: female\n    born: 1990-11-02\n    registered: {outside: 四川省隆昌市}\n"
        '    residence: "500153102003"\n    investigated_in: "500153001"\n    identity_known: false\n'
    )
    wang = read(of("{on: '2016-01-10', event: moved, to: \"500153001001\"}", who=who)).people["zhang"]
    assert (wang.name, wang.sex, wang.born, wang.investigated_in) == ("王五", "female", date(1990, 11, 2), "500153001")
    assert wang.registered is not None
    assert wang.registered.outside == "四川省隆昌市"
    home = Home(BEYOND, Abode("500153102", "500153102003", community=True), "500153001", identity_known=False)
    assert wang.person == Person(home, date(1990, 11, 2))
    assert wang.story == [
        Happening(date(2016, 1, 10), "moved", {"to": Abode("500153001", "500153001001", community=True)})
    ]


def test_what_is_left_out_is_left_out_and_null_says_no_more():
    scenario = read(of(RELEASED) + "parameters:\noffices:\nexpect:\n")
    zhang = scenario.people["zhang"]
    assert (zhang.sex, zhang.born, zhang.residence, zhang.investigated_in, zhang.identity_known) == (
        *(None, None, None, None),
        True,
    )
    assert (scenario.offices, scenario.expect, scenario.pack.digest) == (None, None, DEFAULT_PACK.digest)
    assert read(of()).people["zhang"].events == ()


def test_null_makes_a_fact_unknown_again_and_a_fact_left_out_says_nothing():
    zhang = read(of("{on: 2016-01-10, event: facts, disabled: null, income_per_head: 499.5, emergency: []}"))
    assert dict(zhang.people["zhang"].events[0].fields) == {"disabled": None, "income_per_head": 499.5, "emergency": ()}


def test_figures_are_those_of_the_pack_with_what_the_file_says():
    scenario = read(
        of(RELEASED, head=HEAD + "parameters: {late_month: started, plan_days: 0, roll_to_workday: false}\n")
    )
    on = date(2016, 1, 10)
    assert [scenario.pack.parameter(name, on) for name in ("late_month", "plan_days", "team_days")] == [
        "started",
        0,
        30,
    ]


def test_the_offices_are_read_with_what_they_did():
    told = "{on: 2016-03-20, event: joint_meeting, area: '500153001'}"
    offices = read(with_offices(told, more="  from: 2016-01-01\n  towns: ['500153001', '500153001']\n")).offices
    assert offices is not None
    assert (offices.since, offices.towns) == (date(2016, 1, 1), ("500153001",))
    assert [(event.on, event.name, dict(event.fields), event.position) for event in offices.events] == [
        (date(2016, 3, 20), "joint_meeting", {"area": "500153001"}, 1)
    ]


def test_nothing_of_a_scenario_can_be_changed():
    scenario = read(of(RELEASED, below="expect: {people: {zhang: {priority: [no_home]}}}\n"))
    for mapping in (scenario.people, scenario.figures, scenario.expect, scenario.people["zhang"].events[0].fields):
        with pytest.raises(TypeError):
            mapping["more"] = 1
    assert scenario.expect["people"]["zhang"]["priority"] == ("no_home",)
    with pytest.raises(dataclasses.FrozenInstanceError):
        scenario.people["zhang"].name = "李四"


def test_every_event_of_a_person_is_known_to_the_rules():
    minimal = {name: {"on": date(2016, 1, 10), "event": name} for name in OF_A_PERSON}
    assert len(minimal) == 37
    # The second reading draws each of them.
    drawn = {
        event["event"] for seed in range(60) for head in scenarios(seed)["people"].values() for event in head["events"]
    }
    assert drawn == set(OF_A_PERSON)


def test_one_bad_file_does_not_keep_the_others_from_being_read_and_told(tmp_path: Path):
    texts = {"good.yaml": of(RELEASED), "bad.yaml": of("{on: 2016-01-10, event: released}"), "worse.yaml": "["}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    reading = read_scenarios([tmp_path / name for name in [*texts, "none.yaml"]])
    assert [Path(scenario.file).name for scenario in reading.scenarios] == ["good.yaml"]
    assert [Path(fault.file).name for fault in reading.faults] == ["bad.yaml", "worse.yaml", "none.yaml"]


def test_a_mark_at_the_beginning_of_the_file_is_no_fault(tmp_path: Path):
    (tmp_path / "marked.yaml").write_bytes(b"\xef\xbb\xbf" + of(RELEASED).encode())
    assert read_scenarios([tmp_path / "marked.yaml"]).faults == ()


def test_the_name_of_a_pack_is_read_and_one_that_is_none_is_a_fault():
    assert read_scenario("file", of().replace("rongchang-2015-20", "example-county-2024")).faults == ()
    assert faults_of(of().replace("rongchang-2015-20", "rongchang")) == [
        "policy: There is no pack 'rongchang'; there are example-county-2024, rongchang-2015-20."
    ]
