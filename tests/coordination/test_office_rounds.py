"""What offices do by the calendar: their duties open with the period, are met by their own acts, and hang on nobody's file."""

import pytest

from anbang.audit.models import Event
from anbang.casework.duty.models import Duty
from anbang.coordination.office.actions import begin_rounds, record_office_act, set_key_period
from anbang.coordination.office.models import KeyPeriod, OfficeAct, OfficeActKind
from anbang.coordination.office.settling import settle_offices
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from anbang.organisations.steps import StepRefused
from tests.support.crew import HOME, NEXT, TODAY, days
from tests.support.deeds import traces
from tests.support.people import office, post

OWNER = "owner"


@pytest.fixture
def begun(district):
    """The rounds of two towns' justice offices and governments have begun."""
    by = district.aftercare()
    hands = [district.assistant(HOME), district.assistant(NEXT), district.at(OfficeKind.TOWN_GOVERNMENT), by]
    with acting(by):
        begin_rounds(list(Office.objects.filter(pk__in=[one.office_id for one in hands])), since=TODAY, today=TODAY)
    return district


def duty(office_id: int, rule: str) -> Duty:
    return Duty.objects.using(OWNER).get(case=None, office=office_id, rule=rule)


def test_an_office_is_judged_from_the_day_on_which_its_rounds_begin(begun):
    town = begun.at(OfficeKind.TOWN_GOVERNMENT)
    assert duty(town.office_id, "joint_meeting_town").met_on is None
    assert (
        not Duty.objects.using(OWNER)
        .filter(case=None, office=begun.at(OfficeKind.TOWN_GOVERNMENT, NEXT).office_id)
        .exists()
    )


def test_an_offices_own_act_meets_its_duty_and_nobody_elses(begun):
    by, other = begun.assistant(HOME), begun.assistant(NEXT)
    record_office_act(OfficeActKind.LIAISON, by.office_id, by=by, on=TODAY, words="对接名单")
    assert duty(by.office_id, "liaison").met_on == TODAY
    assert duty(other.office_id, "liaison").met_on is None
    event = Event.objects.using("auditor").get(action="liaison")
    assert (event.person_id, event.data["office"]) == (None, by.office_id)


def test_the_next_period_has_a_duty_of_its_own(begun):
    by = begun.assistant(HOME)
    record_office_act(OfficeActKind.LIAISON, by.office_id, by=by, on=TODAY)
    later = TODAY + days(200)
    district_office = begun.aftercare(later)
    with acting(district_office):
        settle_offices([Office.objects.get(pk=by.office_id)], today=later)
    rows = Duty.objects.using(OWNER).filter(case=None, office=by.office_id, rule="liaison").order_by("opens_on")
    assert rows[0].met_on == TODAY
    assert rows.count() > 1
    assert all(row.met_on is None for row in rows[1:])


def test_the_political_legal_office_records_its_towns_meeting(begun):
    by = post(Role.POLITICAL_LEGAL_OFFICER, office(OfficeKind.POLITICAL_LEGAL, HOME))
    town = begun.at(OfficeKind.TOWN_GOVERNMENT)
    record_office_act(OfficeActKind.JOINT_MEETING, town.office_id, by=by, on=TODAY)
    assert duty(town.office_id, "joint_meeting_town").met_on == TODAY


def test_whose_act_it_is_not_a_day_to_come_and_a_late_one_are_refused(begun):
    by = begun.assistant(HOME)
    before = traces()
    for wrong in (begun.assistant(NEXT), begun.at(OfficeKind.TOWN_GOVERNMENT), begun.clerk()):
        with pytest.raises(StepRefused, match="由办理的单位自己登记"):
            record_office_act(OfficeActKind.LIAISON, by.office_id, by=wrong, on=TODAY)
    with pytest.raises(StepRefused, match="不能晚于今天"):
        record_office_act(OfficeActKind.LIAISON, by.office_id, by=by, on=TODAY + days(1))
    with pytest.raises(StepRefused, match="发生在 8 天以前"):
        record_office_act(OfficeActKind.LIAISON, by.office_id, by=by, on=TODAY - days(8))
    assert traces() == before
    record_office_act(OfficeActKind.LIAISON, by.office_id, by=by, on=TODAY - days(8), late_because="外出培训")
    assert OfficeAct.objects.using(OWNER).get().is_late


def test_a_key_period_asks_every_justice_office_for_education_and_its_own_act_meets_it(begun):
    period = set_key_period("春节", begins_on=TODAY, ends_on=TODAY + days(9), by=begun.aftercare())
    by, other = begun.assistant(HOME), begun.assistant(NEXT)
    assert Duty.objects.using(OWNER).filter(case=None, rule__contains="key_period").count() == 2
    record_office_act(OfficeActKind.KEY_PERIOD_EDUCATION, by.office_id, by=by, on=TODAY, key_period_id=period.pk)
    met = {
        row.office_id: row.met_on for row in Duty.objects.using(OWNER).filter(case=None, rule__contains="key_period")
    }
    assert met == {by.office_id: TODAY, other.office_id: None}


def test_education_for_a_key_period_is_not_held_before_it(begun):
    period = set_key_period("春节", begins_on=TODAY, ends_on=TODAY + days(9), by=begun.aftercare())
    by, before = begun.assistant(HOME), traces()
    told = {"by": by, "key_period_id": period.pk}
    with pytest.raises(StepRefused, match="“春节”还没有开始") as refused:
        record_office_act(OfficeActKind.KEY_PERIOD_EDUCATION, by.office_id, on=TODAY - days(1), **told)
    assert refused.value.field == "on"
    assert traces() == before
    record_office_act(OfficeActKind.KEY_PERIOD_EDUCATION, by.office_id, on=TODAY, **told)


def test_a_key_period_is_the_districts_and_lies_ahead(begun):
    with pytest.raises(StepRefused, match="由区安帮办设定"):
        set_key_period("春节", begins_on=TODAY, ends_on=TODAY, by=begun.assistant())
    for name, begins, ends, field in (
        (" ", TODAY, TODAY, "name"),
        ("春节", TODAY, TODAY - days(1), "ends_on"),
        ("春节", TODAY - days(1), TODAY, "begins_on"),
    ):
        with pytest.raises(StepRefused) as refused:
            set_key_period(name, begins_on=begins, ends_on=ends, by=begun.aftercare())
        assert refused.value.field == field
    assert not KeyPeriod.objects.using(OWNER).exists()
