"""What trust costs on the pages that are opened most: row security beside the gate, and the look that is on record before the file."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import cycle

from django.conf import settings
from django.db import connections, transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from anbang.organisations.models import Staff
from anbang.scenario.crew import hire
from anbang.site.privileges import TABLES
from anbang.web import views
from bench.copying import copy_files
from bench.database import district
from bench.duties import Measured, Times, joined, timed
from bench.register import ask, live_again, play_kinds
from bench.result import Result, at_most

PEOPLE, DUTIES = 20_000, 60_000
PAGES, TURN = 480, 20
WARM = 40
WITHOUT = "the same without it, in the same run"
Switch = Callable[[bool], None]


def results() -> Iterator[Result]:
    """The list of people with and without row security; a file with and without row security, and with and without its look."""
    with district(), served():
        hire()
        live_again(play_kinds())
        copy_files(PEOPLE, DUTIES)
        many = ask("select count(*) from casework_person")[0][0]
        lists, files = list(pages_of_lists(PAGES)), list(pages_of_files(PAGES))
        [open_page() for open_page in [*lists[:WARM], *files[:WARM]]]
        name = f"{many:,} people"
        yield from told(f"the list of people, {name}, row security", in_turns(lists, row_security), goal=1.5)
        yield from told(f"the file of a person, {name}, row security", in_turns(files, row_security), goal=1.5)
        yield from told(f"the file of a person, {name}, its look on record", in_turns(files, looks), goal=1.3)


@contextmanager
def served() -> Iterator[None]:
    """Pages as they are served, but for the second factor, which is asked for once a session."""
    with override_settings(ALLOWED_HOSTS=["testserver"], SECOND_FACTOR=False, SECURE_SSL_REDIRECT=False):
        assert settings.SECOND_FACTOR is False
        yield


def browsers() -> dict[int, Client]:
    """Office → its assistant's browser, signed in."""
    found = {}
    for office, by in Measured().assistants.items():
        found[office] = Client()
        found[office].force_login(Staff.objects.get(pk=by.staff_id), backend=settings.AUTHENTICATION_BACKENDS[-1])
    return found


def opened(browser: Client, address: str) -> None:
    """A page is opened, and is there."""
    response = browser.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}")


def pages_of_lists(many: int) -> Iterator[Callable[[], None]]:
    """The first page of the people of each office in turn."""
    for _, browser in zip(range(many), cycle(browsers().values()), strict=False):
        yield partial(opened, browser, reverse("people"))


def pages_of_files(many: int) -> Iterator[Callable[[], None]]:
    """Files of people in care, each opened by the responsible office."""
    by_office = browsers()
    found = ask(
        "select r.person_id, r.office_id from casework_responsibility r join casework_person p on p.id = r.person_id"
        " where r.until_on is null and not r.is_outside and p.sealing = 'open' order by random() limit %s",
        many,
    )
    for person, office in found:
        yield partial(opened, by_office[office], reverse("case_file", args=[person]))


def in_turns(pages: Sequence[Callable[[], None]], switch: Switch) -> tuple[Times, Times]:
    """The same pages with it and without it, a few at a time."""
    kept: dict[bool, list[Times]] = {True: [], False: []}
    for start in range(0, len(pages), TURN):
        for has_it in (True, False):
            switch(has_it)
            kept[has_it].append(timed(pages[start : start + TURN]))
    switch(True)
    return joined(kept[True]), joined(kept[False])


def row_security(is_on: bool) -> None:  # a switch
    """Only the owner can, and only here."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in TABLES:
            if table.has_row_security:
                cursor.execute(f"alter table {table.name} {'enable' if is_on else 'disable'} row level security")


RECORD_LOOK = views.record_look


def looks(is_on: bool) -> None:  # a switch
    """A page without its look exists nowhere but here."""
    views.record_look = RECORD_LOOK if is_on else (lambda *_args, **_more: None)


def told(what: str, both: tuple[Times, Times], *, goal: float) -> Iterator[Result]:
    """By the clock and by the processor of the database and ours."""
    with_it, without = both
    yield at_most(f"{what}: median with it, {with_it.noise}", with_it.median, "ms", goal=100, against=WITHOUT)
    yield at_most(f"{what}: median without", without.median, "ms", goal=100, against=WITHOUT)
    yield at_most(f"{what}: ratio by the clock", with_it.median / without.median, "times", goal=goal, against=WITHOUT)
    share = with_it.processor / without.processor
    yield at_most(f"{what}: ratio by the processor", share, "times", goal=goal, against=WITHOUT)
