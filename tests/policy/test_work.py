"""二（四）2: work and insurance, from the clause; what it leaves to a department's own rules stays the department's."""

import pytest

from anbang.policy import NOT_KNOWN, RULES, answer, explain
from anbang.policy.language.values import DEPARTMENT_DECIDES
from tests.policy.stories import on

TODAY = on("2016-06-01")
# Everything that could be asked for, so that only the department's decision is open. A rule reads what it needs.
KNOWN = {
    "takes_people_on": True,
    "employment_difficulty": True,
    "able_to_work": True,
    "willing_to_work": True,
    "wants_own_business": True,
    "runs_own_business": True,
    "was_insured": ["pension", "unemployment", "medical"],
}
READY = {name: known for name, known in KNOWN.items() if name in RULES.inputs}


def asked(rule: str, **facts: object) -> object:
    return answer(rule, as_of=TODAY, **facts)


@pytest.mark.parametrize(
    ("able", "willing", "may"),
    [
        (True, True, True),
        (False, True, False),
        (True, False, False),
        (None, False, False),
        (True, None, NOT_KNOWN),
        (None, None, NOT_KNOWN),
    ],
)
def test_employment_services_are_for_those_able_and_willing(able, willing, may):
    assert asked("may_have_employment_services", able_to_work=able, willing_to_work=willing) is may


@pytest.mark.parametrize(
    "rule",
    [
        "may_have_employment_subsidy",
        "may_have_startup_loan_subsidy",
        "employer_may_have_support",
        "may_have_tax_relief",
        "may_have_credit",
        "may_have_unemployment_benefit",
        "may_transfer_medical_insurance",
    ],
)
def test_what_the_text_leaves_to_a_department_is_said_to_be_the_departments(rule):
    assert asked(rule, **READY) is DEPARTMENT_DECIDES
    assert explain(rule, as_of=TODAY, **READY).missing == ()


@pytest.mark.parametrize(
    ("rule", "fact"),
    [
        ("may_have_startup_loan_subsidy", {"wants_own_business": False}),
        ("may_have_tax_relief", {"runs_own_business": False}),
        ("may_have_credit", {"runs_own_business": False}),
        ("may_have_unemployment_benefit", {"was_insured": ["pension"]}),
        ("may_transfer_medical_insurance", {"was_insured": []}),
    ],
)
def test_where_the_texts_own_condition_fails_no_department_is_asked(rule, fact):
    assert asked(rule, **fact) is False
    assert asked(rule) is NOT_KNOWN


@pytest.mark.parametrize("wanted", [True, False, NOT_KNOWN])
def test_who_wants_a_business_is_trained_for_it(wanted):
    assert asked("may_have_startup_training", wants_own_business=wanted) is wanted


@pytest.mark.parametrize("running", [True, False, NOT_KNOWN])
def test_who_works_on_their_own_account_is_advised(running):
    assert asked("may_have_business_advice", runs_own_business=running) is running


@pytest.mark.parametrize(
    ("insured", "pension", "offered"),
    [
        (["pension", "medical"], True, False),
        (["pension"], True, True),
        (["medical"], False, False),
        ([], False, True),
        (None, NOT_KNOWN, NOT_KNOWN),
    ],
)
def test_insurances_joined_before_are_continued_and_those_not_joined_are_offered(insured, pension, offered):
    assert asked("pension_continues", was_insured=insured) is pension
    joined = asked("to_join_medical_insurance", was_insured=insured)
    assert joined in ({offered, DEPARTMENT_DECIDES} if offered is True else {offered})


@pytest.mark.parametrize(
    ("official", "insured", "may"),
    [
        (True, [], True),
        (True, ["pension"], True),
        (True, ["medical"], True),
        (True, ["pension", "medical"], False),
        (False, [], False),
        (False, None, False),
        (True, None, NOT_KNOWN),
        (None, ["pension", "medical"], False),
    ],
)
def test_a_former_public_employee_may_join_what_is_lacking(official, insured, may):
    assert asked("former_official_may_join", former_official=official, was_insured=insured) is may
