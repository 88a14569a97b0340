"""What an office recorded wrongly is put right: another day, never happened, words taken out; and the duties follow."""

from datetime import date

import pytest

from anbang.audit.models import Event
from anbang.casework.duty.models import Duty
from anbang.coordination.office.actions import begin_rounds, record_office_act, set_key_period
from anbang.coordination.office.models import (
    Attendance,
    KeyPeriod,
    KeyPeriodCorrection,
    OfficeAct,
    OfficeActKind,
    OfficeCorrection,
    Presence,
)
from anbang.coordination.office.queries import coverage, get_act_to_mend, key_periods, towns_of_the_year
from anbang.coordination.office.repairing import (
    correct_key_period,
    correct_office_day,
    redact_office_act,
    withdraw_key_period,
    withdraw_office_act,
)
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from anbang.organisations.steps import StepRefused
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.deeds import traces
from tests.support.people import office, post

OWNER = "owner"
LAST_MONTH = date(2026, 10, 20)


@pytest.fixture
def begun(district: District) -> District:
    """The rounds of every office began two months ago."""
    by = district.aftercare()
    with acting(by):
        begin_rounds(list(Office.objects.order_by("id")), since=date(2026, 9, 1), today=TODAY)
    return district


def liaison(by: ActingStaff, on: date = TODAY, **more: str) -> OfficeAct:
    return record_office_act(OfficeActKind.LIAISON, by.office_id, by=by, on=on, **more)


def met(by: ActingStaff, rule: str = "liaison") -> dict[date, date | None]:
    """The duties of the office, by the day on which they open: when they were met."""
    found = Duty.objects.using(OWNER).filter(case=None, office=by.office_id, rule=rule)
    return dict(found.values_list("opens_on", "met_on"))


def stored(act: OfficeAct) -> OfficeAct:
    return OfficeAct.objects.using(OWNER).get(pk=act.pk)


def told(action: str) -> Event:
    return Event.objects.using("auditor").get(action=action)


# The day


def test_a_corrected_day_is_kept_with_the_one_before_and_why_by_whom_and_when(begun):
    by = begun.assistant()
    act = liaison(by)
    correct_office_day(act.pk, TODAY - days(2), why=" 记错日期 ", by=by)
    kept = OfficeCorrection.objects.using(OWNER).get(act=act)
    assert (kept.how, kept.day_before, kept.why) == ("day", TODAY, "记错日期")
    assert (kept.corrected_by_id, kept.corrected_on) == (by.staff_id, TODAY)
    assert stored(act).on == TODAY - days(2)
    event = told("office_act_day_corrected")
    assert (event.person_id, event.data) == (None, {"office": by.office_id, "act": act.pk, "kind": "liaison"})


def test_duties_follow_the_corrected_day_into_another_month(begun):
    by = begun.assistant()
    act = liaison(by)
    november, october = date(2026, 11, 1), date(2026, 10, 1)
    assert (met(by)[november], met(by)[october]) == (TODAY, None)
    correct_office_day(act.pk, LAST_MONTH, why="十月办的", by=by)
    assert (met(by)[november], met(by)[october]) == (None, LAST_MONTH)


def test_a_day_that_cannot_be_is_refused_in_words_and_leaves_no_trace(begun):
    by = begun.assistant()
    period = set_key_period("秋收", begins_on=TODAY, ends_on=TODAY + days(9), by=begun.aftercare())
    lesson = record_office_act(
        OfficeActKind.KEY_PERIOD_EDUCATION, by.office_id, by=by, on=TODAY, key_period_id=period.pk
    )
    act, later = liaison(by), begun.assistant(on=TODAY + days(3))
    before = traces()
    for which, on, hand, field, words in (
        (act, TODAY + days(1), by, "on", "不能晚于今天"),
        (act, TODAY + days(2), later, "on", "不能晚于登记的那一天"),
        (act, TODAY, by, "on", "没有变化"),
        (lesson, TODAY - days(1), by, "on", "还没有开始"),
    ):
        with pytest.raises(StepRefused, match=words) as refused:
            correct_office_day(which.pk, on, why="记错", by=hand)
        assert refused.value.field == field
    with pytest.raises(StepRefused, match="写明原因"):
        correct_office_day(act.pk, TODAY - days(1), why=" ", by=by)
    assert traces() == before


# Withdrawing


def test_what_is_withdrawn_stays_and_meets_nothing(begun):
    by = begun.assistant()
    act = liaison(by, words="对接名单")
    withdraw_office_act(act.pk, why="没有办成", by=by)
    kept = OfficeCorrection.objects.using(OWNER).get(act=act)
    assert (kept.how, kept.day_before, kept.why) == ("withdrawn", None, "没有办成")
    assert (stored(act).withdrawn_on, stored(act).on, stored(act).words) == (TODAY, TODAY, "对接名单")
    assert met(by)[date(2026, 11, 1)] is None
    assert told("office_act_withdrawn").data["act"] == act.pk


