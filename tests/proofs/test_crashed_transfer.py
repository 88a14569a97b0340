"""The connection is killed between any two statements of a hand-over: all of it was done or nothing, and one office is responsible."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connections

from anbang.casework.act.models import Act
from anbang.casework.care.actions import accept_transfer, record_move, return_transfer
from anbang.casework.models import Case
from anbang.casework.person.queries import get_person
from anbang.casework.step import opening
from anbang.casework.step.repairing import withdraw
from anbang.organisations import acting as acting_module
from anbang.organisations.acting import ActingStaff
from tests.support.crew import HOME, NEXT, THIRD, TODAY, District, days
from tests.support.database import Server
from tests.support.deeds import traces
from tests.support.proofs import Proof, lengths
from tests.support.recomputed import differences

NAME = "A hand-over is cut off"
DONE = (
    "The database kills the connection of a hand-over after its first statement, its second, and so on to the last and the commit; the same "
    "for a move, a return and a withdrawal"
)


FIRST_WRITE = 6  # what comes before it only reads


@contextmanager
def killed_after(number: int, server: Server, database: str, alias: str = "default") -> Iterator[list[str]]:
    """The connection is terminated by the server after so many statements. Yields the statements that came through."""
    sent: list[str] = []
    connection = connections[alias]

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        done = execute(sql, params, many, context)
        sent.append(sql)
        if len(sent) == number:
            pid = connection.connection.info.backend_pid
            with server.as_superuser(database) as killer:
                killer.execute("select pg_terminate_backend(%s, 5000)", [pid])
        return done

    connection.close()
    try:
        with connection.execute_wrapper(count):
            yield sent
    finally:
        connection.close()


def cut_off_at_every_statement(
    step: Callable[[], object], people: list[int], server: Server, database: str
) -> tuple[int, int]:
    """Take the step again and again, cut off a statement later each time, until it comes through. How often it was cut off; and how many
    statements it has.
    """
    before, number = traces(), 0
    while True:
        number += 1
        with killed_after(number, server, database) as sent:
            try:
                step()
            except DatabaseError:
                done = False
            else:
                done = True
        after = traces()
        assert done or after == before, f"cut off after {sent[-1]}: half of it stays"
        assert differences(*people, today=TODAY) == []
        if done:
            return number - 1, len(sent)


def steps(district: District, case: Case) -> dict[str, Callable[[], object]]:
    """A life from office to office, step by step."""
    told = {"on": TODAY}

    def withdraw_the_last() -> None:
        withdraw(Act.objects.using("owner").filter(case=case).latest("id").pk, why="误录", by=district.assistant(THIRD))

    return {
        "move": lambda: record_move(case.pk, district.place(NEXT), by=district.assistant(HOME), **told),
        "hand-over": lambda: accept_transfer(case.pk, by=district.assistant(NEXT), **told),
        "move on": lambda: record_move(case.pk, district.place(THIRD), by=district.assistant(NEXT), **told),
        "return": lambda: return_transfer(case.pk, words="人不在", by=district.assistant(THIRD), **told),
        "move again": lambda: record_move(case.pk, district.place(THIRD, 1), by=district.assistant(NEXT), **told),
        "hand-over again": lambda: accept_transfer(case.pk, by=district.assistant(THIRD), **told),
        "withdrawal": withdraw_the_last,
    }


@lengths(1, 10)
def test_a_step_that_is_cut_off_was_done_or_was_not(
    length: int, district: District, server: Server, scratch: str, proof: Proof
):
    cuts = statements = 0
    for _ in range(length):
        case = district.in_care(since=TODAY - days(9))
        for name, step in steps(district, case).items():
            if length > 1 or name == "hand-over":
                cut, sent = cut_off_at_every_statement(step, [case.person_id], server, scratch)
                assert cut >= 10, f"{name} was cut off {cut} times only"
                cuts, statements = cuts + cut, statements + sent
            else:
                step()
    proof.result(
        f"{length * 7} steps of {statements:,} statements",
        f"cut off {cuts:,} times: 0 halves, exactly one office responsible every time",
    )


class Naive:
    """The same step without a transaction, a lock and the guards."""

    @staticmethod
    @contextmanager
    def acting(by: ActingStaff, *, reading_only: bool = False) -> Iterator[None]:
        token = acting_module._current.set(by)
        with connections[by.alias].cursor() as cursor:
            cursor.execute(
                "select set_config('app.offices', %s, false), set_config('app.staff', %s, false), set_config('app.today', %s, false)",
                [",".join(map(str, by.offices)), str(by.staff_id), by.today.isoformat()],
            )
        try:
            yield
        finally:
            acting_module._current.reset(token)

    @staticmethod
    def lock(case_id: int, *, for_staff: ActingStaff) -> object:
        return get_person(Case.objects.values_list("person_id", flat=True).get(pk=case_id), for_staff=for_staff)


@lengths(1, 3)
def test_control_statement_by_statement_a_half_stays(
    length: int, district: District, server: Server, scratch: str, monkeypatch: pytest.MonkeyPatch, proof: Proof
):
    ready = []
    for _ in range(10 * length):
        case = district.in_care(since=TODAY - days(9))
        district.moved(case)
        ready.append(case)
    with server.as_superuser(scratch) as connection:
        connection.execute("alter table casework_responsibility disable trigger user")
        connection.execute("alter table casework_case disable trigger user")
    monkeypatch.setattr(opening, "acting", Naive.acting)
    monkeypatch.setattr(opening, "lock_person_of", Naive.lock)
    halves = gaps = cuts = 0
    for number, case in enumerate(ready):
        at = FIRST_WRITE + 2 * (number // length)
        with killed_after(at, server, scratch) as sent:
            try:
                accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
            except DatabaseError:
                cuts += 1
        if len(sent) < at:
            continue
        found = differences(case.person_id, today=TODAY)
        halves, gaps = halves + bool(found), gaps + any("responsible, should be" in one for one in found)
    assert halves
    assert gaps
    proof.control(
        f"statement by statement, without transaction and guards: of {cuts} that were cut off {halves} stay half done, {gaps} people have no office"
        " or the wrong one"
    )
