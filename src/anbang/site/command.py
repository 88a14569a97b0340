"""The command `anbang`: the demo, the product, a prison's list, its people and offices, the policy, and Django's own commands."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import django
from django.core.management import execute_from_command_line
from django.db import Error as DatabaseError
from django.utils.module_loading import import_string

from anbang.lib.asked import OneSentenceParser
from anbang.lib.postgres import AlreadyRunning, ClusterFault
from anbang.lib.sealing import SealBroken
from anbang.scenario.command import run as run_scenarios
from anbang.scenario.values import Scenario
from anbang.site.apart import add_to
from anbang.site.environment import UnusableEnvironment, read_environment, read_files_named
from anbang.site.instance import ADDRESSES, DEMO, MAIN, SCENARIOS, Instance, InstanceFault, running_sentence
from anbang.site.policy import policy
from anbang.site.processes import (
    HOST,
    ProcessFault,
    keeper_of_the_archive,
    listen,
    page_answers,
    product,
    running,
    tend,
    until_asked,
)
from anbang.site.refusals import StoppedHalfway, UnsafeDatabase, refuse_unsafe_databases
from anbang.site.rehearsal_asked import rehearsal_parser
from anbang.site.telling import Tell
from anbang.site.together import once_it_is_ready, used_together

REFUSED, BAD_INPUT = 1, 2
USUAL_PORT = 8000
PREPARE = "anbang.site.preparation.prepare"
HEALTH = "/health"
SCENARIOS_LIVE = "Scenarios are played in a database of their own, which the command starts, copies and throws away; no installation is touched."
REHEARSE, REHEARSES = "policy rehearse", "anbang.site.rehearsing.rehearse"
# What is done on an installation by one call, with the rest of the line: what help says of it, and what does it.
ON_AN_INSTALLATION = {
    "import-batch": ("check a prison's list, or take it in", "anbang.exchange.command.import_batch"),
    "account": ("open an account and give it a post, or end the post", "anbang.site.accounts.account"),
    "office": ("open, rename or merge offices", "anbang.site.offices.office"),
    "group": ("set up or end groups, seat and unseat their members", "anbang.site.groups.group"),
    "keys": ("add, rotate and retire the keys that seal", "anbang.site.keys.keys"),
    "audit": ("compare the trail with its seals", "anbang.site.trail.audit"),
    "manage": ("Django's commands on an installation", "anbang.site.command.manage"),
}
# What finds or makes the installation by itself.
BACKUPS = {
    "backup": (
        "back up the data, or the keys apart; check a backup; rehearse a restore",
        "anbang.site.backup.asked.backup",
    ),
    "restore": ("restore a backup that is as it was written, with its keys", "anbang.site.backup.asked.restoring"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry of `anbang`. Whatever cannot work is one sentence and exit status 1, or 2 where it was asked for wrongly."""
    _let_every_sign_be_written()
    typed = sys.argv[1:] if arguments is None else list(arguments)
    if unreadable := [argument for argument in typed if not _is_text(argument)]:
        return _refuse(f"{unreadable[0]!a} is not written in the terminal's encoding.", BAD_INPUT)
    return _answer(typed)


def _answer(typed: Sequence[str]) -> int:
    asked, rest = _parser().parse_known_args(typed)
    if rest and not asked.takes_the_rest:
        _parser().error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        read_files_named()
        return int(asked.does(asked, rest))
    except AlreadyRunning as running_one:
        return _refuse(running_sentence(running_one, asked.instance))
    except (ClusterFault, InstanceFault, ProcessFault, SealBroken, UnsafeDatabase, UnusableEnvironment) as fault:
        return _refuse(str(fault))
    except DatabaseError as fault:
        return _refuse(f"The database refused: {_first_line(fault)}.")
    except OSError as fault:
        return _refuse(f"{fault.filename or 'The system'}: {fault.strerror}.")
    except KeyboardInterrupt:
        return 130


def _let_every_sign_be_written() -> None:
    """A terminal that has no Chinese gets it escaped: nothing is done and then not told."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _is_text(argument: str) -> bool:
    """Bytes that are no text in the terminal's encoding come as halves of signs, which neither screen nor database takes."""
    try:
        argument.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse(sentence: str, status: int = REFUSED) -> int:
    print(f"anbang: {sentence}", file=sys.stderr)
    return status


def _first_line(fault: Exception) -> str:
    return (str(fault).strip().splitlines() or ["no reason given"])[0].rstrip(".")


