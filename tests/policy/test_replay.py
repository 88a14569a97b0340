"""The engine behind duties, with small rules of its own: mere dates, recurring duties, what is not known."""

from datetime import date

import pytest

from anbang.policy.answers import UndecidableDuty
from anbang.policy.language.definitions import Owner, Place
from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.words import (
    afterwards,
    day,
    days,
    duty,
    each,
    earliest,
    event,
    happened,
    never,
    parameter,
    truth,
    when,
)
from anbang.policy.replay import DayOfDuty, Plan, replay
from anbang.policy.timeline import Moment, Timeline
from tests.policy.graphs import Figures

began_on = event("began_on", "始", "began")
did_on = event("did_on", "做", "did it")
stopped_on = event("stopped_on", "止", "stopped")
aim_on = day("aim_on", "标", "aimed at")
wanted = truth("wanted", "要", "wanted")


def january(of: int) -> date:
    return date(2016, 1, of)


def runs(moments: list[tuple[int, str | None, dict]], as_of: int, **days_of_it: Symbol | bool) -> list[tuple]:
    """Opens, due, met and void of each run, as days of January."""
    owner = Owner("justice_office", Place.REGISTERED_TOWN)
    it = duty(
        "do_it", "1.1", zh="", en="", owner=owner, **{"met": afterwards(did_on), "void": stopped_on, **days_of_it}
    )
    book = Rulebook([], [it])
    stops = DayOfDuty(book, never)
    timeline = Timeline.of(Moment(january(on), (name,) if name else (), facts) for on, name, facts in moments)
    found = replay((Plan(book, it),), timeline, stops, january(as_of), Figures(), 0, "").answers
    return [tuple(one and one.day for one in (run.opens_on, run.due_on, run.met_on, run.void_on)) for run in found]


ONCE_A_WEEK_LATER = {"opens": began_on, "due": began_on + days(7)}
EACH_TIME = {"opens": each(began_on), "due": each(began_on) + days(7), "recurs": True}
DAY_AFTER = {"opens": when(wanted, began_on + days(3), never), "due": began_on + days(5)}


def test_what_lies_after_the_day_of_the_question_is_not_looked_at():
    assert runs([(1, "began_on", {}), (5, "did_on", {})], 4, **ONCE_A_WEEK_LATER) == [(1, 8, None, None)]
    assert runs([(1, "began_on", {}), (5, "did_on", {})], 5, **ONCE_A_WEEK_LATER) == [(1, 8, 5, None)]


def test_a_duty_without_each_opens_once_in_a_case():
    moments = [(1, "began_on", {}), (2, "did_on", {}), (3, "began_on", {})]
    assert runs(moments, 20, **ONCE_A_WEEK_LATER) == [(1, 8, 2, None)]
    assert runs(moments, 20, **EACH_TIME) == [(1, 8, 2, None), (3, 10, None, None)]


def test_what_lapses_by_the_mere_date_is_void_before_it_is_due_and_stays_overdue_after():
    lapsing = {**EACH_TIME, "lapses": began_on + days(10)}
    moments = [(1, "began_on", {})]
    assert runs(moments, 10, **lapsing) == runs(moments, 11, **lapsing) == [(1, 8, None, None)]
    assert runs([*moments, (12, "did_on", {})], 20, **lapsing) == [(1, 8, None, None)], "it is met by nothing any more"
    assert runs(moments, 20, **{**lapsing, "lapses": began_on + days(5)}) == [(1, 8, None, 6)]


def test_it_lapses_by_what_happened_last_and_another_may_open_then():
    lapsing = {**EACH_TIME, "lapses": began_on + days(10)}
    moments = [(1, "began_on", {}), (6, "began_on", {})]
    assert runs([*moments, (12, "did_on", {})], 20, **lapsing) == [(1, 8, 12, None)]
    assert runs([*moments, (16, "began_on", {}), (17, "did_on", {})], 20, **lapsing) == [
        (1, 8, None, None),
        (16, 23, 17, None),
    ]


def test_what_ends_a_duty_may_open_the_next():
    chain = {"opens": each(began_on), "due": each(began_on) + days(7), "met": afterwards(began_on), "recurs": True}
    assert runs([(on, "began_on", {}) for on in (1, 6, 20)], 20, **chain) == [
        (1, 8, 6, None),
        (6, 13, 20, None),
        (20, 27, None, None),
    ]


def test_a_recurring_duty_waits_for_its_next_mere_date_once_the_last_one_has_ended():
    due = when(happened(each(began_on)), each(began_on) + days(7), aim_on + days(1))
    again = {"opens": earliest(each(began_on), aim_on), "due": due, "recurs": True}
    moments = [(1, "began_on", {"aim_on": january(20)}), (5, "did_on", {})]
    assert runs(moments, 19, **again) == [(1, 8, 5, None)]
    assert runs(moments, 20, **again) == [(1, 8, 5, None), (20, 21, None, None)]


