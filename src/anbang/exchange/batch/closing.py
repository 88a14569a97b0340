"""Rows of lists about somebody whose file is closed, by whatever (LAW-2): they are closed in the same step. The casework calls this without knowing it
(anbang.casework.person.elsewhere); that no open row of a closed file is ever left the database sees to (anbang.exchange.batch.guards).
"""

import logging
from collections import defaultdict
from datetime import date

from django.db import OperationalError, connections
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected, LockNotAvailable

from anbang.casework.person.models import Case
from anbang.casework.person.queries import people_of_closed_cases
from anbang.exchange.batch.left_closed import rows_left_since
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.progress import one_list_at_a_time
from anbang.exchange.batch.register import closed_among
from anbang.exchange.batch.sealed_rows import open_content, seal_content
from anbang.exchange.batch.staging import judge_again
from anbang.exchange.batch.status import Outcome
from anbang.lib.sealing import SealBroken
from anbang.organisations.acting import ActingStaff, shown_to_nobody
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import NOBODY

logger = logging.getLogger("anbang.lists")
LONGEST_WAIT = "2s"
# Rows that are about somebody who has a file, and not only like them.
ABOUT_SOMEBODY = (Outcome.SAME, Outcome.UPDATE, Outcome.RETURNS)


class RowsOfLists:
    """As the casework asks for it."""

    def hold_still(self, *, by: ActingStaff) -> None:
        """No list is read, taken in or undone until the step ends: what it was judged by would be another when its rows come. A job waits for that;
        of somebody at a browser StepRefused.
        """
        if by.is_job or by.staff_id == NOBODY:
            one_list_at_a_time(by)
            return
        with connections[by.alias].cursor() as cursor:
            cursor.execute(
                "select current_setting('lock_timeout'), set_config('lock_timeout', %s, true)", [LONGEST_WAIT]
            )
            waits_usually = cursor.fetchone()[0]
            try:
                one_list_at_a_time(by)
            except OperationalError as busy:
                if not isinstance(busy.__cause__, (LockNotAvailable, DeadlockDetected)):
                    raise
                raise StepRefused(_("正在办理一份名单，可能写到同一个人：请稍候再试。")) from busy
            cursor.execute("select set_config('lock_timeout', %s, true)", [waits_usually])

    def close_of(self, person_id: int) -> None:
        """The rows that became the file or a change of it, and those that wait to."""
        waits = Q(case__isnull=True, outcome__in=ABOUT_SOMEBODY, people__contains=[person_id])
        _close(StagedRow.objects.filter(Q(case__person=person_id) | waits, closed=False))

    def close_alike(self, *, by: ActingStaff) -> None:
        """Rows that became no file, because they only repeated it, are in doubt, at fault or wait, are judged again with their lists: the register now
        says closed.
        """
        lists = _rows_telling_of_closed_files()
        if not lists:
            return
        with shown_to_nobody(by):
            for batch in Batch.objects.filter(pk__in=lists).order_by("id").select_for_update(of=("self",)):
                try:
                    judge_again(batch, corrected={}, by=by)
                except SealBroken as broken:
                    # Another row of the list was altered: that keeps no file open.
                    logger.error("%s", broken)
                    _close(StagedRow.objects.filter(pk__in=lists[batch.pk], closed=False))

    def close_what_is_left(self, *, by: ActingStaff) -> None:
        """Every morning: what stands open although the file is closed, however that came to be. A justice office that files a child who stands at its
        door cannot reach the bureau's lists; nor does a release of the product that closes more than the one before.
        """
        # The installation keeps out of nobody's file: a case that it does not see is closed.
        unseen = StagedRow.objects.filter(~Exists(Case.objects.filter(pk=OuterRef("case_id"))), closed=False)
        unseen = unseen.filter(case__isnull=False)
        cases = [case for case in unseen.values_list("case_id", flat=True) if case is not None]
        closed = [case for case in cases if people_of_closed_cases([case])]
        if closed or _rows_telling_of_closed_files():
            self.hold_still(by=by)
            _close(StagedRow.objects.filter(case_id__in=closed, closed=False))
            self.close_alike(by=by)

    def waits_since(self, before: date) -> bool:
        """Closed rows that nobody sees to."""
        return rows_left_since(before)


ROWS = RowsOfLists()


def _close(rows: QuerySet[StagedRow]) -> None:
    """Nobody reads them any more: they lie under the key of closed rows."""
    for row in rows.order_by("id"):
        try:
            content = open_content(row)
            row.sealed = seal_content(content, batch_id=row.batch_id, sheet=row.sheet, row=row.row, closed=True)
        except SealBroken as broken:
            logger.error("%s", broken)  # it was altered, and tells nobody anything
        row.closed = True
        row.save(update_fields=["closed", "sealed"])


def _rows_telling_of_closed_files() -> dict[int, list[int]]:
    """List → its open rows, of which no file was made, that tell the number of a closed file, or without a number its name and birth."""
    by_number: dict[str, list[StagedRow]] = defaultdict(list)
    by_name: dict[tuple[str, date], list[StagedRow]] = defaultdict(list)
    for row in StagedRow.objects.filter(closed=False, case__isnull=True).iterator(chunk_size=2000):
        try:
            told = open_content(row).understood
        except SealBroken as broken:
            logger.error("%s", broken)
            continue
        if told.get("id_number"):
            by_number[told["id_number"]].append(row)
        elif told.get("name") and told.get("born_on"):
            by_name[told["name"], date.fromisoformat(told["born_on"])].append(row)
    numbers, names = closed_among(by_number, by_name)
    found: dict[int, list[int]] = defaultdict(list)
    for row in (*(row for one in numbers for row in by_number[one]), *(row for one in names for row in by_name[one])):
        found[row.batch_id].append(row.pk)
    return found
