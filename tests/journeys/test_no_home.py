"""Released with no home: from the notice to the first payment of the allowance, by eight accounts."""

import pytest

from anbang.assistance.allowance.actions import PAYMENT
from anbang.casework.act.models import Act
from anbang.casework.models import Case
from anbang.web.references import reference
from tests.journeys.conftest import OWNER, Journey
from tests.journeys.people import announced
from tests.support.browser import PHONE
from tests.support.crew import HOME, NEXT

pytestmark = pytest.mark.browser
NAME = "时来顺"
CERTIFICATE = "（2026）渝永狱释字第118号"


def test_released_with_no_home_and_helped_until_the_first_payment(journey: Journey):
    journey.it_is("2026-08-01")
    case = announced(journey, NAME, release_on="2026-09-01", reasons=("无家可归", "无亲可投"))
    before_the_gate(journey, case)
    at_the_gate(journey, case)
    at_the_justice_office(journey, case)
    a_visit_on_a_phone(journey, case)
    four_accounts_until_the_first_payment(journey, case)

    assert journey.in_charge(case) == [(HOME, "2026-09-01", "")]
    assert journey.duties(case) == [
        ("send_release_notice", "2026-08-01", "done"),
        ("alert_priority", "2026-08-04", "done"),
        ("reply_reception", "2026-08-08", "done"),
        ("receive", "2026-09-01", "done"),
        ("verify", "2026-09-01", "done"),
        ("explain_aid", "2026-09-07", "done"),
        ("full_review", "2026-09-30", "open"),
        ("pay_allowance", "2026-09-30", "done"),
        ("make_plan", "2026-10-01", "done"),
        ("name_team", "2026-10-01", "done"),
        ("priority_contact", "2026-10-01", "done"),
        ("report_in", "2026-10-01", "done"),
        ("priority_contact", "2026-10-20", "open"),
        ("call_on_family", "2026-12-31", "open"),
    ]
    assert journey.is_all_as_the_acts_say(case)


def before_the_gate(journey: Journey, case: Case) -> None:
    """The justice office tells town and police, the bureau answers the prison, the town plans who goes."""
    officer = journey.justice().goes_to("/")
    officer.reads_in_row(NAME, "向镇街和派出所通报重点帮教对象", "还剩 3 天")
    officer.opens(case).reads_in("列为重点的理由", "无家可归", "无亲可投")
    officer.does("向镇街和派出所通报重点帮教对象")
    officer.writes("镇街：通报给谁", "平安法治办 周某").is_refused("记录通报", "派出所：通报给谁")
    officer.holds("镇街：通报给谁", "平安法治办 周某")
    officer.writes("派出所：通报给谁", "值班室 吴某").sends("记录通报", "已记录通报")

    officer.does("核查身份和家庭情况并反馈监所")
    for item in ("姓名", "身份", "地址"):
        officer.chooses(item, "属实")
    officer.sends("提交并回复监所", "核查已回复")

    journey.it_is("2026-08-05")
    clerk = journey.bureau().opens(case).does("向监所反馈接收安排")
    clerk.writes("由谁接回", "街道民政办和司法所，两人一车").sends("提交并回复监所", "接收安排已回复")

    journey.it_is("2026-08-28")
    town = journey.town().opens(case).reads("无家可归").begins("接人方案")
    town.writes("由谁去接", "陈某，街道办").writes("乘什么车", "街道公务车").writes("几点出发", "七点")
    town.writes("哪一天安排的", "2026-08-29").is_refused("登记方案", "日期不能晚于今天")
    town.holds("乘什么车", "街道公务车").writes("哪一天安排的", "2026-08-28").sends("登记方案", "接人方案已登记")

    journey.village().finds_nothing_at(f"/my-people/{reference('person', case.person_id)}/")
    journey.justice(NEXT).finds_nothing_at(f"/people/{reference('person', case.person_id)}/")


def at_the_gate(journey: Journey, case: Case) -> None:
    """Met by the town, and the release recorded with it."""
    journey.it_is("2026-09-01")
    town = journey.town().opens(case).reads_in_row("接回", "今日到期").begins("接回结果")
    town.chooses("结果", "接到").chooses("从哪里释放", "监狱").writes("在哪里", "监狱门口")
    town.is_refused("登记接回结果", "请写明由谁接到").holds("在哪里", "监狱门口")
    town.writes("由谁接到", "陈某").sends("登记接回结果", "接回结果已登记")
    town.reads("帮教中", "至2031年9月1日")


