"""The command `anbang`, as people and programs meet it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError
from django.utils.module_loading import import_string

from anbang.demo.accounts import ACCOUNTS, PASSWORD
from anbang.exchange.command import import_batch
from anbang.lib.postgres import AlreadyRunning, ClusterFault
from anbang.lib.sealing import KeyringFault
from anbang.site import command
from anbang.site.accounts import account
from anbang.site.environment import UnusableEnvironment
from anbang.site.groups import group
from anbang.site.instance import InstanceFault
from anbang.site.keys import keys
from anbang.site.offices import office
from anbang.site.processes import ProcessFault
from anbang.site.refusals import UnsafeDatabase
from tests.support.command_line import anbang, outside

DATA = Path(__file__).parents[1] / "data"
SAMPLE = DATA / "prison-batch-2026-11.xlsx"
PRISON = "重庆市永川监狱"


def processes_of(place: Path) -> list[str]:
    """Command lines of processes that work in this place, those that only wait to be counted left out."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            if str(place).encode() in told and process.name != str(os.getpid()):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return [line for line in found if line]


# Small words


def test_it_tells_its_version(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        command.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == "anbang 0.1.0\n"


@pytest.mark.parametrize(
    "command_line", [command.main, import_batch, account, office, group, keys], ids=lambda does: does.__name__
)
def test_the_help_of_whatever_works_on_an_installation_names_the_instance(
    command_line: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit) as ended:
        command_line(["--help"])
    assert ended.value.code == 0
    assert "--instance" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["serve", "--nonsense"]])
