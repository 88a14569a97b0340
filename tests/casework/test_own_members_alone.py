"""An office that names its own members writes and decides about nobody else: not by naming, redacting, withdrawing or another day (ADR 0014)."""

from datetime import date
from importlib import import_module

import pytest
from django.db import connections

from anbang.casework.act.models import Act
from anbang.casework.act.story import stories_of
from anbang.casework.care import team as care_team
from anbang.casework.care import undoing
from anbang.casework.care.models import TeamMember, TeamRole
from anbang.casework.care.team import NewMember, mark_of, name_own_members, name_team, phone_of, team_on
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.person.queries import visible_to
from anbang.casework.step.repairing import correct_day, redact, withdraw
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.people import office, post
from tests.support.recomputed import differences

OWNER = "owner"
OFFICER = NewMember(TeamRole.POLICE_OFFICER, "钱警官", "派出所", "110")
OTHER_OFFICER = NewMember(TeamRole.POLICE_OFFICER, "赵警官")
MOTHER = NewMember(TeamRole.FAMILY_MEMBER, "李母", "母亲", "132")
FATHER = NewMember(TeamRole.FAMILY_MEMBER, "李父")
CADRE, OTHER_CADRE = NewMember(TeamRole.VILLAGE_CADRE, "孙主任"), NewMember(TeamRole.VILLAGE_CADRE, "周委员")


@pytest.fixture
def case(district: District) -> Case:
    """Somebody in care with an officer and the mother in the team."""
    found = district.in_care()
    name_team(found.pk, [OFFICER, MOTHER], by=district.assistant(on=TODAY - days(3)), on=TODAY - days(3))
    return found


@pytest.fixture
def by(district: District) -> ActingStaff:
    """The justice office."""
    return district.assistant()


@pytest.fixture
def cadre(district: District) -> ActingStaff:
    """The village where the person lives."""
    return district.cadre(district.place())


@pytest.fixture
def station() -> ActingStaff:
    """The police station of the town."""
    return post(Role.POLICE_OFFICER, office(OfficeKind.POLICE_STATION, HOME))


def stands(case: Case, by: ActingStaff, ago: int = 0) -> list[tuple[str, str]]:
    """Names and telephones; and nothing stands otherwise than the acts say."""
    assert differences(case.person_id, today=TODAY) == []
    with acting(by, reading_only=True):
        return [(row.name, phone_of(row)) for row in team_on(case.pk, on=TODAY - days(ago))]


def names(case: Case, by: ActingStaff, ago: int = 0) -> list[str]:
    return [name for name, _phone in stands(case, by, ago)]


def justice_named(case: Case) -> Act:
    return Act.objects.using(OWNER).filter(case=case, kind="team_named").earliest("id")


def sees(by: ActingStaff, case: Case) -> bool:
    with acting(by, reading_only=True):
        return visible_to(by).filter(pk=case.person_id).exists()


def told_to_the_rules(case: Case, by: ActingStaff) -> list[object]:
    with acting(by, reading_only=True):
        story = stories_of([case.person_id])[case.person_id]
    return [act.happening.details for act in story if act.happening.event == "team_named"]


def test_the_rules_are_told_the_whole_team_and_nothing_else(case, by, cadre):
    name_own_members(case.pk, [CADRE, OTHER_CADRE], by=cadre, on=TODAY)
    first, second = told_to_the_rules(case, by)
    assert first == {"members": ["police_officer", "family_member"]}
    assert second == {"members": ["police_officer", "family_member", "village_cadre", "village_cadre"]}


def test_a_station_that_redacts_what_it_named_takes_out_nobody_elses_name(case, by, station):
    act = name_own_members(case.pk, [OTHER_OFFICER], by=station, on=TODAY)
    redact(act.pk, why="写错人", by=station)
    assert stands(case, by) == [("〔已删去〕1", ""), ("李母", "132")]


def test_whom_the_justice_office_redacts_is_named_nowhere_any_more(case, by, cadre):
    name_own_members(case.pk, [CADRE], by=cadre, on=TODAY)
    redact(justice_named(case).pk, why="家人要求", by=by)
    assert [name for name in names(case, by) if not name.startswith("〔")] == ["孙主任"]
    written = TeamMember.objects.using(OWNER).filter(case=case)
    assert not written.filter(name__in=["李母", "钱警官"]).exists()
    assert not written.filter(phone_sealed__isnull=False).exists()


def test_of_a_naming_that_is_withdrawn_nobody_stays_but_who_was_named_since(case, by, cadre, station):
    name_own_members(case.pk, [CADRE], by=cadre, on=TODAY)
    assert sees(station, case)
    withdraw(justice_named(case).pk, why="认错了人", by=by)
    assert names(case, by) == ["孙主任"]
    assert not sees(station, case), "with its officer the station has left"
    assert told_to_the_rules(case, by) == [{"members": ["village_cadre"]}]