def at_the_justice_office(journey: Journey, case: Case) -> None:
    """Reports in with the certificate, hears of the aid, tells of the household; the team with a gap, the plan with goals."""
    journey.it_is("2026-09-07")
    officer = journey.justice().opens(case).begins("报到")
    officer.chooses("释放证明", "已核对原件").is_refused("登记报到", "请填写释放证明编号")
    officer.writes("释放证明编号", CERTIFICATE).writes("本人联系方式", "139 0000 0000").sends("登记报到", "报到已登记")
    officer.begins("讲解救助政策").writes("讲了哪些政策、本人怎么说", "低保、临时救助、困难补助；想先租房。")
    officer.sends("登记讲解", "讲解已登记").begins("家庭情况").is_refused("登记情况", "没有变化，不用登记")
    officer.unfolds("特困供养").chooses("有劳动能力", "是").chooses("有生活来源", "否")
    officer.unfolds("住房救助").chooses("符合住房困难标准", "是")
    officer.sends("登记情况", "家庭情况已登记").turns_to("补助与家庭").reads_in("家庭情况", "符合住房困难标准")

    journey.it_is("2026-09-10")
    officer.opens(case).begins("帮教小组").picks("成员身份", "派出所民警", row=1).writes("姓名", "吴某", row=1)
    officer.picks("成员身份", "司法助理员", row=2).writes("姓名", "李某", row=2)
    officer.writes("姓名", "唐某", row=3).is_refused("确定小组", "请选择身份").holds("姓名", "唐某", row=3)
    officer.picks("成员身份", "村（社区）干部", row=3).writes("电话", "138 0000 0000", row=3)
    officer.sends("确定小组", "帮教小组已登记").turns_to("小组与方案")
    officer.reads_in("帮教小组", "唐某", "缺家庭成员", "由司法所确定").reads_nothing_of("缺村（社区）干部")

    officer.begins("帮教方案").picks("方面", "住处", row=1).writes("目标和措施", "三个月内租到住处。", row=1)
    officer.writes("由谁帮", "唐某", row=1).writes("什么时候之前", "2026-12-10", row=1)
    officer.picks("方面", "就业", row=2).writes("目标和措施", "介绍到街道保洁队。", row=2)
    officer.sends("登记方案", "帮教方案已登记").turns_to("小组与方案")
    officer.reads_in("帮教方案", "三个月内租到住处。", "介绍到街道保洁队。", "进行中")


def a_visit_on_a_phone(journey: Journey, case: Case) -> None:
    """The cadre of the village sees whom to visit and how to reach them, and nothing of the offence or the reasons."""
    journey.it_is("2026-09-20")
    cadre = journey.village(width=PHONE).goes_to("/my-people/").reads(NAME).need_not_scroll_sideways()
    cadre.opens_own(case).reads("139 0000 0000").reads_nothing_of("无家可归", "监狱", "刑期").need_not_scroll_sideways()
    cadre.begins("走访").chooses("本人怎么样", "住处", "就业").is_refused("记下来", "怎么走访的")
    cadre.chooses("怎么走访的", "上门见到了").writes("看到了什么、谈了什么", "住在桥洞边的工棚，想找活干。")
    cadre.need_not_scroll_sideways().sends_twice("记下来", "走访已登记")
    cadre.opens_own(case).reads("住处").need_not_scroll_sideways()
    assert Act.objects.using(OWNER).filter(case=case.pk, kind="visited").count() == 1, "a double click is one visit"
    journey.justice().opens(case).reads_in("最近一次走访", "工棚", "就业")


def four_accounts_until_the_first_payment(journey: Journey, case: Case) -> None:
    """Village, justice office, town and civil affairs, each after the other; none can do the step of another."""
    journey.it_is("2026-09-22")
    steps = f"/people/{reference('person', case.person_id)}/steps"
    journey.civil().finds_nothing_at(f"/my-people/{reference('person', case.person_id)}/")
    journey.justice().opens(case).is_not_offered("审查困难补助")
    cadre = journey.village(width=PHONE).opens_own(case).begins("困难证明")
    cadre.writes("说明", "无住房、无收入，情况属实。").sends("登记证明", "交负责的所审查")

    journey.village(width=PHONE).finds_nothing_at(f"{steps}/check-allowance/")
    journey.justice().opens(case).begins("审查困难补助").sends("审查通过并签字", "交镇街审批")
    journey.justice().finds_nothing_at(f"{steps}/approve-allowance/")
    journey.town().opens(case).begins("审批困难补助").sends("批准", "由民政逐月发放")
    journey.town().finds_nothing_at(f"{steps}/pay-allowance/")

    money = journey.civil().goes_to("/").reads(NAME)
    money.opens_own(case).reads("困难证明").reads_nothing_of("无家可归", "盗窃").begins("发放困难补助")
    money.picks("哪个月的补助", "2026年9月").sends_twice("登记发放", "发放已登记")
    money.reads_in_row("2026年9月", "已发")
    assert Act.objects.using(OWNER).filter(case=case.pk, kind=PAYMENT.kind).count() == 1