def test_a_withdrawn_lesson_counts_in_no_coverage_and_in_no_year(begun):
    case, by = begun.in_care(), begun.assistant()

    def counted() -> tuple[int, int, date | None]:
        with acting(by, reading_only=True):
            [one] = [one for one in coverage(for_staff=by) if one.person.pk == case.person_id]
            return sum(town.lessons for town in towns_of_the_year(on=TODAY)), one.attended, one.last_on

    came = {case.person_id: Presence.ATTENDED}
    first = record_office_act(OfficeActKind.LESSON, by.office_id, by=by, on=TODAY - days(3), attendance=came)
    second = record_office_act(OfficeActKind.LESSON, by.office_id, by=by, on=TODAY, attendance=came)
    assert counted() == (2, 2, TODAY)
    withdraw_office_act(second.pk, why="重复登记", by=by)
    assert counted() == (1, 1, TODAY - days(3))
    assert Attendance.objects.using(OWNER).filter(act=second).count() == 1, "it stays legible"
    withdraw_office_act(first.pk, why="没有办", by=by)
    assert counted() == (0, 0, None)


def test_a_withdrawn_act_is_neither_withdrawn_again_nor_given_a_day(begun):
    by = begun.assistant()
    act = liaison(by)
    withdraw_office_act(act.pk, why="误录", by=by)
    before = traces()
    with pytest.raises(StepRefused, match="已经撤销"):
        withdraw_office_act(act.pk, why="误录", by=by)
    with pytest.raises(StepRefused, match="已经撤销"):
        correct_office_day(act.pk, TODAY - days(1), why="误录", by=by)
    assert traces() == before


# The words


def test_words_are_taken_out_and_the_act_counts_on(begun):
    by = begun.assistant()
    act = liaison(by, words="写到了别人的隐私")
    redact_office_act(act.pk, why="他人隐私", by=by)
    assert (stored(act).words, stored(act).withdrawn_on) == ("", None)
    assert OfficeCorrection.objects.using(OWNER).get(act=act).how == "redacted"
    assert met(by)[date(2026, 11, 1)] == TODAY
    assert told("office_act_redacted").data["act"] == act.pk
    with pytest.raises(StepRefused, match="没有文字"):
        redact_office_act(act.pk, why="他人隐私", by=by)


def test_words_of_a_withdrawn_act_can_be_taken_out_too(begun):
    by = begun.assistant()
    act = liaison(by, words="写到了别人的隐私")
    withdraw_office_act(act.pk, why="误录", by=by)
    redact_office_act(act.pk, why="他人隐私", by=by)
    assert stored(act).words == ""


# Who


def test_only_whoever_records_it_or_the_district_puts_it_right(begun):
    by = begun.assistant()
    act = liaison(by, words="对接名单")
    before = traces()
    for wrong in (begun.assistant(NEXT), begun.at(OfficeKind.TOWN_GOVERNMENT)):
        with pytest.raises(StepRefused, match="由登记的单位自己更正"):
            correct_office_day(act.pk, TODAY - days(1), why="记错", by=wrong)
        with pytest.raises(StepRefused, match="由登记的单位自己更正"):
            withdraw_office_act(act.pk, why="记错", by=wrong)
        with pytest.raises(StepRefused, match="由登记的单位自己更正"):
            redact_office_act(act.pk, why="记错", by=wrong)
        with acting(wrong, reading_only=True), pytest.raises(OfficeAct.DoesNotExist):
            get_act_to_mend(act.pk, for_staff=wrong)
    assert traces() == before
    redact_office_act(act.pk, why="记错", by=begun.colleague())
    correct_office_day(act.pk, TODAY - days(1), why="记错", by=begun.clerk())
    withdraw_office_act(act.pk, why="记错", by=begun.aftercare())


def test_a_towns_meeting_is_put_right_by_the_town_and_by_who_leads_it(begun):
    town = begun.at(OfficeKind.TOWN_GOVERNMENT)
    leader = post(Role.POLITICAL_LEGAL_OFFICER, office(OfficeKind.POLITICAL_LEGAL, HOME))
    elsewhere = post(Role.POLITICAL_LEGAL_OFFICER, office(OfficeKind.POLITICAL_LEGAL, NEXT))
    act = record_office_act(OfficeActKind.JOINT_MEETING, town.office_id, by=leader, on=TODAY)
    with pytest.raises(StepRefused, match="由登记的单位自己更正"):
        withdraw_office_act(act.pk, why="记错", by=elsewhere)
    correct_office_day(act.pk, TODAY - days(1), why="记错", by=town)
    withdraw_office_act(act.pk, why="记错", by=leader)


# A key period


def key_period(begun: District, name: str = "秋收") -> KeyPeriod:
    return set_key_period(name, begins_on=TODAY, ends_on=TODAY + days(9), by=begun.aftercare())


def asked(by: ActingStaff) -> dict[date, date]:
    """First day of a key period → the last, as the office owes education for it."""
    found = Duty.objects.using(OWNER).filter(case=None, office=by.office_id, rule="educate_in_key_period")
    return dict(found.values_list("opens_on", "due_on"))


