"""What it costs that every change of every row is written down: the same steps with the history and without it, in turns."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import cycle, islice

from django.db import connections, transaction

from anbang.casework.custody.intake import Intake, take_in
from anbang.casework.person.actions import Place
from anbang.organisations.kinds import AreaKind, OfficeKind, Role
from anbang.organisations.models import Area
from anbang.scenario.crew import hire
from anbang.site.history import TRIGGERS, histories
from bench.database import TODAY, district, hired, the_office
from bench.duties import Measured, Times, joined, timed, visit
from bench.register import ask, play_kinds
from bench.result import Result, at_most

VISITS, TURN = 480, 20
LISTS, PEOPLE_A_LIST = 6, 500
WITHOUT = "the same without the history, in the same run"


def results() -> Iterator[Result]:
    """A step by a person, many people by a list, and the room it takes."""
    with district():
        hire()
        play_kinds()
        yield from told(f"a visit recorded, {VISITS // 2}", *in_turns(visits()), goal=1.3)
        yield from told(f"{PEOPLE_A_LIST} people taken in", *in_turns(lists()), goal=1.3)
        many, size, everything = ask(
            "select count(*), pg_total_relation_size('audit_change'), pg_database_size(current_database()) from audit_change"
        )[0]
        name = f"the history of {many:,} changes, of the whole database"
        yield at_most(name, size / everything * 100, "%", goal=40, against="the disk of an office")


def visits() -> Iterator[Times]:
    """Some visits at a time."""
    steps = [partial(visit, *one) for one in Measured().in_care(VISITS)]
    for start in range(0, VISITS, TURN):
        yield timed(steps[start : start + TURN])


def lists() -> Iterator[Times]:
    """One list at a time."""
    clerk = hired(Role.BUREAU_CLERK)
    for number in range(LISTS):
        people = list(islice(crowd(number), PEOPLE_A_LIST))
        yield timed([partial(take_in, people, by=clerk, on=TODAY)], alias="overseer")


def crowd(number: int) -> Iterator[Intake]:
    """People of all villages without an ID number, each of a day of birth of their own."""
    prison = the_office(OfficeKind.PRISON).pk
    villages = Area.objects.using("owner").filter(kind__in=AreaKind.villages()).values_list("id", flat=True)
    for place, village in enumerate(cycle(villages)):
        home, born_on = Place(village), date(1960, 1, 1) + timedelta(days=number * PEOPLE_A_LIST + place)
        yield Intake(
            *(f"王{chr(0x4E00 + place)}", "male", born_on, None, home, home, prison, "盗窃罪", None, 24, False),
            admitted_on=date(2025, 1, 20),
            release_on=TODAY + timedelta(days=40),
        )


def in_turns(parts: Iterator[Times]) -> tuple[Times, Times]:
    """Every second part with the history, the others without."""
    kept: dict[bool, list[Times]] = {True: [], False: []}
    for has_history in cycle((True, False)):
        switch_history(on=has_history)
        part = next(parts, None)
        if part is None:
            break
        kept[has_history].append(part)
    switch_history(on=True)
    return joined(kept[True]), joined(kept[False])


def switch_history(*, on: bool) -> None:
    """Only the owner can, and only here."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for history in histories():
            for verb in TRIGGERS:
                cursor.execute(f"alter table {history.table} {'enable' if on else 'disable'} trigger history_of_{verb}")


def told(what: str, with_it: Times, without: Times, *, goal: float) -> Sequence[Result]:
    """By the clock and by the processor."""
    return [
        at_most(f"{what}, with its history, median, {with_it.noise}", with_it.median, "ms", goal=5000, against=WITHOUT),
        at_most(f"{what}, without", without.median, "ms", goal=5000, against=WITHOUT),
        at_most(f"{what}, ratio by the clock", with_it.median / without.median, "times", goal=goal, against=WITHOUT),
        at_most(
            f"{what}, ratio by the processor",
            with_it.processor / without.processor,
            "times",
            goal=goal,
            against=WITHOUT,
        ),
    ]
