"""Closed rows about people who have a file: brought to the file by the job itself, unseen by the clerk. Nothing they tell is lost."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from anbang.audit.models import Look
from anbang.audit.queries import events_of
from anbang.casework.custody.models import ReleaseNotice, Sentence
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.person.closed import closed_facts
from anbang.casework.person.models import ClosedRecord, Person, Reach, ReachReason, Sealing
from anbang.casework.person.queries import closed_to_all_but, visible_to
from anbang.exchange.batch import applying
from anbang.exchange.batch.actions import apply_batch, undo_batch
from anbang.exchange.batch.closing import RowsOfLists
from anbang.exchange.batch.left_closed import closed_rows_left
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.settling import rows_to_settle
from anbang.exchange.batch.status import BatchStatus
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Staff
from anbang.organisations.steps import StepRefused
from tests.exchange.lists import applied, child, confirm, now, outcomes, person, rows_of, staged
from tests.support.people import TODAY, office, post

EARLIER = TODAY - timedelta(days=30)
SOONER = "2027-01-04"
GROWN_UP_AT_ADMISSION = {"作案日期": "", "收押日期": "2026-01-20"}
NO_NUMBER = {"身份证号": "", "作案日期": "", "原判刑期": ""}


@pytest.fixture
def keeper(clerk: ActingStaff) -> ActingStaff:
    """A keeper of closed files who was there before any list."""
    return post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))


def another(by: ActingStaff) -> ActingStaff:
    """The same clerk, in another request."""
    return replace(by, request_id=uuid4())


def the_person() -> Person:
    return Person.objects.using("owner").get()


def what_happened(by: ActingStaff) -> list[str]:
    with acting(by):
        return [event.action for event in events_of(the_person().pk)]


# A closed file, and what a later list tells of it


def test_a_release_day_that_a_later_list_brings_forward_reaches_the_closed_file_and_its_duties(clerk, keeper):
    applied([child()], by=clerk, on=EARLIER)
    batch = applied([child(释放日期=SOONER)], by=another(clerk))
    assert batch.status == BatchStatus.APPLIED
    assert Sentence.objects.using("owner").get().release_on == date.fromisoformat(SOONER)
    assert ReleaseNotice.objects.using("owner").latest("id").release_on == date.fromisoformat(SOONER)
    assert Duty.objects.using("owner").running().filter(due_on__lte=SOONER).exists()
    assert "change_told" in what_happened(keeper)


def test_control_were_closed_rows_left_alone_the_day_would_be_lost(clerk, keeper, monkeypatch):
    applied([child()], by=clerk, on=EARLIER)
    monkeypatch.setattr(applying, "settle_closed_rows", lambda batch, **_: None)
    applied([child(释放日期=SOONER)], by=another(clerk))
    assert Sentence.objects.using("owner").get().release_on != date.fromisoformat(SOONER)


def test_what_a_closed_file_keeps_out_of_sight_is_changed_out_of_sight(clerk, keeper):
    applied([child()], by=clerk, on=EARLIER)
    applied([child(罪名="诈骗罪", 作案日期="2024-07-01")], by=another(clerk))
    told = closed_facts(ClosedRecord.objects.using("owner").get())
    assert (told.offence, told.offence_on) == ("诈骗罪", date(2024, 7, 1))
    sentence = Sentence.objects.using("owner").get()
    assert (sentence.offence, sentence.offence_on) == ("", None)


def test_the_same_again_changes_nothing_and_leaves_nothing_to_confirm(clerk, keeper):
    applied([child()], by=clerk, on=EARLIER)
    again = applied([child(), child()], by=another(clerk))
    assert what_happened(keeper).count("change_told") == 0
    with acting(clerk):
        assert not rows_to_settle(again).exists()
    with pytest.raises(StepRefused, match="没有可登记的行"):
        apply_batch(again.pk, by=another(clerk), on=TODAY)


def test_afterwards_the_clerk_sees_the_closed_file_no_more_than_before(clerk, keeper):
    applied([child()], by=clerk, on=EARLIER)
    applied([child(释放日期=SOONER)], by=another(clerk))
    assert not Reach.objects.using("owner").filter(why=ReachReason.TAKING_IN).exists()
    with acting(clerk):
        assert not Person.objects.exists()


def test_a_change_to_a_closed_file_is_taken_back_with_its_list(clerk, keeper):
    applied([child()], by=clerk, on=EARLIER)
    batch = applied([child(释放日期=SOONER, 罪名="诈骗罪")], by=another(clerk))
    undo_batch(batch.pk, by=another(clerk), on=TODAY)
    assert str(Sentence.objects.using("owner").get().release_on) == child()["释放日期"]
    assert closed_facts(ClosedRecord.objects.using("owner").get()).offence == child()["罪名"]
    assert not Reach.objects.using("owner").filter(why=ReachReason.TAKING_IN).exists()


def test_who_moves_to_another_town_is_named_there(clerk, keeper, neighbour):
    applied([child()], by=clerk, on=EARLIER)
    moved = {"户籍镇街": "安富街道", "户籍村居": "", "居住镇街": "安富街道", "居住村居": ""}
    applied([child(**moved)], by=another(clerk))
    with acting(neighbour):
        assert closed_to_all_but(neighbour).count() == 1


def test_that_a_list_asked_for_a_closed_file_is_on_record_as_a_look(clerk, keeper):
    applied([child()], by=clerk, on=EARLIER)
    staged([child(), person(1)], by=another(clerk))
    looks = Look.objects.using("auditor").values_list("person_id", "what", "staff_id")
    assert list(looks) == [(the_person().pk, "closed row of a list", clerk.staff_id)]


# A file that stood open


@pytest.fixture
def opened(clerk: ActingStaff, keeper: ActingStaff, assistant: ActingStaff) -> Batch:
    """Admitted as a grown-up, the day of the offence not told: an open file."""
    batch = applied([child(**GROWN_UP_AT_ADMISSION)], by=clerk, on=EARLIER)
    assert the_person().sealing == Sealing.OPEN
    return batch


def test_an_open_file_is_closed_when_a_later_list_tells_that_it_must_be(clerk, keeper, assistant, neighbour, opened):
    applied([child(收押日期="2026-01-20")], by=another(clerk))
    assert the_person().sealing == Sealing.PROPOSED
    for staff, sees in ((keeper, True), (assistant, True), (clerk, False), (neighbour, False)):
        with acting(staff):
            assert visible_to(staff).count() == 0
            assert closed_to_all_but(staff).exists() is sees, staff.name
    assert what_happened(keeper)[:2] == ["change_told", "file_closed"]


def pages_with_the_name(clerk: ActingStaff) -> list[str]:
    """Addresses at which the clerk reads the child's name, after lists that only repeated it, or were undone, or are still open."""
    again = {**GROWN_UP_AT_ADMISSION, "危险性评估": "重点"}
    undo_batch(applied([child(**again), person(8)], by=another(clerk)).pk, by=another(clerk), on=TODAY)
    staged([child(**GROWN_UP_AT_ADMISSION), child(**{**GROWN_UP_AT_ADMISSION, "释放日期": "年底"})], by=another(clerk))
    applied([child(收押日期="2026-01-20")], by=another(clerk))
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=clerk.staff_id))
    lists = [reverse("list", args=[batch.pk]) for batch in Batch.objects.using("owner").all()]
    addresses = [f"{page}?heap={heap}" for page in lists for heap in ("ready", "doubtful", "refused", "not_ours")]
    addresses += [
        reverse("people"),
        reverse("case_file", args=[Person.objects.using("owner").get(name=child()["姓名"]).pk]),
    ]
    return [address for address in addresses if child()["姓名"] in client.get(address).content.decode()]


