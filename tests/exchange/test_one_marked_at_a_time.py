"""Workbooks are marked one at a time: a large one takes a gigabyte, and whoever comes meanwhile is told in a sentence."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from anbang.exchange.batch import giving_back
from anbang.exchange.batch.progress import MARKING
from anbang.organisations.models import Staff
from anbang.organisations.steps import StepRefused
from tests.exchange import lists
from tests.support.patience import until
from tests.support.people import TODAY
from tests.support.signing import confirmed

ASKED = {"purpose": "correcting", "in_full": "on", "why_in_full": "改好再上传"}


def test_while_one_workbook_is_marked_the_next_asker_is_told_to_come_again(server, database, clerk):
    """Eight large ones at once took four gigabytes and every thread of the pages."""
    batch = lists.staged([lists.person(1, 释放日期="年底")], by=clerk)
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=clerk.staff_id))
    confirmed(client, clerk)
    address = reverse("marked_list", args=[batch.pk])
    with server.as_superuser(database) as other, other.transaction():
        other.execute("select pg_advisory_xact_lock(%s)", [MARKING])
        with pytest.raises(StepRefused, match="另一份原表正在标红"):
            lists.given_back(batch.pk, by=clerk, on=TODAY)
        told = client.post(address, ASKED)
        assert told.status_code == 422
        assert "另一份原表正在标红，请过一分钟再下载。" in told.content.decode()
    assert client.post(address, ASKED).headers["Content-Type"].endswith("sheet")


def test_control_another_lock_does_not_stand_in_the_way(server, database, clerk):
    batch = lists.staged([lists.person(1, 释放日期="年底")], by=clerk)
    with server.as_superuser(database) as other, other.transaction():
        other.execute("select pg_advisory_xact_lock(%s)", [MARKING + 1000])
        assert lists.given_back(batch.pk, by=clerk, on=TODAY).startswith(b"PK")


def test_of_eight_who_ask_at_once_one_is_served_and_the_others_are_told(clerk, monkeypatch):
    batch = lists.staged([lists.person(1, 释放日期="年底")], by=clerk)
    marked, at_work, all_asked = giving_back.marked_up, [], threading.Event()

    def slowly(*given: object, **how: object) -> bytes:
        at_work.append(1)
        assert all_asked.wait(20)
        return marked(*given, **how)

    def ask() -> object:
        try:
            return lists.given_back(batch.pk, by=clerk, on=TODAY)
        except StepRefused as refused:
            return str(refused)
        finally:
            connections.close_all()

    monkeypatch.setattr(giving_back, "marked_up", slowly)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask) for _ in range(8)]
        until(lambda: sum(one.done() for one in asked) == 7, what="the seven who are told")
        all_asked.set()
    answers = [one.result() for one in asked]
    assert len(at_work) == 1
    assert sum(isinstance(answer, bytes) for answer in answers) == 1
