"""The days of a sentence are those that the acts tell, in whatever order they were recorded, corrected or withdrawn; so is who is awaited at the gate."""

from datetime import date

import pytest

from anbang.casework.act.models import Act
from anbang.casework.arrival.reception import releases
from anbang.casework.custody.changes import change_release_date
from anbang.casework.custody.models import Channel, Sentence
from anbang.casework.custody.single import NewNotice, record_admission, record_form, record_notice
from anbang.casework.person.models import Case
from anbang.casework.step.repairing import correct_day, withdraw
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.support.crew import TODAY, days
from tests.support.people import office
from tests.support.recomputed import differences

OWNER = "owner"
SOON, LATER, LATEST = TODAY + days(3), TODAY + days(20), TODAY + days(40)
ADMITTED = TODAY - days(200)


@pytest.fixture
def clerk(district):
    return district.clerk()


@pytest.fixture
def case(district):
    return district.filed()


def noticed(case, release_on: date, *, by, on: date = TODAY) -> Act:
    told = NewNotice(release_on)
    return record_notice(case.pk, office(OfficeKind.PRISON).pk, told, by=by, on=on, late_because="补登").act


def changed(case, release_on: date, *, by, on: date = TODAY) -> Act:
    return change_release_date(case.pk, release_on, by=by, on=on, late_because="补登")


def admitted(case, *, by, release_on: date | None = None) -> Act:
    told = {"release_on": release_on, "late_because": "补登"}
    return record_admission(case.pk, office(OfficeKind.PRISON).pk, by=by, on=ADMITTED, **told)


def kept(case) -> tuple[date | None, date | None]:
    sentence = Sentence.objects.using(OWNER).get(case=case)
    assert differences(case.person_id, today=TODAY) == []
    return sentence.admitted_on, sentence.release_on


def awaited(case, *, by) -> list[date]:
    with acting(by):
        found = releases(for_staff=by, since=TODAY, until=TODAY + days(7))
    return [one.on for one in found if one.case.pk == case.pk]


def test_a_paper_notice_with_another_day_brings_the_person_into_the_list_of_the_gate(case, clerk):
    noticed(case, LATEST, by=clerk, on=TODAY - days(2))
    assert awaited(case, by=clerk) == [], "the control"
    second = noticed(case, SOON, by=clerk)
    assert kept(case) == (None, SOON)
    assert awaited(case, by=clerk) == [SOON]
    withdraw(second.pk, why="弄错人", by=clerk)
    assert kept(case) == (None, LATEST)
    assert awaited(case, by=clerk) == []


def test_a_day_told_before_and_recorded_late_does_not_stand_before_the_newer_one(case, clerk):
    noticed(case, LATEST, by=clerk, on=TODAY - days(9))
    newer = changed(case, SOON, by=clerk)
    older = changed(case, LATER, by=clerk, on=TODAY - days(5))
    assert kept(case) == (None, SOON)
    assert awaited(case, by=clerk) == [SOON]
    correct_day(newer.pk, TODAY - days(7), why="记错日期", by=clerk)
    assert kept(case) == (None, LATER)
    withdraw(older.pk, why="弄错人", by=clerk)
    assert kept(case) == (None, SOON)


def test_of_two_told_on_one_day_the_one_recorded_last_counts(case, clerk):
    noticed(case, SOON, by=clerk)
    changed(case, LATER, by=clerk)
    assert kept(case) == (None, LATER)
    changed(case, SOON, by=clerk)
    assert kept(case) == (None, SOON)


def test_the_only_notice_withdrawn_leaves_no_day(case, clerk):
    only = noticed(case, SOON, by=clerk)
    withdraw(only.pk, why="弄错人", by=clerk)
    assert kept(case) == (None, None)
    assert awaited(case, by=clerk) == []


def test_an_admission_corrected_is_of_its_new_day_and_withdrawn_of_none(case, clerk):
    told = admitted(case, by=clerk, release_on=LATER)
    assert kept(case) == (ADMITTED, LATER)
    correct_day(told.pk, ADMITTED - days(10), why="记错日期", by=clerk)
    assert kept(case) == (ADMITTED - days(10), LATER)
    withdraw(told.pk, why="弄错人", by=clerk)
    assert kept(case) == (None, None)
    admitted(case, by=clerk)
    assert kept(case) == (ADMITTED, None)


def test_an_admission_told_after_the_notice_leaves_the_day_of_the_notice(case, clerk):
    noticed(case, SOON, by=clerk)
    admitted(case, by=clerk)
    assert kept(case) == (ADMITTED, SOON)


def told_impossibly(case: Case, by: ActingStaff) -> Act:
    """A notice whose day lies before the admission, as older software let it in."""
    notice = noticed(case, SOON, by=by)
    told = {**notice.told, "release_on": (ADMITTED - days(1)).isoformat()}
    Act.objects.using(OWNER).filter(pk=notice.pk).update(told=told)
    return notice


def test_a_release_day_before_the_admission_is_refused_and_where_it_stands_passed_over(case, clerk, district):
    admitted(case, by=clerk, release_on=LATER)
    with pytest.raises(StepRefused):
        noticed(case, ADMITTED - days(1), by=clerk)
    wrong = told_impossibly(case, clerk)
    district.morning(case, on=TODAY)
    assert kept(case) == (ADMITTED, LATER)
    withdraw(wrong.pk, why="弄错人", by=clerk)
    assert kept(case) == (ADMITTED, LATER)


def test_a_day_typed_in_that_no_act_ever_told_stays_until_one_tells_another(case, clerk):
    record_form(case.pk, office(OfficeKind.PRISON).pk, Channel.SYSTEM, by=clerk, on=TODAY)
    Sentence.objects.using(OWNER).filter(case=case).update(release_on=SOON)
    admitted(case, by=clerk)
    assert kept(case) == (ADMITTED, SOON)
    told = noticed(case, LATER, by=clerk)
    assert kept(case) == (ADMITTED, LATER)
    withdraw(told.pk, why="弄错人", by=clerk)
    assert kept(case) == (ADMITTED, None)


@pytest.mark.parametrize("wrong", [{"release_on": LATEST}, {"admitted_on": ADMITTED}])
def test_control_a_day_written_by_hand_is_found_and_settled_away(case, clerk, district, wrong):
    noticed(case, SOON, by=clerk)
    Sentence.objects.using(OWNER).filter(case=case).update(**wrong)
    assert any(told.startswith("sentence of case") for told in differences(case.person_id, today=TODAY))
    district.morning(case, on=TODAY)
    assert kept(case) == (None, SOON)


def test_a_notice_with_a_day_before_the_admission_is_asked_about_and_is_taken_in_as_it_is(case, clerk):
    """Whoever types it in looks again; who knows that the paper has it so leaves it to the acts, and the sentence keeps no such day."""
    admitted(case, by=clerk)
    with pytest.raises(StepRefused, match="释放日期不能早于收押日期"):
        noticed(case, ADMITTED - days(1), by=clerk)
    told, sender = NewNotice(ADMITTED - days(1)), office(OfficeKind.PRISON).pk
    record_notice(case.pk, sender, told, all_the_same=True, by=clerk, on=TODAY)
    assert kept(case) == (ADMITTED, None)
