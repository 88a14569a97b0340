"""What is wrong with a file as a whole, its figures, offices or expectation is told once, with what was expected."""

from pathlib import Path

import pytest

from anbang.scenario import markup
from anbang.scenario.reading import read_scenarios
from tests.scenario.stories import HEAD, RELEASED, faults_of, of, with_offices

FILES = {
    "an unknown key": (of() + "office: {}\n", "expected only as_of, expect, offices, parameters, people, policy, found 'office'"),
    "no policy": (of(head="as_of: 2017-03-01\n"), "policy: expected a text of 1 to 1000 signs, found nothing."),
    "no day": (of(head="policy: rongchang-2015-20\n"), "as_of: expected a day such as 2016-01-31, found nothing."),
    "no people": (HEAD, "people: expected people by their keys, found nothing."),
    "a list of people": (HEAD + "people: []\n", "people: expected people by their keys, found []."),
    "a list": ("- 1\n", "expected a mapping of policy, as_of, people and so on, found [1]."),
    "an unknown figure": (
        of(head=HEAD + "parameters: {plan_dayz: 3}\n"),
        "parameters: expected a figure of rongchang-2015-20, found 'plan_dayz' (did you mean 'plan_days'?).",
    ),
    "a figure too large": (
        of(head=HEAD + "parameters: {plan_days: 1001}\n"),
        "parameters: plan_days: expected a whole number from 0 to 1000, found 1001.",
    ),
    "a figure below 0": (
        of(head=HEAD + "parameters: {plan_days: -1}\n"),
        "parameters: plan_days: expected a whole number from 0 to 1000, found -1.",
    ),
    "a figure that is a text": (
        of(head=HEAD + "parameters: {plan_days: '30'}\n"),
        "parameters: plan_days: expected a whole number, found '30'.",
    ),
    "a word that no figure has": (
        of(head=HEAD + "parameters: {late_month: begun}\n"),
        'parameters: late_month: expected one of "completed", "started", found \'begun\'.',
    ),
    "days moved to working days": (
        of(head=HEAD + "parameters: {roll_to_workday: true}\n"),
        "parameters: roll_to_workday: expected false, found true.",
    ),
    "a figure written twice": (
        of(head=HEAD + "parameters: {plan_days: 1, plan_days: 2}\n"),
        "parameters: expected each key once; plan_days stands a second time on line 3.",
    ),
    "offices from a day after the question": (
        with_offices(more="  from: 2017-03-02\n"),
        "offices: from: expected a day not after as_of, 2017-03-01, found 2017-03-02.",
    ),
    "a town that is none": (
        with_offices(more="  towns: ['500153']\n"),
        "offices: towns: expected the code of a town of the district, found '500153'.",
    ),
    "an unknown event of an office": (
        with_offices("{on: 2016-01-01, event: meeting, area: '500153'}"),
        "offices, event 1 (meeting): event: expected the name of an event, found 'meeting' (did you mean 'joint_meeting'?).",
    ),
    "a liaison of the district": (
        with_offices("{on: 2016-01-01, event: liaison, area: '500153'}"),
        "offices, event 1 (liaison): area: expected the code of a town of the district, found '500153'.",
    ),
    "a course of a town": (
        with_offices("{on: 2016-01-01, event: skill_course, area: '500153001'}"),
        "offices, event 1 (skill_course): area: expected the code of the district, 500153, found '500153001'.",
    ),
    "a base ended without an agreement": (
        with_offices(
            "{on: 2016-01-01, event: base_agreed, area: '500153001'}",
            "{on: 2016-01-02, event: base_ended, area: '500153002'}",
        ),
        "offices, event 2 (base_ended): expected an agreement on a base in '500153002' before its end, found none.",
    ),
    "a base ended twice": (
        with_offices(
            "{on: 2016-01-01, event: base_agreed, area: '500153001'}",
            "{on: 2016-01-02, event: base_ended, area: '500153001'}",
            "{on: 2016-01-02, event: base_ended, area: '500153001'}",
        ),
        "offices, event 3 (base_ended): expected an agreement on a base in '500153001' before its end, found none.",
    ),
    "offices in the wrong order": (
        with_offices(
            "{on: 2016-02-01, event: liaison, area: '500153001'}",
            "{on: 2016-01-31, event: liaison, area: '500153001'}",
        ),
        "offices, event 2 (liaison): on: expected a day not before that of the event above it, 2016-02-01, found 2016-01-31.",
    ),
    "an expectation of nobody": (
        of(below="expect: {people: {wang: {}}}\n"),
        "expect.people: expected only people of the file, found 'wang' (did you mean 'zhang'?).",
    ),
    "an expectation of nothing": (
        of(below="expect: {people: {zhang: {stages: ended}}}\n"),
        "expect.people.zhang: expected only stage, term, ",
    ),
    "a list expected to be a mapping": (
        of(below="expect: {people: {zhang: {term: []}}}\n"),
        "expect.people.zhang.term: expected a mapping, found [].",
    ),
    "a text expected to be a list": (
        of(below="expect: {people: {zhang: {duties: none}}}\n"),
        "expect.people.zhang.duties: expected a list, found 'none'.",
    ),
    "a duty with a key that none has": (
        of(below="expect: {offices: {duties_include: [{duty: liaison, dew: 1}]}}\n"),
        "expect.offices.duties_include[1]: expected only duty, clause, ",
    ),
    "a list where a word is expected": (
        of(below="expect: {people: {zhang: {stage: [ended]}}}\n"),
        "expect.people.zhang.stage: expected a plain value, found ['ended'].",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_what_is_wrong_with_a_file_is_told_once(name):
    text, sentence = FILES[name]
    (fault,) = faults_of(text)
    assert fault.startswith(sentence), fault


def sentences(*files: Path) -> list[str]:
    return [fault.sentence for fault in read_scenarios(files).faults]


def test_what_is_no_file_is_told(tmp_path: Path):
    assert (
        sentences(tmp_path / "none.yaml", tmp_path, Path("/dev/zero"))
        == ["expected a file; there is no ordinary file of that name."] * 3
    )


def test_a_file_that_is_no_text_is_told(tmp_path: Path):
    (tmp_path / "gb.yaml").write_bytes("policy: 荣昌".encode("gb18030"))
    assert sentences(tmp_path / "gb.yaml") == ["expected text in UTF-8; byte 9 is none."]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path):
    large = tmp_path / "large.yaml"
    large.write_text("#" * markup.MOST_BYTES + "\n", encoding="utf-8")
    assert sentences(large) == ["expected at most 1000000 bytes."]


def test_a_file_just_small_enough_is_read(tmp_path: Path):
    text = of(RELEASED)
    (tmp_path / "full.yaml").write_text(text + "#" * (markup.MOST_BYTES - len(text.encode())), encoding="utf-8")
    assert sentences(tmp_path / "full.yaml") == []
