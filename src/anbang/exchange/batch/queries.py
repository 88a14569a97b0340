"""Questions about lists: within the reach of a member of staff, or as if they did not exist."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.contrib.postgres.fields import ArrayField
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Func, Q, QuerySet, UUIDField
from django.utils import timezone

from anbang.audit.queries import day_of_step, events_after
from anbang.casework.person.models import Case
from anbang.casework.person.queries import excluded_from
from anbang.exchange.batch.models import Batch, BatchProgress, StagedRow
from anbang.exchange.batch.sealed_rows import RowContent, open_content, readable_content
from anbang.exchange.batch.status import HEAP_OF, BatchStatus, Decision, Heap, Outcome
from anbang.organisations.acting import ActingStaff, current
from anbang.organisations.kinds import Role
from anbang.organisations.models import Area
from anbang.organisations.queries import town_of
from anbang.papers.actions import file_name

ROWS_A_PAGE = 50


class Unnest(Func):
    """The elements of an array, one a row."""

    function, set_returning = "unnest", True


UNDO_TIME = timedelta(days=1)


def batches(*, for_staff: ActingStaff) -> QuerySet[Batch]:
    """The lists that `for_staff` may see, newest first: the bureau's clerks all, an institution its own once answered."""
    lists = Batch.objects.select_related("institution", "uploaded_by", "applied_by", "file", "progress").order_by("-id")
    if Role.BUREAU_CLERK in for_staff.roles:
        return lists
    if for_staff.role is Role.INSTITUTION_CLERK:
        answered = [BatchStatus.APPLIED, BatchStatus.UNDONE]
        # The file and how far a job is are the bureau's own matter.
        return (
            Batch.objects.filter(institution__in=for_staff.offices, status__in=answered)
            .select_related("institution")
            .order_by("-id")
        )
    return lists.none()


def get_batch(batch_id: int, *, for_staff: ActingStaff) -> Batch:
    """A list, or Batch.DoesNotExist for whoever may not see it."""
    return batches(for_staff=for_staff).get(pk=batch_id)


def progress_of(batch: Batch) -> BatchProgress:
    """How far the work on a list is."""
    return BatchProgress.objects.get(batch=batch)


def name_of(batch: Batch) -> str:
    """The name under which the file came."""
    return file_name(batch.file)


@dataclass(slots=True)
class HeapCounts:
    """How many rows lie in each heap, and how many of them are what."""

    ready: int = 0
    doubtful: int = 0
    not_ours: int = 0
    refused: int = 0
    undecided: int = 0
    outcomes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Outcome.values, 0))

    def add(self, outcome: Outcome, decision: Decision, many: int, *, closed: bool) -> None:
        """So many rows alike are there, too."""
        heap = heap_of(outcome, closed=closed).value
        setattr(self, heap, getattr(self, heap) + many)
        self.outcomes[outcome] += many
        self.undecided += many * (outcome is Outcome.DOUBTFUL and decision is Decision.NONE and not closed)

    @property
    def all(self) -> int:
        """Every row of the list."""
        return self.ready + self.doubtful + self.not_ours + self.refused

    def waiting(self, heap: Heap) -> int:
        """The rows in one heap that wait for a person."""
        return {Heap.REFUSED: self.refused, Heap.DOUBTFUL: self.undecided}.get(heap, 0)

    def of(self, heap: Heap) -> int:
        """The rows in one heap."""
        return int(getattr(self, heap.value))


def knows_of_closed_rows(batch: Batch) -> bool:
    """Whether whoever acts may know that a row is closed: whoever handed the list in, until it is taken in, and nobody else. Beside the names of all
    others it would tell of a child (LAW-2).
    """
    by = current()
    return by is not None and by.staff_id == batch.uploaded_by_id and batch.applied_at is None


def shown_rows(batch: Batch) -> QuerySet[StagedRow]:
    """The rows of a list of which whoever acts may know that they are there."""
    return batch.rows.all() if knows_of_closed_rows(batch) else batch.rows.filter(closed=False)


def heap_of(outcome: Outcome, *, closed: bool) -> Heap:
    """Where a row lies before an officer. A closed one in doubt waits for nobody who works on the list; and beside those of right
    name and number it does not tell whether somebody guessed either.
    """
    return Heap.READY if closed and outcome is Outcome.DOUBTFUL else HEAP_OF[outcome]


def heap_counts(batch: Batch) -> HeapCounts:
    """The rows of a list by heap and by outcome, as whoever acts may know of them."""
    return heap_counts_of([batch])[batch.pk]


def heap_counts_of(lists: Iterable[Batch]) -> dict[int, HeapCounts]:
    """The same of many lists, in one question: list → its counts."""
    found = {batch.pk: HeapCounts() for batch in lists}
    rows = reduce(or_, (shown_rows(batch) for batch in lists), StagedRow.objects.none())
    for row in rows.values("batch", "outcome", "decision", "closed").annotate(count=Count("id")).order_by():
        found[row["batch"]].add(Outcome(row["outcome"]), Decision(row["decision"]), row["count"], closed=row["closed"])
    return found


