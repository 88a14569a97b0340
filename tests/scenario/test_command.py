"""The command answers every file or none: JSON line by line, differences to read, or each fault on the error output."""

import io
import json
import sys
from pathlib import Path

import pytest
import yaml

from anbang.scenario.command import run
from tests.scenario.stories import RELEASED, of

EXPECTING = "expect: {{people: {{zhang: {{stage: {}}}}}}}\n"


def play(scenarios):
    return [{"as_of": str(one.as_of), "people": {key: {"stage": "in_care"} for key in one.people}} for one in scenarios]


def never(scenarios):
    raise AssertionError("nothing is played where anything is wrong")


@pytest.fixture
def files(tmp_path: Path):
    texts = {
        "right.yaml": of(RELEASED, below=EXPECTING.format("in_care")),
        "wrong.yaml": of(RELEASED, below=EXPECTING.format("ended")),
        "silent.yaml": of(RELEASED).replace("zhang", "张"),
        "bad.yaml": of("{on: 2016-01-01, event: visited}", "{on: 2016-01-10, event: released}"),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name.removesuffix(".yaml"): tmp_path / name for name in texts}


def test_json_is_one_document_on_each_line_in_the_order_of_the_files(files, capsys):
    assert run([files["silent"], files["right"]], as_json=True, play=play) == 0
    told = capsys.readouterr()
    assert [json.loads(line)["people"] for line in told.out.splitlines()] == [
        {"张": {"stage": "in_care"}},
        {"zhang": {"stage": "in_care"}},
    ]
    assert "张" in told.out
    assert told.err == ""


def test_with_json_nothing_is_compared(files, capsys):
    assert run([files["wrong"]], as_json=True, play=play) == 0
    assert json.loads(capsys.readouterr().out)


def test_as_expected_is_told_and_is_0(files, capsys):
    assert run([files["right"], files["silent"]], as_json=False, play=play) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == [
        f"{files['right']}: as expected",
        f"{files['silent']}: nothing is expected; what is known on 2017-03-01:",
    ]


def test_where_nothing_is_expected_what_is_known_is_told_as_a_scenario_would_expect_it(files, capsys):
    assert run([files["silent"]], as_json=False, play=play) == 0
    head, *known = capsys.readouterr().out.splitlines()
    expect = yaml.safe_load("\n".join(known))
    assert head.startswith(f"{files['silent']}: nothing is expected")
    assert expect["people"] == {"张": {"stage": "in_care"}}


def test_otherwise_than_expected_is_told_and_is_1(files, capsys):
    assert run([files["wrong"], files["right"]], as_json=False, play=play) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{files['wrong']}: 1 difference",
        '  people.zhang.stage: expected "ended", found "in_care"',
        f"{files['right']}: as expected",
    ]


@pytest.mark.parametrize("as_json", [True, False])
def test_one_bad_file_and_no_answer_is_printed_for_any(files, capsys, as_json):
    assert run([files["right"], files["bad"]], as_json=as_json, play=never) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert [line.removeprefix(f"{files['bad']}: ").split(":")[0] for line in told.err.splitlines()] == [
        "zhang, event 1 (visited)",
        "zhang, event 2 (released)",
    ]


def test_control_the_good_file_alone_is_played(files):
    with pytest.raises(AssertionError, match="nothing is played"):
        run([files["right"]], as_json=True, play=never)


def test_where_playing_breaks_nothing_is_printed(files, capsys):
    def breaks(scenarios):
        yield from play(scenarios[:1])
        raise RuntimeError("half played")

    with pytest.raises(RuntimeError, match="half played"):
        run([files["right"], files["silent"]], as_json=True, play=breaks)
    assert capsys.readouterr().out == ""


def test_an_answer_too_few_is_noticed(files):
    with pytest.raises(ValueError, match="shorter"):
        run([files["right"]], as_json=False, play=lambda scenarios: [])


def test_no_file_is_bad_input(capsys):
    assert run([], as_json=True, play=never) == 2
    assert capsys.readouterr().err == "anbang scenario: expected at least one file.\n"


def test_where_the_output_has_no_chinese_json_is_escaped(files, monkeypatch):
    written = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", written)
    assert run([files["silent"]], as_json=True, play=play) == 0
    written.seek(0)
    assert list(json.loads(written.read())["people"]) == ["张"]
