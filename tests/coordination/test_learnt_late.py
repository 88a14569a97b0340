"""What was late already when the register learnt of it is told up the chain like everything else, on the next morning (clause 2.3.4, RHY-6)."""

import random
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connections

from anbang.casework.care.actions import record_move
from anbang.casework.care.models import TeamRole
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.duty import chain
from anbang.casework.duty.chain import let_rest
from anbang.casework.duty.models import Duty, DutyQuerySet
from anbang.casework.duty.telling import NO_OUTCOME, Level, ToldUp
from anbang.casework.handover.actions import record_release
from anbang.casework.handover.alarm import raise_missing_outcomes
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.person.actions import Place
from anbang.casework.step.repairing import withdraw
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.unattended import unattended
from tests.coordination.mornings import ONE_DAY, RELEASED, comes, due, figure, levels
from tests.support.crew import HOME, NEXT, OUTSIDE, District, days

OWNER = "owner"
BOTH = [Level.TOWN, Level.DISTRICT]
BELOW_A_TOWN = {"village", "justice_office", "civil_affairs"}


@pytest.fixture
def windowed(monkeypatch) -> None:
    """As it was before: only what fell due within the window of the morning."""
    late = chain.untold

    def in_the_window(*, until: date, today: date, eyes: ActingStaff | None = None) -> DutyQuerySet:
        pause = days(figure("escalation_days"))
        return late(until=until, today=today, eyes=eyes).filter(due_on__in=(today - ONE_DAY, today - ONE_DAY - pause))

    monkeypatch.setattr(chain, "untold", in_the_window)


def released_late(district: District, late: int, *, recorded: date = RELEASED) -> Case:
    """A release that is recorded so many days after it was."""
    case = district.filed(on=recorded)
    told = {"released_from": ReleasedFrom.PRISON, "late_because": "监所没有来文"}
    record_release(case.pk, on=recorded - days(late), by=district.assistant(on=recorded), **told)
    return case


def told_of(case: Case) -> dict[str, list[int]]:
    """To whom what is late about somebody was told."""
    found: dict[str, list[int]] = {}
    for duty in Duty.objects.using(OWNER).filter(case=case, period="").order_by("rule"):
        found[duty.rule] = levels(duty)
    return {rule: told for rule, told in found.items() if told}


def yesterday_had_its_morning() -> None:
    comes(RELEASED)


def test_of_a_release_recorded_two_days_late_the_pick_up_that_is_missing_is_told_the_next_morning(district):
    yesterday_had_its_morning()
    case = released_late(district, 2)
    comes(RELEASED + ONE_DAY)
    assert levels(due("receive", case)) == [Level.DISTRICT]


def test_of_a_release_recorded_ninety_days_late_everything_late_is_told_to_everybody_who_should_know_by_then(district):
    yesterday_had_its_morning()
    case = released_late(district, 90)
    comes(RELEASED + ONE_DAY)
    told = told_of(case)
    assert told["receive"] == [Level.DISTRICT]
    assert told["name_team"] == told["make_plan"] == told["seek_unreported"] == BOTH


@pytest.mark.parametrize("late", [2, 90])
def test_control_within_the_window_alone_nobody_would_ever_hear_of_it(district, windowed, late):
    yesterday_had_its_morning()
    case = released_late(district, late)
    for later in range(1, 4):
        comes(RELEASED + days(later))
    assert "receive" not in told_of(case)


def test_the_level_above_the_town_hears_of_it_only_when_it_is_late_enough(district):
    yesterday_had_its_morning()
    pause = figure("escalation_days")
    team = due("name_team", released_late(district, 0, recorded=RELEASED))
    late = (team.due_on - RELEASED).days + 3
    team = due("name_team", released_late(district, late))
    assert team.due_on == RELEASED - days(3)
    comes(RELEASED + ONE_DAY)
    assert levels(team) == [Level.TOWN]
    comes(team.due_on + days(pause))
    assert levels(team) == [Level.TOWN]
    comes(team.due_on + days(pause) + ONE_DAY)
    assert levels(team) == BOTH


def moved_to(district: District, case: Case, to: Place, *, on: date, recorded: date) -> None:
    """A move that is recorded afterwards."""
    record_move(case.pk, to, by=district.assistant(on=recorded), on=on, late_because="家属今天才说")


def moved_late(district: District) -> Duty:
    """Somebody moved out of the district twenty days before it is recorded, and nobody there has answered."""
    case = district.in_care(since=RELEASED)
    today = RELEASED + days(30)
    comes(today)
    moved_to(district, case, OUTSIDE, on=today - days(20), recorded=today)
    return due("answer_transfer", case)


