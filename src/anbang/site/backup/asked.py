"""`anbang backup` and `anbang restore`: how they are asked, and what they answer."""

import argparse
import getpass
import sys
import termios
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import django

from anbang.lib.asked import BAD_INPUT, OneSentenceParser
from anbang.lib.two_people import Pair, PassphraseRefused, refuse_weak
from anbang.site.backup.checking import check
from anbang.site.backup.drill import drill
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.keys import Keys, fingerprints_in, make_missing_keys, open_keys, refuse_other_keys, write_keys
from anbang.site.backup.manifest import NAME, SEALS, Manifest, backups_in, read_manifest
from anbang.site.backup.moment import EXAMPLE, LATEST, moment_of, take_moment
from anbang.site.backup.restoring import Restored, Wanted, restore
from anbang.site.backup.roles import OWNER, roles_of
from anbang.site.backup.taking import Source, prune, take
from anbang.site.environment import OFFICE_ZONE, read_environment
from anbang.site.instance import Instance
from anbang.site.refusals import refuse_unsafe_databases
from anbang.site.telling import Tell

REFUSED = 1
INSTANCE_FOLDERS = "--instance demo: the demo instead of this machine's own installation"


class NobodyToAsk(Exception):
    """There is no terminal on which a passphrase could be typed; the message is one sentence."""


def backup(name: str, arguments: Sequence[str], tell: Tell) -> int:
    """`anbang backup`. Returns the exit status."""
    return _answered("anbang backup", name, _backup_parser().parse_args(arguments), tell)


def restoring(name: str, arguments: Sequence[str], tell: Tell) -> int:
    """`anbang restore`. Returns the exit status."""
    return _answered("anbang restore", name, _restore_parser().parse_args(arguments), tell)


def _answered(command: str, name: str, asked: argparse.Namespace, tell: Tell) -> int:
    try:
        return int(asked.does(name, asked, tell))
    except BackupRefused as fault:
        print(f"{command}: {fault}", file=sys.stderr)  # noqa: T201
        return REFUSED
    except NobodyToAsk as fault:
        print(f"{command}: {fault}", file=sys.stderr)  # noqa: T201
        return BAD_INPUT


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _backup_parser() -> argparse.ArgumentParser:
    parser = OneSentenceParser(
        "anbang backup",
        description="Back up an installation, and see whether a backup is whole.",
        epilog=INSTANCE_FOLDERS,
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    data = _step(steps, "data", _data, "the database and the sealed files, into a folder of their own below FOLDER")
    _to_a_folder(data)
    told = "remove all but so many of the newest (default: keep all)"
    data.add_argument("--keep", type=_count, metavar="NUMBER", help=told)
    told = "where sealed files may lie besides, such as `files` of an earlier backup"
    data.add_argument("--files", type=Path, action="append", default=[], metavar="FOLDER", help=told)
    past = _step(
        steps, "moment", _moment, "the same, as it all was at a moment of the last days; embedded database only"
    )
    told = f"as in \"{EXAMPLE}\", in the district's time ({OFFICE_ZONE}) whatever this machine's is, or {LATEST}"
    past.add_argument("--at", required=True, type=_moment_of, metavar="MOMENT", help=told)
    _to_a_folder(past)
    told = "the keys, sealed by the passphrases of two people, into FILE; never beside the data"
    keys = _step(steps, "keys", _keys, told)
    keys.add_argument("--to", required=True, type=Path, metavar="FILE")
    _passphrases(keys)
    told = "whether backups, or a backup of keys, are as they were written, bit by bit"
    checking = _step(steps, "check", _check, told)
    told = "a backup, a folder of them, or a file of keys"
    checking.add_argument("places", nargs="+", type=Path, metavar="BACKUP", help=told)
    told = "rehearse all of it beside the installation: back up, flip bits, restore, go back to a moment; leaves nothing behind"
    rehearsing = _step(steps, "drill", _drill, told)
    told = "where (default: beside the installation)"
    rehearsing.add_argument("--in", dest="place", type=Path, metavar="FOLDER", help=told)
    return parser


def _restore_parser() -> argparse.ArgumentParser:
    parser = OneSentenceParser(
        "anbang restore",
        description="Restore a backup: all of it is checked, then made in a new place, compared, and switched in at the end.",
        epilog=INSTANCE_FOLDERS,
    )
    parser.add_argument("backup", type=Path, metavar="BACKUP")
    parser.add_argument("--keys", type=Path, metavar="FILE", help="the backup of the keys, where they are not in place")
    _passphrases(parser)
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="another folder than the installation's own")
    parser.add_argument(
        "--replace", action="store_true", help="put the installation that is there aside; with --keys its keys too"
    )
    parser.add_argument(
        "--seals",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a book of seals kept elsewhere, to compare with",
    )
    parser.set_defaults(does=_restore)
    return parser


