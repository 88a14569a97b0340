"""Closed rows that no confirmation takes in: the keepers of closed files put them right or tell the sender, and nobody else knows (LAW-2, INF-1)."""

from datetime import timedelta

import pytest

from anbang.audit.models import Event
from anbang.casework.person.models import Exclusion, Person, Reach, Sealing
from anbang.exchange.batch import applying, left_closed
from anbang.exchange.batch.actions import apply_batch, correct_row, undo_batch
from anbang.exchange.batch.left_closed import (
    correct_closed_row,
    leave_closed_row_out,
    open_closed_row,
    waits_for_keepers,
)
from anbang.exchange.batch.models import StagedRow
from anbang.exchange.batch.removing import last_day_of_rows_left, remove_strangers
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office, Posting
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import unattended
from anbang.web.tellings import TELLINGS
from tests.exchange.left_rows import (
    ABROAD,
    FAULTY,
    NAME,
    OWNER,
    RIGHT,
    another,
    files_of_children,
    let_the_hour_come,
    seen,
    with_a_fault,
)
from tests.exchange.lists import applied, child, confirm, now, person, rows_of, staged
from tests.support.people import TODAY, office, post


@pytest.fixture
def keeper(clerk: ActingStaff, assistant: ActingStaff) -> ActingStaff:
    """Whoever keeps closed files at the bureau."""
    return post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))


@pytest.fixture
def other(clerk: ActingStaff) -> ActingStaff:
    """Another clerk of the bureau."""
    return post(Role.BUREAU_CLERK, Office.objects.get(pk=clerk.office_id))


# Put right by a keeper


@pytest.mark.parametrize("different", [FAULTY, ABROAD], ids=["at fault", "of another county"])
def test_a_child_that_nobody_could_take_in_waits_for_the_keepers(clerk, keeper, different):
    _batch, row = with_a_fault(clerk, **{**RIGHT, **different})
    assert seen(keeper) == [row.pk]
    assert seen(clerk) == []


def test_put_right_it_becomes_a_closed_file_within_the_hour(clerk, keeper, assistant):
    batch, row = with_a_fault(clerk)
    assert open_closed_row(row.pk, by=keeper).content.sent["姓名"] == NAME
    assert not waits_for_keepers(correct_closed_row(row.pk, RIGHT, by=keeper))
    assert (seen(keeper), files_of_children()) == ([], [])
    assert let_the_hour_come() == 1
    assert files_of_children() == [(NAME, Sealing.PROPOSED)]
    assert let_the_hour_come() == 0, "and once is enough"
    named = set(Reach.objects.using(OWNER).filter(person__name=NAME).values_list("staff", "why"))
    assert named == {(one.staff_id, "named_for_closed_file") for one in (keeper, assistant)} | {
        (one, "named_for_closed_file") for one in _keepers()
    }
    assert now(batch).status == "applied"


def _keepers() -> set[int]:
    return set(Posting.objects.using(OWNER).filter(role=Role.SEALING_KEEPER).values_list("staff", flat=True))


def test_control_without_the_hour_the_child_is_in_no_file(clerk, keeper, monkeypatch):
    _batch, row = with_a_fault(clerk)
    correct_closed_row(row.pk, RIGHT, by=keeper)
    monkeypatch.setattr(left_closed, "take_in_what_is_closed", lambda *_args, **_told: None)
    let_the_hour_come()
    assert files_of_children() == []


def test_put_right_before_the_list_is_confirmed_it_is_taken_in_with_it(clerk, keeper):
    batch = staged([person(1), child(**FAULTY)], by=clerk)
    assert seen(keeper) == [rows_of(batch)[1].pk]
    correct_closed_row(rows_of(batch)[1].pk, RIGHT, by=keeper)
    assert let_the_hour_come() == 0, "nobody confirmed the list yet"
    confirm(batch, by=clerk)
    assert files_of_children() == [(NAME, Sealing.PROPOSED)]


def test_put_right_to_be_no_child_it_stands_open_in_its_list(clerk, keeper):
    batch, row = with_a_fault(clerk)
    assert not correct_closed_row(
        row.pk, {**RIGHT, "作案日期": "2025-07-01", "收押日期": "2025-08-01"}, by=keeper
    ).closed
    assert (rows_of(batch)[1].closed, let_the_hour_come()) == (False, 0)
    confirm(batch, by=another(clerk))
    assert files_of_children() == [(NAME, Sealing.OPEN)]


def test_still_wrong_it_waits_on(clerk, keeper):
    _batch, row = with_a_fault(clerk)
    assert waits_for_keepers(correct_closed_row(row.pk, {"释放日期": "年底"}, by=keeper))
    assert (seen(keeper), let_the_hour_come(), files_of_children()) == ([row.pk], 0, [])


