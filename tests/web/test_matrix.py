"""Every address × every role × whose file: what is answered, and whose name stands on the page. With one net, with the other, with none."""

import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from types import ModuleType

import pytest
from django.db import connections
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from anbang.casework.custody import queries as custody_queries
from anbang.casework.custody.models import Verification
from anbang.casework.person import queries as person_queries
from anbang.exchange.batch import queries as batch_queries
from anbang.exchange.batch.models import Batch
from anbang.organisations.kinds import Role
from anbang.site import urls  # noqa: F401  # every view is there before a test puts another question in its place
from anbang.site.privileges import TABLES
from anbang.web.navigation import PLACES
from anbang.web.steps.register import STEPS
from tests.support.database import Server
from tests.web.marks import foreign_marks
from tests.web.matrix import (
    ABSENT,
    AGAIN,
    CLOSED,
    DOORS,
    HERE,
    HOME,
    LOGIN,
    NOT_POSTED,
    OF_NOBODY,
    OPENS,
    PAGES,
    ROW,
    SEATS,
    SUBJECTS,
    Answer,
    Door,
    Page,
    expected,
    refused,
)
from tests.web.planted import (
    ANSWERED,
    EVIDENCE,
    NAMES,
    OFFENCES,
    OPINIONS,
    REFUSED,
    Planted,
    fresh,
    signed_in,
    stranger_at_the_door,
)

