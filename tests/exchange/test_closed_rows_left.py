"""Closed rows that the confirmation of their list does not take in: the keepers of closed files put them right, take them in or tell the sender (LAW-2, INF-1)."""

from datetime import date, timedelta

import pytest
from django.db.models import Q

from anbang.audit.models import Event
from anbang.casework.custody.models import Sentence
from anbang.casework.person.models import Person, Reach, Sealing
from anbang.coordination.morning.actions import closed_list_waits, morning
from anbang.exchange.batch import applying, left_closed
from anbang.exchange.batch.actions import apply_batch, correct_row, undo_batch
from anbang.exchange.batch.left_closed import (
    correct_closed_row,
    leave_closed_row_out,
    open_closed_row,
    take_in_closed_row,
)
from anbang.exchange.batch.models import StagedRow
from anbang.exchange.batch.removing import remove_strangers
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import unattended
from tests.exchange.left_rows import (
    ABROAD,
    FAULTY,
    NAME,
    OWNER,
    RIGHT,
    another,
    files_of_children,
    put_right_and_taken_in,
    seen,
    with_a_fault,
)
from tests.exchange.lists import CHILDS_BIRTH, applied, child, confirm, now, outcomes, person, rows_of, staged
from tests.exchange.numbers import identity_number
from tests.support.people import TODAY, office, post

GROWN_UP = {"作案日期": "2025-07-01", "收押日期": "2025-08-01"}


def release_told() -> str:
    """The release day of the child's newest sentence."""
    return Sentence.objects.using(OWNER).filter(case__person__name=NAME).latest("id").release_on.isoformat()


# Put right


@pytest.mark.parametrize("different", [FAULTY, ABROAD], ids=["at fault", "of another county"])
def test_a_child_that_nobody_could_take_in_waits_for_the_keepers(clerk, keeper, different):
    _batch, row = with_a_fault(clerk, **{**RIGHT, **different})
    assert seen(keeper) == [row.pk]
    assert seen(clerk) == []


def test_put_right_and_taken_in_it_is_a_closed_file(clerk, keeper, assistant):
    batch, row = with_a_fault(clerk)
    assert open_closed_row(row.pk, by=keeper).readable.content.sent["姓名"] == NAME
    taken = put_right_and_taken_in(row, keeper)
    assert (taken.case_id is not None, seen(keeper), now(batch).status) == (True, [], "applied")
    assert files_of_children() == [(NAME, Sealing.PROPOSED)]
    keepers = Posting.objects.using(OWNER).filter(role=Role.SEALING_KEEPER).values_list("staff", flat=True)
    reach = Reach.objects.using(OWNER).filter(person__name=NAME).values_list("staff", "why")
    assert set(reach) == {(one, "named_for_closed_file") for one in (*keepers, assistant.staff_id)}


def test_control_were_it_nobodys_the_child_would_be_in_no_file_and_nobody_would_know(clerk, keeper, monkeypatch):
    batch, _row = with_a_fault(clerk)
    monkeypatch.setattr(left_closed, "LEFT", Q(pk__in=[]))
    assert seen(keeper) == []
    with pytest.raises(StepRefused, match="没有可登记"):
        apply_batch(batch.pk, by=another(clerk), on=TODAY)
    assert files_of_children() == []


def test_put_right_before_the_list_is_confirmed_it_is_taken_in_with_it(clerk, keeper):
    batch = staged([person(1), child(**FAULTY)], by=clerk)
    assert seen(keeper) == [rows_of(batch)[1].pk]
    correct_closed_row(rows_of(batch)[1].pk, RIGHT, by=keeper)
    assert seen(keeper) == [], "it goes with its list"
    confirm(batch, by=clerk)
    assert files_of_children() == [(NAME, Sealing.PROPOSED)]


def test_put_right_to_be_no_child_it_stands_open_in_its_list(clerk, keeper):
    batch, row = with_a_fault(clerk)
    assert not correct_closed_row(row.pk, {**RIGHT, **GROWN_UP}, by=keeper).closed
    confirm(batch, by=another(clerk))
    assert files_of_children() == [(NAME, Sealing.OPEN)]


def test_still_wrong_it_waits_on_and_is_not_taken_in(clerk, keeper):
    _batch, row = with_a_fault(clerk)
    assert put_right_and_taken_in(row, keeper, 释放日期="年底").case_id is None
    assert (seen(keeper), files_of_children()) == ([row.pk], [])


