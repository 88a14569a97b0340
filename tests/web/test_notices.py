"""The page on which somebody chooses what reaches them in the morning, and what it says where nothing goes out (ADR 0035)."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from anbang.coordination.notice.models import Notice, NoticeAddress, NoticeChoice
from anbang.organisations.acting import ActingStaff
from anbang.web.telling import notices
from tests.support.people import TODAY
from tests.support.post import Letters, Robot
from tests.web.planted import first_page_of, fresh

OWNER = "owner"


@pytest.fixture
def client(assistant: ActingStaff) -> Client:
    return fresh(assistant)


def page(client: Client, name: str = "notices") -> str:
    return client.get(reverse(name)).content.decode()


def give(client: Client, address: str, name: str = "notice_mail") -> Any:
    return client.post(reverse(name), {"step": "address", "address": address})


def confirm(client: Client, words: str, name: str = "notice_mail") -> Any:
    return client.post(reverse(name), {"step": "code", "code": re.findall(r"\d{6}", words)[0]})


def test_where_no_channel_is_set_up_the_page_says_so_in_words(client: Client):
    assert "早上的提醒只在系统里" in page(client)
    assert "没有开通这种方式" in page(client, "notice_mail")
    assert give(client, "a@office.example").status_code == 422
    assert not NoticeAddress.objects.using(OWNER).exists()
    assert reverse("notices") not in page(client, "today"), "and the menu of the account leads nobody there"


def test_an_address_a_code_and_a_choice(client: Client, letters: Letters):
    assert reverse("notices") in page(client, "today"), "the menu of the account leads there"
    assert "填写地址" in page(client)
    assert give(client, "zhang@office.example").status_code == 302
    assert "z***@office.example" in page(client, "notice_mail")
    assert confirm(client, letters.arrived[0].words).headers["Location"] == reverse("notices")
    assert "已确认" in page(client)
    told = {"by_mail": "on", "hour": "7", "paused_until": "2026-11-30"}
    assert client.post(reverse("notices"), told).status_code == 302
    chosen = NoticeChoice.objects.using(OWNER).get()
    assert (chosen.by_mail, chosen.hour, chosen.workdays_only, chosen.when_due_only) == (True, 7, False, False)
    assert "暂停到 2026年11月30日" in page(client)
    client.post(reverse("notice_mail"), {"step": "remove"})
    assert not NoticeAddress.objects.using(OWNER).exists()


def test_a_group_is_told_by_its_robot(client: Client, robot: Robot):
    assert robot.host in page(client, "notice_robot")
    assert give(client, robot.address, "notice_robot").status_code == 302
    (_path, told) = robot.told[0]
    confirm(client, told["text"]["content"], "notice_robot")
    shown = page(client)
    assert robot.host in shown
    assert "key=abc" not in shown, "the address itself opens the group"


@pytest.mark.parametrize(
    "address",
    ["https://127.0.0.1/x", "http://localhost/x", "https://169.254.169.254/latest", "file:///etc/passwd", "x"],
)
def test_an_address_elsewhere_comes_back_with_what_is_accepted_and_nobody_is_asked(
    client: Client, robot: Robot, address: str
):
    answer = give(client, address, "notice_robot")
    assert answer.status_code == 422
    assert f"主机是 {robot.host}" in answer.content.decode()
    assert f'value="{address}"' in answer.content.decode()
    assert robot.told == []


def test_what_is_mistyped_comes_back_as_it_was(client: Client, letters: Letters):
    answer = give(client, "zhang at office")
    assert (answer.status_code, 'value="zhang at office"' in answer.content.decode()) == (422, True)
    give(client, "zhang@office.example")
    wrong = client.post(reverse("notice_mail"), {"step": "code", "code": "x"})
    assert (wrong.status_code, "确认码不对" in wrong.content.decode()) == (422, True)
    confirm(client, letters.arrived[0].words)
    answer = client.post(reverse("notices"), {"hour": "23", "by_mail": "on", "paused_until": "never"})
    assert (answer.status_code, 'value="never"' in answer.content.decode()) == (422, True)
    assert NoticeChoice.objects.using(OWNER).get().hour == 8


def test_codes_are_not_sent_to_whomever_without_end(client: Client, letters: Letters, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(notices, "CODES", {"notice_code": "1/h/user"})
    assert [give(client, f"{name}@office.example").status_code for name in "ab"] == [302, 422]
    assert [letter.to for letter in letters.arrived] == ["a@office.example"]


def test_what_did_not_arrive_is_said_on_the_first_page(assistant: ActingStaff, client: Client):
    told = {"staff_id": assistant.staff_id, "channel": "mail", "overdue": 1, "due_today": 0}
    made = Notice.objects.using(OWNER).create(on=TODAY, **told)
    assert "的提醒（电子邮件）" not in first_page_of(client)
    Notice.objects.using(OWNER).filter(pk=made.pk).update(state="unsent", why="unreached", begun_at=timezone.now())
    assert "2026年11月5日的提醒（电子邮件）没有送到：对方的服务器连不上。" in first_page_of(client)