def test_a_later_whole_naming_replaces_who_was_named_as_an_offices_own(case, by, cadre):
    name_own_members(case.pk, [CADRE], by=cadre, on=TODAY - days(1), late_because="补登")
    name_team(case.pk, [MOTHER, OTHER_CADRE], by=by, on=TODAY)
    assert (names(case, by, ago=1), names(case, by)) == (["钱警官", "孙主任", "李母"], ["周委员", "李母"])


def test_a_naming_of_before_that_is_recorded_late_changes_the_team_of_today_but_for_the_offices_own(case, by, cadre):
    name_own_members(case.pk, [CADRE], by=cadre, on=TODAY)
    name_team(case.pk, [FATHER, OTHER_CADRE], by=by, on=TODAY - days(1))
    assert names(case, by) == ["孙主任", "李父"]


def test_two_offices_name_their_own_on_one_day_and_both_stand(case, by, cadre, station):
    first = name_own_members(case.pk, [CADRE], by=cadre, on=TODAY)
    name_own_members(case.pk, [OTHER_OFFICER], by=station, on=TODAY)
    assert names(case, by) == ["赵警官", "孙主任", "李母"]
    withdraw(first.pk, why="写错人", by=cadre)
    assert names(case, by) == ["赵警官", "李母"]


# Another day


def test_a_station_does_not_bring_itself_back_into_a_team_that_dropped_it(case, by, station):
    act = name_own_members(case.pk, [OTHER_OFFICER], by=station, on=TODAY - days(2), late_because="补登")
    name_team(case.pk, [MOTHER], by=by, on=TODAY - days(1))
    name_team(case.pk, [MOTHER, OFFICER], by=by, on=TODAY)
    with pytest.raises(StepRefused, match="别的单位重新确定过小组") as refused:
        correct_day(act.pk, TODAY, why="记错日期", by=station)
    assert refused.value.field == "on"
    assert names(case, by) == ["钱警官", "李母"]


@pytest.mark.parametrize("on", [date(1991, 1, 1), date(2026, 8, 31)])
def test_nobody_is_moved_to_a_day_before_the_file_and_care(case, cadre, district, on):
    other = district.in_care()
    act = name_own_members(other.pk, [CADRE], by=cadre, on=TODAY)
    with pytest.raises(StepRefused, match="还没有立档") as refused:
        correct_day(act.pk, on, why="记错日期", by=cadre)
    assert refused.value.field == "on"
    with pytest.raises(StepRefused):
        name_own_members(other.pk, [CADRE], by=cadre, on=on, late_because="补登")


def test_a_duty_that_was_met_late_is_not_met_in_time_by_the_day_of_a_village(district, cadre):
    case = district.in_care(since=date(2026, 9, 1))
    name_team(case.pk, [MOTHER, FATHER], by=district.assistant(), on=TODAY)
    act = name_own_members(case.pk, [CADRE, OTHER_CADRE], by=cadre, on=TODAY)
    with pytest.raises(StepRefused, match="别的单位重新确定过小组"):
        correct_day(act.pk, date(2026, 9, 2), why="记错日期", by=cadre)
    assert Duty.objects.using(OWNER).get(case=case, rule="name_team").met_on == TODAY


def test_control_without_the_refusal_the_duty_would_be_met_in_time(district, cadre, monkeypatch):
    case = district.in_care(since=date(2026, 9, 1))
    name_team(case.pk, [MOTHER, FATHER], by=district.assistant(), on=TODAY)
    act = name_own_members(case.pk, [CADRE, OTHER_CADRE], by=cadre, on=TODAY)
    monkeypatch.setattr(undoing, "_refuse_to_pass_what_others_named", lambda *_given: None)
    correct_day(act.pk, date(2026, 9, 2), why="记错日期", by=cadre)
    assert Duty.objects.using(OWNER).get(case=case, rule="name_team").met_on == date(2026, 9, 2)


def test_within_what_others_named_the_day_is_put_right(case, by, cadre, station):
    name_own_members(case.pk, [OTHER_OFFICER], by=station, on=TODAY - days(1), late_because="补登")
    act = name_own_members(case.pk, [CADRE], by=cadre, on=TODAY)
    correct_day(act.pk, TODAY - days(2), why="记错日期", by=cadre)
    assert (names(case, by, ago=2), names(case, by)) == (["钱警官", "孙主任", "李母"], ["赵警官", "孙主任", "李母"])


# Who lets the police station in


