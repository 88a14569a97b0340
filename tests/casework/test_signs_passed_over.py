"""A telling that told of one sign never stands for another: each is owed to the police until they were told of it (HLP-2, LAW-6)."""

from datetime import date

import pytest

from anbang.casework.act.models import Act
from anbang.casework.care import passed_over, signs, undoing
from anbang.casework.care.models import Sign
from anbang.casework.care.signs import confirm_sign, mark_unfounded, note_sign, tell_police
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.step.repairing import correct_day, withdraw
from anbang.organisations.steps import StepRefused
from tests.support.crew import TODAY, District, days


class Signs:
    """The signs of somebody in care, noted by one hand and confirmed by another."""

    def __init__(self, district: District) -> None:
        self.case: Case = district.in_care()
        self.seer, self.second = district.assistant(), district.colleague()

    def seen(self, on: date) -> Sign:
        return note_sign(self.case.pk, facts="夜不归宿", prevention="谈话", by=self.seer, on=on)

    def confirmed(self, on: date) -> Sign:
        sign = self.seen(on)
        confirm_sign(sign.pk, by=self.second, on=on)
        return sign

    def told(self, sign: Sign, on: date) -> Act:
        return tell_police(sign.pk, told_to="派出所", by=self.second, on=on)

    def owed(self) -> int:
        found = Duty.objects.using("owner").filter(case=self.case, rule="tell_police", met_on=None, void_on=None)
        return found.count()


@pytest.fixture
def of_somebody(district) -> Signs:
    return Signs(district)


def test_a_second_sign_of_the_same_day_is_owed_anew(of_somebody):
    of_somebody.told(of_somebody.confirmed(TODAY), TODAY)
    of_somebody.confirmed(TODAY)
    assert of_somebody.owed() == 1


def test_a_sign_is_not_confirmed_as_of_a_day_before_a_telling_that_knew_nothing_of_it(of_somebody):
    of_somebody.told(of_somebody.confirmed(TODAY - days(2)), TODAY)
    second = of_somebody.seen(TODAY - days(1))
    with pytest.raises(StepRefused, match="没有通报这条苗头"):
        confirm_sign(second.pk, by=of_somebody.second, on=TODAY - days(1))
    confirm_sign(second.pk, by=of_somebody.second, on=TODAY)
    assert of_somebody.owed() == 1


def test_neither_day_is_corrected_so_that_one_stands_for_the_other(of_somebody):
    telling = of_somebody.told(of_somebody.confirmed(TODAY - days(5)), TODAY - days(4))
    second = of_somebody.confirmed(TODAY - days(3))
    assert of_somebody.owed() == 1
    with pytest.raises(StepRefused, match="没有通报这条苗头"):
        correct_day(telling.pk, TODAY, why="记错", by=of_somebody.second)
    confirmation = Act.objects.using("owner").get(pk=Sign.objects.using("owner").get(pk=second.pk).confirmed_id)
    Sign.objects.using("owner").filter(pk=second.pk).update(seen_on=TODAY - days(6))
    with pytest.raises(StepRefused, match="没有通报这条苗头"):
        correct_day(confirmation.pk, TODAY - days(5), why="记错", by=of_somebody.second)
    assert of_somebody.owed() == 1


def test_a_telling_is_not_withdrawn_when_a_later_one_would_stand_for_it(of_somebody):
    first = of_somebody.told(of_somebody.confirmed(TODAY - days(5)), TODAY - days(4))
    later = of_somebody.told(of_somebody.confirmed(TODAY - days(3)), TODAY - days(2))
    with pytest.raises(StepRefused, match="没有通报这条苗头"):
        withdraw(first.pk, why="误录", by=of_somebody.second)
    withdraw(later.pk, why="误录", by=of_somebody.second)
    withdraw(first.pk, why="误录", by=of_somebody.second)
    assert of_somebody.owed() == 1, "one telling will tell of both"


def test_a_telling_of_what_was_unfounded_is_not_withdrawn_and_nothing_is_owed_for_ever(of_somebody):
    sign = of_somebody.confirmed(TODAY)
    telling = of_somebody.told(sign, TODAY)
    mark_unfounded(sign.pk, why="另有其人", told_to="派出所", by=of_somebody.second, on=TODAY)
    with pytest.raises(StepRefused, match="不再撤销"):
        withdraw(telling.pk, why="误录", by=of_somebody.second)
    assert of_somebody.owed() == 0


def test_control_unless_it_is_refused_the_second_sign_is_owed_to_nobody(of_somebody, monkeypatch):
    for module in (signs, undoing):
        monkeypatch.setattr(module, "refuse_to_pass_over", lambda *_, **__: None)
    assert passed_over.refuse_to_pass_over is not signs.refuse_to_pass_over
    telling = of_somebody.told(of_somebody.confirmed(TODAY - days(5)), TODAY - days(4))
    of_somebody.confirmed(TODAY - days(3))
    correct_day(telling.pk, TODAY, why="记错", by=of_somebody.second)
    assert of_somebody.owed() == 0