def test_no_page_of_the_clerk_tells_the_name_any_more(clerk, keeper, opened):
    assert pages_with_the_name(clerk) == []


def test_control_rows_that_became_no_file_would_still_tell_it(clerk, keeper, opened, monkeypatch):
    monkeypatch.setattr(RowsOfLists, "close_alike", lambda self, by: None)
    assert pages_with_the_name(clerk) != []


def test_control_before_the_second_list_the_clerk_reads_the_name(clerk, keeper, opened):
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=clerk.staff_id))
    assert child()["姓名"] in client.get(reverse("people")).content.decode()


def test_a_file_stays_closed_when_the_list_that_closed_it_is_undone(clerk, keeper, opened):
    batch = applied([child(收押日期="2026-01-20"), person(1)], by=another(clerk))
    undo_batch(batch.pk, by=another(clerk), on=TODAY)
    assert now(batch).status == BatchStatus.UNDONE
    assert (the_person().sealing, the_person().name) == (Sealing.PROPOSED, child()["姓名"])
    assert what_happened(keeper)[0] == "list_undone_around_file"
    assert not Reach.objects.using("owner").filter(why=ReachReason.TAKING_IN).exists()


# Doubts


def left_to(keeper: ActingStaff) -> list[str]:
    """What waits for a keeper."""
    with acting(keeper, reading_only=True):
        return [row.outcome for row in closed_rows_left(for_staff=keeper)]


def test_a_row_without_a_number_like_a_closed_file_is_closed_and_waits_for_a_keeper(clerk, keeper):
    applied([child()], by=clerk, on=EARLIER)
    batch = staged([child(**NO_NUMBER, 收押日期="2026-01-20")], by=another(clerk))
    assert ([row.closed for row in rows_of(batch)], outcomes(batch)) == ([True], ["doubtful"])
    confirm(batch, by=another(clerk))
    assert Person.objects.using("owner").count() == 1
    assert left_to(keeper) == ["doubtful"]
    with pytest.raises(StepRefused):
        apply_batch(batch.pk, by=another(clerk), on=TODAY)


def test_control_somebody_else_born_that_day_is_new_and_open(clerk, keeper):
    applied([child()], by=clerk, on=EARLIER)
    batch = staged([child(name="别人", **NO_NUMBER, 收押日期="2026-01-20")], by=another(clerk))
    assert ([row.closed for row in rows_of(batch)], outcomes(batch)) == ([False], ["new"])


def test_a_number_under_another_name_waits_for_a_keeper(clerk, keeper):
    applied([child()], by=clerk, on=EARLIER)
    batch = applied([child(name="周大俊"), person(1)], by=another(clerk))
    assert outcomes(batch) == ["doubtful", "new"]
    assert left_to(keeper) == ["doubtful"]
    assert Case.objects.using("owner").count() == 2
