"""The timeline of a file is read whole, by what it is about, or by year: every entry in one part at least, and none lost."""

import re
from html import unescape

import pytest
from django.urls import reverse

from anbang.casework.act.models import Act
from anbang.casework.step.repairing import withdraw
from anbang.casework.visit.actions import NewVisit, record_visit
from anbang.organisations.acting import ActingStaff
from tests.support.crew import TODAY, District, days
from tests.web.planted import signed_in


@pytest.fixture
def lived(district: District) -> int:
    """Somebody released last year, visited in both years, once by mistake."""
    case, by = district.in_care(since=TODAY - days(400)), district.assistant()
    for ago in (390, 20, 10):
        record_visit(case.pk, NewVisit("家中平安"), by=by, on=TODAY - days(ago), late_because="补录")
    wrong = Act.objects.using("owner").filter(case=case, kind="visited").latest("on")
    withdraw(wrong.pk, why="记错了人", by=by)
    return case.person_id


def page(by: ActingStaff, person_id: int, query: str = "") -> str:
    return signed_in(by).get(reverse("case_file", args=[person_id]) + f"?tab=history{query}").content.decode()


def chips(told: str) -> dict[str, int]:
    """Where each part leads, and how much it says is there."""
    found = re.findall(r'<a class="chip[^"]*" href="([^"]*tab=history[^"]*)"[^>]*>[^<]*<b>(\d+)</b>', told)
    return {unescape(address): int(count) for address, count in found}


def entries(told: str) -> int:
    return told.count('class="timeline__day"')


def test_each_part_holds_as_much_as_it_says(district, lived):
    by = district.assistant()
    parts = chips(page(by, lived))
    assert len(parts) > 4
    for address, count in parts.items():
        assert entries(signed_in(by).get(address).content.decode()) == count > 0, address


def test_a_visit_stands_with_care_and_what_was_withdrawn_with_what_was_put_right(district, lived):
    by = district.assistant()
    assert entries(page(by, lived, "&of=care")) == 3
    assert entries(page(by, lived, "&of=mended")) == 1
    year = f"&of=care&year={TODAY.year}"
    assert entries(page(by, lived, year)) == 2


@pytest.mark.parametrize("query", ["&of=nothing", "&year=1900", "&year=x", "&of=care&year=0", "&of[]=care"])
def test_any_filter_has_an_answer(district, lived, query):
    by = district.assistant()
    assert entries(page(by, lived, query)) >= 3


def test_the_pager_keeps_the_filter(district, lived, monkeypatch):
    monkeypatch.setattr("anbang.web.timeline.ENTRIES_A_PAGE", 1)
    told = unescape(page(district.assistant(), lived, "&of=care"))
    assert 'href="?tab=history&of=care&page=2"' in told
