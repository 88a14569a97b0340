"""Every duty has a worked example, and stands in its story as the clause says."""

from dataclasses import replace
from pathlib import Path

import pytest

from anbang.policy import DEFAULT_PACK, RULES, DutyState, FaultyFile
from anbang.policy.stories import DutyExample, duty_examples

ALL = [example for found in duty_examples().values() for example in found]


def named(example: DutyExample) -> str:
    return f"{example.duty} on {example.as_of}"


@pytest.mark.parametrize("example", ALL, ids=named)
def test_a_duty_stands_in_its_story_as_the_clause_says(example: DutyExample):
    assert example.found() == example.expected


@pytest.mark.parametrize("what", ["opens_on", "due_on", "state", "met_on"])
def test_an_example_that_says_otherwise_is_noticed(what: str):
    """The control."""
    example = duty_examples()["verify"][1]
    other = DutyState.VOID if what == "state" else example.as_of
    assert example.found() != replace(example.expected, **{what: other})


def test_with_another_figure_the_answer_is_another():
    """The control: the answer is worked out and not copied."""
    example = duty_examples()["name_team"][0]
    assert example.found(DEFAULT_PACK.with_figures({"team_days": 60})).state == DutyState.OPEN


def test_every_duty_has_an_example():
    assert [name for name in RULES.duties if name not in duty_examples()] == []
    assert {example.expected.state for example in ALL} == set(DutyState)


@pytest.mark.parametrize("example", ALL, ids=named)
def test_what_happened_is_told_and_nothing_that_came_later(example: DutyExample):
    told = example.events()
    assert told
    assert all(one.on <= example.as_of for one in told)
    if example.expected.met_on is not None:
        assert example.expected.met_on in {one.on for one in told}, "the act that met it is there"


def test_what_the_duty_does_not_look_at_is_left_out():
    told = [one.happening.event for one in duty_examples()["name_team"][1].events()]
    assert told == ["released", "team_named"]


def test_every_story_is_told_in_both_languages():
    for example in ALL:
        for one in (example.story, *example.story.events):
            assert one.zh.strip() != one.en.strip()
            assert one.en.isascii(), one.en


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[a]\nzh = "甲"\nen = "a"\nasked = [{ duty = "verfy" }]\n', "duty: expected one of name_team, "),
        ('[a]\nzh = "甲"\nen = "a"\nevents = [{ on = 2026-01-01, event = "moved" }]\n', "zh: expected a text"),
        ('[a]\nzh = "甲"\nen = "a"\nplace = 1\n', "found 'place'"),
    ],
)
def test_a_faulty_file_is_told_in_a_sentence(tmp_path: Path, text: str, sentence: str):
    file = tmp_path / "stories.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FaultyFile, match=sentence):
        duty_examples(file)


def test_a_story_without_the_duty_says_so():
    example = replace(duty_examples()["verify"][0], occurrence=7)
    with pytest.raises(LookupError, match="has no verify 7"):
        example.answered()
