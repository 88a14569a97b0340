"""From office to office: a move opens a transfer, the receiving office answers, the old one goes on reading for a while (clause 2.3.3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from anbang.casework.act.models import Act
from anbang.casework.care.actions import (
    accept_transfer,
    change_registered_place,
    propose_transfer_again,
    record_move,
    return_transfer,
)
from anbang.casework.charge.models import Caseworker, Responsibility, Transfer
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.person.queries import get_case
from anbang.casework.visit.actions import NewVisit, record_visit
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from tests.support.crew import HOME, NEXT, OUTSIDE, THIRD, TODAY, District, days
from tests.support.recomputed import differences

OWNER = "owner"


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(StepRefused, match=words):
        yield


def in_charge(case: Case, on: date = TODAY) -> list[int | None]:
    rows = Responsibility.objects.using(OWNER).on(on).filter(case=case)
    return list(rows.values_list("office_id", flat=True))


def transfers(case: Case) -> list[tuple[int | None, str]]:
    """To which office, and how it ended."""
    return list(
        Transfer.objects.using(OWNER).filter(case=case).order_by("number").values_list("receiver_id", "outcome")
    )


def sees(by: ActingStaff, case: Case) -> bool:
    with acting(by):
        try:
            get_case(case.pk, for_staff=by)
        except Case.DoesNotExist:
            return False
    return True


@pytest.fixture
def case(district: District) -> Iterator[Case]:
    """Somebody in care of the first town; at the end everything stored is what the acts say."""
    found = district.in_care()
    district.morning(found, on=TODAY)
    yield found
    assert differences(found.person_id, today=TODAY) == []


def office(district: District, town: str) -> int:
    return district.assistant(town).office_id


def test_care_begins_in_the_charge_of_one_office_and_one_of_its_staff(district, case):
    assert in_charge(case, date(2026, 9, 1)) == in_charge(case) == [office(district, HOME)]
    assert in_charge(case, date(2026, 8, 31)) == []
    assert Caseworker.objects.using(OWNER).get(case=case).staff_id == district.assistant(HOME).staff_id


def test_a_move_within_the_town_opens_no_transfer(district, case):
    district.moved(case, district.place(HOME, 3))
    assert transfers(case) == []


def test_a_move_to_another_town_opens_a_transfer_and_the_sender_stays_responsible(district, case):
    district.moved(case)
    assert transfers(case) == [(office(district, NEXT), "")]
    assert in_charge(case) == [office(district, HOME)]


def test_the_receiving_office_takes_over_on_its_day(district, case):
    district.moved(case, on=TODAY - days(3))
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY - days(2))
    assert in_charge(case, TODAY - days(3)) == [office(district, HOME)]
    assert in_charge(case, TODAY - days(2)) == in_charge(case) == [office(district, NEXT)]
    assert transfers(case) == [(office(district, NEXT), "accepted")]
    now = Caseworker.objects.using(OWNER).get(case=case, until_on=None)
    assert now.staff_id == district.assistant(NEXT).staff_id


def test_the_receiving_office_returns_with_a_reason_and_the_sender_stays(district, case):
    district.moved(case)
    with refused("退回的原因"):
        return_transfer(case.pk, words=" ", by=district.assistant(NEXT), on=TODAY)
    return_transfer(case.pk, words="人已回原籍", by=district.assistant(NEXT), on=TODAY)
    assert transfers(case) == [(office(district, NEXT), "returned")]
    assert in_charge(case) == [office(district, HOME)]


def test_a_move_on_replaces_the_transfer_and_a_move_back_withdraws_it(district, case):
    for town in (NEXT, THIRD, HOME):
        district.moved(case, town)
    assert transfers(case) == [(office(district, NEXT), "replaced"), (office(district, THIRD), "withdrawn")]
    assert in_charge(case) == [office(district, HOME)]


def proposed(case: Case, by: ActingStaff, on: date = TODAY) -> Act:
    return propose_transfer_again(case.pk, words="人确实住在那里", by=by, on=on)


@pytest.mark.parametrize("to", [NEXT, OUTSIDE], ids=["another town", "outside"])
def test_after_a_return_the_transfer_is_proposed_again_though_nobody_moved(district, case, to):
    moved = district.moved(case, to, on=TODAY - days(3))
    receiver = district.assistant(NEXT if to == NEXT else HOME)
    return_transfer(case.pk, words="没有见到人", by=receiver, on=TODAY - days(2))
    act = proposed(case, district.assistant(HOME))
    assert act.told == {**moved.told, "again": True}
    wanted = office(district, NEXT) if to == NEXT else None
    assert transfers(case) == [(wanted, "returned"), (wanted, "")]
    assert in_charge(case) == [office(district, HOME)]
    accept_transfer(case.pk, by=receiver, on=TODAY)
    assert in_charge(case) == [wanted]


def test_who_lived_elsewhere_from_the_first_day_is_proposed_again_too(district):
    found = district.in_care(residence=district.place(NEXT, 1))
    return_transfer(found.pk, words="没有见到人", by=district.assistant(NEXT), on=TODAY)
    assert proposed(found, district.assistant(HOME)).told["to"]["village"] == str(district.place(NEXT, 1).area_id)
    assert transfers(found)[-1] == (office(district, NEXT), "")


def test_where_nothing_can_be_proposed_it_is_refused_in_words(district, case):
    home, nothing = district.assistant(HOME), "没有可以再次发起的转接"
    with refused(nothing):
        proposed(case, home)
    district.moved(case, on=TODAY - days(3))
    with refused(nothing):
        proposed(case, home)
    with refused("由现在负责的司法所办理"):
        proposed(case, district.assistant(NEXT))
    return_transfer(case.pk, words="没有见到人", by=district.assistant(NEXT), on=TODAY - days(1))
    with refused(nothing):
        proposed(case, home, TODAY - days(2))
    with refused("为什么再次发起"):
        propose_transfer_again(case.pk, words=" ", by=home, on=TODAY)
    with refused("由负责的司法所办理"):
        proposed(case, district.clerk())
    assert transfers(case) == [(office(district, NEXT), "returned")]


def test_whoever_is_back_from_outside_and_was_returned_is_proposed_by_the_registered_office(district, case):
    """Somebody outside is responsible still; nobody there could propose it here."""
    home = district.assistant(HOME)
    district.moved(case, OUTSIDE, on=TODAY - days(6))
    accept_transfer(case.pk, by=home, on=TODAY - days(5))
    district.moved(case, HOME, on=TODAY - days(3))
    return_transfer(case.pk, words="没有见到人", by=home, on=TODAY - days(2))
    with refused("由负责的司法所办理"):
        proposed(case, district.clerk())
    proposed(case, home)
    accept_transfer(case.pk, by=home, on=TODAY)
    assert transfers(case)[-1] == (office(district, HOME), "accepted")


@pytest.mark.parametrize("answer", [accept_transfer, lambda *a, **how: return_transfer(*a, words="不在", **how)])
def test_nobody_but_the_receiving_office_answers(district, case, answer):
    district.moved(case)
    for by in (
        district.assistant(HOME),
        district.clerk(),
        district.aftercare(),
        district.at(OfficeKind.TOWN_GOVERNMENT),
    ):
        with refused("由接收的司法所答复"):
            answer(case.pk, by=by, on=TODAY)
    for by in (district.assistant(THIRD), district.at(OfficeKind.CIVIL_AFFAIRS, NEXT)):
        with pytest.raises(Case.DoesNotExist):
            answer(case.pk, by=by, on=TODAY)
    assert transfers(case) == [(office(district, NEXT), "")]


def test_a_transfer_is_answered_once(district, case):
    district.moved(case)
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    with refused("由接收的司法所答复"):
        accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    assert in_charge(case) == [office(district, NEXT)]


def test_without_a_transfer_nothing_is_answered(district, case):
    with refused("由接收的司法所答复"):
        accept_transfer(case.pk, by=district.assistant(HOME), on=TODAY)


def test_a_transfer_is_not_accepted_before_it_opened(district, case):
    district.moved(case)
    with refused("没有待答复的转出"):
        accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY - days(1))


def test_outside_the_district_the_sender_records_the_answer_and_a_return_home_opens_a_transfer_back(district, case):
    district.moved(case, OUTSIDE, on=TODAY - days(4))
    assert transfers(case) == [(None, "")]
    with pytest.raises(Case.DoesNotExist):
        accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY - days(3))
    accept_transfer(case.pk, by=district.assistant(HOME), on=TODAY - days(3), words="隆昌已接收")
    assert in_charge(case) == [None]
    assert not Caseworker.objects.using(OWNER).filter(case=case, until_on=None).exists()
    district.moved(case, NEXT, on=TODAY - days(2))
    assert transfers(case)[-1] == (office(district, NEXT), "")
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    assert in_charge(case, TODAY - days(1)) == [None]
    assert in_charge(case) == [office(district, NEXT)]


def test_who_is_released_living_elsewhere_has_a_transfer_from_the_first_day(district):
    found = district.in_care(residence=district.place(NEXT))
    assert transfers(found) == [(office(district, NEXT), "")]
    assert in_charge(found) == [office(district, HOME)]


def test_another_town_cannot_even_find_the_person(district, case):
    stranger = district.assistant(NEXT)
    assert not sees(stranger, case)
    with pytest.raises(Case.DoesNotExist):
        record_visit(case.pk, NewVisit("在家"), by=stranger, on=TODAY)
    with pytest.raises(Case.DoesNotExist):
        record_move(case.pk, district.place(NEXT), by=stranger, on=TODAY)


def test_a_town_sees_somebody_from_the_move_on_and_no_longer_once_they_have_moved_on(district, case):
    district.moved(case)
    assert sees(district.assistant(NEXT), case)
    district.moved(case, THIRD)
    assert not sees(district.assistant(NEXT), case)
    assert sees(district.assistant(THIRD), case)


def test_the_old_office_reads_and_adds_for_thirty_days_and_then_not(district):
    found = district.in_care(NEXT, since=date(2026, 9, 1))
    change_registered_place(found.pk, district.place(THIRD), by=district.assistant(NEXT), on=TODAY)
    district.moved(found, THIRD, by=district.assistant(NEXT))
    accept_transfer(found.pk, by=district.assistant(THIRD), on=TODAY)
    last = TODAY + days(30)
    for day in (TODAY, last):
        old = district.assistant(NEXT, day)
        assert sees(old, found)
        record_visit(found.pk, NewVisit("补记"), by=old, on=TODAY, late_because="当时未记")
    after = district.assistant(NEXT, last + days(1))
    assert not sees(after, found)
    with pytest.raises(Case.DoesNotExist):
        record_visit(found.pk, NewVisit("补记"), by=after, on=TODAY, late_because="当时未记")


def test_the_old_office_reads_and_adds_but_no_longer_answers_or_ends(district, case):
    district.moved(case)
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    district.moved(case, THIRD, by=district.assistant(NEXT))
    with refused("由接收的司法所答复"):
        accept_transfer(case.pk, by=district.assistant(HOME), on=TODAY)


def due_days(case: Case, rule: str) -> Duty:
    return Duty.objects.using(OWNER).filter(case=case, rule=rule).latest("opens_on")


def test_who_held_a_duty_on_its_due_day_is_shown_when_it_moves_overdue(district):
    """It goes with the person; its lateness stays with the office that let it fall due."""
    found = district.in_care(since=date(2026, 9, 1))
    plan = due_days(found, "make_plan")
    assert plan.due_on < TODAY
    district.moved(found)
    accept_transfer(found.pk, by=district.assistant(NEXT), on=TODAY)
    plan = due_days(found, "make_plan")
    assert plan.office_id == office(district, NEXT)
    assert plan.office_when_due_id == office(district, HOME)


def test_a_duty_that_moves_before_its_due_day_is_the_new_offices_altogether(district):
    found = district.in_care(since=TODAY - days(5))
    district.moved(found)
    accept_transfer(found.pk, by=district.assistant(NEXT), on=TODAY)
    plan = due_days(found, "make_plan")
    assert plan.due_on > TODAY
    assert plan.office_id == plan.office_when_due_id == office(district, NEXT)


def test_the_receiving_office_owes_the_answer_until_it_is_given(district, case):
    district.moved(case, on=TODAY - days(3))
    owed = due_days(case, "answer_transfer")
    assert (owed.office_id, owed.due_on, owed.met_on) == (office(district, NEXT), TODAY + days(4), None)
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    assert due_days(case, "answer_transfer").met_on == TODAY


def test_a_changed_registered_place_takes_listing_and_sight_along_and_the_charge_stays(district, case):
    change_registered_place(case.pk, district.place(NEXT), by=district.assistant(HOME), on=TODAY)
    assert in_charge(case) == [office(district, HOME)]
    assert sees(district.assistant(NEXT), case)
    assert transfers(case) == []
