"""What pages say is so: buttons ask, states tell, refusals give the reason and the day as pages write it."""

from datetime import date

import pytest
from django.utils import translation
from django.utils.translation import gettext, pgettext

from anbang.casework.care.actions import accept_transfer, record_move
from anbang.casework.handover.actions import record_release
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.step.standing import standing_of
from anbang.coordination.office.queries import duties_to_record, recorded_for
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import day_in_words, with_days_in_words
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.web.acts import months_told
from anbang.web.intake.not_listed import SoughtForm
from anbang.web.steps.reasons import why_not_then
from anbang.web.steps.register import STEPS
from anbang.web.steps.team import TeamForm
from anbang.web.team import team_shown
from tests.support.crew import HOME, NEXT, TODAY, District, days
from tests.support.people import office, post


def reason(slug: str, case: Case, by: ActingStaff, on: date) -> tuple[str | None, str]:
    with acting(by):
        return why_not_then(STEPS[slug], standing_of(case.person, by=by), on=on, by=by)


def test_a_button_asks_and_a_state_tells():
    with translation.override("en"):
        assert (pgettext("button", "确认"), gettext("确认")) == ("Confirm", "Confirmed")
        assert (pgettext("button", "退回"), gettext("退回")) == ("Return", "Returned")
        told = {str(STEPS[slug].send) for slug in ("return-transfer", "not-ours", "confirm-sign")}
    assert told == {"Return", "Confirm"}


def test_days_in_refusals_read_as_on_pages(district: District):
    assert day_in_words(date(2026, 11, 3)) == "2026年11月3日"
    with translation.override("en"):
        assert with_days_in_words("Release on 2026-11-03: no.") == "Release on 3 November 2026: no."
    case = district.in_care()
    with pytest.raises(StepRefused, match="2026年11月") as refused:
        record_release(case.pk, released_from=ReleasedFrom.PRISON, by=district.assistant(), on=TODAY)
    assert "2026-11" not in str(refused.value)


def test_who_reports_before_the_release_reads_when_care_begins(district: District):
    case, by = district.in_care(since=TODAY - days(3)), district.assistant()
    field, why = reason("report-in", case, by, TODAY - days(4))
    assert (field, why) == ("on", f"帮教从{day_in_words(TODAY - days(3))}开始，日期不能早于这一天。")


def test_who_answers_a_transfer_too_early_reads_when_it_was_opened(district: District):
    case = district.in_care(since=TODAY - days(3))
    record_move(case.pk, district.place(NEXT), by=district.assistant(), on=TODAY)
    field, why = reason("accept-transfer", case, district.assistant(NEXT), TODAY - days(1))
    assert (field, why) == ("on", f"这次转接{day_in_words(TODAY)}才发起，答复不能早于这一天。")


def test_who_answers_after_a_colleague_reads_who_did_and_no_day_is_at_fault(district: District):
    case, by = district.in_care(since=TODAY - days(3)), district.assistant(NEXT)
    record_move(case.pk, district.place(NEXT), by=district.assistant(), on=TODAY)
    accept_transfer(case.pk, by=by, on=TODAY)
    field, why = reason("return-transfer", case, by, TODAY)
    assert field is None
    assert f"{by.office_name}{by.name}接收，不能再答复" in why


def test_an_ended_file_lacks_nobody(district: District):
    case, by = district.in_care(), district.assistant()
    with acting(by):
        standing = standing_of(case.person, by=by)
        assert team_shown(standing, by=by)["gaps"], "the control"
        standing.case.closed_on = TODAY
        assert team_shown(standing, by=by)["gaps"] == []


@pytest.mark.parametrize(
    ("phone", "is_right"), [("138", False), ("13800000000", True), ("023-1234567", True), ("", True)]
)
def test_a_telephone_that_reaches_nobody_is_refused_at_its_field(district: District, phone: str, *, is_right: bool):
    case, by = district.in_care(), district.assistant()
    with acting(by):
        told = {"on": TODAY, "role_0": "volunteer", "name_0": "刘某", "phone_0": phone}
        form = TeamForm(told, standing=standing_of(case.person, by=by), by=by)
        assert ("phone_0" not in form.errors) is is_right


@pytest.mark.parametrize(
    ("who", "field", "words"),
    [
        ("510231198506121233", "who", "校验码"),
        ("5102311985061212", "who", "十八位"),
        ("510231198513121232", "who", "出生日期"),
        ("张三", "born_on", "还要填出生日期"),
    ],
)
def test_what_is_wrong_with_whoever_is_sought_stands_at_its_field(who: str, field: str, words: str):
    form = SoughtForm({"who": who})
    assert set(form.errors) == {field}
    assert words in str(form.errors[field])


def test_an_act_about_months_says_which():
    assert months_told({"month": "2026-10"}) == ["2026年10月"]
    assert months_told({"outcome": "met"}) == []


def test_who_records_the_meeting_of_a_town_is_told_of_nothing_else_of_it(district: District):
    legal = post(Role.POLITICAL_LEGAL_OFFICER, office(OfficeKind.POLITICAL_LEGAL, HOME))
    with acting(legal):
        kinds = {str(kind) for kind in recorded_for(legal)}
        owed = set(duties_to_record(for_staff=legal).values_list("rule", flat=True))
    assert kinds == {"joint_meeting"}
    assert owed <= {"joint_meeting_town"}
