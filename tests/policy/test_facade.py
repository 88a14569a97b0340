"""What callers use: answers, facts taken and refused, duties with everything they were judged by."""

import ast
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import anbang.policy
from anbang.policy import (
    DEFAULT_PACK,
    NEVER,
    NOT_KNOWN,
    RULES,
    UnknownName,
    answer,
    duties,
    duty_definition,
    table,
)
from anbang.policy.language.facts import WrongFact
from tests.policy.stories import DETENTION, admitted, notice, on, told

PACKAGE = Path(anbang.policy.__file__).parent
TODAY = date(2026, 11, 5)


def test_a_fact_left_out_is_the_same_as_none_or_not_known():
    for facts in ({}, {"release_on": None}, {"release_on": NOT_KNOWN}):
        assert answer("notice_late", as_of=TODAY, **facts) is NOT_KNOWN


def test_an_event_left_out_has_not_happened():
    assert answer("care_begins", as_of=TODAY) == answer("care_begins", as_of=TODAY, released_on=None) == NEVER


def test_the_due_day_of_a_form_just_typed_in_can_be_asked_for():
    assert answer("verification_due", as_of=TODAY, form_received_on=date(2026, 10, 31)) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"release_on": "2026-12-04"}, "release_on must be a day, not '2026-12-04'"),
        ({"release_on": datetime(2026, 12, 4, tzinfo=UTC)}, "release_on must be a day"),
        ({"released_on": 3}, "released_on must be a day, not 3"),
        ({"sentence_months": True}, "sentence_months must be a number, not True"),
        ({"institution_kind": "camp"}, "institution_kind must be out of prison, detention_centre, not 'camp'"),
        ({"priority_reasons": "no_home"}, "priority_reasons must be a list of words, not 'no_home'"),
        ({"priority_reasons": ["poor"]}, "priority_reasons must be out of .*, not 'poor'"),
    ],
)
def test_a_fact_of_the_wrong_kind_is_refused(facts, sentence):
    with pytest.raises(WrongFact, match=sentence):
        answer("notice_late", as_of=TODAY, **facts)


def test_a_misspelt_fact_or_rule_is_refused_with_the_nearest():
    with pytest.raises(UnknownName, match=r"No rule reads 'relase_on'. Did you mean 'release_on'"):
        answer("notice_late", as_of=TODAY, relase_on=TODAY)
    with pytest.raises(UnknownName, match=r"No rule is called 'notice_lat'. Did you mean 'notice_late'"):
        answer("notice_lat", as_of=TODAY)
    with pytest.raises(UnknownName, match=r"No duty is called 'verfy'. Did you mean 'verify'"):
        duty_definition("verfy")


def test_a_duty_carries_the_facts_and_figures_it_was_judged_by_and_the_version_of_both():
    (duty,) = duties([told("2015-10-23", "form_received")], as_of=on("2015-10-23"))
    assert duty.inputs == {"form_received_on": on("2015-10-23")}
    assert duty.parameters == {"verification_months": 1}
    assert duty.version == f"{RULES.digest[:16]}-{DEFAULT_PACK.digest[:16]}"
    assert (duty_definition(duty.duty).zh, duty_definition(duty.duty).en) == (
        "核查身份和家庭情况并反馈监所",
        "verify identity and family and answer the institution",
    )


def test_the_digest_of_a_duty_changes_with_what_it_was_judged_by_and_not_with_its_state():
    story = [told("2015-10-23", "form_received")]
    (running,) = duties(story, as_of=on("2015-10-23"))
    (done,) = duties([*story, told("2015-10-25", "verified")], as_of=on("2016-10-23"))
    assert running.digest == done.digest
    assert replace(running, inputs={"form_received_on": on("2015-10-24")}).digest != running.digest
    assert replace(running, parameters={"verification_months": 2}).digest != running.digest
    assert replace(running, version="another").digest != running.digest


def test_duties_come_by_due_day_and_count_their_occurrences():
    story = [admitted("2015-10-08", "2016-05-20", to=DETENTION), notice("2016-02-01", "2016-05-20", "no_home")]
    story += [told("2016-02-02", "release_date_changed", release_on="2016-02-03")]
    found = duties(story, as_of=on("2016-02-02"))
    assert [duty.due_on for duty in found] == sorted(duty.due_on for duty in found)
    replies = [duty for duty in found if duty.duty == "reply_reception"]
    assert sorted((duty.occurrence, str(duty.counted_from), str(duty.opens_on)) for duty in replies) == [
        (0, "2016-02-01", "2016-02-01"),
        (1, "2016-02-01", "2016-02-02"),
    ]


def test_the_table_names_clause_rule_and_inputs_in_the_order_of_the_document():
    rows = table()
    row = next(row for row in rows if row.name == "verify")
    assert (row.clause, row.kind, row.parameters) == ("2.3.1", "duty", ("verification_months", *row.parameters[1:]))
    assert {"form_received_on", "verified_on", "died_on"} <= set(row.inputs)
    assert [row.clause for row in rows] == sorted(
        (row.clause for row in rows), key=lambda one: (one.startswith("LAW"), one)
    )
    assert all(row.zh and row.en for row in rows)


def test_an_event_knows_which_duties_it_may_touch():
    assert "verify" in RULES.touched_by["form_received_on"]
    assert "receive" not in RULES.touched_by["form_received_on"]
    assert {"receive", "reply_reception", "alert_priority", "send_release_notice"} <= set(
        RULES.touched_by["release_on"]
    )


# How the rules are written


def functions_with_a_rule(text: str) -> list[ast.FunctionDef]:
    """The functions of a module that are rules."""
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef) and node.decorator_list]


def is_one_expression(function: ast.FunctionDef) -> bool:
    """Whether a function does nothing but return."""
    return len(function.body) == 1 and isinstance(function.body[0], ast.Return)


MODULES = sorted((PACKAGE / "rules").glob("[a-z]*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_rule_is_one_expression_and_nothing_else(module):
    assert all(map(is_one_expression, functions_with_a_rule(module.read_text(encoding="utf-8"))))


def test_control_a_rule_with_a_second_statement_is_noticed():
    (function,) = functions_with_a_rule("@rule('1.1')\ndef late():\n    limit = 30\n    return released_on + limit\n")
    assert not is_one_expression(function)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_rules_import_only_the_language_and_the_vocabulary(module):
    imported = [
        node.module
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    ]
    assert all(name.startswith(("anbang.policy.language.", "anbang.policy.vocabulary")) for name in imported)


def test_every_module_of_rules_is_loaded():
    defined = {
        function.name for module in MODULES for function in functions_with_a_rule(module.read_text(encoding="utf-8"))
    }
    assert defined == set(RULES.conclusions)


def test_no_clock_is_read_anywhere_in_the_package():
    assert not [path for path in PACKAGE.rglob("*.py") if "today(" in path.read_text() or "now(" in path.read_text()]
