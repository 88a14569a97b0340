"""A list tells where somebody lives; home tells that they moved. In whatever order both come, nothing breaks and the move holds."""

import itertools

import pytest

from anbang.casework.models import Case
from anbang.casework.person.actions import AS_LONG_AS_IS_KNOWN, Place, tell_place, untell_place
from anbang.casework.person.models import Abode, AbodeKind
from anbang.casework.step.opening import settle_again
from anbang.casework.step.repairing import withdraw
from anbang.organisations.acting import acting
from tests.support.crew import HOME, NEXT, THIRD, TODAY, District, days

OWNER = "owner"
RESIDENCE = AbodeKind.RESIDENCE


@pytest.fixture
def case(district: District) -> Case:
    """Somebody in prison who lives at home."""
    return district.filed(on=TODAY - days(60), residence=district.place(HOME))


def told_by_a_list(district: District, case: Case, place: Place, *, ago: int) -> dict[str, object]:
    """What a list of that day says."""
    by = district.clerk()
    with acting(by):
        before = tell_place(case.person_id, RESIDENCE, place, on=TODAY - days(ago))
        settle_again([case.person_id], by=by)
    return before


def lives_in(case: Case) -> list[tuple[int | None, bool]]:
    """Area by area, and whether a move told it; from as long as is known until now, without a gap."""
    rows = list(Abode.objects.using(OWNER).filter(person=case.person_id, kind=RESIDENCE).order_by("from_on"))
    assert (rows[0].from_on, rows[-1].until_on) == (AS_LONG_AS_IS_KNOWN, None)
    assert all(row.until_on == later.from_on - days(1) for row, later in itertools.pairwise(rows))
    return [(row.area_id, row.act_id is not None) for row in rows]


def at(district: District, *towns: str) -> list[int | None]:
    """A village of each."""
    return [district.place(town).area_id for town in towns]


def test_a_list_tells_another_place_from_its_day(district, case):
    told_by_a_list(district, case, district.place(NEXT), ago=3)
    home, other = at(district, HOME, NEXT)
    assert lives_in(case) == [(home, False), (other, False)]


def test_a_move_recorded_late_comes_before_what_a_list_told_meanwhile(district, case):
    told_by_a_list(district, case, district.place(NEXT), ago=3)
    moved = district.moved(case, THIRD, on=TODAY - days(5))
    listed, lives = at(district, NEXT, THIRD)
    assert lives_in(case) == [(listed, False), (lives, True)]
    withdraw(moved.pk, why="没有搬", by=district.assistant())
    assert lives_in(case) == [(listed, False)]


@pytest.mark.parametrize("ago", [5, 3, 1])
def test_a_list_after_a_move_corrects_what_stood_before_it(district, case, ago):
    moved = district.moved(case, THIRD, on=TODAY - days(3))
    told_by_a_list(district, case, district.place(NEXT), ago=ago)
    listed, lives = at(district, NEXT, THIRD)
    assert lives_in(case) == [(listed, False), (lives, True)]
    withdraw(moved.pk, why="没有搬", by=district.assistant())
    assert lives_in(case) == [(listed, False)]


@pytest.mark.parametrize("moves", [False, True])
def test_a_list_that_is_taken_back_leaves_the_place_of_before(district, case, moves):
    if moves:
        district.moved(case, THIRD, on=TODAY - days(10))
    stood = lives_in(case)
    before = told_by_a_list(district, case, district.place(NEXT), ago=3)
    assert lives_in(case) != stood
    with acting(district.clerk()):
        untell_place(case.person_id, RESIDENCE, before)
    assert lives_in(case) == stood


def test_of_whom_nobody_knew_a_place_a_list_tells_one_and_takes_it_back(district):
    case = district.filed()
    Abode.objects.using(OWNER).filter(person=case.person_id, kind=RESIDENCE).delete()
    before = told_by_a_list(district, case, district.place(NEXT), ago=3)
    assert lives_in(case) == [(at(district, NEXT)[0], False)]
    with acting(district.clerk()):
        untell_place(case.person_id, RESIDENCE, before)
    assert not Abode.objects.using(OWNER).filter(person=case.person_id, kind=RESIDENCE).exists()
