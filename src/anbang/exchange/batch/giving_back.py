"""A list goes back to whoever handed it in, with its faults marked: what for is put on record first."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.exchange.batch.markup import RowMarks, marked_up
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.progress import one_workbook_at_a_time
from anbang.exchange.batch.queries import get_batch
from anbang.exchange.batch.sealed_rows import readable_content
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import read_file
from anbang.papers.exports import NewExport, begin_export, mark_of, own_export
from anbang.papers.models import Export, ExportKind, Purpose


def _marks_of(row: StagedRow) -> RowMarks:
    content = readable_content(row)
    return RowMarks(row.sheet, row.row, tuple(map(tuple, row.faults)), row.closed, content.sent if content else {})


def begin_marked(batch_id: int, new: NewExport, *, by: ActingStaff, on: date) -> Export:
    """Put on record that the marked file leaves, for whoever handed the list in; to others the list does not exist."""
    with acting(by, reading_only=True):
        people = _own_batch(batch_id, by=by).rows.filter(closed=False).count()
    if new.purpose == Purpose.CORRECTING and not new.in_full:
        raise StepRefused(_("改好后要再上传的，必须带完整号码，否则读不出是谁。"), field="in_full")
    return begin_export(replace(new, kind=ExportKind.MARKED_LIST, people=people, about=batch_id), by=by, on=on)


def _own_batch(batch_id: int, *, by: ActingStaff) -> Batch:
    batch = get_batch(batch_id, for_staff=by)
    if batch.uploaded_by_id != by.staff_id or batch.file_gone_on is not None:
        raise Batch.DoesNotExist
    return batch


def return_marked(export_id: int, *, by: ActingStaff, on: date) -> bytes:
    """The file as it came, with faulty cells marked and closed rows blanked, as an xlsx workbook; its numbers masked unless it was put on
    record to leave in full. That a row is closed it says to whoever corrects the list, until that is taken in, and to nobody else (LAW-2). Raises Export.DoesNotExist where nothing was put on record.
    """
    with acting(by):
        export = own_export(export_id, ExportKind.MARKED_LIST, person_id=None, by=by)
        batch = _own_batch(export.about or 0, by=by)
        if not one_workbook_at_a_time(by):
            raise StepRefused(_("另一份原表正在标红，请过一分钟再下载。"))
        marks = [_marks_of(row) for row in batch.rows.order_by("id")]
        content = marked_up(
            read_file(batch.file),
            marks,
            mark=mark_of(export, by=by),
            masked=not export.in_full,
            says_closed=batch.applied_at is None and export.purpose == Purpose.CORRECTING,
        )
        record("list_returned_marked", Happening(data={"batch": batch.pk, "export": export.pk}), by=by, on=on)
        return content
