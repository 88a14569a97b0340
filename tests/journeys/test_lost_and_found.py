"""A priority person: visited every month, lost and found, away and back, a sign within its fences, and priority no more."""

import pytest

from anbang.casework.care.models import Sign
from anbang.casework.models import Case
from anbang.web.references import reference
from tests.journeys.conftest import OWNER, Journey
from tests.journeys.people import taken_in
from tests.support.crew import HOME, NEXT

pytestmark = pytest.mark.browser
NAME = "鄢归林"
FACTS = "五月十日晚在车站，看到他和从前的同案在一起清点车票。"


@pytest.mark.proof
def test_a_priority_person_is_lost_and_found_and_a_sign_lapses(journey: Journey):
    case = taken_in(journey, NAME, day="2026-01-05")
    becomes_a_priority_person(journey, case)
    is_lost_and_found(journey, case)
    goes_away_and_comes_back(journey, case)
    the_police_help(journey, case)
    a_sign_within_its_fences(journey, case)
    the_sign_lapses_and_priority_is_lifted(journey, case)

    assert journey.in_charge(case) == [(HOME, "2026-01-05", "")]
    assert journey.duties(case, "search", "tell_police") == [
        ("search", "2026-03-17", "done"),
        ("tell_police", "2026-05-13", "done"),
    ]
    assert journey.duties(case, "priority_contact", "full_review") == [
        ("priority_contact", "2026-02-08", "done"),
        ("priority_contact", "2026-03-04", "done"),
        ("full_review", "2026-03-31", "done"),
        ("priority_contact", "2026-04-03", "overdue"),
        ("full_review", "2026-06-30", "missed"),
        ("full_review", "2026-09-30", "missed"),
    ]
    assert journey.is_all_as_the_acts_say(case)


def becomes_a_priority_person(journey: Journey, case: Case) -> None:
    """With a reason of the text and the grounds for it; the village then has a contact due every month."""
    journey.it_is("2026-01-08")
    officer = journey.justice().opens(case).begins("列为重点").reads("这里不打分").is_refused("列为重点", "依据")
    officer.chooses("理由", "有明显重新违法犯罪倾向").is_refused("列为重点", "依据")
    officer.writes("依据", "出监评估和本人谈话。").sends("列为重点", "已列为重点帮教对象").reads("重点帮教")
    officer.reads_in("列为重点的理由", "有明显重新违法犯罪倾向")

    journey.it_is("2026-02-04")
    cadre = journey.village().goes_to("/my-people/").reads_in_row(NAME, "走访")
    cadre.reads_nothing_of("倾向").does("走访").chooses("怎么走访的", "上门见到了").writes(
        "看到了什么、谈了什么", "在工地做小工。"
    )
    cadre.sends("记下来", "走访已登记")
    journey.it_is("2026-03-03")
    cadre.opens_own(case).begins("走访").chooses("怎么走访的", "上门见到了")
    cadre.writes("看到了什么、谈了什么", "老板满意。").sends("记下来", "走访已登记")
    journey.town().goes_to("/").does("全面考察重点帮教对象").writes("考察情况", "工作稳定。")
    journey.town().is_refused("登记考察", "结论和下一步").holds("考察情况", "工作稳定。")
    journey.town().writes("结论和下一步", "继续。").sends("登记考察", "全面考察已登记")


def is_lost_and_found(journey: Journey, case: Case) -> None:
    """The village finds the room empty; the search is the justice office's, within a week."""
    journey.it_is("2026-03-10")
    cadre = journey.village().opens_own(case).begins("失去联系")
    cadre.writes("哪一天起失去联系", "2026-03-11").writes("怎样失去联系", "电话停机，房东说三天没回。")
    cadre.is_refused("登记失联", "日期不能晚于今天").writes("哪一天起失去联系", "2026-03-10")
    cadre.sends("登记失联", "失联已登记，开始查找")
    officer = journey.justice().goes_to("/people/?show=lost").reads(NAME).goes_to("/").does("查找失联人员")
    journey.it_is("2026-03-14")
    officer.opens(case).reads("失去联系，正在查找").is_not_offered("失去联系").begins("查找一步")
    officer.writes("问了谁、结果怎样", "问了姐姐和工友，说去了主城。").sends("登记查找", "查找已登记")
    journey.it_is("2026-03-20")
    officer.opens(case).begins("联系上了").writes("在哪里、怎样联系上", "本人来电，在主城工地。")
    officer.sends_twice("登记", "查找结束").reads_nothing_of("失去联系，正在查找")
    officer.goes_to("/people/?show=lost").reads_nothing_of(NAME)


