"""Why an office has a duty of its own: answered from what the office did, by the version that made the duty, to whom it concerns."""

from datetime import date

import pytest

from anbang.casework.duty.models import Duty, PolicyVersion
from anbang.casework.duty.telling import Level, ToldUp
from anbang.coordination.office.actions import begin_rounds, record_office_act, set_key_period
from anbang.coordination.office.models import KeyPeriod, OfficeAct, OfficeActKind, OfficeRounds
from anbang.coordination.office.queries import get_duty_of_an_office
from anbang.coordination.office.why import WhyAnOffice, why_an_office
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from anbang.policy import DEFAULT_PACK, JUDGE, RULES
from anbang.policy.language.archive import written
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.people import office, post

OWNER = "owner"
OF_OFFICES = {name for name, plan in JUDGE.rounds.items() if plan.duty.of == "office"}


@pytest.fixture
def begun(district: District) -> District:
    """The rounds of every office have begun today."""
    by = district.aftercare()
    with acting(by):
        begin_rounds(list(Office.objects.order_by("id")), since=TODAY, today=TODAY)
    return district


def duty_of(office_id: int, rule: str) -> Duty:
    return Duty.objects.using(OWNER).select_related("office").get(case=None, office=office_id, rule=rule)


def why(duty: Duty, by: ActingStaff, on: date = TODAY) -> WhyAnOffice | None:
    with acting(by, reading_only=True):
        return why_an_office(duty, on=on)


def figures(found: WhyAnOffice) -> set[tuple[str, object]]:
    """The figures of the policy that the answer was read from."""
    return {
        (read.name, read.value) for part in found.explained.parts for read in part.inputs if read.kind == "parameter"
    }


def test_every_duty_of_every_office_is_explained(begun):
    set_key_period("春节", begins_on=TODAY, ends_on=TODAY + days(9), by=begun.aftercare())
    owed = list(Duty.objects.using(OWNER).filter(case=None).select_related("office"))
    assert {duty.rule for duty in owed} == {*OF_OFFICES, "educate_in_key_period"}
    for duty in owed:
        found = why(duty, begun.aftercare())
        assert found is not None, duty.rule
        assert (found.explained.value, found.explained.clause) == (duty.due_on, duty.clause)


def test_a_round_tells_its_figure_since_when_it_counts_and_what_was_done(begun):
    by = begun.assistant(HOME)
    owed = duty_of(by.office_id, "liaison")
    before = why(owed, by)
    assert before is not None
    assert (before.since_on, before.times, before.period, before.led_by) == (TODAY, 1, None, None)
    assert ("liaison_months", DEFAULT_PACK.parameter("liaison_months", TODAY)) in figures(before)
    assert before.acts == []
    act = record_office_act(OfficeActKind.LIAISON, by.office_id, by=by, on=TODAY)
    after = why(owed, by)
    assert after is not None
    assert after.acts == [act]


def test_the_towns_meeting_names_the_office_that_leads_it(begun):
    town = begun.at(OfficeKind.TOWN_GOVERNMENT)
    found = why(duty_of(town.office_id, "joint_meeting_town"), town)
    assert found is not None
    assert found.led_by == office(OfficeKind.POLITICAL_LEGAL, HOME)


def test_courses_are_asked_for_as_often_as_the_figure_says(begun):
    jobs = office(OfficeKind.HRSS)
    found = why(duty_of(jobs.pk, "skill_courses"), begun.aftercare())
    assert found is not None
    assert found.times == DEFAULT_PACK.parameter("skill_courses_a_year", TODAY)


def test_education_for_a_key_period_follows_from_the_period_that_the_district_set(begun):
    period = set_key_period("春节", begins_on=TODAY, ends_on=TODAY + days(9), by=begun.aftercare())
    by = begun.assistant(HOME)
    found = why(duty_of(by.office_id, "educate_in_key_period"), by)
    assert found is not None
    assert found.period == period
    assert found.explained.because == ("key_period_begins_on", "key_period_ends_on")


