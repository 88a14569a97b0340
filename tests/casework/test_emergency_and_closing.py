"""A file that is closed is closed for whoever opened it in an emergency, in whichever order the two come (LAW-2)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections
from django.utils import timezone

from anbang.casework.custody.closing import close_file
from anbang.casework.person.actions import leave_closed_files
from anbang.casework.person.emergency import break_glass
from anbang.casework.person.guards import BREAK_GLASS, LET_THE_GUARDIAN_OWN
from anbang.casework.person.models import Emergency, Person, Reach, ReachReason
from anbang.casework.person.queries import closed_to_all_but, may_work_on
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.unattended import unattended
from tests.support.at_once import waiting
from tests.support.patience import until
from tests.support.people import TODAY
from tests.support.row_security import without_condition

WHY = "家属来电说人不见了，等在所里"
JOB = unattended("night", on=TODAY)
NAMED_ONLY = "a closed file is seen by named staff only"
BY_ITS_REASON = " and r.why in ('named_for_closed_file', 'taking_in')"
WAITS_FOR_STEPS = BREAK_GLASS[BREAK_GLASS.index("  perform") : BREAK_GLASS.index("  select array_agg")]


def break_it(intake, by: ActingStaff) -> int | None:
    return break_glass(WHY, name="", born_on=None, id_number=intake.id_number, by=by, on=TODAY)


def broken_while_it_is_closed(case, intake, by: ActingStaff) -> int | None:
    """Whom they open who ask while a file is being closed."""

    def ask() -> int | None:
        try:
            return break_it(intake, by)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as workers:
        with acting(JOB):
            close_file(case.person_id, by=JOB, on=TODAY)
            asked = workers.submit(ask)
            until(waiting, what="waiting for the file")
            leave_closed_files(by=JOB)
        return asked.result(60)


def test_whoever_asks_while_a_file_is_being_closed_waits_and_finds_nobody(take, intake, neighbour):
    assert broken_while_it_is_closed(take(), intake, neighbour) is None
    assert not Emergency.objects.using("owner").exists()


def test_control_whoever_did_not_look_again_would_open_it(take, intake, neighbour):
    in_the_database(
        (LET_THE_GUARDIAN_OWN + BREAK_GLASS.replace(WAITS_FOR_STEPS, "")).replace("{guardian}", "anbang_guardian")
    )
    without_the_trigger()
    case = take()
    assert broken_while_it_is_closed(case, intake, neighbour) == case.person_id
    assert in_an_emergency().exists()


def test_the_database_refuses_an_emergency_in_a_closed_file(take, neighbour):
    with pytest.raises(IntegrityError, match=NAMED_ONLY):
        open_for(neighbour, take(sealing_proposed=True))


def test_the_database_refuses_to_close_a_file_that_stays_open_to_somebody(take, intake, neighbour):
    case = take()
    break_it(intake, neighbour)

    def close() -> None:
        with acting(JOB):
            Reach.objects.filter(office__isnull=False).delete()
            Person.objects.filter(pk=case.person_id).update(sealing="proposed")

    with pytest.raises(IntegrityError, match=NAMED_ONLY):
        close()


def test_closing_a_file_ends_what_was_opened_in_an_emergency(take, intake, neighbour):
    case = take()
    break_it(intake, neighbour)
    with acting(JOB):
        close_file(case.person_id, by=JOB, on=TODAY)
        leave_closed_files(by=JOB)
    assert not in_an_emergency().exists()


def test_nobody_is_named_for_a_closed_file_by_an_emergency(take, neighbour, clerk):
    """Neither by the gate nor by row security, though the row were there."""
    without_the_trigger()
    case = take(sealing_proposed=True)
    for by in (neighbour, clerk):
        open_for(by, case)
        assert not gate_lets_in(by)
    assert not row_security_lets_in(clerk)


def test_control_by_any_reach_of_the_day_they_would_be(take, neighbour, clerk, monkeypatch):
    monkeypatch.setattr(ReachReason, "naming", classmethod(tuple))
    without_condition(BY_ITS_REASON, instead="")
    without_the_trigger()
    case = take(sealing_proposed=True)
    for by in (neighbour, clerk):
        open_for(by, case)
        assert gate_lets_in(by)
    assert row_security_lets_in(clerk)


def gate_lets_in(by: ActingStaff) -> bool:
    """As the owner asks, whom no row security binds."""
    named, to_work_on = closed_to_all_but(by).using("owner"), Person.objects.using("owner").filter(may_work_on(by))
    assert named.exists() == to_work_on.exists()
    return named.exists()


def row_security_lets_in(by: ActingStaff) -> bool:
    with acting(by, reading_only=True):
        return Person.objects.exists()


def open_for(by: ActingStaff, case) -> None:
    told = {"from_on": TODAY, "until_on": TODAY, "until_at": timezone.now() + timedelta(minutes=20)}
    with acting(JOB):
        Reach.objects.create(person_id=case.person_id, staff_id=by.staff_id, why=ReachReason.EMERGENCY, **told)


def in_an_emergency():
    return Reach.objects.using("owner").filter(why=ReachReason.EMERGENCY)


def without_the_trigger() -> None:
    for table, trigger in (
        ("casework_reach", "closed_file_is_seen_by_named_staff_only"),
        ("casework_person", "closing_a_file_ends_reach_by_office"),
    ):
        in_the_database(f"alter table {table} disable trigger {trigger}")


def in_the_database(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
