"""How `anbang policy rehearse` is asked: known before any installation is opened, so that help and slips need none."""

import argparse
from pathlib import Path

from anbang.lib.asked import OneSentenceParser
from anbang.policy import DEFAULT_PACK

COMMAND = "anbang policy rehearse"
# As the purposes of exports are called.
PURPOSES = ("policy", "review", "law", "other")


def rehearsal_parser() -> argparse.ArgumentParser:
    """Its arguments."""
    parser = OneSentenceParser(
        COMMAND,
        description="What another pack or figure would do to everybody in the register: duties and yuan. Nothing is changed.",
        epilog=f"example: {COMMAND} {DEFAULT_PACK.name} --set verification_months=2 --as USER [--instance demo]",
    )
    parser.add_argument("pack", metavar="PACK", help="a pack, or its folder")
    parser.add_argument(
        "--set", dest="figures", metavar="NAME=VALUE", action="append", default=[], help="another figure"
    )
    parser.add_argument("--on", metavar="DAY", help="the day of the question (default: today)")
    parser.add_argument("--as", dest="account", metavar="USER", required=True, help="whose people are asked about")
    parser.add_argument("--workbook", type=Path, metavar="FILE", help="write every single difference as xlsx")
    parser.add_argument("--purpose", choices=PURPOSES, help="what the workbook is for; asked for with --workbook")
    parser.add_argument(
        "--because", metavar="WORDS", default="", help="what it is for in words, where --purpose is law or other"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument(
        "--instance", choices=("main", "demo"), default="main", help="main: this machine's own (default), or the demo"
    )
    return parser
