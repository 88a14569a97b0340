"""Duties among a million people: a work list, a step, a morning and the sweep, beside the same among ten thousand."""

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from django.db import connections, transaction

from anbang.audit.models import Event
from anbang.casework.act.models import Act
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import ListedDuty, rows_of, urgency_window, work_list
from anbang.casework.person.models import Case, Person, Reach
from anbang.casework.step.sweep import sweep
from anbang.casework.visit.actions import NewVisit, record_visit
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from anbang.organisations.unattended import unattended
from anbang.scenario.crew import Crew, hire
from bench.copying import copy_files
from bench.database import TODAY, district
from bench.nights import copies_are_proved_like_their_originals, nothing_was_different, swept, the_morning
from bench.register import ask, live_again, play_kinds
from bench.result import Result, at_least, at_most

PEOPLE, DUTIES, FEW = 1_000_000, 3_000_000, 10_000
# `BENCH_PEOPLE=100000` builds fewer.
PEOPLE_WANTED = int(os.environ.get("BENCH_PEOPLE", PEOPLE))
PAGE = 50
ROUNDS, WARM = 10, 2
STEPS, STEPS_TOGETHER = 200, 320
PATIENCE_SECONDS = 300
LIMIT = "the limit of the design"


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many runs of one thing by the clock; and what one of them took of the processor, ours and the database's, whatever
    else the machine is doing.
    """

    runs: Sequence[float]
    processor: float

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.runs)

    @property
    def p95(self) -> float:
        """What nineteen of twenty keep to."""
        return sorted(self.runs)[int(len(self.runs) * 0.95)]

    @property
    def noise(self) -> str:
        """By how much half of the runs differ from the median at most, and how busy the machine was."""
        apart = statistics.median(abs(one - self.median) for one in self.runs)
        return f"{len(self.runs)} runs ± {apart:.2g}, load {os.getloadavg()[0]:.1f}"


def timed(tasks: Iterable[Callable[[], object]], *, alias: str = "default") -> Times:
    """Each task once, on the connection of a database role."""
    runs, before, count = [], processor_of_the_database(alias), 0.0
    for task in tasks:
        began, ours = time.perf_counter(), time.process_time()
        task()
        count += time.process_time() - ours
        runs.append((time.perf_counter() - began) * 1000)
    count += processor_of_the_database(alias) - before
    return Times(runs, count * 1000 / max(len(runs), 1))


def joined(parts: Sequence[Times]) -> Times:
    """Runs that were measured in parts of equal length."""
    return Times([run for part in parts for run in part.runs], statistics.fmean(part.processor for part in parts))


def processor_of_the_database(alias: str) -> float:
    """Seconds that the server process of a connection has worked so far."""
    with connections[alias].cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def results() -> Iterator[Result]:
    """Ten thousand first, then everybody, in one database."""
    with district():
        hire()
        live_again(play_kinds())
        yield from proved()
        copy_files(FEW, FEW * DUTIES // PEOPLE)
        few = Measured()
        few.measure()
        told = f"median, {few.people:,} people"
        yield at_most(
            f"overdue list of an office, {told}, {few.list.noise}", few.list.median, "ms", goal=5, against=LIMIT
        )
        yield at_most(f"a visit recorded, {told}, {few.step.noise}", few.step.median, "ms", goal=30, against=LIMIT)
        began = time.perf_counter()
        copy_files(PEOPLE_WANTED, PEOPLE_WANTED * DUTIES // PEOPLE)
        copies_are_proved_like_their_originals()
        taken = (time.perf_counter() - began) / 60
        yield at_most(
            f"{PEOPLE_WANTED:,} people copied set-based, with every key asked", taken, "minutes", goal=15, against=LIMIT
        )
        many = Measured()
        many.measure()
        yield from many.told(few)
        yield from swept()
        yield from the_morning()


def proved() -> Iterator[Result]:
    """Everybody is folded and compared once, one process: what a full recomputation takes."""
    began, found = time.perf_counter(), sweep(by=unattended("bench", on=TODAY))
    nothing_was_different(found)
    rate = found.folded / (time.perf_counter() - began)
    yield at_least(
        f"full fold and compare, {found.folded:,} people", rate, "people/s, one process", goal=500, against=LIMIT
    )


class Measured:
    """What is measured twice: among few and among many."""

    def __init__(self) -> None:
        connections.close_all()
        crew = Crew()
        offices = Office.objects.using("owner").filter(kind=OfficeKind.JUSTICE_OFFICE).order_by("id")
        self.assistants = {office.pk: crew.at(OfficeKind.JUSTICE_OFFICE, office.area_id, TODAY) for office in offices}
        self.people, self.duties = ask(
            "select (select count(*) from casework_person), (select count(*) from casework_duty)"
        )[0]

    def measure(self) -> None:
        """The list of each office, the step alone, the yardstick, and the step by several processes."""
        for _ in range(WARM):
            timed(self.lists())
        self.list = timed(task for _ in range(ROUNDS) for task in self.lists())
        steps = [partial(visit, *one) for one in self.in_care(STEPS)]
        bare = [partial(twelve_queries, *one) for one in self.in_care(STEPS)]
        timed([*steps[:20], *bare[:20]])
        # In turns of ten, so that what disturbs one disturbs the other.
        turns = range(20, STEPS, 10)
        both = [(timed(steps[turn : turn + 10]), timed(bare[turn : turn + 10], alias="owner")) for turn in turns]
        self.step, self.bare = joined([one for one, _ in both]), joined([other for _, other in both])
        self.rates = {many: self.together(many) for many in (2, 4)}

    def lists(self) -> Iterator[Callable[[], object]]:
        """The first page of what is overdue, once for each office."""
        return (partial(page, by) for by in self.assistants.values())

    def in_care(self, many: int) -> list[tuple[int, ActingStaff]]:
        """Cases in care, each with the assistant of the responsible office; others at each call."""
        found = ask(
            "select r.case_id, r.office_id from casework_responsibility r join casework_person p on p.id = r.person_id"
            " where r.until_on is null and not r.is_outside and p.sealing = 'open' order by random() limit %s",
            many,
        )
        return [(case, self.assistants[office]) for case, office in islice(cycle(found), many)]

    def together(self, processes: int) -> float:
        """Steps a second by several processes, each with its own connection and its own people."""
        cases = self.in_care(STEPS_TOGETHER)
        connections.close_all()
        forked = multiprocessing.get_context("fork")
        ready, gone = (forked.Barrier(processes + 1, timeout=PATIENCE_SECONDS) for _ in range(2))
        children = [forked.Process(target=_visits, args=(cases[k::processes], ready, gone)) for k in range(processes)]
        for child in children:
            child.start()
        ready.wait()
        began = time.perf_counter()
        gone.wait()
        taken = time.perf_counter() - began
        for child in children:
            child.join()
        return STEPS_TOGETHER / taken

    def told(self, few: "Measured") -> Iterator[Result]:
        """The figures among many, and their ratio to those among few."""
        who, each = f"{self.people:,} people, {self.duties:,} duties", "ms"
        limits = (
            (f"overdue list of an office, p95, {who}, {self.list.noise}", self.list.p95, 5),
            ("overdue list of an office, median", self.list.median, 5),
            ("overdue list, processor, ours and the database's", self.list.processor, 5),
            (f"a visit recorded, committed, median, {self.step.noise}", self.step.median, 30),
            ("a visit recorded, p95", self.step.p95, 60),
            ("a visit recorded, processor, ours and the database's", self.step.processor, 30),
            (f"bare ORM with twelve queries, median, {self.bare.noise}", self.bare.median, 30),
            ("bare ORM with twelve queries, processor", self.bare.processor, 30),
        )
        for name, value, goal in limits:
            yield at_most(name, value, each, goal=goal, against=LIMIT)
        ratios = (
            ("a visit, to bare ORM with twelve queries", self.step.median, self.bare.median, 4),
            (f"overdue list, median, to {few.people:,} people", self.list.median, few.list.median, 2),
            (f"overdue list, processor, to {few.people:,} people", self.list.processor, few.list.processor, 2),
            (f"a visit, median, to {few.people:,} people", self.step.median, few.step.median, 2),
            (f"a visit, processor, to {few.people:,} people", self.step.processor, few.step.processor, 2),
        )
        for name, many, other, goal in ratios:
            yield at_most(name, many / other, "times", goal=goal, against=name.rpartition(" to ")[2])
        for processes, rate in self.rates.items():
            name = f"visits by {processes} processes, load {os.getloadavg()[0]:.1f}"
            yield at_least(name, rate, "a second", goal=60, against=LIMIT)


def page(by: ActingStaff) -> list[ListedDuty]:
    """The first page of what is overdue at an office, as its staff asks for it."""
    with acting(by, reading_only=True):
        return rows_of(work_list(for_staff=by).filter(urgency_window("overdue", on=TODAY))[:PAGE])


def visit(case_id: int, by: ActingStaff) -> None:
    """A step with its act, its trail and its duties, committed."""
    record_visit(case_id, NewVisit("家中平安，正在找工作。"), by=by, on=TODAY)


def twelve_queries(case_id: int, by: ActingStaff) -> None:
    """The yardstick: what any Django programme does that looks things up and keeps three rows, without rules and row security."""
    with transaction.atomic(using="owner"):
        case = Case.objects.using("owner").select_for_update().get(pk=case_id)
        person = Person.objects.using("owner").get(pk=case.person_id)
        office = Office.objects.using("owner").get(pk=by.office_id)
        duties = list(Duty.objects.using("owner").filter(case=case).defer("seen"))
        list(Act.objects.using("owner").filter(person=person))
        Reach.objects.using("owner").filter(person=person).exists()
        Event.objects.using("owner").filter(person_id=person.pk).count()
        Duty.objects.using("owner").filter(case=case, met_on=None, void_on=None).count()
        person.save(using="owner", update_fields=["name"])
        case.save(using="owner", update_fields=["number"])
        if duties:
            duties[0].save(using="owner", update_fields=["due_on"])
        Act.objects.using("owner").create(
            person=person,
            case=case,
            kind="noted",
            on=TODAY,
            office=office,
            recorded_by_id=by.staff_id,
            recorded_on=TODAY,
        )


def _visits(cases: Sequence[tuple[int, ActingStaff]], ready: Any, gone: Any) -> None:
    """In a process of its own: connected and warm first, then at once."""
    for case, by in cases[:2]:
        visit(case, by)
    ready.wait()
    for case, by in cases:
        visit(case, by)
    gone.wait()
    connections.close_all()