def test_an_act_that_turns_out_to_count_only_later_is_done_at_the_earliest_on_the_day_the_duty_opened():
    counts_if_wanted = {**ONCE_A_WEEK_LATER, "met": when(wanted, did_on, never)}
    moments = [(1, "did_on", {"wanted": False}), (5, "began_on", {}), (7, None, {"wanted": True})]
    assert runs(moments, 6, **counts_if_wanted) == [(5, 12, None, None)]
    assert runs(moments, 7, **counts_if_wanted) == [(5, 12, 5, None)]


def test_a_mere_date_opens_a_duty_without_anything_happening():
    begun = [(1, "began_on", {"wanted": True})]
    assert runs(begun, 3, **DAY_AFTER) == []
    assert runs(begun, 4, **DAY_AFTER) == [(4, 6, None, None)]


def test_on_one_day_the_mere_date_comes_before_what_happens():
    moments = [(1, "began_on", {"wanted": True}), (4, "did_on", {})]
    assert runs(moments, 4, **DAY_AFTER) == [(4, 6, 4, None)]


def test_what_happens_before_the_date_can_keep_it_from_opening():
    moments = [(1, "began_on", {"wanted": True}), (3, None, {"wanted": False})]
    assert runs(moments, 20, **DAY_AFTER) == []


def test_what_is_said_only_after_the_date_opens_it_from_then_on():
    moments = [(1, "began_on", {"wanted": False}), (10, None, {"wanted": True})]
    assert runs(moments, 20, **DAY_AFTER) == [(10, 10, None, None)]


def test_nothing_opens_once_it_has_stopped():
    assert runs([(1, "stopped_on", {}), (1, "began_on", {})], 20, **ONCE_A_WEEK_LATER) == []
    assert runs([(1, "began_on", {}), (1, "stopped_on", {})], 20, **ONCE_A_WEEK_LATER) == [(1, 8, None, 1)]
    moments = [(1, "began_on", {"wanted": True}), (4, "stopped_on", {})]
    assert runs(moments, 20, **DAY_AFTER) == [(4, 6, None, 4)]
    moments = [(1, "began_on", {"wanted": True}), (3, "stopped_on", {})]
    assert runs(moments, 20, **DAY_AFTER) == []


def test_the_due_day_itself_can_still_be_moved_or_made_void_and_the_day_after_cannot():
    by_aim = {"opens": began_on, "due": aim_on}
    assert runs([(1, "began_on", {"aim_on": january(8)}), (8, "stopped_on", {})], 20, **by_aim) == [(1, 8, None, 8)]
    assert runs([(1, "began_on", {"aim_on": january(8)}), (9, "stopped_on", {})], 20, **by_aim) == [(1, 8, None, None)]
    moved = [(1, "began_on", {"aim_on": january(8)}), (8, None, {"aim_on": january(15)})]
    assert runs(moved, 20, **by_aim) == [(1, 8, None, 8), (8, 15, None, None)]
    too_late = [(1, "began_on", {"aim_on": january(8)}), (9, None, {"aim_on": january(15)})]
    assert runs(too_late, 20, **by_aim) == [(1, 8, None, None)]


def test_an_overdue_duty_can_still_be_met_after_it_stopped():
    moments = [(1, "began_on", {}), (10, "stopped_on", {}), (12, "did_on", {})]
    assert runs(moments, 20, **ONCE_A_WEEK_LATER) == [(1, 8, 12, None)]


def test_a_fact_that_decides_and_is_not_known_is_named_instead_of_passed_over():
    with pytest.raises(UndecidableDuty, match="do_it on 2016-01-01 depends on what is not known: wanted"):
        runs([(1, "began_on", {})], 20, **DAY_AFTER)


def test_a_figure_is_the_one_in_force_when_the_duty_opened():
    by_figure = {"opens": began_on, "due": began_on + days(parameter("figure"))}
    owner = Owner("justice_office", Place.REGISTERED_TOWN)
    it = duty("do_it", "1.1", zh="", en="", owner=owner, met=did_on, void=stopped_on, **by_figure)
    timeline = Timeline.of([Moment(january(1), ("began_on",)), Moment(january(3), ("began_on",))])
    book = Rulebook([], [it])
    stops = DayOfDuty(book, never)
    (found,) = replay((Plan(book, it),), timeline, stops, january(9), Figures(january(2)), 0, "").answers
    assert (found.due_on, found.parameters) == (january(4), {"figure": 3})


def test_a_timeline_cannot_go_back():
    with pytest.raises(ValueError, match="cannot go back from 2016-01-02 to 2016-01-01"):
        Timeline.of([Moment(january(2)), Moment(january(1))])
