"""Nobody knows who he is: cared for where the case was investigated, until identity and registered place are established."""

from datetime import date

import pytest

from anbang.casework.models import Case, Person
from anbang.web.references import reference
from tests.exchange.numbers import identity_number
from tests.journeys.conftest import OWNER, Journey
from tests.journeys.people import case_of
from tests.support.crew import HOME, NEXT

pytestmark = pytest.mark.browser
NAME = "自称阿桥"
NUMBER = identity_number(date(1975, 4, 9), sequence=31)
WRONG = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")


@pytest.mark.proof
def test_somebody_whom_nobody_knows_is_cared_for_and_then_known(journey: Journey):
    case = comes_in_without_a_name(journey)
    cared_for_where_the_case_was_investigated(journey, case)
    the_identity_is_established(journey, case)
    aid_follows_the_registered_place(journey, case)

    assert journey.in_charge(case) == [(HOME, "2026-02-09", "")], "responsibility does not jump"
    assert Person.objects.using(OWNER).get(pk=case.person_id).born_on == date(1975, 4, 9)
    assert journey.duties(case, "pay_allowance") == [("pay_allowance", "2026-06-30", "open")]
    assert journey.is_all_as_the_acts_say(case)


def comes_in_without_a_name(journey: Journey) -> Case:
    """Before the office of the town where the case was investigated, with the name he gives himself."""
    journey.it_is("2026-02-10")
    officer = journey.justice().goes_to("/arrivals/spot/").writes("姓名", NAME).ticks("身份不明")
    officer.picks("现住地", journey.villages()[0]).writes("释放日期", "2026-02-09").chooses("从哪里释放", "看守所")
    officer.writes("为什么没有人通知", "看守所没有来文。").is_refused("建档并登记报到", "请选择原侦查机关所在镇街")
    officer.holds("姓名", NAME).picks("原侦查机关所在镇街", HOME).sends_twice("建档并登记报到", "已建档")
    assert Case.objects.using(OWNER).filter(person__name=NAME).count() == 1, "a double click is one file"
    officer.reads("身份不明", "帮教中", "昌元司法所", "自2026年2月9日")
    return case_of(NAME)


def cared_for_where_the_case_was_investigated(journey: Journey, case: Case) -> None:
    """Aid explained, a visit that he does not want; another office sees nothing, and the village cannot say who he is."""
    officer = journey.justice().begins("讲解救助政策").sends("登记讲解", "讲解已登记")
    officer.is_offered("查清身份").is_not_offered("刑满释放", "报到")
    journey.justice(NEXT).finds_nothing_at(f"/people/{reference('person', case.person_id)}/")
    journey.it_is("2026-03-20")
    cadre = journey.village().opens_own(case).begins("走访").chooses("怎么走访的", "本人不愿意见面")
    cadre.writes("看到了什么、谈了什么", "在门口说不想谈。").sends("记下来", "走访已登记")
    cadre.opens_own(case).reads("本人不愿意见面")
    cadre.finds_nothing_at(f"/people/{reference('person', case.person_id)}/steps/identity/")


def the_identity_is_established(journey: Journey, case: Case) -> None:
    """The number must be right, and is not lost when it is not."""
    journey.it_is("2026-06-01")
    officer = journey.justice().opens(case).begins("查清身份").writes("身份证号", WRONG)
    officer.picks("镇街", NEXT).picks("村（社区）", journey.villages(NEXT)[0])
    officer.is_refused("登记身份", "怎样查明").writes("怎样查明", "公安机关指纹比对，函复。")
    officer.is_refused("登记身份", "请核对十八位号码和最后一位校验码").holds("身份证号", WRONG)
    officer.writes("身份证号", NUMBER).sends("登记身份", "身份已登记")
    officer.reads("双列管", f"{NUMBER[:6]}********{NUMBER[-4:]}").reads_nothing_of("身份不明", NUMBER)
    officer.reads_in_row("负责 · 昌元司法所", "至今").is_not_offered("查清身份")


def aid_follows_the_registered_place(journey: Journey, case: Case) -> None:
    """The other office lists him and checks what is to be paid; it is not responsible, and no transfer opens."""
    other = journey.justice(NEXT).goes_to("/people/").reads(NAME)
    other.opens(case).reads("昌元司法所", "双列管").reads_nothing_of("转接等待答复").is_not_offered("接收转入")
    journey.village(NEXT).finds_nothing_at(f"/my-people/{reference('person', case.person_id)}/")
    journey.village().opens_own(case).begins("困难证明").sends("登记证明", "交负责的所审查")
    journey.justice().opens(case).is_not_offered("审查困难补助")
    other.opens(case).begins("审查困难补助").sends("审查通过并签字", "交镇街审批")
    journey.town().opens(case).is_not_offered("审批困难补助")
    journey.town(NEXT).opens(case).begins("审批困难补助").sends("批准", "由民政逐月发放")
    journey.civil().finds_nothing_at(f"/my-people/{reference('person', case.person_id)}/")
    journey.civil(NEXT).opens_own(case).reads(NAME)
