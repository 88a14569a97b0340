"""The pages of what went wrong, and those with which a sent form is answered, are pages like any other: without fault, no wider than the smallest screen."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import clear_url_caches, path, reverse
from playwright.sync_api import Page, Response

from anbang.lib.sealing import KeyringFault, SealBroken
from anbang.organisations.models import Posting
from anbang.site import urls as product
from anbang.web import views
from tests.browser.conftest import Desk
from tests.browser.pages import LOOK_OF, look
from tests.support.browser import DESKTOP, PHONE, SMALLEST, faults_of, is_wider_than_the_screen
from tests.web.matrix import CARED

pytestmark = pytest.mark.browser
SEAT, BUTTON = "justice assistant", "main form .button--main"
FAULTS: dict[int, Exception] = {
    400: BadRequest("what the browser sent is none of our forms"),
    403: PermissionDenied("not for this reader"),
    409: SealBroken("altered"),
    500: RuntimeError("broken"),
    503: KeyringFault("the keys are gone"),
}


@views.for_staff()
def goes_wrong(_request: HttpRequest, status: int) -> HttpResponse:
    """A page that fails in one of the ways in which pages fail."""
    raise FAULTS[status]


urlpatterns = [path("wrong/<int:status>/", goes_wrong), *product.urlpatterns]
handler400, handler403, handler404, handler500 = (
    getattr(product, f"handler{status}") for status in (400, 403, 404, 500)
)


@pytest.fixture
def failing(desk: Desk) -> Iterator[Desk]:
    """The product with an address at which it fails."""
    with override_settings(ROOT_URLCONF=__name__):
        clear_url_caches()
        yield desk
    clear_url_caches()
    # The browser's own word about an answer that is meant to be none.
    desk.complaints[:] = [one for one in desk.complaints if "status of 50" not in one]


def is_a_page(page: Page, answer: Response | None, status: int, language: str) -> bool:
    """In words, without fault in the look of its language, and in large type on the smallest screen."""
    assert answer is not None
    assert answer.status == status, page.url
    assert page.get_by_role("heading", level=1).inner_text()
    width, dark, large = LOOK_OF[language]
    look(page, width=width, dark=dark, large=large)
    assert faults_of(page) == [], page.url
    look(page, width=SMALLEST, large=True)
    assert not is_wider_than_the_screen(page), page.url
    return True


@pytest.mark.parametrize("language", LOOK_OF)
def test_what_went_wrong_is_told_on_a_page_without_fault(failing: Desk, language: str):
    page = failing.open(SEAT, language=language)
    for status in FAULTS:
        assert is_a_page(page, page.goto(f"/wrong/{status}/"), status, language)
        number = re.search(r"\b[0-9a-f]{8}\b", page.locator("main").inner_text())
        assert number is not None, "to be quoted"
    assert is_a_page(page, page.goto("/nowhere/"), 404, language)


def test_control_a_fault_on_such_a_page_is_noticed(failing: Desk):
    page = failing.open(SEAT)
    page.goto("/wrong/500/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\"><pre>x</pre>')")
    assert faults_of(page) != []
    look(page, width=SMALLEST)
    page.evaluate("document.querySelector('body > pre').style.width = '60rem'")
    assert is_wider_than_the_screen(page)


@pytest.mark.parametrize("language", LOOK_OF)
def test_whoever_has_no_post_any_more_reads_a_page_without_fault(desk: Desk, language: str):
    by = desk.planted.seats["base operator"]
    Posting.objects.using("owner").filter(staff=by.staff_id).update(until_on=by.today - timedelta(days=1))
    page = desk.open("base operator", language=language)
    assert is_a_page(page, page.goto("/"), 403, language)


@pytest.mark.parametrize("language", LOOK_OF)
def test_whoever_is_locked_out_reads_a_page_without_fault(desk: Desk, language: str):
    page, answer = desk.open(language=language), None
    for _try in range(settings.AXES_FAILURE_LIMIT + 1):
        page.goto("/account/login/")
        page.fill("[name=login]", "nobody")
        page.fill("[name=password]", "wrong-and-wrong-again")
        with page.expect_response("**/account/login/") as told:
            page.click("main form.form button")
        answer = told.value
    page.wait_for_load_state()
    assert is_a_page(page, answer, 429, language)


# What a sent form is answered with


def sent(page: Page, button: str, *, prepare: Callable[[], object] = lambda: None) -> Response:
    """The answer to the form of the page that is open."""
    prepare()
    with page.expect_response(lambda response: response.request.is_navigation_request()) as told:
        page.locator(button).first.click()
    page.wait_for_load_state()
    return told.value


@pytest.mark.parametrize("language", LOOK_OF)
def test_a_form_that_waits_for_the_sign_in_stands_on_a_page_without_fault(desk: Desk, language: str):
    page = desk.open(SEAT, language=language)
    page.goto(desk.planted.address("take_step note", CARED))
    page.locator("[name=words]").fill("近来平安")
    answer = sent(page, "main .foot .button--main", prepare=page.context.clear_cookies)
    page.context.add_cookies([{"name": "language", "value": language, "url": desk.site.address}])
    assert answer.status in (401, 403)
    assert is_a_page(page, answer, answer.status, language)


@pytest.mark.parametrize("language", LOOK_OF)
def test_what_comes_of_a_step_for_several_is_told_on_a_page_without_fault(desk: Desk, language: str):
    page = desk.open(SEAT, language=language)
    page.goto(reverse("people", query={"show": "in_care"}))
    page.locator("input[name=chosen]").first.check()
    page.select_option("#together_step", "explain-aid")
    # The form, what would come of it, and what came of it.
    for button in ("#together button[type=submit], #together button:not([type])", BUTTON, BUTTON):
        answer = sent(page, button)
        assert answer.status in (200, 302), "at the end it leads to where what came of it is read"
        assert is_a_page(page, answer, answer.status, language)
        look(page, width=DESKTOP)
        if page.locator("main textarea[name=words]").count():
            page.locator("main textarea[name=words]").first.fill("讲了低保和临时救助")


@pytest.mark.parametrize("language", LOOK_OF)
def test_a_calendar_link_is_shown_on_a_page_without_fault(desk: Desk, language: str):
    page = desk.open(SEAT, language=language, width=PHONE)
    page.goto(reverse("calendar_link"))
    assert is_a_page(page, sent(page, BUTTON), 200, language)