@pytest.mark.parametrize("different", [FAULTY, ABROAD], ids=["at fault", "of another county"])
def test_told_to_the_sender_it_waits_for_nobody(clerk, keeper, different):
    batch, row = with_a_fault(clerk, **{**RIGHT, **different})
    leave_closed_row_out(row.pk, by=keeper)
    for step in (correct_closed_row, take_in_closed_row):
        with pytest.raises(StagedRow.DoesNotExist):
            step(row.pk, **({"values": RIGHT} if step is correct_closed_row else {"on": TODAY}), by=keeper)
    applied([child()], by=another(clerk))
    staged([person(4)], by=another(clerk))
    assert (seen(keeper), rows_of(batch)[1].decision) == ([], "sent_back"), "judged again it stays seen to"


def test_while_a_job_works_on_the_list_nobody_waits_at_a_browser(clerk, keeper, server, database):
    batch, row = with_a_fault(clerk)
    steps = (
        lambda: correct_closed_row(row.pk, RIGHT, by=keeper),
        lambda: take_in_closed_row(row.pk, by=keeper, on=TODAY),
        lambda: leave_closed_row_out(row.pk, by=keeper),
    )
    with server.as_superuser(database) as job, job.transaction():
        job.execute("select 1 from exchange_batch where id = %s for update", [batch.pk])
        for step in steps:
            with pytest.raises(StepRefused, match="稍候再试"):
                step()
    put_right_and_taken_in(row, keeper)


def test_between_a_confirmation_and_its_job_a_keeper_is_told_to_wait(clerk, keeper):
    batch = staged([person(1), child(**FAULTY)], by=clerk)
    apply_batch(batch.pk, by=another(clerk), on=TODAY)
    with pytest.raises(StepRefused, match="稍候再试"):
        correct_closed_row(rows_of(batch)[1].pk, RIGHT, by=keeper)


def test_of_an_undone_list_nothing_waits(clerk, keeper):
    batch, _row = with_a_fault(clerk)
    undo_batch(batch.pk, by=another(clerk), on=TODAY)
    assert seen(keeper) == []


def test_a_file_that_a_keeper_made_stays_when_the_list_is_undone(clerk, keeper):
    batch, row = with_a_fault(clerk)
    put_right_and_taken_in(row, keeper)
    undo_batch(batch.pk, by=another(clerk), on=TODAY)
    assert files_of_children() == [(NAME, Sealing.PROPOSED)]


def test_it_does_not_go_with_the_days_before_a_keeper_has_seen_to_it(clerk, keeper):
    _batch, row = with_a_fault(clerk)
    late = TODAY + timedelta(days=400)
    remove_strangers(by=unattended("remove", on=late), on=late)
    assert seen(keeper) == [row.pk]
    leave_closed_row_out(row.pk, by=keeper)
    remove_strangers(by=unattended("remove", on=late), on=late)
    assert not StagedRow.objects.using(OWNER).filter(pk=row.pk).exists()


def told_to_the_district(day: date) -> bool:
    """Whether, once the morning has come, the district reads that something about closed files waits too long."""
    by = unattended("morning", on=day)
    morning(day, by=by)
    with acting(by, reading_only=True):
        return closed_list_waits(day)


def test_what_nobody_sees_to_the_district_is_told_of_by_one_sentence(clerk, keeper):
    with_a_fault(clerk)
    late = TODAY + timedelta(days=30)
    for day, waits in ((TODAY, False), (late, True)):
        assert told_to_the_district(day) is waits


def test_control_seen_to_it_is_not_told(clerk, keeper):
    _batch, row = with_a_fault(clerk)
    leave_closed_row_out(row.pk, by=keeper)
    assert not told_to_the_district(TODAY + timedelta(days=30))


# In doubt, broken off, or ready only afterwards


def test_somebody_like_another_is_taken_in_by_a_keepers_word(clerk, keeper):
    applied([child()], by=clerk)
    batch = applied([person(1), child(身份证号="", 性别="男")], by=another(clerk))
    row = rows_of(batch)[1]
    assert (row.outcome, seen(keeper)) == ("doubtful", [row.pk])
    assert len(open_closed_row(row.pk, by=keeper).files) == 1
    assert take_in_closed_row(row.pk, by=keeper, on=TODAY).case_id is not None
    assert (len(files_of_children()), seen(keeper)) == (2, [])


