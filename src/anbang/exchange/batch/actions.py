"""The steps with a list: hand in, correct, decide, confirm, cancel, undo."""

import hashlib
from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.custody.amending import take_back
from anbang.casework.custody.returning import take_return_back
from anbang.casework.person.actions import leave_closed_files
from anbang.casework.person.queries import lock_people
from anbang.casework.person.removing import remove_files, see_closed_files_while_removing
from anbang.casework.person.routing import Desks
from anbang.exchange.batch.applying import (
    back_to_before,
    rows_to_amend,
    rows_to_return,
    rows_to_send_back,
    rows_to_take_in,
)
from anbang.exchange.batch.messages import failure_message
from anbang.exchange.batch.models import NOT_YET_TAKEN_IN, Batch, BatchProgress, StagedRow
from anbang.exchange.batch.progress import one_list_at_a_time, refused_when_busy
from anbang.exchange.batch.queries import (
    ReadableRow,
    get_row,
    knows_of_closed_rows,
    may_be_undone,
    rows_touched,
    shown_rows,
)
from anbang.exchange.batch.relying import ABOUT_KNOWN_PEOPLE, judge_others_again, lists_relying_on
from anbang.exchange.batch.sealed_rows import open_content, refuse_unseen_cells
from anbang.exchange.batch.settling import rows_to_settle
from anbang.exchange.batch.staging import judge_again
from anbang.exchange.batch.status import OPEN_TO_CORRECTION, RUNNING, STEPS, BatchStatus, Decision, Outcome
from anbang.exchange.batch.staying import closed_files_that_stay
from anbang.exchange.jobs import APPLY, STAGE, put_in_queue
from anbang.lib.workbook import LIMITS
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.queries import institutions
from anbang.organisations.steps import StepRefused
from anbang.organisations.unsealed import refuse_unsealed
from anbang.papers.actions import store_file
from anbang.papers.screening import refuse_infected
from anbang.policy.clauses import INFORMATION, RIGHTS

MEDIA_TYPE = "application/octet-stream"


def receive_file(content: bytes, *, name: str, institution_id: int, by: ActingStaff, on: date) -> Batch:
    """A list from an institution has come (INF-1, INF-6). It is sealed at once; reading it is a job.

    The same file again while its list is open, as from a browser that got no answer, is that list.
    """
    _refuse_unless_bureau(by)
    if not content:
        raise StepRefused(_("文件是空的。"), field="file")
    if len(content) > LIMITS.file_bytes:
        raise StepRefused(failure_message("file_too_large", {}), field="file")
    refuse_infected(content, by=by, field="file")
    with acting(by):
        # Lists of one institution come one after the other: whoever waited here sees the list that was before.
        if not institutions(on=on).select_for_update(no_key=True).filter(pk=institution_id):
            raise StepRefused(_("请选择来文的监狱或看守所。"), field="institution")
        digest = hashlib.sha256(content).hexdigest()
        same = Batch.objects.filter(NOT_YET_TAKEN_IN, institution=institution_id, digest=digest).first()
        if same is not None:
            return same
        file = store_file(content, name=name, media_type=MEDIA_TYPE)
        batch = Batch.objects.create(
            institution_id=institution_id, file=file, digest=digest, received_on=on, uploaded_by_id=by.staff_id
        )
        BatchProgress.objects.create(batch=batch)
        data = {"batch": batch.pk, "institution": institution_id, "sha256": digest}
        record("list_received", Happening(clauses=(INFORMATION,), data=data), by=by, on=on)
        put_in_queue(STAGE, batch.pk, by=by, on=on)
        return batch


def _refuse_unless_bureau(by: ActingStaff) -> None:
    if Role.BUREAU_CLERK not in by.roles:
        raise StepRefused(_("名单由区司法局经办人办理。"))


def _locked(batch_id: int, *, by: ActingStaff, step: BatchStatus | None = None) -> Batch:
    """The list under a row lock; refused unless it may take `step`, or without one unless its rows may be corrected."""
    _refuse_unless_bureau(by)
    with refused_when_busy(by):
        batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    status = BatchStatus(batch.status)
    allowed = status in OPEN_TO_CORRECTION if step is None else step in STEPS[status]
    if not allowed:
        raise StepRefused(_("这份名单现在是“%(status)s”，不能这样办理。") % {"status": status.label})
    return batch


def open_row(row_id: int, *, by: ActingStaff) -> ReadableRow:
    """A row with whole numbers, for whoever puts it right; that it was opened is on record first. StagedRow.DoesNotExist where its content is
    not theirs to read.
    """
    with acting(by):
        readable = get_row(row_id, for_staff=by)
        if readable.content is None:
            raise StagedRow.DoesNotExist
        data = {"batch": readable.row.batch_id, "row": readable.row.row}
        record("list_row_opened", Happening(clauses=(RIGHTS,), data=data), by=by, on=by.today)
    return readable


