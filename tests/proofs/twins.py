"""The same district twice, once with closed files of minors and once without: the same staff, the same open people in the same lines of the same
lists, the same steps on the same days.
"""

import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import uuid4

import openpyxl

from anbang.casework.care.actions import record_note
from anbang.casework.custody.actions import Findings, record_verification
from anbang.casework.custody.models import Finding, RegistrationForm, Sentence
from anbang.casework.handover.actions import Arrival, record_release, report_in
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.visit.actions import NewVisit, record_visit
from anbang.coordination.morning.actions import evening, morning, sweep_after
from anbang.exchange.batch.actions import apply_batch, receive_file
from anbang.exchange.batch.applying import apply_staged_rows
from anbang.exchange.batch.left_closed import (
    closed_rows_left,
    correct_closed_row,
    leave_closed_row_out,
    open_closed_row,
    take_in_closed_row,
)
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.staging import stage_rows
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import AreaKind, OfficeKind, Role
from anbang.organisations.models import Area
from anbang.organisations.unattended import unattended
from anbang.papers.exports import NewExport, begin_export
from anbang.papers.models import ExportKind, Purpose
from tests.exchange.lists import COLUMNS, child, person, stranger
from tests.exchange.numbers import identity_number
from tests.support.people import TODAY, office, post
from tests.web.matrix import SEATS, SIBLING, TOWN
from tests.web.planting import a_worker_is_alive, open_base, seated

Row = dict[str, str]
# Nobody else is called so, did that, or has such a number.
FAMILY_NAME, OFFENCE, REGION = "鹮", "封存之罪", "500226"
BORN = date(2007, 6, 1)
LISTED, RELEASED, AT_HOME = date(2026, 7, 1), date(2026, 7, 19), date(2026, 7, 20)
MORNINGS = (date(2026, 7, 21), date(2026, 10, 20), TODAY)
FREED = {"原判刑期": "一年六个月", "释放日期": RELEASED.isoformat()}
AT_FAULT, PUT_RIGHT = {"释放日期": "不知道"}, {"释放日期": "2027-01-19"}
# Some of the open people with whom the office of the town works.
OPEN_WORKED_ON = ("甄一", "甄丁")
# The keepers, and of each justice office the assistant who is longest in post, are named for closed files.
NAMED = {Role.SEALING_KEEPER}


@dataclass(frozen=True, slots=True)
class Staffed:
    """Who looks, who hands lists in, and who is named for the closed files of the town."""

    seats: Mapping[str, ActingStaff]
    named: ActingStaff
    keeper: ActingStaff


def staffed() -> Staffed:
    """Everybody who works there; whoever is named for closed files was there before them."""
    open_base()
    named: ActingStaff | None = None
    for town in Area.objects.using("owner").filter(kind__in=AreaKind.towns()).order_by("id"):
        longest = post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, town.name))
        named = longest if town.name == TOWN else named
    keeper = post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    seats = {
        name: seated(replace(seat, later=True, keeps_out=False))
        for name, seat in SEATS.items()
        if seat.role not in NAMED
    }
    a_worker_is_alive()
    assert named is not None
    return Staffed(seats, named, keeper)


def lines(many: int, *, closed: bool) -> list[Row | None]:
    """A list: before, between and after the children stand those who are open. Where they do not stand the line is empty, so that the lines of
    the others are the same.
    """
    there: dict[str, str] = {"户籍镇街": SIBLING, "户籍村居": "", "居住镇街": SIBLING, "居住村居": ""}
    every: list[Row | None] = []
    for number in range(many):
        told = (FREED, {}, FREED | there)[number % 3]
        every.append(person(1000 + number, 姓名=f"甄{chr(0x4E00 + number)}", **told))
        born_on = BORN + timedelta(days=number)
        its = child(
            f"{FAMILY_NAME}{chr(0x4E00 + number)}",
            身份证号=identity_number(born_on, sequence=341, region=REGION),
            出生日期=born_on.isoformat(),
            罪名=OFFENCE,
            **(FREED if number % 2 else AT_FAULT if number % 4 == 0 else {}),
        )
        every.append(its if closed else None)
    faulty = person(2001, 释放日期="不知道")
    like = {**every[0], "姓名": "甄相像"}  # type: ignore[dict-item]
    return [*every, faulty, stranger(2002), like, person(2003, 姓名="甄末尾")]


