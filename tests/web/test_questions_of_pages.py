"""How many questions a page puts to the database: a snapshot for every page, and for lists a limit whatever their length."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anbang.casework.person.models import Person
from anbang.web import duties as duties_of_pages
from anbang.web import people, rights
from tests.exchange import lists
from tests.support.crew import TODAY, District, days
from tests.web.answers import OPENS
from tests.web.growing import Growing, rows_of
from tests.web.opening import pages_to_open
from tests.web.planted import Planted, fresh, signed_in
from tests.web.walking import answer_of, unlogged

SNAPSHOT = Path(__file__).with_name("questions_of_pages.json")
MOST_OF_A_LIST = 12
# Of the transaction, and of the window in which a role may act, which are no questions.
OF_THE_TRANSACTION = re.compile(
    r"\s*(begin|commit|savepoint|release|rollback|select set_config|select pg_advisory)", re.IGNORECASE
)
# What comes after the first page, with all that waits beside its list; and a page about one person.
OF_SEVERAL = {"also_waiting": 20, "signs": 19}
# What shows figures, or the newest page of many, or lists what does not grow here.
CUT = {"counted_people", "arrivals", "lacking_teams", "holders", "signs", "accounts", "today of the district"}
CUT |= {"trail", "trail?of=looks", "trail?of=changes", "told_up of a town"}
CUT |= {"office of a town", "district_office of the district"}
LISTS_OF_A_DAY = ("today", "people", "reception", "board")
ALIASES = ("default", "overseer", "owner", "auditor")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with unlogged():
        yield


def questions_of(client: Client, address: str) -> list[str]:
    """What an address asks when it is opened the second time, and what is kept for all is known."""
    asked_at_once(client, address)
    return asked_at_once(client, address)


def asked_at_once(client: Client, address: str) -> list[str]:
    """What it asks when it is opened now."""
    with ExitStack() as kept:
        captured = [kept.enter_context(CaptureQueriesContext(connections[alias])) for alias in ALIASES]
        assert answer_of(client.get(address)) == OPENS, address
    asked = [query["sql"] for each in captured for query in each.captured_queries]
    return [sql for sql in asked if not OF_THE_TRANSACTION.match(sql)]


def counted(planted: Planted) -> dict[str, int]:
    """Page and view → how many questions."""
    browsers = {seat: fresh(by) for seat, by in planted.seats.items()}
    kept = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    found = {}
    for name, view, seat, subject in pages_to_open():
        address = planted.address(name, subject) + view
        asked = len(asked_at_once(browsers[seat], address))
        # What is kept for all, and what a session asks anew after a while, is none of the page's: whoever differs is asked again.
        same = asked == kept.get(f"{name}{view}")
        found[f"{name}{view}"] = asked if same else min(asked, len(questions_of(browsers[seat], address)))
    return found


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


@dataclass(frozen=True, slots=True)
class Opened:
    """How much a page lists, and what it asks for it."""

    rows: int
    asked: list[str]


def opened(growing: Growing) -> dict[str, Opened]:
    """Every page that lists something, opened by one of its readers."""
    browsers = {by.staff_id: fresh(by) for by, _address in growing.readers().values()}
    found = {}
    for name, (by, address) in growing.readers().items():
        client = browsers[by.staff_id]
        asked = questions_of(client, address)
        found[name] = Opened(rows_of(client.get(address).content.decode()), asked)
    return found


def asks_for_rows(few: dict[str, Opened], many: dict[str, Opened]) -> dict[str, tuple[int, int]]:
    """The pages that ask more for more, before and after. One more is asked where a thing of another kind comes onto the page."""
    asked = {name: (len(few[name].asked), len(many[name].asked)) for name in few}
    return {name: told for name, told in asked.items() if told[1] > told[0] + 1}


@pytest.mark.proof
def test_no_page_that_lists_something_asks_more_for_more(district: District, monkeypatch: pytest.MonkeyPatch):
    growing = Growing(district)
    growing.by(2)
    few = opened(growing)
    growing.by(3)
    many = opened(growing)
    assert asks_for_rows(few, many) == {}
    assert {name for name in few if many[name].rows <= few[name].rows} <= CUT, "all others list more than before"
    too_many = {
        name: len(told.asked) for name, told in many.items() if len(told.asked) > OF_SEVERAL.get(name, MOST_OF_A_LIST)
    }
    assert too_many == {}
    # The control: each row asks for itself whether somebody's request waits.
    monkeypatch.setattr(
        rights, "shown_together", lambda duties, *, by: [duties_of_pages.shown(duty, by=by) for duty in duties]
    )
    asked = questions_of(fresh(district.assistant()), reverse("requests"))
    assert len(asked) > len(many["requests"].asked) + 1


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
