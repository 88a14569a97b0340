"""What stays undone is told up the chain, once for each level, and rests only by a level above (clause 2.3.4, RHY-6)."""

from datetime import date

import pytest
from django.db.models import Q

from anbang.audit.models import Event
from anbang.casework.care.models import TeamRole
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.duty import chain
from anbang.casework.duty.chain import let_rest, resting_now, told_to
from anbang.casework.duty.models import Duty
from anbang.casework.duty.telling import UNANSWERED, Level
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Area, Office
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import NOBODY
from tests.coordination.mornings import ONE_DAY, RELEASED, comes, due, figure, levels
from tests.support.at_once import DONE, REFUSED, queued
from tests.support.crew import HOME, OUTSIDE, District, days


def test_what_an_office_left_undone_is_told_to_the_town_the_day_after_and_to_the_district_later(district, case):
    team = due("name_team", case)
    comes(team.due_on)
    assert levels(team) == [], "on the due day itself nothing is late"
    comes(team.due_on + ONE_DAY)
    assert levels(team) == [Level.TOWN]
    pause = days(figure("escalation_days"))
    comes(team.due_on + pause)
    assert levels(team) == [Level.TOWN]
    comes(team.due_on + ONE_DAY + pause)
    assert levels(team) == [Level.TOWN, Level.DISTRICT]
    comes(team.due_on + days(60))
    assert len(levels(team)) == 2, "each level is told once"


def test_what_a_town_left_undone_is_told_to_the_district_at_once(district, case):
    receive = due("receive", case)
    comes(receive.due_on + ONE_DAY)
    assert levels(receive) == [Level.DISTRICT]


def test_what_was_done_in_time_is_told_to_nobody(district, case):
    members = [NewMember(TeamRole.OTHER, "甲"), NewMember(TeamRole.VOLUNTEER, "乙")]
    by = district.assistant(on=RELEASED + days(3))
    name_team(case.pk, members, by=by, on=by.today)
    team = due("name_team", case)
    comes(team.due_on + ONE_DAY)
    assert levels(team) == []


def test_what_mornings_that_were_missed_would_have_told_the_next_one_tells(district, case):
    comes(RELEASED + ONE_DAY)
    team = due("name_team", case)
    comes(team.due_on + days(figure("escalation_days") + 5))
    assert levels(team) == [Level.TOWN, Level.DISTRICT]


def test_each_telling_is_in_the_trail_by_the_hand_of_the_system(district, case):
    team = due("name_team", case)
    comes(team.due_on + ONE_DAY)
    told = Event.objects.using("owner").get(action="told_up", data__duty=team.pk)
    assert (told.staff_id, told.person_id, told.data["level"]) == (NOBODY, case.person_id, Level.TOWN)
    comes(team.due_on + days(2))
    assert Event.objects.using("owner").filter(action="told_up", data__duty=team.pk).count() == 1


@pytest.fixture
def sent_outside(district, case) -> Duty:
    """Nobody outside the district answers the transfer of somebody who moved there."""
    district.moved(case, OUTSIDE, on=RELEASED + days(3))
    return due("answer_transfer", case)


def test_a_transfer_that_nobody_outside_answers_is_told_to_the_district_the_day_after(district, sent_outside):
    comes(sent_outside.due_on)
    assert levels(sent_outside) == [], "on the due day itself nothing is late"
    today = sent_outside.due_on + ONE_DAY
    comes(today)
    by = district.aftercare(today)
    with acting(by):
        told = told_to(for_staff=by).get(duty=sent_outside)
        assert (told.level, told.office_id, told.because) == (Level.DISTRICT, by.office_id, UNANSWERED)
        assert told.sent_by_id == district.assistant().office_id, "whoever sent it has to ask again"  # type: ignore[attr-defined]
    comes(today + days(figure("escalation_days")))
    assert levels(sent_outside) == [Level.DISTRICT], "once, and to no town"


def test_control_told_of_offices_alone_nobody_would_hear_of_it(sent_outside, monkeypatch):
    monkeypatch.setattr(chain, "ANSWERED_OUTSIDE", Q(pk=0))
    comes(sent_outside.due_on + ONE_DAY)
    assert levels(sent_outside) == []


def test_telling_rests_for_a_reason_and_goes_on_afterwards(district, case):
    team = due("name_team", case)
    by = district.at(OfficeKind.TOWN_GOVERNMENT, HOME, on=team.due_on)
    let_rest(team.pk, until=team.due_on + days(4), why="所里只有一人，正在住院。", by=by)
    comes(team.due_on + ONE_DAY)
    assert levels(team) == []
    assert Duty.objects.using("owner").overdue(on=team.due_on + ONE_DAY).filter(pk=team.pk).exists(), (
        "late all the same"
    )
    comes(team.due_on + days(5))
    assert levels(team) == [Level.TOWN]


def test_two_who_let_it_rest_at_the_same_moment_follow_one_another(district, case):
    team = due("name_team", case)
    hands = [district.at(OfficeKind.TOWN_GOVERNMENT, HOME, on=team.due_on), district.aftercare(on=team.due_on)]
    until = team.due_on + days(4)
    ends = queued(team, *(lambda by=by: let_rest(team.pk, until=until, why="正在住院", by=by) for by in hands))
    assert ends == [DONE, REFUSED]


