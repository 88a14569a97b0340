"""What was told up the chain was told of the day on which a duty was due then. Due on another day, it is another occasion: told anew when
it is late, and let rest by nobody yet (clause 2.3.4, RHY-6).
"""

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, connections

from anbang.casework.act.models import Act
from anbang.casework.duty import chain
from anbang.casework.duty.chain import let_rest, resting_now, told_to
from anbang.casework.duty.models import Duty
from anbang.casework.duty.telling import NO_OUTCOME, NOT_MET, Level, ToldUp
from anbang.casework.handover.actions import Meeting, record_reception, record_release
from anbang.casework.handover.alarm import raise_missing_outcomes
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.migrations import __path__ as folder
from anbang.casework.models import Case
from anbang.casework.step import duties
from anbang.casework.step.repairing import correct_day, withdraw
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.unattended import unattended
from tests.coordination.mornings import ONE_DAY, comes, due, figure
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.recomputed import differences

OWNER = "owner"
THIRD = "直升镇"
LATER = date(2026, 11, 2)


def tellings(duty: Duty) -> list[tuple[date, int]]:
    """Of which due day each level was told."""
    rows = ToldUp.objects.using(OWNER).filter(duty=duty).order_by("due_on", "level")
    return list(rows.values_list("due_on", "level"))


def released_long_ago(district: District) -> Case:
    """A release of seventy days ago, recorded today."""
    case = district.filed(on=TODAY - days(80))
    told = {"released_from": ReleasedFrom.PRISON, "late_because": "监所没有来文"}
    record_release(case.pk, on=TODAY - days(70), by=district.assistant(), **told)
    return case


def released_too_early(district: District) -> tuple[Case, Duty]:
    """Everything is late and told; then the release turns out to have been two months later."""
    case = released_long_ago(district)
    comes(TODAY)
    told = due("name_team", case)
    released = Act.objects.using(OWNER).get(case=case, kind="released")
    correct_day(released.pk, LATER, why="看错月份", by=district.clerk())
    return case, told


def test_a_duty_due_on_another_day_was_told_to_nobody_and_what_was_told_stays_readable(district):
    case, told = released_too_early(district)
    team = due("name_team", case)
    assert told.told_level == Level.DISTRICT
    assert team.due_on > TODAY
    assert team.told_level == 0
    assert tellings(team) == [(told.due_on, Level.TOWN), (told.due_on, Level.DISTRICT)]
    for by in (district.aftercare(), district.at(OfficeKind.TOWN_GOVERNMENT, HOME)):
        with acting(by, reading_only=True):
            assert not told_to(for_staff=by).filter(duty=team).exists()
    assert differences(case.person_id, today=TODAY) == []


def test_when_it_is_late_by_its_new_day_both_levels_are_told(district):
    case, told = released_too_early(district)
    team = due("name_team", case)
    comes(team.due_on + ONE_DAY)
    assert tellings(team)[2:] == [(team.due_on, Level.TOWN)]
    late = team.due_on + days(figure("escalation_days")) + ONE_DAY
    comes(late)
    assert tellings(team)[2:] == [(team.due_on, Level.TOWN), (team.due_on, Level.DISTRICT)]
    by = district.aftercare(on=late)
    with acting(by, reading_only=True):
        assert [one.due_on for one in told_to(for_staff=by).filter(duty=team)] == [team.due_on]
    assert told.due_on < team.due_on
    assert differences(case.person_id, today=late) == []


def test_a_duty_that_stays_due_on_its_day_stays_told(district):
    case = released_long_ago(district)
    comes(TODAY)
    before = due("name_team", case)
    met = Meeting(Outcome.MET, who="李某")
    record_reception(case.pk, met, by=district.assistant(), on=TODAY - days(70), late_because="补")
    assert due("name_team", case).told_level == before.told_level == Level.DISTRICT
    comes(TODAY + ONE_DAY)
    assert len(tellings(before)) == 2


@pytest.fixture
def keeping(monkeypatch) -> None:
    """As it was before: a duty that is put on another day keeps the level to which it was told."""
    monkeypatch.setattr(duties, "WRITTEN", (*duties.MAY_CHANGE, "pack", "seen"))


def test_control_a_level_that_is_kept_is_not_taken_by_the_database(district, keeping):
    with pytest.raises(IntegrityError, match="nobody there was told that it is undone since"):
        released_too_early(district)


def test_control_without_that_guard_recomputing_finds_the_level_that_was_kept(district, keeping):
    with connections[OWNER].cursor() as cursor:
        cursor.execute("drop trigger duty_told_to_a_level_was_told_about_its_due_day on casework_duty")
    case, _told = released_too_early(district)
    found = differences(case.person_id, today=TODAY)
    assert found
    assert all("told of no such day" in one for one in found)


