"""`anbang audit`: seal the trail now, compare all of it with its seals, and print the key by which anybody can."""

import argparse
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from anbang.audit import keeping
from anbang.audit.reading import restores
from anbang.audit.sealing import TrailIsBusy
from anbang.audit.verifying import FAULTS, Verified, verify
from anbang.lib.signing import KeyUnreadable, Witness
from anbang.organisations.steps import StepRefused
from anbang.site.asking import BadInput, answer, parser_of

EXAMPLE = "verify --seals /mnt/stick/seals.jsonl --key /mnt/stick/seal.pub"
SHOWN = 20


def audit(arguments: list[str]) -> int:
    """Seal, verify, or print the public key. Returns the exit status: 1 where the trail is not as it was sealed."""
    return answer("anbang audit", lambda: _done(_parser().parse_args(arguments)))


def _parser() -> argparse.ArgumentParser:
    parser = parser_of(
        "anbang audit", does="Whether what happened and who looked is still as it was written.", example=EXAMPLE
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    verifying = steps.add_parser("verify", help="compare the whole trail with its seals")
    verifying.add_argument(
        "--seals", type=Path, metavar="FILE", help="a copy of seals.jsonl kept elsewhere (default: the one here)"
    )
    verifying.add_argument(
        "--key", type=Path, metavar="FILE", action="append", help="a public key kept elsewhere (default: the one here)"
    )
    verifying.set_defaults(does=_verify)
    steps.add_parser("seal", help="seal now what was written since the last minute").set_defaults(does=_seal)
    steps.add_parser("key", help="print the public key, to be kept elsewhere").set_defaults(does=_key)
    return parser


def _done(asked: argparse.Namespace) -> str:
    return str(asked.does(asked))


def _verify(asked: argparse.Namespace) -> str:
    try:
        witnesses = [Witness.load(file) for file in asked.key or ()] or [keeping.signer().witness]
    except KeyUnreadable as fault:
        raise BadInput(str(fault)) from fault
    if asked.seals is not None and not asked.seals.is_file():
        raise BadInput(f"{asked.seals}: there is no such file.")
    found = verify(
        witnesses,
        outside=asked.seals or keeping.outside(),
        is_copy=asked.seals is not None,
        at=timezone.now(),
        tell=_tell,
    )
    restored = [_told_of(event.happened_on, event.data) for event in restores()]
    if not found.holds:
        raise StepRefused("; ".join([said_of(found), *restored]))
    held = f"{found.seals:,} seals over {found.rows:,} rows: all as they were sealed; {found.unsealed:,} rows wait for the next seal"
    if not found.seals:
        held = f"nothing is sealed yet; {found.unsealed:,} rows wait for the first seal, which the worker makes within a minute"
    return "; ".join([held, *restored])


def _told_of(on: date, data: Mapping[str, Any]) -> str:
    """What the trail itself says of a restore: up to where it reached back, and what books tell beyond that."""
    told = f"restored on {on} from a backup that ends with seal {data['seal']:,}"
    if data["newest_known"] > data["seal"]:
        told += f"; seals up to {data['newest_known']:,} were known, and what they sealed after that one is gone with the restore"
    return told


def said_of(found: Verified) -> str:
    """What is not as it was sealed; empty where everything is."""
    if found.holds:
        return ""
    lines = [f"seal {fault.seal}: {FAULTS[fault.what]}" if fault.seal else FAULTS[fault.what] for fault in found.faults]
    more = [f"and {len(lines) - SHOWN:,} more"] if len(lines) > SHOWN else []
    return "; ".join(["the trail is not as it was sealed", *lines[:SHOWN], *more])


def _tell(done: int, of: int) -> None:
    print(f"{done:,} of {of:,} seals", file=sys.stderr, flush=True)  # noqa: T201


def _seal(_asked: argparse.Namespace) -> str:
    try:
        made = keeping.seal_now()
    except TrailIsBusy as busy:
        raise BadInput("somebody is writing all the while; try again") from busy
    return f"{len(made):,} seals made, the last is number {made[-1].number:,}" if made else "nothing new to seal"


def _key(_asked: argparse.Namespace) -> str:
    return keeping.signer().witness.written().strip()