def test_a_key_period_is_corrected_and_the_duties_follow(begun):
    period, by = key_period(begun), begun.assistant()
    assert asked(by) == {TODAY: TODAY + days(9)}
    correct_key_period(
        period.pk, "秋收季", begins_on=TODAY, ends_on=TODAY + days(4), why="少五天", by=begun.aftercare()
    )
    assert asked(by) == {TODAY: TODAY + days(4)}
    kept = KeyPeriodCorrection.objects.using(OWNER).get()
    assert (kept.how, kept.name_before, kept.began_before, kept.ended_before, kept.why) == (
        *("corrected", "秋收", TODAY, TODAY + days(9)),
        "少五天",
    )
    assert told("key_period_corrected").data == {"key_period": period.pk}
    correct_key_period(
        period.pk, "秋收季", begins_on=TODAY + days(1), ends_on=TODAY + days(4), why="明天", by=begun.clerk()
    )
    assert asked(by) == {}, "it has not begun"


def test_a_withdrawn_key_period_asks_for_nothing_and_leaves_its_day_to_another(begun):
    period, by = key_period(begun), begun.assistant()
    with pytest.raises(StepRefused, match="已经有一个重点时期从这一天开始"):
        key_period(begun, "另一个")
    withdraw_key_period(period.pk, why="录错", by=begun.aftercare())
    assert asked(by) == {}
    assert told("key_period_withdrawn").data == {"key_period": period.pk}
    with pytest.raises(StepRefused, match="已经撤销"):
        record_office_act(OfficeActKind.KEY_PERIOD_EDUCATION, by.office_id, by=by, on=TODAY, key_period_id=period.pk)
    for again in (
        lambda: withdraw_key_period(period.pk, why="录错", by=begun.aftercare()),
        lambda: correct_key_period(period.pk, "秋", begins_on=TODAY, ends_on=TODAY, why="录错", by=begun.aftercare()),
    ):
        with pytest.raises(StepRefused, match="已经撤销"):
            again()
    other = key_period(begun, "另一个")
    assert asked(by) == {TODAY: TODAY + days(9)}
    with acting(by, reading_only=True):
        seen = key_periods(on=TODAY)
    assert [(one.period.pk, one.can_be_mended) for one in seen] == [(other.pk, True), (period.pk, False)]


def test_what_education_hangs_on_is_put_right_only_after_that_was_withdrawn(begun):
    period, by = key_period(begun), begun.assistant()
    act = record_office_act(OfficeActKind.KEY_PERIOD_EDUCATION, by.office_id, by=by, on=TODAY, key_period_id=period.pk)
    before = traces()
    with pytest.raises(StepRefused, match="请先撤销"):
        withdraw_key_period(period.pk, why="录错", by=begun.aftercare())
    with pytest.raises(StepRefused, match="请先撤销"):
        correct_key_period(period.pk, "秋", begins_on=TODAY, ends_on=TODAY + days(1), why="录错", by=begun.aftercare())
    assert traces() == before
    withdraw_office_act(act.pk, why="没有办", by=by)
    with acting(by, reading_only=True):
        assert key_periods(on=TODAY)[0].done == []
    withdraw_key_period(period.pk, why="录错", by=begun.aftercare())


def test_a_key_period_is_put_right_by_the_district_alone_and_not_into_the_past(begun):
    period = key_period(begun)
    before = traces()
    with pytest.raises(StepRefused, match="由区安帮办设定"):
        withdraw_key_period(period.pk, why="录错", by=begun.assistant())
    told = {"name": "秋收", "begins_on": TODAY, "ends_on": TODAY + days(8), "why": "录错"}
    for different, field in (
        ({"name": " "}, "name"),
        ({"ends_on": TODAY - days(1)}, "ends_on"),
        ({"begins_on": TODAY - days(1)}, "begins_on"),
        ({"ends_on": TODAY + days(9)}, "name"),
        ({"why": " "}, "why"),
    ):
        with pytest.raises(StepRefused) as refused:
            correct_key_period(period.pk, by=begun.aftercare(), **{**told, **different})
        assert refused.value.field == field
    later = begun.aftercare(TODAY + days(5))
    with pytest.raises(StepRefused, match="结束不能早于今天"):
        correct_key_period(period.pk, by=later, **{**told, "ends_on": TODAY + days(2)})
    assert traces() == before


def test_nothing_is_of_a_day_before_the_office_or_the_policy_began(begun):
    by, before = begun.assistant(), {"late_because": "补"}
    for day in (date(1900, 1, 1), date(2015, 8, 30)):
        with pytest.raises(StepRefused, match="日期不能早于2015年8月31日") as refused:
            liaison(by, on=day, **before)
        assert refused.value.field == "on"
    first = liaison(by, on=date(2015, 8, 31), **before)
    with pytest.raises(StepRefused, match="日期不能早于2015年8月31日"):
        correct_office_day(first.pk, date(1900, 1, 1), why="记错", by=by)
    Office.objects.using(OWNER).filter(pk=by.office_id).update(from_on=LAST_MONTH)
    with pytest.raises(StepRefused, match="日期不能早于2026年10月20日"):
        liaison(by, on=date(2026, 10, 19), **before)
