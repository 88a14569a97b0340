"""A team's gaps reach the office that must name the member, and it names its own and nobody else (clause 2.1, ORG-2, ADR 0014)."""

from collections.abc import Sequence

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care import gaps
from anbang.casework.care.actions import accept_transfer, record_death, set_priority
from anbang.casework.care.gaps import is_to_be_renewed, lacking_roles, teams_lacking
from anbang.casework.care.models import TeamMember, TeamRole
from anbang.casework.care.team import NAMED_BY, NewMember, name_own_members, name_team, phone_of, team_gaps, team_on
from anbang.casework.charge.handing import merge_offices_with_their_people
from anbang.casework.custody.actions import alert_priority
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.step.repairing import withdraw
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting
from anbang.organisations.steps import StepRefused
from anbang.policy.vocabulary import FOUR_IN_ONE
from tests.support.crew import HOME, NEXT, OUTSIDE, TODAY, District, days
from tests.support.people import office, post
from tests.support.recomputed import differences

OWNER = "owner"
ASSISTANT = NewMember(TeamRole.JUSTICE_ASSISTANT, "钱助理", "司法所", "131")
MOTHER = NewMember(TeamRole.FAMILY_MEMBER, "李母", "母亲", "132")
OFFICER = NewMember(TeamRole.POLICE_OFFICER, "赵警官")
CADRE, OTHER_CADRE = NewMember(TeamRole.VILLAGE_CADRE, "孙主任"), NewMember(TeamRole.VILLAGE_CADRE, "周委员")


@pytest.fixture
def case(district: District) -> Case:
    """Somebody in care with a team of two."""
    found = district.in_care()
    named = [ASSISTANT, MOTHER]
    name_team(found.pk, named, by=district.assistant(on=TODAY - days(3)), on=TODAY - days(3))
    return found


@pytest.fixture
def cadre(district: District) -> ActingStaff:
    """The village where the person lives."""
    return district.cadre(district.place())


@pytest.fixture
def station(district: District) -> ActingStaff:
    """The police station of the town."""
    return at_the_station(HOME)


def at_the_station(town: str) -> ActingStaff:
    return post(Role.POLICE_OFFICER, office(OfficeKind.POLICE_STATION, town))


def names(case: Case, ago: int = 0) -> list[str]:
    rows = TeamMember.objects.using(OWNER).on(TODAY - days(ago)).filter(case=case)
    return [row.name for row in sorted(rows, key=lambda row: TeamRole.values.index(row.role))]


def told_of(by: ActingStaff) -> list[tuple[int, list[str]]]:
    """Which gaps stand before an office."""
    with acting(by, reading_only=True):
        return [(case.pk, list(map(str, lacking_roles(case)))) for case in teams_lacking(for_staff=by)]


def told_to_somebody(offices: Sequence[ActingStaff]) -> list[tuple[int, str]]:
    return sorted((case, role) for by in offices for case, roles in told_of(by) for role in roles)


def alerted(district: District, case: Case) -> None:
    """The station is told of a priority person, and sees them from then on."""
    by = district.assistant()
    set_priority(case.pk, [PriorityReason.NO_HOME], words="见档案", by=by, on=TODAY)
    alert_priority(case.pk, town_told="街道", police_told="派出所", by=by, on=TODAY)


# Naming


def test_a_village_names_its_own_member_and_the_others_stay_as_they_were(case, cadre, district):
    act = name_own_members(case.pk, [CADRE], by=cadre, on=TODAY)
    assert act.kind == "team_named"
    assert act.told == {"members": ["village_cadre"], "own": True}
    assert [row.name for row in TeamMember.objects.using(OWNER).filter(named=act)] == ["孙主任"], (
        "nobody is written again"
    )
    with acting(district.assistant(), reading_only=True):
        told = {row.name: (row.unit, phone_of(row)) for row in team_on(case.pk, on=TODAY)}
    assert told == {"钱助理": ("司法所", "131"), "孙主任": ("", ""), "李母": ("母亲", "132")}
    assert differences(case.person_id, today=TODAY) == []


def test_another_member_of_the_same_office_takes_the_place_of_the_first(case, cadre):
    name_own_members(case.pk, [CADRE], by=cadre, on=TODAY)
    name_own_members(case.pk, [OTHER_CADRE], by=cadre, on=TODAY)
    assert names(case) == ["钱助理", "周委员", "李母"]


def test_what_a_village_named_is_taken_back_by_it_and_the_team_is_as_before(case, cadre):
    act = name_own_members(case.pk, [CADRE], by=cadre, on=TODAY)
    withdraw(act.pk, why="写错人", by=cadre)
    assert names(case) == ["钱助理", "李母"]


