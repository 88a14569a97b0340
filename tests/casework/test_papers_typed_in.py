"""What the bureau types in from paper: days of the offence that cannot be, papers that were typed in before, and closed files about which
nothing is told.
"""

from dataclasses import replace
from datetime import date

import pytest

from anbang.audit.models import Event, Look
from anbang.casework.arrival import known
from anbang.casework.arrival import typed as typing
from anbang.casework.arrival.typed import TypedForm, type_in_form, type_in_notice
from anbang.casework.custody.models import RegistrationForm, ReleaseNotice
from anbang.casework.duty.models import Duty
from anbang.casework.handover.filing import Somebody, file_somebody
from anbang.casework.models import Case
from anbang.casework.person.models import Person, Sex
from anbang.casework.step.repairing import withdraw
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from tests.casework.test_papers_that_are_missing import FOLLOWS, NUMBER, prison, typed, whole
from tests.exchange.numbers import identity_number
from tests.support.crew import HOME, TODAY, District, days
from tests.support.people import office, post

OWNER = "owner"
BORN = date(2010, 1, 2)
CHILD = identity_number(BORN, sequence=21)
ADMITTED = date(2025, 11, 3)


@pytest.fixture
def clerk(district: District) -> ActingStaff:
    post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU), from_on=date(2026, 1, 1))
    return district.clerk()


def of_a_child(district: District, **different: object) -> TypedForm:
    somebody = Somebody("甄童", "", None, CHILD, district.place(HOME))
    told = TypedForm(
        somebody,
        prison(),
        TODAY,
        offence="盗窃",
        offence_on=date(2025, 3, 1),
        months=12,
        admitted_on=ADMITTED,
        release_on=date(2026, 11, 20),
        paper=FOLLOWS,
    )
    return replace(told, **different)  # type: ignore[arg-type]


def of_a_grown_up(district: District, **different: object) -> TypedForm:
    told = typed(district, FOLLOWS)
    told = replace(told, somebody=replace(told.somebody, id_number=NUMBER))
    return replace(told, **different)  # type: ignore[arg-type]


def forms() -> int:
    return RegistrationForm.objects.using(OWNER).count()


def events(action: str) -> list[int | None]:
    return list(Event.objects.using(OWNER).filter(action=action).values_list("person_id", flat=True))


# The day of the offence


@pytest.mark.parametrize("day", [ADMITTED + days(1), date(2026, 11, 21), TODAY + days(1), date(2029, 3, 1)])
def test_an_offence_after_admission_release_or_today_is_told_at_its_field(district, clerk, day):
    for told in (of_a_child(district), of_a_grown_up(district, admitted_on=None, release_on=None)):
        if told.admitted_on is None and day <= TODAY:
            continue
        with pytest.raises(StepRefused, match="作案日期不能晚于") as refused:
            type_in_form(replace(told, offence_on=day), by=clerk, on=TODAY)
        assert refused.value.field == "offence_on"
    assert not Person.objects.using(OWNER).exists()


def test_control_an_offence_on_the_day_of_the_admission_is_no_fault(district, clerk):
    assert type_in_form(of_a_child(district, offence_on=ADMITTED), by=clerk, on=TODAY).is_closed


def test_a_mistyped_year_of_the_offence_opens_no_childs_file_even_if_nobody_refused_it(district, clerk, monkeypatch):
    monkeypatch.setattr(typing, "_refuse_impossible_days", lambda _told: None)
    assert type_in_form(of_a_child(district, offence_on=date(2029, 3, 1)), by=clerk, on=TODAY).is_closed


def test_control_with_the_offence_as_told_it_would_be_open(district, clerk, monkeypatch):
    monkeypatch.setattr(typing, "_refuse_impossible_days", lambda _told: None)
    monkeypatch.setattr(typing, "_no_later_than", lambda told: told.offence_on)
    assert not type_in_form(of_a_child(district, offence_on=date(2029, 3, 1)), by=clerk, on=TODAY).is_closed


# The same paper again


def test_the_same_form_is_not_typed_in_twice_until_it_is_said_to_be_another(district, clerk):
    told = of_a_grown_up(district)
    case = type_in_form(told, by=clerk, on=TODAY).case
    with pytest.raises(StepRefused, match=f"已经录入（档案号 {case.number}）") as refused:
        type_in_form(told, by=clerk, on=TODAY)
    assert (refused.value.field, forms()) == ("is_another_paper", 1)
    assert Duty.objects.using(OWNER).filter(case=case, rule="verify").count() == 1
    type_in_form(replace(told, is_another_paper=True), by=clerk, on=TODAY)
    assert forms() == 2


@pytest.mark.parametrize("what", ["another institution", "another day", "withdrawn"])
def test_control_what_is_not_the_same_form_is_typed_in(district, clerk, what):
    told = of_a_grown_up(district)
    first = type_in_form(replace(told, received_on=TODAY - days(1)), by=clerk, on=TODAY)
    again = replace(told, received_on=TODAY - days(1))
    if what == "another institution":
        again = replace(again, institution_id=office(OfficeKind.DETENTION_CENTRE).pk)
    if what == "another day":
        again = told
    if what == "withdrawn":
        act = RegistrationForm.objects.using(OWNER).get(case=first.case).act_id
        withdraw(act, why="录错了人", by=clerk)
    type_in_form(again, by=clerk, on=TODAY)
    assert RegistrationForm._base_manager.using(OWNER).filter(case__person=first.case.person_id).count() == 2


