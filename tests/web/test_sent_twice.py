"""A form that is sent twice is recorded once, and answered alike; two honest forms are two records."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anbang.assistance.placement.models import EnterpriseBase
from anbang.casework.act.models import Act
from anbang.coordination.office.models import OfficeAct
from anbang.organisations.acting import acting
from anbang.web.once import FIELD
from anbang.web.steps.register import STEPS
from anbang.web.steps.visits import STEPS as VISITS
from tests.support.at_once import at_once
from tests.support.people import TODAY
from tests.web.matrix import CARED
from tests.web.planted import Planted, fresh
from tests.web.test_redacted_everywhere import sent_by

OWNER = "owner"
SEAT = "justice assistant"
Form = tuple[str, dict[str, Any], type]
SENT = ("visit", "note", "call", "lesson", "liaison", "base")


def a_form(planted: Planted, what: str) -> Form:
    """The address, what is typed, and the table in which it is recorded."""
    on = {"on": TODAY.isoformat()}
    if what == "base":
        town = planted.arguments["town"]["town"]["area_id"]
        return reverse("bases"), {**on, "town": town, "name": "某厂"}, EnterpriseBase
    if what in ("lesson", "liaison"):
        return reverse("record_office_act", args=[what]), {**on, "words": "见下"}, OfficeAct
    person_id = int(planted.arguments["case_file"][CARED]["person_id"])
    told = sent_by(STEPS[what], person_id, planted.seats[SEAT])
    return reverse("take_step", args=[person_id, what]), told, Act


def key_in(page: Any) -> str:
    found = re.search(rf'name="{FIELD}" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found.group(1)


def count(table: Any) -> int:
    return table._base_manager.using(OWNER).count()


@pytest.fixture
def client(planted: Planted) -> Client:
    return fresh(planted.seats[SEAT])


@pytest.mark.parametrize("what", SENT)
def test_the_same_form_sent_twice_is_recorded_once_and_answered_alike(planted, what):
    client = fresh(planted.seats["bureau clerk" if what == "base" else SEAT])
    address, told, table = a_form(planted, what)
    told[FIELD], before = key_in(client.get(address)), count(table)
    first, second = (client.post(address, told) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert count(table) == before + 1
    assert "没有重复登记" in client.get(second.headers["Location"]).content.decode()


@pytest.mark.parametrize("what", ["visit", "note", "call", "lesson", "liaison"])
def test_two_forms_are_two_records(planted, client, what):
    address, told, table = a_form(planted, what)
    before = count(table)
    for _ in range(2):
        assert client.post(address, told | {FIELD: key_in(client.get(address))}).status_code == 302
    assert count(table) == before + 2


def test_a_form_that_was_refused_keeps_its_key_and_is_then_recorded(planted, client):
    address, told, table = a_form(planted, "note")
    key, before = key_in(client.get(address)), count(table)
    refused = client.post(address, told | {FIELD: key, "words": ""})
    assert (refused.status_code, key_in(refused), count(table)) == (422, key, before)
    assert client.post(address, told | {FIELD: key}).status_code == 302
    assert count(table) == before + 1


def test_of_two_that_are_sent_at_once_one_is_recorded(planted, client):
    address, told, table = a_form(planted, "note")
    told[FIELD], before = key_in(client.get(address)), count(table)
    at_once([("default", lambda: fresh(planted.seats[SEAT]).post(address, told))] * 2)
    assert count(table) == before + 1


@pytest.mark.parametrize("whose", ["of another reader", "made up", "of another form"])
def test_a_key_that_was_not_given_for_this_form_spends_nothing(planted, client, whose):
    address, told, table = a_form(planted, "note")
    other = fresh(planted.seats["town officer"])
    elsewhere = address.replace("/note/", "/visit/")
    key = {"of another reader": key_in(other.get(address)), "made up": "0" * 40}.get(whose) or key_in(
        client.get(elsewhere)
    )
    before = count(table)
    for _ in range(2):
        assert client.post(address, told | {FIELD: key}).status_code == 302
    assert count(table) == before + 2


def test_every_visit_call_and_note_is_among_the_forms_that_have_a_key(planted, client):
    """All steps go through one page, so each has one."""
    with acting(planted.seats[SEAT], reading_only=True):
        slugs = [step.slug for step in VISITS if not step.about]
    person_id = planted.arguments["case_file"][CARED]["person_id"]
    answers = [client.get(reverse("take_step", args=[person_id, slug])) for slug in slugs]
    assert all(key_in(answer) for answer in answers if b"novalidate" in answer.content)
    assert len(slugs) > 2
