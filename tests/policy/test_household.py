"""What is known of a household on a day, and which aid it may apply for."""

from datetime import date

import pytest

from anbang.policy import Abode, Home, Person, UnreadableEvent, WrongFact, standing
from tests.policy.stories import OUTSIDE, on, released, told

RELEASED = released("2016-01-10")
URBAN = Person(Home(Abode("east", "mill", community=True)), date(1985, 6, 12))


def aid(*story, as_of: str = "2016-06-01", person: Person = URBAN):
    return standing((RELEASED, *story), as_of=on(as_of), person=person).aid


def facts(day: str, **known):
    return told(day, "facts", **known)


def test_facts_told_later_overrule_earlier_ones_field_by_field_and_nothing_makes_one_unknown_again():
    first = facts("2016-02-01", income_per_head=900, assets_within_limits=True)
    assert aid(first)["dibao"].answer == "no"
    assert aid(first, facts("2016-03-01", income_per_head=459))["dibao"].answer == "may_apply"
    assert aid(first, facts("2016-03-01", income_per_head=None))["dibao"].missing == ("income_per_head",)


@pytest.mark.parametrize(("income", "answer"), [(459, "may_apply"), (459.99, "may_apply"), (460, "no")])
def test_the_income_lies_below_the_standard(income, answer):
    assert aid(facts("2016-02-01", income_per_head=income, assets_within_limits=True))["dibao"].answer == answer


def test_dibao_counts_from_its_grant_to_the_end_of_its_last_month():
    granted = told("2016-02-10", "dibao_granted", from_month="2016-03")
    ended = told("2016-04-05", "dibao_ended", last_month="2016-05")
    assert aid(granted, as_of="2016-02-10")["dibao"].answer == "has"
    assert aid(granted, as_of="2016-02-10")["medical_aid"].answer == "may_apply"
    assert aid(granted, ended, as_of="2016-05-31")["dibao"].answer == "has"
    assert aid(granted, ended, as_of="2016-06-01")["dibao"].answer == "not_known"
    assert aid(granted, ended, as_of="2016-06-01")["temporary_aid"].missing == ("emergency",)


def test_dibao_granted_anew_before_the_last_month_is_over_goes_on():
    story = (
        told("2016-02-10", "dibao_granted", from_month="2016-03"),
        told("2016-04-05", "dibao_ended", last_month="2016-05"),
        told("2016-05-20", "dibao_granted", from_month="2016-06"),
    )
    assert aid(*story, as_of="2016-07-01")["dibao"].answer == "has"
    assert aid(*story, as_of="2016-07-01")["medical_aid"].because == ("family_on_dibao",)


def test_who_is_recognised_as_in_extreme_difficulty_has_it():
    found = aid(facts("2016-02-01", extreme_difficulty=True))
    assert (found["extreme_difficulty"].answer, found["extreme_difficulty"].because) == ("has", ())
    assert found["medical_aid"].because == ("extreme_difficulty",)


def test_the_day_of_birth_is_asked_for_where_it_can_still_decide():
    known = {"able_to_work": False, "has_income": False, "supporter": "none"}
    nameless = Person(URBAN.home)
    assert aid(facts("2016-02-01", **known), person=nameless)["extreme_difficulty"].missing == ("born_on", "disabled")
    disabled = facts("2016-02-01", **known, disabled=True)
    assert aid(disabled, person=nameless)["extreme_difficulty"].answer == "may_apply"


def test_an_empty_list_of_emergencies_is_known_to_be_none():
    assert aid(facts("2016-02-01", emergency=[]))["temporary_aid"].answer == "no"
    assert aid(facts("2016-02-01", emergency=[]))["temporary_aid"].because == ("emergency",)
    jump = aid(facts("2016-02-01", emergency=["expense_jump"]))["temporary_aid"]
    assert (jump.answer, jump.missing) == ("not_known", ("family_on_dibao",))


def test_aid_is_applied_for_at_the_registered_place_and_education_aid_at_the_school():
    away = aid(person=Person(Home(OUTSIDE, Abode("east", "mill", community=True))))
    assert {name: found.apply_at for name, found in away.items()} == {
        **dict.fromkeys(away, "outside"),
        "education_aid": "school",
    }


def test_nobody_applies_for_the_dead():
    assert aid(told("2016-02-01", "died")) == {}


def test_a_fact_or_month_that_cannot_be_read_is_named():
    with pytest.raises(WrongFact, match="supporter must be out of none, unable, able"):
        aid(facts("2016-02-01", supporter="nobody"))
    with pytest.raises(UnreadableEvent, match="dibao_granted on 2016-02-01, from_month"):
        aid(told("2016-02-01", "dibao_granted", from_month=None))
