"""Somebody without a mouse: signs in, finds a person, records a visit and puts its day right, answers a transfer, prints and leaves."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from anbang.casework.act.models import Act
from anbang.casework.charge.models import Responsibility
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from anbang.papers.models import Export
from anbang.web.references import reference
from tests.browser.keyboard import focus_is_visible, follow, press_until, type_into, walk_through
from tests.journeys.conftest import OWNER, Journey
from tests.support.browser import DESKTOP
from tests.support.crew import HOME, NEXT
from tests.support.people import PASSWORD
from tests.support.signing import a_code, give_second_factor

pytestmark = pytest.mark.browser
NAME = "韦自南"
MAIN = "main form .button--main"


@pytest.mark.parametrize("journey", [DESKTOP], ids=["desktop"], indirect=True)
def test_a_day_at_the_office_by_keyboard_alone(journey: Journey):
    today = journey.it_is("2026-11-05")
    case = journey.district.in_care(NEXT, name=NAME)
    journey.district.moved(case, HOME, on=today, by=journey.district.assistant(NEXT, today))
    by = journey.district.colleague(HOME, today)
    page = journey.stranger()
    signs_in(page, by)
    finds_by_name(page, case.person_id)

    records_a_visit(page)
    visit = Act.objects.using(OWNER).get(case=case.pk, kind="visited")
    puts_its_day_right(page)
    visit.refresh_from_db(using=OWNER)
    assert visit.on == today - timedelta(days=1)
    assert visit.recorded_by_id == by.staff_id

    answers_the_transfer(page)
    held = Responsibility.objects.using(OWNER).filter(case=case.pk).latest("from_on")
    assert (held.office_id, held.from_on) == (by.office_id, today)
    prints(page, case.person_id)
    assert Export.objects.using(OWNER).filter(person_id=case.person_id, exported_by=by.staff_id).count() == 1
    leaves(page)
    assert journey.is_all_as_the_acts_say(case)


def signs_in(page: Page, by: ActingStaff) -> None:
    """The name, the password, the code of the phone."""
    staff = Staff.objects.using(OWNER).get(pk=by.staff_id)
    give_second_factor(staff)
    page.goto("/account/login/")
    assert page.evaluate("document.activeElement.name") == "login", "the first field waits for the name"
    page.keyboard.insert_text(staff.username)
    type_into(page, "[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    if code := a_code(staff):
        if page.evaluate("document.activeElement.name") != "code":
            press_until(page, "[name=code]")
        page.keyboard.insert_text(code)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def finds_by_name(page: Page, person_id: int) -> None:
    """The way past the head of the page, then the slash, and the first that is suggested."""
    press_until(page, ".skip", at_most=1)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.matches('[data-find]')")
    page.keyboard.type("韦自")
    expect(page.locator(".suggested a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert focus_is_visible(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/people/{reference('person', person_id)}/")


def records_a_visit(page: Page) -> None:
    """From the file, through which one comes in the order in which it is read; what is missing is told."""
    stops = walk_through(page)
    assert stops == sorted(stops)
    assert len(stops) > 20
    unfold(page, "a[href$='/steps/visit/']")
    follow(page, "a[href$='/steps/visit/']")
    follow(page, MAIN)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("怎么走访的")
    press_until(page, "[name=how]")
    page.keyboard.press("Space")
    type_into(page, "[name=seen]", "在家，找到了工作。")
    follow(page, MAIN)
    expect(page.get_by_role("status")).to_contain_text("走访已登记")


def unfold(page: Page, wanted: str) -> None:
    """Where what is wanted is folded away, the fold is opened."""
    if not page.locator(wanted).first.is_visible():
        fold = page.locator("details", has=page.locator(wanted)).first
        fold.evaluate("one => one.querySelector('summary').dataset.wanted = ''")
        press_until(page, "[data-wanted]")
        page.keyboard.press("Enter")
        expect(page.locator(wanted).first).to_be_visible()


def puts_its_day_right(page: Page) -> None:
    """It was yesterday: in the history, behind the fold beside it."""
    follow(page, ".tabs a[href$='tab=history']")
    unfold(page, "a[href*='/steps/correct-day/']")
    follow(page, "a[href*='/steps/correct-day/']")
    type_into(page, "[name=on]", "20261104")
    press_until(page, "[name=why]")
    page.keyboard.insert_text("登记时写成了当天。")
    follow(page, MAIN)
    expect(page.get_by_role("status")).to_be_visible()


def answers_the_transfer(page: Page) -> None:
    """From the work list to the file, and from there."""
    page.keyboard.press("Control+Home")
    follow(page, ".side a[href='/']")
    follow(page, "main a[href$='/steps/accept-transfer/'], main tr a[href*='/people/']")
    if "/accept-transfer/" not in page.url:
        unfold(page, "a[href$='/steps/accept-transfer/']")
        follow(page, "a[href$='/steps/accept-transfer/']")
    follow(page, MAIN)
    expect(page.get_by_role("status")).to_contain_text("已接收，由本单位负责")


def prints(page: Page, person_id: int) -> None:
    """What for is written down first; the sheet has a button for the printer."""
    unfold(page, "a[href*='/sheets/']")
    follow(page, "a[href*='/sheets/']")
    again(page)
    press_until(page, "[name=purpose]")
    page.keyboard.press("Space")
    type_into(page, "[name=words]", "交给本人")
    follow(page, MAIN)
    press_until(page, "[data-print]")
    page.keyboard.press("Enter")
    assert page.title() == "printed"


def again(page: Page) -> None:
    """The password is asked for once more, if it was given long ago."""
    if "/again/" in page.url:
        press_until(page, "[name=password]")
        page.keyboard.insert_text(PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")


def leaves(page: Page) -> None:
    """The menu with one's own name."""
    press_until(page, ".tools .menu summary")
    page.keyboard.press("Enter")
    follow(page, "form[action$='/logout/'] button")
    page.goto("/people/")
    assert "/account/login/" in page.url, "nobody is signed in any more"
