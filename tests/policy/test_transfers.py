"""Clause 2.3.3: at every moment exactly one office is responsible; a transfer changes it when the receiving office accepts."""

from datetime import date

import pytest

from anbang.policy import Home, Person, Standing, standing
from tests.policy.stories import (
    AT_HOME,
    EAST,
    EAST_HILL,
    LIVING_APART,
    OUTSIDE,
    WEST,
    found,
    moved,
    on,
    owners,
    released,
    team,
    told,
)

RELEASED = released("2016-02-01")
ACCEPTED = "transfer_accepted"
RETURNED = "transfer_returned"
REGISTERED_OUTSIDE = Person(Home(OUTSIDE, WEST))
UNKNOWN = Person(Home(None, WEST, "east", identity_known=False))


def stands(*story, as_of: str, person: Person = LIVING_APART) -> Standing:
    return standing(story, as_of=on(as_of), person=person)


def in_charge(*story, as_of: str, person: Person = LIVING_APART) -> tuple[str, str] | None:
    charge = stands(*story, as_of=as_of, person=person).responsible
    return charge and (charge.town, str(charge.since))


def opened(*story, as_of: str, person: Person = LIVING_APART) -> tuple[str, str] | None:
    transfer = stands(*story, as_of=as_of, person=person).open_transfer
    return transfer and (transfer.to, str(transfer.since))


def test_on_the_first_day_the_registered_town_is_in_charge_and_living_elsewhere_opens_a_transfer():
    assert in_charge(RELEASED, as_of="2016-02-01") == ("east", "2016-02-01")
    assert opened(RELEASED, as_of="2016-02-01") == ("west", "2016-02-01")
    assert opened(RELEASED, as_of="2016-02-01", person=AT_HOME) is None
    assert in_charge(as_of="2016-02-01") is None


def test_responsibility_passes_on_the_day_of_acceptance_and_a_return_changes_nothing():
    accepted = (RELEASED, told("2016-02-08", ACCEPTED))
    assert in_charge(*accepted, as_of="2016-02-07") == ("east", "2016-02-01")
    assert in_charge(*accepted, as_of="2016-02-08") == ("west", "2016-02-08")
    returned = (RELEASED, told("2016-02-08", RETURNED))
    assert in_charge(*returned, as_of="2016-02-08") == ("east", "2016-02-01")
    assert opened(*returned, as_of="2016-02-08") is None
    assert opened(*returned, moved("2016-03-01", WEST), as_of="2016-03-01") == ("west", "2016-03-01")


@pytest.mark.parametrize(("day", "state"), [("2016-02-08", "done"), ("2016-02-09", "done_late")])
def test_the_receiving_office_answers_within_seven_days(day, state):
    assert found("answer_transfer", RELEASED, told(day, ACCEPTED), as_of="2016-03-01", person=LIVING_APART) == [
        ("2016-02-01", "2016-02-08", state, day)
    ]


def test_a_second_move_replaces_the_open_transfer_and_what_was_overdue_stays_beside_it():
    in_time = (RELEASED, moved("2016-02-08", OUTSIDE))
    assert found("answer_transfer", *in_time, as_of="2016-02-09", person=LIVING_APART) == [
        ("2016-02-01", "2016-02-08", "void", None),
        ("2016-02-08", "2016-02-15", "open", None),
    ]
    too_late = (RELEASED, moved("2016-02-09", OUTSIDE), told("2016-02-10", ACCEPTED))
    assert found("answer_transfer", *too_late, as_of="2016-05-01", person=LIVING_APART) == [
        ("2016-02-01", "2016-02-08", "overdue", None),
        ("2016-02-09", "2016-02-16", "done", "2016-02-10"),
    ]


def test_a_move_within_the_receiving_town_leaves_the_transfer_and_one_back_closes_it():
    within = (RELEASED, moved("2016-02-05", WEST))
    assert opened(*within, as_of="2016-02-05") == ("west", "2016-02-01")
    back = (RELEASED, moved("2016-02-05", EAST_HILL))
    assert opened(*back, as_of="2016-02-05") is None
    assert found("answer_transfer", *back, as_of="2016-03-01", person=LIVING_APART) == [
        ("2016-02-01", "2016-02-08", "void", None)
    ]


def test_a_move_within_the_town_in_charge_opens_nothing():
    assert opened(RELEASED, moved("2016-03-01", EAST_HILL), as_of="2016-03-01", person=AT_HOME) is None


def test_once_care_has_stopped_no_transfer_is_open_and_none_opens():
    for ending in ("died", "reoffended"):
        assert opened(RELEASED, told("2016-02-03", ending), as_of="2016-02-03") is None
    assert opened(RELEASED, as_of="2021-02-01") == ("west", "2016-02-01")
    assert opened(RELEASED, as_of="2021-02-02") is None
    assert opened(RELEASED, told("2016-02-02", ACCEPTED), moved("2021-02-02", EAST), as_of="2021-02-02") is None
    assert in_charge(RELEASED, moved("2021-02-02", EAST), as_of="2021-02-02") == ("east", "2016-02-01")


def test_duties_of_the_office_in_charge_move_with_the_person_until_they_are_done():
    story = (RELEASED, team("2016-02-05", "other"), told("2016-02-06", "plan_made"), told("2016-02-08", ACCEPTED))
    asked = {"as_of": "2016-06-01", "person": LIVING_APART}
    assert owners("make_plan", *story, **asked) == ["east"]
    assert owners("name_team", *story, **asked) == ["west"]
    assert found("name_team", *story, **asked) == [("2016-02-01", "2016-03-02", "overdue", None)]


