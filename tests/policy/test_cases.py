"""The cases that a lawyer can read: questions to the rules with the answers that the clauses give, from cases/*.yaml."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from anbang.policy import (
    DEFAULT_PACK,
    DEPARTMENT_DECIDES,
    NEVER,
    NOT_KNOWN,
    RULES,
    Explanation,
    Pack,
    explain,
    load_pack,
)
from tests.policy.scenarios import Yaml12

FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
SAID = {"yes": True, "no": False, "not known": NOT_KNOWN, "the department decides": DEPARTMENT_DECIDES, "never": NEVER}
NEEDED = {"case", "as_of", "facts", "answer"}
OPTIONAL = {"because", "missing", "figures", "pack"}


def groups() -> list[tuple[str, dict[str, Any]]]:
    """Every question of every file with the name of the file."""
    return [
        (file.stem, group) for file in FILES for group in yaml.load(file.read_text(encoding="utf-8"), Loader=Yaml12)
    ]


CASES = [
    pytest.param(group, case, id=f"{file}-{group['rule']}-{place}")
    for file, group in groups()
    for place, case in enumerate(group["cases"], 1)
]


def expected(answer: object) -> object:
    """An answer as the rules give it."""
    return (
        frozenset(answer)
        if isinstance(answer, list)
        else SAID.get(answer, answer)
        if isinstance(answer, str)
        else answer
    )


def pack_of(case: dict[str, Any]) -> Pack:
    """The pack that a case is asked under."""
    named = load_pack(case["pack"]) if "pack" in case else DEFAULT_PACK
    return named.with_figures(case.get("figures", {}))


def explained(group: dict[str, Any], case: dict[str, Any]) -> Explanation:
    """The rule's answer with its reasons."""
    return explain(group["rule"], as_of=case["as_of"], pack=pack_of(case), **case["facts"])


@pytest.mark.parametrize(("group", "case"), CASES)
def test_every_case_is_answered_as_the_clause_says(group, case):
    told = explained(group, case)
    assert told.value == expected(case["answer"])
    assert type(told.value) is type(expected(case["answer"]))
    if "because" in case:
        assert list(told.because) == case["because"]
    if "missing" in case:
        assert [fact.name for fact in told.missing] == case["missing"]


@pytest.mark.parametrize(("file", "group"), groups())
def test_a_file_is_written_as_its_head_says(file, group):
    assert group.keys() == {"clause", "rule", "cases"}
    assert RULES.resolve(group["rule"]).clause == str(group["clause"])
    for case in group["cases"]:
        assert case.keys() >= NEEDED
        assert case.keys() <= NEEDED | OPTIONAL
        assert type(case["as_of"]) is date


def test_there_are_cases_for_every_part_of_the_document():
    parts = {str(group["clause"])[:5] for _, group in groups()}
    assert parts >= {"2.1", "2.3.1", "2.3.2", "2.3.3", "2.3.4", "2.4.1", "2.4.2", "2.4.3", "2.5", "3.3", "3.4", "LAW-6"}
    assert len(CASES) >= 90


def test_control_a_wrong_answer_would_be_noticed():
    group = {"rule": "may_have_medical_aid"}
    asked = {"as_of": date(2016, 6, 1), "facts": {"family_on_dibao": True}}
    assert explained(group, asked).value is expected("yes")
    assert explained(group, asked).value is not expected("no")
    assert expected("not known") is NOT_KNOWN
    assert expected(["b", "a"]) == frozenset("ab")
