"""Ten results of one person and of a million: ours, OpenFisca's month by month, and NumPy written by hand for this one question."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anbang.policy import Value, answers, explain
from anbang.policy.population import Coded, CodedSets, Population, answer_many
from bench import numpy_rules, openfisca_rules
from bench.people import AS_OF, EMERGENCIES, SUPPORTED, SUPPORTERS, people
from bench.result import Result, at_least, at_most

Array = NDArray[Any]

MANY = 1_000_000
TOWNS = ("500153001", "outside")
ROUNDS = 9
TIMES_OURS, TIMES_OPENFISCA, TIMES_EXPLAINED = 2000, 20, 10
MEGABYTE = 2**20
RESULTS = (
    *("term_ends", "in_care", "late_months", "months_granted", "month_granted", "month_amount"),
    *("may_have_dibao", "may_have_extreme_difficulty_support", "may_have_housing_aid", "may_have_temporary_aid"),
)
OPENFISCA, BY_HAND, GOAL = "openfisca-core, month by month", "NumPy written by hand", "the goal of the rules"


def ours(given: Mapping[str, Array]) -> dict[str, Array]:
    """The ten results of many people, from their columns, checked, to arrays."""
    columns = {
        **{name: column for name, column in given.items() if name != "registered_outside"},
        "registered_town": Coded(given["registered_outside"].astype(np.int8), TOWNS),
        "supporter": Coded(given["supporter"], SUPPORTERS),
        "supported": Coded(given["supported"], SUPPORTED),
        "emergency": CodedSets(given["emergency"], EMERGENCIES),
        "month_on": np.full(len(given["born_on"]), AS_OF, "datetime64[D]"),
    }
    return {name: found.values for name, found in answer_many(RESULTS, Population(columns), as_of=AS_OF).items()}


def facts_of_one(given: Mapping[str, Array]) -> dict[str, Value]:
    """The first of them as `answer` is told of one person."""
    known = {name: column[0].item() for name, column in given.items()}
    known |= {
        "registered_town": TOWNS[known.pop("registered_outside")],
        "supporter": SUPPORTERS[known["supporter"]],
        "supported": SUPPORTED[known["supported"]],
        "month_on": AS_OF,
    }
    known["emergency"] = frozenset(word for bit, word in enumerate(EMERGENCIES) if known["emergency"] >> bit & 1)
    return {name: value for name, value in known.items() if value is not None}


def results() -> Iterator[Result]:
    """One person, a million, reasons and memory."""
    yield from of_one_person()
    yield from of_a_million()
    yield at_most("1,000,000 people, memory added at the peak", added_memory(), "MB", goal=500, against=GOAL)


def of_one_person() -> Iterator[Result]:
    """The ten results and their reasons, from plain facts; OpenFisca is told of the person as its users tell it."""
    given = people(1)
    facts, told = facts_of_one(given), openfisca_rules.person(openfisca_rules.columns(given))
    found = {name: np.array([value]) for name, value in answers(RESULTS, as_of=AS_OF, **facts).items()}
    by_openfisca = openfisca_rules.results_of_one(told, AS_OF)
    compare({**found, "term_ends": found["term_ends"].astype("datetime64[D]")}, by_openfisca, "one person")
    runs = measured(
        {
            lambda: answers(RESULTS, as_of=AS_OF, **facts): TIMES_OURS,
            lambda: openfisca_rules.results_of_one(told, AS_OF): TIMES_OPENFISCA,
        }
    )
    yield ratio("one person, ten results", runs[1], runs[0], goal=100, against=OPENFISCA)
    reasons = measured(
        {lambda name=name: explain(name, as_of=AS_OF).as_lines("zh"): TIMES_EXPLAINED for name in RESULTS}
    )
    slowest = max(map(statistics.median, reasons)) * 1000
    yield at_most("explanation, nothing known, slowest of the ten", slowest, "ms", goal=3, against=GOAL)


def of_a_million() -> Iterator[Result]:
    """All three on the same people, in turns, so that what disturbs one disturbs the others."""
    given = people(MANY)
    for_openfisca = openfisca_rules.columns(given)
    tasks: list[Callable[[], dict[str, Array]]] = [
        lambda: ours(given),
        lambda: openfisca_rules.results(for_openfisca, AS_OF),
        lambda: numpy_rules.results(given, AS_OF),
    ]
    found = [task() for task in tasks]
    compare(found[0], found[1], "OpenFisca")
    compare(found[0], found[2], "NumPy by hand")
    del found
    runs = measured(dict.fromkeys(tasks, 1))
    rate = statistics.median(MANY / run for run in runs[0])
    yield at_least("1,000,000 people, ten results", rate / 1e6, "million per second", goal=1.5, against=GOAL)
    yield ratio("1,000,000 people, ten results", runs[1], runs[0], goal=1.0, against=OPENFISCA)
    yield ratio("1,000,000 people, ten results", runs[2], runs[0], goal=0.7, against=BY_HAND)


def compare(found: Mapping[str, Array], other: Mapping[str, Array], whose: str) -> None:
    """Raises AssertionError unless every result is the same in every row, and in sum."""
    for name in RESULTS:
        one, another = comparable(found[name]), comparable(other[name])
        if not np.array_equal(one, another) or one.sum() != another.sum():
            raise AssertionError(f"{name} is not the same as with {whose}.")


def comparable(column: Array) -> Array:
    """Numbers, with 0 for a day that never comes, however each program writes that."""
    if column.dtype != np.dtype("datetime64[D]"):
        return column.astype(float)
    never = np.isnat(column) | (column == np.datetime64("9999-12-31"))
    return np.where(never, 0, column.view(np.int64)).astype(float)


def measured(tasks: Mapping[Callable[[], object], int]) -> list[list[float]]:
    """Seconds for one call of each task, once in each round. All take turns, each so many times, after one turn that is not counted."""
    for task in tasks:
        task()
    taken: list[list[float]] = [[] for _ in tasks]
    for _ in range(ROUNDS):
        for (task, times), seconds in zip(tasks.items(), taken, strict=True):
            began = time.perf_counter()
            for _ in range(times):
                task()
            seconds.append((time.perf_counter() - began) / times)
    return taken


def ratio(name: str, theirs: Sequence[float], mine: Sequence[float], *, goal: float, against: str) -> Result:
    """How many times faster: the median of the rounds. The name tells by how much half of the rounds differ from it at most."""
    ratios = [other / own for other, own in zip(theirs, mine, strict=True)]
    middle = statistics.median(ratios)
    noise = statistics.median(abs(one - middle) for one in ratios)
    peer = "OpenFisca" if against == OPENFISCA else "NumPy by hand"
    return at_least(f"{name}, to {peer} (± {noise:.2g})", middle, "times faster", goal=goal, against=against)


def added_memory() -> float:
    """Megabytes that a million people add at the peak to a process that already holds their columns."""
    # What is let go goes back to the system at once, so that making the people leaves nothing behind to be used again.
    environment = {**os.environ, "MALLOC_MMAP_THRESHOLD_": str(MEGABYTE)}
    command = [sys.executable, "-m", "bench.population"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(told.stdout)


def memory_of_this_process(field: str) -> float:
    """VmRSS, the memory held now, or VmHWM, the most since the mark was reset, in megabytes."""
    told = Path("/proc/self/status").read_text().split(f"{field}:")[1].split()[0]
    return int(told) * 1024 / MEGABYTE


def main() -> None:
    """Run in a process of its own: prints the memory added at the peak."""
    given = people(MANY)
    held = memory_of_this_process("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # resets the mark
    found = ours(given)
    print(memory_of_this_process("VmHWM") - held)
    del found


if __name__ == "__main__":
    main()
