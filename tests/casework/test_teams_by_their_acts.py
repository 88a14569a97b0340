"""The team on a day is the one that was named last by then, however the namings were recorded, corrected or withdrawn."""

import pytest

from anbang.casework.care.models import TeamMember, TeamRole
from anbang.casework.care.team import NewMember, name_team, phone_of, team_on
from anbang.casework.step.repairing import correct_day, withdraw
from anbang.organisations.acting import acting
from tests.support.crew import TODAY, days
from tests.support.recomputed import differences

OWNER = "owner"
ROLES = {"P": TeamRole.POLICE_OFFICER, "J": TeamRole.JUSTICE_ASSISTANT, "V": TeamRole.VILLAGE_CADRE}


@pytest.fixture
def case(district):
    return district.in_care()


@pytest.fixture
def by(district):
    return district.assistant()


def named(case, names: str, ago: int = 0, *, by, **told: str):
    members = [NewMember(ROLES.get(name, TeamRole.OTHER), name, **told) for name in names]
    return name_team(case.pk, members, by=by, on=TODAY - days(ago), late_because="补登")


def stands(case, ago: int = 0, *, by) -> str:
    assert differences(case.person_id, today=TODAY) == []
    with acting(by):
        return "".join(sorted(row.name for row in team_on(case.pk, on=TODAY - days(ago))))


def test_the_second_naming_of_a_day_withdrawn_leaves_the_first(case, by):
    named(case, "PJ", by=by)
    second = named(case, "V", by=by)
    assert stands(case, by=by) == "V"
    withdraw(second.pk, why="看错人", by=by)
    assert stands(case, by=by) == "JP"


def test_the_first_naming_withdrawn_leaves_the_whole_second(case, by):
    first = named(case, "PA", 3, by=by)
    named(case, "PAB", by=by)
    withdraw(first.pk, why="看错人", by=by)
    assert stands(case, by=by) == "ABP"
    assert stands(case, 1, by=by) == ""


def test_a_team_of_a_day_before_recorded_late_takes_nobody_out_of_the_newer(case, by):
    named(case, "PA", by=by)
    late = named(case, "B", 2, by=by)
    assert (stands(case, 1, by=by), stands(case, by=by)) == ("B", "AP")
    withdraw(late.pk, why="看错人", by=by)
    assert (stands(case, 1, by=by), stands(case, by=by)) == ("", "AP")


def test_a_naming_whose_day_was_corrected_and_which_is_withdrawn_leaves_the_old_team(case, by):
    named(case, "PJ", 6, by=by)
    second = named(case, "VA", by=by)
    correct_day(second.pk, TODAY - days(4), why="记错日期", by=by)
    assert [stands(case, ago, by=by) for ago in (6, 5, 4, 0)] == ["JP", "JP", "AV", "AV"]
    withdraw(second.pk, why="看错人", by=by)
    assert [stands(case, ago, by=by) for ago in (6, 4, 0)] == ["JP", "JP", "JP"]


def test_two_namings_whose_days_change_places_hold_in_their_new_order(case, by):
    first, second = named(case, "PJ", 6, by=by), named(case, "V", 3, by=by)
    correct_day(first.pk, TODAY - days(1), why="记错日期", by=by)
    assert [stands(case, ago, by=by) for ago in (6, 3, 2, 1, 0)] == ["", "V", "V", "JP", "JP"]
    correct_day(second.pk, TODAY - days(1), why="记错日期", by=by)
    assert [stands(case, ago, by=by) for ago in (2, 1)] == ["", "V"], "of a day the one recorded last counts"
    correct_day(first.pk, TODAY - days(6), why="记错日期", by=by)
    assert [stands(case, ago, by=by) for ago in (6, 2, 1)] == ["JP", "JP", "V"]


def test_unit_and_telephone_hold_from_the_day_on_which_they_were_told_and_are_gone_with_the_act(case, by):
    named(case, "P", 6, by=by, unit="玉屏所", phone="138")
    second = named(case, "P", 3, by=by, unit="城关所", phone="139")
    named(case, "PJ", by=by)

    def known(ago: int) -> tuple[str, str]:
        with acting(by):
            row = next(row for row in team_on(case.pk, on=TODAY - days(ago)) if row.name == "P")
            return row.unit, phone_of(row)

    assert [known(ago) for ago in (6, 3, 0)] == [("玉屏所", "138"), ("城关所", "139"), ("城关所", "139")]
    withdraw(second.pk, why="看错人", by=by)
    assert [known(ago) for ago in (6, 3, 0)] == [("玉屏所", "138")] * 3


def test_nothing_that_an_act_wrote_is_ever_deleted(case, by):
    acts = [named(case, "PJ", 3, by=by), named(case, "V", by=by), named(case, "PV", by=by)]
    for act in acts:
        withdraw(act.pk, why="看错人", by=by)
    rows = TeamMember.objects.using(OWNER).filter(case=case)
    assert sorted(row.name for row in rows) == ["J", "P", "P", "V", "V"]
    assert {(row.from_on, row.until_on) for row in rows} == {(None, None)}


@pytest.mark.parametrize("wrong", [{"until_on": TODAY}, {"from_on": None}])
def test_control_a_day_written_by_hand_is_found_and_settled_away(case, by, district, wrong):
    named(case, "PJ", 3, by=by)
    named(case, "J", by=by)
    TeamMember.objects.using(OWNER).filter(case=case, name="P").update(**wrong)
    assert any(told.startswith("team of case") for told in differences(case.person_id, today=TODAY))
    district.morning(case, on=TODAY)
    assert [stands(case, ago, by=by) for ago in (1, 0)] == ["JP", "J"]
