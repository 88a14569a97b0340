"""Names of windows, files and addresses say nothing about anybody: they stay in histories, on screens that are shared, and in logs (LAW-1)."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.urls import reverse

from anbang.web import people as people_page
from tests.web.answers import NO_SUCH_METHOD, expected
from tests.web.entries import PAGES
from tests.web.matrix import SEATS, SUBJECTS
from tests.web.names import NAMES, NUMBERS, OFFENCES, OPINIONS
from tests.web.planted import Planted, fresh

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
ADDRESS = re.compile(r"""(?:href|src|action|hx-[a-z]+)=["']([^"']+)["']""")
MARKS = (*NAMES.values(), *NUMBERS.values(), *OFFENCES.values(), *OPINIONS.values())
NEVER_IN_A_TITLE = (*MARKS, "苗头", "危险性评估")


def told_outside(response: HttpResponse) -> Iterator[tuple[str, str]]:
    """What of an answer is seen outside the page: the window's name, the name of a file, and every address."""
    yield "file", unquote(response.headers.get("Content-Disposition", ""))
    yield "address", unquote(response.headers.get("Location", ""))
    if response.headers.get("Content-Type", "").startswith("text/html"):
        page = response.content.decode()
        yield from (("window", title) for title in TITLE.findall(page))
        yield from (("address", unquote(address)) for address in ADDRESS.findall(page))


def faults(response: HttpResponse) -> list[str]:
    return [
        f"the {where} says {mark}"
        for where, told in told_outside(response)
        for mark in (NEVER_IN_A_TITLE if where == "window" else MARKS)
        if mark in told
    ]


@pytest.mark.parametrize("seat", SEATS)
def test_no_window_file_or_address_of_any_page_says_anything_about_anybody(planted: Planted, seat: str):
    client, asked, titled = fresh(planted.seats[seat]), 0, 0
    for name, page in PAGES.items():
        for subject in SUBJECTS[page.about]:
            if expected(SEATS[seat], page, subject, fresh=True) in (404, NO_SUCH_METHOD):
                continue
            for view in page.views:
                response = client.get(planted.address(name, subject) + view)
                assert faults(response) == [], f"{name}{view} of {subject}"
                asked += 1
                titled += bool(TITLE.search(response.content.decode(errors="replace")))
    assert asked > 10
    assert titled > 10, "the walk reached pages with a title"


def test_control_a_name_in_a_window_a_file_or_an_address_is_noticed():
    page = HttpResponse(f"<title>{NAMES['closed file']}</title><a href='/people/?q=%E7%94%84%E5%9C%A8%E5%B8%AE'>x</a>")
    page.headers["Content-Disposition"] = "attachment; filename=%E7%94%84%E6%AD%A4%E9%95%87.xlsx"
    assert len(faults(page)) == 3


def test_whom_somebody_looked_for_stands_in_no_address(planted: Planted):
    client = fresh(planted.seats["justice assistant"])
    answer = client.post(reverse("find_people"), {"q": NAMES["file of this town"], "show": "in_custody"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/people/?found=1&show=in_custody")
    page = client.get(answer.headers["Location"]).content.decode()
    assert page.count("<tr data-row>") == 1
    assert f'value="{NAMES["file of this town"]}"' in page, "what was looked for stands in the field"
    assert faults(client.get(answer.headers["Location"])) == []
    assert client.get("/people/").content.decode().count("<tr data-row>") > 1, "the menu leads to everybody"


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
    assert page.count("<tr data-row>") > 1
