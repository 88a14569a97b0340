"""A doubtful row stands beside the file that it is like: what either says, what differs, and the look on record first."""

import pytest
from django.test import Client
from django.urls import reverse

from anbang.audit.models import Look
from anbang.casework.custody.closing import close_file
from anbang.casework.person.models import Person
from anbang.exchange.batch.actions import undo_batch
from anbang.exchange.batch.models import Batch
from anbang.organisations.acting import ActingStaff, acting
from tests.exchange import lists
from tests.support.database import Server
from tests.support.people import TODAY
from tests.web.test_lists import before, beside, text_of

ON_FILE = lists.person(1, 罪名="抢劫罪")
ALIKE = {**lists.person(1), "姓名": "另一人", "户籍村居": "虹桥社区", "罪名": "诈骗罪"}


@pytest.fixture
def doubtful(clerk: ActingStaff) -> Batch:
    """A list with a row under the number of somebody on file."""
    lists.applied([ON_FILE], by=clerk)
    return lists.staged([ALIKE, lists.person(5)], by=clerk)


def heap_of(batch: Batch, client: Client) -> str:
    return text_of(client.get(reverse("list", args=[batch.pk]), {"heap": "doubtful"}))


def looks() -> list[tuple[int, str]]:
    return list(Look.objects.using("auditor").values_list("person_id", "what"))


def test_a_doubtful_row_stands_beside_the_file_with_what_differs(clerk: ActingStaff, doubtful: Batch):
    page = heap_of(doubtful, before(clerk))
    told = beside(page)
    assert ("名单所写" in page, "档案所载" in page) == (True, True)
    assert told["姓名"] == ("另一人", f"<mark>{ON_FILE['姓名']}</mark>")
    assert told["罪名"] == ("诈骗罪", "<mark>抢劫罪</mark>")
    assert told["户籍地"] == ("昌元街道 虹桥社区", "<mark>昌元街道 玉屏社区</mark>")
    assert told["居住地"] == ("昌元街道 玉屏社区", "昌元街道 玉屏社区"), "what is the same is not marked"
    assert told["原判刑期"] == ("二年", "2 年")


def test_the_number_of_the_file_stays_masked(clerk: ActingStaff, doubtful: Batch):
    number = ON_FILE["身份证号"]
    told = beside(heap_of(doubtful, before(clerk)))
    masked = f"{number[:6]}********{number[-4:]}"
    assert told["身份证号"] == (masked, masked)


def test_seeing_the_file_beside_a_row_is_on_record(clerk: ActingStaff, doubtful: Batch):
    person = Person.objects.using("owner").get()
    client = before(clerk)
    client.get(reverse("list", args=[doubtful.pk]), {"heap": "ready"})
    assert looks() == [], "the control: where nobody stands beside a row, nobody is looked at"
    heap_of(doubtful, client)
    assert looks() == [(person.pk, "beside a row of a list")]


def test_no_record_no_page(clerk: ActingStaff, doubtful: Batch, server: Server, database: str):
    with server.as_superuser(database) as connection:
        connection.execute("revoke insert on audit_look from anbang_app, anbang_overseer")
    client = before(clerk)
    client.raise_request_exception = False
    answer = client.get(reverse("list", args=[doubtful.pk]), {"heap": "doubtful"})
    assert answer.status_code == 500
    assert "抢劫罪" not in text_of(answer)


def test_nothing_of_a_closed_file_stands_beside_a_row(clerk: ActingStaff, doubtful: Batch):
    person = Person.objects.using("owner").get()
    assert "另一人" in heap_of(doubtful, before(clerk)), "the control: the row is there, and is closed with the file"
    looked = looks()
    with acting(clerk):
        close_file(person.pk, by=clerk, on=TODAY)
    page = heap_of(doubtful, before(clerk))
    assert [word for word in (ON_FILE["姓名"], "抢劫罪", "档案所载") if word in page] == []
    assert looks() == looked


def test_a_list_that_was_taken_back_asks_for_no_file(clerk: ActingStaff, doubtful: Batch):
    lists.confirm(doubtful, by=clerk)
    undo_batch(doubtful.pk, by=clerk, on=TODAY)
    assert "档案所载" not in heap_of(doubtful, before(clerk))
    assert looks() == []
