"""Cases pass from hand to hand: when somebody leaves, and when offices are merged. Nobody is left with whoever is gone (clause 2.5)."""

from datetime import date

import pytest
from django.db import IntegrityError, connections

from anbang.casework.charge import handing
from anbang.casework.charge.handing import (
    cases_in_hand,
    hand_over_cases,
    in_nobodys_hands,
    merge_offices_with_their_people,
    who_may_take_over,
)
from anbang.casework.charge.models import Caseworker, Responsibility
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.step import hands
from anbang.casework.step.morning import let_the_day_come
from anbang.organisations.acting import acting
from anbang.organisations.actions import end_posting, merge_offices
from anbang.organisations.days import day_in_words
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
    with pytest.raises(IntegrityError, match="takes them over first"):
        merge_offices([gone], successor_id=stays, by=district.administrator(), on=TODAY)


# Whoever takes a case stays


@pytest.fixture
def leaver(district: District):
    """A colleague whose posting ends in a few days, and who holds nothing."""
    by = district.colleague()
    end_posting(posting_of(by), by=district.administrator(), on=TODAY + days(5))
    return by


def holder(case: Case) -> int:
    return Caseworker.objects.using("owner").get(case=case, until_on=None).staff_id


def test_a_leaver_is_not_offered_and_takes_nothing(district, cases, leaver):
    stays, by = district.colleague(), district.assistant()
    with acting(by):
        offered = [post.staff_id for post in who_may_take_over(cases_in_hand(by.staff_id, for_staff=by), on=TODAY)]
    assert offered == [stays.staff_id]
    with pytest.raises(StepRefused, match=f"只任职到 {day_in_words(TODAY + days(5))}") as refused:
        hand_over_cases([cases[0].pk], leaver.staff_id, by=by, on=TODAY)
    assert refused.value.field == "staff"
    assert holder(cases[0]) == by.staff_id


def test_control_whoever_goes_on_after_the_end_takes_them(district, cases, leaver):
    posting = Posting.objects.using("owner").get(pk=posting_of(leaver))
    posting.pk, posting.from_on, posting.until_on = None, posting.until_on + days(1), None
    with pytest.raises(StepRefused, match="只任职到"):
        hand_over_cases([cases[0].pk], leaver.staff_id, by=district.assistant(), on=TODAY)
    posting.save(using="owner")
    on = TODAY + days(6)
    assert hand_over_cases([cases[0].pk], leaver.staff_id, by=district.assistant(on=on), on=on) == 1


def test_by_default_a_case_goes_to_whoever_stays_though_a_leaver_was_there_longer(district):
    first, second = district.assistant(), district.colleague()
    end_posting(posting_of(first), by=district.administrator(), on=TODAY + days(5))
    assert holder(district.in_care(since=TODAY)) == second.staff_id


def test_where_nobody_stays_a_case_is_in_nobodys_hands_is_shown_and_the_morning_names_the_next(district):
    only = district.assistant()
    end_posting(posting_of(only), by=district.administrator(), on=TODAY + days(5))
    case = district.in_care(since=TODAY)
    assert not Caseworker.objects.using("owner").filter(case=case).exists()
    for by, gap in ((only, 1), (district.clerk(), 1), (district.assistant(NEXT), 0)):
        with acting(by):
            assert in_nobodys_hands(for_staff=by) == gap
    let_the_day_come(TODAY + days(1), by=district.clerk(TODAY + days(1)))
    assert not Caseworker.objects.using("owner").filter(case=case).exists(), "there is still nobody"
    successor = district.colleague()
    let_the_day_come(TODAY + days(2), by=district.clerk(TODAY + days(2)))
    assert holder(case) == successor.staff_id


def left_behind(case: Case, gone: int) -> None:
    """As it was before the database asked: the case is in the hands of somebody whose posting has ended."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("alter table casework_caseworker disable trigger cases_are_in_hands_that_stay")
        cursor.execute("update casework_caseworker set staff_id = %s where case_id = %s", [gone, case.pk])
        cursor.execute("alter table casework_caseworker enable trigger cases_are_in_hands_that_stay")


def test_the_morning_names_a_successor_for_whoever_has_left(district, cases, leaver):
    left_behind(cases[0], leaver.staff_id)
    let_the_day_come(TODAY + days(5), by=district.clerk(TODAY + days(5)))
    assert holder(cases[0]) == leaver.staff_id, "until the last day the leaver is there"
    let_the_day_come(TODAY + days(6), by=district.clerk(TODAY + days(6)))
    assert holder(cases[0]) == district.assistant().staff_id
    ended = Caseworker.objects.using("owner").get(case=cases[0], staff=leaver.staff_id)
    assert ended.until_on == TODAY + days(5), "who had it before is remembered"


def test_control_unless_the_morning_asks_who_has_left_the_case_stays_with_them(district, cases, leaver, monkeypatch):
    left_behind(cases[0], leaver.staff_id)
    monkeypatch.setattr(hands, "_succeed", lambda row, today: None)
    let_the_day_come(TODAY + days(6), by=district.clerk(TODAY + days(6)))
    assert holder(cases[0]) == leaver.staff_id


def test_where_nobody_follows_the_hand_over_page_shows_who_has_left(district):
    case, only, gone = district.in_care(), district.assistant(), district.colleague()
    end_posting(posting_of(gone), by=district.administrator(), on=TODAY - days(1))
    left_behind(case, gone.staff_id)
    by = district.clerk()
    with acting(by):
        shown = {one.staff.pk: one.is_leaving_on for one in handing.holders_of_cases(for_staff=by)}
    assert shown == {gone.staff_id: TODAY}
    assert hand_over_cases([case.pk], only.staff_id, by=by, on=TODAY) == 1
