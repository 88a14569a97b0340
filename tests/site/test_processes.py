"""The children of a start: waited for, started again, stopped together, and gone when their parent is."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from anbang.site import processes
from anbang.site.processes import Child, ProcessFault, listen, page_answers, running, until_asked
from tests.support.patience import until

FOR_EVER = "import signal; signal.pause()"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True)\nwhile True: signal.pause()"
PARENT = """
import signal, sys
from pathlib import Path
from anbang.site.processes import Child
for name, orphaned in (("one", signal.SIGTERM), ("two", signal.SIGKILL)):
    child = Child(name, [sys.executable, "-c", "import signal; signal.pause()"], Path(sys.argv[1]) / name, when_orphaned=orphaned)
    child.start()
    print(child.process.pid, flush=True)
signal.pause()
"""


@pytest.fixture
def child(tmp_path: Path) -> Callable[..., Child]:
    """A child that runs a line of Python."""
    return lambda program, name="web": Child(name, [sys.executable, "-c", program], tmp_path / "log" / f"{name}.log")


def yes() -> bool:
    return True


def no() -> bool:
    return False


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def pid_of(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


# The address


def test_a_taken_port_is_told_with_a_way_out():
    with listen(0) as first:
        port = first.getsockname()[1]
        with pytest.raises(ProcessFault) as refused:
            listen(port)
    assert str(refused.value).startswith(
        f"Port {port} cannot be used (another program has it): choose another, as in PORT="
    )


def test_a_port_that_was_left_can_be_used_at_once():
    """The control."""
    with listen(0) as first:
        port = first.getsockname()[1]
    with listen(port) as second:
        assert second.getsockname() == ("127.0.0.1", port)


def test_nothing_but_the_loopback_is_listened_on():
    with listen(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


def test_a_page_that_is_not_there_does_not_answer():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert not page_answers(port, "localhost", "/health")


# Start and stop


def test_children_run_inside_the_block_and_are_gone_after_it(child: Callable[..., Child]):
    two = [child(FOR_EVER, "web"), child(FOR_EVER, "worker")]
    with running(two, yes):
        pids = [pid_of(one) for one in two]
        assert all(runs(pid) for pid in pids)
    assert not any(runs(pid) for pid in pids)


def test_children_are_gone_after_an_error_too(child: Callable[..., Child]):
    one = child(FOR_EVER)
    with pytest.raises(KeyboardInterrupt), running([one], yes):
        raise KeyboardInterrupt
    assert not runs(pid_of(one))


def test_one_that_ends_before_the_page_answers_is_told_with_its_last_words(child: Callable[..., Child]):
    other = child(FOR_EVER, "worker")
    words = "import sys; sys.exit('The database is refused. default: fsync is off.')"
    with (
        pytest.raises(ProcessFault, match=r"The web did not start: The database is refused\. default: fsync is off\."),
        running([child(words), other], no),
    ):
        raise AssertionError("it never answers")
    assert not runs(pid_of(other))


def test_one_that_does_not_listen_is_ended(child: Callable[..., Child], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.2)
    deaf = child(DEAF)
    with running([deaf], lambda: deaf.last_words() == "deaf"):
        pass
    assert deaf.ended == -signal.SIGKILL


def test_one_that_listens_is_not_killed(child: Callable[..., Child]):
    """The control."""
    with running([one := child(FOR_EVER)], yes):
        pass
    assert one.ended == -signal.SIGTERM


def test_children_go_with_a_parent_that_was_killed(tmp_path: Path):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path / "log")], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(parent.stdout.readline()) for _ in range(2)]
    assert all(runs(pid) for pid in pids), "the control"
    parent.kill()
    parent.communicate()
    until(lambda: not any(runs(pid) for pid in pids), what="the end of the children")


# Starting again


def test_one_that_died_is_started_again(child: Callable[..., Child]):
    told: list[str] = []
    with running([one := child(FOR_EVER)], yes):
        died = pid_of(one)
        os.kill(died, signal.SIGKILL)

        def is_back() -> bool:
            one.tend(told.append)
            return pid_of(one) != died and one.ended is None

        until(is_back, what="the new start")
    [line] = told
    assert line.startswith("web ended (-9) and is started again")


def test_one_that_lives_is_left_alone(child: Callable[..., Child]):
    """The control."""
    told: list[str] = []
    with running([one := child(FOR_EVER)], yes):
        before = pid_of(one)
        one.tend(told.append)
        assert pid_of(one) == before
    assert told == []


def test_one_that_keeps_dying_is_started_after_longer_and_longer_pauses(
    child: Callable[..., Child], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(processes, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(processes, "LONGEST_PAUSE_SECONDS", 0.05)
    told: list[str] = []
    one, pauses = child("pass"), []
    one.pause = 0.01
    one.start()

    def died_again() -> bool:
        before = len(told)
        one.tend(told.append)
        pauses.extend([one.pause] * (len(told) - before))
        return len(told) == 4

    until(died_again, what="four deaths")
    assert pauses == [0.02, 0.04, 0.05, 0.05]
    assert one.process is not None
    one.process.wait()


def test_a_log_that_grew_long_is_put_beside(child: Callable[..., Child], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(processes, "LONGEST_LOG_BYTES", 3)
    one = child(FOR_EVER)
    one.log.parent.mkdir()
    one.log.write_text("long")
    with running([one], yes):
        assert one.log.read_text() == ""
    assert one.log.with_suffix(".log.1").read_text() == "long"


# Being asked to stop


@pytest.mark.parametrize("number", processes.SIGNALS)
def test_being_asked_ends_the_block_quietly(number: signal.Signals):
    cleaned = []
    with until_asked():
        try:
            os.kill(os.getpid(), number)
            signal.pause()
        finally:
            cleaned.append(number)
    assert cleaned == [number]


def test_asking_again_does_not_disturb_the_cleaning_up():
    cleaned = []
    with until_asked():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            signal.pause()
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            cleaned.append("whole")
    assert cleaned == ["whole"]


def test_an_interruption_that_nobody_asked_for_is_not_swallowed():
    """The control."""
    with pytest.raises(KeyboardInterrupt), until_asked():
        raise KeyboardInterrupt


def test_afterwards_signals_are_as_before():
    before = [signal.getsignal(number) for number in processes.SIGNALS]
    with until_asked():
        assert [signal.getsignal(number) for number in processes.SIGNALS] != before
    assert [signal.getsignal(number) for number in processes.SIGNALS] == before
