"""A child on a list whose row nobody can take in, and whom it waits for."""

from dataclasses import replace
from uuid import uuid4

from anbang.casework.person.models import Person
from anbang.exchange.batch.left_closed import closed_rows_left, correct_closed_row, take_in_closed_row
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.organisations.acting import ActingStaff, acting
from tests.exchange.lists import applied, child, person, rows_of
from tests.support.people import TODAY

OWNER = "owner"
NAME = child()["姓名"]
ABROAD = {"户籍镇街": "四川省隆昌市", "户籍村居": "界市镇", "居住镇街": "四川省隆昌市", "居住村居": "界市镇"}
FAULTY = {"释放日期": "不知道"}
RIGHT = {"释放日期": "2027-01-19"}


def another(by: ActingStaff) -> ActingStaff:
    return replace(by, request_id=uuid4())


def with_a_fault(clerk: ActingStaff, **different: str) -> tuple[Batch, StagedRow]:
    """A list that was taken in but for its child, and the child's row."""
    batch = applied([person(1), child(**{**FAULTY, **different})], by=clerk)
    (row,) = (one for one in rows_of(batch) if one.closed)
    return batch, row


def seen(by: ActingStaff) -> list[int]:
    with acting(by, reading_only=True):
        return [row.pk for row in closed_rows_left(for_staff=by)]


def files_of_children() -> list[tuple[str, str]]:
    return list(Person.objects.using(OWNER).filter(name=NAME).values_list("name", "sealing"))


def put_right_and_taken_in(row: StagedRow, keeper: ActingStaff, **cells: str) -> StagedRow:
    """A keeper puts it right and takes it in."""
    correct_closed_row(row.pk, {**RIGHT, **cells}, by=keeper)
    return take_in_closed_row(row.pk, by=keeper, on=TODAY)
