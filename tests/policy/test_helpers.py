"""Clauses 2.1, 2.4.1.7, 2.5, 3.3 and 3.4: team, plan, reporting in, searches, signs and the look-back, as duties."""

import pytest

from anbang.policy import DEFAULT_PACK, standing
from tests.policy.stories import AT_HOME, found, on, owners, released, team, told

RELEASED = released("2016-01-10")


@pytest.mark.parametrize(
    ("members", "state"),
    [
        (("justice_assistant", "village_cadre"), "done"),
        (("volunteer", "volunteer"), "done"),
        (("volunteer",), "overdue"),
    ],
)
def test_a_team_is_named_when_it_has_two_members(members, state):
    assert [duty[2] for duty in found("name_team", RELEASED, team("2016-02-09", *members), as_of="2016-02-10")] == [
        state
    ]


def test_the_team_is_due_thirty_days_after_care_began_and_one_that_became_large_enough_late_is_done_late():
    story = (RELEASED, team("2016-02-01", "other"), team("2016-02-10", "other", "other"))
    assert found("name_team", *story, as_of="2016-03-01") == [("2016-01-10", "2016-02-09", "done_late", "2016-02-10")]


def test_a_team_or_plan_made_before_care_is_done_on_its_first_day():
    before = (team("2016-01-01", "other", "other"), told("2016-01-02", "plan_made"), RELEASED)
    assert found("name_team", *before, as_of="2016-01-10") == [("2016-01-10", "2016-02-09", "done", "2016-01-10")]
    assert found("make_plan", *before, as_of="2016-01-10") == [("2016-01-10", "2016-02-09", "done", "2016-01-10")]
    small = (team("2016-01-01", "other"), RELEASED)
    assert found("name_team", *small, as_of="2016-01-10") == [("2016-01-10", "2016-02-09", "open", None)]


def test_the_gaps_of_four_in_one_are_those_of_the_team_as_it_now_stands():
    def gaps(*story):
        return standing(story, as_of=on("2016-03-01")).team_gaps

    everyone = ("family_member", "justice_assistant", "police_officer", "village_cadre")
    assert gaps() == everyone
    assert gaps(RELEASED, team("2016-01-11", "police_officer", "village_cadre", "volunteer")) == (
        "family_member",
        "justice_assistant",
    )
    assert gaps(RELEASED, team("2016-01-11", *everyone), team("2016-01-12", "volunteer")) == everyone


@pytest.mark.parametrize(("day", "state"), [("2016-02-09", "done"), ("2016-02-10", "done_late")])
def test_the_person_reports_in_within_thirty_days_and_only_the_first_time_counts(day, state):
    story = (RELEASED, told(day, "reported_in"), told("2016-05-01", "reported_in"))
    assert found("report_in", *story, as_of="2016-06-01") == [("2016-01-10", "2016-02-09", state, day)]


def test_aid_is_explained_on_the_day_of_reporting_in():
    story = (RELEASED, told("2016-02-01", "reported_in"))
    assert found("explain_aid", *story, as_of="2016-02-01") == [("2016-02-01", "2016-02-01", "open", None)]
    late = (*story, told("2016-02-02", "aid_explained"))
    assert found("explain_aid", *late, as_of="2016-02-02") == [("2016-02-01", "2016-02-01", "done_late", "2016-02-02")]


def test_somebody_who_did_not_report_in_is_sought_from_the_day_after():
    assert found("seek_unreported", RELEASED, as_of="2016-02-09") == []
    assert found("seek_unreported", RELEASED, as_of="2016-02-10") == [("2016-02-10", "2016-02-17", "open", None)]
    for act in ("search_made", "found", "reported_in"):
        story = (RELEASED, told("2016-02-10", act))
        assert found("seek_unreported", *story, as_of="2016-02-10") == [
            ("2016-02-10", "2016-02-17", "done", "2016-02-10")
        ]
    assert found("seek_unreported", RELEASED, told("2016-02-09", "reported_in"), as_of="2016-03-01") == []


def test_a_lost_contact_opens_a_search_each_time_and_one_at_a_time():
    story = (
        RELEASED,
        told("2016-03-01", "contact_lost"),
        told("2016-03-02", "contact_lost"),
        told("2016-03-08", "search_made"),
        told("2016-05-01", "contact_lost"),
        told("2016-05-09", "found"),
    )
    assert found("search", *story, as_of="2016-06-01") == [
        ("2016-03-01", "2016-03-08", "done", "2016-03-08"),
        ("2016-05-01", "2016-05-08", "done_late", "2016-05-09"),
    ]


def test_a_search_made_before_contact_was_lost_is_no_answer_to_it():
    story = (RELEASED, told("2016-03-01", "search_made"), told("2016-03-01", "contact_lost"))
    assert found("search", *story, as_of="2016-03-01") == [("2016-03-01", "2016-03-08", "open", None)]


def test_a_confirmed_sign_is_told_to_the_police_and_a_major_change_to_the_institution():
    sign = (RELEASED, told("2016-03-01", "sign_confirmed"), told("2016-03-02", "police_told"))
    assert found("tell_police", *sign, as_of="2016-03-02") == [("2016-03-01", "2016-03-02", "done", "2016-03-02")]
    change = (told("2015-03-01", "form_received"), told("2015-03-10", "change_learnt"))
    assert found("tell_change", *change, as_of="2015-03-10") == [("2015-03-10", "2015-03-13", "open", None)]
    told_now = (*change, told("2015-03-14", "change_told", by="home", what="father died"))
    assert found("tell_change", *told_now, as_of="2015-03-14") == [
        ("2015-03-10", "2015-03-13", "done_late", "2015-03-14")
    ]


def test_village_and_family_are_called_on_in_each_half_year():
    story = (RELEASED, told("2016-06-30", "called"))
    assert [duty[2] for duty in found("call_on_family", *story, as_of="2016-07-01")] == ["done", "open"]
    assert owners("call_on_family", *story, as_of="2016-07-01", person=AT_HOME) == ["east", "east"]


def test_a_reoffence_is_looked_back_on_within_thirty_days_also_in_a_later_case():
    story = (RELEASED, told("2016-03-01", "reoffended"))
    assert found("look_back", *story, as_of="2016-03-31") == [("2016-03-01", "2016-03-31", "open", None)]
    later = (*story, released("2018-01-01"), told("2018-01-02", "looked_back"))
    assert found("look_back", *later, as_of="2018-01-02") == [("2016-03-01", "2016-03-31", "done_late", "2018-01-02")]


def test_death_does_not_make_a_look_back_void():
    story = (RELEASED, told("2016-03-01", "reoffended"), told("2016-03-02", "died"))
    assert found("look_back", *story, as_of="2016-03-02") == [("2016-03-01", "2016-03-31", "open", None)]


def test_where_the_pack_says_so_a_due_day_on_a_day_off_moves_to_the_next_working_day():
    rolling = DEFAULT_PACK.with_figures({"roll_to_workday": True})
    # Thirty days after 8 January 2016 is 7 February, in the week of the Spring Festival, which ended on the 13th; the 14th was worked.
    assert found("make_plan", released("2016-01-08"), as_of="2016-01-08", pack=rolling) == [
        ("2016-01-08", "2016-02-14", "open", None)
    ]
    assert found("make_plan", released("2016-01-08"), as_of="2016-01-08") == [
        ("2016-01-08", "2016-02-07", "open", None)
    ]