@pytest.mark.parametrize("kind", [OfficeKind.TOWN_GOVERNMENT, OfficeKind.JUSTICE_BUREAU, OfficeKind.AFTERCARE_OFFICE])
def test_nobody_but_the_justice_office_adds_an_officer_and_opens_the_file_to_the_station(district, station, kind):
    case = district.in_care()
    town = kind == OfficeKind.TOWN_GOVERNMENT
    by = district.at(kind) if town else district.clerk() if kind == OfficeKind.JUSTICE_BUREAU else district.aftercare()
    with pytest.raises(StepRefused, match="派出所民警由司法所确定") as refused:
        name_team(case.pk, [MOTHER, NewMember(TeamRole.POLICE_OFFICER, "某某")], by=by, on=TODAY)
    assert refused.value.field == "members"
    assert not sees(station, case)


def test_the_town_names_the_team_with_the_officer_who_was_there(district, case, by):
    name_team(case.pk, [FATHER, OFFICER], by=district.at(OfficeKind.TOWN_GOVERNMENT), on=TODAY)
    assert names(case, by) == ["钱警官", "李父"]


def test_the_town_does_not_bring_an_officer_back_whom_the_justice_office_dropped(district, case, by):
    town = district.at(OfficeKind.TOWN_GOVERNMENT)
    act = name_team(case.pk, [FATHER, OFFICER], by=town, on=TODAY - days(2), late_because="补登")
    name_team(case.pk, [MOTHER], by=by, on=TODAY - days(1))
    with pytest.raises(StepRefused, match="派出所民警由司法所确定"):
        name_team(case.pk, [FATHER, OFFICER], by=town, on=TODAY)
    with pytest.raises(StepRefused, match="别的单位重新确定过小组"):
        correct_day(act.pk, TODAY, why="记错日期", by=town)
    assert names(case, by) == ["李母"]


def test_control_without_the_refusal_an_invented_officer_would_open_the_file(district, station, monkeypatch):
    case = district.in_care()
    monkeypatch.setattr(care_team, "_refuse_new_officers", lambda *_given, **_more: None)
    invented = [MOTHER, NewMember(TeamRole.POLICE_OFFICER, "某某")]
    name_team(case.pk, invented, by=district.at(OfficeKind.TOWN_GOVERNMENT), on=TODAY)
    assert sees(station, case)


def test_the_database_tells_whom_a_station_sees_to_those_alone_who_see_them_too(district, case, by, station):
    def told_to(asking: ActingStaff) -> list[int]:
        with acting(asking, reading_only=True), connections[asking.alias].cursor() as cursor:
            cursor.execute("select casework_also_seen_by(%s, %s)", [[station.office_id], TODAY])
            return [row[0] for row in cursor.fetchall()]

    assert told_to(by) == [case.person_id]
    assert told_to(district.assistant(NEXT)) == []


# Two at once, and what was written before


def test_a_team_is_not_named_over_one_that_was_named_meanwhile(case, by, cadre):
    with acting(by, reading_only=True):
        seen = mark_of(team_on(case.pk, on=TODAY))
    name_own_members(case.pk, [CADRE], by=cadre, on=TODAY)
    with pytest.raises(StepRefused, match="村（社区）干部 孙主任") as refused:
        name_team(case.pk, [OFFICER, FATHER], by=by, on=TODAY, seen=seen)
    assert refused.value.field == "members"
    assert names(case, by) == ["钱警官", "孙主任", "李母"]


def test_control_without_knowing_the_team_again_the_cadre_would_be_thrown_out(case, by, cadre):
    name_own_members(case.pk, [CADRE], by=cadre, on=TODAY)
    name_team(case.pk, [OFFICER, FATHER], by=by, on=TODAY)
    assert names(case, by) == ["钱警官", "李父"]


def test_what_told_the_whole_team_before_tells_its_own_alone_and_the_team_stays(case, by, cadre):
    """What the migration makes of namings of stations and villages that wrote everybody again."""
    migration = import_module("anbang.casework.migrations.0028_own_members_alone")
    act = name_own_members(case.pk, [CADRE], by=cadre, on=TODAY)
    first = TeamMember.objects.using(OWNER).filter(named=justice_named(case))
    Act.objects.using(OWNER).filter(pk=act.pk).update(
        told={"members": ["police_officer", "family_member", "village_cadre"]}
    )
    again = [TeamMember(case=case, role=row.role, name=row.name, named=act, from_on=TODAY) for row in first]
    first.update(until_on=TODAY - days(1))
    TeamMember.objects.using(OWNER).bulk_create(again)
    with connections[OWNER].cursor() as cursor:
        cursor.execute(migration.OWN_ALONE)
    assert stands(case, by) == [("钱警官", "110"), ("孙主任", ""), ("李母", "132")]
    assert Act.objects.using(OWNER).get(pk=act.pk).told == {"members": ["village_cadre"], "own": True}
