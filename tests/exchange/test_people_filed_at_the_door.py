"""A list tells of somebody who was filed at the door, or of whom only one paper was typed in: sentence and form come with it, and go when it is undone."""

from datetime import date

import pytest

from anbang.casework.custody.contact import contact_of
from anbang.casework.custody.models import RegistrationForm, ReleaseNotice, Sentence
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.step.opening import settle_again
from anbang.exchange.batch.actions import undo_batch
from anbang.exchange.batch.models import Batch
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.unattended import unattended
from tests.exchange.lists import applied, csv_of, now, outcomes
from tests.exchange.returning import OWNER, another, first
from tests.exchange.standings import STANDINGS, Desks
from tests.exchange.test_list_undone import everything_about_people
from tests.exchange.test_people_who_come_back import comparable
from tests.support.people import TODAY
from tests.support.recomputed import differences

DOOR = ("only filed", "taken in on the spot", "only announced", "only admitted", "typed in")


@pytest.fixture
def desks(clerk: ActingStaff, assistant: ActingStaff, neighbour: ActingStaff) -> Desks:
    return Desks(clerk, assistant, neighbour)


def brought(desks: Desks, standing: str) -> Case:
    case = STANDINGS[standing][0](desks, 1)
    assert case is not None
    return case


def told(desks: Desks) -> Batch:
    return applied([first()], by=another(desks.clerk))


@pytest.mark.parametrize("standing", DOOR)
def test_the_list_brings_what_lacks_and_takes_it_away_again(desks, standing):
    case = brought(desks, standing)
    with acting(by := unattended("morning", on=TODAY)):
        settle_again([case.person_id], by=by)
    had = RegistrationForm.objects.using(OWNER).filter(case=case).count()
    before = comparable(everything_about_people())
    batch = told(desks)
    assert (batch.status, batch.failure, outcomes(batch)) == ("applied", None, ["update"])
    sentence = Sentence.objects.using(OWNER).get(case=case)
    assert (sentence.offence, sentence.months, str(sentence.admitted_on)) == ("盗窃罪", 24, first()["收押日期"])
    form = RegistrationForm.objects.using(OWNER).get(case=case)
    assert contact_of(form) == first()["联系人"]
    assert form.channel == ("post" if had else "system"), "one that had come is not told to have come anew"
    assert ReleaseNotice.objects.using(OWNER).filter(case=case).latest("id").release_on == date(2026, 1, 20)
    assert differences(case.person_id, today=TODAY) == []
    undo_batch(batch.pk, by=another(desks.clerk), on=TODAY)
    assert now(batch).status == "undone"
    assert comparable(everything_about_people()) == before


def test_of_whoever_is_awaited_the_office_then_owes_the_verification(desks):
    case = brought(desks, "only filed")
    assert not Duty.objects.using(OWNER).running().filter(case=case, rule="verify").exists()
    told(desks)
    owed = Duty.objects.using(OWNER).running().get(case=case, rule="verify")
    assert owed.office_id == desks.assistant.office_id


def test_handed_in_twice_it_counts_once(desks):
    brought(desks, "taken in on the spot")
    told(desks)
    assert outcomes(applied(csv_of([first(), first(2)]), by=another(desks.clerk))) == ["same", "new"]
    assert Sentence.objects.using(OWNER).count() == 2


def test_what_a_list_does_not_tell_stays_unknown(desks):
    case = brought(desks, "taken in on the spot")
    bare = ("收押日期", "罪名", "原判刑期", "作案日期", "联系人")
    batch = applied(csv_of([first()], without=bare), by=another(desks.clerk))
    sentence = Sentence.objects.using(OWNER).get(case=case)
    assert (sentence.offence, sentence.months, sentence.admitted_on) == ("", None, None)
    undo_batch(batch.pk, by=another(desks.clerk), on=TODAY)
    assert not Sentence.objects.using(OWNER).filter(case=case).exists()
