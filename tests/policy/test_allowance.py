"""Clause 3.3, month by month: what is payable, paid, owed, stopped or overpaid, and the duty to pay it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from anbang.policy import DEFAULT_PACK, Abode, Home, Person, UnreadableEvent, standing
from anbang.policy.language.values import Unknown
from tests.policy.stories import OUTSIDE, on, released, told

SOMEWHERE_IN_TOWN = Person(Home(Abode("east", "east", community=None)))
URBAN = Person(Home(Abode("east", "mill", community=True)))
RURAL = Person(Home(Abode("east", "hill", community=False)))
RELEASED = released("2017-02-10")
IN_TIME = (RELEASED, told("2017-02-15", "reported_in"))
STEPS = (told("2017-02-16", "hardship_certified"), told("2017-02-17", "allowance_checked"))
APPROVED = (*IN_TIME, *STEPS, told("2017-02-20", "allowance_approved"))


def paid(day: str, month: str):
    return told(day, "allowance_paid", month=month)


def granted(day: str, from_month: str):
    return told(day, "dibao_granted", from_month=from_month)


def ended(day: str, last_month: str):
    return told(day, "dibao_ended", last_month=last_month)


def allowance(*story, as_of: str, person: Person = URBAN, pack=DEFAULT_PACK):
    return standing(story, as_of=on(as_of), person=person, pack=pack).allowance


def months(*story, as_of: str, **asked) -> list[tuple[str, object, str, object]]:
    return [
        (f"{one.month:%Y-%m}", one.yuan, one.state, one.owed)
        for one in allowance(*story, as_of=as_of, **asked).payments
    ]


def states(*story, as_of: str, **asked) -> list[str]:
    return [state for _, _, state, _ in months(*story, as_of=as_of, **asked)]


def duties(*story, as_of: str) -> list[tuple[str | None, str, str | None]]:
    found = standing(story, as_of=on(as_of), person=URBAN).duties
    return [
        (one.period, str(one.state), str(one.met_on) if one.met_on else None)
        for one in found
        if one.duty == "pay_allowance"
    ]


def stopped(*story, as_of: str) -> tuple[str, str] | None:
    stop = allowance(*story, as_of=as_of).stopped
    return stop and (str(stop.on), stop.reason)


def overpaid(*story, as_of: str) -> list[tuple[str, object]]:
    return [(f"{one.month:%Y-%m}", one.yuan) for one in allowance(*story, as_of=as_of).overpaid]


def test_nothing_is_said_before_the_person_has_reported_in():
    assert allowance(RELEASED, as_of="2017-02-14") is None
    assert allowance(*IN_TIME, as_of="2017-02-15").months == 6


# Released on 10 February 2017: the deadline is 12 March.
@pytest.mark.parametrize(
    ("reported", "late", "granted_months"),
    [
        ("2017-03-12", 0, 6),
        ("2017-03-13", 0, 6),
        ("2017-04-11", 0, 6),
        ("2017-04-12", 1, 5),
        ("2017-05-11", 1, 5),
        ("2017-09-11", 5, 1),
        ("2017-09-12", 6, 0),
        ("2018-09-12", 18, 0),
    ],
)
def test_each_whole_month_late_costs_one_until_none_is_left(reported, late, granted_months):
    found = allowance(RELEASED, told(reported, "reported_in"), as_of="2018-12-31")
    assert (found.late_months, found.months) == (late, granted_months)


@pytest.mark.parametrize(
    ("reported", "late"), [("2017-03-12", 0), ("2017-03-13", 1), ("2017-04-12", 1), ("2017-04-13", 2)]
)
def test_where_the_pack_says_so_a_month_begun_costs_one_too(reported, late):
    begun = DEFAULT_PACK.with_figures({"late_month": "started"})
    assert allowance(RELEASED, told(reported, "reported_in"), as_of="2018-12-31", pack=begun).late_months == late


def test_the_months_begin_with_that_of_the_approval_and_all_are_listed():
    assert [month for month, *_ in months(*APPROVED, as_of="2017-02-20")] == [
        "2017-02", "2017-03", "2017-04", "2017-05", "2017-06", "2017-07",
    ]  # fmt: skip
    assert allowance(*IN_TIME, *STEPS, as_of="2017-02-20").payments == ()


def test_the_standard_of_the_first_day_of_the_month_counts_urban_or_rural():
    assert [yuan for _, yuan, _, _ in months(*APPROVED, as_of="2017-12-01")] == [460, 460, 500, 500, 500, 500]
    assert [yuan for _, yuan, _, _ in months(*APPROVED, as_of="2017-12-01", person=RURAL)] == [
        300,
        300,
        350,
        350,
        350,
        350,
    ]


def test_a_standard_announced_later_is_owed_for_months_that_were_paid():
    story = (*APPROVED, paid("2017-04-25", "2017-04"), paid("2017-08-20", "2017-07"))
    assert months(*story, as_of="2017-08-16")[2] == ("2017-04", 460, "paid", 0)
    assert months(*story, as_of="2017-08-17")[2] == ("2017-04", 500, "paid", 40)
    assert months(*story, as_of="2017-08-20")[5] == ("2017-07", 500, "paid", 0)
    settled = (*story, paid("2017-09-01", "2017-04"))
    assert months(*settled, as_of="2017-09-01")[2] == ("2017-04", 500, "paid", 0)


def test_what_by_reference_means_is_a_share_to_the_fen():
    half = DEFAULT_PACK.with_figures({"allowance_share_percent": 33})
    assert months(*APPROVED, as_of="2017-03-01", pack=half)[0][1] == Decimal("151.8")


def test_dibao_stops_every_month_from_its_first_one_on_even_after_it_ended():
    story = (*APPROVED, paid("2017-02-25", "2017-02"), granted("2017-04-10", "2017-04"), ended("2017-05-01", "2017-05"))
    assert states(*story, as_of="2017-06-01") == ["paid", "due", "stopped", "stopped", "stopped", "stopped"]
    assert stopped(*story, as_of="2017-06-01") == ("2017-04-01", "dibao")


@pytest.mark.parametrize(("last", "stops"), [("2017-01", False), ("2017-02", True)])
def test_dibao_that_was_over_before_the_approval_stops_nothing(last, stops):
    before = (granted("2016-01-05", "2016-01"), RELEASED, *IN_TIME[1:], ended("2017-02-16", last))
    story = (*before, *STEPS, told("2017-02-20", "allowance_approved"))
    assert (states(*story, as_of="2017-03-01")[0] == "stopped") is stops


def test_an_end_of_dibao_told_only_after_the_approval_comes_too_late():
    story = (granted("2016-01-05", "2016-01"), *APPROVED, ended("2017-02-20", "2017-01"))
    assert set(states(*story, as_of="2017-03-01")) == {"stopped"}


def test_a_reoffence_stops_what_was_not_paid_before_it_and_what_was_paid_after_it_is_overpaid():
    story = (*APPROVED, paid("2017-03-10", "2017-03"), told("2017-03-10", "reoffended"), paid("2017-03-10", "2017-02"))
    assert states(*story, as_of="2017-03-10")[:2] == ["stopped", "paid"]
    assert overpaid(*story, as_of="2017-03-10") == [("2017-02", 460)]
    assert stopped(*story, as_of="2017-03-10") == ("2017-03-10", "reoffence")


def test_death_stops_the_payments_of_every_case():
    story = (*APPROVED, told("2017-03-10", "reoffended"), released("2019-01-01"), told("2019-02-01", "died"))
    assert allowance(*story, as_of="2019-02-01") is None
    assert duties(*story, as_of="2019-02-01") == [("2017-02", "missed", None), ("2017-03", "void", None)]


def test_of_all_that_stops_a_month_the_earliest_is_named_and_dibao_first_on_one_day():
    story = (*APPROVED, told("2017-04-01", "died"), granted("2017-04-05", "2017-04"))
    assert stopped(*story, as_of="2017-04-05") == ("2017-04-01", "dibao")


def test_a_month_paid_before_dibao_was_told_is_overpaid_and_its_duty_stays_done():
    story = (*APPROVED, paid("2017-03-05", "2017-03"), granted("2017-03-20", "2017-03"))
    assert states(*story, as_of="2017-03-20")[1] == "stopped"
    assert overpaid(*story, as_of="2017-03-20") == [("2017-03", 460)]
    assert duties(*story, as_of="2017-03-20") == [("2017-02", "missed", None), ("2017-03", "done", "2017-03-05")]


def test_each_month_is_paid_by_its_last_day_and_one_paid_later_stays_missed():
    story = (*APPROVED, paid("2017-02-28", "2017-02"), paid("2017-04-01", "2017-03"))
    assert duties(*story, as_of="2017-04-30") == [
        ("2017-02", "done", "2017-02-28"),
        ("2017-03", "missed", None),
        ("2017-04", "open", None),
    ]


def test_a_month_stopped_before_it_was_paid_is_missed_if_it_was_over_void_if_it_ran_and_none_if_it_had_not_begun():
    story = (*APPROVED, granted("2017-04-01", "2017-03"))
    assert duties(*story, as_of="2017-06-01") == [
        ("2017-02", "missed", None),
        ("2017-03", "missed", None),
        ("2017-04", "void", None),
    ]


def test_somebody_registered_elsewhere_or_from_corrections_gets_none_here():
    assert allowance(*APPROVED, as_of="2017-03-01", person=Person(Home(OUTSIDE, Abode("east", "mill")))) is None
    corrections = (told("2017-02-10", "corrections_completed"), told("2017-02-15", "reported_in"))
    assert allowance(*corrections, as_of="2017-03-01") is None


def test_what_counts_as_a_reoffence_is_the_district_s_reading():
    story = (*APPROVED, told("2017-03-01", "suspected"))
    assert stopped(*story, as_of="2017-03-02") is None
    suspicion = DEFAULT_PACK.with_figures({"reoffence_counts": "suspicion"})
    assert str(allowance(*story, as_of="2017-03-02", pack=suspicion).stopped.on) == "2017-03-01"


def test_a_month_that_cannot_be_read_is_named():
    with pytest.raises(UnreadableEvent, match="allowance_paid on 2017-03-01, month: expected a month such as 2016-05"):
        allowance(*APPROVED, paid("2017-03-01", "March"), as_of="2017-03-01")


@settings(deadline=None, max_examples=60)
@given(some.integers(0, 900), some.integers(0, 900))
def test_reporting_later_never_raises_the_allowance(earlier, later):
    first, second = sorted((earlier, later))

    def granted_after(days: int) -> int:
        day = date.fromordinal(on("2017-02-10").toordinal() + days)
        return allowance(RELEASED, told(str(day), "reported_in"), as_of="2019-12-31").months

    assert granted_after(first) >= granted_after(second)


def test_an_amount_that_nobody_knows_is_named_as_unknown_and_nothing_is_owed():
    story = (*APPROVED, paid("2017-02-25", "2017-02"), paid("2017-02-26", "2017-02"))
    found = months(*story, as_of="2017-03-05", person=SOMEWHERE_IN_TOWN)
    assert found[:2] == [("2017-02", Unknown.NOT_KNOWN, "paid", 0), ("2017-03", Unknown.NOT_KNOWN, "due", 0)]


def test_what_was_overpaid_of_an_unknown_amount_is_unknown():
    story = (*APPROVED, paid("2017-02-25", "2017-02"), granted("2017-02-27", "2017-02"))
    found = allowance(*story, as_of="2017-03-05", person=SOMEWHERE_IN_TOWN)
    assert [one.yuan for one in found.overpaid] == [Unknown.NOT_KNOWN]
