"""二（一）, 二（二）, 二（四）3: helpers and teams, key periods, and the bases."""

import pytest

from anbang.policy import DEFAULT_PACK, DEPARTMENT_DECIDES, NEVER, NOT_KNOWN, answer
from tests.policy.stories import on

TODAY = on("2016-06-01")
FOUR = {"police_officer", "justice_assistant", "village_cadre", "family_member"}


@pytest.mark.parametrize(("members", "enough"), [(0, False), (1, False), (2, True), (3, True), (None, NOT_KNOWN)])
def test_two_helpers_are_enough_and_one_is_not(members, enough):
    assert answer("team_large_enough", as_of=TODAY, team_members=members) is enough


def test_a_pack_may_want_more_helpers():
    three = DEFAULT_PACK.with_figures({"team_members_least": 3})
    assert answer("team_large_enough", as_of=TODAY, pack=three, team_members=2) is False


@pytest.mark.parametrize(
    ("roles", "gaps"),
    [
        (FOUR, set()),
        ({*FOUR, "volunteer"}, set()),
        (FOUR - {"family_member"}, {"family_member"}),
        ({"volunteer", "social_worker"}, FOUR),
        (set(), FOUR),
    ],
)
def test_the_roles_of_four_in_one_that_nobody_holds_are_named(roles, gaps):
    assert answer("team_gaps", as_of=TODAY, team_roles=roles) == gaps


def test_of_a_team_that_is_not_known_no_gap_is_told():
    assert answer("team_gaps", as_of=TODAY) is NOT_KNOWN


@pytest.mark.parametrize(("began", "due"), [("2016-01-31", "2016-03-01"), ("2017-01-30", "2017-03-01")])
def test_the_team_is_due_thirty_days_after_the_first_day_of_care(began, due):
    assert answer("team_due", as_of=TODAY, released_on=on(began)) == on(due)
    assert answer("team_due", as_of=TODAY, corrections_completed_on=on(began)) == on(due)
    assert answer("team_due", as_of=TODAY) == NEVER


def test_the_education_of_a_key_period_is_due_on_its_last_day():
    assert answer("key_period_education_due", as_of=TODAY, key_period_ends_on=on("2016-02-29")) == on("2016-02-29")
    assert answer("key_period_education_due", as_of=TODAY) is NOT_KNOWN


@pytest.mark.parametrize(("bases", "lacking"), [(0, True), (1, False), (2, False), (None, NOT_KNOWN)])
def test_a_town_without_an_enterprise_base_lacks_one(bases, lacking):
    assert answer("base_lacking", as_of=TODAY, enterprise_bases=bases) is lacking


@pytest.mark.parametrize("needed", [True, False, NOT_KNOWN])
def test_who_has_nowhere_to_stay_may_stay_in_the_base(needed):
    decided = DEPARTMENT_DECIDES if needed is True else needed
    assert answer("may_stay_in_base", as_of=TODAY, needs_a_roof=needed) is decided