DESTINATIONS = {"account_login": LOGIN, "account_reauthenticate": AGAIN, "today": HOME}
SOME_STEPS = frozenset({"visit", "team", "household", "pay-allowance", "confirm-sign", "redact", "settle-finding"})
NAMED = [name for name, seat in SEATS.items() if CLOSED in seat.reaches]
LEAST_ABOUT_FILES = 3  # the first page, in each of its views, is for everybody
# A step's form, filled in: enough for each step that a role could do.
TOLD = {
    "name": "true",
    "identity": "true",
    "address": "true",
    "who_meets": "家属",
    "town_told": "甲",
    "police_told": "乙",
    "decision": "take_in",
    "姓名": "改过",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One question: from which seat, for which address, about whom, in which view."""

    seat: str
    name: str
    subject: str
    view: str

    def __str__(self) -> str:
        return f"{self.seat}: {self.name}{self.view} of {self.subject or 'nobody'}"


@dataclass
class Walk:
    """What a walk through all pages found."""

    asked: int = 0
    wrong: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def ask(self, client: Client, planted: Planted, cell: Cell, *, is_fresh: bool) -> None:
        """Ask one question, and compare answer and body with what the tables say."""
        response = client.get(planted.address(cell.name, cell.subject) + cell.view)
        told = answer_of(response)
        right = expected(SEATS[cell.seat], PAGES[cell.name], cell.subject, fresh=is_fresh)
        if told != right:
            self.wrong.append(f"{cell} answers {told}, not {right}")
        self.seen += [
            f"{cell} shows {mark}" for mark in foreign_marks(cell.seat, cell.name, cell.subject, text_of(response))
        ]
        self.asked += 1

    @property
    def faults(self) -> list[str]:
        """Everything that is not as it should be."""
        return self.wrong + self.seen


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are what is wanted here; the log need not tell each."""
    logger = logging.getLogger("django.request")
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(logging.NOTSET)


def addresses(resolver: URLResolver | None = None) -> Iterator[str]:
    """The name of every address of the site, allauth's too."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one)
        else:
            assert isinstance(one, URLPattern)
            yield one.name or str(one.pattern)


def text_of(response: HttpResponse) -> str:
    """The page, if it is one."""
    return response.content.decode() if response.headers.get("Content-Type", "").startswith("text/") else ""


def answer_of(response: HttpResponse) -> Answer:
    """The status, or where the reader is sent."""
    if response.status_code != 302:
        return response.status_code
    told = response.headers["Location"].split("?")[0]
    return {reverse(name): where for name, where in DESTINATIONS.items()}.get(told, told)


def cells(pages: Iterable[str] = PAGES) -> Iterator[tuple[str, Page, str]]:
    """Address by address, subject by subject."""
    for name in pages:
        for subject in SUBJECTS[PAGES[name].about]:
            yield name, PAGES[name], subject


def questions(seat: str) -> Iterator[Cell]:
    """Everything that is asked from a seat."""
    role = SEATS[seat].role
    for name, page, subject in cells():
        # Steps share one view: for whom one does not exist, it does not exist about anybody.
        if name.startswith("take_step") and role not in page.roles and subject != SUBJECTS[page.about][0]:
            continue
        for view in page.views if role in page.roles else page.views[:1]:
            yield Cell(seat, name, subject, view)


def questions_about_files(seat: str) -> Iterator[Cell]:
    """What the seat's role is let in to and somebody stands on: there nothing but reach holds back."""
    for name, page, subject in cells(name for name in PAGES if name not in OF_NOBODY and not is_like_another(name)):
        for view in page.views if SEATS[seat].role in page.roles and page.reads else ():
            yield Cell(seat, name, subject, view)


def walk(planted: Planted, asked: Iterable[Cell], *, is_fresh: bool = True) -> Walk:
    """Ask all of this, seat by seat."""
    told = Walk()
    for seat, its in groupby(asked, lambda cell: cell.seat):
        client = (fresh if is_fresh else signed_in)(planted.seats[seat])
        for cell in its:
            told.ask(client, planted, cell, is_fresh=is_fresh)
    return told


def is_like_another(name: str) -> bool:
    """Steps share one view: what holds somebody back is the same for all of them, and some stand for the others."""
    return name.startswith("take_step") and name.split()[1] not in SOME_STEPS


def take_row_security_away(server: Server, database: str) -> None:
    """The second net, gone."""
    with server.as_superuser(database) as connection:
        for table in TABLES:
            connection.execute(f"alter table {table.name} disable row level security")


def open_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first net, gone: every filter by reach lets everything through. Which roles a page is for stays."""
    monkeypatch.setattr(person_queries, "within_reach", lambda _staff: Q(pk__isnull=False))
    monkeypatch.setattr(person_queries, "named_in_closed_list", lambda _staff: Q(pk__isnull=False))
    replace_everywhere(monkeypatch, batch_queries.batches, every_list)
    replace_everywhere(monkeypatch, custody_queries.verifications_for_institution, every_reply)


def every_list(*, for_staff: object) -> object:
    return Batch.objects.select_related("institution").order_by("-id")


def every_reply(*, for_staff: object) -> object:
    return Verification.objects.select_related("office", "receipt_by").order_by("-id")


def replace_everywhere(monkeypatch: pytest.MonkeyPatch, old: Callable[..., object], new: Callable[..., object]) -> None:
    """Under whatever name and in whatever module it is used."""
    for module in [one for one in sys.modules.values() if isinstance(one, ModuleType)]:
        if module.__name__.startswith("anbang."):
            for name in [name for name, value in vars(module).items() if value is old]:
                monkeypatch.setattr(module, name, new)


# The table is whole.


def test_every_address_has_an_entry_and_every_entry_an_address():
    told, real = {*(name.split()[0] for name in PAGES), *DOORS}, list(addresses())
    assert sorted(real) == sorted(told)
    assert len(real) > 40, "the walk of the addresses reached them"


def test_every_step_has_an_entry_for_exactly_its_roles():
    told = {name.split()[1]: page.roles for name, page in PAGES.items() if name.startswith("take_step")}
    assert {slug: step.roles for slug, step in STEPS.items()} == told


def test_every_role_has_a_seat():
    assert {seat.role for seat in SEATS.values()} == set(Role)


# What is answered.


@pytest.mark.parametrize("seat", SEATS)
def test_every_role_is_answered_as_the_table_says_and_sees_nobody_out_of_reach(planted, seat):
    told = walk(planted, questions(seat))
    assert told.faults == []
    assert told.asked > 150


@pytest.mark.parametrize("seat", NAMED)
def test_whoever_signed_in_a_while_ago_is_asked_for_the_password_before_a_closed_file(planted, seat):
    told = walk(planted, questions(seat), is_fresh=False)
    assert told.faults == []
    assert told.asked > 150


def test_the_walks_reach_far():
    assert len(NAMED) == 2
    assert sum(1 for seat in SEATS for _ in questions(seat)) > 1000
    assert sum(1 for seat in SEATS for _ in questions_about_files(seat)) > 150


def test_a_stranger_is_sent_to_the_sign_in_from_everywhere(planted):
    stranger = stranger_at_the_door()
    for name, _page, subject in cells():
        address = planted.address(name, subject)
        assert [answer_of(stranger.get(address)), answer_of(stranger.post(address))] == [LOGIN, LOGIN], name


def test_whoever_has_no_posting_is_told_so_and_nothing_else(planted):
    by = planted.seats["second justice assistant"]  # who holds no cases, and so may leave
    client = fresh(by)
    with connections["owner"].cursor() as cursor:
        cursor.execute("update organisations_posting set until_on = '2026-11-04' where staff_id = %s", [by.staff_id])
    for name, _page, subject in cells():
        response = client.get(planted.address(name, subject))
        assert response.status_code == NOT_POSTED, name
        assert not list(foreign_marks("auditor", name, subject, text_of(response))), name


def test_the_doors_answer_as_the_table_says(planted):
    by = planted.seats["auditor"]
    stranger, before, after = stranger_at_the_door(), signed_in(by), fresh(by)
    told = {
        name: Door(*(answer_of(client.get(reverse(name))) for client in (stranger, before, after)))
        for name in DOORS
        if name != "account_logout"
    }
    assert told == {name: door for name, door in DOORS.items() if name in told}
    assert [answer_of(client.get(reverse("account_logout"))) for client in (stranger, before, after)] == [
        HOME,
        OPENS,
        OPENS,
    ]


def test_the_menu_shows_the_pages_that_open_and_no_others(planted):
    for seat, by in planted.seats.items():
        menu = text_of(signed_in(by).get("/"))
        for place in PLACES:
            assert (f'href="{place.address}"' in menu) == (SEATS[seat].role in PAGES[place.view].roles), (
                seat,
                place.view,
            )


# Either net holds alone.


@pytest.mark.parametrize("seat", SEATS)
def test_without_row_security_the_gate_alone_keeps_everybody_within_reach(server, planted, seat):
    take_row_security_away(server, planted.database)
    told = walk(planted, questions_about_files(seat))
    assert told.faults == []
    assert told.asked >= LEAST_ABOUT_FILES


@pytest.mark.parametrize("seat", SEATS)
def test_without_the_gate_row_security_alone_keeps_everybody_within_reach(planted, monkeypatch, seat):
    open_the_gate(monkeypatch)
    told = walk(planted, questions_about_files(seat))
    assert told.wrong == []
    # A closed file stands in lists without the gate, but only before those who are named for it.
    assert seat in NAMED or told.seen == []
    assert all(NAMES[CLOSED] in line for line in told.seen)
    assert told.asked >= LEAST_ABOUT_FILES


def test_without_both_nets_the_names_would_be_seen(server, planted, monkeypatch):
    """The control: the walk notices."""
    take_row_security_away(server, planted.database)
    open_the_gate(monkeypatch)
    seats = (
        "justice assistant elsewhere",
        "second justice assistant",
        "clerk of another institution",
        "town officer elsewhere",
    )
    told = walk(planted, (cell for seat in seats for cell in questions_about_files(seat)))
    for seat, page, mark in (
        ("justice assistant elsewhere", "people of nobody", NAMES[HERE]),
        ("justice assistant elsewhere", f"case_file of {HERE}", OFFENCES[HERE]),
        ("justice assistant elsewhere", f"paper of {HERE}", OPINIONS[HERE]),
        ("second justice assistant", "people of nobody", NAMES[CLOSED]),
        ("second justice assistant", f"case_file of {CLOSED}", NAMES[CLOSED]),
        ("town officer elsewhere", f"why of {HERE}", ""),
        ("clerk of another institution", "answers of nobody", EVIDENCE[ANSWERED]),
        ("clerk of another institution", "answers of nobody", NAMES[REFUSED]),
    ):
        lines = told.seen if mark else told.wrong
        assert any(line.startswith(f"{seat}: {page}") and mark in line for line in lines), (seat, page, mark)


# Steps.


def everything(server: Server, database: str) -> dict[str, str]:
    """Table → digest of all its rows, but for who is signed in."""
    with server.as_superuser(database) as connection:
        return {
            table.name: connection.execute(
                f"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table.name} t"
            ).fetchone()[0]
            for table in TABLES
            if table.name != "django_session"
        }


@pytest.mark.parametrize("seat", SEATS)
def test_a_step_without_the_role_or_out_of_reach_changes_nothing(server, planted, seat):
    client, asked = fresh(planted.seats[seat]), 0
    before = everything(server, planted.database)
    for name, page, subject in cells():
        right = refused(SEATS[seat], page, subject)
        if right is not None:
            assert client.post(planted.address(name, subject), TOLD).status_code == right, (name, subject)
            asked += 1
    assert everything(server, planted.database) == before
    assert asked > 100


def test_with_the_role_the_same_steps_do_change_something(server, planted):
    """The control."""
    for seat, name, subject, changed in (
        ("justice assistant", "verify", HERE, "casework_verification"),
        ("bureau clerk", "arrange_reception", HERE, "casework_receptionarrangement"),
        ("institution clerk", "confirm_receipt", "reply", "casework_verification"),
        ("bureau clerk", "correct_row", ROW, "exchange_stagedrow"),
        ("justice assistant", "reveal_id_number", CLOSED, "audit_look"),
    ):
        before = everything(server, planted.database)
        fresh(planted.seats[seat]).post(planted.address(name, subject), TOLD)
        assert everything(server, planted.database)[changed] != before[changed], name


def test_another_institutions_reply_is_not_confirmed(server, planted):
    client = fresh(planted.seats["clerk of another institution"])
    before = everything(server, planted.database)
    assert client.post(planted.address("confirm_receipt", "reply")).status_code == ABSENT
    assert everything(server, planted.database) == before