def test_once_an_office_outside_has_accepted_the_office_here_owes_nothing_but_the_end_of_care():
    story = (RELEASED, moved("2016-02-03", OUTSIDE), told("2016-02-05", ACCEPTED))
    asked = {"as_of": "2021-02-10", "person": LIVING_APART}
    assert found("name_team", *story, **asked) == [("2016-02-01", "2016-03-02", "void", None)]
    assert found("seek_unreported", *story, **asked) == []
    assert found("search", *story, told("2016-06-01", "contact_lost"), **asked) == []
    assert found("look_back", *story, told("2016-06-01", "reoffended"), **asked) == []
    assert owners("end_of_care", *story, **asked) == ["east"]
    assert in_charge(*story, as_of="2016-03-01") == ("outside", "2016-02-05")


def test_what_was_overdue_when_the_office_outside_accepted_stays_overdue():
    story = (RELEASED, moved("2016-03-10", OUTSIDE), told("2016-03-12", ACCEPTED))
    assert found("name_team", *story, as_of="2017-01-01", person=AT_HOME) == [
        ("2016-02-01", "2016-03-02", "overdue", None)
    ]
    assert owners("name_team", *story, as_of="2017-01-01", person=AT_HOME) == ["east"]


def test_somebody_registered_outside_is_in_the_charge_of_the_residence():
    assert in_charge(RELEASED, as_of="2016-02-01", person=REGISTERED_OUTSIDE) == ("west", "2016-02-01")
    moved_before = (moved("2016-01-01", EAST), RELEASED)
    assert in_charge(*moved_before, as_of="2016-02-01", person=REGISTERED_OUTSIDE) == ("east", "2016-02-01")
    gone = (moved("2016-01-01", EAST), moved("2016-01-05", OUTSIDE), RELEASED)
    assert in_charge(*gone, as_of="2016-02-01", person=REGISTERED_OUTSIDE) == ("east", "2016-02-01")
    assert opened(*gone, as_of="2016-02-01", person=REGISTERED_OUTSIDE) == ("outside", "2016-02-01")


def test_of_unknown_identity_the_town_of_the_investigation_is_in_charge_and_lists_the_person():
    assert in_charge(RELEASED, as_of="2016-02-01", person=UNKNOWN) == ("east", "2016-02-01")
    one = stands(RELEASED, as_of="2016-02-01", person=UNKNOWN)
    assert (one.listed_at, one.lives_apart) == (("east", "west"), True)
    nowhere = stands(RELEASED, as_of="2016-02-01", person=Person(Home(None, None, "east", identity_known=False)))
    assert (nowhere.listed_at, nowhere.lives_apart, nowhere.open_transfer) == (("east",), False, None)


def test_both_places_list_somebody_who_lives_apart():
    one = stands(RELEASED, as_of="2016-02-01")
    assert (one.listed_at, one.lives_apart) == (("east", "west"), True)
    home = stands(RELEASED, moved("2016-03-01", EAST_HILL), as_of="2016-03-01")
    assert (home.listed_at, home.lives_apart) == (("east",), False)
    away = stands(RELEASED, moved("2016-03-01", OUTSIDE), as_of="2016-03-01")
    assert (away.listed_at, away.lives_apart) == (("east", "outside"), True)


def test_in_a_new_case_the_residence_goes_on_and_all_else_starts_anew():
    story = (RELEASED, told("2016-02-02", ACCEPTED), told("2017-01-01", "reoffended"), released("2019-01-01"))
    one = stands(*story, as_of="2019-01-01")
    assert (one.stage, one.term) == ("in_care", (date(2019, 1, 1), date(2024, 1, 1)))
    assert in_charge(*story, as_of="2019-01-01") == ("east", "2019-01-01")
    assert opened(*story, as_of="2019-01-01") == ("west", "2019-01-01")


@pytest.mark.parametrize(
    ("story", "as_of", "stage"),
    [
        ((), "2016-02-01", None),
        ((moved("2016-01-01", WEST),), "2016-02-01", None),
        ((told("2016-01-01", "form_received"),), "2016-01-31", "in_custody"),
        ((RELEASED,), "2021-02-01", "in_care"),
        ((RELEASED,), "2021-02-02", "to_be_ended"),
        ((RELEASED, told("2021-02-05", "care_ended")), "2021-02-05", "ended"),
        ((RELEASED, told("2016-03-05", "reoffended")), "2016-03-05", "reoffended"),
        ((RELEASED, told("2016-03-05", "reoffended"), told("2016-04-05", "died")), "2016-04-05", "died"),
        ((told("2016-01-01", "corrections_completed"),), "2019-01-01", "in_care"),
        ((told("2016-01-01", "corrections_completed"),), "2019-01-02", "to_be_ended"),
    ],
)
def test_the_stage_says_where_in_the_path_somebody_is(story, as_of, stage):
    assert stands(*story, as_of=as_of).stage == stage


def test_the_end_of_care_is_due_fifteen_days_after_the_day_after_the_term():
    assert found("end_of_care", RELEASED, as_of="2021-02-01") == []
    assert found("end_of_care", RELEASED, told("2021-02-17", "care_ended"), as_of="2021-03-01") == [
        ("2021-02-02", "2021-02-17", "done", "2021-02-17")
    ]
    assert found("end_of_care", RELEASED, told("2021-02-17", "died"), as_of="2021-03-01") == [
        ("2021-02-02", "2021-02-17", "void", None)
    ]


def test_places_of_which_none_lies_in_the_district_are_refused():
    with pytest.raises(ValueError, match="Neither the registered place nor the residence lies in the district"):
        Home(OUTSIDE)
    with pytest.raises(ValueError, match="investigating authority"):
        Home(None, WEST, identity_known=False)
    with pytest.raises(ValueError, match="registered place"):
        Home(None, WEST)
