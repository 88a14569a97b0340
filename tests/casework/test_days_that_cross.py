"""Lost and found, away and back, born and known: days that belong together do not pass one another."""

import pytest

from anbang.casework.act.models import Act
from anbang.casework.arrival.identity import know_who_it_is
from anbang.casework.care.actions import lose_contact, record_found
from anbang.casework.care.away import NewAway, come_back, go_away
from anbang.casework.care.models import Away
from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.casework.step.repairing import correct_day, withdraw
from anbang.organisations.steps import StepRefused
from tests.support.crew import HOME, TODAY, days
from tests.support.recomputed import differences

OWNER = "owner"
WORK = NewAway("浙江宁波", "工地", "网格员")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@pytest.fixture
def case(district) -> Case:
    """Somebody in care."""
    return district.in_care()


def act(kind: str) -> Act:
    return Act.objects.using(OWNER).get(kind=kind)


def test_whoever_was_found_was_lost_before_whatever_day_is_put_right(district, case):
    by = district.assistant()
    lose_contact(case.pk, words="电话停机", by=by, on=TODAY - days(6))
    record_found(case.pk, words="在工地", by=by, on=TODAY - days(3))
    with pytest.raises(StepRefused, match="重新联系上不能早于2026年10月30日的失去联系"):
        correct_day(act("found").pk, TODAY - days(7), why="记错", by=by)
    with pytest.raises(StepRefused, match="失去联系不能晚于2026年11月2日的重新联系上"):
        correct_day(act("contact_lost").pk, TODAY - days(1), why="记错", by=by)
    correct_day(act("found").pk, TODAY - days(6), why="当天就找到", by=by)
    correct_day(act("found").pk, TODAY - days(2), why="记错", by=by)
    correct_day(act("contact_lost").pk, TODAY - days(2), why="记错", by=by)
    assert differences(case.person_id, today=TODAY) == []


def test_who_was_found_without_having_been_lost_may_be_put_on_any_day(district, case):
    by = district.assistant()
    record_found(case.pk, words="在工地", by=by, on=TODAY - days(3))
    lose_contact(case.pk, words="电话停机", by=by, on=TODAY - days(2))
    correct_day(act("found").pk, TODAY - days(5), why="记错", by=by)


def periods() -> list[tuple[int, int | None]]:
    """How many days ago each began and ended."""
    rows = Away.objects.using(OWNER).order_by("from_on")
    return [((TODAY - row.from_on).days, row.until_on and (TODAY - row.until_on).days) for row in rows]


@pytest.mark.parametrize("ago", [4, 8])
def test_nobody_is_away_twice_at_once(district, case, ago):
    by = district.assistant()
    go_away(case.pk, WORK, by=by, on=TODAY - days(6))
    come_back(case.pk, by=by, on=TODAY - days(2))
    with pytest.raises(StepRefused, match="与已登记的外出（2026年10月30日至2026年11月3日）重叠"):
        go_away(case.pk, WORK, by=by, on=TODAY - days(ago), late_because="补")
    go_away(case.pk, WORK, by=by, on=TODAY - days(2))
    assert periods() == [(6, 2), (2, None)]


def test_a_day_put_right_lays_no_two_times_away_over_each_other(district, case):
    by = district.assistant()
    go_away(case.pk, WORK, by=by, on=TODAY - days(6))
    first_back = come_back(case.pk, by=by, on=TODAY - days(5))
    second = go_away(case.pk, WORK, by=by, on=TODAY - days(3))
    with pytest.raises(StepRefused, match="重叠"):
        correct_day(first_back.pk, TODAY - days(2), why="记错", by=by)
    correct_day(first_back.pk, TODAY - days(4), why="记错", by=by)
    with pytest.raises(StepRefused, match="重叠"):
        correct_day(second.pk, TODAY - days(5), why="记错", by=by)
    come_back(case.pk, by=by, on=TODAY)
    with pytest.raises(StepRefused, match="此后又登记了外出"):
        withdraw(first_back.pk, why="没有回来", by=by)
    assert periods() == [(6, 4), (3, 0)]
    assert differences(case.person_id, today=TODAY) == []


def number(born: str) -> str:
    """An ID number with that birth."""
    first = f"510226{born}123"
    return first + "10X98765432"[sum(int(one) * weight for one, weight in zip(first, WEIGHTS, strict=True)) % 11]


@pytest.mark.parametrize("born", ["20261001", "20260902"])
def test_by_their_number_nobody_was_born_after_what_is_recorded_of_them(district, born):
    case = district.in_care(born_on=None, registered=None, investigated_in=district.town(HOME))
    known = {"by": district.clerk(), "on": TODAY, "words": "家属辨认"}
    with pytest.raises(StepRefused, match="此人在2026年9月1日的“刑满释放”之后才出生") as refused:
        know_who_it_is(case.pk, district.place(), id_number=number(born), **known)
    assert refused.value.field == "id_number"
    know_who_it_is(case.pk, district.place(), id_number=number("19800101"), **known)
    assert Person.objects.using(OWNER).get(pk=case.person_id).born_on.year == 1980