def test_control_without_the_key_period_the_same_duty_is_not_asked_for(begun):
    period = set_key_period("春节", begins_on=TODAY, ends_on=TODAY + days(9), by=begun.aftercare())
    by = begun.assistant(HOME)
    owed = duty_of(by.office_id, "educate_in_key_period")
    assert why(owed, by) is not None
    KeyPeriod.objects.using(OWNER).filter(pk=period.pk).delete()
    assert why(owed, by) is None


def test_control_without_the_beginning_of_its_rounds_an_office_owes_nothing(begun):
    by = begun.assistant(HOME)
    owed = duty_of(by.office_id, "liaison")
    OfficeRounds.objects.using(OWNER).filter(office=by.office_id).delete()
    assert why(owed, by) is None


def test_control_without_the_act_nothing_was_done(begun):
    by = begun.assistant(HOME)
    owed = duty_of(by.office_id, "liaison")
    record_office_act(OfficeActKind.LIAISON, by.office_id, by=by, on=TODAY)
    OfficeAct.objects.using(OWNER).all().delete()
    found = why(owed, by)
    assert found is not None
    assert found.acts == []


def test_a_duty_of_an_older_version_is_explained_by_its_figures(begun):
    by = begun.assistant(HOME)
    longer = DEFAULT_PACK.with_figures({"liaison_months": 3})
    held = {"rules": written(RULES), "pack": longer.as_plain()}
    PolicyVersion.objects.using(OWNER).create(version=JUDGE.version(longer), **held)
    mine = Duty.objects.using(OWNER).filter(case=None, office=by.office_id, rule="liaison")
    mine.update(pack=JUDGE.version(longer), opens_on=date(2026, 10, 1), due_on=date(2026, 12, 31))
    found = why(duty_of(by.office_id, "liaison"), by)
    assert found is not None
    assert ("liaison_months", 3) in figures(found)


def test_a_duty_is_read_by_its_office_by_whoever_leads_it_and_by_the_district(begun):
    meeting = duty_of(begun.at(OfficeKind.TOWN_GOVERNMENT).office_id, "joint_meeting_town")
    leader = post(Role.POLITICAL_LEGAL_OFFICER, office(OfficeKind.POLITICAL_LEGAL, HOME))
    for by in (begun.at(OfficeKind.TOWN_GOVERNMENT), leader, begun.aftercare(), begun.clerk()):
        with acting(by, reading_only=True):
            assert get_duty_of_an_office(meeting.pk, for_staff=by) == meeting
    for by in (begun.assistant(HOME), begun.at(OfficeKind.TOWN_GOVERNMENT, NEXT)):
        with acting(by, reading_only=True), pytest.raises(Duty.DoesNotExist):
            get_duty_of_an_office(meeting.pk, for_staff=by)


def test_whoever_is_told_of_a_duty_reads_why_it_is_there(begun):
    town, by = begun.at(OfficeKind.TOWN_GOVERNMENT), begun.assistant(HOME)
    owed = duty_of(by.office_id, "liaison")
    with acting(town, reading_only=True), pytest.raises(Duty.DoesNotExist):
        get_duty_of_an_office(owed.pk, for_staff=town)
    when = {"due_on": owed.due_on, "told_on": owed.due_on + days(1)}
    ToldUp.objects.using(OWNER).create(duty=owed, level=Level.TOWN, office_id=town.office_id, **when)
    with acting(town, reading_only=True):
        assert get_duty_of_an_office(owed.pk, for_staff=town) == owed


def test_a_duty_about_somebody_is_not_an_offices(begun):
    case, by = begun.in_care(), begun.assistant(HOME)
    about = Duty.objects.using(OWNER).filter(case=case)[0]
    with acting(by, reading_only=True), pytest.raises(Duty.DoesNotExist):
        get_duty_of_an_office(about.pk, for_staff=by)