def test_a_transfer_that_takes_the_place_of_a_withdrawn_one_is_told_when_it_is_late_itself(district):
    first, second = date(2026, 10, 1), date(2026, 11, 4)
    case = district.in_care()
    wrong = district.moved(case, NEXT, on=first, by=district.assistant(on=first))
    comes(date(2026, 11, 1))
    assert Duty.objects.using(OWNER).get(case=case, rule="answer_transfer").told_level > 0
    district.moved(case, THIRD, on=second, by=district.assistant(on=second))
    withdraw(wrong.pk, why="记错人", by=district.assistant())
    asked = due("answer_transfer", case)
    assert (asked.number, asked.opens_on, asked.told_level) == (0, second, 0)
    comes(asked.due_on + ONE_DAY)
    assert (asked.due_on, Level.TOWN) in tellings(asked)


def test_what_rested_does_not_rest_for_another_day(district):
    case = released_long_ago(district)
    comes(TODAY)
    town, team = district.at(OfficeKind.TOWN_GOVERNMENT, HOME), due("name_team", case)
    rest = {"until": TODAY + days(6), "why": "所里只有一人，正在住院。"}
    let_rest(team.pk, **rest, by=town)
    released = Act.objects.using(OWNER).get(case=case, kind="released")
    correct_day(released.pk, TODAY - days(40), why="看错月份", by=district.clerk())
    with acting(town, reading_only=True):
        assert not resting_now(for_staff=town).exists()
    moved = due("name_team", case)
    comes(TODAY + ONE_DAY)
    assert (moved.due_on, Level.TOWN) in tellings(moved)
    let_rest(moved.pk, **rest, by=district.at(OfficeKind.TOWN_GOVERNMENT, HOME))


def test_a_telling_that_meets_a_day_put_right_meanwhile_leaves_the_duty_untold(district):
    case = released_long_ago(district)
    by = unattended("test", on=TODAY)
    with acting(by):
        late = list(chain.untold(until=TODAY - ONE_DAY, today=TODAY).filter(rule="name_team").select_related("case"))
    released = Act.objects.using(OWNER).get(case=case, kind="released")
    correct_day(released.pk, LATER, why="看错月份", by=district.clerk())
    told = [chain._telling(one, Level.DISTRICT, district.aftercare().office_id, TODAY) for one in late]
    with acting(by):
        chain.write_told(told, by=by)
    assert due("name_team", case).told_level == 0
    assert differences(case.person_id, today=TODAY) == []


def alarms(case: Case) -> list[tuple[str, date]]:
    told = ToldUp.objects.using(OWNER).filter(duty__case=case, duty__rule="receive")
    return list(told.values_list("because", "told_on"))


def nobody_met(district: District, case: Case, on: date = TODAY) -> Act:
    return record_reception(case.pk, Meeting(Outcome.NOT_MET, why_nobody="车坏了"), by=district.assistant(), on=on)


def test_not_met_withdrawn_on_the_day_is_as_if_it_had_not_been_said_until_the_evening(district):
    case = district.in_care(since=TODAY)
    said = nobody_met(district, case)
    assert alarms(case) == [(NOT_MET, TODAY)]
    withdraw(said.pk, why="记错人", by=district.assistant())
    assert alarms(case) == []
    assert due("receive", case).told_level == 0
    assert raise_missing_outcomes(TODAY, by=unattended("test", on=TODAY)) == 1
    assert alarms(case) == [(NO_OUTCOME, TODAY)]
    assert differences(case.person_id, today=TODAY) == []


def test_not_met_withdrawn_after_the_day_leaves_the_alarm_that_nobody_says_so(district):
    case = district.in_care(since=TODAY - ONE_DAY)
    said = nobody_met(district, case, on=TODAY - ONE_DAY)
    assert alarms(case) == [(NOT_MET, TODAY)]
    withdraw(said.pk, why="记错人", by=district.assistant())
    assert alarms(case) == [(NO_OUTCOME, TODAY)]
    assert due("receive", case).told_level == Level.DISTRICT


def test_not_met_that_was_said_twice_and_withdrawn_once_stays_the_alarm(district):
    case = district.in_care(since=TODAY)
    said = [nobody_met(district, case) for _ in "12"]
    withdraw(said[0].pk, why="记了两次", by=district.assistant())
    assert alarms(case) == [(NOT_MET, TODAY)]


def test_what_older_software_told_before_a_duty_was_due_counts_no_more_when_it_is_renewed(district):
    """The migration finds by its own days what was told of another day."""
    case, _told = released_too_early(district)
    source = (Path(folder[0]) / "0030_told_of_this_due_day.py").read_text()
    with connections[OWNER].cursor() as cursor:
        for table, constraint in (("casework_toldup", "what_is_told_was_due"), ("casework_pause", "pause_says_why")):
            cursor.execute(f"alter table {table} drop constraint {constraint}, alter due_on drop not null")
            cursor.execute(f"update {table} set due_on = null")
        cursor.execute("drop trigger duty_told_to_a_level_was_told_about_its_due_day on casework_duty")
        cursor.execute("update casework_duty set told_level = 2 where id in (select duty_id from casework_toldup)")
        cursor.execute(source.split('"""')[3])
    assert due("name_team", case).told_level == 0
    assert due("receive", case).told_level == Level.DISTRICT, (
        "it was due before it was told, and may have been told of that"
    )
    assert differences(case.person_id, today=TODAY) == []
