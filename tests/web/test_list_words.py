"""What the pages of a list say is so: where it stands, what confirming will do, what an old number became."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from anbang.exchange.batch.actions import cancel_batch, correct_row, decide_row, undo_batch
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.status import Decision
from anbang.organisations.acting import ActingStaff
from anbang.web.middleware import LANGUAGE_COOKIE
from tests.exchange import lists
from tests.support.people import TODAY
from tests.web.test_lists import NAMESAKE, before, text_of

HEAPS = ("ready", "doubtful", "not_ours", "refused")
WAIT_FOR_CONFIRMING = ("确认后登记", "请判断是不是", "登记时退回", "请看其他几堆")


@pytest.fixture
def bureau(clerk: ActingStaff) -> Client:
    """The bureau's clerk before the pages."""
    return before(clerk)


@pytest.fixture
def every_heap(clerk: ActingStaff) -> Batch:
    """A list with something in each heap."""
    wrong, stranger = lists.person(2, 释放日期="年底"), lists.stranger(3)
    return lists.staged([lists.person(1), NAMESAKE, wrong, stranger], by=clerk)


def heaps(batch: Batch, client: Client) -> list[str]:
    return [text_of(client.get(reverse("list", args=[batch.pk]), {"heap": heap})) for heap in HEAPS]


def figures(client: Client, batch: Batch, language: str = "zh-hans") -> dict[str, int]:
    """What confirming will do: label → number."""
    client.cookies[LANGUAGE_COOKIE] = language
    page = text_of(client.get(reverse("confirm_preview", args=[batch.pk])))
    return {label: int(number) for number, label in re.findall(r'class="figure"><b>(\d+)</b><span>(.+?)</span>', page)}


# Where a list stands


def test_a_list_that_was_taken_back_promises_nothing_and_says_how_to_begin_anew(
    clerk: ActingStaff, bureau: Client, every_heap: Batch
):
    assert all(word in page for word, page in zip(WAIT_FOR_CONFIRMING[:3], heaps(every_heap, bureau), strict=False))
    lists.confirm(every_heap, by=clerk)
    undo_batch(every_heap.pk, by=clerk, on=TODAY)
    for page in heaps(every_heap, bureau):
        assert [word for word in WAIT_FOR_CONFIRMING if word in page] == []
        assert "登记已撤销" in page
        assert "要重新登记，请再上传原件" in page


def test_a_cancelled_list_shows_no_empty_heaps_and_says_how_to_begin_anew(
    clerk: ActingStaff, bureau: Client, every_heap: Batch
):
    cancel_batch(every_heap.pk, by=clerk)
    page = text_of(bureau.get(reverse("list", args=[every_heap.pk])))
    assert "这份名单已取消：没有登记任何人" in page
    assert "要重新办理，请再上传原件" in page
    assert [word for word in ("?heap=", *WAIT_FOR_CONFIRMING) if word in page] == []


def test_when_a_list_was_taken_in_is_told_by_the_clock(clerk: ActingStaff, bureau: Client):
    """The demo tells the day of the step instead (tests/demo/test_pages.py): its clock is that of the building."""
    batch = lists.applied([lists.person(1)], by=clerk)
    assert re.search(rf"<p>20\d\d年\d+月\d+日 \d\d:\d\d 由{clerk.name}登记。", heaps(batch, bureau)[0])


# What confirming will do


def test_rows_are_returned_once_with_the_first_confirmation(clerk: ActingStaff, bureau: Client, every_heap: Batch):
    assert figures(bureau, every_heap)["行退回来文单位"] == 1
    lists.confirm(every_heap, by=clerk)
    correct_row(lists.rows_of(every_heap)[2].pk, {"释放日期": "2027-02-28"}, by=clerk)
    told = figures(bureau, every_heap)
    assert "行退回来文单位" not in told
    assert (told["人新登记"], sum(told.values())) == (1, 4)


def test_one_is_told_as_one_in_english(clerk: ActingStaff, bureau: Client, every_heap: Batch):
    assert set(figures(bureau, every_heap, "en")) >= {"person taken in", "people updated", "row returned to the sender"}
    two = lists.staged([lists.person(6), lists.person(7)], by=clerk)
    assert "people taken in" in figures(bureau, two, "en"), "the control"


def test_somebody_taken_in_by_decision_is_counted_with_the_office_that_will_answer(
    clerk: ActingStaff, bureau: Client, every_heap: Batch
):
    lists.confirm(every_heap, by=clerk)
    decide_row(lists.rows_of(every_heap)[1].pk, Decision.TAKE_IN, by=clerk)
    page = text_of(bureau.get(reverse("confirm_preview", args=[every_heap.pk])))
    assert "分送到 1 个司法所" in page


# What an old number became

OLD, NOW, MASKED = "510231700515123", r"51023119700515123[0-9X]", r"510231\*{8}123[0-9X]"


@pytest.mark.parametrize("wrong", [{}, {"释放日期": "年底"}], ids=["ready", "wrong"])
def test_an_old_number_is_shown_as_what_it_was_converted_to(clerk: ActingStaff, bureau: Client, wrong: dict[str, str]):
    told = {"身份证号": OLD, "出生日期": "1970-05-15", "性别": "男", **wrong}
    batch = lists.staged([lists.person(1, **told), lists.person(2)], by=clerk)
    row = lists.rows_of(batch)[0]
    assert len(re.findall(NOW, text_of(bureau.get(reverse("correct_row", args=[row.pk]))))) == 1
    page = heaps(batch, bureau)[3 if wrong else 0]
    assert len(re.findall(MASKED, page)) == 1
    assert not re.search(NOW, page)
