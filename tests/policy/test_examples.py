"""Every worked example answers what the clause says, and every rule has one."""

from dataclasses import replace
from pathlib import Path

import pytest

from anbang.policy import RULES, FaultyFile
from anbang.policy.examples import FOLDER, Example, examples

ALL = [example for found in examples().values() for example in found]


@pytest.mark.parametrize("example", ALL, ids=lambda example: f"{example.rule}: {example.en}")
def test_an_example_answers_what_the_clause_says(example: Example):
    assert example.explained().value == example.answer


def test_an_example_with_another_answer_is_noticed():
    """The control."""
    wrong = replace(examples()["months_granted"][0], answer=5)
    assert wrong.explained().value != wrong.answer


def test_every_rule_has_an_example():
    assert [name for name in RULES.conclusions if name not in examples()] == []
    assert len(ALL) > 100


def test_an_example_tells_nothing_that_its_rule_does_not_read():
    unread = {
        example.rule: sorted(set(example.facts) - {one.name for one in RULES.inputs_of(RULES.resolve(example.rule))})
        for example in ALL
    }
    assert {rule: names for rule, names in unread.items() if names} == {}


def test_the_files_are_named_for_the_parts_of_the_rules():
    rules = Path(FOLDER.parent / "rules")
    assert {file.stem for file in FOLDER.glob("*.toml")} - {"stories"} == {file.stem for file in rules.glob("*.py")} - {
        "__init__",
        "reception",
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[months_grantd]]\n", r"No rule is called 'months_grantd'. Did you mean 'months_granted'"),
        ('[[months_granted]]\nzh = "甲"\nen = "a"\non = 2026-11-05\n', "answer: expected what the rule answers"),
        ('[[months_granted]]\nzh = "甲"\nen = "a"\non = 2026-11-05\nanswer = 6\nfact = {}\n', "found 'fact'"),
        ('[[months_granted]]\nzh = "甲"\nen = "a"\non = "x"\nanswer = 6\n', "expected a day"),
    ],
)
def test_a_faulty_file_is_told_in_a_sentence(tmp_path: Path, text: str, sentence: str):
    (tmp_path / "planted.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FaultyFile, match=sentence):
        examples(tmp_path)
