"""二（四）1: the six programmes of social aid, from the clause: who may apply, who may not, and what is still to be asked."""

from itertools import product

import pytest

from anbang.policy import NOT_KNOWN, answer, explain
from anbang.policy.language.values import DEPARTMENT_DECIDES
from tests.policy.stories import on

TODAY = on("2025-07-01")


def asked(rule: str, day: str = "2025-07-01", **facts: object) -> object:
    return answer(rule, as_of=on(day), **facts)


def missing(rule: str, **facts: object) -> list[str]:
    return [fact.name for fact in explain(rule, as_of=TODAY, **facts).missing]


# 二（四）1（1）


@pytest.mark.parametrize(
    ("day", "urban", "rural"),
    [
        ("2016-01-01", 460, 300),
        ("2017-08-16", 460, 300),
        ("2017-08-17", 500, 350),
        ("2025-06-30", 750, 610),
        ("2025-07-01", 770, 630),
    ],
)
def test_the_standard_is_the_urban_one_in_a_community_and_the_rural_one_in_a_village(day, urban, rural):
    """In 2017 the standard in force from April was announced on 17 August: before that day nobody knew it."""
    assert asked("dibao_standard", day, registered_in_community=True) == urban
    assert asked("dibao_standard", day, registered_in_community=False) == rural
    assert asked("dibao_standard", day) is NOT_KNOWN


@pytest.mark.parametrize(
    ("day", "income", "community", "may"),
    [
        ("2025-07-01", 769, True, True),
        ("2025-07-01", 770, True, False),
        ("2025-07-01", 771, True, False),
        ("2025-07-01", 629, False, True),
        ("2025-07-01", 630, False, False),
        ("2025-06-30", 760, True, False),
        ("2025-07-01", 760, True, True),
        ("2017-08-16", 480, True, False),
        ("2017-08-17", 480, True, True),
    ],
)
def test_income_must_lie_below_the_standard_and_not_on_it(day, income, community, may):
    household = {"income_per_head": income, "registered_in_community": community, "assets_within_limits": True}
    assert asked("may_have_dibao", day, **household) is may


def test_conditions_that_are_not_met_decide_whatever_the_income_is():
    assert asked("may_have_dibao", assets_within_limits=False) is False
    assert asked("may_have_dibao", assets_within_limits=True, registered_in_community=True) is NOT_KNOWN
    assert missing("may_have_dibao", assets_within_limits=True, registered_in_community=True) == ["income_per_head"]
    assert missing("may_have_dibao", income_per_head=100, registered_in_community=True) == ["assets_within_limits"]


# 二（四）1（2）


@pytest.mark.parametrize(
    ("born", "day", "elderly"),
    [
        ("1956-03-01", "2016-02-29", False),
        ("1956-03-01", "2016-03-01", True),
        ("1956-02-29", "2016-02-28", False),
        ("1956-02-29", "2016-02-29", True),
        ("1955-12-31", "2016-01-01", True),
    ],
)
def test_somebody_is_elderly_from_the_sixtieth_birthday_on(born, day, elderly):
    assert asked("elderly", day, born_on=on(born)) is elderly


@pytest.mark.parametrize(
    ("born", "day", "child"),
    [
        ("2000-05-10", "2016-05-09", True),
        ("2000-05-10", "2016-05-10", False),
        ("2000-02-29", "2016-02-28", True),
        ("2000-02-29", "2016-02-29", False),
        ("2004-01-01", "2021-06-30", False),
        ("2004-01-01", "2021-07-01", True),
        ("2004-02-29", "2022-02-27", True),
        ("2004-02-29", "2022-02-28", False),
    ],
)
def test_a_child_is_under_sixteen_and_from_july_2021_on_under_eighteen(born, day, child):
    assert asked("child", day, born_on=on(born)) is child


@pytest.mark.parametrize(
    ("supporter", "without"), [("none", True), ("unable", True), ("able", False), (None, NOT_KNOWN)]
)
def test_nobody_bound_to_support_or_nobody_able_is_the_same(supporter, without):
    assert asked("without_support", supporter=supporter) is without