def test_under_the_number_of_an_open_file_it_waits_and_that_file_says_nothing(clerk, keeper):
    applied([child("周大俊", **GROWN_UP), person(3)], by=another(clerk))
    open_file = Person.objects.using(OWNER).get(name="周大俊").pk
    _batch, row = with_a_fault(clerk, 身份证号=identity_number(CHILDS_BIRTH, sequence=345))
    before = Event.objects.using(OWNER).filter(person_id=open_file).count()
    told = correct_closed_row(row.pk, {**RIGHT, "身份证号": child()["身份证号"]}, by=keeper)
    assert (told.outcome, told.closed, seen(keeper)) == ("doubtful", True, [row.pk])
    assert open_closed_row(row.pk, by=keeper).others == 1, (
        "of a file that the keeper does not see nothing is told but that there is one"
    )
    leave_closed_row_out(row.pk, by=keeper)
    assert Event.objects.using(OWNER).filter(person_id=open_file).count() == before


def test_a_row_that_a_correction_closes_after_its_list_was_taken_in_waits_too(clerk, other, keeper):
    batch = applied([child(**GROWN_UP, **FAULTY), person(1)], by=clerk)
    row = correct_row(rows_of(batch)[0].pk, {"作案日期": "2024-06-29", **RIGHT}, by=another(clerk))
    assert (row.closed, seen(keeper)) == (True, [row.pk])
    for by in (clerk, other):
        with pytest.raises(StepRefused, match="没有可登记"):
            apply_batch(batch.pk, by=another(by), on=TODAY)
    take_in_closed_row(row.pk, by=keeper, on=TODAY)
    assert files_of_children() == [(NAME, Sealing.PROPOSED)]


def test_a_row_that_breaks_waits_for_a_keeper_and_the_list_says_nothing_of_it(clerk, keeper, monkeypatch, caplog):
    with monkeypatch.context() as broken:
        take_in = applying.take_in

        def breaks(intakes, *, by, on):
            if any(intake.sealing_proposed for intake in intakes):
                raise RuntimeError
            return take_in(intakes, by=by, on=on)

        broken.setattr(applying, "take_in", breaks)
        batch = applied([person(1), child()], by=clerk)
        assert (batch.status, batch.failure) == ("applied", None)
    assert [record.getMessage() for record in caplog.records] == ["a closed row broke off: RuntimeError"]
    (row,) = seen(keeper)
    take_in_closed_row(row, by=keeper, on=TODAY)
    assert files_of_children() == [(NAME, Sealing.PROPOSED)]


def test_a_list_of_which_only_closed_rows_broke_names_no_line(clerk, keeper, monkeypatch):
    def breaks(intakes, *, by, on):
        raise RuntimeError

    monkeypatch.setattr(applying, "take_in", breaks)
    batch = applied([child()], by=clerk)
    assert (batch.status, batch.failure) == ("staged", {"code": "taking_in_broke_off", "about": {}})


def test_confirmed_again_a_list_takes_no_closed_row_in_by_itself(clerk, keeper):
    batch = applied([person(1), child(**FAULTY), person(2, **FAULTY)], by=clerk)
    correct_closed_row(rows_of(batch)[1].pk, RIGHT, by=keeper)
    correct_row(rows_of(batch)[2].pk, RIGHT, by=another(clerk))
    confirm(batch, by=another(clerk))
    assert (files_of_children(), seen(keeper)) == ([], [rows_of(batch)[1].pk])


# What is newer stays


def a_file_that_later_lists_told_otherwise(clerk: ActingStaff) -> None:
    """Open at first, told again without a change, told another day of release, and at last closed."""
    told = child(**GROWN_UP)
    rows = (told, told, child(**GROWN_UP, 释放日期="2026-12-01"), child(释放日期="2026-12-01"))
    for number, row in enumerate(rows, start=20):
        applied([row, person(number)], by=another(clerk))


def test_a_row_that_said_nothing_new_once_says_nothing_when_its_file_is_closed(clerk, keeper):
    a_file_that_later_lists_told_otherwise(clerk)
    assert (files_of_children(), release_told()) == ([(NAME, Sealing.PROPOSED)], "2026-12-01")
    assert seen(keeper) == []


