"""Names of windows, files and addresses say nothing about anybody: they stay in histories, on screens that are shared, and in logs (LAW-1)."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.urls import reverse

from anbang.web import people as people_page
from tests.web.matrix import SEATS
from tests.web.names import NAMES
from tests.web.outside import faults
from tests.web.planted import Planted, fresh
from tests.web.test_anew import LEAVING
from tests.web.walking import Walk

# Whoever sits like another at another desk opens the same pages of other people; from there `make prove` walks.
LIKE_ANOTHER = re.compile("elsewhere|another|second|keeps out")
IN_THE_SUITE = [
    pytest.param(seat, marks=pytest.mark.proof) if LIKE_ANOTHER.search(seat) and seat not in LEAVING else seat
    for seat in SEATS
]


@pytest.mark.parametrize("seat", IN_THE_SUITE)
def test_no_window_file_or_address_of_any_page_says_anything_about_anybody(walked: Callable[[str], Walk], seat: str):
    told = walked(seat)
    assert told.outside == []
    assert told.opened > 0
    assert told.titled > 0, "the walk reached pages with a title"


def test_control_a_name_in_a_window_a_file_or_an_address_is_noticed():
    page = HttpResponse(f"<title>{NAMES['closed file']}</title><a href='/people/?q=%E7%94%84%E5%9C%A8%E5%B8%AE'>x</a>")
    page.headers["Content-Disposition"] = "attachment; filename=%E7%94%84%E6%AD%A4%E9%95%87.xlsx"
    assert len(faults(page)) == 3


def test_whom_somebody_looked_for_stands_in_no_address(planted: Planted):
    client = fresh(planted.seats["justice assistant"])
    answer = client.post(reverse("find_people"), {"q": NAMES["file of this town"], "show": "in_custody"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/people/?found=1&show=in_custody")
    page = client.get(answer.headers["Location"]).content.decode()
    assert page.count("<tr data-row ") == 1
    assert f'value="{NAMES["file of this town"]}"' in page, "what was looked for stands in the field"
    assert faults(client.get(answer.headers["Location"])) == []
    assert client.get("/people/").content.decode().count("<tr data-row ") > 1, "the menu leads to everybody"


def test_the_filters_and_the_pages_of_what_was_found_keep_it(planted: Planted, monkeypatch):
    monkeypatch.setattr(people_page, "PEOPLE_A_PAGE", 1)
    client = fresh(planted.seats["bureau clerk"])
    client.post(reverse("find_people"), {"q": "甄"})
    page = client.get("/people/?found=1").content.decode()
    assert 'href="?found=1&amp;page=2"' in page or 'href="?found=1&page=2"' in page
    assert "/people/?found=1&amp;show=in_care" in page


def test_looking_for_nothing_shows_everybody(planted: Planted):
    client = fresh(planted.seats["justice assistant"])
    client.post(reverse("find_people"), {"q": "甄在帮"})
    assert client.post(reverse("find_people"), {"q": " "}).headers["Location"] == "/people/"


def test_a_name_in_an_address_finds_nobody_any_more(planted: Planted):
    page = fresh(planted.seats["justice assistant"]).get("/people/", {"q": "甄在帮"}).content.decode()
    assert page.count("<tr data-row ") > 1
