"""A row that cannot be taken in is named, or set aside with a sentence, and the others are taken in all the same."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connections

from anbang.audit.queries import events_of
from anbang.casework.custody.models import ReleaseNotice, Sentence
from anbang.casework.person.models import Person, Reach
from anbang.exchange.batch import applying, comparison, settling
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.web.history import TELLINGS
from tests.exchange.lists import applied, child, confirm, csv_of, now, outcomes, person, rows_of, staged
from tests.support.people import office, post

EARLY = "2024-12-01"
"""Before the admission of everybody in these lists."""
NO_ADMISSION = ("收押日期",)


def another(by):
    return replace(by, request_id=uuid4())


def without_admission(*rows):
    return csv_of(rows, without=NO_ADMISSION)


# A release before the admission that stands


def test_a_release_before_the_admission_of_the_register_is_told_at_its_cell(clerk):
    applied([person(1)], by=clerk)
    batch = applied(without_admission(person(1, 释放日期=EARLY), person(2)), by=another(clerk))
    assert (batch.status, outcomes(batch)) == ("applied", ["refused", "new"])
    assert ["释放日期", "release_before_admission", "error"] in rows_of(batch)[0].faults
    assert Person.objects.using("owner").count() == 2


@pytest.mark.parametrize(("told", "outcome"), [("2025-01-20", "update"), ("2025-01-19", "refused")])
def test_the_day_of_the_admission_itself_is_not_before_it(clerk, told, outcome):
    applied([person(1)], by=clerk)
    assert outcomes(staged(without_admission(person(1, 释放日期=told)), by=another(clerk))) == [outcome]


def test_control_somebody_else_with_that_number_is_in_doubt_and_not_compared(clerk):
    applied([person(1)], by=clerk)
    batch = staged(without_admission(person(1, 姓名="另一人", 释放日期=EARLY)), by=another(clerk))
    assert outcomes(batch) == ["doubtful"]


def test_control_were_it_not_compared_a_notice_would_tell_a_day_that_cannot_be_and_nobody_would_hear(
    clerk, monkeypatch
):
    applied([person(1)], by=clerk)
    before = Sentence.objects.using("owner").get().release_on
    monkeypatch.setattr(comparison, "_is_released_before_admission", lambda *_: False)
    batch = applied(without_admission(person(1, 释放日期=EARLY), person(2), person(3)), by=another(clerk))
    assert (batch.status, batch.failure) == ("applied", None)
    assert ReleaseNotice.objects.using("owner").filter(release_on=EARLY).count() == 1
    assert Sentence.objects.using("owner").earliest("id").release_on == before, "the sentence passes it over"
    assert Person.objects.using("owner").count() == 3


# Rows that break for any other reason


def breaking(monkeypatch, *names):
    """Taking in breaks wherever one of these people is among them."""
    take_in = applying.take_in

    def broken(intakes, *, by, on):
        taken = take_in(intakes, by=by, on=on)
        if any(intake.name in names for intake in intakes):
            raise RuntimeError(intakes)
        return taken

    monkeypatch.setattr(applying, "take_in", broken)


def test_what_breaks_is_found_by_halves_and_leaves_nothing_behind(clerk, monkeypatch):
    people = [person(number) for number in range(1, 12)]
    breaking(monkeypatch, people[3]["姓名"], people[8]["姓名"])
    batch = applied(people, by=clerk)
    assert (batch.status, batch.failure["about"]) == ("applied", {"lines": ["5", "10"]})
    names = set(Person.objects.using("owner").values_list("name", flat=True))
    assert names == {one["姓名"] for one in people} - {people[3]["姓名"], people[8]["姓名"]}
    assert Reach.objects.using("owner").values("person").distinct().count() == 9
    monkeypatch.undo()
    assert confirm(batch, by=another(clerk)).failure is None
    assert Person.objects.using("owner").count() == 11


def test_a_list_of_which_every_row_breaks_stands_as_before_and_names_them(clerk, monkeypatch):
    breaking(monkeypatch, person(1)["姓名"], person(2)["姓名"])
    batch = applied([person(1), person(2)], by=clerk)
    assert (batch.status, batch.failure["about"]) == ("staged", {"lines": ["2", "3"]})


def test_where_all_break_it_is_not_the_rows_and_the_job_ends_soon(clerk, monkeypatch):
    monkeypatch.setattr(applying, "MOST_BROKEN", 3)
    people = [person(number) for number in range(1, 12)]
    breaking(monkeypatch, *(one["姓名"] for one in people))
    batch = staged(people, by=clerk)
    with pytest.raises(RuntimeError):
        confirm(batch, by=clerk)
    assert now(batch).failure["code"] == "taking_in_broke_off"


def test_what_the_database_looks_at_only_at_the_end_is_looked_at_row_by_row_too(clerk, monkeypatch):
    take_in = applying.take_in

    def unseen(intakes, *, by, on):
        taken = take_in(intakes, by=by, on=on)
        for case, intake in zip(taken, intakes, strict=True):
            if intake.name == person(2)["姓名"]:
                with connections[by.alias].cursor() as cursor:
                    cursor.execute("delete from casework_reach where person_id = %s", [case.person_id])
        return taken

    monkeypatch.setattr(applying, "take_in", unseen)
    batch = applied([person(1), person(2), person(3)], by=clerk)
    assert (batch.status, batch.failure["about"]) == ("applied", {"lines": ["3"]})


# Closed rows


@pytest.fixture
def keeper(clerk):
    return post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))


def test_of_a_closed_file_such_a_row_is_set_aside_and_those_named_read_of_it(clerk, keeper):
    applied([child()], by=clerk)
    before = Sentence.objects.using("owner").get()
    batch = applied(without_admission(child(释放日期=EARLY), person(1), person(2)), by=another(clerk))
    assert (batch.status, batch.failure) == ("applied", None)
    assert Person.objects.using("owner").count() == 3
    after = Sentence.objects.using("owner").get(pk=before.pk)
    assert (after.release_on, after.admitted_on) == (before.release_on, before.admitted_on)
    with acting(keeper):
        told = events_of(Person.objects.using("owner").exclude(sealing="open").get().pk)[0]
    assert told.action == "release_before_admission_left_out"
    assert told.data["release_on"] == EARLY
    assert told.action in TELLINGS
    with acting(clerk):
        assert not settling.rows_to_settle(batch).exists(), "and it does not stand in the way of the next confirming"


def test_control_written_into_the_file_a_notice_would_tell_a_day_that_cannot_be(clerk, keeper, monkeypatch):
    applied([child()], by=clerk)
    monkeypatch.setattr(settling, "is_released_before", lambda _admitted_on, _row: False)
    batch = applied(without_admission(child(释放日期=EARLY), person(1)), by=another(clerk))
    assert (batch.status, batch.failure) == ("applied", None)
    assert ReleaseNotice.objects.using("owner").filter(release_on=EARLY).count() == 1
