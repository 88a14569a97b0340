"""`anbang import-batch`: what the page does with a list, for programs and for those who like a terminal (contract: imports)."""

import argparse
import codecs
import hashlib
import json
import stat
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from anbang.casework.person.models import Case
from anbang.exchange.batch.actions import apply_batch, cancel_batch, receive_file
from anbang.exchange.batch.applying import apply_staged_rows, rows_to_amend, rows_to_return, rows_to_take_in
from anbang.exchange.batch.columns import MissingColumns
from anbang.exchange.batch.comparison import Judged
from anbang.exchange.batch.document import document, document_of
from anbang.exchange.batch.messages import failure_message
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.queries import get_batch
from anbang.exchange.batch.reading import ListTooLong, NobodyInIt, rows_of
from anbang.exchange.batch.staging import judge_rows, record_looks_at_closed_files, stage_rows
from anbang.exchange.batch.status import BatchStatus, Outcome
from anbang.lib.asked import OneSentenceParser
from anbang.lib.reading_dates import read_date
from anbang.lib.workbook import LIMITS, UnreadableWorkbook, read_workbook
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.day import office_day
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office, Staff
from anbang.organisations.queries import NotPosted, find_institution, holders, institutions, sign_in, the_office
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import unattended

BAD_INPUT, REFUSED = 2, 1


class BadInput(Exception):
    """One sentence for the error output."""


def import_batch(arguments: list[str]) -> int:
    """Read a list, print what each row is, and with `--apply` take it in. Returns the exit status."""
    asked = _parser().parse_args(arguments)
    # The steps refuse in words of the pages; the command speaks English as its help does.
    with override("en"):
        try:
            told = _import(asked)
        except (BadInput, StepRefused) as fault:
            _tell(fault)
            return REFUSED if isinstance(fault, StepRefused) else BAD_INPUT
    print(_as_json(told) if asked.json else _in_words(told))  # noqa: T201
    return 0


def _as_json(told: dict[str, Any]) -> str:
    """Escaped as JSON has it where the output is not UTF-8, and not as the terminal would, whose escapes no program reads."""
    # A closed output has no encoding at all.
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    return json.dumps(told, ensure_ascii=codecs.lookup(encoding).name != "utf-8", indent=1)


def _tell(fault: Exception) -> None:
    print(f"anbang import-batch: {fault}", file=sys.stderr)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = OneSentenceParser("anbang import-batch", description="Check a prison's list, or take it in.")
    parser.add_argument("file", type=Path, metavar="FILE", help="xlsx, xls or csv (UTF-8, GB18030)")
    parser.add_argument("--institution", required=True, metavar="NAME", help="who sent it, by name")
    parser.add_argument("--on", type=_day, metavar="DATE", help="day of import, 2026-11-05 (default: today)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--apply", action="store_true", help="take the ready rows in; without it nothing is kept")
    parser.add_argument(
        "--as", dest="account", metavar="USER", help="the bureau clerk's account, with --apply (default: the only one)"
    )
    name_the_instance(parser)
    return parser


def name_the_instance(parser: argparse.ArgumentParser) -> None:
    """Told by the help of every command on an installation; `anbang` itself has read it by then."""
    parser.add_argument(
        "--instance", choices=("main", "demo"), default="main", help="main: this machine's own (default), or the demo"
    )


def _day(text: str) -> date:
    day = read_date(text)
    if day is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-11-05")
    return day


