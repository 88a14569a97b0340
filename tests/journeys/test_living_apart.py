"""Registered in one town, living in another: two transfers come back, the third, proposed though nobody moved, is accepted."""

import pytest

from anbang.casework.act.models import Act
from anbang.casework.models import Case
from anbang.web.references import reference
from tests.journeys.conftest import OWNER, Journey
from tests.journeys.people import taken_in
from tests.support.crew import HOME, NEXT, THIRD

pytestmark = pytest.mark.browser
NAME = "伍行远"


@pytest.mark.proof
def test_a_transfer_that_is_returned_twice_and_then_accepted(journey: Journey):
    case = taken_in(journey, NAME, day="2026-03-02")
    the_first_move_is_returned(journey, case)
    the_second_is_returned_too(journey, case)
    the_third_is_accepted(journey, case)
    the_old_office_goes_on_for_a_month(journey, case)

    assert journey.in_charge(case) == [(HOME, "2026-03-02", "2026-05-07"), (NEXT, "2026-05-08", "")]
    assert journey.duties(case, "answer_transfer") == [
        ("answer_transfer", "2026-03-17", "done"),
        ("answer_transfer", "2026-04-08", "done_late"),
        ("answer_transfer", "2026-05-11", "done"),
    ]
    assert journey.is_all_as_the_acts_say(case)


def the_first_move_is_returned(journey: Journey, case: Case) -> None:
    """The receiving office needs a reason; then it does not see the person any more, and is led to its list."""
    journey.it_is("2026-03-10")
    officer = journey.justice().opens(case).begins("居住地变动")
    villages = journey.villages(NEXT)
    officer.picks("镇街", THIRD).picks("村（社区）", villages[0]).is_refused("登记变动", "不在所选的镇街")
    officer.picks("镇街", NEXT).sends("登记变动", "居住地变动已登记")
    officer.reads("转接等待答复", "昌元司法所 → 安富司法所", "仍由转出的单位负责")

    journey.it_is("2026-03-15")
    other = journey.justice(NEXT).goes_to("/").does("答复转入（接收或退回）")
    other.reads("接收转入").opens(case).begins("退回转入").is_refused("退回", "退回的原因")
    other.writes("退回的原因", "两次上门没有见到人，房东说没有租住。").sends("退回", "仍由转出的单位负责")
    other.reads("双列管", "负责单位昌元司法所").is_not_offered("接收转入", "退回转入")

    officer.opens(case).reads_nothing_of("转接等待答复").reads("退回转入").turns_to("经过")
    officer.reads("两次上门没有见到人", "安富司法所")

    # He is back: whoever records it sees him no more, and is led to the list.
    journey.it_is("2026-03-20")
    other.opens(case).begins("居住地变动").picks("村（社区）", journey.villages()[0])
    other.sends("登记变动", "居住地变动已登记").reads("人员档案").reads_nothing_of(NAME)
    other.finds_nothing_at(f"/people/{reference('person', case.person_id)}/")


def the_second_is_returned_too(journey: Journey, case: Case) -> None:
    """Recorded late, which asks why; answered late."""
    journey.it_is("2026-04-10")
    officer, villages = journey.justice().opens(case).begins("居住地变动"), journey.villages(NEXT)
    officer.writes("哪一天搬的", "2026-04-01").picks("镇街", NEXT).picks("村（社区）", villages[0])
    officer.writes("从何得知", "本人电话告知").is_refused("登记变动", "请写明为什么现在才登记")
    officer.holds("从何得知", "本人电话告知").holds("哪一天搬的", "2026年4月1日")
    officer.writes("为什么现在才登记", "本人前两天才来说").sends("登记变动", "居住地变动已登记")

    other = journey.justice(NEXT).goes_to("/").reads_in_row(NAME, "逾期 2 天").opens(case)
    other.begins("退回转入").writes("退回的原因", "搬到亲戚家只住几天。").sends("退回", "仍由转出的单位负责")
    officer.opens(case).reads("负责单位昌元司法所").reads_nothing_of("转接等待答复")


def the_third_is_accepted(journey: Journey, case: Case) -> None:
    """He lives there all the same. Responsibility passes on that day, and what was overdue passes with the name of who held it."""
    journey.it_is("2026-05-04")
    officer = journey.justice().opens(case).begins("再次发起转接")
    officer.is_refused("发起转接", "为什么再次发起")
    officer.writes("为什么再次发起", "又去核实过，他确实住在那里。").sends("发起转接", "转接已再次发起")
    officer.is_not_offered("再次发起转接").reads("转接等待答复", "昌元司法所 → 安富司法所", "仍由转出的单位负责")
    officer.turns_to("经过").reads(
        "再次发起转接", "转接：昌元司法所 → 安富司法所，等待答复", "转接：昌元司法所 → 安富司法所，已退回"
    )

    journey.it_is("2026-05-08")
    other = journey.justice(NEXT).opens(case).begins("接收转入")
    other.writes("从哪天起接收", "2026-05-09").is_refused("确认接收", "日期不能晚于今天")
    other.writes("从哪天起接收", "2026-05-08").sends_twice("确认接收", "已接收，由本单位负责")
    assert Act.objects.using(OWNER).filter(case=case.pk, kind="transfer_accepted").count() == 1
    other.reads("双列管", "自2026年5月8日")
    other.reads_in_row("确定帮教小组", "安富司法所", "逾期", "到期时由昌元司法所负责")


def the_old_office_goes_on_for_a_month(journey: Journey, case: Case) -> None:
    """The household is registered at the new place too: the old office reads and adds for the days of the pack, then nothing."""
    journey.it_is("2026-05-20")
    villages = journey.villages(NEXT)
    other = journey.justice(NEXT).opens(case).begins("户籍地变动")
    other.picks("村（社区）", villages[0]).sends("登记变动", "户籍地变动已登记").reads_nothing_of("双列管")
    journey.village(HOME).finds_nothing_at(f"/my-people/{reference('person', case.person_id)}/")
    journey.village(NEXT).opens_own(case).is_offered("走访")

    journey.it_is("2026-06-07")
    officer = journey.justice().opens(case).is_not_offered("结束帮教").begins("工作记事")
    officer.writes("内容", "原住处的钥匙已交还。").sends("登记", "记事已登记")
    journey.it_is("2026-06-08")
    officer.finds_nothing_at(f"/people/{reference('person', case.person_id)}/")
    officer.goes_to("/people/").reads_nothing_of(NAME)
    other.opens(case).turns_to("经过").reads("原住处的钥匙已交还。", "昌元司法所")
