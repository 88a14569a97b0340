"""Whom closed rows wait for that no confirmation took in: the keepers of closed files, and nobody else learns of it (LAW-2)."""

import pytest
from django.db import IntegrityError

from anbang.audit.models import Event
from anbang.casework.person.models import Exclusion, Person
from anbang.exchange.batch import left_closed
from anbang.exchange.batch.left_closed import (
    correct_closed_row,
    leave_closed_row_out,
    open_closed_row,
    take_in_closed_row,
)
from anbang.exchange.batch.models import StagedRow
from anbang.exchange.batch.removing import remove_strangers
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.models import Office, Posting, Staff
from anbang.organisations.queries import sign_in
from anbang.organisations.unattended import unattended
from anbang.web.tellings import TELLINGS
from tests.exchange.left_rows import FAULTY, NAME, OWNER, RIGHT, another, seen, with_a_fault
from tests.exchange.lists import CHILDS_BIRTH, applied, child, person, rows_of, staged
from tests.exchange.numbers import identity_number
from tests.support.people import FIRST_DAY, TODAY


def test_nobody_else_opens_puts_right_takes_in_or_leaves_it_out(clerk, other, assistant, keeper):
    _batch, row = with_a_fault(clerk)
    for by in (clerk, other, assistant):
        for step in (
            lambda by=by: open_closed_row(row.pk, by=by),
            lambda by=by: correct_closed_row(row.pk, RIGHT, by=by),
            lambda by=by: take_in_closed_row(row.pk, by=by, on=TODAY),
            lambda by=by: leave_closed_row_out(row.pk, by=by),
        ):
            with pytest.raises(StagedRow.DoesNotExist):
                step()


def test_control_without_the_question_who_keeps_closed_files_whoever_asks_would_open_it(
    clerk, assistant, keeper, monkeypatch, server, database
):
    _batch, row = with_a_fault(clerk)
    with server.as_superuser(database) as connection:
        connection.execute("alter table exchange_stagedrow disable row level security")
        connection.execute("alter table exchange_batch disable row level security")
    with pytest.raises(StagedRow.DoesNotExist):
        open_closed_row(row.pk, by=assistant)
    monkeypatch.setattr(left_closed, "is_keeper", lambda _by: True)
    assert open_closed_row(row.pk, by=assistant).readable.content.sent["姓名"] == NAME


def test_a_keeper_opens_no_row_that_is_ready_or_open(clerk, keeper):
    batch = staged([person(1), child(), person(2, **FAULTY)], by=clerk)
    for row in rows_of(batch):
        with pytest.raises(StagedRow.DoesNotExist):
            open_closed_row(row.pk, by=keeper)


def test_whoever_is_clerk_and_keeper_too_sees_to_it_like_any_keeper(clerk, keeper):
    staff = Staff.objects.using(OWNER).get(pk=keeper.staff_id)
    bureau = Office.objects.using(OWNER).get(pk=keeper.office_id)
    Posting.objects.using(OWNER).create(staff=staff, office=bureau, role=Role.BUREAU_CLERK, from_on=FIRST_DAY)
    both = sign_in(staff, on=TODAY)
    assert both.roles == {Role.SEALING_KEEPER, Role.BUREAU_CLERK}
    _batch, row = with_a_fault(clerk)
    assert seen(both) == [row.pk]
    correct_closed_row(row.pk, RIGHT, by=both)
    assert take_in_closed_row(row.pk, by=both, on=TODAY).case_id is not None


def known_child_at_fault(clerk: ActingStaff) -> StagedRow:
    """A second list about a child who has a file, at fault."""
    applied([child()], by=clerk)
    batch = staged([child(**FAULTY), person(1)], by=another(clerk))
    row = rows_of(batch)[0]
    StagedRow.objects.using(OWNER).filter(pk=row.pk).update(people=[Person.objects.using(OWNER).get(name=NAME).pk])
    return row


def keep_out(keeper: ActingStaff) -> None:
    told = {"why": "kin", "told_by_id": keeper.staff_id, "from_on": TODAY}
    Exclusion.objects.using(OWNER).create(
        person_id=Person.objects.using(OWNER).get(name=NAME).pk, staff_id=keeper.staff_id, **told
    )


