"""The trail only grows: for the app role, for the overseer, and for the owner of the tables."""

from datetime import date

import pytest
from django.db import DatabaseError, connections, transaction

from anbang.audit.models import Event, Look
from anbang.audit.recording import record_look
from anbang.organisations.acting import acting

TABLES = ["audit_event", "audit_look", "audit_change"]
TAMPERING = ["update {} set staff_id = 0", "delete from {}", "truncate {}"]


@pytest.fixture
def trail(take, assistant):
    case = take()
    with acting(assistant):
        record_look(case.person_id, "case file", by=assistant)
    return case


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", TAMPERING)
@pytest.mark.parametrize("alias", ["default", "overseer", "owner"])
def test_no_role_changes_or_removes_what_is_written(trail, clerk, assistant, table, statement, alias):
    by = {"overseer": clerk}.get(alias, assistant)
    with (
        pytest.raises(DatabaseError, match=r"append-only|permission denied"),
        acting(by),
        transaction.atomic(using=alias),
        connections[alias].cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


@pytest.mark.parametrize("table", TABLES)
def test_without_its_trigger_the_owner_could_tamper(server, database, trail, table):
    """The control."""
    with server.as_superuser(database) as connection:
        connection.execute(f"alter table {table} disable trigger user")
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"delete from {table}")
        assert cursor.rowcount > 0


def test_the_auditor_reads_the_whole_trail_and_nothing_about_people(trail):
    assert Event.objects.using("auditor").exists()
    assert Look.objects.using("auditor").exists()
    with pytest.raises(DatabaseError, match="permission denied"), connections["auditor"].cursor() as cursor:
        cursor.execute("select name from casework_person")


def test_the_trail_names_nobody(trail):
    for event in Event.objects.using("auditor"):
        assert "张三" not in str(event.data)
        assert "510231" not in str(event.data)


def test_an_office_reads_the_events_of_its_people_and_not_of_others(trail, assistant, neighbour):
    with acting(assistant):
        assert Event.objects.filter(person_id=trail.person_id).count() == 3
    with acting(neighbour):
        assert not Event.objects.exists()


def test_an_event_carries_day_hand_office_and_request(trail, clerk):
    event = Event.objects.using("auditor").filter(action="form_received").get()
    assert (event.happened_on, event.staff_id, event.office_id) == (date(2026, 11, 5), clerk.staff_id, clerk.office_id)
    assert event.request_id == clerk.request_id