def test_told_to_the_sender_it_waits_for_nobody(clerk, keeper):
    _batch, row = with_a_fault(clerk, **{**RIGHT, **ABROAD})
    leave_closed_row_out(row.pk, by=keeper)
    assert (seen(keeper), let_the_hour_come(), files_of_children()) == ([], 0, [])
    with pytest.raises(StagedRow.DoesNotExist):
        correct_closed_row(row.pk, RIGHT, by=keeper)


def test_while_a_job_works_on_the_list_nobody_waits_at_a_browser(clerk, keeper, server, database):
    batch, row = with_a_fault(clerk)
    with server.as_superuser(database) as job, job.transaction():
        job.execute("select 1 from exchange_batch where id = %s for update", [batch.pk])
        for step in (
            lambda: correct_closed_row(row.pk, RIGHT, by=keeper),
            lambda: leave_closed_row_out(row.pk, by=keeper),
        ):
            with pytest.raises(StepRefused, match="稍候再试"):
                step()
    assert not waits_for_keepers(correct_closed_row(row.pk, RIGHT, by=keeper))


def test_of_an_undone_list_nothing_waits_and_nothing_is_taken_in(clerk, keeper):
    batch, row = with_a_fault(clerk)
    correct_closed_row(row.pk, RIGHT, by=keeper)
    undo_batch(batch.pk, by=another(clerk), on=TODAY)
    assert (seen(keeper), let_the_hour_come(), files_of_children()) == ([], 0, [])


def test_what_was_taken_in_later_stays_when_the_list_is_undone_and_those_named_read_so(clerk, keeper):
    batch, row = with_a_fault(clerk)
    correct_closed_row(row.pk, RIGHT, by=keeper)
    let_the_hour_come()
    undo_batch(batch.pk, by=another(clerk), on=TODAY)
    assert files_of_children() == [(NAME, Sealing.PROPOSED)]
    assert Event.objects.using(OWNER).filter(action="list_undone_around_file").count() == 1


def test_it_goes_on_the_day_that_the_keeper_was_told(clerk, keeper):
    batch, row = with_a_fault(clerk)
    last = last_day_of_rows_left(now(batch), on=TODAY)
    remove_strangers(by=unattended("remove", on=last), on=last)
    assert seen(keeper) == [row.pk]
    after = last + timedelta(days=1)
    remove_strangers(by=unattended("remove", on=after), on=after)
    assert seen(keeper) == []
    told = [event.data for event in Event.objects.using(OWNER).filter(action="list_rows_removed")]
    assert told == [{"batch": batch.pk}], "and what is on record of it counts no closed row"


def open_rows_of_a_list_whose_child_is_seen_to(
    clerk: ActingStaff, keeper: ActingStaff
) -> tuple[list[bytes], list[bytes]]:
    """What they say before and after, one of them like another of its list that is in the register by then."""
    rows = [person(1), {**person(1), "姓名": "王相像"}, child(**FAULTY)]
    batch = applied(rows, by=clerk)

    def told() -> list[bytes]:
        return [bytes(row.sealed) for row in rows_of(batch) if not row.closed]

    before = told()
    correct_closed_row(rows_of(batch)[2].pk, RIGHT, by=keeper)
    let_the_hour_come()
    return before, told()


def test_nothing_that_stands_open_is_another_after_it(clerk, keeper):
    before, after = open_rows_of_a_list_whose_child_is_seen_to(clerk, keeper)
    assert (before == after, files_of_children()) == (True, [(NAME, Sealing.PROPOSED)])


def test_control_judged_again_with_all_the_list_tells_that_something_was_done(clerk, keeper, monkeypatch):
    for module in (left_closed, applying):
        again = module.judge_again
        monkeypatch.setattr(
            module,
            "judge_again",
            lambda batch, *, again=again, **told: again(batch, **{**told, "for_closed_rows": False}),
        )
    before, after = open_rows_of_a_list_whose_child_is_seen_to(clerk, keeper)
    assert before != after


# Closed after the list was taken in


def test_a_row_that_a_correction_closes_after_its_list_was_taken_in_is_taken_in(clerk, other, keeper):
    grown_up = child(作案日期="2025-07-01", 收押日期="2025-08-01", **FAULTY)
    batch = applied([grown_up, person(1)], by=clerk)
    corrected = correct_row(rows_of(batch)[0].pk, {"作案日期": "2024-06-29", **RIGHT}, by=another(clerk))
    assert corrected.closed
    for by in (clerk, other):
        with pytest.raises(StepRefused, match="没有可登记"):
            apply_batch(batch.pk, by=another(by), on=TODAY)
    let_the_hour_come()
    assert files_of_children() == [(NAME, Sealing.PROPOSED)]