@dataclass(frozen=True, slots=True)
class ReadableRow:
    """A staged row as a screen may show it; `content` is None for a row of which only its number is shown: a closed one, or one about
    somebody whose file the reader must keep out of.
    """

    row: StagedRow
    content: RowContent | None

    @property
    def faults_by_column(self) -> dict[str, list[tuple[str, str]]]:
        """Column → (code, severity) of its faults."""
        found: dict[str, list[tuple[str, str]]] = {}
        for column, code, severity in self.row.faults if self.content else []:
            found.setdefault(column, []).append((code, severity))
        return found


def rows_in(
    batch: Batch, heap: Heap, *, many: int | None = None, page: int = 1
) -> tuple[Page[StagedRow], list[ReadableRow]]:
    """One page of a heap, in the order of the file. `many`: how many rows lie there, where it is known; of each row that is in the register the person, where the reader sees one."""
    lies_there = Q()
    for closed in (True, False):
        outcomes = [outcome for outcome in Outcome if heap_of(outcome, closed=closed) is heap]
        lies_there |= Q(outcome__in=outcomes, closed=closed)
    rows = shown_rows(batch).filter(lies_there).order_by("sheet", "row", "id").select_related("case")
    pages = Paginator(rows, ROWS_A_PAGE)
    if many is not None:
        pages.count = many  # and is not asked for again
    shown = pages.get_page(page)
    for row in shown:
        row.batch = batch
    return shown, readable(shown)


def get_row(row_id: int, *, for_staff: ActingStaff) -> ReadableRow:
    """A staged row of a list that `for_staff` may see, or StagedRow.DoesNotExist."""
    row = StagedRow.objects.select_related("batch", "case").get(pk=row_id, batch__in=batches(for_staff=for_staff))
    if not shown_rows(row.batch).filter(pk=row.pk).exists():
        raise StagedRow.DoesNotExist
    return readable([row])[0]


def rows_of_list(batch: Batch, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], ReadableRow]:
    """Rows of a list by sheet and number, as a screen may show them."""
    sheets, numbers = zip(*places, strict=True)
    rows = batch.rows.filter(sheet__in=sheets, row__in=numbers)
    return {(one.row.sheet, one.row.row): one for one in readable(rows)}


def answered_rows(lists: QuerySet[Batch]) -> QuerySet[StagedRow]:
    """What of these lists goes back to the sender: rows refused or not ours, the newest list first. Closed rows stay closed."""
    back = StagedRow.objects.filter(outcome__in=[Outcome.REFUSED, Outcome.NOT_OURS], closed=False)
    return back.filter(batch__in=lists.order_by()).select_related("batch").order_by("-batch_id", "sheet", "row", "id")


def readable(rows: Iterable[StagedRow]) -> list[ReadableRow]:
    """These rows as a screen may show them to whoever acts."""
    found = list(rows)
    kept_out = _kept_out(found)
    return [ReadableRow(row, None if row.pk in kept_out else readable_content(row)) for row in found]


def _kept_out(rows: Sequence[StagedRow]) -> set[int]:
    """The rows about people whose files the reader must keep out of: that they were like one of them, or became their file."""
    by = current()
    people = set(excluded_from(by).values_list("person", flat=True)) if by is not None and not by.is_job else set()
    if not people:
        return set()
    cases = Case.objects.filter(pk__in=[row.case_id for row in rows if row.case_id]).exclude(person__in=people)
    seen = {None, *cases.values_list("id", flat=True)}
    return {row.pk for row in rows if people.intersection(row.people) or row.case_id not in seen}


def rows_touched(batch: Batch) -> QuerySet[StagedRow]:
    """The rows about whose people something happened after the list was taken in: these stand against an undo. Lists that were
    themselves undone since do not.
    """
    people = batch.rows.filter(case__person__isnull=False).values("case__person_id")
    undone = Batch.objects.filter(status=BatchStatus.UNDONE, undone_at__gte=batch.applied_at)
    # By which requests they were taken in and undone, one a row.
    requests = Func(
        F("apply_request_ids"), F("undo_request_id"), function="array_append", output_field=ArrayField(UUIDField())
    )
    of_undone = undone.filter(undo_request_id__isnull=False).values_list(Unnest(requests, output_field=UUIDField()))
    touched = events_after(batch.apply_request_ids, about=people, undone=of_undone)
    return batch.rows.filter(case__person_id__in=touched.values("person_id")).order_by("sheet", "row")


def may_be_undone(batch: Batch) -> bool:
    """Whether the day for an undo still runs."""
    return (
        batch.status == BatchStatus.APPLIED
        and batch.applied_at is not None
        and timezone.now() - batch.applied_at < UNDO_TIME
    )


def first_applied_on(batch: Batch) -> date | None:
    """The day of the office on which a list was first taken in."""
    return day_of_step("list_taken_in", batch.apply_request_ids[0]) if batch.apply_request_ids else None


def offices_concerned(batch: Batch) -> int:
    """To how many justice offices the rows to take in go, as far as their places tell."""
    wanted = Q(outcome__in=[Outcome.NEW, Outcome.UPDATE, Outcome.RETURNS]) | Q(
        outcome=Outcome.DOUBTFUL, decision=Decision.TAKE_IN
    )
    ready = batch.rows.filter(wanted, case__isnull=True, closed=False)
    areas = {
        place["area_id"]
        for row in ready
        for told in [open_content(row).understood]
        for place in [told["registered"] if told["registered"]["area_id"] else told["residence"]]
    }
    found = Area.objects.filter(pk__in=[area for area in areas if area]).select_related("parent")
    return len({town_of(area).pk for area in found})
