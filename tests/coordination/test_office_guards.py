"""What an office recorded changes only as a correction beside it says; in nothing else, and never back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connections

from anbang.casework.act.models import Mending
from anbang.coordination.office.actions import record_office_act
from anbang.coordination.office.models import OfficeAct, OfficeActKind, OfficeCorrection
from anbang.coordination.office.repairing import withdraw_office_act
from tests.casework.breaking import change, take_away, undone
from tests.support.crew import TODAY, District, days

OWNER, GUARD = "owner", "office_act_is_put_right_with_a_reason"
YESTERDAY = TODAY - days(1)


@pytest.fixture
def act(district: District) -> OfficeAct:
    by = district.assistant()
    return record_office_act(OfficeActKind.LIAISON, by.office_id, by=by, on=YESTERDAY, words="对接名单")


def kept(act: OfficeAct, how: str, day_before: date | None = None) -> None:
    """A correction of this transaction."""
    OfficeCorrection.objects.using(OWNER).create(
        act=act, how=how, day_before=day_before, why="记错", corrected_on=TODAY, corrected_by_id=act.recorded_by_id
    )


def written(how: str | None, day_before: date | None = None, **values: Any) -> Callable[[OfficeAct], None]:
    """A correction, if there is one, and then the change."""

    def write(act: OfficeAct) -> None:
        if how:
            kept(act, how, day_before)
        change(act, **values)

    return write


# What no correction allows, or not the one beside it.
SILENT: dict[str, Callable[[OfficeAct], None]] = {
    "a day without a correction": written(None, on=TODAY),
    "a day with that of another day": written(Mending.DAY, TODAY - days(9), on=TODAY),
    "a day with a withdrawing": written(Mending.WITHDRAWN, on=TODAY),
    "words without a correction": written(None, words=""),
    "words put in the place of others": written(Mending.REDACTED, words="另写"),
    "withdrawn without a correction": written(None, withdrawn_on=TODAY),
    "another kind": written(Mending.DAY, YESTERDAY, kind="lesson"),
    "another day of recording": written(Mending.DAY, YESTERDAY, recorded_on=TODAY + days(1)),
}


def refused(write: Callable[[OfficeAct], None], act: OfficeAct) -> None:
    with pytest.raises(IntegrityError, match="changes with a correction beside it"), undone():
        write(act)


@pytest.mark.parametrize("which", sorted(SILENT))
def test_nothing_changes_silently(act, which):
    refused(SILENT[which], act)


@pytest.mark.parametrize("which", sorted(SILENT))
def test_control_without_the_guard_it_would(act, which):
    with undone():
        take_away(GUARD)
        SILENT[which](act)


def test_what_was_withdrawn_does_not_come_back(district, act):
    withdraw_office_act(act.pk, why="误录", by=district.assistant())
    refused(written(None, withdrawn_on=None), act)
    with undone():
        take_away(GUARD)
        change(act, withdrawn_on=None)


def test_a_correction_of_an_earlier_transaction_opens_nothing(act):
    kept(act, Mending.DAY, YESTERDAY)
    refused(written(None, on=TODAY), act)


CHANGES = ("update coordination_{} set why = 'x'", "delete from coordination_{}")


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize("table", ["officecorrection", "keyperiodcorrection"])
@pytest.mark.parametrize("role", ["default", "overseer"])
def test_no_role_changes_or_deletes_a_correction(district, role, table, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), connections[role].cursor() as cursor:
        cursor.execute(statement.format(table))


def test_control_reading_them_is_permitted(district):
    for role in ("default", "overseer"):
        with connections[role].cursor() as cursor:
            cursor.execute("select count(*) from coordination_officecorrection")


def test_no_office_of_a_town_writes_how_a_key_period_was_put_right(district):
    insert = "insert into coordination_keyperiodcorrection (why) values ('x')"
    with pytest.raises(ProgrammingError, match="permission denied"), connections["default"].cursor() as cursor:
        cursor.execute(insert)
    with pytest.raises(IntegrityError), connections["overseer"].cursor() as cursor:
        cursor.execute(insert)