def correct_row(
    row_id: int, values: Mapping[str, str], *, by: ActingStaff, seen: Mapping[str, str] | None = None
) -> StagedRow:
    """Correct cells of a staged row in place; the row is checked and the list compared again. `values`: column → text. `seen`: what whoever
    corrects had before them; ChangedMeanwhile where a cell that they correct says something else by now.
    """
    with acting(by):
        batch, row = _locked_row(row_id, by=by)
        refuse_unseen_cells(row, values, seen)
        judge_again(batch, corrected={row.pk: values}, by=by)
        data = {"batch": batch.pk, "row": row.row, "columns": sorted(values)}
        _touch(batch, by=by)
        record("list_row_corrected", Happening(clauses=(INFORMATION,), data=data), by=by, on=by.today)
        return StagedRow.objects.get(pk=row_id)


def _locked_row(row_id: int, *, by: ActingStaff) -> tuple[Batch, StagedRow]:
    """The list under its lock, and then the row: a job that takes the list in goes the same way round. A closed row is not
    there for whoever works on the list.
    """
    _refuse_unless_bureau(by)
    batch = _locked(StagedRow.objects.values_list("batch_id", flat=True).get(pk=row_id), by=by)
    row = StagedRow.objects.get(pk=row_id, closed=False)
    if row.case_id is not None:
        raise StepRefused(_("这一行已经登记，请到个人档案中更正。"))
    return batch, row


def _touch(batch: Batch, *, by: ActingStaff) -> None:
    """Whoever works on a list means to confirm it: the days after which it goes begin anew."""
    Batch.objects.filter(pk=batch.pk).update(touched_on=by.today)


def decide_row(row_id: int, decision: Decision, *, by: ActingStaff, seen: Decision | None = None) -> None:
    """A person decides about a doubtful row: another person, who is taken in, or the same, who is left out. The same
    decision twice is one. `seen`: what was decided when they opened the list; somebody else's later decision is not turned unseen.
    """
    with acting(by):
        batch, row = _locked_row(row_id, by=by)
        if row.outcome != Outcome.DOUBTFUL:
            raise StepRefused(_("这一行不需要判断。"))
        if row.decision == decision:
            return
        if seen is not None and row.decision != seen:
            told = {"row": row.row, "decision": Decision(row.decision).label}
            raise StepRefused(_("别人刚把第 %(row)s 行判断为“%(decision)s”，没有改动。不同意的，请再点一次。") % told)
        row.decision = decision
        row.save(update_fields=["decision"])
        data = {"batch": batch.pk, "row": row.row, "decision": decision.value}
        _touch(batch, by=by)
        record("list_row_decided", Happening(clauses=(INFORMATION,), data=data), by=by, on=by.today)


def apply_batch(batch_id: int, *, by: ActingStaff, on: date) -> None:
    """Confirm the list: a job takes its ready rows into the register, and those of another county go back. Asked twice, it is done once.

    Rows in doubt and faulty rows stay: they can be decided, corrected and confirmed later. Refused while nobody seals the trail.
    """
    refuse_unsealed(at=timezone.now())
    with acting(by):
        batch = _locked(batch_id, by=by, step=BatchStatus.APPLYING)
        taken_in, to_settle = rows_to_take_in(batch), rows_to_settle(batch)
        waiting = (taken_in, rows_to_return(batch), rows_to_amend(batch), to_settle, rows_to_send_back(batch))
        if not any(rows.filter(pk__in=shown_rows(batch)).exists() for rows in waiting):
            raise StepRefused(_("没有可登记的行。"))
        if not Desks(on=on).keepers:
            _refuse_without_keepers(batch, closes=batch.rows.filter(closed=True, case__isnull=True).exists())
        BatchProgress.objects.filter(batch=batch).update(done=0, total=0, cancel_asked=False)
        batch.status, batch.failure, batch.touched_on = BatchStatus.APPLYING, None, on
        batch.save(update_fields=["status", "failure", "touched_on"])
        put_in_queue(APPLY, batch.pk, by=by, on=on)


def _refuse_without_keepers(batch: Batch, *, closes: bool) -> None:
    """A closed row needs keepers. Whoever does not know whether there is one is refused either way, by the same sentence."""
    if not knows_of_closed_rows(batch):
        raise StepRefused(_("区司法局没有封存管理人：请先指定，再确认登记；第一次确认也可以由上传名单的人办理。"))
    if closes:
        raise StepRefused(_("名单中有需要封闭的行，而区司法局没有封存管理人。请先指定封存管理人，再确认登记。"))


