"""Until it has accepted, the office that is asked to take somebody over plans nothing for them; what it learns is never lost (clause 2.3.3)."""

from collections.abc import Callable
from unittest.mock import patch

import pytest

from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care import plan as planning
from anbang.casework.care.actions import (
    accept_transfer,
    lift_priority,
    record_death,
    record_note,
    record_reoffence,
    return_transfer,
    set_priority,
)
from anbang.casework.care.models import CarePlan, GoalArea, TeamRole
from anbang.casework.care.plan import NewGoal, PlanReview, make_plan, review_plan
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.models import Case
from anbang.casework.step.positions import Position
from anbang.casework.visit.actions import NewVisit, record_call, record_visit
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.support.crew import NEXT, TODAY, District

GOAL = NewGoal(GoalArea.OTHER, "找到工作")
TEAM = [NewMember(TeamRole.JUSTICE_ASSISTANT, "孙某"), NewMember(TeamRole.VOLUNTEER, "李某")]
Step = Callable[[Case, ActingStaff], object]
OF_THE_RESPONSIBLE: dict[str, Step] = {
    "plan": lambda case, by: make_plan(case.pk, [GOAL], by=by, on=TODAY),
    "review": lambda case, by: review_plan(case.pk, PlanReview("进展", {}), by=by, on=TODAY),
    "team": lambda case, by: name_team(case.pk, TEAM, by=by, on=TODAY),
    "set": lambda case, by: set_priority(case.pk, [PriorityReason.NO_WORK], words="依据", by=by, on=TODAY),
    "lift": lambda case, by: lift_priority(case.pk, [PriorityReason.NO_HOME], words="依据", by=by, on=TODAY),
}
WHAT_IS_LEARNT: dict[str, Step] = {
    "note": lambda case, by: record_note(case.pk, words="记事", by=by, on=TODAY),
    "visit": lambda case, by: record_visit(case.pk, NewVisit("见到"), by=by, on=TODAY),
    "call": lambda case, by: record_call(case.pk, "母亲", by=by, on=TODAY),
    "death": lambda case, by: record_death(case.pk, words="派出所告知", by=by, on=TODAY),
    "reoffence": lambda case, by: record_reoffence(case.pk, words="判决书", by=by, on=TODAY),
    "return": lambda case, by: return_transfer(case.pk, words="不在本辖区", by=by, on=TODAY),
}


@pytest.fixture
def case(district: District) -> Case:
    """A priority person with a plan, who has moved to a town whose office has not accepted."""
    found = district.in_care()
    make_plan(found.pk, [GOAL], by=district.assistant(), on=TODAY)
    set_priority(found.pk, [PriorityReason.NO_HOME], words="依据", by=district.assistant(), on=TODAY)
    district.moved(found)
    return found


@pytest.mark.parametrize("step", OF_THE_RESPONSIBLE)
def test_before_it_has_accepted_the_receiving_office_is_refused(district: District, case: Case, step: str):
    before = Act.objects.using("owner").count()
    with pytest.raises(StepRefused, match="转入还没有接收"):
        OF_THE_RESPONSIBLE[step](case, district.assistant(NEXT))
    assert Act.objects.using("owner").count() == before
    assert CarePlan.objects.using("owner").filter(case=case.pk).count() == 1


@pytest.mark.parametrize("step", OF_THE_RESPONSIBLE)
def test_the_responsible_office_goes_on_until_then_and_the_receiving_one_after_it(
    district: District, case: Case, step: str
):
    OF_THE_RESPONSIBLE[step](case, district.assistant())
    if step == "lift":
        set_priority(case.pk, [PriorityReason.NO_HOME], words="依据", by=district.assistant(), on=TODAY)
    if step == "set":
        lift_priority(case.pk, [PriorityReason.NO_WORK], words="依据", by=district.assistant(), on=TODAY)
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    OF_THE_RESPONSIBLE[step](case, district.assistant(NEXT))


@pytest.mark.parametrize("step", WHAT_IS_LEARNT)
def test_what_the_receiving_office_learns_it_records(district: District, case: Case, step: str):
    WHAT_IS_LEARNT[step](case, district.assistant(NEXT))


def test_an_office_that_returned_the_transfer_names_no_team_either(district: District, case: Case):
    return_transfer(case.pk, words="不在本辖区", by=district.assistant(NEXT), on=TODAY)
    with pytest.raises(StepRefused, match="负责的司法所"):
        name_team(case.pk, TEAM, by=district.assistant(NEXT), on=TODAY)


def test_nor_does_the_town_to_which_somebody_moved_before_its_office_has_accepted(district: District, case: Case):
    town = district.at(OfficeKind.TOWN_GOVERNMENT, NEXT)
    with pytest.raises(StepRefused, match="负责的司法所或镇街"):
        name_team(case.pk, TEAM, by=town, on=TODAY)
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    name_team(case.pk, TEAM, by=town, on=TODAY)


def test_by_the_rule_before_the_receiving_office_would_have_replaced_the_plan(district: District, case: Case):
    """The control: with the residence among those who plan, the plan of the responsible office is gone."""
    with patch.object(planning, "PLANNING", (*planning.PLANNING, Position.RESIDENCE)):
        make_plan(case.pk, [GOAL], by=district.assistant(NEXT), on=TODAY)
    assert CarePlan.objects.using("owner").filter(case=case.pk, replaced_on__isnull=False).count() == 1
