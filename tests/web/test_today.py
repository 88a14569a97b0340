"""The first page: what this office must do, and what others must do for people whom this office sees."""

import re
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anbang.casework.duty.queries import duties_below, work_list
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Staff
from tests.exchange import lists

PEOPLE = 40  # more than one page of duties


@pytest.fixture
def bureau(clerk: ActingStaff, assistant: ActingStaff) -> Client:
    """The bureau's clerk, who has taken in people that the justice offices must verify."""
    lists.applied([lists.person(number) for number in range(1, PEOPLE + 1)], by=clerk)
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=clerk.staff_id))
    return client


def figures_on(home: HttpResponse) -> dict[str, int]:
    """Where each figure of other offices' duties leads, and what it says."""
    found = re.findall(r'href="([^"]*whose=others[^"]*)"[^>]*>\D+<b>(\d+)</b>', home.content.decode())
    return {unescape(address): int(told) for address, told in found}


@pytest.mark.usefixtures("contexts")
def test_a_figure_of_other_offices_duties_leads_to_these_duties(bureau: Client, clerk: ActingStaff):
    figures = figures_on(bureau.get(reverse("today"), {"whose": "others"}))
    assert len(figures) == 5
    with acting(clerk, reading_only=True):
        assert max(figures.values()) * 2 == sum(figures.values()) == duties_below(for_staff=clerk).count() * 2 > 0
    for address, told in figures.items():
        page = bureau.get(address)
        assert page.context["page"].paginator.count == told, address
        assert page.context["shows_others"]


@pytest.mark.usefixtures("contexts")
def test_every_page_of_them_is_reached_and_keeps_the_filter(bureau: Client):
    figures = figures_on(bureau.get(reverse("today"), {"whose": "others"}))
    address, seen = max(figures, key=lambda one: figures[one]), 0
    counted = figures[address]
    while address:
        page = bureau.get(address)
        seen += len(page.context["duties"])
        found = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
        address = reverse("today") + unescape(found[1]) if found else ""
    assert seen == counted > 30


@pytest.mark.usefixtures("contexts")
def test_control_own_duties_are_not_among_them(bureau: Client, clerk: ActingStaff):
    with acting(clerk, reading_only=True):
        own = set(work_list(for_staff=clerk).values_list("pk", flat=True))
        others = set(duties_below(for_staff=clerk).values_list("pk", flat=True))
    assert own.isdisjoint(others)
    page = bureau.get(reverse("today"), {"whose": "others"})
    assert {duty.duty.pk for duty in page.context["duties"]} <= others


@pytest.mark.parametrize(
    "asked", [{"whose": "nobody"}, {"due": "never"}, {"page": "x"}, {"whose": "others", "page": "99"}]
)
def test_any_filter_has_an_answer(bureau: Client, asked: dict[str, str]):
    assert bureau.get(reverse("today"), asked).status_code == 200
