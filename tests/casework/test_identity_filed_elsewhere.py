"""Whoever turns out to be somebody with a file elsewhere is asked about there, and no second file of them is made unseen (RES-3, RES-4)."""

from datetime import date

import pytest

from anbang.casework.arrival import identity
from anbang.casework.arrival.identity import know_who_it_is
from anbang.casework.handover.actions import record_release
from anbang.casework.handover.intake import answer_enquiry
from anbang.casework.handover.models import Enquiry, EnquiryAnswer, ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.organisations.steps import StepRefused
from tests.support.crew import HOME, NEXT, TODAY, days

NUMBER = "510231198506121232"


@pytest.fixture
def known(district) -> Case:
    """Somebody in care at the next office, by their number."""
    case = district.filed(NEXT, on=TODAY - days(20), id_number=NUMBER, name="李四", born_on=date(1985, 6, 12))
    return freed(district, case, NEXT)


@pytest.fixture
def unknown(district) -> Case:
    """Somebody in care at home of whom nobody knows who they are."""
    nobody = {"registered": None, "born_on": None, "id_number": "", "name": "自称阿四"}
    case = district.filed(HOME, on=TODAY - days(10), investigated_in=district.town(HOME), **nobody)
    return freed(district, case, HOME)


def freed(district, case: Case, town: str) -> Case:
    on = case.opened_on
    record_release(case.pk, released_from=ReleasedFrom.PRISON, by=district.assistant(town, on), on=on)
    return case


def establish(district, case: Case, **told) -> None:
    how = {"id_number": NUMBER, "by": district.assistant(), "on": TODAY, "words": "指纹比对", **told}
    know_who_it_is(case.pk, district.place(), **how)


def with_that_number() -> int:
    return Person.objects.using("owner").exclude(id_number_index=None).count()


def test_the_office_that_has_the_file_is_asked_and_no_second_file_with_the_number_is_made(district, known, unknown):
    with pytest.raises(StepRefused, match="别处可能已有") as refused:
        establish(district, unknown)
    assert refused.value.field == "id_number"
    asked = Enquiry.objects.using("owner").get()
    assert (asked.person_id, asked.asking_id) == (known.person_id, district.assistant().office_id)
    assert with_that_number() == 1
    with pytest.raises(StepRefused):
        establish(district, unknown)
    assert Enquiry.objects.using("owner").count() == 1, "asked once until it is answered"


def test_once_that_office_says_it_is_somebody_else_the_identity_is_recorded(district, known, unknown):
    with pytest.raises(StepRefused):
        establish(district, unknown)
    asked = Enquiry.objects.using("owner").get()
    answer_enquiry(asked.pk, EnquiryAnswer.SOMEBODY_ELSE, by=district.assistant(NEXT), on=TODAY)
    establish(district, unknown)
    assert Person.objects.using("owner").get(pk=unknown.person_id).identity_known


def test_a_number_that_nobody_has_is_recorded_at_once(district, unknown):
    establish(district, unknown)
    assert not Enquiry.objects.using("owner").exists()
    assert with_that_number() == 1


def test_whoever_may_not_record_the_identity_asks_nobody_and_learns_nothing(district, known, unknown):
    with pytest.raises(Case.DoesNotExist):
        establish(district, unknown, by=district.assistant(NEXT))
    assert not Enquiry.objects.using("owner").exists()


def test_told_once_more_nobody_is_asked_about_the_persons_own_file(district, unknown):
    establish(district, unknown)
    with pytest.raises(StepRefused, match="身份本已查清"):
        establish(district, unknown, by=district.clerk())
    assert not Enquiry.objects.using("owner").exists()


def test_a_number_that_is_wrong_is_said_as_before_and_asks_nobody(district, known, unknown):
    with pytest.raises(StepRefused, match="校验码"):
        establish(district, unknown, id_number=NUMBER[:-1] + "9")
    assert not Enquiry.objects.using("owner").exists()


def test_control_unless_it_is_asked_one_number_has_two_files(district, known, unknown, monkeypatch):
    monkeypatch.setattr(identity, "_ask_whoever_has_a_file", lambda *_, **__: None)
    establish(district, unknown)
    assert with_that_number() == 2
