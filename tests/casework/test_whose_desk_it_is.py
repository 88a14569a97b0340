"""Somebody stands before the wrong desk of the district: the file is opened there, and is at once in the charge of the office whose it is."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connections

from anbang.casework.act.models import Act
from anbang.casework.charge.models import Responsibility, Transfer
from anbang.casework.duty.queries import work_list
from anbang.casework.handover.actions import Arrival, report_in
from anbang.casework.handover.filing import Somebody
from anbang.casework.handover.intake import Unannounced, take_in_on_the_spot, take_over_from_corrections
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case, Person
from anbang.casework.person.actions import Place
from anbang.casework.person.models import Reach
from anbang.casework.person.queries import visible_to
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.policy import DEFAULT_PACK
from tests.exchange.numbers import identity_number
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.people import office, post

NUMBER = "510231198506121232"
THIRD = "广顺街道"


def came(district: District, **different: object) -> Unannounced:
    """Somebody of the next town, released a month ago."""
    told = {"name": "张三", "sex": "male", "id_number": NUMBER, "registered": district.place(NEXT), **different}
    return Unannounced(
        Somebody(**told),  # type: ignore[arg-type]
        TODAY - days(31),
        ReleasedFrom.PRISON,
        Arrival(True, "永狱释字101号"),
        "监所没有来文",
    )


def unknown(district: District) -> Unannounced:
    return came(district, name="自称阿桥", id_number="", registered=None, investigated_in=district.town(NEXT))


def sees(by: ActingStaff, case: Case) -> bool:
    with acting(by):
        return visible_to(by).filter(pk=case.person_id).exists()


def first_page(by: ActingStaff) -> set[int | None]:
    with acting(by):
        return set(work_list(for_staff=by).values_list("case_id", flat=True))


@pytest.mark.parametrize("who", [came, unknown])
def test_whoever_stands_before_the_wrong_desk_is_at_once_in_the_charge_of_the_right_one(district, who):
    desk, right = district.assistant(HOME), district.assistant(NEXT)
    taken = take_in_on_the_spot(who(district), by=desk, on=TODAY)
    assert (taken.charge.office_id, taken.charge.care_from) == (right.office_id, TODAY - days(31))
    assert Responsibility.objects.using("owner").get(case=taken.case).office_id == right.office_id
    assert taken.case.pk in first_page(right)
    assert taken.case.pk not in first_page(desk)
    assert Act.objects.using("owner").get(case=taken.case, kind="reported_in").office_id == desk.office_id


@pytest.mark.parametrize("who", [came, unknown])
def test_the_desk_that_was_wrong_reads_the_file_that_day_and_adds_nothing(district, who):
    desk = district.assistant(HOME)
    taken = take_in_on_the_spot(who(district), by=desk, on=TODAY)
    assert sees(desk, taken.case)
    assert not sees(district.assistant(HOME, TODAY + days(1)), taken.case)
    assert not sees(district.assistant(THIRD), taken.case)
    with pytest.raises(StepRefused, match="报到由户籍地司法所登记"):
        report_in(taken.case.pk, Arrival(False), by=desk, on=TODAY)


def test_whoever_lives_in_a_third_town_is_to_be_handed_over_there(district):
    told = came(district, residence=district.place(THIRD))
    taken = take_in_on_the_spot(told, by=district.assistant(HOME), on=TODAY)
    right, lives_at = district.assistant(NEXT), district.assistant(THIRD)
    assert (taken.charge.office_id, taken.charge.receiver_id) == (right.office_id, lives_at.office_id)
    assert Transfer.objects.using("owner").get(case=taken.case).receiver_id == lives_at.office_id


def test_after_community_corrections_any_desk_opens_the_file_too(district):
    desk, right = district.assistant(HOME), district.assistant(NEXT)
    somebody = came(district).somebody
    taken = take_over_from_corrections(somebody, completed_on=TODAY, handed_over="档案一册", by=desk, on=TODAY)
    assert taken.charge.office_id == right.office_id
    assert taken.case.pk in first_page(right)


def test_a_minors_file_is_closed_at_whichever_desk_and_named_for_the_right_office(district):
    post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    desk, right = district.assistant(HOME), district.assistant(NEXT)
    told = came(district, id_number=identity_number(date(2009, 5, 1), sequence=11))
    taken = take_in_on_the_spot(told, by=desk, on=TODAY)
    assert taken.is_closed
    named = Reach.objects.using("owner").filter(person=taken.case.person_id)
    assert not named.filter(office__isnull=False).exists()
    assert named.get(staff=right.staff_id).until_on is None
    assert named.get(staff=desk.staff_id).until_on == TODAY


def test_whoever_belongs_nowhere_in_the_district_gets_no_file_here(district):
    told = came(district, registered=Place(outside="四川省隆昌市"))
    with pytest.raises(StepRefused, match="户籍地和居住地都不在本区"):
        take_in_on_the_spot(told, by=district.assistant(HOME), on=TODAY)
    assert not Person.objects.using("owner").exists()


def test_nobody_who_was_taken_in_elsewhere_can_lose_all_who_see_them(district):
    taken = take_in_on_the_spot(came(district), by=district.assistant(HOME), on=TODAY)
    take_away = "delete from casework_reach where person_id = %s; set constraints all immediate"
    with connections["owner"].cursor() as cursor, pytest.raises(IntegrityError, match="person_is_seen_by_somebody"):
        cursor.execute(take_away.replace("%s", str(taken.case.person_id)))


# The term is over by now


def long_ago(district: District) -> Unannounced:
    years = int(str(DEFAULT_PACK.parameter("care_years_after_release", TODAY)))
    return replace(came(district), released_on=TODAY.replace(year=TODAY.year - years) - days(1))


def test_a_release_after_which_the_term_is_over_is_asked_about_once(district):
    by, told = district.assistant(NEXT), long_ago(district)
    with pytest.raises(StepRefused, match="请核对年份") as refused:
        take_in_on_the_spot(told, by=by, on=TODAY)
    assert refused.value.field == "is_long_ago"
    assert not Person.objects.using("owner").exists()
    taken = take_in_on_the_spot(replace(told, is_long_ago=True), by=by, on=TODAY)
    assert (taken.charge.care_from, taken.charge.term_until) == (told.released_on, TODAY - days(1))


def test_a_release_of_whose_term_a_day_is_left_is_asked_about_not_at_all(district):
    told = long_ago(district)
    told = replace(told, released_on=told.released_on + days(1))
    taken = take_in_on_the_spot(told, by=district.assistant(NEXT), on=TODAY)
    assert taken.charge.term_until == TODAY


def test_community_corrections_completed_long_ago_are_asked_about_too(district):
    years = int(str(DEFAULT_PACK.parameter("care_years_after_corrections", TODAY)))
    told = {"completed_on": TODAY.replace(year=TODAY.year - years) - days(1), "handed_over": "档案一册"}
    how = {"late_because": "刚移交", "by": district.assistant(NEXT), "on": TODAY}
    with pytest.raises(StepRefused, match="请核对年份"):
        take_over_from_corrections(came(district).somebody, **told, **how)
    assert take_over_from_corrections(came(district).somebody, is_long_ago=True, **told, **how).case is not None
