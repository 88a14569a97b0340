"""What stays undone about a closed file climbs as that of an open one, and nobody knows of it but those who are named (LAW-2, RHY-6)."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connections

from anbang.audit.models import Event
from anbang.casework.duty.chain import told_to
from anbang.casework.duty.digest import digest_of
from anbang.casework.duty.models import RECEIVE, Duty
from anbang.casework.duty.telling import NO_OUTCOME, Level, ToldUp
from anbang.casework.handover.actions import Meeting, record_reception
from anbang.casework.handover.models import Outcome
from anbang.casework.juvenile.closed_list import closed_files, closed_work, told_of
from anbang.casework.models import Case
from anbang.casework.person.models import ExclusionReason
from anbang.casework.step import sweep as sweeping
from anbang.casework.step.excluding import exclude
from anbang.casework.step.named import hands_on_closed_files
from anbang.coordination.morning import actions as mornings
from anbang.coordination.morning.actions import closed_list_waits, evening, sweep_after
from anbang.coordination.morning.models import Morning
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.unattended import NOBODY, unattended
from tests.coordination.mornings import ONE_DAY, RELEASED, comes, due, figure, levels
from tests.support.crew import HOME, NEXT, District, days
from tests.support.people import office, post

SINCE_BEFORE = date(2026, 1, 5)


def on_day(by: ActingStaff, on: date) -> ActingStaff:
    """The same member of staff on another day."""
    return replace(by, today=on)


@pytest.fixture
def keeper(district: District) -> ActingStaff:
    return post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU), from_on=SINCE_BEFORE)


@pytest.fixture
def closed(keeper, district: District) -> Case:
    return district.closed_in_care(since=RELEASED)


def told_about(case: Case) -> set[tuple[str, int, str]]:
    """What was told about somebody: of which rule, at which level, why."""
    told = ToldUp.objects.using("owner").filter(duty__case=case)
    return set(told.values_list("duty__rule", "level", "because"))


def digest(by: ActingStaff) -> tuple[int, int, int]:
    """What the digest of the day says to somebody."""
    with acting(by, reading_only=True):
        found = digest_of(for_staff=by)
    assert found is not None, "an office has work of its own"
    return found.overdue, found.due_soon, found.told_up


def through(since: date, until: date) -> None:
    """All mornings and evenings from one day to another, every tenth and the last."""
    on = since
    while on <= until:
        comes(on)
        evening(on, by=unattended("test", on=on))
        on += days(10)


def test_of_a_closed_file_everything_climbs_that_climbs_of_an_open_one(district, closed, case):
    through(RELEASED, RELEASED + days(120))
    of_open = {(rule, because) for rule, level, because in told_about(case) if level == Level.DISTRICT}
    of_closed = {(rule, because) for rule, level, because in told_about(closed)}
    assert (RECEIVE, NO_OUTCOME) in of_closed
    assert len(of_open) >= 4
    assert of_closed == of_open


def test_control_without_the_eyes_of_those_who_are_named_nothing_climbs(district, closed, case, monkeypatch):
    monkeypatch.setattr(mornings, "hands_on_closed_files", lambda **_: iter(()))
    through(RELEASED, RELEASED + days(120))
    assert told_about(case)
    assert not told_about(closed)


def test_the_keepers_are_told_the_day_after_and_the_town_never(district, closed, keeper):
    team = due("name_team", closed)
    comes(team.due_on)
    assert levels(team) == [], "on the due day itself nothing is late"
    comes(team.due_on + ONE_DAY)
    told = ToldUp.objects.using("owner").get(duty=team)
    assert (told.level, told.office_id) == (Level.DISTRICT, keeper.office_id)
    comes(team.due_on + days(60))
    assert levels(team) == [Level.DISTRICT]


def test_of_what_was_told_nobody_reads_but_those_who_are_named(district, closed, keeper):
    on = RELEASED + days(60)
    through(RELEASED, on)
    others = (
        district.clerk(on),
        district.aftercare(on),
        district.at(OfficeKind.TOWN_GOVERNMENT, on=on),
        district.colleague(on=on),
        on_day(post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU)), on),
    )
    for by in others:
        with acting(by, reading_only=True):
            assert not ToldUp.objects.filter(duty__case=closed.pk).exists(), by.role
            assert not Duty.objects.filter(case=closed.pk).exists(), by.role
            assert not told_to(for_staff=by).filter(duty__case__isnull=False).exists(), by.role
            assert closed_work(for_staff=by).urgency == ""
    for by in (on_day(keeper, on), district.assistant(on=on)):
        with acting(by, reading_only=True):
            assert [one.pk for one in closed_files(for_staff=by)] == [closed.person_id]
            assert closed_work(for_staff=by).urgency == "overdue"
            assert told_of(list(Duty.objects.filter(case=closed.pk).values_list("pk", flat=True)))


def test_no_digest_no_total_and_no_line_of_the_log_counts_them(district, closed, keeper, caplog):
    caplog.set_level("DEBUG")
    on = RELEASED + days(60)
    come = comes(on)
    evening(on, by=unattended("test", on=on))
    assert come.told_up == 0
    with acting(on_day(keeper, on), reading_only=True):
        assert digest_of(for_staff=on_day(keeper, on)) is None
    assert digest(district.assistant(HOME, on)) == digest(district.assistant(NEXT, on))
    assert not [line for line in caplog.messages if f"person {closed.person_id}" in line]


def test_the_installation_tells_it_and_the_trail_names_no_keeper(district, closed):
    comes(RELEASED + days(60))
    told = Event.objects.using("owner").filter(action="told_up", person_id=closed.person_id)
    assert told.exists()
    assert set(told.values_list("staff_id", flat=True)) == {NOBODY}


def test_nobody_at_the_gate_is_an_alarm_on_the_same_evening(district, keeper):
    closed = district.closed_in_care(since=RELEASED)
    with acting(keeper, reading_only=True):
        assert not closed_work(for_staff=on_day(keeper, RELEASED)).has_alarm
    evening(RELEASED, by=unattended("test", on=RELEASED))
    told = ToldUp.objects.using("owner").get(duty__case=closed)
    assert (told.because, told.told_on, told.office_id) == (NO_OUTCOME, RELEASED, keeper.office_id)
    by = district.assistant(on=RELEASED)
    with acting(by, reading_only=True):
        assert closed_work(for_staff=by).has_alarm


def test_whoever_is_named_records_it_though_the_town_owes_it(district, closed):
    by = district.assistant(on=RELEASED)
    assert due(RECEIVE, closed).owner_kind == "town"
    record_reception(closed.pk, Meeting(Outcome.MET, who="司法助理员"), by=by, on=RELEASED)
    assert due(RECEIVE, closed).met_on == RELEASED


def waits(district: District, on: date) -> bool:
    """What the bureau's clerk is told."""
    by = district.clerk(on)
    with acting(by, reading_only=True):
        return closed_list_waits(on)