def workbook(rows: Sequence[Row | None]) -> bytes:
    """As a prison sends it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(COLUMNS))
    for number, row in enumerate(rows, start=2):
        for column, name in enumerate(COLUMNS, start=1):
            if row is not None:
                sheet.cell(number, column, row[name])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


class Listening(logging.Handler):
    """Keeps what our loggers say, however low."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """A line of the log."""
        self.said.append(f"{record.name} {record.levelname} {self.format(record)}")


@contextmanager
def listening() -> Iterator[list[str]]:
    """Everything that our loggers say in the block."""
    logger, hearing = logging.getLogger("anbang"), Listening()
    before = logger.level
    logger.setLevel(logging.DEBUG)
    logger.addHandler(hearing)
    try:
        yield hearing.said
    finally:
        logger.removeHandler(hearing)
        logger.setLevel(before)


def on(by: ActingStaff, day: date) -> ActingStaff:
    """The same member of staff at a request of that day."""
    return replace(by, today=day, request_id=uuid4())


def handed_in(crew: Staffed, rows: Sequence[Row | None]) -> Batch:
    """A list that waits for its confirmation."""
    by = on(crew.seats["bureau clerk"], LISTED)
    prison = office(OfficeKind.PRISON).pk
    batch = receive_file(workbook(rows), name="名单.xlsx", institution_id=prison, by=by, on=LISTED)
    stage_rows(batch.pk, by=by, on=LISTED)
    return batch


def taken_in(crew: Staffed, batch: Batch) -> None:
    """Confirmed by whoever handed it in."""
    by = on(crew.seats["bureau clerk"], LISTED)
    apply_batch(batch.pk, by=by, on=LISTED)
    apply_staged_rows(batch.pk, by=by, on=LISTED)


def seen_to(crew: Staffed) -> None:
    """What could not be taken in is the keeper's, who puts it right and takes it in, all but the last, of which the sender is told."""
    by = on(crew.keeper, LISTED)
    with acting(by, reading_only=True):
        left = [row.pk for row in closed_rows_left(for_staff=by)]
    for number, row in enumerate(left):
        open_closed_row(row, by=by)
        if number and row == left[-1]:
            leave_closed_row_out(row, by=by)
            continue
        correct_closed_row(row, PUT_RIGHT, by=by)
        take_in_closed_row(row, by=on(crew.keeper, LISTED), on=LISTED)


def lived(crew: Staffed) -> None:
    """The offices work with some of them, of the closed files whoever is named; then days come on which much is late."""
    for case in Case.objects.using("owner").select_related("person").order_by("person__name"):
        if case.person.name.startswith(FAMILY_NAME):
            _worked_on(case, crew.named)
    for case in Case.objects.using("owner").select_related("person").order_by("person__name"):
        if case.person.name in OPEN_WORKED_ON:
            _worked_on(case, crew.seats["second justice assistant"])
    for day in MORNINGS:
        by = unattended("test", on=day)
        come = morning(day, by=by)
        evening(day, by=by)
        sweep_after(come, by=by)


def _worked_on(case: Case, hand: ActingStaff) -> None:
    form = RegistrationForm.objects.using("owner").get(case=case)
    true = Findings(name=Finding.TRUE, identity=Finding.TRUE, address=Finding.TRUE)
    record_verification(form.pk, true, by=on(hand, LISTED), on=LISTED)
    begin_export(
        NewExport(ExportKind.NOTICE, Purpose.FOR_THE_PERSON, person_id=case.person_id, is_closed=case.person.is_closed),
        by=on(hand, LISTED),
        on=LISTED,
    )
    if Sentence.objects.using("owner").get(case=case).release_on == RELEASED:
        record_release(case.pk, released_from=ReleasedFrom.PRISON, by=on(hand, RELEASED), on=RELEASED)
        home = on(hand, AT_HOME)
        report_in(case.pk, Arrival(has_certificate=True, certificate="1"), by=home, on=AT_HOME)
        record_visit(case.pk, NewVisit("走访"), by=home, on=AT_HOME)
        record_note(case.pk, words="记录", by=home, on=AT_HOME)
