"""Any steps in any order: what is stored by difference equals what the acts say, and nobody is ever between two offices."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from anbang.casework.charge.desks import Offices
from anbang.casework.charge.models import Responsibility
from anbang.casework.step import settling
from tests.proofs.any_steps import COUNTS, AnySteps
from tests.support.crew import days
from tests.support.database import Server, opened
from tests.support.proofs import Proof, lengths

NAME = "Any steps in any order"
DONE = (
    "A machine takes right and wrong steps by right and wrong hands (moves, transfers, priority, allowance, repairs, new cases) while days "
    "pass and offices are merged; after each the rows are compared with what the acts say, computed anew and day by day"
)
STEPS = 25


def run(length: int, fresh: object, *phases: Phase) -> None:
    """So many lives of the machine, always the same."""
    machine = type("AnyStepsHere", (AnySteps,), {"fresh_database": staticmethod(fresh)})
    told = settings(
        max_examples=length,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=True,
        phases=phases or (Phase.generate,),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    run_state_machine_as_test(machine, settings=told)


@pytest.fixture
def fresh(server: Server, crewed: tuple[str, Path]):
    """A database for each life."""
    template, folder = crewed

    def open_one() -> ExitStack:
        stack = ExitStack()
        stack.enter_context(opened(server, folder, template=template))
        return stack

    return open_one


@lengths(60, 400)
def test_after_every_step_what_is_stored_is_what_the_acts_say(length: int, fresh, proof: Proof):
    COUNTS.clear()
    run(length, fresh)
    proof.result(
        f"{length} lives of up to {STEPS} steps",
        f"{COUNTS['steps']:,} steps tried, {COUNTS['done']:,} done, {COUNTS['refused'] + COUNTS['not found']:,} refused without a trace",
    )
    print(COUNTS)