def test_an_old_row_put_right_shows_what_it_would_change_before_a_keeper_takes_it_in(clerk, keeper):
    _batch, row = with_a_fault(clerk)
    applied([child(释放日期="2026-12-01")], by=another(clerk))
    assert correct_closed_row(row.pk, RIGHT, by=keeper).outcome == "update"
    assert open_closed_row(row.pk, by=keeper).readable.content.changes["release_on"] == ["2026-12-01", "2027-01-19"]
    leave_closed_row_out(row.pk, by=keeper)
    assert (release_told(), seen(keeper)) == ("2026-12-01", [])


def test_what_is_sealed_of_the_offence_is_not_told_beside_the_row(clerk, keeper):
    _batch, row = with_a_fault(clerk, 罪名="抢夺罪")
    applied([child()], by=another(clerk))
    correct_closed_row(row.pk, RIGHT, by=keeper)
    assert open_closed_row(row.pk, by=keeper).readable.content.changes == {"offence": [None, "抢夺罪"]}


def test_control_told_beside_the_row_it_would_stand_there(clerk, keeper, monkeypatch):
    monkeypatch.setattr(left_closed, "KEPT_OUT_OF_SIGHT", ())
    _batch, row = with_a_fault(clerk, 罪名="抢夺罪")
    applied([child()], by=another(clerk))
    correct_closed_row(row.pk, RIGHT, by=keeper)
    assert open_closed_row(row.pk, by=keeper).readable.content.changes == {"offence": ["盗窃罪", "抢夺罪"]}


def test_what_the_register_says_otherwise_by_then_is_looked_at_again(clerk, keeper):
    _batch, row = with_a_fault(clerk)
    correct_closed_row(row.pk, RIGHT, by=keeper)
    applied([child(释放日期="2026-12-01")], by=another(clerk))
    assert take_in_closed_row(row.pk, by=keeper, on=TODAY).case_id is None
    assert release_told() == "2026-12-01"
    assert take_in_closed_row(row.pk, by=keeper, on=TODAY).case_id is not None
    assert release_told() == "2027-01-19", "looked at, and meant"


def test_a_row_that_says_what_the_file_says_is_done_with_once_it_is_right(clerk, keeper):
    _batch, row = with_a_fault(clerk)
    applied([child()], by=another(clerk))
    assert correct_closed_row(row.pk, RIGHT, by=keeper).outcome == "same"
    assert (seen(keeper), len(files_of_children())) == ([], 1)


def test_two_keepers_at_once_take_it_in_once(clerk, keeper):
    second = post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    _batch, row = with_a_fault(clerk)
    put_right_and_taken_in(row, keeper)
    for step in (
        lambda: take_in_closed_row(row.pk, by=second, on=TODAY),
        lambda: leave_closed_row_out(row.pk, by=second),
    ):
        with pytest.raises(StagedRow.DoesNotExist):
            step()
    assert len(files_of_children()) == 1


def open_rows_of_a_list_whose_child_is_seen_to(
    clerk: ActingStaff, keeper: ActingStaff
) -> tuple[list[bytes], list[bytes]]:
    """What they say before and after, one of them like another of its list that is in the register by then."""
    rows = [person(1), {**person(1), "姓名": "王相像"}, child(**FAULTY)]
    batch = applied(rows, by=clerk)

    def told() -> list[bytes]:
        return [bytes(row.sealed) for row in rows_of(batch) if not row.closed]

    before = told()
    put_right_and_taken_in(rows_of(batch)[2], keeper)
    return before, told()


def test_nothing_that_stands_open_is_another_after_it(clerk, keeper):
    before, after = open_rows_of_a_list_whose_child_is_seen_to(clerk, keeper)
    assert (before == after, files_of_children()) == (True, [(NAME, Sealing.PROPOSED)])


def test_control_judged_again_with_all_the_list_tells_that_something_was_done(clerk, keeper, monkeypatch):
    again = left_closed.judge_again
    monkeypatch.setattr(
        left_closed, "judge_again", lambda batch, **told: again(batch, **{**told, "for_closed_rows": False})
    )
    before, after = open_rows_of_a_list_whose_child_is_seen_to(clerk, keeper)
    assert before != after


def test_a_district_without_a_keeper_takes_no_list_with_such_a_row_in(clerk, assistant, monkeypatch):
    batch = staged([person(1), child(**FAULTY)], by=clerk)
    monkeypatch.setattr("anbang.casework.person.routing.Desks.keepers", ())
    with pytest.raises(StepRefused, match="封存管理人"):
        apply_batch(batch.pk, by=another(clerk), on=TODAY)
    assert outcomes(batch) == ["new", "refused"]