def test_a_move_recorded_twenty_days_late_whose_answer_is_overdue_is_told_to_the_district(district):
    asked = moved_late(district)
    comes(RELEASED + days(31))
    assert levels(asked) == [Level.DISTRICT]


def test_control_within_the_window_the_district_would_not_hear_that_nobody_answers(district, windowed):
    asked = moved_late(district)
    comes(RELEASED + days(31))
    assert levels(asked) == []


def team_withdrawn(district: District) -> Duty:
    """A team that never was is withdrawn after the day by which it was due."""
    case = district.in_care(since=RELEASED)
    members = [NewMember(TeamRole.OTHER, "甲"), NewMember(TeamRole.VOLUNTEER, "乙")]
    by = district.assistant(on=RELEASED + days(1))
    named = name_team(case.pk, members, by=by, on=by.today)
    team = due("name_team", case)
    today = team.due_on + days(20)
    comes(today)
    assert team.met_on is not None
    assert levels(team) == []
    withdraw(named.pk, why="不是这个人", by=district.assistant(on=today))
    return due("name_team", case)


def test_a_team_withdrawn_after_its_day_is_owed_again_and_told(district):
    team = team_withdrawn(district)
    assert team.met_on is None
    comes(team.due_on + days(21))
    assert levels(team) == BOTH


def test_control_within_the_window_a_withdrawn_team_would_be_told_to_nobody(district, windowed):
    team = team_withdrawn(district)
    comes(team.due_on + days(21))
    assert levels(team) == []


def test_the_first_morning_of_an_installation_tells_of_everything_that_is_late(district, case):
    comes(RELEASED + days(80))
    told = told_of(case)
    assert told["name_team"] == told["make_plan"] == BOTH
    assert told["receive"] == [Level.DISTRICT]


def test_control_within_the_window_the_first_morning_would_tell_of_nothing(district, case, windowed):
    comes(RELEASED + days(80))
    assert told_of(case) == {}


def test_a_second_morning_tells_nothing_again_and_does_not_even_read_it(district):
    case = released_late(district, 90)
    assert comes(RELEASED + ONE_DAY).told_up > 0
    before = ToldUp.objects.using(OWNER).filter(duty__case=case).count()
    next_day = RELEASED + days(2)
    by = unattended("test", on=next_day)
    with acting(by):
        assert not chain.untold(until=next_day - ONE_DAY, today=next_day).filter(case=case).exists()
    comes(next_day)
    assert ToldUp.objects.using(OWNER).filter(duty__case=case).count() == before


def test_what_rests_is_not_told_however_late_until_its_rest_ends(district):
    case = released_late(district, 90)
    team = due("name_team", case)
    by = district.at(OfficeKind.TOWN_GOVERNMENT, HOME, on=RELEASED)
    let_rest(team.pk, until=RELEASED + days(4), why="所里只有一人，正在住院。", by=by)
    comes(RELEASED + ONE_DAY)
    assert levels(team) == []
    comes(RELEASED + days(5))
    assert levels(team) == BOTH


def test_a_morning_that_was_cut_off_goes_on_where_it_was(district, monkeypatch):
    cases = [released_late(district, 90) for _ in range(3)]
    monkeypatch.setattr(chain, "AT_ONCE", 2)
    written: list[int] = []
    write = chain.write_told

    def cut_off(told: Iterable[ToldUp], *, by: ActingStaff) -> int:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(write(told, by=by))
        return written[-1]

    with monkeypatch.context() as broken:
        broken.setattr(chain, "write_told", cut_off)
        with pytest.raises(KeyboardInterrupt):
            comes(RELEASED + ONE_DAY)
    assert ToldUp.objects.using(OWNER).count() == sum(written) > 0
    comes(RELEASED + ONE_DAY)
    assert [told_of(case)["name_team"] for case in cases] == [BOTH] * 3


def alarms(case: Case) -> list[tuple[str, date]]:
    told = ToldUp.objects.using(OWNER).filter(duty__case=case, duty__rule="receive")
    return list(told.values_list("because", "told_on"))


def test_an_outcome_that_is_missing_on_a_release_recorded_late_is_an_alarm_the_same_evening(district):
    yesterday_had_its_morning()
    case = released_late(district, 2)
    by = unattended("test", on=RELEASED)
    assert raise_missing_outcomes(RELEASED, by=by) == 1
    assert alarms(case) == [(NO_OUTCOME, RELEASED)]
    assert raise_missing_outcomes(RELEASED, by=by) == 0
    comes(RELEASED + ONE_DAY)
    assert alarms(case) == [(NO_OUTCOME, RELEASED)]