def test_a_member_named_by_the_village_makes_the_team_large_enough(district, cadre):
    case = district.in_care(since=TODAY - days(5))
    name_team(case.pk, [ASSISTANT], by=district.assistant(), on=TODAY)
    assert Duty.objects.using(OWNER).get(case=case, rule="name_team").met_on is None
    name_own_members(case.pk, [CADRE], by=cadre, on=TODAY)
    assert Duty.objects.using(OWNER).get(case=case, rule="name_team").met_on == TODAY


def test_a_station_names_its_officer_for_a_priority_person_of_whom_it_was_told(district, case, station):
    alerted(district, case)
    name_own_members(case.pk, [OFFICER], by=station, on=TODAY)
    assert names(case) == ["赵警官", "钱助理", "李母"]


def test_a_station_that_does_not_see_somebody_names_nobody_and_the_justice_office_does_it(district, case, station):
    with pytest.raises(Case.DoesNotExist):
        name_own_members(case.pk, [OFFICER], by=station, on=TODAY)
    name_team(case.pk, [ASSISTANT, MOTHER, OFFICER], by=district.assistant(), on=TODAY)
    assert "赵警官" in names(case)


@pytest.mark.parametrize("members", [[], [OFFICER], [CADRE, MOTHER], [NewMember(TeamRole.VILLAGE_CADRE, " ")]])
def test_nobody_of_another_office_is_named_by_a_village(case, cadre, members):
    with pytest.raises(StepRefused) as refused:
        name_own_members(case.pk, members, by=cadre, on=TODAY)
    assert refused.value.field == "members"
    assert names(case) == ["钱助理", "李母"]


@pytest.mark.parametrize("kind", [OfficeKind.JUSTICE_OFFICE, OfficeKind.TOWN_GOVERNMENT])
def test_whoever_names_the_whole_team_does_not_name_it_in_part(district, case, kind):
    with pytest.raises(StepRefused, match="只确定本单位的成员"):
        name_own_members(case.pk, [ASSISTANT], by=district.at(kind), on=TODAY)


def test_a_village_does_not_name_the_whole_team(case, cadre):
    with pytest.raises(StepRefused, match="由负责的司法所或镇街确定"):
        name_team(case.pk, [CADRE], by=cadre, on=TODAY)


def test_whoever_would_leave_again_with_a_later_naming_is_refused_at_the_day(case, cadre):
    with pytest.raises(StepRefused, match="已经重新确定过") as refused:
        name_own_members(case.pk, [CADRE], by=cadre, on=TODAY - days(4))
    assert refused.value.field == "on"
    name_own_members(case.pk, [CADRE], by=cadre, on=TODAY - days(3))
    assert "孙主任" in names(case)


def test_control_named_before_a_later_naming_the_member_would_be_lost_unnoticed(case, cadre, monkeypatch):
    monkeypatch.setattr("anbang.casework.care.team._refuse_before_a_later_naming", lambda *_given: None)
    name_own_members(case.pk, [CADRE], by=cadre, on=TODAY - days(4))
    assert names(case, ago=4) == ["孙主任"]
    assert "孙主任" not in names(case)


# Who is told what is missing


def test_the_offices_that_name_are_those_of_four_in_one():
    assert set(NAMED_BY) == set(FOUR_IN_ONE)


@pytest.mark.parametrize("meanwhile", ["nothing", "offices_merged", "moved_outside", "moved_next", "handed_over"])
def test_each_gap_stands_before_exactly_one_office_and_none_is_left_out(district, case, meanwhile):
    priority, whole, alone = district.in_care(), district.in_care(), district.in_care()
    for one in (priority, alone):
        alerted(district, one)
    volunteer = NewMember(TeamRole.VOLUNTEER, "吴某")
    name_team(priority.pk, [ASSISTANT, volunteer], by=district.assistant(), on=TODAY)
    name_team(alone.pk, [ASSISTANT, MOTHER], by=district.assistant(), on=TODAY)
    name_team(whole.pk, [ASSISTANT, MOTHER, CADRE, OFFICER], by=district.assistant(), on=TODAY)
    at_the_station(HOME)
    people = (case, priority, whole, alone)
    happens(meanwhile, district, *people)
    offices = [district.assistant(NEXT), *(at_the_station(town) for town in (HOME, NEXT))]
    if meanwhile != "offices_merged":
        offices.append(district.assistant(HOME))
    villages = [district.cadre(district.place(town, number)) for town in (HOME, NEXT) for number in (0, 1)]
    with acting(district.clerk(), reading_only=True):
        wanted = sorted((one.pk, role) for one in people for role in gaps_of(one))
    assert len(wanted) == 7
    assert told_to_somebody([*offices, *villages]) == wanted
    assert all(differences(one.person_id, today=TODAY) == [] for one in people)


