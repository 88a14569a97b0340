"""`anbang keys`: which keys there are, another one, everything sealed anew under it, and the old one taken away; all while the product runs."""

import argparse
import sys
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from anbang.lib.sealing import NUMBER_BYTES, KeyKind, SealBroken, told_by
from anbang.organisations.acting import ActingStaff
from anbang.organisations.day import office_day
from anbang.organisations.kinds import Role
from anbang.organisations.models import Posting
from anbang.organisations.queries import sign_in
from anbang.organisations.steps import StepRefused
from anbang.papers.keys import keyring
from anbang.site.asking import account_called, answer, parser_of
from anbang.site.changing_keys import add_key, renew_indexes, retire_key, rotate
from anbang.site.rotation import Counted, Renewed, indexes_by_head, values_by_head

EXAMPLE = "add --as security"
BROKEN_SHOWN = 20
BY_WHOM = "the account of the security administrator who answers for it"


def keys(arguments: list[str]) -> int:
    """List, add, rotate, index or retire. Returns the exit status: 1 where something was left, or the step is refused."""
    return answer("anbang keys", lambda: _done(_parser().parse_args(arguments)))


def _parser() -> argparse.ArgumentParser:
    parser = parser_of("anbang keys", does="The keys that seal what is kept, and those of the index.", example=EXAMPLE)
    steps = parser.add_subparsers(required=True, metavar="STEP")
    steps.add_parser("list", help="which keys there are, and how much lies under each").set_defaults(does=_list)
    for name, told, does in (
        ("add", "make another key, which seals from now on", _add),
        ("rotate", "seal everything anew under the newest key; killed, it is gone on with by the next", _rotate),
        ("index", "compute every index anew under a new key, and retire the old one", _index),
        ("retire", "take a key away under which nothing lies any more", _retire),
    ):
        step = steps.add_parser(name, help=told, description=told)
        step.add_argument("--as", dest="account", required=True, metavar="ACCOUNT", help=BY_WHOM)
        step.set_defaults(does=does)
        if does is _retire:
            step.add_argument("number", type=int, metavar="NUMBER", help="as `anbang keys list` tells it")
    return parser


def _done(asked: argparse.Namespace) -> str:
    return str(asked.does(asked))


def _list(_asked: argparse.Namespace) -> str:
    ring = keyring()
    lines = [f"{ring.suite.title} seals, under key {ring.newest(KeyKind.MASTER)}"]
    for kind, counted in ((KeyKind.MASTER, values_by_head()), (KeyKind.INDEX, indexes_by_head())):
        for number, key in sorted(ring.of(kind).items()):
            standing = "in use" if number == ring.newest(kind) else "older"
            told = f"{kind} key {number}  {_made(key.made_on)}  {standing}"
            lines += _lines(told, _under(counted, {number}, kind))
        if strays := _numbers(counted) - set(ring.of(kind)):
            lines += _lines(f"under no {kind} key that is here", _under(counted, strays, kind))
    return "\n".join(lines)


def _lines(told: str, under: Iterable[tuple[str, int]]) -> list[str]:
    columns = list(under)
    count = sum(count for _name, count in columns)
    return [f"{told}  {count:,} values", *(f"    {name}  {count:,}" for name, count in columns)]


def _made(day: date | None) -> str:
    return f"made on {day}" if day else "made before days were kept"


def _numbers(counted: Counted) -> set[int]:
    return {_number(head) for heads in counted.values() for head in heads}


def _number(head: bytes) -> int:
    return int.from_bytes(head[-NUMBER_BYTES:], "big")


def _under(counted: Counted, numbers: Collection[int], kind: KeyKind) -> Iterator[tuple[str, int]]:
    """Column, with the suite for what is sealed, and how many of its values lie under the keys with these numbers."""
    for name, heads in counted.items():
        for head, count in sorted(heads.items()):
            if _number(head) in numbers:
                yield f"{name} ({_suite(head)})" if kind is KeyKind.MASTER else name, count


def _suite(head: bytes) -> str:
    try:
        return told_by(head)[0].title
    except SealBroken:
        return "sealed in no way known here"


def _add(asked: argparse.Namespace) -> str:
    number = add_key(KeyKind.MASTER, by=_by(asked.account), tell=_tell)
    return f"key {number} seals from now on; keep a copy of the folder of keys, then `anbang keys rotate` seals the rest under it"


def _rotate(asked: argparse.Namespace) -> str:
    renewed = rotate(by=_by(asked.account), tell=_tell)
    return f"{_sum(renewed):,} values sealed anew under key {keyring().newest(KeyKind.MASTER)}"


def _index(asked: argparse.Namespace) -> str:
    renewed = renew_indexes(by=_by(asked.account), tell=_tell)
    number = keyring().newest(KeyKind.INDEX)
    return f"{_sum(renewed):,} people indexed anew under key {number}; keep a copy of the folder of keys"


def _retire(asked: argparse.Namespace) -> str:
    retire_key(KeyKind.MASTER, asked.number, by=_by(asked.account), tell=_tell)
    return f"key {asked.number} is retired; a backup from before needs the keyring of before, so keep that copy as long as the backup"


def _sum(renewed: dict[str, Renewed]) -> int:
    """How many were made anew; StepRefused where something was left."""
    broken = [fault for one in renewed.values() for fault in one.broken]
    held = sum(one.held for one in renewed.values())
    if broken or held:
        raise StepRefused("; ".join(_left(broken, held)))
    return sum(one.done for one in renewed.values())


def _left(broken: list[str], held: int) -> Iterable[str]:
    if held:
        yield f"{held:,} rows were being worked on to the end: run it again"
    if broken:
        yield f"{len(broken):,} values do not open and were left as they are, and their key stays"
        yield from (fault.rstrip(".") for fault in broken[:BROKEN_SHOWN])
    if len(broken) > BROKEN_SHOWN:
        yield f"and {len(broken) - BROKEN_SHOWN:,} more"


def _by(account: str) -> ActingStaff:
    """Whoever answers for it, in the post of the security administrator."""
    staff, on = account_called(account), office_day()
    held = (
        Posting.objects.on(on).filter(staff=staff, role=Role.SECURITY_ADMINISTRATOR).order_by("from_on", "id").first()
    )
    if held is None or not staff.is_active:
        raise StepRefused(f"{account} is not the security administrator on {on}, who alone changes keys")
    return sign_in(staff, on=on, posting_id=held.pk)


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201
