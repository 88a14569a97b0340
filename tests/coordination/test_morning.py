"""A morning: the day comes for people and offices, what fell due is told up the chain once, and everybody gets one digest (clause 2.3.4)."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from unittest.mock import Mock

import pytest
from django.db import connections

from anbang.casework.care.models import TeamRole
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.duty.chain import let_rest, told_to
from anbang.casework.duty.digest import digest_of, put_away
from anbang.casework.duty.models import Duty
from anbang.casework.duty.telling import Digest, Level, ToldUp
from anbang.casework.models import Case
from anbang.casework.step import morning as people_morning
from anbang.coordination import jobs
from anbang.coordination.morning.actions import morning
from anbang.coordination.morning.models import Morning
from anbang.coordination.office.models import OfficeRounds
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import unattended
from anbang.policy import DEFAULT_PACK
from tests.support.crew import HOME, TODAY, District, days

RELEASED = date(2026, 9, 1)
ONE_DAY = timedelta(days=1)


def comes(on: date) -> Morning:
    """The morning of a day."""
    return morning(on, by=unattended("test", on=on))


def due(rule: str, case: Case) -> Duty:
    """The only duty of a rule."""
    return Duty.objects.using("owner").get(case=case, rule=rule)


def levels(duty: Duty) -> list[int]:
    """To whom it was told."""
    return sorted(ToldUp.objects.using("owner").filter(duty=duty).values_list("level", flat=True))


@pytest.fixture
def case(district: District) -> Case:
    """Somebody in care for whom nothing is done."""
    return district.in_care(since=RELEASED)


def figure(name: str) -> int:
    return int(str(DEFAULT_PACK.parameter(name, RELEASED)))


def test_what_the_mere_date_opens_stands_there_in_the_morning(district, case):
    overdue_from = RELEASED + days(figure("report_in_days")) + ONE_DAY
    assert not Duty.objects.using("owner").filter(case=case, rule="seek_unreported").exists()
    comes(overdue_from)
    assert due("seek_unreported", case).opens_on == overdue_from


def test_whoever_nothing_happens_to_is_not_even_read(district, case):
    comes(RELEASED + ONE_DAY)
    with acting(district.aftercare(RELEASED + days(2))):
        assert list(people_morning._whom_the_date_changes(RELEASED + days(2))) == []
    case.refresh_from_db(using="owner")
    assert case.changes_on is not None, "the control: somebody will be"


def test_a_morning_comes_once_however_often_it_is_asked(district, case):
    first = comes(RELEASED + days(60))
    assert comes(RELEASED + days(60)).ended_at == first.ended_at
    assert Morning.objects.using("owner").count() == 1


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


def test_the_town_reads_what_was_told_to_it_and_its_neighbour_does_not(district, case):
    team = due("name_team", case)
    comes(team.due_on + ONE_DAY)
    today = team.due_on + ONE_DAY
    for town, told in ((HOME, ["name_team"]), ("安富街道", [])):
        by = district.at(OfficeKind.TOWN_GOVERNMENT, town, on=today)
        with acting(by):
            assert [one.duty.rule for one in told_to(for_staff=by) if one.duty.rule == "name_team"] == told


def test_everybody_gets_one_digest_a_day_of_numbers_without_names(district, case):
    team = due("name_team", case)
    today = team.due_on + ONE_DAY
    comes(today)
    by = district.assistant(on=today)
    with acting(by):
        digest = digest_of(for_staff=by)
    assert digest.overdue >= 1
    put_away(by=by)
    with acting(by):
        assert digest_of(for_staff=by) is None
    comes(today)
    assert Digest.objects.using("owner").filter(staff_id=by.staff_id, on=today).count() == 1


def test_one_that_cannot_be_settled_is_named_and_does_not_stop_the_others(district, server, scratch, monkeypatch):
    people = [district.in_care(since=RELEASED) for _ in range(5)]
    broken = people[2]
    settle = people_morning.settle

    def breaks(some, *, today):
        if any(person.pk == broken.person_id for person in some):
            raise ValueError("malformed")
        return settle(some, today=today)

    monkeypatch.setattr(people_morning, "settle", breaks)
    come = comes(RELEASED + days(figure("report_in_days")) + ONE_DAY)
    assert come.broken == [broken.person_id]
    opened = Duty.objects.using("owner").filter(rule="seek_unreported").values_list("case_id", flat=True)
    assert sorted(opened) == [one.pk for one in people if one != broken]


def test_control_without_the_halves_one_would_stop_them_all(district, monkeypatch):
    for _ in range(3):
        district.in_care(since=RELEASED)
    monkeypatch.setattr(people_morning, "settle", lambda _people, today: (_ for _ in ()).throw(ValueError("all")))
    come = comes(RELEASED + days(figure("report_in_days")) + ONE_DAY)
    assert len(come.broken) == 3
    assert come.settled == 0


def test_offices_are_judged_from_the_first_morning_on_and_nothing_before_is_late(district):
    comes(date(2026, 11, 5))
    assert OfficeRounds.objects.using("owner").exists()
    liaison = Duty.objects.using("owner").filter(rule="liaison", case__isnull=True)
    assert {duty.period for duty in liaison} == {"2026-11"}
    comes(date(2026, 12, 1))
    assert {duty.period for duty in liaison.all()} == {"2026-11", "2026-12"}


@pytest.fixture
def worked(district, monkeypatch) -> Iterator[Callable[[], Morning]]:
    """The job does its work on a day; what came of it."""
    monkeypatch.setattr(jobs, "office_day", lambda: TODAY)

    def work() -> Morning:
        jobs.come(0)
        return Morning.objects.using("owner").get()

    yield work
    connections.close_all()


def test_the_job_lets_the_day_come(worked):
    assert worked().on == TODAY


def test_the_job_sweeps_once_a_day_and_finds_nothing_where_nothing_is_wrong(worked, case):
    came = worked()
    assert (came.swept, came.differed, came.unproved) == (1, [], [])
    assert worked().swept_at == came.swept_at


def test_the_job_finds_and_puts_right_what_was_changed_behind_its_back(worked, case):
    comes(TODAY)
    wrong = due("name_team", case)
    Duty.objects.using("owner").filter(pk=wrong.pk).update(due_on=wrong.due_on + ONE_DAY)
    assert worked().differed == [case.person_id]
    assert due("name_team", case).due_on == wrong.due_on


def test_a_job_that_was_cut_off_after_the_morning_sweeps_the_next_time(worked, case, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(jobs, "sweep_after", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            jobs.come(0)
    assert Morning.objects.using("owner").get().swept_at is None
    assert worked().swept == 1
