"""`anbang policy rehearse`: what another pack, or another figure, would do to everybody in the register, before it is switched on."""

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from anbang.casework.rehearsing import rehearse_for
from anbang.lib.aligned import aligned
from anbang.lib.workbook import NewSheet, write_workbook
from anbang.organisations.acting import ActingStaff
from anbang.organisations.day import office_day
from anbang.organisations.queries import NotPosted, sign_in
from anbang.papers.exports import NewExport, begin_export, mark_of
from anbang.papers.models import ExportKind, Purpose
from anbang.policy import FaultyFile, Pack, duty_definition, load_pack
from anbang.policy.answers import UndecidableDuty
from anbang.policy.reading_events import UnreadableEvent
from anbang.policy.rehearsal import Change, DutyChange, MoneyChange, Rehearsal, Told
from anbang.site.asking import BadInput, a_day, account_called, answer
from anbang.site.rehearsal_asked import COMMAND, PURPOSES, rehearsal_parser
from anbang.site.typed_figures import typed_figure

CHANGES: dict[Change, str] = {
    "comes": "owed, and not now",
    "goes": "no longer owed",
    "sooner": "due sooner",
    "later": "due later",
    "state": "in another state",
}
DUTY_COLUMNS = ("file", "duty", "period", "change", "due now", "state now", "due then", "state then")
MONEY_COLUMNS = ("file", "yuan now", "yuan then", "difference")


def rehearse(arguments: Sequence[str]) -> int:
    """Compare, and tell the differences. Returns the exit status."""
    asked = rehearsal_parser().parse_args(arguments)
    return answer(COMMAND, lambda: _rehearse(asked))


def _rehearse(asked: argparse.Namespace) -> str:
    on = a_day(asked.on) if asked.on else office_day()
    try:
        then = _pack(asked)
        if asked.workbook and not asked.purpose:
            raise BadInput(f"--workbook needs --purpose, one of {', '.join(PURPOSES)}.")
        by = _staff(asked.account, on=on)
        found = rehearse_for(by, then=then, on=on)
    except (FaultyFile, UnreadableEvent, UndecidableDuty) as fault:
        raise BadInput(str(fault)) from fault
    if asked.workbook:
        new = NewExport(ExportKind.REHEARSAL, Purpose(asked.purpose), words=asked.because, people=found.people_touched)
        export = begin_export(new, by=by, on=on)
        _write(found, asked.workbook, mark_of(export, by=by))
    return json.dumps(_as_data(found), indent=1) if asked.json else "\n".join(_in_words(found))


def _pack(asked: argparse.Namespace) -> Pack:
    figures = {}
    for told in asked.figures:
        name, equals, value = told.partition("=")
        if not equals:
            raise BadInput(f"--set must be NAME=VALUE, not {told!r}.")
        if name in figures:
            raise BadInput(f"{name} is set twice.")
        figures[name] = typed_figure(value)
    return load_pack(asked.pack).with_figures(figures)


def _staff(account: str, *, on: date) -> ActingStaff:
    try:
        return sign_in(account_called(account), on=on)
    except NotPosted as fault:
        raise BadInput(f"The account {account!r} has no posting on {on}.") from fault


def _in_words(found: Rehearsal) -> Iterator[str]:
    yield f"{found.people} people asked about; something changes for {found.people_touched}."
    if found.counts:
        rows = [("duty", "what changes", "how many")]
        rows += [
            (f"{name} ({duty_definition(name).zh})", CHANGES[change], str(count))
            for (name, change), count in sorted(found.counts.items())
        ]
        yield from aligned(rows)
    gained, lost = found.yuan
    yield f"Allowance: {len(found.money)} people; {gained} yuan more, {lost} yuan less."
    if found.money:
        yield from aligned([MONEY_COLUMNS, *map(_money_row, found.money)])


def _as_data(found: Rehearsal) -> dict[str, Any]:
    gained, lost = found.yuan
    return {
        "people": found.people,
        "people_touched": found.people_touched,
        "duties": [dict(zip(DUTY_COLUMNS, _duty_row(one), strict=True)) for one in found.duties],
        "money": [dict(zip(MONEY_COLUMNS, _money_row(one), strict=True)) for one in found.money],
        "yuan": {"more": str(gained), "less": str(lost)},
    }


def _duty_row(one: DutyChange) -> tuple[str, ...]:
    return one.key, one.duty, one.period or "", CHANGES[one.change], *_due(one.now), *_due(one.then)


def _due(told: Told | None) -> tuple[str, str]:
    return (str(told[1]), told[2]) if told else ("", "")


def _money_row(one: MoneyChange) -> tuple[str, ...]:
    return one.key, str(one.now), str(one.then), f"{one.difference:+}"


def _write(found: Rehearsal, file: Path, mark: str) -> None:
    """Every difference in two sheets, and whose export it is in a third."""
    sheets = [
        NewSheet("duties", [DUTY_COLUMNS, *map(_duty_row, found.duties)], headings=1),
        NewSheet("yuan", [MONEY_COLUMNS, *map(_money_row, found.money)], headings=1),
        NewSheet("export", [[mark]]),
    ]
    try:
        file.write_bytes(write_workbook(sheets, mark=mark))
    except OSError as fault:
        raise BadInput(f"{file}: cannot be written.") from fault
