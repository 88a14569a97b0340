"""Reoffends in year two: what was due, done, late and missed stands there by whom it was held; later a new case in the same file."""

import pytest

from anbang.casework.models import Case
from anbang.web.references import reference
from tests.journeys.conftest import OWNER, Journey
from tests.journeys.people import taken_in
from tests.support.crew import HOME

pytestmark = pytest.mark.browser
NAME = "古长明"


@pytest.mark.proof
def test_a_reoffence_is_looked_back_on_and_a_new_case_begins(journey: Journey):
    case = taken_in(journey, NAME, day="2025-02-03")
    a_year_of_care_with_its_gaps(journey, case)
    care_stops(journey, case)
    the_district_looks_back(journey, case)
    released_again(journey, case)

    assert journey.in_charge(case) == [(HOME, "2025-02-03", "2026-05-20")]
    assert journey.duties(case, "explain_aid", "name_team", "make_plan", "follow_up", "look_back") == [
        ("explain_aid", "2025-02-03", "done"),
        ("make_plan", "2025-03-05", "done_late"),
        ("name_team", "2025-03-05", "overdue"),
        ("follow_up", "2025-06-30", "done"),
        ("follow_up", "2025-12-31", "missed"),
        ("look_back", "2026-06-19", "done"),
        ("follow_up", "2026-06-30", "done"),
    ]
    assert journey.is_all_as_the_acts_say(case)


def visited(journey: Journey, case: Case, day: str, seen: str) -> None:
    journey.it_is(day)
    cadre = journey.village().opens_own(case).begins("走访").chooses("怎么走访的", "上门见到了")
    cadre.writes("看到了什么、谈了什么", seen).sends("记下来", "走访已登记")


def a_year_of_care_with_its_gaps(journey: Journey, case: Case) -> None:
    """Explained at once, a plan a fortnight late, visits in three half-years of which one passes without."""
    officer = journey.justice().opens(case).begins("讲解救助政策").sends("登记讲解", "讲解已登记")
    journey.it_is("2025-03-20")
    officer.opens(case).begins("帮教方案").picks("方面", "就业", row=1).writes("目标和措施", "介绍工作。", row=1)
    officer.writes("制定日期", "2025-03-01").is_refused("登记方案", "请写明为什么现在才登记")
    officer.holds("目标和措施", "介绍工作。", row=1).writes("制定日期", "2025-03-20")
    officer.sends_twice("登记方案", "帮教方案已登记")
    visited(journey, case, "2025-05-06", "在工地。")
    journey.it_is("2026-01-10")
    journey.village().goes_to("/").reads("2026年6月30日").reads_nothing_of("2025年12月31日")
    visited(journey, case, "2026-02-20", "换了几次工作。")


def care_stops(journey: Journey, case: Case) -> None:
    """The judgment is recorded by the justice office, with the day that it asks for; nothing more opens but the look-back."""
    journey.it_is("2026-05-20")
    journey.town().finds_nothing_at(f"/people/{reference('person', case.person_id)}/steps/reoffence/")
    officer = journey.justice().opens(case).begins("重新犯罪").reads("以生效判决为准")
    officer.is_refused("登记重新犯罪", "判决和来源：请填这一项。").reads("判决生效日期：请填这一项。")
    officer.writes("判决生效日期", "2026-05-20").writes("判决和来源", "（2026）渝0153刑初88号，法院送达。")
    officer.sends("登记重新犯罪", "由区安帮办倒查").reads("重新犯罪，已停止")
    officer.is_not_offered("问村居和家里有什么困难", "帮教小组", "倒查", "结束帮教")
    journey.village().finds_nothing_at(f"/my-people/{reference('person', case.person_id)}/")
    running = [duty for duty in journey.duties(case) if duty[2] == "open"]
    assert running == [("look_back", "2026-06-19", "open")]


def the_district_looks_back(journey: Journey, case: Case) -> None:
    """The aftercare office reads what was due, done, late and missed, each with who held it, and writes what it found."""
    journey.it_is("2026-06-10")
    office = journey.aftercare().goes_to("/").reads_in_row(NAME, "倒查", "还剩 9 天").opens(case).turns_to("待办")
    office.unfolds("已办结或不再需要的")
    office.reads_in_row("制定帮教方案", "昌元司法所", "逾期办结").reads_in_row("讲解社会救助政策", "已办结")
    office.reads_in_row("2025年12月31日", "定期跟踪帮教", "玉屏社区居民委员会", "到期没有办")
    office.reads_in_row("确定帮教小组", "昌元司法所", "到期没有办")
    office.turns_to("概览").reads_nothing_of("请先办理").begins("倒查").is_refused("登记倒查", "倒查情况")
    office.writes("倒查情况", "方案迟十五天；二〇二五年下半年没有走访，由玉屏社区负责。其余按期办理。")
    office.sends("登记倒查", "倒查已登记").reads_nothing_of("还剩 9 天")
    journey.justice().opens(case).turns_to("经过").reads("方案迟十五天")
    journey.town().opens(case).turns_to("经过").reads("完成倒查").reads_nothing_of("方案迟十五天", "刑初88号")


def released_again(journey: Journey, case: Case) -> None:
    """Released anew: a new case in the same file, with duties of its own; the old one keeps its own days."""
    journey.it_is("2029-09-03")
    officer = journey.justice().opens(case).begins("刑满释放").is_refused("登记释放", "从哪里释放")
    officer.chooses("从哪里释放", "监狱").sends("登记释放", "释放已登记")
    officer.reads("帮教中", "至2034年9月3日", "自2029年9月3日").turns_to("经过").reads("重新犯罪", "刑满释放")
    first, second = Case.objects.using(OWNER).filter(person=case.person_id).order_by("id")
    assert (first.closed_how, second.closed_how) == ("reoffended", "")
    assert journey.in_charge(second) == [(HOME, "2029-09-03", "")]
    assert "name_team" in {duty[0] for duty in journey.duties(second)}