def test_the_district_learns_that_something_waits_and_neither_what_nor_where(district, closed, keeper):
    first = due(RECEIVE, closed).due_on + ONE_DAY
    comes(first)
    on = first + days(figure("escalation_days"))
    comes(on)
    assert not waits(district, on)
    comes(on + ONE_DAY)
    assert waits(district, on + ONE_DAY)
    assert Morning.objects.using("owner").get(on=on + ONE_DAY).told_up == 0


def test_where_every_keeper_keeps_out_the_file_is_seen_by_who_is_left(district, closed, keeper):
    by = on_day(keeper, RELEASED)
    exclude(closed.person_id, keeper.staff_id, ExclusionReason.KIN, by=by, on=RELEASED)
    comes(RELEASED + days(60))
    assert told_about(closed)


def swept(on: date, caplog) -> Morning:
    """The sweep after a morning, when somebody moved the due days of everything about a closed file behind the product's back."""
    come = comes(on)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "update casework_duty set due_on = due_on + 1 where case_id in"
            " (select c.id from casework_case c join casework_person p on p.id = c.person_id where p.sealing <> 'open')"
        )
    caplog.clear()
    return sweep_after(come, by=unattended("test", on=on))


def test_a_closed_file_that_was_not_as_the_rules_say_is_put_right_and_counted_nowhere(district, closed, case, caplog):
    before = set(Duty.objects.using("owner").filter(case=closed).values_list("id", "due_on"))
    come = swept(RELEASED, caplog)
    assert set(Duty.objects.using("owner").filter(case=closed).values_list("id", "due_on")) == before
    assert (come.swept, come.differed, come.unproved) == (1, [], [])
    assert [line for line in caplog.messages if "a closed file was not as the rules say" in line]
    assert str(closed.person_id) not in caplog.text


def test_one_that_breaks_is_told_without_its_number(district, closed, case, caplog, monkeypatch):
    def breaks(people, **_told):
        if closed.person_id in [person.pk for person in people]:
            raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(sweeping, "settle", breaks)
        come = swept(RELEASED, caplog)
    assert (come.swept, come.differed, come.unproved) == (1, [], [])
    assert "a closed file could not be proved: ZeroDivisionError" in caplog.messages
    assert str(closed.person_id) not in caplog.text


def test_control_an_open_file_is_named(district, closed, case, caplog):
    come = comes(RELEASED)
    with connections["owner"].cursor() as cursor:
        cursor.execute("update casework_duty set due_on = due_on + 1 where case_id = %s", [case.pk])
    come = sweep_after(come, by=unattended("test", on=RELEASED))
    assert come.differed == [case.person_id]
    assert f"person {case.person_id} was not as the rules say" in caplog.text


def test_a_district_without_a_keeper_sees_them_by_whoever_is_named(district, closed, keeper):
    with connections["owner"].cursor() as cursor:
        cursor.execute("delete from organisations_posting where staff_id = %s", [keeper.staff_id])
    by = unattended("test", on=RELEASED + days(60))
    assert [hand.staff_id for hand in hands_on_closed_files(by=by)] == [district.assistant().staff_id]
    comes(by.today)
    assert told_about(closed)