def goes_away_and_comes_back(journey: Journey, case: Case) -> None:
    """Told, never permitted; who keeps in touch stands on the file."""
    journey.it_is("2026-04-01")
    officer = journey.justice().opens(case).begins("外出务工").reads("不需要批准").writes("去哪里", "重庆主城，装修队")
    officer.is_refused("登记外出", "由谁保持联系").writes("由谁保持联系", "唐某").writes("预计哪一天回来", "2026-03-01")
    officer.is_refused("登记外出", "预计返回不能早于外出").writes("预计哪一天回来", "2026-05-01")
    officer.writes("在外的联系方式", "137 0000 0000").sends("登记外出", "外出已登记").reads("由唐某保持联系")
    journey.village().opens_own(case).reads("137 0000 0000")
    journey.it_is("2026-05-08")
    officer.opens(case).is_not_offered("外出务工").begins("外出返回").sends("登记返回", "返回已登记")
    officer.is_offered("外出务工")


def the_police_help(journey: Journey, case: Case) -> None:
    """An officer joins the team; from then on the station sees whom it helps, and how to reach them, and no more."""
    journey.police().goes_to("/my-people/").reads_nothing_of(NAME).finds_nothing_at(
        f"/my-people/{reference('person', case.person_id)}/"
    )
    officer = journey.justice().opens(case).begins("帮教小组").picks("成员身份", "派出所民警", row=1)
    officer.writes("姓名", "吴某", row=1).sends("确定小组", "帮教小组已登记")
    police = journey.police().goes_to("/my-people/").reads(NAME).opens_own(case)
    police.reads_nothing_of("倾向", "监狱", "刑期").is_not_offered("走访", "列为重点")
    journey.police(NEXT).finds_nothing_at(f"/my-people/{reference('person', case.person_id)}/")


def a_sign_within_its_fences(journey: Journey, case: Case) -> None:
    """Noted by one, confirmed by a second, told to the police, answered by the person; nobody else hears that there is one."""
    journey.it_is("2026-05-12")
    page = f"/people/{reference('person', case.person_id)}/signs/"
    officer = journey.justice().opens(case).begins("登记苗头").writes("亲眼看到的事实", FACTS)
    officer.is_refused("登记事实", "采取了什么预防措施").holds("亲眼看到的事实", FACTS)
    officer.writes("采取了什么预防措施", "当晚谈话，请姐姐多陪伴。").sends("登记事实", "等另一名工作人员确认")
    officer.goes_to(page).reads(FACTS, "等待另一名工作人员确认")
    sign = Sign.objects.using(OWNER).get(case=case.pk)
    officer.goes_to(f"/people/{reference('person', case.person_id)}/steps/confirm-sign/{reference('about', sign.pk)}/")
    officer.is_refused("确认", "请由另一名工作人员确认")

    colleague = journey.desk(journey.district.colleague(on=journey.today)).goes_to(page).follows("确认苗头")
    colleague.reads(FACTS).sends("确认", "苗头已确认")
    journey.town().goes_to(page).reads_nothing_of(FACTS).opens(case).turns_to("经过").reads_nothing_of("苗头")
    journey.village().goes_to(page).reads("没有登记过苗头")
    journey.civil().finds_nothing_at(page)

    colleague.goes_to("/").does("向公安机关通报苗头").writes("通报给谁", "昌元派出所 吴某").sends(
        "登记通报", "等待回执"
    )
    police = journey.police().goes_to(page).reads(FACTS).follows("公安机关回执").writes("由谁签收", "吴某")
    police.sends("登记回执", "回执已登记")
    journey.it_is("2026-05-15")
    officer.goes_to(page).follows("本人说明").writes("本人的说明", "那是帮工友代买回家的票。")
    officer.sends("登记说明", "与苗头并列").goes_to(page).reads("帮工友代买", "公安机关已签收")


def the_sign_lapses_and_priority_is_lifted(journey: Journey, case: Case) -> None:
    """After half a year the sign has lapsed by itself; priority is lifted by a person."""
    journey.it_is("2026-11-12")
    officer = journey.justice().goes_to(f"/people/{reference('person', case.person_id)}/signs/").reads("已失效")
    officer.opens(case).begins("取消重点理由").chooses("不再成立的理由", "有明显重新违法犯罪倾向")
    officer.writes("依据", "一年来工作稳定。").sends("取消理由", "已取消").reads_nothing_of("列为重点的理由")
    officer.is_not_offered("取消重点理由", "全面考察")
