"""An undo and a step about one of its people at the same moment: whichever comes second knows of the first. Nothing is lost."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connections

from anbang.audit.models import Event
from anbang.casework.custody import actions as custody
from anbang.casework.custody.models import ReceptionArrangement, RegistrationForm, ReleaseNotice, Verification
from anbang.casework.person.models import Person
from anbang.casework.step import opening
from anbang.exchange.batch import actions
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.progress import TAKING_IN
from anbang.exchange.batch.status import BatchStatus
from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused
from tests.casework.test_custody import ALL_TRUE
from tests.exchange import lists
from tests.support.database import Server
from tests.support.patience import until
from tests.support.people import TODAY

Step = Callable[[], object]


class Pause:
    """Stands in for a function in the middle of a step: stops there until told to go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
        self.whole, self.reached, self.go = getattr(owner, name), threading.Event(), threading.Event()
        monkeypatch.setattr(owner, name, self)

    def __call__(self, *given: object, **named: object) -> object:
        self.reached.set()
        assert self.go.wait(10)
        return self.whole(*given, **named)


def alone(step: Step) -> object:
    """In a thread of its own, whose connections nobody else closes."""
    try:
        return step()
    finally:
        connections.close_all()


def waits_for_a_lock(server: Server, database: str) -> bool:
    with server.as_superuser("postgres") as connection:
        asked = "select count(*) from pg_stat_activity where datname = %s and wait_event_type = 'Lock'"
        return bool(connection.execute(asked, [database]).fetchone()[0])


def meet(server: Server, database: str, pause: Pause, first: Step, second: Step) -> tuple[Future, Future]:
    """`first` comes to the pause; `second` begins, and has to wait or is through; then both go on to their ends."""
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(alone, first)
        assert pause.reached.wait(10)
        other = pool.submit(alone, second)
        until(lambda: other.done() or waits_for_a_lock(server, database), what="the second step's wait")
        pause.go.set()
        return one, other


@pytest.fixture
def taken_in(clerk: ActingStaff) -> Batch:
    """Somebody of 昌元, just taken in."""
    return lists.applied([lists.person()], by=clerk)


@pytest.fixture
def undo(taken_in: Batch, clerk: ActingStaff) -> Step:
    return lambda: actions.undo_batch(taken_in.pk, by=clerk, on=TODAY)


@pytest.fixture
def verify(taken_in: Batch, assistant: ActingStaff) -> Step:
    form = RegistrationForm.objects.using("owner").get()
    return lambda: custody.record_verification(form.pk, ALL_TRUE, by=assistant, on=TODAY)


@pytest.fixture
def arrange(taken_in: Batch, clerk: ActingStaff) -> Step:
    notice = ReleaseNotice.objects.using("owner").get()
    another_request = replace(clerk, request_id=uuid4())
    return lambda: custody.arrange_reception(notice.pk, who_meets="家属", remarks="", by=another_request, on=TODAY)


@pytest.fixture
def steps(verify: Step, arrange: Step) -> dict[str, tuple[Step, type]]:
    return {"verify": (verify, Verification), "arrange": (arrange, ReceptionArrangement)}


@pytest.mark.parametrize("name", ["verify", "arrange"])
def test_an_undo_waits_for_a_step_under_way_and_is_then_refused(
    server, database, taken_in, undo, steps, monkeypatch, name
):
    step, made = steps[name]
    pause = Pause(monkeypatch, opening, "write_what_follows")
    stepped, undone = meet(server, database, pause, step, undo)
    assert stepped.exception() is None
    with pytest.raises(StepRefused, match="已有办理记录"):
        undone.result()
    assert made.objects.using("owner").count() == 1
    assert lists.now(taken_in).status == BatchStatus.APPLIED


@pytest.mark.parametrize("name", ["verify", "arrange"])
def test_a_step_waits_for_an_undo_under_way_and_then_finds_nobody(
    server, database, taken_in, undo, steps, monkeypatch, name
):
    step, made = steps[name]
    undone, stepped = meet(server, database, Pause(monkeypatch, actions, "remove_files"), undo, step)
    assert undone.exception() is None
    with pytest.raises(ObjectDoesNotExist):
        stepped.result()
    assert not made.objects.using("owner").exists()
    assert not Person.objects.using("owner").exists()
    assert not Event.objects.using("auditor").filter(action__in=["verified", "reception_arranged"]).exists()


@pytest.mark.parametrize("name", ["verify", "arrange"])
def test_control_without_the_lock_the_two_would_run_into_one_another(
    server, database, taken_in, undo, steps, monkeypatch, name
):
    monkeypatch.setattr(actions, "lock_people", lambda _people: None)
    step, _made = steps[name]
    stepped, undone = meet(server, database, Pause(monkeypatch, opening, "write_what_follows"), step, undo)
    assert "已有办理记录" not in str(undone.exception()) or stepped.exception() is not None


def test_the_named_assistant_of_a_closed_file_is_waited_for_too(server, database, clerk, assistant, monkeypatch):
    """The clerk sees nobody there, and yet the lock holds."""
    batch = lists.applied([lists.child()], by=clerk)
    form = RegistrationForm.objects.using("owner").get()
    step = lambda: custody.record_verification(form.pk, ALL_TRUE, by=assistant, on=TODAY)  # noqa: E731
    pause = Pause(monkeypatch, opening, "write_what_follows")
    stepped, undone = meet(server, database, pause, step, lambda: actions.undo_batch(batch.pk, by=clerk, on=TODAY))
    assert (stepped.exception(), undone.exception()) == (None, None)
    assert Verification.objects.using("owner").count() == 1, "the file stays, and the clerk hears nothing of it"


def test_an_undo_does_not_wait_long_for_a_list_that_is_being_taken_in(server, database, undo, taken_in):
    with server.as_superuser(database) as job, job.transaction():
        job.execute("select pg_advisory_xact_lock(%s)", [TAKING_IN])
        with pytest.raises(StepRefused, match="正在办理"):
            undo()
    undo()
    assert lists.now(taken_in).status == BatchStatus.UNDONE