def test_where_the_evening_did_not_come_the_morning_raises_the_alarm(district):
    case = released_late(district, 2)
    comes(RELEASED + ONE_DAY)
    assert alarms(case) == [(NO_OUTCOME, RELEASED + ONE_DAY)]


def test_a_morning_finds_what_is_untold_by_its_index(district, case):
    """On a table as large as a district's the whole is never read."""
    today = RELEASED + days(80)
    with acting(unattended("test", on=today)):
        connection = connections[unattended("test", on=today).alias]
        with connection.cursor() as cursor:
            for way in ("seqscan", "sort", "incremental_sort"):
                cursor.execute(f"set local enable_{way} = off")
        late = chain.untold(until=today - ONE_DAY, today=today)
        plan = chain._next(late, after=due("name_team", case)).explain()
    assert "Index Scan using duty_late_and_untold" in plan, plan


def expected(today: date) -> set[tuple[int, int]]:
    """By another hand: duty by duty, from what the readings say."""
    told = set()
    for duty in Duty.objects.using(OWNER).filter(met_on=None, void_on=None, was_left=False, due_on__lt=today):
        passed_with_its_period = duty.period != "" and duty.rule != "pay_allowance"
        unanswered = duty.owner_is_outside and duty.rule == "answer_transfer"
        if passed_with_its_period or (duty.office_id is None and not unanswered):
            continue
        if any(one.from_on <= today <= one.until_on for one in duty.pauses.using(OWNER).all()):
            continue
        late = (today - duty.due_on).days
        town_first = duty.owner_kind in BELOW_A_TOWN and not duty.owner_is_outside and duty.rule != "tell_police"
        if town_first:
            told.add((duty.pk, 1))
        if not town_first or late > figure("escalation_days"):
            told.add((duty.pk, 2))
    return told


@pytest.mark.parametrize("seed", [20_150_831, 7])
def test_random_lives_recorded_at_random_are_told_as_another_hand_reckons(district, seed):
    chance = random.Random(seed)  # lives, no secrets
    today, cases, rests = RELEASED, [], 0
    for _ in range(14):
        today += timedelta(days=chance.randint(1, 9))
        new = (chance.randint(0, 60) for _ in range(chance.randint(0, 2)))
        cases.extend(released_late(district, late, recorded=today) for late in list(new))
        if cases and chance.random() < 0.4:
            one = cases.pop(chance.randrange(len(cases)))
            when = max(Case.objects.using(OWNER).get(pk=one.pk).care_from, today - days(chance.randint(0, 25)))
            to = chance.choice([district.place(NEXT), OUTSIDE])
            moved_to(district, one, to, on=when, recorded=today)
        late = list(Duty.objects.using(OWNER).overdue(on=today).filter(case__in=cases, office__isnull=False))
        if late and chance.random() < 0.5:
            one = chance.choice(late)
            if (
                not one.pauses.using(OWNER).filter(until_on__gte=today).exists()
                and one.owner_kind != "aftercare_office"
            ):
                until = today + days(chance.randint(1, 12))
                let_rest(one.pk, until=until, why="住院", by=district.aftercare(on=today))
                rests += 1
        if chance.random() < 0.7:
            comes(today)
            told = set(ToldUp.objects.using(OWNER).values_list("duty", "level"))
            wanted = expected(today)
            assert wanted <= told, today
            never = Duty.objects.using(OWNER).filter(met_on=None, void_on=None, was_left=False, period="", pauses=None)
            assert {one for one in told if one[0] in set(never.values_list("id", flat=True))} <= wanted, today
    assert len(cases) > 3
    assert rests > 0


def test_what_was_told_before_is_known_to_have_been_told_when_the_software_is_renewed(district, case):
    """The migration fills in what older software told, so that a morning does not read it again."""
    from anbang.casework.migrations import __path__ as folder  # noqa: PLC0415  # a package whose modules begin with digits

    comes(RELEASED + days(80))
    levels_before = dict(Duty.objects.using(OWNER).filter(told_level__gt=0).values_list("id", "told_level"))
    assert levels_before
    Duty.objects.using(OWNER).update(told_level=0)
    source = (Path(folder[0]) / "0027_told_however_late.py").read_text()
    with connections[OWNER].cursor() as cursor:
        cursor.execute(source.split('"""')[3])
    assert dict(Duty.objects.using(OWNER).filter(told_level__gt=0).values_list("id", "told_level")) == levels_before
