"""The command `anbang`: the demo, the product, a prison's list, accounts, and Django's own commands on an installation."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

import django
from django.core.management import execute_from_command_line
from django.db import Error as DatabaseError
from django.utils.module_loading import import_string

from anbang.lib.postgres import AlreadyRunning, ClusterFault
from anbang.site.environment import UnusableEnvironment, read_environment
from anbang.site.instance import DEMO, MAIN, Instance, InstanceFault, running_sentence
from anbang.site.processes import HOST, ProcessFault, listen, page_answers, product, running, tend, until_asked
from anbang.site.refusals import UnsafeDatabase, refuse_unsafe_databases
from anbang.site.telling import Tell

USUAL_PORT = 8000
PREPARE = "anbang.site.preparation.prepare"
HEALTH = "/health"


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `anbang`. Whatever cannot work is one sentence and exit status 1."""
    asked, rest = _parser().parse_known_args(arguments)
    if rest and not asked.takes_the_rest:
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return int(asked.does(asked, rest))
    except AlreadyRunning as running_one:
        return _refuse(running_sentence(running_one, asked.instance))
    except (ClusterFault, InstanceFault, ProcessFault, UnsafeDatabase, UnusableEnvironment) as fault:
        return _refuse(str(fault))
    except DatabaseError as fault:
        return _refuse(f"The database refused: {_first_line(fault)}.")
    except OSError as fault:
        return _refuse(f"{fault.filename or 'The system'}: {fault.strerror}.")
    except KeyboardInterrupt:
        return 130


def _refuse(sentence: str) -> int:
    print(f"anbang: {sentence}", file=sys.stderr)
    return 1


def _first_line(fault: Exception) -> str:
    return (str(fault).strip().splitlines() or ["no reason given"])[0].rstrip(".")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("anbang", description="安帮: aftercare for people released from prison.")
    parser.add_argument("--version", action="version", version=f"anbang {version('anbang')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, told in (("demo", "a fictitious district in the browser"), ("serve", "the pages and the worker")):
        serving = commands.add_parser(name, help=told, description=told)
        serving.add_argument("--port", help=f"default: $PORT, or {USUAL_PORT}")
        serving.set_defaults(does=_serve, instance=DEMO if name == DEMO else MAIN, takes_the_rest=False)
    batch = commands.add_parser(
        "import-batch", help="check a prison's list, or take it in", add_help=False, allow_abbrev=False
    )
    account = commands.add_parser(
        "account", help="open an account and give it a post", add_help=False, allow_abbrev=False
    )
    manage = commands.add_parser(
        "manage", help="Django's commands on an installation", add_help=False, allow_abbrev=False
    )
    for using, does in ((batch, _import_batch), (account, _account), (manage, _manage)):
        using.add_argument("--instance", choices=(MAIN, DEMO), default=MAIN)
        using.set_defaults(does=does, takes_the_rest=True)
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise ProcessFault(f"The port {text!r} is no number from 0 to 65535.")
    return int(text)


def _say(line: str) -> None:
    print(line, flush=True)


def _murmur(line: str) -> None:
    """For commands whose output is read by programs."""
    print(line, file=sys.stderr, flush=True)


def _set_up(tell: Tell) -> None:
    """Read the settings, refuse an unsafe database, prepare it. Models exist from here on only, so what uses them is named, not imported."""
    read_environment()
    django.setup()
    refuse_unsafe_databases()
    import_string(PREPARE)(tell)


def _serve(asked: argparse.Namespace, _rest: Sequence[str]) -> int:
    port = _port(asked.port if asked.port is not None else os.environ.get("PORT") or str(USUAL_PORT))
    is_demo = asked.instance == DEMO
    os.environ["ANBANG_DEMO"] = str(is_demo).lower()
    with (
        until_asked(),
        Instance(asked.instance).kept(f"anbang {'demo' if is_demo else 'serve'}", _say) as instance,
        listen(port) as listening,
    ):
        port = listening.getsockname()[1]
        url = f"http://{HOST}:{port}"
        _set_up(_say)
        if is_demo:
            import_string("anbang.site.demonstration.bring_up")(instance.empty, _say)
        children = product(listening, instance.folder / "log")
        host_name = read_environment().anbang_hosts.split(",")[0]
        instance.note(url=url)
        with running(children, lambda: page_answers(port, host_name, HEALTH)):
            _say(f"ready: {url}")
            if is_demo:
                import_string("anbang.site.demonstration.introduce")(_say)
            tend(children, _murmur)
    return 0


def _import_batch(asked: argparse.Namespace, rest: Sequence[str]) -> int:
    with Instance(asked.instance).used("anbang import-batch", _murmur):
        _set_up(_murmur)
        return int(import_string("anbang.exchange.command.import_batch")(list(rest)))


def _account(asked: argparse.Namespace, rest: Sequence[str]) -> int:
    with Instance(asked.instance).used("anbang account", _murmur):
        _set_up(_murmur)
        return int(import_string("anbang.site.accounts.account")(list(rest)))


def _manage(asked: argparse.Namespace, rest: Sequence[str]) -> int:
    with Instance(asked.instance).used("anbang manage", _murmur):
        _set_up(_murmur)
        execute_from_command_line(["anbang manage", *rest])
    return 0


if __name__ == "__main__":
    sys.exit(main())