def test_what_it_does_not_know_is_answered_with_how_to_use_it(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith("; `anbang --help` tells how it is used.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["import-batch", "list.xlsx", "--institution", "\udcff"],
        ["import-batch", "list.xlsx", "--institution", "永川监狱", "--as", "li\udcff"],
        ["account", "\udcff", "--name", "李文静"],
    ],
)
def test_what_is_no_text_is_one_sentence(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert command.main(arguments) == 2
    told = capsys.readouterr().err
    assert told.startswith("anbang: '")
    assert told.endswith("\\udcff' is not written in the terminal's encoding.\n")
    assert told.count("\n") == 1


def test_a_terminal_without_chinese_is_told_all_the_same(place: Path):
    helped = anbang("--help", place=place, PYTHONIOENCODING="ascii")
    assert helped.returncode == 0
    assert "\\u5b89\\u5e2e" in helped.stdout
    assert "安帮" in anbang("--help", place=place, PYTHONIOENCODING="utf-8").stdout, "the control"


@pytest.mark.parametrize("typed", [True, False], ids=["typed", "from the environment"])
@pytest.mark.parametrize("port", ["abc", "-1", "65536", "８０００", "1.5"])
def test_a_port_that_is_none_is_refused_in_one_sentence(
    port: str, typed: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PORT", "8000" if typed else port)
    assert command.main(["serve", f"--port={port}"] if typed else ["serve"]) == 1
    assert capsys.readouterr().err == f"anbang: The port {port!r} is no number from 0 to 65535.\n"


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (ClusterFault("The disk is full."), "The disk is full."),
        (InstanceFault("The folder cannot be used."), "The folder cannot be used."),
        (ProcessFault("Port 1 cannot be used."), "Port 1 cannot be used."),
        (UnsafeDatabase("The database is refused."), "The database is refused."),
        (KeyringFault("The keyring is not there."), "The keyring is not there."),
        (UnusableEnvironment("The settings are not usable."), "The settings are not usable."),
        (
            OperationalError("could not extend file\nHINT: Check free disk space."),
            "The database refused: could not extend file.",
        ),
        (
            OSError(28, "No space left on device", "somewhere/secret_key"),
            "somewhere/secret_key: No space left on device.",
        ),
        (
            AlreadyRunning("", holder={"purpose": "anbang demo", "pid": "7", "url": "http://127.0.0.1:8000"}),
            "anbang demo (process 7) is already running at http://127.0.0.1:8000; Ctrl-C in its terminal stops it.",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_whatever_cannot_work_is_one_sentence(
    fault: Exception, sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    @contextmanager
    def broken(*_: object) -> Iterator[None]:
        raise fault
        yield

    monkeypatch.setattr(command.Instance, "used", broken)
    assert command.main(["import-batch", "list.xlsx"]) == 1
    told = capsys.readouterr()
    assert told.err == f"anbang: {sentence}\n"
    assert told.out == ""


def test_a_fault_of_our_own_is_not_dressed_up_as_a_sentence(monkeypatch: pytest.MonkeyPatch):
    """The control: only what the user can mend is a sentence."""

    @contextmanager
    def broken(*_: object) -> Iterator[None]:
        raise ZeroDivisionError
        yield

    monkeypatch.setattr(command.Instance, "used", broken)
    with pytest.raises(ZeroDivisionError):
        command.main(["manage", "check"])


def test_whatever_an_installation_is_asked_for_has_somebody_who_does_it():
    assert set(command.ON_AN_INSTALLATION) == {"import-batch", "account", "office", "group", "keys", "audit", "manage"}
    assert set(command.BACKUPS) == {"backup", "restore"}
    for _told, does in (*command.ON_AN_INSTALLATION.values(), *command.BACKUPS.values()):
        assert callable(import_string(does))


# For real


def test_a_list_is_read_with_nothing_running_before_or_after(place: Path):
    asked = ("import-batch", SAMPLE, "--institution", PRISON, "--on", "2026-11-05", "--json")
    first, second = anbang(*asked, place=place), anbang(*asked, place=place)
    expected = json.loads((DATA / "prison-batch-2026-11.expected.json").read_text(encoding="utf-8"))
    for answer in (first, second):
        assert answer.returncode == 0, answer.stderr
        told = json.loads(answer.stdout)
        assert (told["rows"], told["counts"]) == (expected["rows"], expected["counts"])
    assert [line.split(" (")[0] for line in first.stderr.splitlines()][:2] == [
        "making the database",
        "making the tables",
    ]
    assert second.stderr == "", "a second time nothing has to be made"
    assert processes_of(place) == []


@pytest.fixture
def demo(place: Path) -> Iterator[subprocess.Popen[str]]:
    """The demo, being started on a free port."""
    line = [sys.executable, "-m", "anbang.site.command", "demo"]
    with subprocess.Popen(
        line, env=outside(place, PORT="0", LANG="C"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as started:
        yield started
        started.kill()


@pytest.mark.proof  # the demo that the suite builds is looked at in tests/demo
def test_the_demo_is_served_found_by_a_second_start_and_leaves_nothing_behind(demo: subprocess.Popen[str], place: Path):
    assert demo.stdout is not None
    lines = []
    while not (lines and lines[-1].startswith("ready: ")):
        lines.append(demo.stdout.readline().strip())
        assert lines[-1], "\n".join(lines)
    url = lines[-1].removeprefix("ready: ")
    introduction = [demo.stdout.readline() for _ in range(len(ACCOUNTS) + 2)]
    assert PASSWORD in introduction[0]
    assert [line.split()[0] for line in introduction[1:-1]] == [account.username for account in ACCOUNTS]
    assert sign_in_page(url) == 200

    assert len(processes_of(place)) >= 4, "the control of the count: command, database, pages, worker"
    again = anbang("demo", place=place, PORT="0")
    assert again.returncode == 1
    assert (
        again.stderr
        == f"anbang: anbang demo (process {demo.pid}) is already running at {url}; Ctrl-C in its terminal stops it.\n"
    )
    beside = anbang("manage", "--instance", "demo", "shell", "-c", "print(6 * 7)", place=place)
    assert beside.stdout.splitlines()[-1:] == ["42"], beside.stderr
    taken = anbang("serve", place=place / "other", PORT=str(urlsplit(url).port))
    assert taken.returncode == 1
    assert taken.stderr.startswith(f"anbang: Port {urlsplit(url).port} cannot be used (another program has it)")
    assert taken.stderr.count("\n") == 1

    demo.send_signal(signal.SIGINT)
    rest = demo.communicate()[0]
    assert demo.returncode == 0
    assert "Traceback" not in rest
    assert processes_of(place) == []


def sign_in_page(url: str) -> int:
    connection = HTTPConnection(urlsplit(url).netloc)
    connection.request("GET", "/account/login/")
    status = connection.getresponse().status
    connection.close()
    return status
