"""Signing in in a real Chromium: from a first password to a passkey, and what happens to a page that was left open."""

import re
import time
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Page, expect

from anbang.casework.custody.models import Verification
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from anbang.web.signing import standing
from tests.browser.conftest import Desk
from tests.support.browser import PHONE, faults_of, is_wider_than_the_screen
from tests.support.people import PASSWORD
from tests.support.signing import a_code, give_second_factor
from tests.web.matrix import HERE
from tests.web.names import NAMES
from tests.web.test_second_factor import code_of

pytestmark = pytest.mark.browser
NEW = "Fruehling-am-Fluss-3"


def username(by: ActingStaff) -> str:
    return Staff.objects.using("owner").get(pk=by.staff_id).username


def sign_in(page: Page, by: ActingStaff, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.fill("[name=login]", username(by))
    page.fill("[name=password]", password)
    page.click("main form.form button")
    page.wait_for_url(lambda address: "/login" not in address)


def is_without_fault(page: Page) -> bool:
    """The page as it stands, by axe and by its width."""
    assert faults_of(page) == [], page.url
    assert not is_wider_than_the_screen(page), page.url
    return True


@pytest.mark.parametrize(("language", "width"), [("zh-hans", PHONE), ("en", 1440)])
def test_from_the_first_password_over_the_phone_to_the_first_page(desk: Desk, language: str, width: int):
    by = desk.planted.seats["bureau clerk"]
    Authenticator.objects.filter(user=by.staff_id).delete()
    Staff.objects.using("owner").filter(pk=by.staff_id).update(password_is_temporary=True)
    page = desk.open(language=language, width=width)
    sign_in(page, by)
    assert is_without_fault(page)
    for name, value in (("oldpassword", PASSWORD), ("password1", NEW), ("password2", NEW)):
        page.fill(f"[name={name}]", value)
    page.click("main form.form button")
    page.wait_for_url("**/account/mfa/")
    assert is_without_fault(page)
    page.locator("main a.button--main").click()
    page.wait_for_url("**/totp/activate/")
    assert is_without_fault(page)
    page.fill("[name=code]", code_of(page.input_value("#authenticator_secret")))
    page.click("main form.form button")
    page.wait_for_url("**/recovery-codes/")
    assert is_without_fault(page)
    assert page.locator("main li code").count() == 10
    page.goto("/lists/")
    assert page.url.endswith("/lists/")


# Passkeys


@pytest.fixture
def by_name() -> Iterator[None]:
    """The installation is served under a host name."""
    kinds = [*settings.MFA_SUPPORTED_TYPES, "webauthn"]
    with override_settings(PASSKEY_HOST="localhost", MFA_SUPPORTED_TYPES=kinds):
        yield


def with_a_key(page: Page) -> None:
    """The browser has a key that answers when it is asked."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_registered_and_signs_in_and_confirms(desk: Desk, by_name: None):
    desk.site.address = desk.site.address.replace("127.0.0.1", "localhost")
    by = desk.planted.seats["bureau clerk"]
    Authenticator.objects.filter(user=by.staff_id).delete()
    page = desk.open()
    with_a_key(page)
    sign_in(page, by)
    page.get_by_role("link", name="添加通行密钥").click()
    assert is_without_fault(page)
    page.get_by_role("button", name="添加").click()
    page.wait_for_url("**/recovery-codes/")
    assert Authenticator.objects.filter(user=by.staff_id, type="webauthn").count() == 1
    page.goto("/account/mfa/passkeys/")
    expect(page.locator("main")).to_contain_text("通行密钥 1")
    assert is_without_fault(page)
    page.get_by_role("button", name="退出").click()

    sign_in(page, by)
    page.wait_for_url("**/authenticate/")
    assert is_without_fault(page)
    # First the key is left alone until the browser gives up: told in words, and another way stands beside it.
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')); }"
    )
    page.get_by_role("button", name="用通行密钥确认").click()
    expect(page.get_by_text("没有确认成功")).to_be_visible()
    page.fill("[name=code]", a_code(by.staff_id))
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda address: "/mfa" not in address)
    assert page.evaluate("document.querySelector('.bar .tools').innerText").find(by.name) >= 0


def test_with_the_key_in_place_it_signs_in_and_opens_what_is_closed(desk: Desk, by_name: None):
    desk.site.address = desk.site.address.replace("127.0.0.1", "localhost")
    by = desk.planted.seats["keeper of closed files"]
    Authenticator.objects.filter(user=by.staff_id).delete()
    page = desk.open()
    with_a_key(page)
    sign_in(page, by)
    page.get_by_role("link", name="添加通行密钥").click()
    page.get_by_role("button", name="添加").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto("/account/mfa/")
    page.get_by_role("button", name="退出").click()
    sign_in(page, by)
    page.get_by_role("button", name="用通行密钥确认").click()
    page.wait_for_url(lambda address: "/account" not in address)
    page.goto("/closed/")
    page.wait_for_url("**/account/again/**")
    page.get_by_role("link", name=re.compile("安全密钥|通行密钥")).click()
    assert is_without_fault(page)
    page.get_by_role("button", name="用通行密钥确认").click()
    page.wait_for_url("**/closed/")
    expect(page.get_by_role("heading", level=1)).to_have_text("封存名册")


def test_under_an_address_no_passkey_is_offered(desk: Desk, by_name: None):
    """The control: the same installation, reached by its address."""
    by = desk.planted.seats["bureau clerk"]
    Authenticator.objects.filter(user=by.staff_id).delete()
    page = desk.open()
    sign_in(page, by)
    expect(page.get_by_role("link", name="启用手机验证码")).to_be_visible()
    expect(page.get_by_role("link", name="添加通行密钥")).to_have_count(0)


# A page that was left open


def test_a_page_warns_keeps_what_was_written_and_is_sent_after_signing_in_beside_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    real, passed = time.time, [0.0]
    monkeypatch.setattr(standing.time, "time", lambda: real() + passed[0])
    by = desk.planted.seats["justice assistant"]
    page = desk.open("justice assistant")
    page.clock.install()
    page.goto(desk.planted.address("verify", HERE))
    soon, gone = page.locator("[data-soon]"), page.locator("[data-gone]")

    def later(minutes: int, asks: str = "") -> None:
        """So much time passes on both sides; meanwhile the page asks, and is answered before more time passes."""
        passed[0] += minutes * 60
        with page.expect_response(f"**/{asks}/") if asks else nullcontext():
            page.clock.run_for(minutes * 60 * 1000)

    for item in ("name", "identity", "address"):
        page.locator(f"[name={item}][value=true]").check()
    later(4, asks="verify/*")
    later(2, asks="still-here")
    later(24)
    expect(soon).to_be_hidden()  # Six minutes in, the page said that somebody was at work on it.
    later(2, asks="how-long")
    expect(soon).to_be_visible()
    assert is_without_fault(page)
    with page.expect_response("**/still-here/"):
        page.get_by_role("button", name="继续使用").click()
    expect(soon).to_be_hidden()
    later(31, asks="how-long")
    expect(gone).to_be_visible()
    assert is_without_fault(page)

    with page.expect_popup() as opened:
        page.get_by_role("link", name="在新标签页登录").click()
    beside = opened.value
    give_second_factor(Staff.objects.get(pk=by.staff_id))
    sign_in(beside, by)
    beside.fill("[name=code]", a_code(by.staff_id))
    beside.click("main form.form button")
    beside.wait_for_url(lambda address: "/mfa" not in address)
    page.bring_to_front()
    page.clock.run_for(3000)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(gone).to_be_hidden()
    page.locator("main form .button--main").click()
    expect(page.get_by_role("status")).to_contain_text("核查已回复")
    assert Verification.objects.using("owner").filter(person_name=NAMES[HERE]).count() == 1


def test_without_script_what_was_written_is_kept_and_sent_again(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    real = time.time
    page = desk.open("justice assistant", script=False)
    page.goto(desk.planted.address("verify", HERE))
    for item in ("name", "identity", "address"):
        page.locator(f"[name={item}][value=true]").check()
    monkeypatch.setattr(standing.time, "time", lambda: real() + settings.SESSION_IDLE.total_seconds() + 1)
    page.locator("main form .button--main").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("还没有提交")
    monkeypatch.setattr(standing.time, "time", real)
    by = desk.planted.seats["justice assistant"]
    with page.expect_popup() as opened:
        page.get_by_role("link", name="在新标签页登录").click()
    beside = opened.value
    sign_in(beside, by)
    beside.fill("[name=code]", a_code(by.staff_id))
    beside.click("main form.form button")
    beside.wait_for_url(lambda address: "/mfa" not in address)
    page.get_by_role("button", name="再次提交").click()
    # The sign-in made another token: once more, by whoever is named there.
    expect(page.locator("main")).to_contain_text(by.name)
    page.get_by_role("button", name="再次提交").click()
    expect(page.get_by_role("status")).to_contain_text("核查已回复")
