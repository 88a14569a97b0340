"""Closed rows about people who have a file: nobody looks at them in the list, so the job itself brings them to the file.

What such a row tells otherwise is written into the closed file. A file that stood open is closed. A row in doubt waits for a keeper
(anbang.exchange.batch.left_closed).
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from anbang.audit.recording import Happening, record
from anbang.casework.custody.amending import amend
from anbang.casework.custody.closing import close_file
from anbang.casework.custody.fitting import admissions_that_do_not_fit
from anbang.casework.custody.returning import ComesBack, come_back
from anbang.casework.person.actions import leave_closed_files, see_closed_file
from anbang.casework.person.models import Case, Person, Sealing
from anbang.casework.person.queries import people_of_closed_cases
from anbang.casework.retention.actions import withdraw_proposals
from anbang.exchange.batch.checks import CheckedRow, Fault, SentRow, check_row
from anbang.exchange.batch.comparison import Known, admission_told, changes_told, is_released_before
from anbang.exchange.batch.intakes import intake_of
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.register import RegisterOfPeople, gazetteer
from anbang.exchange.batch.sealed_rows import RowContent, open_content, seal_content
from anbang.exchange.batch.staging import intake_rules
from anbang.exchange.batch.standing import fault_of
from anbang.exchange.batch.status import Decision, Outcome
from anbang.organisations.acting import ActingStaff
from anbang.policy.clauses import INFORMATION

CLOSED_NOW = "closed_now"
# Does a step with rows and takes back what breaks (anbang.exchange.batch.applying).
Guarded = Callable[[Callable[[list[StagedRow]], None], list[StagedRow]], None]
Reading = Callable[[StagedRow, RowContent], CheckedRow]


def rows_to_settle(batch: Batch) -> QuerySet[StagedRow]:
    """Closed rows that do not become a file of their own and have not found theirs yet, those in doubt among them: to whoever handed the list in, they look alike."""
    about_somebody = Q(outcome__in=[Outcome.UPDATE, Outcome.RETURNS, Outcome.SAME]) | Q(
        outcome=Outcome.DOUBTFUL, decision=Decision.NONE
    )
    rows = batch.rows.filter(about_somebody, closed=True, case__isnull=True)
    return rows.exclude(decision=Decision.SENT_BACK).order_by("id")


def reading_of(batch: Batch) -> Reading:
    """How the cells of its rows are understood. The names of the district are read once for all of them."""
    names, rules = gazetteer(), intake_rules()

    def checked(row: StagedRow, content: RowContent) -> CheckedRow:
        sent = SentRow(row.sheet, row.row, content.sent, content.extra)
        return check_row(sent, gazetteer=names, rules=rules, on=batch.received_on)

    return checked


def settle_closed_rows(batch: Batch, *, by: ActingStaff, on: date, unless_broken: Guarded) -> None:
    """Bring every closed row to the file that it is about, one by one by `unless_broken`; one in doubt waits for a keeper. Call inside `acting(by)`."""
    reading = reading_of(batch)
    for row in list(rows_to_settle(batch).exclude(outcome=Outcome.DOUBTFUL)):
        unless_broken(lambda rows: settle_row(batch, rows[0], reading=reading, by=by, on=on), [row])
    leave_closed_files(by=by)


def settle_row(batch: Batch, row: StagedRow, *, reading: Reading, by: ActingStaff, on: date) -> None:
    """Bring a closed row to the file that it is about. Call inside `acting(by)` of a job, and `leave_closed_files` after it."""
    content = open_content(row)
    _bring(batch, row, content, reading(row, content), by=by, on=on)


def _bring(
    batch: Batch, row: StagedRow, content: RowContent, checked: CheckedRow, *, by: ActingStaff, on: date
) -> None:
    """Write what the row tells otherwise into its file; one that stood open is closed."""
    person_id = content.person_id or _person_above(batch, row, content)
    closes = Person.objects.filter(pk=person_id, sealing=Sealing.OPEN).exists()
    if closes:
        close_file(person_id, by=by, on=on)
    else:
        see_closed_file(person_id, by=by, on=on)
    row.case, content.before = _told_of(
        batch, row, content, checked, RegisterOfPeople(on=on).known(person_id), by=by, on=on
    )
    content.before |= {CLOSED_NOW: True} if closes else {}
    row.sealed = seal_content(content, batch_id=batch.pk, sheet=row.sheet, row=row.row, closed=True)
    row.save(update_fields=["case", "sealed"])


def _told_of(
    batch: Batch, row: StagedRow, content: RowContent, checked: CheckedRow, known: Known, *, by: ActingStaff, on: date
) -> tuple[Case, dict[str, Any]]:
    """What the row tells is written into the file, or into a new case of it; or the row is left out, and those named read why."""
    case = Case.objects.filter(person=known.person_id).latest("id")
    changes = changes_told(known.values, checked)
    if is_released_before(known.values["admitted_on"], checked) and case.closed_on is None:
        _leave_out("release_before_admission_left_out", batch, row, case, checked, by=by, on=on)
    elif changes and (fault := _fault(known, checked, on=on)):
        _leave_out("row_left_out", batch, row, case, checked, why=fault.code, by=by, on=on)
    elif changes and case.closed_on is not None:
        intake = intake_of(content, row=row, institution_id=batch.institution_id)
        withdraw_proposals([known.person_id])
        return come_back([ComesBack(known.person_id, intake, frozenset(changes))], by=by, on=on)[0]
    elif changes:
        intake = intake_of(content, row=row, institution_id=batch.institution_id)
        return amend(known.person_id, intake, changed=sorted(changes), by=by, on=on)
    return case, {}


def _fault(known: Known, checked: CheckedRow, *, on: date) -> Fault | None:
    """Why nobody can take in what the row tells otherwise, as for open rows (anbang.exchange.batch.standing)."""
    told, stands = admission_told(checked), known.values["admitted_on"]
    asked = [(known.person_id, told)] if told is not None and told != stands else []
    fits = known.standing.is_only_awaited or not admissions_that_do_not_fit(asked, on=on)
    return fault_of(known.standing, told, stands=stands, fits=fits)


def _leave_out(
    action: str,
    batch: Batch,
    row: StagedRow,
    case: Case,
    checked: CheckedRow,
    *,
    why: str = "",
    by: ActingStaff,
    on: date,
) -> None:
    """Nobody may look at the row and mend it: those named for the file read in its history what it told, and ask the sender."""
    told = {"release_on": str(checked.release_on), "admitted_on": checked.admitted_on and str(checked.admitted_on)}
    data = {"batch": batch.pk, "row": row.row, **told, **({"why": why} if why else {})}
    record(action, Happening(case.person_id, case.pk, (INFORMATION,), data), by=by, on=on)


def _person_above(batch: Batch, row: StagedRow, content: RowContent) -> int:
    """Whose file an earlier row of the list became."""
    number = content.understood.get("id_number")
    for other in batch.rows.filter(closed=True, case__isnull=False, id__lt=row.pk).order_by("-id"):
        if open_content(other).understood.get("id_number") == number and other.case_id is not None:
            return people_of_closed_cases([other.case_id])[0]
    raise ValueError(f"row {row.row} is about nobody")