def test_a_district_without_a_keeper_loses_nobody_they_wait(clerk, assistant, monkeypatch):
    grown_up = child(作案日期="2025-07-01", 收押日期="2025-08-01", **FAULTY)
    batch = applied([grown_up, person(1)], by=clerk)
    correct_row(rows_of(batch)[0].pk, {"作案日期": "2024-06-29", **RIGHT}, by=another(clerk))
    with monkeypatch.context() as without:
        without.setattr(left_closed.Desks, "keepers", ())
        assert (let_the_hour_come(), files_of_children()) == (0, [])
    let_the_hour_come()
    assert files_of_children() == [(NAME, Sealing.PROPOSED)]


def test_a_row_that_breaks_is_tried_again_and_the_list_says_nothing_of_it(clerk, keeper, monkeypatch):
    with monkeypatch.context() as broken:
        take_in = applying.take_in

        def breaks(intakes, *, by, on):
            if any(intake.sealing_proposed for intake in intakes):
                raise RuntimeError
            return take_in(intakes, by=by, on=on)

        broken.setattr(applying, "take_in", breaks)
        batch = applied([person(1), child()], by=clerk)
        assert (batch.status, batch.failure) == ("applied", None)
        assert (let_the_hour_come(), files_of_children()) == (1, [])
    let_the_hour_come()
    assert files_of_children() == [(NAME, Sealing.PROPOSED)]


def test_a_list_of_which_only_closed_rows_broke_names_no_line(clerk, keeper, monkeypatch):
    def breaks(intakes, *, by, on):
        raise RuntimeError

    monkeypatch.setattr(applying, "take_in", breaks)
    batch = applied([child()], by=clerk)
    assert (batch.status, batch.failure) == ("staged", {"code": "taking_in_broke_off", "about": {}})


# Whom it waits for


def test_nobody_else_opens_puts_right_or_leaves_it_out(clerk, other, assistant, keeper):
    _batch, row = with_a_fault(clerk)
    for by in (clerk, other, assistant):
        for step in (
            lambda by=by: open_closed_row(row.pk, by=by),
            lambda by=by: correct_closed_row(row.pk, RIGHT, by=by),
            lambda by=by: leave_closed_row_out(row.pk, by=by),
        ):
            with pytest.raises(StagedRow.DoesNotExist):
                step()


def test_a_keeper_opens_no_row_that_is_ready_or_open(clerk, keeper):
    batch = staged([person(1), child(), person(2, **FAULTY)], by=clerk)
    for row in rows_of(batch):
        with pytest.raises(StagedRow.DoesNotExist):
            open_closed_row(row.pk, by=keeper)


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
    assert by_row_security(keeper) == [row.pk]


def test_row_security_alone_keeps_out_whoever_must(clerk, keeper):
    row = known_child_at_fault(clerk)
    assert by_row_security(keeper) == [row.pk]
    keep_out(keeper)
    assert by_row_security(keeper) == []


def test_control_without_row_security_another_clerk_would_read_it_by_plain_sql(clerk, other, keeper, server, database):
    _batch, row = with_a_fault(clerk)
    with server.as_superuser(database) as connection:
        connection.execute("alter table exchange_stagedrow disable row level security")
    assert row.pk in by_row_security(other)


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
    assert open_closed_row(row.pk, by=assistant).content.sent["姓名"] == NAME


def test_row_security_alone_shows_others_none(clerk, other, assistant, keeper):
    _batch, row = with_a_fault(clerk)
    for by in (other, assistant):
        assert row.pk not in by_row_security(by)


def test_what_a_keeper_does_with_it_is_on_record_and_read_by_no_clerk(clerk, other, keeper):
    _batch, row = with_a_fault(clerk)
    open_closed_row(row.pk, by=keeper)
    correct_closed_row(row.pk, {"释放日期": "年底"}, by=keeper)
    leave_closed_row_out(row.pk, by=keeper)
    actions = ["closed_row_opened", "closed_row_corrected", "closed_row_sent_back"]
    told = Event.objects.using(OWNER).filter(action__in=actions).order_by("id")
    assert [(event.action, event.staff_id) for event in told] == [(action, keeper.staff_id) for action in actions]
    assert set(actions) <= set(TELLINGS)
    for by in (clerk, other):
        with acting(by, reading_only=True):
            assert not Event.objects.using(by.alias).filter(action__startswith="closed_row_").exists()
            assert Event.objects.using(by.alias).filter(action="list_received").exists(), "control"
