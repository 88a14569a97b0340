"""How those whom the journeys are about come in: by the papers of a prison, or before the office without any."""

from datetime import date

from anbang.casework.models import Case
from tests.exchange.numbers import identity_number
from tests.journeys.conftest import OWNER, Journey

BORN_ON = date(1983, 2, 3)
NUMBER = identity_number(BORN_ON, sequence=11)
PRISON = "重庆市永川监狱"


def case_of(name: str) -> Case:
    """The newest case of somebody."""
    return Case.objects.using(OWNER).filter(person__name=name).select_related("person").latest("id")


def announced(journey: Journey, name: str, *, release_on: str, reasons: tuple[str, ...]) -> Case:
    """The bureau types in what the prison sent by post: the registration form, and the notice with its reasons."""
    today = journey.today.isoformat()
    clerk = journey.bureau().goes_to("/arrivals/paper/").picks("来文单位", PRISON).writes("收到日期", today)
    clerk.writes("姓名", name).writes("身份证号", NUMBER[:-1] + "9").chooses("性别", "男")
    clerk.picks("户籍地", journey.villages()[0]).writes("罪名", "盗窃罪").writes("作案日期", "2024-06-01")
    clerk.writes("原判刑期", "二年").writes("收押日期", "2024-09-02").writes("释放日期", release_on)
    clerk.is_refused("录入", "请写明原因").writes("暂无扫描件的原因", "原件在邮政所，明天取回。")
    clerk.is_refused("录入", "身份证号不对").holds("原判刑期", "二年").writes("身份证号", NUMBER)
    clerk.sends("录入", "已录入，已建档").reads("没有扫描件", "原件在邮政所")
    clerk.goes_to("/arrivals/notice/").writes("档案号或身份证号", case_of(name).number).picks("来文单位", PRISON)
    clerk.writes("收到日期", today).writes("释放日期", release_on).chooses("重点帮教理由", *reasons)
    clerk.writes("救助建议", "建议介绍工作。").writes("暂无扫描件的原因", "随登记表一起取回。")
    clerk.is_refused("录入", "未随附风险评估意见").ticks("未随附风险评估意见")
    clerk.sends("录入", "通知书已录入").reads("未随附风险评估意见")
    return case_of(name)


def taken_in(journey: Journey, name: str, *, day: str) -> Case:
    """Released on that day, and before the justice office on the same: nobody announced them."""
    journey.it_is(day)
    officer = journey.justice().goes_to("/arrivals/spot/").writes("姓名", name).writes("身份证号", NUMBER)
    officer.picks("户籍地", journey.villages()[0]).writes("释放日期", day).chooses("从哪里释放", "监狱")
    officer.ticks("带有释放证明书").writes("释放证明书编号", "渝永狱释字7号").writes("联系电话", "139 0000 0000")
    officer.writes("为什么没有人通知", "文书在途。").sends("建档并登记报到", "已建档").reads("帮教中")
    return case_of(name)
