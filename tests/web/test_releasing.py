"""The security administrator's page: what waits is released or refused, and its code is the second thing that the holder has to know."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from anbang.organisations.accounts import reset_password
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.locks import is_locked
from anbang.organisations.models import Posting, Proposal, Staff
from anbang.web.signing.passwords import new_password
from tests.support.people import INSTALLATION, TODAY, office, post
from tests.web.planted import fresh
from tests.web.test_accounts import PASSWORD_SHOWN, open_account, page_of

WAITING, NEW = "/accounts/waiting/", "Quiet-Harbour-2015"
SEEN = re.compile(r'name="seen" value="([\d,]+)"')


@pytest.fixture
def system(database: str) -> Client:
    return fresh(post(Role.SYSTEM_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU)))


@pytest.fixture
def security(database: str) -> Client:
    return fresh(post(Role.SECURITY_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU)))


def secret_on(page: str) -> str:
    shown = PASSWORD_SHOWN.search(page)
    assert shown is not None
    return shown[1]


def answer(security: Client, staff: Staff, step: str, **told: str):
    page = page_of(security, "waiting_accounts")
    seen = SEEN.search(page)
    assert seen is not None
    return security.post(reverse(step, args=[staff.pk]), {"seen": seen[1], **told}, follow=True)


def signed_in(username: str, password: str) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.post(reverse("account_login"), {"login": username, "password": password})
    return client


def change(client: Client, old: str, **told: str):
    whole = {"oldpassword": old, "password1": NEW, "password2": NEW, **told}
    return client.post(reverse("account_change_password"), whole)


def test_a_new_account_opens_nothing_before_its_holder_has_what_two_people_told_them(system: Client, security: Client):
    password = secret_on(open_account(system).content.decode())
    staff = Staff.objects.get(username="zhou.min")
    client = signed_in(staff.username, password)
    assert "放行码不对，或安全管理员还没有放行。" in change(client, password, release_code="x").content.decode()
    page = page_of(security, "waiting_accounts")
    assert all(words in page for words in ("周敏", "司法局经办人", "临时密码", "zhou.min"))
    code = secret_on(answer(security, staff, "release_account").content.decode())
    assert code not in page_of(security, "waiting_accounts"), "shown once"
    client = signed_in(staff.username, password)
    assert client.get("/").headers["Location"] == reverse("account_change_password")
    assert change(client, password).status_code == 200, "without the code"
    assert change(client, password, release_code=f" {code.replace('-', ' ').lower()} ").status_code == 302
    assert client.get("/").headers["Location"] == reverse("mfa_index")
    assert Posting.objects.get(staff=staff).proposal.used_at is None
    assert Proposal.objects.get(staff=staff, what="password").used_at is not None


def test_for_a_code_that_was_lost_another_comes_with_another_password(system: Client, security: Client):
    first = secret_on(open_account(system).content.decode())
    staff = Staff.objects.get(username="zhou.min")
    page = answer(security, staff, "release_account").content.decode()
    assert "放行码丢失的，由系统管理员重置密码，您再放行一次，就有新的放行码。" in page
    lost = secret_on(page)
    password = secret_on(system.post(reverse("reset_password", args=[staff.pk])).content.decode())
    assert password != first
    client = signed_in(staff.username, password)
    assert change(client, password, release_code=lost).status_code == 200, "the lost one is worth nothing any more"
    code = secret_on(answer(security, staff, "release_account").content.decode())
    assert change(client, password, release_code=code).status_code == 302


def test_what_the_installation_gives_asks_for_no_code_that_was_lost(system: Client, security: Client):
    open_account(system)
    staff = Staff.objects.get(username="zhou.min")
    answer(security, staff, "release_account")
    password = new_password()
    reset_password(staff.pk, make_password(password), by=INSTALLATION, on=TODAY)
    client = signed_in(staff.username, password)
    assert "放行码" not in client.get(reverse("account_change_password")).content.decode()
    assert change(client, password).status_code == 302
    assert client.get("/").headers["Location"] == reverse("mfa_index")


def test_control_whoever_knows_the_password_alone_gets_no_further(system: Client, assistant: ActingStaff):
    """The system administrator, with a password that they have just given to somebody who has no second factor."""
    password = secret_on(system.post(reverse("reset_password", args=[assistant.staff_id])).content.decode())
    staff = Staff.objects.get(pk=assistant.staff_id)
    client = signed_in(staff.username, password)
    for address in ("/", reverse("mfa_index"), reverse("mfa_activate_totp")):
        assert client.get(address).headers["Location"] == reverse("account_change_password")
    change(client, password, release_code="Aa23-Bb45-Cc67-Dd89")
    staff.refresh_from_db()
    assert staff.password_is_temporary


def test_what_is_not_released_says_why_to_the_system_administrator(system: Client, security: Client):
    open_account(system)
    staff = Staff.objects.get(username="zhou.min")
    assert "待安全管理员放行：" in page_of(system, "one_account", staff.pk)
    assert "请选择原因。" in answer(security, staff, "refuse_account", why="").content.decode()
    assert "没有放行，原因已记录。" in answer(security, staff, "refuse_account", why="unknown").content.decode()
    assert "没有放行：本人或单位说不知道这件事" in page_of(system, "one_account", staff.pk)
    assert not Posting.objects.filter(staff=staff).exists()


def test_a_post_alone_is_released_without_a_code(system: Client, security: Client, clerk: ActingStaff):
    told = {"role": Role.SEALING_KEEPER, "office": clerk.office_id}
    system.post(reverse("give_post", args=[clerk.staff_id]), told)
    page = answer(security, Staff.objects.get(pk=clerk.staff_id), "release_account").content.decode()
    assert "已放行，从今天起任职。" in page
    assert Posting.objects.filter(staff=clerk.staff_id, role=Role.SEALING_KEEPER).exists()


def test_what_changed_since_it_was_looked_at_is_looked_at_again(system: Client, security: Client):
    open_account(system)
    staff = Staff.objects.get(username="zhou.min")
    for seen in ("", "0", "x,1", "²"):
        page = security.post(reverse("release_account", args=[staff.pk]), {"seen": seen}, follow=True)
        assert "待放行的内容有变动，请重新核对。" in page.content.decode()


def test_the_page_is_the_security_administrators_and_never_about_themselves(system: Client, security: Client):
    assert system.get(WAITING).status_code == 404
    assert "没有待放行的账号" in page_of(security, "waiting_accounts")
    own = int(security.session["_auth_user_id"])
    system.post(reverse("reset_password", args=[own]))
    other = fresh(post(Role.SECURITY_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU)))
    assert "没有待放行的账号" in page_of(other, "waiting_accounts"), "has a second factor"


def test_the_list_of_accounts_says_how_many_wait(system: Client, security: Client):
    open_account(system)
    assert re.search(r"待放行 1\s*</a>", page_of(security, "accounts"))
    assert WAITING not in page_of(system, "accounts")


def test_wrong_codes_of_release_lock_the_account(system: Client, assistant: ActingStaff):
    password = secret_on(system.post(reverse("reset_password", args=[assistant.staff_id])).content.decode())
    staff = Staff.objects.get(pk=assistant.staff_id)
    client = signed_in(staff.username, password)
    for _ in range(5):
        change(client, password, release_code="x")
    assert is_locked(staff.username)


def test_the_first_page_says_that_accounts_wait_to_whoever_may_release_them(system: Client, security: Client):
    assert "等您核对" not in security.get("/").content.decode()
    open_account(system)
    assert "1 个账号等您核对、放行" in security.get("/").content.decode()
    assert "等您核对" not in system.get("/").content.decode()
    answer(security, Staff.objects.get(username="zhou.min"), "release_account")
    assert "等您核对" not in security.get("/").content.decode()


@pytest.mark.parametrize("step", ["release_account", "refuse_account"])
def test_a_number_that_no_row_has_was_not_looked_at(system: Client, security: Client, step: str):
    open_account(system)
    staff = Staff.objects.get(username="zhou.min")
    told = {"seen": "9" * 5000, "why": "unknown"}
    page = security.post(reverse(step, args=[staff.pk]), told, follow=True).content.decode()
    assert "待放行的内容有变动" in page
