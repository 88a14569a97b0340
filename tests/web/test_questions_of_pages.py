"""How many questions a page puts to the database: a snapshot for every page, and for lists a limit whatever their length."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anbang.casework.person.models import Person
from anbang.web import people
from tests.exchange import lists
from tests.support.crew import TODAY, District, days
from tests.web.answers import OPENS, expected
from tests.web.entries import PAGES
from tests.web.matrix import SEATS, SUBJECTS
from tests.web.planted import Planted, fresh, signed_in
from tests.web.walking import answer_of, unlogged

SNAPSHOT = Path(__file__).with_name("questions_of_pages.json")
MOST_OF_A_LIST = 12
# Of the transaction, and of the window in which a role may act, which are no questions.
OF_THE_TRANSACTION = re.compile(
    r"\s*(begin|commit|savepoint|release|rollback|select set_config|select pg_advisory)", re.IGNORECASE
)
LISTS_OF_A_DAY = ("today", "people", "reception", "board")
ALIASES = ("default", "overseer", "owner", "auditor")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with unlogged():
        yield


def questions_of(client: Client, address: str) -> list[str]:
    """What an address asks when it is opened the second time, and what is kept for all is known."""
    assert answer_of(client.get(address)) == OPENS, address
    with ExitStack() as kept:
        captured = [kept.enter_context(CaptureQueriesContext(connections[alias])) for alias in ALIASES]
        client.get(address)
    asked = [query["sql"] for each in captured for query in each.captured_queries]
    return [sql for sql in asked if not OF_THE_TRANSACTION.match(sql)]


def pages_to_open() -> Iterator[tuple[str, str, str, str]]:
    """Name and view of every page that reads, with the first seat and subject for which it opens."""
    for name, page in PAGES.items():
        found = (
            (seat, subject)
            for subject in SUBJECTS[page.about]
            for seat, told in SEATS.items()
            if page.reads and expected(told, page, subject, fresh=True) == OPENS
        )
        if first := next(found, None):
            for view in page.views:
                yield name, view, *first


def counted(planted: Planted) -> dict[str, int]:
    """Page and view → how many questions."""
    browsers = {seat: fresh(by) for seat, by in planted.seats.items()}
    return {
        f"{name}{view}": len(questions_of(browsers[seat], planted.address(name, subject) + view))
        for name, view, seat, subject in pages_to_open()
    }


def test_no_page_asks_more_than_it_did(planted: Planted):
    """A page that asks more, or less, says so here: the snapshot is changed with the page, by whoever means it."""
    found = counted(planted)
    kept = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    different = {
        name: (kept.get(name), found.get(name))
        for name in kept.keys() | found.keys()
        if kept.get(name) != found.get(name)
    }
    if different:
        Path("var").mkdir(exist_ok=True)
        Path("var/questions_of_pages.json").write_text(
            json.dumps(found, indent=0, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
        )
    assert different == {}, "the figures that were found stand in var/questions_of_pages.json"
    assert len(found) > 150


@pytest.fixture
def grow(district: District) -> Callable[[int], None]:
    """More people on every list: released lately, fetched by nobody, in care, and about to come."""

    numbers = count(1)

    def more(many: int) -> None:
        for number in range(many):
            district.in_care(since=TODAY - days(number % 5 + 1))
        lists.applied([lists.person(next(numbers)) for _ in range(many)], by=district.clerk())

    return more


@pytest.mark.parametrize("name", LISTS_OF_A_DAY)
def test_a_list_asks_a_dozen_questions_whatever_its_length(district: District, grow, name: str):
    grow(10)
    by = district.assistant()
    few = questions_of(signed_in(by), reverse(name))
    grow(20)
    many = questions_of(signed_in(by), reverse(name))
    # One more where a duty of another kind comes onto the page.
    assert len(many) <= len(few) + 1, "\n".join(many)
    assert max(len(few), len(many)) <= MOST_OF_A_LIST, "\n".join(many)


def test_control_a_question_a_row_is_noticed(district: District, grow, monkeypatch: pytest.MonkeyPatch):
    told = people._row

    def asking(person: Person, *given: object, **named: object) -> dict[str, object]:
        Person.objects.filter(pk=person.pk).exists()
        return told(person, *given, **named)

    monkeypatch.setattr(people, "_row", asking)
    grow(3)
    few = questions_of(signed_in(district.assistant()), reverse("people"))
    grow(20)
    many = questions_of(signed_in(district.assistant()), reverse("people"))
    assert len(many) > len(few)
    assert len(many) > MOST_OF_A_LIST