def test_a_keeper_who_keeps_out_of_the_file_reads_no_row_about_it(clerk, keeper):
    row = known_child_at_fault(clerk)
    assert seen(keeper) == [row.pk]
    keep_out(keeper)
    assert seen(keeper) == []


def by_row_security(by: ActingStaff) -> list[int]:
    """Every row of a list that somebody reads by plain SQL."""
    with acting(by, reading_only=True):
        return list(StagedRow.objects.using(by.alias).values_list("pk", flat=True))


def test_row_security_alone_shows_a_keeper_these_rows_and_no_others(clerk, keeper):
    _batch, row = with_a_fault(clerk)
    staged([person(3), child("周小二")], by=another(clerk))
    applied([person(1), child()], by=another(clerk))
    assert by_row_security(keeper) == [row.pk]


def test_row_security_alone_keeps_out_whoever_must(clerk, keeper):
    row = known_child_at_fault(clerk)
    assert row.pk in by_row_security(keeper)
    keep_out(keeper)
    assert row.pk not in by_row_security(keeper)


def test_row_security_alone_shows_others_none(clerk, other, assistant, keeper):
    _batch, row = with_a_fault(clerk)
    for by in (other, assistant):
        assert row.pk not in by_row_security(by)


def test_control_without_row_security_another_clerk_would_read_it_by_plain_sql(clerk, other, keeper, server, database):
    _batch, row = with_a_fault(clerk)
    with server.as_superuser(database) as connection:
        connection.execute("alter table exchange_stagedrow disable row level security")
    assert row.pk in by_row_security(other)


def test_what_a_keeper_does_with_it_is_on_record_and_read_by_no_clerk(clerk, other, keeper):
    _batch, row = with_a_fault(clerk)
    number = identity_number(CHILDS_BIRTH, sequence=345)
    sent_back = rows_of(applied([person(5), child("周小二", 身份证号=number, **FAULTY)], by=another(clerk)))[1]
    open_closed_row(row.pk, by=keeper)
    correct_closed_row(row.pk, RIGHT, by=keeper)
    take_in_closed_row(row.pk, by=keeper, on=TODAY)
    leave_closed_row_out(sent_back.pk, by=keeper)
    actions = [f"closed_row_{what}" for what in ("opened", "corrected", "taken_in", "sent_back")]
    told = Event.objects.using(OWNER).filter(action__in=actions).order_by("id")
    assert [(event.action, event.staff_id) for event in told] == [(action, keeper.staff_id) for action in actions]
    assert told[1].data["columns"] == ["释放日期"]
    assert set(actions) <= set(TELLINGS)
    for by in (clerk, other):
        with acting(by, reading_only=True):
            assert not Event.objects.using(by.alias).filter(action__startswith="closed_row_").exists()
            assert Event.objects.using(by.alias).filter(action="list_received").exists(), "control"


def test_that_a_closed_row_went_is_on_record_nowhere(clerk, keeper):
    _batch, row = with_a_fault(clerk)
    leave_closed_row_out(row.pk, by=keeper)
    late = TODAY.replace(year=TODAY.year + 1)
    assert remove_strangers(by=unattended("remove", on=late), on=late) == 1
    assert not Event.objects.using(OWNER).filter(action="list_rows_removed").exists()


@pytest.mark.parametrize(
    ("outcome", "closed", "decision"),
    [
        ("refused", False, "sent_back"),
        ("doubtful", False, "sent_back"),
        ("new", True, "take_in"),
        ("new", True, "leave_out"),
    ],
)
def test_the_database_keeps_each_decision_where_it_belongs(clerk, keeper, outcome, closed, decision):
    batch = applied([person(1)], by=clerk)
    told = {"outcome": outcome, "closed": closed, "decision": decision, "sealed": b"x", "row": 99}
    with pytest.raises(IntegrityError, match="staged_row_is_decided_as_its_outcome_asks"):
        StagedRow.objects.using(OWNER).create(batch_id=batch.pk, **told)


def test_control_what_belongs_there_gets_in(clerk, keeper):
    batch = applied([person(1)], by=clerk)
    for number, (outcome, decision) in enumerate(
        [("refused", "sent_back"), ("new", "sent_back"), ("doubtful", "take_in")]
    ):
        told = {"outcome": outcome, "closed": True, "decision": decision, "sealed": b"x", "row": 99 + number}
        StagedRow.objects.using(OWNER).create(batch_id=batch.pk, **told)
