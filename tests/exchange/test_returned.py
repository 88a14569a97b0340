"""Not ours → returned and counted, by the institution that sent them: rows of lists and cases alike, each person once (INF-1)."""

from datetime import date

import pytest

from anbang.casework.custody.changes import return_as_not_ours
from anbang.casework.custody.single import record_admission
from anbang.casework.handover.filing import Somebody, file_somebody
from anbang.casework.person.models import Person
from anbang.exchange.batch.actions import apply_batch, receive_file, undo_batch
from anbang.exchange.batch.returned import returned_by_sender
from anbang.exchange.batch.staging import stage_rows
from anbang.exchange.batch.status import BatchStatus
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.exchange.lists import applied, confirm, csv_of, now, person, staged, stranger
from tests.support.crew import District
from tests.support.people import TODAY, office

NEW_YEAR = date(2026, 1, 1)
LAST_YEAR = date(2025, 12, 30)


def counted(by: ActingStaff, since: date = NEW_YEAR) -> dict[str, int]:
    with acting(by, reading_only=True):
        return returned_by_sender(since=since)


def prison() -> str:
    return office(OfficeKind.PRISON).name


def returned(told: dict[str, str], *, by: ActingStaff) -> None:
    """Somebody of whom a case was opened and who turned out to be another county's."""
    number, born_on = told["身份证号"], date.fromisoformat(told["出生日期"])
    town = District().place()
    case = file_somebody(Somebody(told["姓名"], "", born_on, number, town), by=by, on=TODAY)
    record_admission(case.pk, office(OfficeKind.DETENTION_CENTRE).pk, by=by, on=TODAY)
    return_as_not_ours(case.pk, belongs_to="隆昌", words="户口已迁", by=by, on=TODAY)


def test_rows_of_a_list_that_went_back_are_counted_with_who_sent_them(clerk):
    assert counted(clerk) == {}, "the control: nobody was sent"
    staged([person(1), stranger(2)], by=clerk)
    assert counted(clerk) == {}, "a list that is not taken in returns nobody yet"
    applied([person(1), stranger(2), stranger(3)], by=clerk)
    assert counted(clerk) == {prison(): 2}


def test_a_list_of_people_of_another_county_alone_goes_back_whole_and_once(clerk):
    batch = staged([stranger(2), stranger(3)], by=clerk)
    confirm(batch, by=clerk)
    assert now(batch).status == BatchStatus.APPLIED
    assert counted(clerk) == {prison(): 2}
    assert Person.objects.using("owner").count() == 0
    with pytest.raises(StepRefused, match="没有可登记的行"):
        apply_batch(batch.pk, by=clerk, on=TODAY)
    undo_batch(batch.pk, by=clerk, on=TODAY)
    assert counted(clerk) == {}


def test_a_list_of_faulty_rows_alone_is_not_confirmed(clerk):
    batch = staged([person(1, 释放日期="2027-02-31")], by=clerk)
    with pytest.raises(StepRefused, match="没有可登记的行"):
        apply_batch(batch.pk, by=clerk, on=TODAY)


def test_whoever_stands_in_two_lists_or_was_sent_by_two_institutions_is_counted_once(clerk):
    applied([person(1), stranger(2)], by=clerk)
    applied([person(6), stranger(2), stranger(3)], by=clerk)
    other = office(OfficeKind.DETENTION_CENTRE).pk
    batch = receive_file(
        csv_of([person(8), stranger(3), stranger(4)]), name="二.csv", institution_id=other, by=clerk, on=TODAY
    )
    stage_rows(batch.pk, by=clerk, on=TODAY)
    confirm(batch, by=clerk)
    assert counted(clerk) == {prison(): 2, office(OfficeKind.DETENTION_CENTRE).name: 1}


def test_a_case_that_was_returned_is_counted_beside_them_and_the_same_person_once(clerk):
    returned(person(7), by=clerk)
    returned(person(2), by=clerk)
    applied([person(6), stranger(2), stranger(3)], by=clerk)
    assert sum(counted(clerk).values()) == 3


def test_what_was_sent_last_year_or_undone_is_not_counted(clerk):
    applied([person(1), stranger(2)], by=clerk, on=LAST_YEAR)
    undone = applied([person(5), stranger(3)], by=clerk)
    undo_batch(now(undone).pk, by=clerk, on=TODAY)
    assert counted(clerk) == {}
    assert counted(clerk, since=LAST_YEAR) == {prison(): 1}


def test_a_justice_office_reads_of_no_list(clerk, assistant):
    applied([person(1), stranger(2)], by=clerk)
    assert counted(assistant) == {}
