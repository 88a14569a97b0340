"""Places as people write them: of the district, outside it, or to be cleared up. Nobody of ours is sent back unseen."""

from datetime import date

import pytest

from anbang.exchange.batch import places
from anbang.exchange.batch.checks import IntakeRules, SentRow, check_row
from anbang.exchange.batch.places import AreaRecord, Gazetteer, PlaceFault
from tests.exchange.lists import person

GAZETTEER = Gazetteer(
    city="重庆市",
    district="荣昌区",
    towns=[AreaRecord(1, "昌元街道", None), AreaRecord(2, "盘龙镇", None)],
    villages=[AreaRecord(3, "玉屏社区居民委员会", 1)],
)


@pytest.mark.parametrize(
    "written",
    ["泸县", "四川泸县", "渠县 三板镇", "四川省泸县", "隆昌市", "永川区", "大足区", "四川省", "贵州", "内蒙古某旗"],
)
def test_another_county_is_outside_however_short_its_name(written: str):
    assert GAZETTEER.find(written, "").outside == written


@pytest.mark.parametrize(
    "written",
    [
        *("昌元", "昌元街道", "昌元镇", "荣昌区昌元街道", "重庆市荣昌区昌元街道", "重庆荣昌昌元街道", "荣昌昌元"),
        *("荣昌县昌元镇", "重庆市荣昌县昌元镇", "重庆荣昌县昌元街道"),
    ],
)
def test_a_town_of_ours_is_found_under_the_districts_names_of_today_and_before(written: str):
    assert GAZETTEER.find(written, "玉屏社区").area_id == 3


@pytest.mark.parametrize(
    "written", ["四川省荣昌县昌元镇", "四川荣昌县", "荣昌县", "无此镇", "某街道", "区", "县", "市"]
)
def test_what_may_be_ours_is_asked_about_and_not_sent_back(written: str):
    found = GAZETTEER.find(written, "")
    assert (found.outside, found.fault) == ("", PlaceFault.TOWN_UNKNOWN)


def test_control_without_the_districts_own_names_its_people_would_be_sent_back(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(GAZETTEER, "_own_names", set())
    assert GAZETTEER.find("四川省荣昌县昌元镇", "").outside


def test_control_a_rule_for_longer_names_alone_misses_the_short_ones(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(places, "_OUTSIDE", places.re.compile(r"[^\s]{2,}[市区县旗]"))
    assert GAZETTEER.find("泸县", "").fault is PlaceFault.TOWN_UNKNOWN


def test_a_row_whose_days_are_crossed_may_also_come_late():
    """The agreed codes do not hide one another."""
    rules = IntakeRules(lambda *_: False, lambda release_on, on: release_on < on)
    row = SentRow("", 2, person(收押日期="2026-03-01", 释放日期="2026-02-01"))
    checked = check_row(row, gazetteer=GAZETTEER, rules=rules, on=date(2026, 11, 5))
    assert {fault.code for fault in checked.faults} >= {"release_before_admission", "late_notice"}
