"""The pages and the worker as programs of their own, each replaced by what it starts: for services and containers, which watch them themselves."""

import argparse
import os
import sys
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


def add_to(
    commands: "argparse._SubParsersAction[OneSentenceParser]", set_up: Callable[[Tell], None], tell: Tell
) -> None:
    """Have the command know them. `set_up` makes the database fit for the code."""
    parsers = {name: commands.add_parser(name, help=told, description=told) for name, told in TOLD.items()}
    parsers[WEB].add_argument(
        "--bind", default=ADDRESS, metavar="HOST:PORT", help=f"where to answer (default: {ADDRESS})"
    )
    parsers[HEALTH].add_argument("--at", default=ADDRESS, metavar="HOST:PORT", help=f"whom to ask (default: {ADDRESS})")
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


def _health(asked: argparse.Namespace, _rest: Sequence[str]) -> int:
    """Ask as the watching of the service does: by the first of the names that are served."""
    host, _, port = _address(asked.at).rpartition(":")
    name = os.environ.get("ANBANG_HOSTS", "").split(",")[0].strip() or HOST
    with closing(HTTPConnection(host, int(port), timeout=PATIENCE_SECONDS)) as connection:
        try:
            connection.request("GET", "/health", headers={"Host": name})
            answer = connection.getresponse()
            words = answer.read(1000).decode(errors="replace").strip()
        except (OSError, HTTPException) as fault:
            raise ProcessFault(f"Nobody answers at {asked.at}: {fault}.") from fault
    if answer.status != 200:
        raise ProcessFault(f"At {asked.at}: {answer.status} {words.splitlines()[0] if words else answer.reason}.")
    print(words)  # noqa: T201
    return 0
