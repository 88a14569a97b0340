"""The main job as people do it: the prison's real list, from the clerk's desk to the reply with its receipt."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from anbang.casework.person.models import Person
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from tests.support.browser import SignedIn, Site
from tests.support.people import PASSWORD, post

pytestmark = pytest.mark.browser
SAMPLE = Path(__file__).parents[1] / "data" / "prison-batch-2026-11.xlsx"


def hand_in(page: Page, institution: str, site: Site) -> None:
    """Upload the sample and wait for its heaps."""
    page.get_by_role("link", name="监所名单").first.click()
    page.get_by_label("来文单位").select_option(label=institution)
    page.get_by_label("名单文件").set_input_files(SAMPLE)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    site.work_off_jobs()
    expect(page.get_by_role("navigation", name="四堆")).to_be_visible(timeout=10_000)


def test_a_list_becomes_people_a_verification_and_a_reply_with_its_receipt(
    site: Site, signed_in: SignedIn, clerk: ActingStaff, warder: ActingStaff
) -> None:
    bureau = signed_in(clerk)
    hand_in(bureau, warder.office_name, site)

    # Four heaps, each fault at its cell; one is mended in place.
    heaps = bureau.get_by_role("navigation", name="四堆")
    expect(heaps).to_contain_text(re.compile(r"有误\s*18"))
    expect(heaps).to_contain_text(re.compile(r"需判断\s*\d"))
    expect(heaps).to_contain_text(re.compile(r"退回\s*2"))
    wrong = bureau.locator("article.row", has_text="身份证号的校验位不对").first
    wrong.get_by_role("link", name="更正").click()
    number = bureau.get_by_label("身份证号", exact=True)
    expect(number).to_have_attribute("aria-invalid", "true")
    number.fill("")
    bureau.get_by_role("button", name="保存并重新检查").click()
    expect(bureau.get_by_role("status")).to_contain_text("已更正")
    expect(heaps).to_contain_text(re.compile(r"有误\s*17"))

    # The clerk's own file comes back with red cells, once it is certain who takes it and told what for.
    bureau.get_by_role("link", name="下载标红原表").click()
    expect(bureau.get_by_role("status")).to_contain_text("请再点一次下载")
    bureau.fill("[name=password]", PASSWORD)
    bureau.get_by_role("button", name="确认").click()
    bureau.get_by_label("带完整的证件号和电话").check()
    bureau.get_by_label("为什么要带完整号码").fill("改好后再上传")
    with bureau.expect_download() as download:
        bureau.get_by_role("button", name="登记用途，下载").click()
    assert re.fullmatch(r"anbang-\d{4}-\d{6}\.xlsx", download.value.suggested_filename), (
        "a name that says nothing of anybody"
    )
    bureau.get_by_role("link", name="返回名单").click()

    bureau.get_by_role("link", name=re.compile("确认登记")).click()
    bureau.get_by_role("button", name="确认登记").click()
    expect(bureau.get_by_role("progressbar")).to_be_visible()
    site.work_off_jobs()
    expect(bureau.get_by_text("已登记").first).to_be_visible(timeout=10_000)
    people = Person.objects.using("owner").count()
    assert people > 40

    # A justice officer finds the duty on the work list, reads why, and verifies item by item.
    office = Office.objects.using("owner").get(kind=OfficeKind.JUSTICE_OFFICE, area__name="昌元街道")
    officer_staff = post(Role.JUSTICE_ASSISTANT, office)
    officer = signed_in(officer_staff)
    due = officer.locator("tr", has_text="核查身份和家庭情况").first
    expect(due).to_contain_text("还剩")
    due.locator("summary").click()
    officer.get_by_role("link", name="为什么是我、为什么是这一天").first.click()
    expect(officer.get_by_role("heading", name="为什么是这一天")).to_be_visible()
    expect(officer.get_by_text("收到登记表").first).to_be_visible()
    officer.get_by_role("link", name="去办理").click()
    name = officer.get_by_role("heading", level=1).inner_text().split("：")[1]
    officer.get_by_role("group", name="姓名").get_by_label("属实", exact=True).check()
    officer.get_by_role("group", name="身份").get_by_label("属实", exact=True).check()
    officer.get_by_role("group", name="地址").get_by_label("不属实").check()
    officer.get_by_role("button", name="提交并回复监所").click()
    expect(officer.get_by_role("alert")).to_contain_text("请写明依据")
    officer.locator("[name=address_evidence]").fill("村委会查无此户")
    officer.get_by_role("button", name="提交并回复监所").click()
    expect(officer.get_by_role("status")).to_contain_text("核查已回复")

    # The prison's clerk sees it answered and confirms receipt; the file shows who did and when.
    prison = signed_in(warder)
    reply = prison.locator("tr", has_text=name).first
    expect(reply).to_contain_text("村委会查无此户")
    reply.get_by_role("button", name="签收").click()
    expect(prison.get_by_role("status")).to_contain_text("已确认收到")
    officer.get_by_role("link", name="来文与回复").click()
    expect(officer.get_by_text("监所已签收")).to_be_visible()
    expect(officer.get_by_text(warder.name).first).to_be_visible()


def test_an_impatient_clerk_who_clicks_twice_takes_everybody_in_once(
    site: Site, signed_in: SignedIn, clerk: ActingStaff, warder: ActingStaff
) -> None:
    page = signed_in(clerk)
    hand_in(page, warder.office_name, site)
    page.get_by_role("link", name=re.compile("确认登记")).click()
    page.get_by_role("button", name="确认登记").dblclick()
    expect(page.get_by_role("progressbar")).to_be_visible()
    site.work_off_jobs()
    expect(page.get_by_text("已登记").first).to_be_visible(timeout=10_000)
    assert Person.objects.using("owner").count() == 48
