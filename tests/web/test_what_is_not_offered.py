"""What makes no sense about somebody is neither offered nor taken, and the page says why; a scenario may tell it all the same."""

from datetime import date

import pytest
from django.http import HttpResponse
from django.urls import reverse

from anbang.casework.act.models import Act
from anbang.casework.handover.actions import complete_corrections, record_release
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.person.actions import Place
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.web.steps.register import STEPS
from tests.scenario.test_played import played
from tests.support.crew import HOME, NEXT, OUTSIDE, TODAY, District, days
from tests.web.planted import signed_in

OWNER = "owner"
NO_PICK_UP = "不是从监所释放的，没有接回结果可登记"
NO_MOVE = "此人那一天就住在这里，没有变动"


def address(case: Case, slug: str) -> str:
    return reverse("take_step", args=[case.person_id, slug])


def file_of(case: Case, by: ActingStaff) -> str:
    return signed_in(by).get(reverse("case_file", args=[case.person_id])).content.decode()


def send(by: ActingStaff, case: Case, slug: str, **told: object) -> HttpResponse:
    return signed_in(by).post(address(case, slug), {"on": TODAY.isoformat(), **told})


# The outcome of the pick-up


def from_corrections(district: District) -> Case:
    case = district.filed(on=TODAY - days(3))
    complete_corrections(case.pk, by=district.assistant(), on=TODAY)
    return case


def test_whoever_came_from_community_corrections_was_fetched_from_nowhere(district: District):
    case, by = from_corrections(district), district.assistant()
    assert address(case, "reception") not in file_of(case, by)
    answer = send(by, case, "reception", outcome="came_alone")
    assert answer.status_code == 422
    assert NO_PICK_UP in answer.content.decode()
    assert not Act.objects.using(OWNER).filter(case=case.pk, kind="received").exists()


def test_whoever_was_released_has_an_outcome(district: District):
    """The control."""
    case, by = district.filed(on=TODAY - days(3)), district.assistant()
    record_release(case.pk, released_from=ReleasedFrom.PRISON, by=by, on=TODAY)
    assert address(case, "reception") in file_of(case, by)
    assert send(by, case, "reception", outcome="came_alone").status_code == 302


# A move to where somebody lives


@pytest.mark.parametrize("outside", [False, True])
def test_a_move_to_where_somebody_lives_already_is_refused_at_the_place(district: District, outside: bool):
    case, by = district.in_care(), district.assistant()
    to = OUTSIDE if outside else district.place(HOME, 1)
    district.moved(case, to)
    where = {"outside": to.outside} if outside else {"town": district.town(HOME), "village": to.area_id}
    answer = send(by, case, "move", **where)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert NO_MOVE in page
    assert f'id="id_{"outside" if outside else "village"}_error"' in page
    assert Act.objects.using(OWNER).filter(case=case.pk, kind="moved").count() == 1


def test_another_village_and_another_place_outside_are_moves(district: District):
    case = district.in_care()
    for to in (district.place(HOME, 1), district.place(HOME), OUTSIDE, Place(outside="重庆市永川区"), NEXT):
        district.moved(case, to)
    assert Act.objects.using(OWNER).filter(case=case.pk, kind="moved").count() == 5


def test_a_move_of_a_day_on_which_somebody_lived_elsewhere_is_one(district: District):
    case, by = district.in_care(), district.assistant()
    district.moved(case, district.place(HOME, 1))
    answer = send(by, case, "move", on=(TODAY - days(2)).isoformat(), village=district.place(HOME, 1).area_id, town="")
    assert answer.status_code == 302


PLAYED = """
policy: rongchang-2015-20
as_of: 2026-06-01
people:
  zhang:
    name: 张三
    born: 1985-06-12
    registered: "500153001001"
    events:
      - {on: 2026-01-10, event: corrections_completed}
      - {on: 2026-01-10, event: received, outcome: met}
      - {on: 2026-01-11, event: moved, to: "500153001001"}
      - {on: 2026-01-12, event: moved, to: "500153102003"}
      - {on: 2026-01-13, event: transfer_accepted}
      - {on: 2026-01-14, event: priority_set, reasons: [no_home]}
      - {on: 2026-02-14, event: reviewed}
      - {on: 2026-03-14, event: moved, to: {outside: 四川省隆昌市}}
      - {on: 2026-03-15, event: moved, to: {outside: 四川省隆昌市}}
      - {on: 2026-03-16, event: transfer_accepted}
      - {on: 2026-03-17, event: reviewed}
"""


@pytest.mark.usefixtures("scratch")
def test_a_scenario_may_tell_what_the_contract_allows():
    answer = played(PLAYED)["people"]["zhang"]
    assert answer["responsible"]["area"] == "outside"


# The family in custody


def test_a_village_that_sees_nobody_in_custody_is_not_asked_about_the_family():
    assert Role.VILLAGE_CADRE not in STEPS["family-need"].roles


def test_the_certificate_of_hardship_is_for_the_village_that_sees_the_person(district: District):
    case = district.in_care()
    here, there = district.cadre(district.place()), district.place(NEXT)
    district.moved(case, there, on=date(2026, 11, 5))
    assert signed_in(here).get(address(case, "hardship")).status_code == 404, "it sees them no longer"
    assert signed_in(district.cadre(there)).get(address(case, "hardship")).status_code == 200
