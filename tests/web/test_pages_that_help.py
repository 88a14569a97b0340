"""A form opens the clause that it follows from, an empty list says what to do or when it fills, an error is told in words with a number to quote."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from anbang.policy import RULES, clause
from anbang.policy.language.symbols import Conclusion
from anbang.web.steps.facts import ASKED, by_clause
from anbang.web.steps.register import STEPS
from tests.web.texts import SOURCE

TEMPLATES = SOURCE / "web" / "templates"
FORM = re.compile(r"data-guard|<form[^>]*method=\"post\"[^>]*>(?:(?!</form>).)*<c-(?:field|choices|tick)", re.DOTALL)
CLAUSE = re.compile(r"<c-clause|\{% url 'clause'")
EMPTY = re.compile(r"<c-empty[^>]*?(?:/>|>(?P<body>.*?)</c-empty>)", re.DOTALL)
INCLUDED = re.compile(r'\{% include "([^"]+)"')
ERRORS = ("400.html", "403.html", "404.html", "429.html", "500.html", "seal_broken.html")
# Forms that follow from no clause of the policy: what one sets up for oneself, accounts, notices to oneself, the product itself, the document that the clauses are, and where it is only chosen which step to take.
OF_NO_CLAUSE = (
    "account/",
    "accounts/",
    "mfa/",
    "signing/",
    "usersessions/",
    "allauth/",
    "feedback/",
    "policy/official",
    "telling/notice",
    "together/which",
)
Sources = Mapping[str, str]


def sources() -> dict[str, str]:
    """Template → its text."""
    return {
        str(file.relative_to(TEMPLATES)): file.read_text(encoding="utf-8") for file in Path(TEMPLATES).rglob("*.html")
    }


def includers(name: str, found: Sources) -> Iterator[str]:
    """The templates that show it."""
    return (other for other, text in found.items() if name in INCLUDED.findall(text))


def forms_without_a_clause(found: Sources) -> list[str]:
    """Forms beside which, or on whose page, no clause is opened."""
    return sorted(
        name
        for name, text in found.items()
        if FORM.search(text)
        and not name.startswith(OF_NO_CLAUSE)
        and not CLAUSE.search(text)
        and not any(CLAUSE.search(found[other]) for other in includers(name, found))
    )


def silent_empty_states(found: Sources) -> list[str]:
    """Empty states that say no more than that they are empty."""
    return sorted(
        name
        for name, text in found.items()
        for empty in EMPTY.finditer(text)
        if not re.search(r"translate \"[^\"]{6,}|blocktranslate|href|\{\{", empty["body"] or "")
        if name != "components/empty.html"
    )


def errors_without_a_number(found: Sources) -> list[str]:
    """Pages of what went wrong without the number and the way to say so."""
    return [name for name in ERRORS if "parts/number.html" not in INCLUDED.findall(found[name])]


def test_every_form_opens_its_clause():
    assert forms_without_a_clause(sources()) == []
    assert sum(bool(FORM.search(text)) for text in sources().values()) > 25, "the search reached them"


def test_every_step_has_a_clause_that_is_known():
    assert {step.slug for step in STEPS.values() if not clause(step.clause).zh} == set()


def test_a_field_that_another_clause_asks_for_names_one_that_is_known_and_not_the_form_s_own():
    named = [(step, name, asked) for step in STEPS.values() for name, asked in step.form.clauses.items()]
    assert {f"{step.slug}.{name}" for step, name, _asked in named if name not in step.form.base_fields} == set()
    assert {
        f"{step.slug}.{name}" for step, name, asked in named if asked == step.clause or not clause(asked).zh
    } == set()
    assert len(named) > 5


def test_every_fact_of_a_household_stands_under_the_clause_whose_rule_reads_it():
    parts = by_clause()
    assert sorted(fact.name for facts in parts.values() for fact in facts) == sorted(ASKED)
    for asked, facts in parts.items():
        read = {name for rule in RULES.conclusions.values() if rule.clause == asked for name in inputs_of(rule)}
        assert {fact.name for fact in facts} <= read, asked
        assert clause(asked).zh


def inputs_of(rule: Conclusion) -> set[str]:
    return {part.name for part in RULES.inputs_of(rule.body)}


def test_every_empty_state_says_what_to_do():
    assert silent_empty_states(sources()) == []
    assert sum(len(EMPTY.findall(text)) for text in sources().values()) > 25


def test_every_error_has_a_number_and_a_way_to_say_so():
    assert errors_without_a_number(sources()) == []
    told = (TEMPLATES / "parts" / "number.html").read_text(encoding="utf-8")
    assert "{{ number }}" in told
    assert "write_feedback" in told


@pytest.mark.parametrize(
    ("look", "name", "taken"),
    [
        (forms_without_a_clause, "lists/lists.html", CLAUSE),
        (silent_empty_states, "people/mine.html", re.compile(r"(?<=</c-empty>)|\{% translate \"由您的单位.*?%\}")),
        (errors_without_a_number, "404.html", re.compile(r"\{% include \"parts/number.html\" %\}")),
    ],
)
def test_control_what_is_taken_out_is_noticed(look, name: str, taken: re.Pattern[str]):
    found = sources()
    found[name] = taken.sub("", found[name])
    assert name in look(found)
