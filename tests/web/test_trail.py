"""The auditor reads what was done and who looked, by numbers and hands; and whether it is still as it was sealed."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from anbang.audit import jobs, keeping
from anbang.audit.sealing import seal_the_trail
from anbang.audit.verifying import FAULTS as FAULTS_FOUND
from anbang.audit.verifying import UNSEALED_AT_MOST
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Staff
from anbang.web import trail
from tests.audit.conftest import folder
from tests.audit.test_seals import NOT_MINE, as_owner, look
from tests.support.people import office, post

__all__ = ["folder", "look"]
pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def auditor(database) -> Client:
    by = post(Role.AUDIT_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=by.staff_id))
    return client


def page(client: Client, **asked: object) -> str:
    response = client.get(reverse("trail"), {name: str(value) for name, value in asked.items()})
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def test_what_was_done_stands_there_with_hand_office_and_day_and_without_a_name_of_the_person(look, auditor):
    look()
    shown = page(auditor)
    assert "收到" in shown
    assert "张三" not in shown


def test_who_looked_at_which_file(look, auditor, assistant):
    look()
    shown = page(auditor, of="looks")
    assert assistant.name in shown
    assert "档案" in shown


def test_it_is_searched_by_hand_by_file_and_by_day(look, auditor, assistant):
    look()
    today = timezone.localdate()
    nobody = "没有这样的记录"
    assert nobody not in page(auditor, of="looks", staff=assistant.name)
    assert nobody in page(auditor, of="looks", staff="没有此人")
    assert nobody in page(auditor, of="looks", person=999_999)
    assert nobody not in page(auditor, of="looks", from_on=today, until_on=today)
    assert nobody in page(auditor, of="looks", until_on=today - timedelta(days=1))


@pytest.mark.parametrize("asked", [{"person": "abc"}, {"person": 2**63}, {"from_on": "never"}, {"person": 0}])
def test_what_is_no_number_or_day_is_said_at_its_field(auditor, asked):
    response = auditor.get(reverse("trail"), asked)
    assert response.status_code == 422
    assert "还不能提交" in response.content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "9" * 5000, "١"])
def test_a_page_that_is_no_number_is_the_first(look, auditor, before):
    assert "收到" in page(auditor, before=before)


def test_older_rows_are_a_page_further_and_none_is_shown_twice(look, auditor, monkeypatch):
    monkeypatch.setattr(trail, "ROWS_A_PAGE", 2)
    for _ in range(3):
        look()
    first = page(auditor, of="looks")
    assert "更早" in first
    (before,) = {part.partition('"')[0] for part in first.split("before=")[1:]}
    second = page(auditor, of="looks", before=before)
    assert "更早" not in second
    assert "最新" in second


def test_it_says_up_to_when_it_is_sealed_and_that_it_is_as_it_was(look, auditor):
    look()
    assert "还没有封存" in page(auditor)
    jobs.seal(0)
    jobs.check(0)
    shown = page(auditor)
    assert "第 1 号" in shown
    assert "与封存时一致" in shown


def test_what_is_not_as_it_was_sealed_stands_above_all(look, auditor):
    look()
    jobs.seal(0)
    as_owner(NOT_MINE)
    jobs.check(0)
    shown = page(auditor)
    assert "记录与封存时不一致" in shown
    assert "与封存时一致" not in shown.replace("记录与封存时不一致", "")


def test_rows_that_no_seal_comes_for_are_told_and_a_quiet_night_is_not(look, auditor):
    long_ago = timezone.now() - UNSEALED_AT_MOST - timedelta(minutes=1)
    look()
    seal_the_trail(keeping.signer(), outside=keeping.outside(), at=long_ago)
    assert "超过四小时没有封存" not in page(auditor), "nothing waits"
    look()
    assert "超过四小时没有封存" not in page(auditor), "somebody looked a moment ago"
    with connections["owner"].cursor() as cursor:
        cursor.execute("alter table audit_look disable trigger user")
        cursor.execute("update audit_look set looked_at = %s where id = (select max(id) from audit_look)", [long_ago])
    assert "超过四小时没有封存" in page(auditor)


def test_what_the_system_did_stands_apart(look, auditor):
    look()
    with connections["owner"].cursor() as cursor:
        cursor.execute("alter table audit_event disable trigger user")
        cursor.execute("update audit_event set staff_id = 0")
    assert "没有这样的记录" in page(auditor)
    assert "没有这样的记录" not in page(auditor, of="system")


def test_every_fault_and_every_kind_of_look_has_words():
    assert set(trail.FAULTS) == set(FAULTS_FOUND)
    assert trail.title_of_look("step visit") != trail.title_of_look("step of nothing")


def test_what_became_of_every_row_stands_there_with_the_step_it_belongs_to(look, auditor, clerk):
    look()
    shown = page(auditor, of="changes")
    for words in ("新增：案卷", "收到登记表", clerk.name, "opened_on", "2026-11-05"):
        assert words in shown
    assert "张三" not in shown


def test_what_changed_outside_the_product_is_a_list_of_its_own(look, auditor):
    look()
    assert "新增：案卷" not in page(auditor, of="outside")
    with connections["owner"].cursor() as cursor:
        cursor.execute("update casework_person set born_on = born_on + 1")
    shown = page(auditor, of="outside")
    for words in ("改动：人员", "anbang_owner", "改了，内容不记"):
        assert words in shown


def test_a_sign_in_is_told_as_one(auditor, server, database):
    staff = Staff.objects.using("owner").latest("id")
    with connections["default"].cursor() as cursor:
        cursor.execute("update organisations_staff set last_login = now() where id = %s", [staff.pk])
    shown = page(auditor, of="changes")
    assert "登录" in shown
    assert staff.name in shown
