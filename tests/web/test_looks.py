"""Every look at a person is on record before the page is shown; a page that cannot be recorded is not shown (LAW-1)."""

import re
from collections.abc import Callable

import pytest
from django.db import Error as DatabaseError
from django.test import Client
from django.urls import reverse

from anbang.audit.models import Look
from anbang.casework.custody.models import RegistrationForm, Verification
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from anbang.web import views
from tests.support.database import Server


@pytest.fixture
def officer(assistant: ActingStaff) -> Client:
    """The justice assistant before the pages."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=assistant.staff_id))
    return client


def looks() -> list[tuple[int, int, str]]:
    """Who looked at whom, and at what."""
    return list(Look.objects.using("auditor").order_by("id").values_list("staff_id", "person_id", "what"))


def test_opening_a_file_is_on_record(officer: Client, assistant: ActingStaff, take: Callable[..., Case]):
    person_id = take().person_id
    assert officer.get(reverse("case_file", args=[person_id])).status_code == 200
    assert [(staff, person) for staff, person, _ in looks()] == [(assistant.staff_id, person_id)]


def test_the_whole_number_is_a_look_of_its_own(officer: Client, take: Callable[..., Case]):
    person_id = take().person_id
    shown = officer.post(reverse("reveal_id_number", args=[person_id]), follow=True)
    assert "510231198506121232" in shown.content.decode()
    assert looks()[0][2] == "id number"
    again = officer.get(reverse("case_file", args=[person_id])).content.decode()
    assert "510231198506121232" not in again, "shown once"


def test_a_file_out_of_reach_leaves_no_look_and_no_page(neighbour: ActingStaff, take: Callable[..., Case]):
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=neighbour.staff_id))
    assert client.get(reverse("case_file", args=[take().person_id])).status_code == 404
    assert looks() == []


def no_look_is_written(server: Server, database: str) -> None:
    with server.as_superuser(database) as connection:
        connection.execute("revoke insert on audit_look from anbang_app")


def test_no_row_no_page(officer: Client, server: Server, database: str, take: Callable[..., Case]):
    """The control of the whole: where the trail cannot be written, nothing of the person is told."""
    person_id = take().person_id
    no_look_is_written(server, database)
    with pytest.raises(DatabaseError, match="audit_look"):
        officer.get(reverse("case_file", args=[person_id]))
    officer.raise_request_exception = False
    answer = officer.get(reverse("case_file", args=[person_id]))
    assert answer.status_code == 500
    assert "张三" not in answer.content.decode()


def test_the_whole_number_is_shown_in_the_midst_of_a_verification_and_keeps_what_was_typed(
    officer: Client, assistant: ActingStaff, take: Callable[..., Case]
):
    case = take()
    address = reverse("verify", args=[RegistrationForm.objects.using("owner").get(case=case).pk])
    masked = officer.get(address).content.decode()
    assert "510231198506121232" not in masked, "the control"
    typed = {"name": "false", "name_evidence": "邻居不认识", "family": "愿意接纳"}
    shown = officer.post(address, {**typed, "reveal": "id number"})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "510231198506121232" in page
    assert [word for word in ("邻居不认识", "愿意接纳") if word not in page] == []
    assert re.search(r'name="name" value="false"[^>]* checked', page)
    assert looks()[-1] == (assistant.staff_id, case.person_id, "id number")
    assert not Verification.objects.using("owner").exists(), "nothing was sent"


def test_enter_in_a_verification_sends_it_and_shows_no_number(officer: Client, take: Callable[..., Case]):
    """A browser takes the first button of a form for the key."""
    form = RegistrationForm.objects.using("owner").get(case=take())
    page = officer.get(reverse("verify", args=[form.pk])).content.decode().split("<main")[1]
    buttons = [button for button in re.findall(r"<button[^>]*>", page) if 'type="button"' not in button]
    assert "reveal" not in buttons[0]
    assert any("reveal" in button for button in buttons), "the control"


def test_control_a_page_that_writes_no_look_is_shown_and_nobody_knows(
    officer: Client, server: Server, database: str, take: Callable[..., Case], monkeypatch: pytest.MonkeyPatch
):
    case = take()
    no_look_is_written(server, database)
    monkeypatch.setattr(views, "record_look", lambda *_told, **_by: None)
    answer = officer.get(reverse("case_file", args=[case.person_id]))
    assert answer.status_code == 200
    assert "张三" in answer.content.decode()
    assert not Look.objects.using("auditor").exists()
