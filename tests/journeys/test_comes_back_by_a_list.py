"""A prison's list names somebody who reoffended: the workbook is uploaded and confirmed, the same file has a new case, and the list is undone."""

import io
import re

import pytest
from openpyxl import Workbook
from playwright.sync_api import Dialog, expect

from anbang.casework.models import Case
from anbang.web.references import reference
from tests.exchange.lists import COLUMNS
from tests.exchange.lists import person as row
from tests.exchange.returning import AGAIN
from tests.journeys.conftest import OWNER, Journey
from tests.journeys.desks import Desk
from tests.journeys.people import NUMBER, PRISON, taken_in

pytestmark = pytest.mark.browser
NAME = "古长明"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.proof
def test_whoever_reoffended_comes_back_by_a_list(journey: Journey):
    case = taken_in(journey, NAME, day="2025-02-03")
    still_in_care(journey, case)
    care_stops(journey, case)
    clerk = comes_back(journey)
    the_office_has_a_new_case(journey, case)
    nothing_is_told_twice(journey)
    undone_the_file_stands_as_before(journey, case, clerk)
    assert journey.is_all_as_the_acts_say(case)


def workbook(**told: str) -> bytes:
    """The prison's list: one row, its headings below a title."""
    book, target = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    person = row(**{"姓名": NAME, "身份证号": NUMBER, "出生日期": "", "性别": "", **AGAIN, **told})
    for line in (["2026年11月刑满释放人员名单"], list(COLUMNS), [person[column] for column in COLUMNS]):
        sheet.append(line)
    book.save(target)
    return target.getvalue()


def handed_in(journey: Journey, content: bytes) -> Desk:
    """The bureau's clerk uploads it, and it is read."""
    clerk = journey.bureau().goes_to("/lists/").picks("来文单位", PRISON)
    clerk.page.get_by_label("名单文件").set_input_files({"name": "名单.xlsx", "mimeType": XLSX, "buffer": content})
    clerk.page.get_by_role("button", name="上传并检查").click()
    expect(clerk.page.get_by_role("progressbar")).to_be_visible()
    journey.site.work_off_jobs()
    expect(clerk.page.get_by_role("navigation", name="四堆")).to_be_visible()
    return clerk


def still_in_care(journey: Journey, case: Case) -> None:
    """The judgment is not recorded yet: the row is at fault, and says what comes first."""
    journey.it_is("2026-05-19")
    clerk = handed_in(journey, workbook(作案日期="2026-04-10", 收押日期="2026-05-01"))
    clerk.reads("此人还在帮教中", "先由负责的司法所登记重新犯罪或结束帮教").reads_nothing_of("确认登记 1 行")
    assert Case.objects.using(OWNER).filter(person=case.person_id).count() == 1


def care_stops(journey: Journey, case: Case) -> None:
    """The judgment is recorded by the justice office."""
    journey.it_is("2026-05-20")
    officer = journey.justice().opens(case).begins("重新犯罪").writes("判决生效日期", "2026-05-20")
    officer.writes("判决和来源", "（2026）渝0153刑初88号，法院送达。")
    officer.sends("登记重新犯罪", "由区安帮办倒查").reads("重新犯罪，已停止")


def comes_back(journey: Journey) -> Desk:
    """What the row is stands beside it; once it is confirmed, there is a new case in the file."""
    journey.it_is("2026-11-05")
    clerk = handed_in(journey, workbook())
    clerk.reads(NAME, "再次收押", "确认后在原档案中另立新案", "罪名").need_not_scroll_sideways()
    clerk.follows("确认登记 1 行").reads("人再次收押，在原档案中另立新案")
    clerk.page.get_by_role("button", name="确认登记").click()
    expect(clerk.page.get_by_role("progressbar")).to_be_visible()
    journey.site.work_off_jobs()
    expect(clerk.page.get_by_text("已登记").first).to_be_visible()
    return clerk.reads("已在原档案中另立新案")


def the_office_has_a_new_case(journey: Journey, case: Case) -> None:
    """The justice assistant finds the verification on the work list, and both cases in one file."""
    officer = journey.justice().goes_to("/").reads_in_row(NAME, "核查")
    officer.opens(case).reads("2029年1月31日").turns_to("经过").reads("重新犯罪", "另立新案", "收到登记表")
    first, second = Case.objects.using(OWNER).filter(person=case.person_id).order_by("id")
    assert (first.closed_how, second.closed_on) == ("reoffended", None)
    assert "verify" in {duty[0] for duty in journey.duties(second)}
    journey.village().finds_nothing_at(f"/my-people/{reference('person', case.person_id)}/")


def nothing_is_told_twice(journey: Journey) -> None:
    """The same workbook once more is nothing new."""
    clerk = handed_in(journey, workbook())
    clerk.reads("无变化").reads_nothing_of(re.compile("确认登记 \\d 行"))


def undone_the_file_stands_as_before(journey: Journey, case: Case, clerk: Desk) -> None:
    """The list is undone: the new case goes, the file stays."""
    clerk.goes_to("/lists/")
    clerk.page.get_by_role("row").filter(has_text="已登记").get_by_role("link").first.click()

    def yes(dialog: Dialog) -> None:
        dialog.accept()

    clerk.page.on("dialog", yes)
    clerk.page.get_by_role("button", name="撤销整批登记").click()
    expect(clerk.page.get_by_role("status")).to_contain_text("整批登记已撤销")
    journey.justice().opens(case).reads("重新犯罪，已停止").turns_to("经过").reads("重新犯罪")
    assert Case.objects.using(OWNER).filter(person=case.person_id).count() == 1
