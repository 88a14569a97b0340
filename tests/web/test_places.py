"""The district's network on screen: groups, offices and what is missing of the "1112" system (clause 2.1)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from anbang.organisations.actions import Seat, set_up_group
from anbang.organisations.gaps import Missing
from anbang.organisations.kinds import AreaKind, GroupKind, OfficeKind, Role
from anbang.organisations.models import Area, Staff
from anbang.organisations.tiles import grid_of, places_of_tiles
from tests.support.people import TODAY, office, post
from tests.web.matrix import CARED
from tests.web.names import NAMES
from tests.web.planted import Planted, fresh

SEATS = (Seat("张书记", "党工委", "统筹", heads=True), Seat("周敏", "司法所", "衔接管理"))


@pytest.fixture
def reader(database: str) -> Client:
    """The district aftercare office before its pages."""
    client = Client(HTTP_HOST="localhost")
    by = post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE))
    client.force_login(Staff.objects.get(pk=by.staff_id))
    return client


@pytest.fixture
def town(database: str) -> Area:
    return Area.objects.using("owner").get(name="昌元街道")


@pytest.fixture
def page(reader: Client, town: Area) -> Callable[[], str]:
    """The town's page as it reads now."""

    def read() -> str:
        return reader.get(reverse("town", args=[town.pk])).content.decode()

    return read


def set_up(kind: GroupKind, area: Area) -> None:
    by = post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE))
    works = office(OfficeKind.JUSTICE_OFFICE, "昌元街道").pk if kind == GroupKind.LEADING_GROUP else None
    set_up_group(kind, area.pk, seats=SEATS, by=by, on=TODAY, working_office_id=works)


def test_a_missing_group_is_shown_as_a_gap_until_it_is_set_up(page: Callable[[], str], town: Area):
    villages = Area.objects.using("owner").filter(parent=town, kind__in=AreaKind.villages()).count()
    assert page().count(str(Missing.GROUP.label)) >= villages + 1
    set_up(GroupKind.LEADING_GROUP, town)
    for village in Area.objects.using("owner").filter(parent=town, kind__in=AreaKind.villages()):
        set_up(GroupKind.WORK_GROUP, village)
    assert str(Missing.GROUP.label) not in page()
    assert "张书记" in page()


def test_a_justice_office_without_a_full_time_officer_is_a_gap_until_one_is_appointed(page: Callable[[], str]):
    assert str(Missing.FULL_TIME_OFFICER.label) in page()
    post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "昌元街道"), name="罗志远")
    assert str(Missing.FULL_TIME_OFFICER.label) not in page()
    assert "罗志远" in page()


def test_the_overview_has_a_tile_for_every_town_and_counts_the_gaps(reader: Client, town: Area):
    shown = reader.get(reverse("places")).content.decode()
    towns = Area.objects.using("owner").filter(kind__in=AreaKind.towns())
    assert all(reverse("town", args=[one.pk]) in shown for one in towns)
    assert "0/21" in shown, "no town is complete"
    assert f"<b>{1 + 21 + 156}</b>" in shown, "every group is missing"
    set_up(GroupKind.LEADING_GROUP, town)
    assert f"<b>{21 + 156}</b>" in reader.get(reverse("places")).content.decode()


def test_a_village_or_nothing_has_no_page_of_a_town(reader: Client):
    village = Area.objects.using("owner").filter(kind__in=AreaKind.villages())[0]
    assert reader.get(reverse("town", args=[village.pk])).status_code == 404
    assert reader.get(reverse("town", args=[10**12])).status_code == 404


def test_a_figure_says_how_much_of_it_is_towns_and_how_much_villages(reader: Client, town: Area):
    def told() -> str:
        return " ".join(reader.get(reverse("places")).content.decode().split())

    towns = Area.objects.using("owner").filter(kind__in=AreaKind.towns()).count()
    villages = Area.objects.using("owner").filter(kind__in=AreaKind.villages()).count()
    assert f'{towns} 个镇街</span> <span class="faint">{villages} 个村（社区）</span>' in told()
    set_up(GroupKind.LEADING_GROUP, town)
    assert f'{towns - 1} 个镇街</span> <span class="faint">{villages} 个村（社区）</span>' in told()


def test_the_grid_has_every_town_once_and_a_county_of_its_own_is_laid_out_in_rows(database: str):
    towns = list(Area.objects.using("owner").filter(kind__in=AreaKind.towns()).order_by("id"))
    cells = [area for row in grid_of(towns) for area in row]
    assert sorted(area.pk for area in cells if area) == [one.pk for one in towns]
    assert len(places_of_tiles()) == 21
    assert len({len(row) for row in grid_of(towns)}) == 1, "every row is as wide"
    elsewhere = [Area(name=str(number), code_statistics=str(number)) for number in range(7)]
    assert [area.name if area else "" for row in grid_of(elsewhere) for area in row] == [*"0123456", "", "", ""]


OFFICERS = ("justice assistant", "town officer", "bureau clerk", "aftercare officer")


def test_numbers_of_people_are_shown_to_whoever_opens_files_and_names_to_whoever_sees_them(planted: Planted):
    def told(seat: str, page: str) -> str:
        client = fresh(planted.seats[seat])
        client.post(reverse("open_veil"))
        return client.get(planted.address(page, page if page != "places" else "")).content.decode()

    for seat in OFFICERS:
        assert "在帮 " in told(seat, "places"), seat
        assert "在帮，由这里负责" in told(seat, "town"), seat
        assert NAMES[CARED] in told(seat, "village"), seat
    assert "不在您的查看范围" in told("justice assistant", "places")
    assert "在帮，由这里负责" not in told("justice assistant elsewhere", "town"), "none is seen, which is not none"
    for seat in ("department officer", "auditor", "institution clerk", "system administrator"):
        assert "在帮 " not in told(seat, "places"), seat
        assert "人数只给" in told(seat, "places"), seat
        assert "在帮，由这里负责" not in told(seat, "town"), seat
        assert NAMES[CARED] not in told(seat, "village"), seat
    assert NAMES[CARED] in told("village cadre", "village")
    assert NAMES[CARED] not in told("village cadre elsewhere", "village")


def test_control_were_the_roles_not_asked_everybody_would_read_the_numbers(planted: Planted, monkeypatch):
    monkeypatch.setattr("anbang.web.places.counts_people", lambda _by: True)
    shown = fresh(planted.seats["auditor"]).get(reverse("places")).content.decode()
    assert "人数只给" not in shown
