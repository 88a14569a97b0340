"""How to reach somebody stays true: the newest that was told, an absence only while it lasts, and no old street under a new place."""

import pytest

from anbang.casework.act.models import Act
from anbang.casework.act.story import words_of
from anbang.casework.care.actions import (
    lose_contact,
    propose_transfer_again,
    record_found,
    record_move,
    return_transfer,
)
from anbang.casework.care.away import NewAway, come_back, go_away
from anbang.casework.care.reaching import HowToReach, change_contact, how_to_reach
from anbang.casework.handover.actions import Arrival, report_in
from anbang.casework.models import Case, Telephone
from anbang.casework.person.telephones import NUMBER
from anbang.casework.step.repairing import correct_day, redact, withdraw
from anbang.lib.telephone import telephones_in
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.people import office, post

PHONE, STREET = "13800000001", "人民路1号"


def reported(district: District, **different: str) -> Case:
    """Somebody in care who said at the report how to be reached."""
    case = district.in_care(since=TODAY - days(7))
    told = {"contact": PHONE, "lives_at": STREET, **different}
    report_in(
        case.pk, Arrival(has_certificate=True, certificate="1号", **told), by=district.assistant(), on=TODAY - days(6)
    )
    return case


def now(district: District, case: Case) -> list[str]:
    """How somebody is reached; and by the numbers in it, and by no others, they are found."""
    with acting(district.assistant()):
        told = how_to_reach(case)
    kept = {NUMBER.open(row.number_sealed, id=row.pk).decode() for row in Telephone.objects.using("owner").all()}
    assert kept == set(telephones_in("\n".join(told)))
    return told


def hand(district: District, before: int = 0) -> dict[str, object]:
    return {"by": district.assistant(), "on": TODAY - days(before)}


def test_what_was_told_last_holds_field_by_field(district):
    case = reported(district)
    assert now(district, case) == [PHONE, STREET]
    change_contact(case.pk, HowToReach(contact="13900000002"), **hand(district, 3))
    assert now(district, case) == ["13900000002", STREET]
    change_contact(case.pk, HowToReach(lives_at="人民路3号"), **hand(district))
    assert now(district, case) == ["13900000002", "人民路3号"]


def test_an_older_telephone_that_is_recorded_later_does_not_hold(district):
    case = reported(district)
    change_contact(case.pk, HowToReach(contact="13900000002"), **hand(district, 1))
    change_contact(case.pk, HowToReach(contact="13900000003"), **hand(district, 2))
    assert now(district, case) == ["13900000002", STREET]


def test_no_old_street_stands_under_a_new_place(district):
    case = reported(district)
    record_move(case.pk, district.place(HOME, 1), **hand(district))
    assert now(district, case) == [PHONE]


def test_with_a_move_the_new_street_and_telephone_are_told(district):
    case = reported(district)
    reached = HowToReach("13900000002", "新街9号")
    act = record_move(case.pk, district.place(HOME, 1), reached=reached, **hand(district))
    assert now(district, case) == ["13900000002", "新街9号"]
    assert b"13900000002" not in bytes(Act.objects.using("owner").get(pk=act.pk).words_sealed)


def test_a_transfer_that_is_only_proposed_again_takes_no_street_away(district):
    case = reported(district)
    reached = HowToReach(lives_at="新街9号")
    record_move(case.pk, district.place(NEXT), reached=reached, **hand(district, 3))
    return_transfer(case.pk, words="没有找到", by=district.assistant(NEXT), on=TODAY - days(2))
    propose_transfer_again(case.pk, words="又去看过", **hand(district))
    assert now(district, case) == [PHONE, "新街9号"]


def test_how_to_reach_somebody_away_holds_while_the_absence_lasts(district):
    case = reported(district)
    go_away(case.pk, NewAway("广东", "工地 0755-26001234", "王某"), **hand(district, 3))
    assert now(district, case)[0] == "工地 0755-26001234"
    come_back(case.pk, **hand(district))
    assert now(district, case) == [PHONE, STREET]


def test_somebody_back_from_away_may_have_another_number(district):
    case = reported(district)
    go_away(case.pk, NewAway("广东", "工地 0755-26001234", "王某"), **hand(district, 3))
    come_back(case.pk, reached=HowToReach(contact="13900000002"), **hand(district))
    assert now(district, case) == ["13900000002", STREET]


def test_what_is_told_while_away_holds_instead_and_afterwards(district):
    case = reported(district)
    go_away(case.pk, NewAway("广东", "工地 0755-26001234", "王某"), **hand(district, 3))
    change_contact(case.pk, HowToReach(contact="13900000002"), **hand(district, 1))
    assert now(district, case) == ["13900000002", STREET]
    come_back(case.pk, **hand(district))
    assert now(district, case) == ["13900000002", STREET]


def test_the_number_under_which_somebody_was_found_is_kept(district):
    case = reported(district)
    lose_contact(case.pk, words="停机", **hand(district, 2))
    record_found(case.pk, words="来电", reached=HowToReach(contact="13900000002"), **hand(district))
    assert now(district, case) == ["13900000002", STREET]


def test_something_is_told_and_only_by_an_office_that_may_note(district):
    case = reported(district)
    with pytest.raises(StepRefused, match="请填写新的联系方式或住址") as refused:
        change_contact(case.pk, HowToReach(" ", ""), **hand(district))
    assert refused.value.field == "contact"
    station = post(Role.POLICE_OFFICER, office(OfficeKind.POLICE_STATION, HOME))
    with pytest.raises((StepRefused, Case.DoesNotExist)):
        change_contact(case.pk, HowToReach(PHONE), by=station, on=TODAY)
    village = district.cadre(district.place(HOME))
    assert change_contact(case.pk, HowToReach("13900000002"), by=village, on=TODAY).office_id == village.office_id


def test_a_wrong_number_is_withdrawn_moved_to_its_day_and_taken_out(district):
    case = reported(district)
    act = change_contact(case.pk, HowToReach(contact="13900000002"), **hand(district))
    correct_day(act.pk, TODAY - days(1), why="记错", by=district.assistant())
    assert Act.objects.using("owner").get(pk=act.pk).on == TODAY - days(1)
    redact(act.pk, why="是别人的号码", by=district.assistant())
    left = Act.objects.using("owner").get(pk=act.pk)
    assert (words_of(left), left.withdrawn_on) == ({}, None)
    assert now(district, case) == [PHONE, STREET]
    other = change_contact(case.pk, HowToReach(contact="13900000003"), **hand(district))
    withdraw(other.pk, why="误录", by=district.assistant())
    assert now(district, case) == [PHONE, STREET]
