"""One ID number under very many names: each row remembers a few that it is like and how many there are, and time and room are linear."""

import tracemalloc

from django.test import Client
from django.urls import reverse

from anbang.exchange.batch import comparison
from anbang.exchange.batch.checks import SentRow, check_row
from anbang.exchange.batch.comparison import judge
from anbang.exchange.batch.sealed_rows import open_content
from anbang.exchange.batch.staging import intake_rules
from anbang.exchange.batch.status import Outcome
from anbang.organisations.models import Staff
from tests.exchange.lists import applied, outcomes, person, rows_of, staged
from tests.exchange.test_places import GAZETTEER
from tests.support.people import TODAY


class Nobody:
    """A register without anybody in it."""

    def by_id_numbers(self, _numbers):
        return {}

    def by_names_and_births(self, _pairs):
        return {}

    def misfits(self, _told):
        return set()


def judged(rows: int) -> tuple[list[comparison.Judged], int]:
    """So many rows with one number, each under a name of its own, and the room that comparing them took."""
    number, rules = person(1)["身份证号"], intake_rules()
    sent = [SentRow("", row, person(row, 身份证号=number, 出生日期="")) for row in range(1, rows + 1)]
    checked = [check_row(one, gazetteer=GAZETTEER, rules=rules, on=TODAY) for one in sent]
    tracemalloc.start()
    try:
        told = judge(checked, Nobody())
        return told, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_each_remembers_a_few_and_how_many_more():
    told, _room = judged(50)
    assert [one.outcome for one in told] == [Outcome.NEW, *[Outcome.DOUBTFUL] * 49]
    assert [len(one.resembles) for one in told] == [0, 1, *[2] * 48]
    assert [one.more for one in told] == [0, 0, *range(48)]


def test_ten_times_the_rows_take_ten_times_the_room():
    few, many = judged(200)[1], judged(2000)[1]
    assert many < 15 * few


def test_control_remembering_them_all_would_take_far_more(monkeypatch):
    monkeypatch.setattr(comparison, "MOST_ROWS", 10**6)
    few, many = judged(100)[1], judged(1000)[1]
    assert many > 30 * few


def test_without_a_number_many_of_one_name_are_remembered_as_few(clerk):
    rows = [person(1, 身份证号="", 罪名=f"第{number}次") for number in range(6)]
    contents = [open_content(row) for row in rows_of(staged(rows, by=clerk))]
    assert [(len(one.resembles), one.more) for one in contents] == [(2, 3)] * 6


def test_the_page_shows_a_few_and_the_count(clerk):
    applied([person(1)], by=clerk)
    number = person(1)["身份证号"]
    batch = staged([person(row, 身份证号=number, 出生日期="") for row in range(2, 7)], by=clerk)
    assert outcomes(batch) == ["doubtful"] * 5
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=clerk.staff_id))
    page = client.get(reverse("list", args=[batch.pk]), {"heap": "doubtful"}).content.decode()
    assert "另有 2 处相像，不一一列出。" in page
    assert "另有 3 处相像" not in page
