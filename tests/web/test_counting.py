"""What stands beside a list of people: how many are counted here, and how many are only listed (clause 2.3.3)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from anbang.casework.care.actions import accept_transfer
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Area, Staff
from tests.support.crew import HOME, NEXT, TODAY, District


def page(by: ActingStaff, name: str = "counted_people", **asked: str) -> str:
    """What a page says, without the space between its parts."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.using("owner").get(pk=by.staff_id))
    if "q" in asked:
        client.post(reverse("find_people"), {"q": asked.pop("q")})
        asked["found"] = "1"
    told = client.get(reverse(name), asked)
    assert told.status_code == 200
    return re.sub(r">\s+<", "><", told.content.decode())


def figure(page: str, label: str) -> int:
    """The figure under a label."""
    found = re.search(rf"<dt>{label}</dt><dd><strong>(\d+)</strong>", page)
    assert found, label
    return int(found[1])


@pytest.fixture
def apart(district: District) -> Case:
    """Two at home of whom one waits to be taken over by the next town, and one who lives there and is registered at home."""
    waiting, found = district.in_care(), district.in_care()
    district.in_care()
    for case in (waiting, found):
        district.moved(case)
    accept_transfer(found.pk, by=district.assistant(NEXT), on=TODAY)
    return found


@pytest.mark.usefixtures("apart")
def test_beside_the_list_stands_who_is_counted_here_and_who_elsewhere(district):
    home, there = page(district.assistant()), page(district.assistant(NEXT))
    assert [figure(home, name) for name in ("名单上正在帮教", "由本单位负责，计在这里", "只列名，计在别处")] == [
        3,
        2,
        1,
    ]
    assert "其中 1 人正在转出，对方接收之前仍计在这里" in home
    assert "人户分离、由别处负责的 1 人" in home
    assert [figure(there, name) for name in ("名单上正在帮教", "由本单位负责，计在这里", "只列名，计在别处")] == [
        2,
        1,
        1,
    ]
    assert "等这里接收的 1 人" in there


@pytest.mark.usefixtures("apart")
def test_beside_a_search_stands_no_figure_of_the_whole_list(district):
    assert "人数怎么算的" in page(district.assistant(), "people")
    assert "人数怎么算的" not in page(district.assistant(), "people", q="某")


@pytest.mark.usefixtures("apart")
def test_a_town_hall_reads_that_its_justice_office_counts(district):
    assert figure(page(district.at(OfficeKind.TOWN_GOVERNMENT)), "由本镇街司法所负责，计在这里") == 2


def test_a_list_on_which_nobody_is_in_care_has_no_figure(district):
    district.filed()
    told = page(district.assistant())
    assert "由本单位负责，计在这里" not in told
    assert "名单上没有正在帮教的人" in told


@pytest.mark.usefixtures("apart")
def test_the_district_reads_one_figure_and_what_each_town_adds_to_it(district):
    assert figure(page(district.clerk()), "全区正在帮教，每人只计一次") == 3
    told = page(district.aftercare(), "district_office")
    rows = re.findall(
        r'<a href="/places/\d+/" data-open>([^<]+)</a>.*?data-label="正在帮教"[^>]*>(\d+)(?:<span class="more">另列名 (\d+) 人)?',
        told,
    )
    assert len(rows) == Area.objects.using("owner").filter(kind__in=("town", "subdistrict")).count()
    found = {town: (int(counted), int(listed or 0)) for town, counted, listed in rows}
    assert (found[HOME], found[NEXT]) == ((2, 1), (1, 1))
    assert sum(counted for counted, _listed in found.values()) == 3
    assert "全区 3 人" in told
    assert "相加得 5，不是人数" in told, "the control: adding up the lists is more"


@pytest.mark.usefixtures("apart")
def test_of_an_earlier_year_nothing_is_said_of_people_who_are_in_care_now(district, monkeypatch):
    monkeypatch.setattr("anbang.web.office.pages.years_kept", lambda on: [on.year, on.year - 1])
    assert 'id="counted"' in page(district.aftercare(), "district_office")
    assert 'id="counted"' not in page(district.aftercare(), "district_office", year=str(TODAY.year - 1))
