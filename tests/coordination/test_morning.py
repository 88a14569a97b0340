"""A morning: the day comes for people and offices, what fell due is told up the chain once, and everybody gets one digest (clause 2.3.4)."""

from collections.abc import Callable, Iterator
from datetime import date
from unittest.mock import Mock

import pytest
from django.db import connections

from anbang.audit.models import Event
from anbang.casework.act.models import Act
from anbang.casework.duty.digest import digest_of, put_away
from anbang.casework.duty.models import Duty
from anbang.casework.duty.telling import NO_OUTCOME, NOT_MET, Digest, Level, ToldUp
from anbang.casework.handover.actions import Meeting, record_reception
from anbang.casework.handover.models import Outcome
from anbang.casework.models import Case
from anbang.casework.step import morning as people_morning
from anbang.casework.step.repairing import withdraw
from anbang.coordination import jobs
from anbang.coordination.morning.models import Morning
from anbang.coordination.office.models import OfficeRounds
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.unattended import NOBODY
from tests.coordination.mornings import ONE_DAY, RELEASED, comes, due, figure
from tests.support.crew import TODAY, days


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


EARLY = 7


@pytest.fixture
def worked(district, monkeypatch) -> Iterator[Callable[[], Morning]]:
    """The job does its work on a day; what came of it."""
    monkeypatch.setattr(jobs, "office_day", lambda: TODAY)
    monkeypatch.setattr(jobs, "office_hour", lambda: EARLY)

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
    Duty.objects.using("owner").filter(pk=wrong.pk).update(due_on=wrong.due_on + ONE_DAY, told_level=0)
    assert worked().differed == [case.person_id]
    assert due("name_team", case).due_on == wrong.due_on


def test_a_job_that_was_cut_off_after_the_morning_sweeps_the_next_time(worked, case, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(jobs, "sweep_after", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            jobs.come(0)
    assert Morning.objects.using("owner").get().swept_at is None
    assert worked().swept == 1


def alarms(case: Case) -> list[tuple[str, date]]:
    told = ToldUp.objects.using("owner").filter(duty__case=case, duty__rule="receive", level=Level.DISTRICT)
    return list(told.values_list("because", "told_on"))


def the_clock_strikes(hour: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "office_hour", lambda: hour)


def test_in_the_evening_of_the_release_a_missing_outcome_is_an_alarm_once(district, worked, monkeypatch):
    case = district.in_care(since=TODAY)
    hour = figure("reception_alarm_hour")
    the_clock_strikes(hour - 1, monkeypatch)
    worked()
    assert alarms(case) == [], "until then somebody may still be on the way"
    the_clock_strikes(hour, monkeypatch)
    worked()
    worked()
    assert alarms(case) == [(NO_OUTCOME, TODAY)]
    told = Event.objects.using("owner").get(action="told_up", person_id=case.person_id)
    assert (told.staff_id, told.data["because"], told.happened_on) == (NOBODY, NO_OUTCOME, TODAY)
    comes(TODAY + ONE_DAY)
    assert alarms(case) == [(NO_OUTCOME, TODAY)], "and the next morning does not tell it again"


def test_who_has_an_outcome_raises_no_alarm_and_whoever_was_overlooked_is_one_in_the_morning(
    district, worked, monkeypatch
):
    met, before = district.in_care(since=TODAY), district.in_care(since=TODAY - ONE_DAY)
    record_reception(met.pk, Meeting(Outcome.MET, who="李某"), by=district.assistant(), on=TODAY)
    the_clock_strikes(figure("reception_alarm_hour"), monkeypatch)
    worked()
    assert alarms(met) == []
    assert alarms(before) == [(NO_OUTCOME, TODAY)], "its day has passed: the morning raised it"


def test_whoever_is_then_said_not_to_have_been_met_is_the_same_alarm(district, worked, monkeypatch):
    case = district.in_care(since=TODAY)
    the_clock_strikes(figure("reception_alarm_hour"), monkeypatch)
    worked()
    nobody = Meeting(Outcome.NOT_MET, why_nobody="车坏在路上")
    record_reception(case.pk, nobody, by=district.at(OfficeKind.TOWN_GOVERNMENT), on=TODAY)
    assert alarms(case) == [(NOT_MET, TODAY)]
    worked()
    assert alarms(case) == [(NOT_MET, TODAY)]


def test_when_the_outcome_that_was_wrong_is_withdrawn_the_evening_says_not_met_and_not_that_nothing_is_known(
    district, worked, monkeypatch
):
    case, by = district.in_care(since=TODAY), district.assistant()
    record_reception(case.pk, Meeting(Outcome.MET, who="李某"), by=by, on=TODAY)
    met = Act.objects.using("owner").get(case=case, kind="received")
    record_reception(case.pk, Meeting(Outcome.NOT_MET, why_nobody="车坏在路上"), by=by, on=TODAY)
    withdraw(met.pk, why="误录", by=by)
    the_clock_strikes(figure("reception_alarm_hour"), monkeypatch)
    worked()
    assert alarms(case) == [(NOT_MET, TODAY)]
