"""That a row of a list is closed knows whoever handed the list in, until it is taken in, and nobody else (LAW-2)."""

import pytest
from django.urls import reverse

from anbang.audit.models import Event
from anbang.exchange.batch import queries
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.queries import get_row, heap_counts, progress_of
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.models import Office
from tests.exchange.lists import child, confirm, person, rows_of, staged
from tests.support.database import Server
from tests.support.people import post
from tests.web.planted import fresh

CLOSED = "拟封存"


@pytest.fixture
def other(clerk: ActingStaff) -> ActingStaff:
    """Another clerk of the bureau."""
    return post(Role.BUREAU_CLERK, Office.objects.get(pk=clerk.office_id))


@pytest.fixture
def batch(clerk: ActingStaff) -> Batch:
    """Two who are open, and a child."""
    return staged([person(1), child(), person(2)], by=clerk)


def counted(batch: Batch, by: ActingStaff) -> tuple[int, int]:
    """How many rows the list has to somebody, and how many of them are new."""
    with acting(by, reading_only=True):
        counts = heap_counts(batch)
    return counts.all, counts.outcomes["new"]


def pages(batch: Batch, by: ActingStaff) -> str:
    client, here = fresh(by), reverse("list", args=[batch.pk])
    addresses = (reverse("lists"), here, f"{here}?heap=ready", reverse("confirm_preview", args=[batch.pk]))
    return "".join(client.get(address).content.decode() for address in addresses)


def closed_row(batch: Batch) -> StagedRow:
    (row,) = [row for row in rows_of(batch) if row.closed]
    return row


def test_whoever_handed_it_in_knows_until_it_is_taken_in(batch, clerk):
    assert counted(batch, clerk) == (3, 3)
    assert CLOSED in pages(batch, clerk)
    confirm(batch, by=clerk)
    batch.refresh_from_db(using="owner")
    assert counted(batch, clerk) == (2, 2)
    assert CLOSED not in pages(batch, clerk)


def test_another_clerk_never_knows(batch, clerk, other):
    assert counted(batch, other) == (2, 2)
    assert CLOSED not in pages(batch, other)
    with acting(other, reading_only=True), pytest.raises(StagedRow.DoesNotExist):
        get_row(closed_row(batch).pk, for_staff=other)
    confirm(batch, by=clerk)
    batch.refresh_from_db(using="owner")
    assert counted(batch, other) == (2, 2)
    assert CLOSED not in pages(batch, other)


def test_another_clerk_who_confirms_takes_the_child_in_all_the_same(batch, other):
    confirm(batch, by=other)
    assert closed_row(batch).case_id is not None


def test_row_security_alone_keeps_it_from_another_clerk(batch, clerk, other, monkeypatch):
    monkeypatch.setattr(queries, "shown_rows", lambda batch: batch.rows.all())
    assert counted(batch, clerk) == (3, 3)
    assert counted(batch, other) == (2, 2)
    confirm(batch, by=clerk)
    batch.refresh_from_db(using="owner")
    assert counted(batch, clerk) == counted(batch, other) == (2, 2)


@pytest.fixture
def without_the_policy(server: Server, database: str) -> None:
    with server.as_superuser(database) as connection:
        connection.execute("alter table exchange_stagedrow disable row level security")


@pytest.mark.usefixtures("without_the_policy")
def test_the_gate_alone_keeps_it_from_another_clerk(batch, other):
    assert counted(batch, other) == (2, 2)
    assert CLOSED not in pages(batch, other)


@pytest.mark.usefixtures("without_the_policy")
def test_control_without_its_policy_the_row_would_be_there(batch, other, monkeypatch):
    monkeypatch.setattr(queries, "shown_rows", lambda batch: batch.rows.all())
    assert counted(batch, other) == (3, 3)


@pytest.mark.usefixtures("without_the_policy")
def test_control_without_the_condition_another_clerk_would_know(batch, other, monkeypatch):
    monkeypatch.setattr(queries, "shown_rows", lambda batch: batch.rows.all())
    assert CLOSED in pages(batch, other)


def test_how_far_a_job_is_tells_no_number_of_rows(batch, other):
    with acting(other, reading_only=True):
        told = progress_of(batch)
    assert (told.done, told.total) == (100, 100)


def test_what_is_on_record_of_taking_in_counts_the_open_rows(batch, clerk):
    confirm(batch, by=clerk)
    assert Event.objects.using("owner").get(action="list_taken_in").data["new"] == 2