def _import(asked: argparse.Namespace) -> dict[str, Any]:
    on = asked.on or office_day()
    if asked.apply and on > (today := office_day()):
        raise BadInput(f"People are taken in on a day that has come: {on} is after today, {today}.")
    content = _content_of(asked.file)
    try:
        judged = _judge(content, on=on)
    except MissingColumns as fault:
        where = f" on the sheet {fault.sheet}" if fault.sheet else ""
        raise BadInput(f"{asked.file}: the heading {', '.join(fault.columns)} is missing{where}.") from fault
    except UnreadableWorkbook as fault:
        raise BadInput(_failed(asked.file, fault.code, fault.about)) from fault
    except NobodyInIt as fault:
        raise BadInput(_failed(asked.file, "nobody_in_it")) from fault
    except ListTooLong as fault:
        raise BadInput(_failed(asked.file, "list_too_long")) from fault
    if asked.apply:
        _refuse_a_day_before_the_files(judged, on=on)
        return _apply(content, asked, on=on)
    # Nothing of the list is kept; but that somebody asked for a closed file is.
    with acting(by := unattended("import-batch", on=on)):
        record_looks_at_closed_files(judged, by=by)
    _warn_of_an_unknown_institution(asked.institution, on=on)
    return document(judged, file=asked.file.name, sha256=hashlib.sha256(content).hexdigest())


def _content_of(file: Path) -> bytes:
    """The file's bytes, no more of them than a list may have: a stranger's file can be larger than the memory, or have no end."""
    try:
        # Asked before it is opened: to open a pipe is to wait for whoever writes into it.
        if not (stat.S_ISREG(kind := file.stat().st_mode) or stat.S_ISDIR(kind)):
            raise BadInput(f"{file}: this is no file but a device, pipe or socket.")
        with file.open("rb") as source:
            content = source.read(LIMITS.file_bytes + 1)
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}.") from error
    if len(content) > LIMITS.file_bytes:
        raise BadInput(_failed(file, "file_too_large"))
    return content


def _failed(file: Path, code: str, about: Mapping[str, Any] = MappingProxyType({})) -> str:
    """The sentence of the page."""
    return f"{file}: {failure_message(code, about)}"


def _judge(content: bytes, *, on: date) -> list[Judged]:
    """Judge without keeping anything: the transaction cannot even write."""
    rows = rows_of(read_workbook(content))
    with acting(unattended("import-batch", on=on), reading_only=True):
        return judge_rows(rows, on=on)


def _refuse_a_day_before_the_files(judged: Sequence[Judged], *, on: date) -> None:
    """What a list tells of somebody is told after their file was opened."""
    with acting(unattended("import-batch", on=on), reading_only=True):
        people = [one.person_id for one in judged if one.outcome == Outcome.UPDATE]
        later = Case.objects.filter(person__in=people, closed_on__isnull=True, opened_on__gt=on)
        opened_on = dict(later.values_list("person_id", "opened_on"))
    found = next((one for one in judged if one.person_id in opened_on and one.outcome == Outcome.UPDATE), None)
    if found is not None and found.person_id is not None:
        raise BadInput(
            f"Row {found.row.sent.row} changes a file that was opened on {opened_on[found.person_id]}, after {on}:"
            " name that day or a later one with --on."
        )


def _warn_of_an_unknown_institution(name: str, *, on: date) -> None:
    """Nothing is kept, so the rows are judged all the same; but taking in would stop at the name."""
    try:
        _institution(name, on=on)
    except BadInput as fault:
        _tell(fault)


def _apply(content: bytes, asked: argparse.Namespace, *, on: date) -> dict[str, Any]:
    """Take the ready rows in. What is told is what was staged: the register may have changed since the first look.

    A list that was taken in before is told like any other; it is done once, so the command may be run again.
    """
    by = _clerk(asked.account, on=on)
    institution = _institution(asked.institution, on=on)
    batch = receive_file(content, name=asked.file.name, institution_id=institution.pk, by=by, on=on)
    nobody_had_it = batch.status == BatchStatus.WAITING
    stage_rows(batch.pk, by=by, on=on)
    with acting(by, reading_only=True):
        batch = get_batch(batch.pk, for_staff=by)
        told = document_of(batch, file=asked.file.name)
        nothing_to_do = _has_nothing_ready(batch)
        needless = nothing_to_do and nobody_had_it and _is_needless(batch)
    if needless:
        cancel_batch(batch.pk, by=by)
    elif not nothing_to_do:
        apply_batch(batch.pk, by=by, on=on)
        apply_staged_rows(batch.pk, by=by, on=on)
        _refuse_unless_taken_in(batch, by=by)
    return told


