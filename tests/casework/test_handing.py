"""Cases pass from hand to hand: when somebody leaves, and when offices are merged. Nobody is left with whoever is gone (clause 2.5)."""

from datetime import date

import pytest
from django.db import IntegrityError

from anbang.casework.charge.handing import cases_in_hand, hand_over_cases, merge_offices_with_their_people
from anbang.casework.charge.models import Caseworker, Responsibility
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.organisations.acting import acting
from anbang.organisations.actions import end_posting, merge_offices
from anbang.organisations.models import Posting
from anbang.organisations.steps import StepRefused
from tests.support.crew import HOME, NEXT, TODAY, District, again, days


@pytest.fixture
def cases(district: District) -> list[Case]:
    """Three people in the charge of one office."""
    return [district.in_care() for _ in range(3)]


def posting_of(by) -> int:
    return Posting.objects.using("owner").get(staff_id=by.staff_id).pk


def in_hand(by) -> list[int]:
    with acting(by):
        return [held.case_id for held in cases_in_hand(by.staff_id, for_staff=by)]


def test_whoever_has_held_the_post_longest_is_named_when_care_begins(district, cases):
    assert in_hand(district.assistant()) == [case.pk for case in cases]


def test_nobody_leaves_with_cases_in_hand(district, cases):
    leaver = district.assistant()
    with pytest.raises(IntegrityError, match="they are handed over first"):
        end_posting(posting_of(leaver), by=district.administrator(), on=TODAY)


def test_a_leaver_hands_everything_over_at_once_and_may_then_leave(district, cases):
    leaver, successor = district.assistant(), district.colleague()
    assert hand_over_cases([case.pk for case in cases], successor.staff_id, by=leaver, on=TODAY) == 3
    assert in_hand(successor) == [case.pk for case in cases]
    assert hand_over_cases([case.pk for case in cases], successor.staff_id, by=successor, on=TODAY) == 0, (
        "once is enough"
    )
    end_posting(posting_of(leaver), by=district.administrator(), on=TODAY)
    held = Caseworker.objects.using("owner").filter(staff_id=leaver.staff_id)
    assert {row.until_on for row in held} == {TODAY - days(1)}, "who had them before is remembered"


def test_cases_go_to_somebody_of_the_responsible_office_only(district, cases):
    stranger = district.assistant(NEXT)
    with pytest.raises(StepRefused, match="不在负责的司法所任职"):
        hand_over_cases([cases[0].pk], stranger.staff_id, by=district.assistant(), on=TODAY)
    with acting(stranger):
        assert not cases_in_hand(district.assistant().staff_id, for_staff=stranger), (
            "and a neighbour does not even see them"
        )
    assert hand_over_cases([cases[0].pk], stranger.staff_id, by=stranger, on=TODAY) == 0


def test_when_offices_merge_their_people_are_the_successors_from_that_day_on(district, cases):
    gone, stays = district.assistant(HOME).office_id, district.assistant(NEXT).office_id
    merge_offices_with_their_people([gone], successor_id=stays, by=district.administrator(), on=TODAY)
    for case in cases:
        rows = Responsibility.objects.using("owner").filter(case=case).order_by("from_on")
        assert [(row.office_id, row.from_on, row.until_on) for row in rows] == [
            (gone, date(2026, 9, 1), TODAY - days(1)),
            (stays, TODAY, None),
        ]
    running = Duty.objects.using("owner").filter(case__in=cases, owner_kind="justice_office").running()
    assert set(running.values_list("office_id", flat=True)) == {stays}
    district.sign_in_again()
    before = rows_of(cases)
    district.morning(*cases, on=TODAY)
    assert rows_of(cases) == before, "what was handed over is what settling says"
    successor = again(district.assistant(NEXT))
    with acting(successor):
        assert Case.objects.filter(pk__in=[case.pk for case in cases]).count() == 3


def rows_of(cases: list[Case]) -> list[tuple[object, ...]]:
    rows = Responsibility.objects.using("owner").filter(case__in=cases).order_by("case", "from_on")
    return list(rows.values_list("case_id", "office_id", "from_on", "until_on"))


def test_control_offices_that_merge_without_their_people_are_refused_by_the_database(district, cases):
    gone, stays = district.assistant(HOME).office_id, district.assistant(NEXT).office_id
    with pytest.raises(IntegrityError, match="handed over first"):
        merge_offices([gone], successor_id=stays, by=district.administrator(), on=TODAY)
