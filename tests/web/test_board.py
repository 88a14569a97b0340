"""The hand-over board: a week from the first paper to the desk, by day or by institution; who is late, who fetches whom."""

import re
from datetime import date

import pytest
from django.urls import reverse

from anbang.casework.arrival.board import monday_of
from anbang.casework.custody.single import record_admission
from anbang.casework.handover.actions import Meeting, record_reception, record_release
from anbang.casework.handover.intake import take_over_from_corrections
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from tests.exchange import lists
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.people import office
from tests.web.arrivals import came
from tests.web.planted import signed_in

RELEASED = TODAY + days(20)


def board(reader: ActingStaff, **asked: str) -> str:
    told = signed_in(reader).get(reverse("board"), asked)
    assert told.status_code == 200
    return re.sub(r"\s+", " ", told.content.decode())


@pytest.fixture
def coming(district: District) -> str:
    """Three people of a list who come home on one day; nobody has verified them yet."""
    rows = [lists.person(number, 释放日期=RELEASED.isoformat()) for number in (1, 2, 3)]
    lists.applied(rows, by=district.clerk())
    return rows[0]["姓名"]


def released(district: District, on: date, outcome: Outcome) -> Case:
    case, by = district.filed(on=on), district.assistant(on=on)
    record_release(case.pk, released_from=ReleasedFrom.PRISON, by=by, on=on)
    record_reception(case.pk, Meeting(outcome, who="李某", why_nobody="车坏在路上"), by=by, on=on)
    return case


def test_a_week_shows_whoever_comes_home_in_it_and_no_other(district, coming):
    by = district.assistant()
    assert coming in board(by, week=RELEASED.isoformat())
    assert coming not in board(by)
    assert "这一周没有人释放" in board(by, week=(RELEASED + days(70)).isoformat())


def test_any_day_of_a_week_leads_to_the_week(district, coming):
    by, monday = district.assistant(), monday_of(RELEASED)
    pages = {board(by, week=(monday + days(number)).isoformat()) for number in range(7)}
    assert (
        len({re.sub(r"/people/[\w-]+/", "", page.partition("<main")[2].partition("</main>")[0]) for page in pages}) == 1
    )


@pytest.mark.parametrize("week", ["", "never", "1899-01-01", "9999-12-31", "2026-13-45"])
def test_what_is_no_day_is_this_week(district, week):
    assert f"{monday_of(TODAY).month}月{monday_of(TODAY).day}日" in board(district.assistant(), week=week)


def test_it_says_how_far_everybody_is_and_who_is_late(district):
    long_ago = TODAY - days(60)
    district.morning(released(district, long_ago, Outcome.MET), on=TODAY)
    released(district, TODAY, Outcome.MET)
    then, now = board(district.assistant(), week=long_ago.isoformat()), board(district.assistant())
    for told in (then, now):
        assert "<b>1/1</b><span>接回</span>" in told
        assert "<b>0/1</b><span>报到</span>" in told
    assert "1 人逾期未办" in then
    assert "人逾期未办" not in now, "the control: nobody of this week is late yet"


def test_whoever_came_from_community_corrections_is_in_no_week(district):
    by = district.assistant()
    taken = take_over_from_corrections(
        came("孟某期满", place=district.place()).somebody,
        completed_on=TODAY,
        handed_over="王某移交档案一册",
        by=by,
        on=TODAY,
    )
    released(district, TODAY, Outcome.MET)
    told = board(by)
    assert re.search(r'aria-current="true">[^<]*<b>1</b>', told)
    assert "孟某期满" not in told
    assert Case.objects.using("owner").get(pk=taken.case.pk).care_from == TODAY


def test_by_institution_the_rows_stand_under_the_institution(district, coming):
    told = board(district.clerk(), week=RELEASED.isoformat(), by="institution")
    heads = re.findall(r'scope="rowgroup"[^>]*>([^<]+)', told)
    assert heads
    assert all("监狱" in head or "看守所" in head for head in heads)


def test_the_neighbour_sees_none_of_them(district, coming):
    assert coming not in board(district.assistant(NEXT), week=RELEASED.isoformat())
    assert coming in board(district.at(OfficeKind.TOWN_GOVERNMENT, HOME), week=RELEASED.isoformat())


def test_each_week_says_how_many_come_home_in_it(district, coming):
    told = board(district.assistant(), week=RELEASED.isoformat())
    assert re.search(r'aria-current="true">[^<]*<b>3</b>', told)


def test_institutions_whose_papers_are_late_are_named_with_how_many(district):
    long_ago = TODAY - days(60)
    case, prison = district.filed(on=long_ago), office(OfficeKind.PRISON)
    record_admission(case.pk, prison.pk, by=district.clerk(long_ago), on=long_ago, release_on=RELEASED)
    district.morning(case, on=TODAY)
    for asked in ({}, {"by": "institution"}):
        told = board(district.clerk(), week=RELEASED.isoformat(), **asked)
        assert "文书迟来或没有来的监所" in told
        assert re.search(rf"{prison.name}（\d 份）", told)
