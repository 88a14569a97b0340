"""Every step of a list and of custody, sent by eight at once: done once, whoever is first."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connections

from anbang.audit.models import Event
from anbang.casework.custody.actions import (
    Findings,
    alert_priority,
    arrange_reception,
    confirm_receipt,
    record_verification,
)
from anbang.casework.custody.models import Finding, PriorityAlert, RegistrationForm, ReleaseNotice
from anbang.casework.models import Case
from anbang.casework.step.many import Telling, write_acts
from anbang.exchange.batch.actions import apply_batch, decide_row, receive_file, undo_batch
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.status import Decision
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.exchange.lists import applied, csv_of, person, rows_of, staged
from tests.support.database import Server
from tests.support.people import TODAY, office
from tests.support.proofs import Proof, lengths

NAME = "Everything is sent twice"
DONE = "Each step of a list and of custody is called by eight threads at the same moment"
AT_ONCE = 8
ALL_TRUE = Findings(Finding.TRUE, Finding.TRUE, Finding.TRUE)
COUNTED = {
    "receive_file": ("list_received", "select count(*) from exchange_batch"),
    "apply_batch": (None, "select count(*) from procrastinate_jobs where task_name = 'exchange.apply_rows'"),
    "undo_batch": ("list_undone", "select count(*) from exchange_batch where status = 'undone'"),
    "decide_row": ("list_row_decided", "select count(*) from exchange_stagedrow where decision = 'take_in'"),
    "record_verification": ("verified", "select count(*) from casework_verification"),
    "confirm_receipt": (
        "receipt_confirmed",
        "select count(*) from casework_verification where receipt_at is not null",
    ),
    "arrange_reception": ("reception_arranged", "select count(*) from casework_receptionarrangement"),
    "alert_priority": ("priority_alerted", "select count(*) from casework_priorityalert"),
}


def at_once(step: Callable[[], object]) -> tuple[int, list[BaseException]]:
    """How many of eight were not refused, and what went wrong beyond a refusal."""
    gate = threading.Barrier(AT_ONCE)

    def one() -> BaseException | None:
        try:
            gate.wait()
            step()
        except Exception as error:
            return error
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        ends = [future.result() for future in [pool.submit(one) for _ in range(AT_ONCE)]]
    faults = [end for end in ends if end is not None and not isinstance(end, StepRefused)]
    return sum(end is None for end in ends), faults


Occasion = Callable[[int], Callable[[], object]]


@pytest.fixture
def steps_of_a_list(clerk: ActingStaff) -> dict[str, Occasion]:
    """Name → what makes a fresh occasion for it; the occasion is then to be taken by eight."""

    def receive(number: int) -> Callable[[], object]:
        content, institution = csv_of([person(number)]), office(OfficeKind.PRISON).pk
        return lambda: receive_file(content, name="名单.csv", institution_id=institution, by=clerk, on=TODAY)

    def apply(number: int) -> Callable[[], object]:
        batch = staged([person(number)], by=clerk)
        return lambda: apply_batch(batch.pk, by=clerk, on=TODAY)

    def undo(number: int) -> Callable[[], object]:
        batch = applied([person(number)], by=clerk)
        return lambda: undo_batch(batch.pk, by=clerk, on=TODAY)

    def decide(number: int) -> Callable[[], object]:
        twins = [person(number), person(number, 罪名="诈骗罪", 身份证号="")]
        [row] = [row for row in rows_of(staged(twins, by=clerk)) if row.outcome == "doubtful"]
        return lambda: decide_row(row.pk, Decision.TAKE_IN, by=clerk)

    return {"receive_file": receive, "apply_batch": apply, "undo_batch": undo, "decide_row": decide}


@pytest.fixture
def steps_of_custody(clerk, assistant, warder, take, priority) -> dict[str, Occasion]:
    """The same, for what follows from a list."""

    def case_of(number: int) -> Case:
        return take(priority=priority, name=f"李{chr(0x4E00 + number)}")

    def form_of(number: int) -> int:
        return RegistrationForm.objects.using("owner").get(case=case_of(number)).pk

    def verified(number: int) -> int:
        return record_verification(form_of(number), ALL_TRUE, by=assistant, on=TODAY).pk

    def verify(number: int) -> Callable[[], object]:
        form = form_of(number)
        return lambda: record_verification(form, ALL_TRUE, by=assistant, on=TODAY)

    def confirm(number: int) -> Callable[[], object]:
        reply = verified(number)
        return lambda: confirm_receipt(reply, by=warder, on=TODAY)

    def arrange(number: int) -> Callable[[], object]:
        notice = ReleaseNotice.objects.using("owner").get(case=case_of(number)).pk
        return lambda: arrange_reception(notice, who_meets="家属", remarks="", by=clerk, on=TODAY)

    def alert(number: int) -> Callable[[], object]:
        case = case_of(number).pk
        return lambda: alert_priority(case, town_told="街道办", police_told="派出所", by=assistant, on=TODAY)

    return {
        "record_verification": verify,
        "confirm_receipt": confirm,
        "arrange_reception": arrange,
        "alert_priority": alert,
    }


def effects(server: Server, database: str, name: str) -> tuple[int, int]:
    """What the step did, and how often the trail tells it; a step without an event of its own counts its effect."""
    event, question = COUNTED[name]
    with server.as_superuser(database) as connection:
        [done] = connection.execute(question).fetchone()  # type: ignore[misc]
    return done, Event.objects.using("auditor").filter(action=event).count() if event else done


@lengths(1, 25)
def test_a_step_sent_by_eight_at_once_is_done_once(
    length: int,
    steps_of_a_list: dict[str, Occasion],
    steps_of_custody: dict[str, Occasion],
    server: Server,
    database: str,
    proof: Proof,
):
    steps = steps_of_a_list | steps_of_custody
    assert set(steps) == set(COUNTED)
    calls, not_refused = 0, 0
    for turn, (name, occasion) in enumerate(steps.items()):
        for again in range(length):
            step = occasion(100 * turn + again)
            before = effects(server, database, name)
            went, faults = at_once(step)
            assert faults == [], name
            assert effects(server, database, name) == (before[0] + 1, before[1] + 1), name
            calls, not_refused = calls + AT_ONCE, not_refused + went
        proof.progress((turn + 1) * 10, 10 * len(steps), f"parts of the steps ({name})")
    proof.result(
        f"{len(steps)} steps, {length} times",
        f"{calls:,} calls, {length * len(steps)} effects and as many events; {calls - not_refused:,} refused in words, the rest"
        " were told what was done",
    )


def test_the_same_file_after_its_list_was_taken_in_or_set_aside_is_a_list_of_its_own(clerk: ActingStaff):
    first = applied([person(1)], by=clerk)
    second = staged([person(1)], by=clerk)
    assert first.pk != second.pk
    assert staged([person(1)], by=clerk).pk == second.pk, "the control: an open one is the same"


def test_two_open_lists_of_one_file_are_refused_by_the_database(clerk: ActingStaff):
    first, second = staged([person(1)], by=clerk), staged([person(2)], by=clerk)
    with pytest.raises(DatabaseError, match="same_file_is_one_open_list"):
        Batch.objects.using("owner").filter(pk=second.pk).update(digest=first.digest)


@lengths(1, 25)
def test_control_who_looks_first_and_writes_then_does_it_eight_times(
    length: int, take, priority: Sequence[str], assistant: ActingStaff, server: Server, database: str, proof: Proof
):
    for number in range(length):
        case, looked = take(priority=priority, name=f"李{chr(0x4E00 + number)}"), threading.Barrier(AT_ONCE)

        def naive(case: Case = case, looked: threading.Barrier = looked) -> None:
            with acting(assistant):
                is_done = PriorityAlert.objects.filter(case=case).exists()
                looked.wait()
                if is_done:
                    raise StepRefused("")
                [act] = write_acts([Telling(case, "priority_alerted", TODAY)], by=assistant)
                PriorityAlert.objects.create(
                    case=case,
                    act=act,
                    alerted_on=TODAY,
                    town_told="a",
                    police_told="b",
                    recorded_by_id=assistant.staff_id,
                )

        at_once(naive)
    done, _ = effects(server, database, "alert_priority")
    assert done == AT_ONCE * length
    proof.control(f"look, then write, without the lock: {done} effects of {length} occasions")
