"""Whoever was asked to take somebody over answers, and nobody else: an answer belongs to its transfer, whatever day it is told for and whatever
is learnt later (clause 2.3.3, RES-4).
"""

from collections.abc import Callable
from datetime import date

import pytest

from anbang.casework.care import actions as care
from anbang.casework.care.actions import accept_transfer, change_registered_place, record_move, return_transfer
from anbang.casework.charge.models import Responsibility, Transfer
from anbang.casework.models import Case
from anbang.casework.step.repairing import correct_day
from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused
from anbang.policy import order
from tests.support.crew import HOME, NEXT, THIRD, TODAY, District, days

OWNER = "owner"
FIRST, BETWEEN, LAST = TODAY - days(4), TODAY - days(2), TODAY
Answer = Callable[[Case, ActingStaff, date], object]
ANSWERS: dict[str, Answer] = {
    "accepted": lambda case, by, on: accept_transfer(case.pk, by=by, on=on),
    "returned": lambda case, by, on: return_transfer(case.pk, words="不在本辖区", by=by, on=on),
}


@pytest.fixture(params=ANSWERS)
def answer(request: pytest.FixtureRequest) -> Answer:
    return ANSWERS[request.param]


def in_charge(district: District, case: Case) -> str:
    office = Responsibility.objects.using(OWNER).get(case=case, until_on__isnull=True).office_id
    towns = {district.assistant(town).office_id: town for town in (HOME, NEXT, THIRD)}
    return towns[office]


def transfers(case: Case) -> list[tuple[date, date | None]]:
    found = Transfer.objects.using(OWNER).filter(case=case).order_by("number")
    return list(found.values_list("opened_on", "ended_on"))


def asked_twice(district: District) -> Case:
    """First one office was asked, and then, after another move, the next."""
    case = district.in_care()
    district.moved(case, THIRD, on=FIRST)
    district.moved(case, NEXT, on=LAST)
    return case


def test_an_answer_of_a_day_on_which_another_office_was_asked_is_refused(district: District, answer: Answer):
    case = asked_twice(district)
    before = transfers(case)
    with pytest.raises(StepRefused, match="不由这个单位答复"):
        answer(case, district.assistant(NEXT), BETWEEN)
    assert (in_charge(district, case), transfers(case)) == (HOME, before)
    answer(case, district.assistant(NEXT), LAST)
    assert transfers(case)[-1] == (LAST, LAST), "on its own day it is"


def test_control_were_the_answer_not_held_to_its_transfer_an_office_that_never_accepted_would_be_responsible(
    district: District, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(order, "RECEIVING", "told by nobody")
    case = asked_twice(district)
    accept_transfer(case.pk, by=district.assistant(NEXT), on=BETWEEN)
    assert in_charge(district, case) == THIRD


def accepted_by_the_next(district: District) -> Case:
    case = district.in_care()
    district.moved(case, NEXT, on=FIRST)
    accept_transfer(case.pk, by=district.assistant(NEXT), on=LAST)
    return case


def test_a_move_that_is_learnt_later_gives_nobodys_answer_to_another_office(district: District):
    case = accepted_by_the_next(district)
    with pytest.raises(StepRefused):
        record_move(case.pk, district.place(THIRD), by=district.assistant(NEXT), on=BETWEEN)
    assert in_charge(district, case) == NEXT


def test_control_were_it_not_held_the_move_would_hand_the_person_over_alone(
    district: District, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(care, "RECEIVING", "told by nobody")
    case = accepted_by_the_next(district)
    record_move(case.pk, district.place(THIRD), by=district.assistant(NEXT), on=BETWEEN)
    assert in_charge(district, case) == THIRD


def test_an_acceptance_is_put_on_no_day_of_another_transfer(district: District):
    case = asked_twice(district)
    act = accept_transfer(case.pk, by=district.assistant(NEXT), on=LAST)
    with pytest.raises(StepRefused):
        correct_day(act.pk, BETWEEN, why="记错", by=district.assistant(NEXT))
    assert in_charge(district, case) == NEXT


# What was before the file was told with it


def test_a_move_before_the_file_was_opened_is_refused_and_opens_no_transfer(district: District):
    case = district.in_care()
    told = {"by": district.assistant(), "on": case.opened_on - days(1), "late_because": "补登"}
    for step in (record_move, change_registered_place):
        with pytest.raises(StepRefused, match="这一天还没有立档") as refused:
            step(case.pk, district.place(NEXT), **told)
        assert refused.value.field == "on"
    assert transfers(case) == []
    record_move(case.pk, district.place(NEXT), **told | {"on": case.opened_on})
    assert len(transfers(case)) == 1, "the control: from the day of the file on it is"


def test_nor_is_one_put_on_such_a_day(district: District):
    case = district.in_care()
    act = district.moved(case, NEXT, on=TODAY)
    with pytest.raises(StepRefused, match="这一天还没有立档"):
        correct_day(act.pk, case.opened_on - days(1), why="记错", by=district.assistant())
