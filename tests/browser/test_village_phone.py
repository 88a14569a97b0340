"""The telephone of a village: whom to call on, and a visit written down in a few touches; nothing of it says what it is for."""

import re

import pytest
from playwright.sync_api import Page, expect

from anbang.casework.act.models import Act
from tests.browser.conftest import Desk
from tests.support.browser import PHONE, SMALLEST, is_wider_than_the_screen
from tests.web.matrix import CARED, FOLLOW_UP
from tests.web.names import NAMES

pytestmark = pytest.mark.browser
SEAT = "village cadre"
OF_THE_ACCOUNT = ("account_change_password", "mfa_index", "usersessions_list", "feedback", "guide", "not_listed")
# What would tell a neighbour who looks at the screen.
TELLING = re.compile(
    "帮教|安置|安帮|刑|狱|监所|监管|释放|罪|犯|矫正|司法|公安|派出所|封存|重点|苗头|危险|服刑|出所|解戒"
    "|aftercare|anbang|prison|releas|sentence|offen|crim|convict|correction|justice|police|parole|custody|sealed|supervis",
    re.IGNORECASE,
)
# Everything of a page that a screen, a tab, a bookmark or a reader of pages may tell: what is folded away is not seen, what is clipped is heard.
SHOWN = """[document.title, document.body.innerText, location.pathname,
  ...[...document.querySelectorAll('[aria-label], [title], [alt], [placeholder], [data-label]')].flatMap(
    one => ['aria-label', 'title', 'alt', 'placeholder', 'data-label'].map(name => one.getAttribute(name) || '')),
  ...[...document.querySelectorAll('link[rel~=icon], link[rel=manifest], meta[name=description], meta[name=application-name]')].map(
    one => one.outerHTML)].join('\\n')"""


def told_by(page: Page, desk: Desk) -> list[str]:
    """The words on the open page that say what it is for; how the planted officers are called does not count."""
    shown = page.evaluate(SHOWN)
    for seat in desk.planted.seats.values():
        shown = shown.replace(seat.name, "")
    return sorted(set(TELLING.findall(shown)))


def begin(desk: Desk, **how: object) -> Page:
    """The product as the cadre opens it."""
    page = desk.open(SEAT, **{"width": PHONE, **how})  # type: ignore[arg-type]
    page.goto("/")
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("script", [True, False])
def test_a_visit_is_written_down_in_four_touches(desk: Desk, script: bool):
    """The person, how, how they are, and the button: no text need be typed, and the day is there."""
    page, touches, before = begin(desk, script=script), 0, visits().count()
    for touch in (
        page.get_by_role("link", name=re.compile(NAMES[CARED])).first,
        page.get_by_label("上门见到了"),
        page.get_by_label("都好，没有困难"),
        page.get_by_role("button", name="记下来"),
    ):
        expect(touch).to_be_visible()
        assert not is_wider_than_the_screen(page)
        touch.click()
        touches += 1
    expect(page.get_by_role("status")).to_contain_text("走访已登记")
    expect(page.get_by_role("heading", level=1)).to_have_text("走访")
    assert touches <= 4, "and the next person stands on the page that came"
    assert visits().count() == before + 1
    assert visits().latest("id").told == {"how": "at_home", "well": True}


def visits() -> "Act.objects":  # type: ignore[name-defined]
    return Act.objects.using("owner").filter(kind="visited", person__name=NAMES[CARED])


def test_what_contradicts_itself_and_what_is_missing_is_said_at_its_field(desk: Desk):
    page = begin(desk)
    page.goto(desk.planted.address("take_step visit", CARED))
    page.get_by_role("button", name="记下来").click()
    expect(page.get_by_role("alert")).to_contain_text("怎么走访的")
    page.get_by_label("上门见到了").check()
    page.get_by_role("button", name="记下来").click()
    expect(page.get_by_role("alert")).to_contain_text("请点选本人怎么样")
    expect(page.get_by_label("上门见到了")).to_be_checked()
    page.get_by_label("都好，没有困难").check()
    page.get_by_label("看病").check()
    expect(page.get_by_label("都好，没有困难")).not_to_be_checked()
    page.get_by_label("都好，没有困难").check()
    expect(page.get_by_label("看病")).not_to_be_checked()
    page.get_by_label("看病").check()
    page.get_by_role("button", name="记下来").click()
    expect(page.get_by_role("status")).to_contain_text("走访已登记")


VEILED = ("places", "policy")


def test_a_page_that_says_it_is_opened_when_nobody_looks_on_and_shuts_again(desk: Desk):
    page = begin(desk)
    for name in VEILED:
        page.goto(desk.planted.address(name, ""))
        assert told_by(page, desk) == [], name
    page.get_by_role("button", name="方便，打开").click()
    for name in VEILED:
        page.goto(desk.planted.address(name, ""))
        assert told_by(page, desk) != [], "the control: it is said there"
    page.goto(desk.planted.address("one_of_mine", CARED))
    page.goto(desk.planted.address("policy", ""))
    assert told_by(page, desk) == [], "whatever other page was shown shuts it"
    page.get_by_role("link", name="回到走访").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("走访")


def test_somebody_is_found_by_a_name_that_is_half_remembered(desk: Desk):
    page = begin(desk)
    page.get_by_role("searchbox").fill(NAMES[CARED][:2])
    page.locator("#suggested").get_by_role("link", name=re.compile(NAMES[CARED])).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAMES[CARED])
    assert told_by(page, desk) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_on_the_screen_says_what_it_is_for(desk: Desk, language: str):
    page, walked = begin(desk, width=SMALLEST, language=language), 0
    assert told_by(page, desk) == []
    own = desk.planted.address("one_of_mine", CARED)
    page.goto(own)
    steps = page.eval_on_selector_all("#now ~ * a, [aria-labelledby=now] a", "links => links.map(link => link.href)")
    lists = [desk.planted.address(name, "") for name in ("my_people", "lacking_teams", "also_waiting", *OF_THE_ACCOUNT)]
    lists += [desk.planted.address("why", FOLLOW_UP), desk.planted.address("scans", CARED) + "?kind=care_agreement"]
    assert len(steps) > 5
    for address in (*lists, "/nowhere/", own, *steps):
        page.goto(address)
        assert told_by(page, desk) == [], address
        assert not is_wider_than_the_screen(page), address
        walked += 1
    page.evaluate("document.querySelector('h1').append(' 帮教')")
    assert told_by(page, desk) == ["帮教"], "the control"
    page.evaluate("document.documentElement.dataset.size = 'large'")
    assert not is_wider_than_the_screen(page)
    assert walked > 8


def test_control_the_pages_of_an_office_say_it(desk: Desk):
    page = desk.open("justice assistant")
    page.goto(desk.planted.address("case_file", CARED))
    assert "帮教" in told_by(page, desk)