def _refuse_unless_taken_in(before: Batch, *, by: ActingStaff) -> None:
    """Somebody may have stopped it meanwhile, or another list told of the same people: no counts then, but a sentence."""
    with acting(by, reading_only=True):
        batch = get_batch(before.pk, for_staff=by)
    if batch.failure:
        raise StepRefused(failure_message(batch.failure["code"], batch.failure["about"]))
    if len(batch.apply_request_ids) == len(before.apply_request_ids):
        raise StepRefused(_("登记被停止了，什么都没有登记。"))


def _has_nothing_ready(batch: Batch) -> bool:
    """Of a list that could be confirmed; what any other is in the way of, the step says."""
    ready = (rows_to_take_in(batch), rows_to_return(batch), rows_to_amend(batch))
    return batch.status == BatchStatus.STAGED and not any(rows.exists() for rows in ready)


def _is_needless(batch: Batch) -> bool:
    """Whether its rows wait for nobody, or wait already in the list that was made of this very file when it was taken in."""
    taken_in = Batch.objects.filter(institution=batch.institution_id, digest=batch.digest, status=BatchStatus.APPLIED)
    return taken_in.exists() or not batch.rows.exclude(outcome=Outcome.SAME).exists()


def _clerk(account: str | None, *, on: date) -> ActingStaff:
    if not account:
        return _only_clerk(on=on)
    try:
        by = sign_in(Staff.objects.get(username=account, is_active=True), on=on)
    except (Staff.DoesNotExist, NotPosted) as fault:
        raise BadInput(f"There is no account {account!r} with a posting on {on}.") from fault
    return by


def _only_clerk(*, on: date) -> ActingStaff:
    """Who answers when nobody is named: the bureau's clerk, if there is exactly one."""
    try:
        bureau = the_office(OfficeKind.JUSTICE_BUREAU, on=on)
    except Office.DoesNotExist as fault:
        raise BadInput(f"There is no justice bureau on {on}: name another day with --on.") from fault
    held = list(holders(Role.BUREAU_CLERK, offices=[bureau.pk], on=on).select_related("staff"))
    if not held:
        raise BadInput(
            f"Nobody holds the bureau clerk's role on {on}, and taking people in needs somebody who answers for it:"
            f" open an account with `anbang account USER --name NAME --role {Role.BUREAU_CLERK} --office {bureau.name}`."
        )
    if len(held) > 1:
        raise BadInput(
            f"{len(held)} accounts hold the bureau clerk's role on {on}:"
            " name the one that answers for taking people in with --as USER."
        )
    return sign_in(held[0].staff, on=on, posting_id=held[0].pk)


def _institution(name: str, *, on: date) -> Office:
    found = find_institution(name, on=on)
    if found is None:
        known = "、".join(institutions(on=on).values_list("name", flat=True))
        raise BadInput(f"There is no institution {name!r}; known: {known}.")
    return found


def _in_words(told: dict[str, Any]) -> str:
    lines = [f"{told['file']}: " + ", ".join(f"{count} {outcome}" for outcome, count in told["counts"].items())]
    for row in told["rows"]:
        why = [f"{fault['column']} {fault['code']}" for fault in row["faults"]]
        why += ["comes back: a new case in the same file"] if row.get("comes_back") else []
        why += [f"{field} changes" for field in row.get("changes", ())]
        why += [_why_doubtful(row)] if row["outcome"] == Outcome.DOUBTFUL else []
        if why or row["outcome"] != "new":
            lines.append(f"  row {row['row']}: {row['outcome']}{' – ' + ', '.join(why) if why else ''}")
    return "\n".join(lines)


def _why_doubtful(row: dict[str, Any]) -> str:
    """The contract knows two doubts, and who has no ID number cannot share one."""
    if any(fault["code"] == "id_missing" for fault in row["faults"]):
        return "the name and day of birth of another row or person"
    return "an ID number that stands under another name"
