"""The pages and the worker as programs of their own, each replaced by what it starts: for services and containers, which watch them themselves."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from http.client import HTTPConnection, HTTPException

from anbang.lib.asked import OneSentenceParser
from anbang.site.instance import MAIN, Instance, InstanceFault
from anbang.site.processes import HOST, ProcessFault, web_line, worker_line
from anbang.site.telling import Tell

WEB, WORKER, HEALTH = "web", "worker", "health"
TOLD = {
    WEB: "the pages alone, on a database from outside",
    WORKER: "the worker alone, on a database from outside",
    HEALTH: "whether pages and worker answer; the exit status says it too",
}
ADDRESS = f"{HOST}:8000"
PATIENCE_SECONDS = 10
AGAIN_AFTER_SECONDS = 1


def add_to(
    commands: "argparse._SubParsersAction[OneSentenceParser]", set_up: Callable[[Tell], None], tell: Tell
) -> None:
    """Have the command know them. `set_up` makes the database fit for the code."""
    parsers = {name: commands.add_parser(name, help=told, description=told) for name, told in TOLD.items()}
    parsers[WEB].add_argument(
        "--bind", default=ADDRESS, metavar="HOST:PORT", help=f"where to answer (default: {ADDRESS})"
    )
    parsers[HEALTH].add_argument("--at", default=ADDRESS, metavar="HOST:PORT", help=f"whom to ask (default: {ADDRESS})")
    told = "ask until they answer, for so many seconds at most (default: ask once); the first start makes the tables"
    parsers[HEALTH].add_argument("--wait", type=_seconds, default=0, metavar="SECONDS", help=told)
    lines = {WEB: lambda asked: web_line(_address(asked.bind)), WORKER: lambda _: worker_line()}
    for name, parser in parsers.items():
        parser.set_defaults(instance=MAIN, takes_the_rest=False)
        if name in lines:
            parser.set_defaults(does=_replaced_by(lines[name], name, set_up, tell))
    parsers[HEALTH].set_defaults(does=_health)


def _replaced_by(
    line: Callable[[argparse.Namespace], list[str]], name: str, set_up: Callable[[Tell], None], tell: Tell
) -> Callable[[argparse.Namespace, Sequence[str]], int]:
    def run(asked: argparse.Namespace, _rest: Sequence[str]) -> int:
        words, instance = line(asked), Instance(MAIN)
        if instance.has_own_database:
            raise InstanceFault(f"`anbang {name}` needs a database from outside; `anbang serve` runs all with its own.")
        with instance.used(f"anbang {name}", tell):
            set_up(tell)
        sys.stdout.flush()
        os.execv(words[0], words)  # noqa: S606  # our own program, which gets the signals of whoever started us

    return run


def _address(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) < 65536):
        raise ProcessFault(f"{text!r} is no address; write it as {ADDRESS}.")
    return text


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return int(text)


def _health(asked: argparse.Namespace, _rest: Sequence[str]) -> int:
    """Ask until they answer or the patience that was asked for is at its end; what was said last is told."""
    host, _, port = _address(asked.at).rpartition(":")
    until = time.monotonic() + asked.wait
    while True:
        try:
            print(_asked_once(asked.at, host, int(port)))  # noqa: T201
        except ProcessFault:
            if time.monotonic() >= until:
                raise
            time.sleep(AGAIN_AFTER_SECONDS)
        else:
            return 0


def _asked_once(at: str, host: str, port: int) -> str:
    """Ask as the watching of the service does: by the first of the names that are served."""
    name = os.environ.get("ANBANG_HOSTS", "").split(",")[0].strip() or HOST
    with closing(HTTPConnection(host, port, timeout=PATIENCE_SECONDS)) as connection:
        try:
            connection.request("GET", "/health", headers={"Host": name})
            answer = connection.getresponse()
            words = answer.read(1000).decode(errors="replace").strip()
        except (OSError, HTTPException) as fault:
            raise ProcessFault(f"Nobody answers at {at}: {fault}.") from fault
    if answer.status != 200:
        raise ProcessFault(f"At {at}: {answer.status} {words.splitlines()[0] if words else answer.reason}.")
    return words