def _parser() -> argparse.ArgumentParser:
    parser = OneSentenceParser(
        "anbang",
        description="安帮: aftercare for people released from prison.",
        epilog=f"--instance {DEMO} after {', '.join((*ON_AN_INSTALLATION, *BACKUPS, REHEARSE))}: on the demo instead of this machine's own"
        " installation.",
    )
    parser.add_argument("--version", action="version", version=f"anbang {version('anbang')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, told in (("demo", "a fictitious district in the browser"), ("serve", "the pages and the worker")):
        serving = commands.add_parser(name, help=told, description=told)
        serving.add_argument("--port", help=f"default: $PORT, or {USUAL_PORT}")
        serving.set_defaults(does=_serve, instance=DEMO if name == DEMO else MAIN, takes_the_rest=False)
    add_to(commands, _set_up, _say)
    rules = commands.add_parser("policy", help="rules, figures and reasons; needs no installation", add_help=False)
    rules.add_argument("--instance", choices=(MAIN, DEMO), default=MAIN)
    rules.set_defaults(does=_policy, name=REHEARSE, takes_the_rest=True)
    told = "play dated events through the product and print what it knows, or where that is not as expected"
    playing = commands.add_parser("scenario", help=told, description=told, epilog=SCENARIOS_LIVE)
    playing.add_argument("files", nargs="+", metavar="FILE", help="YAML, as the files in scenarios/ are written")
    playing.add_argument("--json", action="store_true", help="print one JSON document a file, one a line")
    playing.set_defaults(does=_scenario, instance=SCENARIOS, takes_the_rest=False)
    for name, (told, _does) in ON_AN_INSTALLATION.items():
        using = commands.add_parser(name, help=told, add_help=False, allow_abbrev=False)
        using.add_argument("--instance", choices=(MAIN, DEMO), default=MAIN)
        using.set_defaults(does=_use, name=name, takes_the_rest=True)
    for name, (told, _does) in BACKUPS.items():
        keeping = commands.add_parser(name, help=told, add_help=False, allow_abbrev=False)
        keeping.add_argument("--instance", choices=(MAIN, DEMO), default=MAIN)
        keeping.set_defaults(does=_keep, name=name, takes_the_rest=True)
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


def _set_up_what_is_made_up(instance: Instance, tell: Tell) -> None:
    """The same for the demo and the scenarios: nobody's life lies there, and what an earlier version left halfway is made anew."""
    try:
        _set_up(tell)
    except StoppedHalfway:
        if not instance.keeps_a_database:
            raise
        tell("an earlier version left it halfway; it is made anew")
        import_string("django.db.connections").close_all()
        instance.empty()
        import_string(PREPARE)(tell)


def _serve(asked: argparse.Namespace, _rest: Sequence[str]) -> int:
    port = _port(asked.port if asked.port is not None else os.environ.get("PORT") or str(USUAL_PORT))
    is_demo = asked.instance == DEMO
    os.environ["ANBANG_DEMO"] = str(is_demo).lower()
    if is_demo:
        # Its accounts stand on the sign-in page with their password; a banner says so.
        os.environ.setdefault("ANBANG_SECOND_FACTOR", "off")
    with (
        until_asked(),
        Instance(asked.instance).kept(f"anbang {'demo' if is_demo else 'serve'}", _say) as instance,
        listen(port) as listening,
    ):
        port = listening.getsockname()[1]
        url = f"http://{HOST}:{port}"
        if is_demo:
            _set_up_what_is_made_up(instance, _say)
            import_string("anbang.site.demonstration.bring_up")(instance.empty, _say)
        else:
            _set_up(_say)
        children = product(listening, instance.folder / "log")
        if instance.keeps_an_archive:
            children.append(keeper_of_the_archive(instance.name, instance.folder / "log"))
        host_name = read_environment().hosts[0]
        instance.note(url=url)
        with running(children, lambda: page_answers(port, host_name, HEALTH)):
            _say(f"ready: {url}")
            if is_demo:
                import_string("anbang.site.demonstration.introduce")(_say)
            tend(children, _murmur)
    return 0


def _policy(asked: argparse.Namespace, rest: Sequence[str]) -> int:
    """All of it needs no installation, but for the rehearsal, which asks about the people in one."""
    if rest[:1] != ["rehearse"]:
        return policy(rest)
    rehearsal_parser().parse_args(rest[1:])
    return _use(asked, rest[1:])


def _scenario(asked: argparse.Namespace, _rest: Sequence[str]) -> int:
    return run_scenarios(asked.files, as_json=asked.json, play=_play)


def _play(scenarios: Sequence[Scenario]) -> list[dict[str, Any]]:
    """Play them in a database of their own, never in that of an installation, whatever address stands in the environment."""
    for variable in ADDRESSES:
        os.environ.pop(variable, None)
    if folder := os.environ.get("ANBANG_FOLDER"):
        os.environ["ANBANG_FOLDER"] = str(Path(folder) / SCENARIOS)
    instance = Instance(SCENARIOS)
    with (
        used_together(instance.folder) as last_one_leaves,
        once_it_is_ready(lambda: instance.used("anbang scenario", _murmur)),
    ):
        _set_up_what_is_made_up(instance, _murmur)
        with import_string("anbang.site.scratch.scratch_database")(_murmur):
            answers = list(import_string("anbang.scenario.playing.play")(scenarios))
        if instance.keeps_a_database:
            last_one_leaves()
        return answers


def _use(asked: argparse.Namespace, rest: Sequence[str]) -> int:
    does = REHEARSES if asked.name == REHEARSE else ON_AN_INSTALLATION[asked.name][1]
    instance = Instance(asked.instance)
    if asked.name == "audit" and "verify" in rest and not {"-h", "--help"} & set(rest):
        instance.refuse_none("nothing was compared, and nothing made")
    with instance.used(f"anbang {asked.name}", _murmur):
        _set_up(_murmur)
        return int(import_string(does)(list(rest)))


def _keep(asked: argparse.Namespace, rest: Sequence[str]) -> int:
    return int(import_string(BACKUPS[asked.name][1])(asked.instance, rest, _murmur))


def manage(arguments: list[str]) -> int:
    """Django's own commands, which tell their exit status themselves."""
    execute_from_command_line(["anbang manage", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
