"""A walk: from one seat every question of the matrix, each answer compared with the tables, each page looked through for what may not stand there."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from zlib import crc32

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anbang.site import urls  # noqa: F401  # every view is there before a test puts another question in its place
from anbang.web.middleware import LANGUAGE_COOKIE
from tests.support.database import Server, opened
from tests.support.hunting import unpacked
from tests.web.answers import ABSENT, AGAIN, HOME, LOGIN, NO_SUCH_METHOD, OPENS, Answer, expected, refused
from tests.web.english import chinese_in, names_that_are_data
from tests.web.entries import PAGES, Page
from tests.web.marks import foreign_marks
from tests.web.matrix import CARED, CLOSED, HERE, REACHED, SEATS, SUBJECTS
from tests.web.outside import TITLE, faults, leaves_the_product
from tests.web.planted import (
    Bed,
    Planted,
    fresh,
    signed_in,
)
from tests.web.strictness import breaches

DESTINATIONS = {"account_login": LOGIN, "account_reauthenticate": AGAIN, "today": HOME}


@dataclass(frozen=True, slots=True)
class Cell:
    """One question: from which seat, for which address, about whom, in which view."""

    seat: str
    name: str
    subject: str
    view: str

    @property
    def is_in_english(self) -> bool:
        """Every page is once, where it is opened first; of the other questions every other."""
        return self in first_openings() or crc32(str(self).encode()) % 2 == 0

    def __str__(self) -> str:
        return f"{self.seat}: {self.name}{self.view} of {self.subject or 'nobody'}"


@dataclass
class Walk:
    """What a walk through all pages found."""

    asked: int = 0
    wrong: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    """What windows, files and addresses say of somebody."""
    breaches: list[str] = field(default_factory=list)
    """What breaks what every answer promises the browser."""
    chinese: list[str] = field(default_factory=list)
    """What English pages show in Chinese, but for `known` names and words."""
    leaving: set[str] = field(default_factory=set)
    """The addresses from which something leaves the product."""
    known: list[str] = field(default_factory=names_that_are_data)
    opened: int = 0
    titled: int = 0
    in_english: int = 0

    def ask(self, client: Client, planted: Planted, cell: Cell, *, is_fresh: bool) -> None:
        """Ask one question, and compare answer and body with what the tables say."""
        client.cookies[LANGUAGE_COOKIE] = "en" if cell.is_in_english else "zh-hans"
        response = client.get(planted.address(cell.name, cell.subject) + cell.view)
        told = answer_of(response)
        right = expected(SEATS[cell.seat], PAGES[cell.name], cell.subject, fresh=is_fresh)
        if told != right:
            self.wrong.append(f"{cell} answers {told}, not {right}")
        self.seen += [
            f"{cell} shows {mark}" for mark in foreign_marks(cell.seat, cell.name, cell.subject, text_of(response))
        ]
        self.outside += [f"{cell}: {fault}" for fault in faults(response)]
        self.breaches += [f"{cell}: {breach}" for breach in breaches(response)]
        if leaves_the_product(response):
            self.leaving.add(cell.name)
        if cell.is_in_english and response.headers["Content-Type"].startswith("text/html"):
            self.chinese += [f"{cell}: {words}" for words in chinese_in(response.content.decode(), self.known)]
            self.in_english += right == OPENS
        self.opened += right not in (ABSENT, NO_SUCH_METHOD)
        self.titled += right == OPENS and bool(TITLE.search(response.content.decode(errors="replace")))
        self.asked += 1

    @property
    def faults(self) -> list[str]:
        """Everything that is not as it should be."""
        return self.wrong + self.seen


def text_of(response: HttpResponse) -> str:
    """What an answer says: the page, or a file that is downloaded with whatever is packed in it."""
    if response.headers.get("Content-Type", "").startswith("text/"):
        return response.content.decode()
    return "\n".join(part.decode(errors="replace") for part in unpacked(response.content))


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


IN_EVERY_VIEW = frozenset({HERE, CARED, CLOSED})
# Of each role the seat that sees most: there pages are looked through, from the others held against it.
WIDE_SEATS = frozenset(
    {told.role: seat for seat, told in sorted(SEATS.items(), key=lambda its: len(its[1].reaches))}.values()
)


def is_said_already(seat: str, name: str, page: Page, subject: str) -> bool:
    """Whether another question asks the same. Of addresses alike, and of subjects alike, one is asked for by turns, from each seat another; `make
    prove` asks for all about all (tests/proofs/test_whole_matrix.py).
    """
    alike, apart = those_alike(seat, name, page, subject), how_far_apart(seat, name, page)
    turn = list(SEATS).index(seat) + list(PAGES).index(name)
    return bool(turn % apart) or subject != alike[turn // apart % len(alike)]


def how_far_apart(seat: str, name: str, page: Page) -> int:
    """Every how many addresses of such a kind one is asked for from this seat."""
    if SEATS[seat].role not in page.roles:
        return 8  # whom the view lets in is compared for every address (tests/web/test_matrix.py)
    if seat in WIDE_SEATS:
        return 1
    return 3 if name.startswith("take_step") else 2


def those_alike(seat: str, name: str, page: Page, subject: str) -> Sequence[str]:
    """The subjects about whom an address says the same in other words: for whom it does not exist it does not exist about anybody; steps share
    one view, which looks for the person first; and what opens within reach is looked through from the seat of each role that sees most.
    """
    subjects = SUBJECTS[page.about]
    if SEATS[seat].role not in page.roles:
        return subjects
    is_out = is_out_of_reach(seat, page, subject)
    if is_out:
        return subjects if name.startswith("take_step") else [subject]
    within = [one for one in subjects if not is_out_of_reach(seat, page, one)]
    if name.startswith("take_step") or seat not in WIDE_SEATS:
        return within
    # Of the open files one stands for all, at each address and from each seat another.
    return [subject] if subject == CLOSED else [one for one in within if one != CLOSED]


def is_out_of_reach(seat: str, page: Page, subject: str) -> bool:
    """Whether the page is about somebody whom the seat does not see."""
    return page.about in REACHED and subject not in SEATS[seat].reaches


def questions(seat: str, *, whole: bool = False) -> Iterator[Cell]:
    """Everything that is asked from a seat. `whole`: also what says nothing new."""
    for name, page, subject in cells():
        if not whole and is_said_already(seat, name, page, subject):
            continue
        for view in page.views if whole else views_asked(seat, name, page, subject):
            yield Cell(seat, name, subject, view)


def views_asked(seat: str, name: str, page: Page, subject: str) -> Sequence[str]:
    """The views of a page that say something new: of whoever is not there no view is; of some people all, of the others from each seat another."""
    if SEATS[seat].role not in page.roles or is_out_of_reach(seat, page, subject):
        return page.views[:1]
    if subject in IN_EVERY_VIEW or page.about not in REACHED:
        return page.views
    turn = list(SEATS).index(seat) + SUBJECTS[page.about].index(subject)
    return [page.views[turn % len(page.views)]]


@cache
def first_openings() -> frozenset[Cell]:
    """Of each address the first question of all that opens it."""
    found: dict[str, Cell] = {}
    for cell in (one for seat in SEATS for one in questions(seat)):
        if expected(SEATS[cell.seat], PAGES[cell.name], cell.subject, fresh=True) == OPENS:
            found.setdefault(cell.name, cell)
    return frozenset(found.values())


def steps_refused(seat: str, *, whole: bool = False) -> Iterator[tuple[str, str, Answer]]:
    """Every step that may do nothing from a seat, about whom, and what it answers."""
    for name, page, subject in cells():
        right = refused(SEATS[seat], page, subject)
        if right is not None and (whole or not is_said_already(seat, name, page, subject)):
            yield name, subject, right


def walk(planted: Planted, asked: Iterable[Cell], *, is_fresh: bool = True) -> Walk:
    """Ask all of this, seat by seat."""
    told = Walk()
    for seat, its in groupby(asked, lambda cell: cell.seat):
        client = (fresh if is_fresh else signed_in)(planted.seats[seat])
        for cell in its:
            told.ask(client, planted, cell, is_fresh=is_fresh)
    return told


@contextmanager
def unlogged() -> Iterator[None]:
    """Thousands of refusals are what is wanted; the log need not tell each."""
    logger = logging.getLogger("django.request")
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(logging.NOTSET)


@pytest.fixture(scope="session")
def walked(server: Server, bed: Bed) -> Callable[[str], Walk]:
    """Seat → all that is found from there, walked once for every test that asks about it: a walk only reads."""
    found: dict[str, Walk] = {}

    def from_seat(seat: str) -> Walk:
        if seat not in found:
            with opened(server, bed.folder, template=bed.database) as name, unlogged():
                found[seat] = walk(replace(bed.planted, database=name), questions(seat))
        return found[seat]

    return from_seat


def without_what_was_typed(page: str, text: str) -> str:
    """What somebody typed stands in the field and in the sentence that nobody was found: it is their own."""
    return page.replace(f'value="{text}"', "").replace(f"“{text}”", "").replace(f"「{text}」", "")
