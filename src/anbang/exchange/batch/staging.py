"""Reading a list into staged rows, and judging it again when a row is corrected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record, record_looks
from anbang.casework.custody.queries import came_late
from anbang.exchange.batch.checks import CheckedRow, IntakeRules, SentRow, check_row, text_of
from anbang.exchange.batch.columns import COLUMNS, MissingColumns
from anbang.exchange.batch.comparison import Judged, judge, values_of
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.progress import PASSING, Progress, Stopped, no_list_comes_or_goes, stop_if_asked
from anbang.exchange.batch.reading import ListTooLong, NobodyInIt, rows_of
from anbang.exchange.batch.register import RegisterOfPeople, gazetteer
from anbang.exchange.batch.sealed_rows import RowContent, as_text, open_content, seal_content
from anbang.exchange.batch.status import BatchStatus, Decision, Outcome
from anbang.lib.visible import visible
from anbang.lib.workbook import LIMITS, UnreadableWorkbook, read_workbook
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import read_file
from anbang.policy import LIFE, answer
from anbang.policy.clauses import INFORMATION

LOOK = "closed row of a list"
ROWS_BETWEEN_REPORTS = 500
WRITTEN_AT_ONCE = 2000


def intake_rules() -> IntakeRules:
    """The two conditions of an intake, answered by the policy."""

    def sealing_proposed(born_on: date, offence_on: date, months: int | None, for_life: bool) -> bool:
        told = LIFE if for_life else months
        found = answer(
            "sealing_proposed", as_of=offence_on, born_on=born_on, offence_on=offence_on, sentence_months=told
        )
        return found is True

    return IntakeRules(sealing_proposed, came_late)


def judge_rows(rows: Sequence[SentRow], *, on: date, progress: Progress | None = None) -> list[Judged]:
    """Check each row and compare them all. Call inside `acting(by)`. Stopped when somebody asks."""
    names, rules = gazetteer(), intake_rules()
    checked: list[CheckedRow] = []
    for number, row in enumerate(rows):
        if progress is not None and number % ROWS_BETWEEN_REPORTS == 0:
            progress.advance(number, len(rows))
        checked.append(check_row(row, gazetteer=names, rules=rules, on=on))
    return judge(checked, RegisterOfPeople(on=on))


def stage_rows(batch_id: int, *, by: ActingStaff, on: date) -> None:
    """Read and judge a waiting list; its rows are staged whole or not at all. Does nothing for one that is past that."""
    if not _begin(batch_id, by=by):
        return
    with Progress(batch_id, alias=by.alias) as progress:
        try:
            with acting(by):
                no_list_comes_or_goes(by)
                batch = Batch.objects.select_for_update(of=("self",)).select_related("file").get(pk=batch_id)
                if batch.status != BatchStatus.READING:
                    return  # another job was faster, or somebody cancelled
                rows = rows_of(read_workbook(read_file(batch.file)))
                judged = judge_rows(rows, on=on, progress=progress)
                batch.rows.all().delete()
                _write(batch, judged, progress)
                record_looks_at_closed_files(judged, by=by)
                stop_if_asked(batch_id)
                batch.status = BatchStatus.STAGED
                batch.save(update_fields=["status"])
        except Stopped:
            _end(batch_id, BatchStatus.CANCELLED, by=by)
        except UnreadableWorkbook as refused:
            _end(batch_id, BatchStatus.FAILED, refused.code, refused.about, by=by)
        except MissingColumns as refused:
            code = "missing_columns_on_sheet" if refused.sheet else "missing_columns"
            about = {"columns": list(refused.columns), "sheet": refused.sheet}
            _end(batch_id, BatchStatus.FAILED, code, about, by=by)
        except NobodyInIt:
            _end(batch_id, BatchStatus.FAILED, "nobody_in_it", by=by)
        except ListTooLong:
            _end(batch_id, BatchStatus.FAILED, "list_too_long", by=by)
        except PASSING:
            raise
        except Exception:
            _end(batch_id, BatchStatus.FAILED, "broke_off", by=by)
            raise


def record_looks_at_closed_files(judged: Iterable[Judged], *, by: ActingStaff) -> None:
    """That a row came back closed tells whoever asked that there is such a file: a look like any other, whatever the row was,
    under another name, without a number or at fault.
    """
    record_looks(sorted({person for one in judged for person in one.met}), LOOK, by=by)


def _begin(batch_id: int, *, by: ActingStaff) -> bool:
    """A job that was cut off leaves `reading` behind: the list is simply read again."""
    with acting(by):
        beginning = [BatchStatus.WAITING, BatchStatus.READING]
        return Batch.objects.filter(pk=batch_id, status__in=beginning).update(status=BatchStatus.READING) == 1


def _end(
    batch_id: int,
    status: BatchStatus,
    code: str = "",
    about: Mapping[str, Any] = MappingProxyType({}),
    *,
    by: ActingStaff,
) -> None:
    """The reading came to another end than rows; `code` and `about` say why (anbang.exchange.batch.messages)."""
    failure = {"code": code, "about": dict(about)} if code else None
    with acting(by):
        Batch.objects.filter(pk=batch_id).update(status=status, failure=failure)
        data = {"batch": batch_id, "code": code} if code else {"batch": batch_id}
        record(f"list_{status}", Happening(clauses=(INFORMATION,), data=data), by=by, on=by.today)


def _write(batch: Batch, judged: Sequence[Judged], progress: Progress) -> None:
    for first in range(0, len(judged), WRITTEN_AT_ONCE):
        progress.advance(first, len(judged))
        StagedRow.objects.bulk_create(
            [staged_row(batch, one) for one in judged[first : first + WRITTEN_AT_ONCE]], batch_size=WRITTEN_AT_ONCE
        )
    progress.advance(len(judged), len(judged))


def staged_row(batch: Batch, one: Judged) -> StagedRow:
    """A judged row as it is kept."""
    sent = one.row.sent
    return StagedRow(
        batch=batch,
        sheet=sent.sheet,
        row=sent.row,
        outcome=one.outcome,
        faults=[[fault.column, fault.code, fault.severity] for fault in one.row.faults],
        closed=one.closed,
        sealed=seal_content(content_of(one), batch_id=batch.pk, sheet=sent.sheet, row=sent.row, closed=one.closed),
        people=one.people,
    )


def content_of(one: Judged) -> RowContent:
    """What a staged row keeps of a judged one."""
    row = one.row
    return RowContent(
        sent={column: text_of(cell) for column, cell in row.sent.cells.items()},
        extra=dict(row.sent.extra),
        understood=_understood(row),
        resembles=[asdict(like) for like in one.resembles],
        more=one.more,
        changes=plain_changes(one.changes),
        person_id=one.person_id,
    )


def _understood(row: CheckedRow) -> dict[str, Any]:
    told = {name: _plain(value) for name, value in values_of(row).items()}
    told |= {
        "name": row.name,
        "id_number": row.id_number,
        "priority": row.priority,
        "registered": {"area_id": row.registered.area_id, "outside": row.registered.outside},
        "residence": {"area_id": row.residence.area_id, "outside": row.residence.outside},
    }
    return told


def plain_changes(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    """Field → [old, new], as a row keeps it."""
    return {name: [_plain(old), _plain(new)] for name, (old, new) in changes.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def judge_again(
    batch: Batch, *, corrected: Mapping[int, Mapping[str, str]], by: ActingStaff, for_closed_rows: bool = False
) -> int:
    """Judge a staged list again with corrected cells (row id → column → text); what did not change is not written. Returns
    how many rows have become something else, or would change something else, or wait for a decision again; of those that nobody sees and saw none.

    The whole list, because one corrected number can make another row the same, doubtful or new. A closed file that a row asks for
    and did not ask for before is looked at. `for_closed_rows`: what stands open and stays so is left as it was judged, or whoever works on the list would
    see that something about a closed row was done (LAW-2). Call inside `acting(by)`.
    """
    rows = list(batch.rows.order_by("id"))
    contents = [open_content(row) for row in rows]
    sent = [
        SentRow(row.sheet, row.row, content.sent | _typed(corrected.get(row.pk, {}), content.sent), content.extra)
        for row, content in zip(rows, contents, strict=True)
    ]
    before = {row.pk: (row.outcome, row.closed, row.decision) for row in rows}
    judged = [
        _as_it_was(row, content, one, batch)
        for row, content, one in zip(rows, contents, judge_rows(sent, on=batch.received_on), strict=True)
    ]
    asked_for = {
        person
        for row, one in zip(rows, judged, strict=True)
        if row.case_id is None
        for person in set(one.met) - set(row.people)
    }
    record_looks(sorted(asked_for), LOOK, by=by)
    open_ones = [not row.closed and not one.closed for row, one in zip(rows, judged, strict=True)]
    left = {row.pk for row, is_open in zip(rows, open_ones, strict=True) if for_closed_rows and is_open}
    changed = [row for row in _changed(batch, rows, contents, judged) if row.pk not in left]
    StagedRow.objects.bulk_update(
        changed, ["outcome", "faults", "closed", "sealed", "decision", "people"], batch_size=WRITTEN_AT_ONCE
    )
    # A doubtful row that now is like somebody more is as doubtful as before, and what was decided stands.
    return sum(
        (row.outcome, row.closed, row.decision) != before[row.pk] or row.outcome in (Outcome.UPDATE, Outcome.RETURNS)
        for row in changed
        if not (row.closed and before[row.pk][1])
    )


def _as_it_was(row: StagedRow, content: RowContent, one: Judged, batch: Batch) -> Judged:
    """What a row about a closed file says otherwise no list tells: once its list is taken in, that stands as a keeper saw it (left_closed), and a row
    that said nothing new then says nothing now, when the file is newer.
    """
    is_settled = batch.applied_at is not None and row.outcome in (Outcome.SAME, Outcome.UPDATE)
    if not (is_settled and one.closed and one.outcome is Outcome.SAME):
        return one
    changes = {name: (old, new) for name, (old, new) in content.changes.items()}
    return replace(one, outcome=Outcome(row.outcome), changes=changes)


def _still_decided(row: StagedRow, one: Judged, again: StagedRow, content: RowContent) -> bool:
    """What was decided about somebody who is gone is decided no more; of what a keeper saw to that stands while the row says the same."""
    if row.decision == Decision.SENT_BACK:
        return one.closed and content.sent == content_of(one).sent
    return one.outcome is Outcome.DOUBTFUL and set(row.people) <= set(again.people)


def _typed(values: Mapping[str, str], sent: Mapping[str, str]) -> dict[str, str]:
    """Cells as somebody typed them: no longer than a file's, and without signs that nobody sees. Left empty, a column that the
    sheet lacks still tells nothing.
    """
    if any(len(text) > LIMITS.cell_characters for text in values.values()):
        raise StepRefused(_("每个单元格最多 %(characters)s 字。") % {"characters": LIMITS.cell_characters})
    cleaned = {column: visible(text).strip() for column, text in values.items() if column in COLUMNS}
    return {column: text for column, text in cleaned.items() if text or column in sent}


def _changed(
    batch: Batch, rows: Sequence[StagedRow], contents: Sequence[RowContent], judged: Sequence[Judged]
) -> Iterable[StagedRow]:
    for row, content, one in zip(rows, contents, judged, strict=True):
        if row.case_id is not None:
            continue  # taken in already: what the register says now is no longer the list's matter
        # What a row resembles or would change follows from other rows, too.
        stood = (row.outcome, row.closed, row.people, as_text(content))
        if stood != (one.outcome, one.closed, one.people, as_text(content_of(one))):
            again = staged_row(batch, one)
            stands = _still_decided(row, one, again, content)
            row.outcome, row.faults, row.closed, row.sealed = again.outcome, again.faults, again.closed, again.sealed
            row.people, row.decision = again.people, row.decision if stands else Decision.NONE
            yield row