IN_DIFFICULTY = {
    "born_on": on("1950-01-01"),
    "disabled": False,
    "able_to_work": False,
    "has_income": False,
    "supporter": "none",
}


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({}, True),
        ({"supporter": "unable"}, True),
        ({"born_on": on("1990-01-01"), "disabled": True}, True),
        ({"born_on": on("2010-01-01")}, True),
        ({"born_on": on("1990-01-01")}, False),
        ({"able_to_work": True}, False),
        ({"has_income": True}, False),
        ({"supporter": "able"}, False),
        ({"able_to_work": None}, NOT_KNOWN),
        ({"able_to_work": None, "has_income": True}, False),
        ({"born_on": None, "disabled": True}, True),
        ({"born_on": None}, NOT_KNOWN),
    ],
)
def test_extreme_difficulty_needs_all_four_conditions(change, may):
    assert asked("may_have_extreme_difficulty_support", **{**IN_DIFFICULTY, **change}) is may


def test_only_what_can_still_change_the_answer_is_asked_for():
    programme = "may_have_extreme_difficulty_support"
    assert missing(programme, **{**IN_DIFFICULTY, "born_on": None, "supporter": None}) == ["born_on", "supporter"]
    assert missing(programme, **{**IN_DIFFICULTY, "born_on": None, "disabled": True, "has_income": None}) == [
        "has_income"
    ]


# 二（四）1（3）to（6）: every combination of yes, no and not known, by counting

THREE = (True, False, None)


def by_hand(*, any_of: tuple[object, ...]) -> object:
    """One yes is a yes, only noes are a no, else it is not known."""
    return True if True in any_of else NOT_KNOWN if None in any_of else False


@pytest.mark.parametrize(("dibao", "extreme", "other"), list(product(THREE, repeat=3)))
def test_any_one_of_three_groups_may_apply_for_medical_aid(dibao, extreme, other):
    groups = {"family_on_dibao": dibao, "extreme_difficulty": extreme, "other_hardship_group": other}
    assert asked("may_have_medical_aid", **groups) is by_hand(any_of=(dibao, extreme, other))


@pytest.mark.parametrize(("school", "dibao", "extreme"), list(product(THREE, repeat=3)))
def test_education_aid_needs_school_and_one_of_two_groups(school, dibao, extreme):
    group = by_hand(any_of=(dibao, extreme))
    expected = False if school is False or group is False else group if school else NOT_KNOWN
    facts = {"in_school": school, "family_on_dibao": dibao, "extreme_difficulty": extreme}
    assert asked("may_have_education_aid", **facts) is expected


def test_grants_are_for_the_education_side_to_decide_and_only_in_school():
    assert asked("may_have_student_grant", in_school=False) is False
    assert asked("may_have_student_grant", in_school=True) is DEPARTMENT_DECIDES
    assert asked("may_have_student_grant") is NOT_KNOWN


@pytest.mark.parametrize(
    ("facts", "may"),
    [
        ({"family_on_dibao": True, "housing_difficulty": True}, True),
        ({"family_on_dibao": True, "housing_difficulty": False}, False),
        (
            {
                "family_on_dibao": False,
                "extreme_difficulty": True,
                "supported": "home",
                "housing_difficulty": True,
            },
            True,
        ),
        (
            {
                "family_on_dibao": False,
                "extreme_difficulty": True,
                "supported": "institution",
                "housing_difficulty": True,
            },
            False,
        ),
        ({"family_on_dibao": False, "extreme_difficulty": True, "housing_difficulty": True}, NOT_KNOWN),
        ({"family_on_dibao": False, "extreme_difficulty": False}, False),
        ({"housing_difficulty": False}, False),
        ({"family_on_dibao": True}, NOT_KNOWN),
    ],
)
def test_housing_aid_is_not_for_those_supported_in_an_institution(facts, may):
    assert asked("may_have_housing_aid", **facts) is may


@pytest.mark.parametrize(
    ("emergency", "dibao", "may"),
    [
        (["fire"], None, True),
        (["accident"], False, True),
        (["illness"], False, True),
        (["other"], False, True),
        (["expense_jump"], True, True),
        (["expense_jump"], False, False),
        (["expense_jump"], None, NOT_KNOWN),
        (["expense_jump", "illness"], False, True),
        ([], True, False),
        (None, False, NOT_KNOWN),
    ],
)
def test_a_jump_of_spending_counts_for_dibao_families_only(emergency, dibao, may):
    assert asked("may_have_temporary_aid", emergency=emergency, family_on_dibao=dibao) is may