def happens(what: str, district: District, *people: Case) -> None:
    """What may come between those who name."""
    if what == "offices_merged":
        gone, stays = (district.assistant(town).office_id for town in (HOME, NEXT))
        merge_offices_with_their_people([gone], successor_id=stays, by=district.administrator(), on=TODAY)
        district.sign_in_again()
        district.morning(*people, on=TODAY)
    for one in people if what.startswith("moved") or what == "handed_over" else ():
        district.moved(one, OUTSIDE if what == "moved_outside" else NEXT)
        if what == "handed_over":
            accept_transfer(one.pk, by=district.assistant(NEXT), on=TODAY)


def test_a_team_that_the_former_office_named_is_to_be_renewed_by_the_present_one(district, case):
    district.moved(case, NEXT)
    by = district.assistant(NEXT)
    assert renewed(by) == []
    accept_transfer(case.pk, by=by, on=TODAY)
    assert renewed(by) == [case.pk]
    assert renewed(district.assistant()) == []
    name_own_members(case.pk, [CADRE], by=district.cadre(district.place(NEXT)), on=TODAY)
    assert renewed(by) == [case.pk], "a village does not name the whole team"
    name_team(case.pk, [ASSISTANT, MOTHER, CADRE, OFFICER], by=by, on=TODAY)
    assert (renewed(by), told_of(by)) == ([], [])


def test_after_a_merger_no_team_is_to_be_renewed(district, case):
    happens("offices_merged", district, case)
    assert renewed(district.assistant(NEXT)) == []


def renewed(by: ActingStaff) -> list[int]:
    with acting(by, reading_only=True):
        return [one.pk for one in teams_lacking(for_staff=by) if is_to_be_renewed(one)]


def gaps_of(case: Case) -> list[str]:
    return team_gaps(team_on(case.pk, on=TODAY), on=TODAY)


def test_control_without_asking_who_can_name_a_gap_would_stand_before_two_offices(district, case, cadre, monkeypatch):
    offices = [district.assistant(), cadre]
    before = told_to_somebody(offices)
    monkeypatch.setattr(gaps, "_is_seen_at", lambda *_given: gaps.Q(pk__isnull=True))
    after = told_to_somebody(offices)
    assert (before.count((case.pk, "village_cadre")), after.count((case.pk, "village_cadre"))) == (1, 2)


def test_a_station_is_told_of_a_gap_only_where_it_sees_the_person(district, case, station):
    assert told_of(station) == []
    assert (case.pk, ["police_officer"]) in told_of(district.assistant()), "who names for it"
    alerted(district, case)
    assert told_of(station) == [(case.pk, ["police_officer"])]
    assert told_of(district.assistant()) == []


def test_a_village_with_nobody_at_its_desk_is_named_for_by_the_justice_office(district, case, cadre):
    assert (case.pk, ["police_officer"]) in told_of(district.assistant())
    Posting.objects.using(OWNER).filter(office=cadre.office_id).update(until_on=TODAY - days(1))
    assert (case.pk, ["police_officer", "village_cadre"]) in told_of(district.assistant())


def test_a_team_that_is_still_to_be_named_is_a_duty_of_the_justice_office_and_a_gap_of_the_village(district, cadre):
    case = district.in_care(since=TODAY - days(5))
    assert Duty.objects.using(OWNER).running().filter(case=case, rule="name_team").exists()
    assert told_of(district.assistant()) == [], "it stands in the work list, and not twice"
    assert told_of(cadre) == [(case.pk, ["village_cadre"])]


def test_whoever_is_named_or_gone_is_told_no_more(district, case, cadre):
    name_own_members(case.pk, [CADRE], by=cadre, on=TODAY)
    assert told_of(cadre) == []
    other = district.in_care()
    assert told_of(cadre) == [(other.pk, ["village_cadre"])]
    record_death(other.pk, words="病故", by=district.assistant(), on=TODAY)
    assert told_of(cadre) == []


def test_nobody_in_custody_or_of_another_village_is_told_of(district, case):
    district.filed()
    assert told_of(district.cadre(district.place(HOME, 1))) == []
    assert told_of(district.assistant(NEXT)) == []
    assert [told_of(by) for by in (district.clerk(), district.at(OfficeKind.CIVIL_AFFAIRS))] == [[], []]


def test_all_gaps_of_an_office_are_one_question(district, case):
    district.in_care()
    by = district.cadre(district.place())
    with acting(by, reading_only=True), CaptureQueriesContext(connections[by.alias]) as asked:
        found = [[*lacking_roles(one), one.person.name] for one in teams_lacking(for_staff=by)]
    assert (len(found), len(asked)) == (2, 1)
    assert Act.objects.using(OWNER).filter(kind="team_named").count() == 1
