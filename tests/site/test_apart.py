"""The pages and the worker apart, for services and containers: refused without a database from outside, and watched by `anbang health`."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from anbang.site import apart, command
from anbang.site.environment import UnusableEnvironment, read_files_named
from anbang.site.processes import THREADS, ProcessFault
from tests.site.test_instance import OUTSIDE

Told = pytest.CaptureFixture[str]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, place: Path) -> Path:
    """A machine on which nothing is set but the folder."""
    for name in [name for name in os.environ if name.startswith(("DATABASE_", "ANBANG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ANBANG_FOLDER", str(place / "installation"))
    return place


@pytest.mark.parametrize("name", ["web", "worker"])
def test_without_a_database_from_outside_they_say_what_does(alone: Path, name: str, capsys: Told):
    assert command.main([name]) == 1
    told = f"anbang: `anbang {name}` needs a database from outside; `anbang serve` runs all with its own.\n"
    assert capsys.readouterr().err == told


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        (["web", "--bind", "0.0.0.0:9000"], ["--bind", "0.0.0.0:9000"]),
        (["web"], ["--bind", "127.0.0.1:8000"]),
        (["worker"], ["-m", "anbang.site.worker"]),
    ],
)
def test_they_are_replaced_by_the_programs_of_the_product(
    alone: Path, line: list[str], ends: list[str], monkeypatch: pytest.MonkeyPatch
):
    for name, address in OUTSIDE.items():
        monkeypatch.setenv(name, address)
    started: list[list[str]] = []
    prepared: list[str] = []

    def replaced_by(_program: str, words: list[str]) -> None:
        started.append(words)
        raise SystemExit(0)

    monkeypatch.setattr(apart.os, "execv", replaced_by)
    monkeypatch.setattr(command, "refuse_unsafe_databases", lambda: prepared.append("refused what is unsafe"))
    monkeypatch.setattr(command, "import_string", lambda _: lambda _tell: prepared.append("prepared"))
    with pytest.raises(SystemExit):
        command.main(line)
    [words] = started
    assert prepared == ["refused what is unsafe", "prepared"]
    assert any(words[at : at + 2] == ends for at in range(len(words)))
    if line[0] == "web":
        assert words[words.index("--threads") + 1] == str(THREADS)


@pytest.mark.parametrize("address", ["8000", "127.0.0.1:", ":8000", "127.0.0.1:web", "127.0.0.1:70000"])
@pytest.mark.parametrize("line", [("web", "--bind"), ("health", "--at")])
def test_what_is_no_address_is_one_sentence(alone: Path, line: tuple[str, str], address: str, capsys: Told):
    assert command.main([*line, address]) == 1
    assert capsys.readouterr().err == f"anbang: {address!r} is no address; write it as 127.0.0.1:8000.\n"


# Watching


@contextmanager
def answering(status: int, words: str) -> Iterator[tuple[str, list[str]]]:
    """Somebody who answers so, and by which name they were asked."""
    asked: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.headers['Host']} {self.path}")
            self.send_response(status)
            self.end_headers()
            self.wfile.write(words.encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def test_health_is_what_the_page_says(alone: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told):
    monkeypatch.setenv("ANBANG_HOSTS", "anbang.example, 127.0.0.1")
    with answering(200, "ok\n") as (address, asked):
        assert command.main(["health", "--at", address]) == 0
    assert capsys.readouterr().out == "ok\n"
    assert asked == ["anbang.example /health"]


def test_a_dead_worker_is_status_1_with_the_reason(alone: Path, capsys: Told):
    with answering(503, "no worker has given a sign of life for two minutes\n") as (address, _):
        assert command.main(["health", "--at", address]) == 1
    told = f"anbang: At {address}: 503 no worker has given a sign of life for two minutes.\n"
    assert capsys.readouterr().err == told


def test_nobody_at_home_is_status_1(alone: Path, capsys: Told):
    with answering(200, "ok") as (address, _):
        pass
    assert command.main(["health", "--at", address]) == 1
    assert capsys.readouterr().err.startswith(f"anbang: Nobody answers at {address}: ")


def test_whoever_waits_is_answered_once_somebody_answers(alone: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told):
    with answering(200, "ok\n") as (address, _):
        starting = iter((ProcessFault("Nobody answers."), ProcessFault("503")))
        asked_once = apart._asked_once

        def asked(*told: object) -> str:
            for fault in starting:
                raise fault
            return asked_once(*told)

        monkeypatch.setattr(apart, "_asked_once", asked)
        monkeypatch.setattr(apart, "AGAIN_AFTER_SECONDS", 0)
        assert command.main(["health", "--at", address, "--wait", "600"]) == 0
        assert capsys.readouterr().out == "ok\n"


def test_whoever_waits_in_vain_is_told_what_was_said_last(alone: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told):
    passed = iter(range(100))
    monkeypatch.setattr(apart, "AGAIN_AFTER_SECONDS", 0)
    monkeypatch.setattr(apart.time, "monotonic", lambda: next(passed))
    with answering(503, "no worker\n") as (address, asked):
        assert command.main(["health", "--at", address, "--wait", "3"]) == 1
    assert len(asked) == 3
    assert capsys.readouterr().err == f"anbang: At {address}: 503 no worker.\n"


def test_what_is_no_number_of_seconds_is_one_sentence(alone: Path, capsys: Told):
    with pytest.raises(SystemExit) as ended:
        command.main(["health", "--wait", "long"])
    assert ended.value.code == 2
    assert "'long' is no number of seconds" in capsys.readouterr().err


# Secrets as files


def test_a_setting_is_read_from_the_file_that_is_named(tmp_path: Path):
    (tmp_path / "url").write_text("postgresql://app:secret@db/anbang\n")
    told = {"DATABASE_URL_FILE": str(tmp_path / "url"), "ANBANG_SECRET_KEY": "kept"}
    read_files_named(told)
    assert told == {"DATABASE_URL": "postgresql://app:secret@db/anbang", "ANBANG_SECRET_KEY": "kept"}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"ANBANG_SECRET_KEY_FILE": "/nowhere"}, "ANBANG_SECRET_KEY_FILE: /nowhere cannot be read."),
        (
            {"DATABASE_URL_FILE": "/nowhere", "DATABASE_URL": "postgresql:///one"},
            "DATABASE_URL and DATABASE_URL_FILE are both set.",
        ),
    ],
)
def test_a_file_that_is_not_there_and_two_answers_are_refused(told: dict[str, str], said: str):
    with pytest.raises(UnusableEnvironment) as refused:
        read_files_named(told)
    assert str(refused.value) == f"The settings are not usable. {said}"


def test_the_command_reads_them_before_it_does_anything(alone: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told):
    monkeypatch.setenv("DATABASE_URL_FILE", "/nowhere")
    assert command.main(["worker"]) == 1
    assert "DATABASE_URL_FILE: /nowhere cannot be read." in capsys.readouterr().err


# Behind a proxy


def test_behind_a_proxy_with_tls_its_word_on_tls_and_on_the_visitor_is_taken(
    monkeypatch: pytest.MonkeyPatch, place: Path
):
    told = {}
    for https in ("true", "false"):
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_OVERSEER_URL", "DATABASE_AUDITOR_URL"):
            monkeypatch.setenv(name, "postgresql://nobody@localhost:1/none")
        monkeypatch.setenv("ANBANG_HTTPS", https)
        told[https] = settings_of()
    assert told["true"]["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert told["true"]["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert told["true"]["SESSION_COOKIE_SECURE"] is True
    believed = (told["false"]["SECURE_PROXY_SSL_HEADER"], told["false"]["ALLAUTH_TRUSTED_PROXY_COUNT"])
    assert believed == (None, 0), "nobody else is believed"


def settings_of() -> dict[str, object]:
    """The settings as a fresh process reads them."""
    source = Path(apart.__file__).with_name("settings.py")
    told: dict[str, object] = {"__name__": "settings"}
    exec(compile(source.read_text(encoding="utf-8"), str(source), "exec"), told)
    return told
