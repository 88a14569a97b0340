"""二（三）3: which town counts as the registered one, who is in charge at first, and who lives apart."""

import pytest

from anbang.policy import NEVER, NOT_KNOWN, answer, explain
from tests.policy.stories import on

TODAY = on("2016-06-01")
HERE, THERE, OUTSIDE = "500153001", "500153102", "outside"


def asked(rule: str, **facts: object) -> object:
    return answer(rule, as_of=TODAY, **facts)


def test_the_investigating_town_counts_as_the_registered_one_while_the_identity_is_not_known():
    places = {"registered_town": HERE, "investigating_town": THERE, "first_residence_town": THERE}
    assert asked("town_of_registration", identity_known=True, **places) == HERE
    assert asked("town_of_registration", identity_known=False, **places) == THERE


def test_whether_the_identity_is_known_is_asked_and_not_assumed():
    places = {"registered_town": HERE, "investigating_town": THERE}
    assert asked("town_of_registration", **places) is NOT_KNOWN
    told = explain("town_of_registration", as_of=TODAY, **places)
    assert "identity_known" in [fact.name for fact in told.missing]


def test_for_somebody_registered_outside_the_first_residence_counts_as_the_registered_town():
    places = {"registered_town": OUTSIDE, "first_residence_town": HERE, "last_town_here": THERE}
    assert asked("town_of_registration", identity_known=True, **places) == HERE


@pytest.mark.parametrize(
    ("identity_known", "registered", "in_charge"),
    [(True, HERE, HERE), (True, OUTSIDE, "500153103"), (False, OUTSIDE, "500153104")],
)
def test_on_the_first_day_of_care_the_registered_town_is_in_charge_or_the_last_residence_here(
    identity_known, registered, in_charge
):
    places = {
        "registered_town": registered,
        "first_residence_town": THERE,
        "last_town_here": "500153103",
        "investigating_town": "500153104",
    }
    assert asked("first_town_in_charge", identity_known=identity_known, **places) == in_charge


@pytest.mark.parametrize(
    ("identity_known", "registered", "listed"),
    [(True, HERE, HERE), (True, OUTSIDE, OUTSIDE), (False, HERE, THERE), (None, HERE, NOT_KNOWN)],
)
def test_the_registered_place_lists_the_person_or_that_of_the_investigation(identity_known, registered, listed):
    places = {"registered_town": registered, "investigating_town": THERE}
    assert asked("town_listed", identity_known=identity_known, **places) == listed


@pytest.mark.parametrize(
    ("identity_known", "registered", "residence", "apart"),
    [
        (True, HERE, HERE, False),
        (True, HERE, THERE, True),
        (True, HERE, OUTSIDE, True),
        (True, OUTSIDE, HERE, True),
        (False, THERE, THERE, True),
        (False, THERE, HERE, False),
    ],
)
def test_somebody_whose_two_places_differ_lives_apart(identity_known, registered, residence, apart):
    """The investigating town is the first one: it stands for the registered one while the identity is not known."""
    places = {"registered_town": registered, "investigating_town": HERE, "residence_town": residence}
    assert asked("lives_apart", identity_known=identity_known, **places) is apart


def test_of_a_residence_that_is_not_known_nothing_is_said():
    assert asked("lives_apart", identity_known=True, registered_town=HERE) is NOT_KNOWN
    assert asked("lives_elsewhere", town_in_charge=HERE) is NOT_KNOWN


@pytest.mark.parametrize(("residence", "elsewhere"), [(HERE, False), (THERE, True), (OUTSIDE, True)])
def test_a_residence_in_another_town_than_that_of_the_office_in_charge_is_noticed(residence, elsewhere):
    assert asked("lives_elsewhere", residence_town=residence, town_in_charge=HERE) is elsewhere


def test_an_office_outside_that_has_taken_over_ends_care_here_at_once():
    began = {"released_on": on("2016-01-10")}
    assert asked("cared_for_outside", town_in_charge=HERE) is False
    assert asked("cared_for_outside", town_in_charge=OUTSIDE) is True
    taken_over = {"taken_over_outside_since": on("2016-05-01"), **began}
    assert asked("care_here_stops", **began) == on("2021-01-11")
    assert asked("care_here_stops", **taken_over) == on("2016-05-01")
    assert asked("care_here_stops", died_on=on("2016-03-01"), **taken_over) == on("2016-03-01")


@pytest.mark.parametrize(("opened", "due"), [("2016-02-25", "2016-03-03"), ("2016-12-25", "2017-01-01")])
def test_a_transfer_is_to_be_answered_within_seven_days(opened, due):
    assert asked("transfer_answer_due", transfer_opened_on=on(opened)) == on(due)
    assert asked("transfer_answer_due") == NEVER