def test_a_namesake_who_is_said_to_be_another_person_is_filed_once_by_one_paper(district, clerk):
    type_in_form(typed(district, FOLLOWS), by=clerk, on=TODAY)
    another = replace(typed(district, FOLLOWS), is_another=True, institution_id=office(OfficeKind.DETENTION_CENTRE).pk)
    type_in_form(another, by=clerk, on=TODAY)
    with pytest.raises(StepRefused, match="已经录入"):
        type_in_form(another, by=clerk, on=TODAY)
    assert Person.objects.using(OWNER).count() == 2


def test_the_same_notice_is_not_typed_in_twice_until_it_is_said_to_be_another(district, clerk):
    case = type_in_form(of_a_grown_up(district), by=clerk, on=TODAY).case
    notice = whole(paper=FOLLOWS)

    def send(*, is_another_paper: bool = False) -> None:
        type_in_notice(case.pk, prison(), notice, by=clerk, on=TODAY, is_another_paper=is_another_paper)

    send()
    with pytest.raises(StepRefused, match="已经录入") as refused:
        send()
    assert refused.value.field == "is_another_paper"
    assert ReleaseNotice.objects.using(OWNER).count() == 1
    send(is_another_paper=True)
    assert ReleaseNotice.objects.using(OWNER).count() == 2


# Closed files


@pytest.fixture
def child(district: District, clerk: ActingStaff) -> Case:
    """A child whose paper was typed in and whose file was closed by it."""
    return type_in_form(of_a_child(district), by=clerk, on=TODAY).case


def test_a_paper_about_a_closed_file_is_refused_without_a_day_of_that_file(district, clerk, child):
    told = of_a_child(district, admitted_on=None, offence_on=None, is_another_paper=True)
    with pytest.raises(StepRefused) as refused:
        type_in_form(replace(told, release_on=date(2020, 1, 1)), by=clerk, on=TODAY)
    assert (refused.value.field, str(refused.value)) == ("release_on", "释放日期早于收押日期：请核对原件。")


def test_control_said_as_of_an_open_file_it_would_tell_the_admission(district, clerk, child, monkeypatch):
    monkeypatch.setattr(known, "OF_THE_PAPER_ALONE", frozenset({"release_on"}))
    told = of_a_child(district, admitted_on=None, offence_on=None, is_another_paper=True)
    with pytest.raises(StepRefused, match="2025年11月3日"):
        type_in_form(replace(told, release_on=date(2020, 1, 1)), by=clerk, on=TODAY)


def test_the_same_paper_about_a_closed_file_is_kept_once_and_not_told(district, clerk, child):
    typed_again = type_in_form(of_a_child(district), by=clerk, on=TODAY)
    assert (typed_again.is_closed, typed_again.is_new, forms()) == (True, False, 1)
    type_in_form(of_a_child(district, is_another_paper=True), by=clerk, on=TODAY)
    assert forms() == 2


def test_a_strangers_paper_does_not_enter_a_childs_file_and_those_who_keep_it_are_asked(district, clerk, child):
    told = of_a_child(district, is_another_paper=True)
    with pytest.raises(StepRefused, match="不能登记在这个姓名下") as refused:
        type_in_form(replace(told, somebody=replace(told.somebody, name="别人")), by=clerk, on=TODAY)
    assert refused.value.field == "id_number"
    assert "甄童" not in str(refused.value)
    assert forms() == 1
    assert events("resembling_paper_left_out") == [child.person_id], "the question stays although the paper is refused"
    assert Look.objects.using(OWNER).filter(person_id=child.person_id, what=known.LOOK).exists()


def test_control_without_asking_for_the_name_it_would_enter(district, clerk, child, monkeypatch):
    with_number = known._closed_with
    monkeypatch.setattr(known, "_closed_with", lambda number: [(one, "别人") for one, _name in with_number(number)])
    told = of_a_child(district, is_another_paper=True)
    type_in_form(replace(told, somebody=replace(told.somebody, name="别人")), by=clerk, on=TODAY)
    assert forms() == 2


def test_without_a_number_a_namesake_of_the_child_is_asked_about_before_a_second_file_is_made(district, clerk, child):
    somebody = Somebody("甄童", "male", BORN, "", district.place(HOME))
    told = of_a_child(district, somebody=somebody, received_on=TODAY - days(1))
    with pytest.raises(StepRefused, match="可能已有此人的档案") as refused:
        type_in_form(told, by=clerk, on=TODAY)
    assert refused.value.field == "is_another"
    assert events("resembling_paper_left_out") == [child.person_id]
    assert type_in_form(replace(told, is_another=True), by=clerk, on=TODAY).is_new
    assert events("resembling_paper_taken_in") == [child.person_id]


# What the number tells


@pytest.mark.parametrize(("number", "sex"), [(NUMBER, Sex.MALE), (identity_number(BORN, sequence=22), Sex.FEMALE)])
def test_the_sex_is_what_the_number_tells(district, clerk, number, sex):
    somebody = Somebody("甄纸", "", None, number, district.place(HOME))
    case = file_somebody(somebody, by=clerk, on=TODAY)
    assert Person.objects.using(OWNER).get(pk=case.person_id).sex == sex


def test_control_without_a_number_it_is_what_was_told(district, clerk):
    case = file_somebody(Somebody("甄纸", "", BORN, "", district.place(HOME)), by=clerk, on=TODAY)
    assert Person.objects.using(OWNER).get(pk=case.person_id).sex == ""