def cancel_batch(batch_id: int, *, by: ActingStaff) -> BatchStatus:
    """Stop: a running job is asked to, a waiting or staged list is set aside and its rows are removed. Returns where the list
    stands then: as before while the job runs, which will stop soon.

    A running job holds the list's row lock, so it is asked through the progress row, which it leaves free until its last look. A
    list that nobody holds has no job at work, even if one began: it need not wait for a worker.
    """
    with acting(by):
        _refuse_unless_bureau(by)
        if (seen := Batch.objects.get(pk=batch_id)).status in RUNNING:
            BatchProgress.objects.filter(batch=batch_id).update(cancel_asked=True)
            left = Batch.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=batch_id).first()
            if left is None:
                return BatchStatus(seen.status)
            back_to_before(left)
            if seen.status == BatchStatus.APPLYING:
                if len(left.apply_request_ids) > len(seen.apply_request_ids):
                    raise StepRefused(_("登记刚刚完成，来不及停止；需要的话，可以撤销整批。"))
                return BatchStatus(left.status)
        batch = _locked(batch_id, by=by, step=BatchStatus.CANCELLED)
        batch.rows.all().delete()
        batch.status = BatchStatus.CANCELLED
        batch.save(update_fields=["status"])
        record("list_cancelled", Happening(clauses=(INFORMATION,), data={"batch": batch.pk}), by=by, on=by.today)
        return BatchStatus.CANCELLED


def undo_batch(batch_id: int, *, by: ActingStaff, on: date) -> None:
    """Take a list out of the register again, whole, within a day and while nothing else has happened to its people. The last
    one that names them comes first.

    Its people are locked before anybody asks what happened to them: a step that is under way is waited for and seen, and one that
    comes later finds nobody. What stands against it about a closed file is told nobody, not even by a refusal: that file stays, and whoever
    keeps it reads that its list was undone (LAW-2).
    """
    with acting(by), refused_when_busy(by):
        one_list_at_a_time(by)
        batch = _locked(batch_id, by=by, step=BatchStatus.UNDONE)
        if not may_be_undone(batch):
            raise StepRefused(_("登记已超过一天，不能整批撤销；请在个人档案中逐项更正。"))
        registered = batch.rows.filter(case__isnull=False)
        see_closed_files_while_removing(_cases_of(registered), by=by, on=on)
        lock_people(_people_of(registered))
        staying = closed_files_that_stay(batch)
        going = registered.exclude(case__person__in=staying)
        changed = going.filter(outcome__in=ABOUT_KNOWN_PEOPLE)
        made = going.exclude(pk__in=changed.values("pk"))
        people_made, people_changed = _people_of(made), _people_of(changed)
        _refuse_if_others_rely(batch, made=people_made, changed=people_changed)
        _refuse_if_touched(batch, going)
        _tell_whoever_stays(registered.filter(case__person__in=staying), by=by, on=on)
        _take_changes_back(changed, by=by, on=on)
        remove_files(_cases_of(made), on=on)
        leave_closed_files(by=by)
        judge_others_again(batch, [*people_made, *people_changed], by=by)
        batch.status, batch.undone_at, batch.undo_request_id = BatchStatus.UNDONE, timezone.now(), by.request_id
        batch.save(update_fields=["status", "undone_at", "undo_request_id"])
        record("list_undone", Happening(clauses=(INFORMATION,), data={"batch": batch.pk}), by=by, on=on)


def _refuse_if_touched(batch: Batch, going: QuerySet[StagedRow]) -> None:
    touched = rows_touched(batch).filter(pk__in=going).values_list("row", flat=True)[:10]
    if rows := "、".join(map(str, touched)):
        raise StepRefused(_("第 %(rows)s 行的人员在登记后已有办理记录，不能整批撤销。") % {"rows": rows})


def _tell_whoever_stays(rows: QuerySet[StagedRow], *, by: ActingStaff, on: date) -> None:
    """In the history of a closed file, for those who are named for it."""
    for row in rows.order_by("id").select_related("case"):
        if row.case is not None:
            about = Happening(row.case.person_id, row.case_id, (INFORMATION,), {"batch": row.batch_id, "row": row.row})
            record("list_undone_around_file", about, by=by, on=on)


def _take_changes_back(changed: QuerySet[StagedRow], *, by: ActingStaff, on: date) -> None:
    """What the list changed about people who had a file stands as before, the last change first; the cases that it opened go."""
    told = [(row.case_id, open_content(row).before) for row in changed.order_by("-id")]
    # Whoever came back came first, whatever row told it.
    for case_id, before in sorted(told, key=lambda one: bool(one[1].get("came_back"))):
        if case_id is not None and before:
            step = take_return_back if before.get("came_back") else take_back
            step(case_id, before, by=by, on=on)


def _refuse_if_others_rely(batch: Batch, *, made: list[int], changed: list[int]) -> None:
    """Last in, first out: who is named by a later list, too, would be in no list that is taken in."""
    relying = lists_relying_on(batch, made=made, changed=changed)
    if numbers := "、".join(str(other.pk) for other in relying):
        raise StepRefused(
            _("监所名单 %(lists)s 也写到这批人员，并以这里的登记为准，整批不能撤销。请先撤销那份名单，再撤销这份。")
            % {"lists": numbers}
        )


def _people_of(rows: QuerySet[StagedRow]) -> list[int]:
    found = rows.values_list("case__person_id", flat=True)
    return [person_id for person_id in found if person_id is not None]


def _cases_of(rows: QuerySet[StagedRow]) -> list[int]:
    return [case_id for case_id in rows.values_list("case_id", flat=True) if case_id is not None]
