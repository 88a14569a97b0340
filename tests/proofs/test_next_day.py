"""Whoever is settled only when something happens or the rules said that the date changes something has the same rows every day as
whoever is settled every day.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from anbang.policy import DEFAULT_PACK, JUDGE, Happening, Pack
from anbang.policy.course import Course, course_of
from anbang.policy.judging import Person
from tests.policy.reference.generator import scenarios
from tests.policy.scenarios import happenings_of, person_of
from tests.policy.test_scenarios import KINDS
from tests.support.proofs import Proof, lengths

NAME = "The day comes"
DONE = (
    "Random lives are settled on every day, and beside it only when something happens or the day has come that the rules named last; what would "
    "be stored is compared every day"
)
ONE_DAY = timedelta(days=1)
AFTERWARDS = timedelta(days=200)
LONGEST = timedelta(days=1200)


def rows(course: Course) -> dict[str, Any]:
    """What the register keeps of a course, but for the day on which it is to be settled next."""
    return {
        "cases": [
            (case.ended, case.ended_on, case.care, case.priority, case.charges, case.transfers) for case in course.cases
        ],
        "duties": [
            (
                *(
                    duty.duty,
                    duty.case,
                    duty.occurrence,
                    duty.clause,
                    duty.owner_kind,
                    duty.owner_area,
                    duty.area_when_due,
                ),
                *(duty.period, duty.opens_on, duty.due_on, duty.met_on, duty.void_on),
            )
            for duty in course.duties
        ],
    }


def lives(seed: int) -> Iterator[tuple[list[Happening], Person, Pack]]:
    """The people of a scenario, each with the whole story."""
    story = scenarios(seed)
    pack = DEFAULT_PACK.with_figures(story.get("parameters", {}))
    for head in story["people"].values():
        told = list(happenings_of(head["events"], KINDS))
        if told:
            yield told, person_of(head, KINDS), pack


def days_slept_through(
    story: Sequence[Happening], person: Person, pack: Pack, *, heeded: bool = True
) -> tuple[int, int, int]:
    """How many days were looked at, on how many of them the rows were settled, and how many showed rows of another day."""
    day, last = story[0].on, min(story[-1].on + AFTERWARDS, story[0].on + LONGEST)
    kept: dict[str, Any] = {}
    wakes_on, looked, settled, wrong = day, 0, 0, 0
    happens = {one.on for one in story}
    while day <= last:
        course = course_of(JUDGE, story, person, day, pack)
        if day in happens or (heeded and wakes_on <= day):
            kept, wakes_on, settled = rows(course), course.changes_on, settled + 1
            assert wakes_on > day, f"on {day} it is said to change on {wakes_on}"
        looked, wrong = looked + 1, wrong + (kept != rows(course))
        day += ONE_DAY
    return looked, settled, wrong


def measured(seeds: range, proof: Proof | None = None, *, heeded: bool = True) -> tuple[int, int, int]:
    """The same for all people of these scenarios."""
    total = [0, 0, 0]
    for done, seed in enumerate(seeds, 1):
        for life in lives(seed):
            found = days_slept_through(*life, heeded=heeded)
            total = [one + more for one, more in zip(total, found, strict=True)]
            assert not heeded or not found[2], f"seed {seed}: rows of another day on {found[2]} days"
        if proof:
            proof.progress(done, len(seeds), "scenarios")
    return total[0], total[1], total[2]


@lengths(4, 400)
def test_nobody_sleeps_through_a_change(length: int, proof: Proof):
    looked, settled, _ = measured(range(length), proof)
    proof.result(
        f"{length} scenarios, {looked:,} days", f"settled on {settled:,} of them; 0 days with rows of another day"
    )


@lengths(4, 40)
def test_control_never_settled_by_the_mere_date_rows_grow_stale(length: int, proof: Proof):
    looked, _, wrong = measured(range(length), heeded=False)
    assert wrong
    proof.control(f"settled only when something happens: {wrong:,} of {looked:,} days have rows of another day")
