"""A full review is for the town where the person is on its day: what a former town does fulfils nobody else's duty (clause 2.3.4, RHY-5)."""

from datetime import date
from unittest.mock import patch

import pytest

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import accept_transfer, record_note, set_priority
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.person.queries import get_person
from anbang.casework.step.positions import Position
from anbang.casework.step.standing import standing_of
from anbang.casework.visit import actions as visiting
from anbang.casework.visit.actions import NewReview, record_review
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.support.crew import HOME, NEXT, THIRD, TODAY, District, days

REVIEW = NewReview("稳定", "继续")
RELEASED, MOVED = date(2026, 7, 1), date(2026, 11, 2)


@pytest.fixture
def case(district: District) -> Case:
    """A priority person whom the next town has taken over."""
    found = district.in_care(since=RELEASED)
    first = district.assistant(on=RELEASED)
    set_priority(found.pk, [PriorityReason.NO_HOME], words="依据", by=first, on=RELEASED)
    district.moved(found, on=MOVED, by=district.assistant(on=MOVED))
    accept_transfer(found.pk, by=district.assistant(NEXT, MOVED), on=MOVED)
    return found


def town(district: District, name: str, on: date = TODAY) -> ActingStaff:
    return district.at(OfficeKind.TOWN_GOVERNMENT, name, on)


def met(case: Case) -> bool:
    running = Duty.objects.using("owner").filter(case=case.pk, rule="full_review", opens_on=date(2026, 10, 1))
    return all(duty.met_on is not None for duty in running)


def stands(by: ActingStaff, case: Case) -> frozenset[Position]:
    with acting(by):
        return standing_of(get_person(case.person_id, for_staff=by), by=by).positions


@pytest.mark.parametrize("by", [OfficeKind.TOWN_GOVERNMENT, OfficeKind.JUSTICE_OFFICE])
def test_whoever_had_the_person_before_reviews_nobody_after_the_hand_over(
    district: District, case: Case, by: OfficeKind
):
    with pytest.raises(StepRefused, match="只能补登移交以前"):
        record_review(case.pk, REVIEW, by=district.at(by, HOME), on=TODAY)
    assert not met(case)


def test_the_town_of_the_present_place_reviews_and_its_duty_is_done(district: District, case: Case):
    record_review(case.pk, REVIEW, by=town(district, NEXT), on=TODAY)
    assert met(case)


def test_what_the_former_town_reviewed_before_the_hand_over_it_may_still_record(district: District, case: Case):
    record_review(case.pk, REVIEW, by=town(district, HOME), on=MOVED - days(1))


def test_the_registered_town_is_no_town_that_reviews_where_somebody_lives_apart(district: District, case: Case):
    later = TODAY + days(40)
    assert Position.REGISTERED_TOWN in stands(town(district, HOME, later), case)
    with pytest.raises(StepRefused, match="居住地镇街"):
        record_review(case.pk, REVIEW, by=town(district, HOME, later), on=later)


def test_a_town_in_between_stands_to_somebody_as_a_former_one_for_the_days_of_the_policy(
    district: District, case: Case
):
    district.moved(case, THIRD, on=TODAY, by=district.assistant(NEXT))
    accept_transfer(case.pk, by=district.assistant(THIRD), on=TODAY)
    between = town(district, NEXT)
    assert stands(between, case) == {Position.FORMER_TOWN}
    record_note(case.pk, words="补记", by=between, on=TODAY)
    with pytest.raises(StepRefused, match="只能补登移交以前"):
        record_review(case.pk, REVIEW, by=between, on=TODAY)


def test_by_the_rule_before_a_former_town_fulfilled_the_duty_of_the_present_one(district: District, case: Case):
    """The control: with every town that ever had the person among those of the day."""
    every = (*visiting.OF_THE_DAY, Position.FORMER_TOWN)
    with patch.object(visiting, "OF_THE_DAY", every):
        record_review(case.pk, REVIEW, by=town(district, HOME), on=TODAY)
    assert met(case)