Does = Callable[[str, argparse.Namespace, Tell], int]


def _step(steps: Any, name: str, does: Does, told: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = steps.add_parser(name, help=told, description=told)
    parser.set_defaults(does=does)
    return parser


def _to_a_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", required=True, type=Path, metavar="FOLDER", help="where backups are collected")


def _passphrases(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrases",
        nargs=2,
        type=Path,
        metavar=("FILE", "FILE"),
        help="each person's passphrase in a file of their own (default: both are asked for)",
    )


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1")
    return int(text)


def _moment_of(text: str) -> datetime | None:
    try:
        return moment_of(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'{text!r} is no moment; write it as in "{EXAMPLE}", or {LATEST}') from None


# The data


def _data(name: str, asked: argparse.Namespace, tell: Tell) -> int:
    began, instance = time.monotonic(), Instance(name)
    _refuse_beside_keys(asked.to, instance.folder)
    with instance.used("anbang backup", tell):
        source = source_of(instance, asked.files)
        place, manifest = take(source, asked.to, tell)
    for old in prune(asked.to, of=name, keep=asked.keep) if asked.keep else ():
        tell(f"removed {old.name}")
    _say(f"{place}: {_told(manifest)} ({time.monotonic() - began:.1f} s)")
    return _status_of(manifest)


def source_of(instance: Instance, more: Sequence[Path] = ()) -> Source:
    """An installation whose database is reachable, as what is to be backed up. Nothing is migrated: a backup comes before that."""
    read_environment()
    django.setup()
    refuse_unsafe_databases()
    make_missing_keys(instance.keys, instance.environment[OWNER])
    return Source(
        installation=instance.name,
        address=instance.environment[OWNER],
        roles=roles_of(instance.environment),
        folders=(instance.folder / "files", *more),
        book=instance.folder / "seals" / SEALS,
        keys=Keys.of(instance.keys),
    )


def _moment(name: str, asked: argparse.Namespace, tell: Tell) -> int:
    began, instance = time.monotonic(), Instance(name)
    _refuse_beside_keys(asked.to, instance.folder)
    place, manifest = take_moment(instance, asked.at, asked.to, tell)
    stands = datetime.fromisoformat(manifest.as_of).astimezone(ZoneInfo(OFFICE_ZONE))
    _say(f"{place}: as it was at {stands:%Y-%m-%d %H:%M:%S}, {_told(manifest)} ({time.monotonic() - began:.1f} s)")
    return _status_of(manifest)


def _drill(name: str, asked: argparse.Namespace, tell: Tell) -> int:
    instance = Instance(name)
    return drill(instance, asked.place or instance.folder.parent, say=_say, tell=tell)


def _refuse_beside_keys(to: Path, folder: Path) -> None:
    """Whoever finds the data must not find the keys with them."""
    if to.absolute().is_relative_to(folder):
        raise BackupRefused(f"{to} lies inside the installation: what destroys that would destroy its backups too.")
    for place in (to.absolute(), *to.absolute().parents):
        if beside := _keys_in(place):
            raise BackupRefused(
                f"{beside[0]} is a backup of keys: data and keys are never kept in one folder; name another."
            )


def _keys_in(folder: Path) -> list[Path]:
    """Backups of keys in a folder."""
    found = []
    with suppress(OSError):
        for file in sorted(one for one in folder.iterdir() if one.is_file()):
            with suppress(BackupRefused, OSError):
                fingerprints_in(file)
                found.append(file)
    return found


def _told(manifest: Manifest) -> str:
    return (
        f"{len(manifest.tables)} tables with {manifest.rows:,} rows, {len(manifest.files):,} sealed files,"
        f" {manifest.size / 1_000_000:,.1f} MB"
    )


def _status_of(manifest: Manifest) -> int:
    if manifest.broken:
        shown = ", ".join(manifest.broken[:5])
        print(  # noqa: T201
            f"anbang backup: the backup is made, but {len(manifest.broken):,} sealed files are missing or do not open: {shown}",
            file=sys.stderr,
        )
        return REFUSED
    return 0


# The keys


def _keys(name: str, asked: argparse.Namespace, tell: Tell) -> int:  # noqa: ARG001  # as all steps are called
    instance, file = Instance(name), asked.to.absolute()
    if not file.parent.is_dir():
        raise BackupRefused(f"{file.parent}: there is no such folder.")
    if file.is_relative_to(instance.folder) or file.is_relative_to(instance.keys):
        raise BackupRefused(f"{file} lies inside the installation: the backup of the keys is kept apart from it.")
    if place := _data_around(file):
        raise BackupRefused(
            f"{place} holds backups of the data: keys are never kept in one folder with them; name another."
        )
    pair = _pair(asked.passphrases, is_new=True)
    moment = datetime.now(UTC).isoformat(timespec="seconds")  # noqa: TID251  # a moment of the machine, not a day of the office
    fingerprints = write_keys(instance.keys, file, pair, installation=name, made_at=moment)
    told = ", ".join(f"{key} {fingerprint}" for key, fingerprint in fingerprints.items())
    _say(f"{file}: {told}; both passphrases together open it")
    return 0


def _data_around(file: Path) -> Path | None:
    """The folder that holds backups of data, where the file would lie in it or in one of them."""
    for folder in (file.parent, *file.parent.parents):
        if (folder / NAME).is_file() or any((one / NAME).is_file() for one in folder.glob("anbang-*")):
            return folder
    return None


def _pair(files: Sequence[Path] | None, *, is_new: bool) -> Pair:
    """The passphrases of the two people."""
    if files:
        return (_first_line(files[0]), _first_line(files[1]))
    first, second = (_asked_for(f"passphrase of the {who} person", is_new=is_new) for who in ("first", "second"))
    return first, second


def _first_line(file: Path) -> str:
    try:
        return (file.read_text(encoding="utf-8").splitlines() or [""])[0]
    except (OSError, UnicodeDecodeError) as fault:
        raise BackupRefused(f"{file}: no passphrase can be read there.") from fault


def _asked_for(what: str, *, is_new: bool) -> str:
    typed = _typed(f"{what}: ")
    if is_new:
        try:
            refuse_weak((typed, typed + "."))
        except PassphraseRefused as fault:
            raise BackupRefused(str(fault)) from fault
        if _typed(f"{what}, once more: ") != typed:
            raise BackupRefused(f"The {what} was typed in two ways; begin again.")
    return typed


def _typed(prompt: str) -> str:
    """What somebody types unseen. NobodyToAsk where there is no terminal: shown on a screen or read from a pipe it would be no secret."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(prompt)
        except (EOFError, getpass.GetPassWarning, termios.error) as fault:
            raise NobodyToAsk(
                "The two passphrases are typed on a terminal, and there is none; or name two files of them with --passphrases."
            ) from fault


# Checking and restoring


def _check(_name: str, asked: argparse.Namespace, tell: Tell) -> int:
    for place in asked.places:
        if place.is_file():
            told = ", ".join(f"{key} {fingerprint}" for key, fingerprint in fingerprints_in(place).items())
            _say(f"{place}: as it was written; {told}")
            continue
        collected = [] if (place / NAME).exists() else _collected(place)
        for folder in collected or [place]:
            _say(f"{folder}: as it was written; {_told(check(folder, tell))}")
    return 0


def _collected(place: Path) -> list[Path]:
    """What lies in a folder of backups under the name of one."""
    return sorted(one for one in place.glob("anbang-*") if (one / NAME).exists()) if place.is_dir() else []


def _restore(name: str, asked: argparse.Namespace, tell: Tell) -> int:
    began = time.monotonic()
    _refuse_a_folder_of_backups(asked.backup, name)
    instance = Instance(name) if asked.into is None else Instance.at(name, asked.into)
    keys = None
    if asked.keys is not None:
        refuse_other_keys(read_manifest(asked.backup).keys, fingerprints_in(asked.keys), where=str(asked.keys))
        keys = open_keys(asked.keys, _pair(asked.passphrases, is_new=False))
    # Keys in a place of their own are those of the installation's own folder: restored elsewhere, nothing takes them away from it.
    replaces_keys = asked.replace and asked.into is None
    wanted = Wanted(asked.backup, keys, tuple(asked.seals), asked.replace, replaces_keys)
    restored = restore(instance, wanted, tell)
    _say(
        f"{instance.folder}: restored {_told(restored.manifest)}; every checksum is that of the backup ({time.monotonic() - began:.1f} s)"
    )
    return _told_at_the_end(restored)


def _refuse_a_folder_of_backups(place: Path, name: str) -> None:
    if found := list(backups_in(place, of=name)):
        raise BackupRefused(f"{place} is a folder of backups; name one of them, such as the newest: {found[-1][0]}")


def _told_at_the_end(restored: Restored) -> int:
    if restored.aside:
        _say(f"what was there before is kept in {restored.aside}")
    if restored.keys_aside:
        _say(f"the keys that were there before are kept in {restored.keys_aside}")
    if restored.newer:
        _say(str(restored.newer))
    if restored.faults:
        print(f"anbang restore: {restored.faults}", file=sys.stderr)  # noqa: T201
        return REFUSED
    _say("the trail is as it was sealed, and tells of this restore; everybody signs in anew")
    return 0
