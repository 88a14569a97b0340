"""What a department decides by rules of its own: it is no missing fact, and no fact takes its place."""

from itertools import product

import pytest

from anbang.policy import NOT_KNOWN, answer, explain
from anbang.policy.language.evaluation import Evaluation
from anbang.policy.language.values import DEPARTMENT_DECIDES, both, choose, either, first_known, open_of, surely
from anbang.policy.language.words import decided_by, when
from tests.policy.crowd import AS_OF
from tests.policy.graphs import DAYS, DEPARTMENT, TRUTHS, asked, printed_value, rule_of

YES, NO, OPEN, THEIRS = True, False, NOT_KNOWN, DEPARTMENT_DECIDES
EVERY = (YES, NO, OPEN, THEIRS)


@pytest.mark.parametrize(
    ("one", "other", "conjunction", "disjunction"),
    [
        (YES, THEIRS, THEIRS, YES),
        (NO, THEIRS, NO, THEIRS),
        (OPEN, THEIRS, OPEN, OPEN),
        (THEIRS, THEIRS, THEIRS, THEIRS),
    ],
)
def test_what_may_still_be_learnt_comes_before_what_a_department_decides(one, other, conjunction, disjunction):
    assert both(one, other) is both(other, one) is conjunction
    assert either(one, other) is either(other, one) is disjunction


def turned(value):
    return value if value in (OPEN, THEIRS) else not value


def test_and_or_and_not_go_together_as_they_do_in_every_logic():
    for one, other, third in product(EVERY, repeat=3):
        assert both(one, both(other, third)) is both(both(one, other), third)
        assert either(one, either(other, third)) is either(either(one, other), third)
        assert turned(both(one, other)) is either(turned(one), turned(other))
        assert both(one, one) is either(one, one) is one


def test_a_department_never_makes_a_yes_or_a_no():
    for value in EVERY:
        assert both(value, THEIRS) in (NO, OPEN, THEIRS)
        assert either(value, THEIRS) in (YES, OPEN, THEIRS)


def test_a_choice_that_a_department_makes_is_theirs_unless_both_branches_agree():
    assert choose(THEIRS, 3, 3) == 3
    assert choose(THEIRS, 3, 4) is THEIRS
    assert choose(THEIRS, OPEN, 4) is THEIRS
    assert choose(OPEN, THEIRS, 4) is OPEN
    assert choose(OPEN, THEIRS, THEIRS) is THEIRS


def test_what_a_department_decides_is_surely_not_known_to_be_so():
    assert [surely(value) for value in EVERY] == [True, False, False, False]
    assert open_of(3, THEIRS, OPEN) is OPEN
    assert open_of(3, THEIRS) is THEIRS
    assert open_of(3) is None
    assert first_known(THEIRS, AS_OF) is THEIRS


@pytest.mark.parametrize(
    ("body", "facts", "value"),
    [
        (TRUTHS[0] & DEPARTMENT, {}, OPEN),
        (TRUTHS[0] & DEPARTMENT, {"truth_0": False}, NO),
        (TRUTHS[0] & DEPARTMENT, {"truth_0": True}, THEIRS),
        (TRUTHS[0] | ~DEPARTMENT, {"truth_0": False}, THEIRS),
        (TRUTHS[0] == DEPARTMENT, {}, OPEN),
        (TRUTHS[0] == DEPARTMENT, {"truth_0": True}, THEIRS),
        (when(DEPARTMENT, DAYS[0], DAYS[0]), {}, OPEN),
        (when(DEPARTMENT, DAYS[0], DAYS[0]), {"day_0": AS_OF}, AS_OF),
        (decided_by("one", "", "") & decided_by("other", "", ""), {}, THEIRS),
    ],
)
def test_the_printed_function_and_the_walk_leave_it_to_the_department(body, facts, value):
    book, rule = rule_of(body)
    assert printed_value(book, rule, asked(facts)) == Evaluation(book, asked(facts)).value(rule) == value


def test_a_fact_that_cannot_turn_a_departments_answer_is_not_asked_for():
    assert answer("may_have_student_grant", as_of=AS_OF) is NOT_KNOWN
    assert [read.name for read in explain("may_have_student_grant", as_of=AS_OF).missing] == ["in_school"]
    settled = explain("may_have_student_grant", as_of=AS_OF, in_school=True)
    assert settled.value is DEPARTMENT_DECIDES
    assert settled.missing == ()