@pytest.mark.parametrize(
    ("until", "why", "sentence"), [(-1, "有原因", "不能早于今天"), (3, "  ", "请写明原因"), (3, "有原因", None)]
)
def test_telling_rests_only_with_a_reason_and_until_a_day_to_come(district, case, until, why, sentence):
    team = due("name_team", case)
    by = district.at(OfficeKind.TOWN_GOVERNMENT, HOME, on=team.due_on)
    if sentence is None:
        assert let_rest(team.pk, until=team.due_on + days(until), why=why, by=by).why == why
        return
    with pytest.raises(StepRefused, match=sentence):
        let_rest(team.pk, until=team.due_on + days(until), why=why, by=by)


TOWN, OFFICE, BUREAU, AFTERCARE = (
    OfficeKind.TOWN_GOVERNMENT,
    OfficeKind.JUSTICE_OFFICE,
    OfficeKind.JUSTICE_BUREAU,
    OfficeKind.AFTERCARE_OFFICE,
)


def seat(district: District, kind: OfficeKind, on: date):
    """Who sits at an office of the town, or of the district."""
    return {BUREAU: district.clerk, AFTERCARE: district.aftercare}.get(kind, lambda on: district.at(kind, HOME, on=on))(
        on
    )


@pytest.mark.parametrize(
    ("owner", "owes", "by", "may"),
    [
        ("justice_office", OFFICE, OFFICE, False),
        ("justice_office", OFFICE, TOWN, True),
        ("justice_office", OFFICE, AFTERCARE, True),
        ("village", OfficeKind.VILLAGE_COMMITTEE, OFFICE, False),
        ("village", OfficeKind.VILLAGE_COMMITTEE, TOWN, True),
        ("civil_affairs", OfficeKind.CIVIL_AFFAIRS, TOWN, True),
        ("civil_affairs", TOWN, TOWN, False),  # the town stands in for an office that is not there
        ("town", TOWN, TOWN, False),
        ("town", TOWN, OFFICE, False),
        ("town", TOWN, AFTERCARE, True),
        ("town", TOWN, BUREAU, True),
        ("hrss", OfficeKind.HRSS, TOWN, False),
        ("justice_bureau", BUREAU, BUREAU, False),
        ("justice_bureau", BUREAU, AFTERCARE, True),
        ("aftercare_office", AFTERCARE, AFTERCARE, False),
        ("aftercare_office", AFTERCARE, BUREAU, True),
    ],
)
def test_only_a_level_above_lets_telling_rest_and_never_whoever_owes_it(district, case, owner, owes, by, may):
    duty = due("name_team", case)
    area = Office.objects.using("owner").filter(kind=owes, area__in=[district.town(HOME), *_villages(district)]).first()
    office = area or Office.objects.using("owner").get(kind=owes, area__kind="district")
    Duty.objects.using("owner").filter(pk=duty.pk).update(
        owner_kind=owner, office=office, owner_area=office.area_id if area else None
    )
    today = duty.due_on
    told = {"until": today + ONE_DAY, "why": "经办人住院", "by": seat(district, by, today)}
    if may:
        assert let_rest(duty.pk, **told).paused_by_id == told["by"].staff_id
        return
    with pytest.raises(StepRefused, match="由上一级办理"):
        let_rest(duty.pk, **told)


def _villages(district: District) -> list[int]:
    return list(Area.objects.using("owner").filter(parent=district.town(HOME)).values_list("id", flat=True))


def test_what_nobody_outside_answers_is_let_rest_by_the_district_alone(district, sent_outside):
    today = sent_outside.due_on
    with pytest.raises(StepRefused, match="由上一级办理"):
        let_rest(sent_outside.pk, until=today, why="已电话催办", by=seat(district, TOWN, today))
    assert let_rest(sent_outside.pk, until=today, why="已电话催办", by=district.aftercare(today)).until_on == today


def test_telling_rests_no_longer_than_the_policy_says(district, case):
    team = due("name_team", case)
    by, longest = seat(district, TOWN, team.due_on), team.due_on + days(figure("longest_pause_days"))
    with pytest.raises(StepRefused, match=f"至多暂停 {figure('longest_pause_days')} 天") as refused:
        let_rest(team.pk, until=longest + ONE_DAY, why="有原因", by=by)
    assert refused.value.field == "until"
    assert let_rest(team.pk, until=longest, why="有原因", by=by).until_on == longest


def test_the_level_above_reads_what_rests_and_who_let_it(district, case):
    team = due("name_team", case)
    today = team.due_on
    officer = seat(district, TOWN, today)
    let_rest(team.pk, until=today + days(4), why="所里只有一人，正在住院。", by=officer)
    neighbour = district.at(TOWN, "安富街道", on=today)
    readers = {"district": district.aftercare(today), "town": officer, "neighbour": neighbour}
    read = {}
    for who, by in readers.items():
        with acting(by):
            read[who] = [(one.duty_id, one.paused_by_id, one.why) for one in resting_now(for_staff=by)]
    pause = (team.pk, officer.staff_id, "所里只有一人，正在住院。")
    assert read == {"district": [pause], "town": [pause], "neighbour": []}
    after = district.aftercare(today + days(5))
    with acting(after):
        assert not resting_now(for_staff=after), "what has ended rests no more"


def test_the_town_reads_what_was_told_to_it_and_its_neighbour_does_not(district, case):
    team = due("name_team", case)
    comes(team.due_on + ONE_DAY)
    today = team.due_on + ONE_DAY
    for town, told in ((HOME, ["name_team"]), ("安富街道", [])):
        by = district.at(OfficeKind.TOWN_GOVERNMENT, town, on=today)
        with acting(by):
            assert [one.duty.rule for one in told_to(for_staff=by) if one.duty.rule == "name_team"] == told
