"""Eight processes take right and wrong steps about the same few people at once, each over connections of its own."""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection

from django.db import IntegrityError, OperationalError, connections

from anbang.casework.models import Case
from tests.support.crew import TODAY, District, days
from tests.support.deeds import DEEDS, HANDS, MOVES, REFUSALS, RIGHT, Told, hand, places

PROCESSES = 8
BACK = (0, 0, 0, 1, 2, 3)
Breaks = Callable[[], None]


def one(number: int, cases: Sequence[int], seconds: float, answer: Connection) -> None:
    """One process until its time is over; then it says how its steps ended."""
    ends = _steps(random.Random(number), cases, time.monotonic() + seconds)
    connections.close_all()
    answer.send(ends)
    answer.close()


def _steps(chance: random.Random, cases: Sequence[int], until: float) -> Counter[str]:
    district = District()
    somewhere, ends = places(district), Counter[str]()
    while time.monotonic() < until:
        deed, whose = chance.choice(sorted(MOVES)), chance.choice((RIGHT, RIGHT, chance.choice(HANDS)))
        told = Told(
            chance.choice(cases),
            TODAY - days(chance.choice(BACK)),
            chance.choice(somewhere),
            number=chance.randrange(2),
        )
        by = hand(district, whose, deed, told, today=TODAY)
        ends["steps"] += 1
        ends[_end_of(lambda deed=deed, told=told, by=by: DEEDS[deed](told, by))] += 1  # type: ignore[misc]
    return ends


def _end_of(step: Callable[[], object]) -> str:
    try:
        step()
    except REFUSALS:
        return "refused"
    except IntegrityError:
        return "refused by a constraint"
    except OperationalError as fault:
        deadlock = getattr(fault.__cause__, "sqlstate", "") == "40P01"
        return "deadlock" if deadlock else f"fault: {fault!r}"
    except Exception as fault:
        return f"fault: {fault!r}"
    return "done"


def race(cases: Sequence[Case], seconds: float, watch: Callable[[], object]) -> Counter[str]:
    """All at once; `watch` is asked again and again meanwhile. How the steps of all of them ended."""
    connections.close_all()  # a child must not speak on the connection of its parent
    children, ears = [], []
    fork = multiprocessing.get_context("fork")
    for number in range(PROCESSES):
        ear, mouth = fork.Pipe(duplex=False)
        told = (number, [case.pk for case in cases], seconds, mouth)
        children.append(fork.Process(target=one, args=told))
        ears.append(ear)
        children[-1].start()
        mouth.close()
    while any(child.is_alive() for child in children):
        watch()
        time.sleep(0.05)
    ends: Counter[str] = Counter()
    for child, ear in zip(children, ears, strict=True):
        ends.update(ear.recv())
        child.join()
    return ends
