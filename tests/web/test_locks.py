"""After five wrong passwords or codes an account is locked, whoever tried and from wherever; nothing of it says whether there is such an account."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta
from threading import Barrier

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from anbang.audit.models import Event
from anbang.organisations.accounts import lift_lock
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.locks import is_locked
from anbang.organisations.models import Staff
from anbang.site.accounts import account
from anbang.web.jobs import tidy
from anbang.web.signing import adapter
from anbang.web.signing.passwords import ChangePasswordForm
from tests.support.database import Server
from tests.support.people import PASSWORD, TODAY, office, post
from tests.support.signing import SECRET, a_code, give_second_factor

LIMIT = settings.AXES_FAILURE_LIMIT
LOCKED, WRONG = "这个账号已锁定。请 15 分钟后再试，或请安全管理员解除锁定。", "用户名或密码不对。"
SECRET_TYPED = "Nobody-Else-Knows-7"


@pytest.fixture
def cadre(database: str) -> Staff:
    by = post(Role.VILLAGE_CADRE, office(OfficeKind.VILLAGE_COMMITTEE))
    return Staff.objects.get(pk=by.staff_id)


def attempt(login: str, password: str = "wrong", *, address: str = "10.0.0.1", browser: str = "x"):
    """One form that is sent from somewhere."""
    client = Client(HTTP_HOST="localhost", REMOTE_ADDR=address, HTTP_USER_AGENT=browser)
    return client.post(reverse("account_login"), {"login": login, "password": password})


def lock(login: str) -> None:
    for number in range(LIMIT):
        attempt(login, address=f"10.0.{number}.1", browser=f"browser {number}")


def test_the_limit_is_five_as_the_law_has_it():
    assert LIMIT == 5


@pytest.mark.parametrize("written", [str, str.upper, lambda name: f" {name} "])
def test_after_five_failures_from_anywhere_the_right_password_does_not_help(
    cadre: Staff, written: Callable[[str], str]
):
    answers = [attempt(written(cadre.username), address=f"10.0.{n}.1", browser=f"b{n}") for n in range(LIMIT)]
    assert [WRONG in answer.content.decode() for answer in answers] == [True] * (LIMIT - 1) + [False]
    assert LOCKED in answers[-1].content.decode()
    assert [answer.status_code for answer in answers] == [200] * (LIMIT - 1) + [429]
    right = attempt(cadre.username, PASSWORD, address="192.168.1.1")
    assert (right.status_code, LOCKED in right.content.decode()) == (429, True)
    assert right.headers["Retry-After"] == "900"


def test_control_four_failures_lock_nobody_and_a_sign_in_forgets_them(cadre: Staff):
    for _ in range(2):
        for _ in range(LIMIT - 1):
            attempt(cadre.username)
        assert attempt(cadre.username, PASSWORD).status_code == 302


def test_a_name_that_nobody_has_is_answered_the_same(cadre: Staff):
    def told(login: str) -> list[tuple[int, str]]:
        answers = [attempt(login) for _ in range(LIMIT + 2)]
        return [(one.status_code, one.content.decode().replace(login, "").split("csrf")[0]) for one in answers]

    assert told("nobody.of.this.name") == told(cadre.username)


def test_the_lock_of_one_is_nobody_elses_though_they_share_an_address(cadre: Staff):
    other = Staff.objects.get(pk=post(Role.VILLAGE_CADRE, office(OfficeKind.VILLAGE_COMMITTEE)).staff_id)
    for _ in range(LIMIT + 3):
        attempt(cadre.username)
    assert attempt(other.username, PASSWORD).status_code == 302


def test_an_office_behind_one_address_signs_in_in_the_morning(cadre: Staff):
    """Some of forty mistype once; what is counted by address holds whoever tries names one after another."""
    for number in range(40):
        attempt(f"somebody{number}")
    assert attempt(cadre.username, PASSWORD).status_code == 302
    for number in range(40):
        attempt(f"anybody{number}")
    assert "输错的次数太多" in attempt(cadre.username, PASSWORD).content.decode()
    assert attempt(cadre.username, PASSWORD, address="10.0.0.2").status_code == 302


def test_the_lock_lifts_by_itself_and_trying_on_does_not_make_it_longer(cadre: Staff):
    lock(cadre.username)
    cool_off = settings.AXES_COOLOFF_TIME
    AccessAttempt.objects.update(attempt_time=timezone.now() - cool_off + timedelta(minutes=1))
    assert attempt(cadre.username, PASSWORD).status_code == 429, "the control"
    AccessAttempt.objects.update(attempt_time=timezone.now() - cool_off - timedelta(seconds=1))
    assert not is_locked(cadre.username)
    assert attempt(cadre.username, PASSWORD).status_code == 302


def test_the_security_administrator_lifts_it_by_page_or_command(cadre: Staff, capsys: pytest.CaptureFixture[str]):
    security = post(Role.SECURITY_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))
    lock(cadre.username)
    assert is_locked(cadre.username)
    lift_lock(cadre.pk, by=security, on=TODAY)
    assert attempt(cadre.username, PASSWORD).status_code == 302
    lock(cadre.username)
    assert account([cadre.username, "--lift-lock"]) == 0
    assert attempt(cadre.username, PASSWORD).status_code == 302
    assert account([cadre.username, "--lift-lock"]) == 1, "there is nothing to lift"


# At once


def try_at_once(login: str, number: int) -> None:
    with ThreadPoolExecutor(number) as workers:
        for run in [workers.submit(alone, login) for _ in range(number)]:
            run.result(60)


def alone(login: str) -> None:
    try:
        attempt(login)
    finally:
        connections.close_all()


def test_of_many_at_once_no_more_than_five_are_looked_at(cadre: Staff, monkeypatch: pytest.MonkeyPatch):
    looked_at: list[str] = []
    monkeypatch.setattr(Staff, "check_password", lambda _staff, password: looked_at.append(password))
    try_at_once(cadre.username, 12)
    assert len(looked_at) == LIMIT


def test_control_not_in_turn_more_than_five_are_looked_at(cadre: Staff, monkeypatch: pytest.MonkeyPatch):
    """Eight stand before the password at one moment, none of them counted."""
    together = Barrier(8, timeout=60)
    monkeypatch.setattr(Staff, "check_password", lambda _staff, _password: together.wait() < 0)
    monkeypatch.setattr(adapter, "one_at_a_time", lambda _typed: nullcontext())
    try_at_once(cadre.username, 8)
    assert not together.broken


# The second step


@pytest.fixture
def clerk_of_the_bureau(database: str) -> Staff:
    staff = Staff.objects.get(pk=post(Role.BUREAU_CLERK, office(OfficeKind.JUSTICE_BUREAU)).staff_id)
    give_second_factor(staff)
    return staff


def at_the_second_step(staff: Staff) -> Client:
    client = Client(HTTP_HOST="localhost")
    assert client.post(reverse("account_login"), {"login": staff.username, "password": PASSWORD}).status_code == 302
    return client


def test_wrong_codes_lock_like_wrong_passwords_and_both_are_counted_together(clerk_of_the_bureau: Staff):
    attempt(clerk_of_the_bureau.username)
    attempt(clerk_of_the_bureau.username)
    client = at_the_second_step(clerk_of_the_bureau)
    answers = [client.post(reverse("mfa_authenticate"), {"code": "000000"}) for _ in range(3)]
    assert [LOCKED in answer.content.decode() for answer in answers] == [False, False, True]
    right = client.post(reverse("mfa_authenticate"), {"code": a_code(clerk_of_the_bureau)})
    assert (right.status_code, LOCKED in right.content.decode()) == (429, True)
    assert attempt(clerk_of_the_bureau.username, PASSWORD).status_code == 429


def test_a_code_is_good_for_one_sign_in(clerk_of_the_bureau: Staff, monkeypatch: pytest.MonkeyPatch):
    """For as long as allauth would take it, which is three times as long as it remembers that it was used."""
    now = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    code = str(format_hotp_value(hotp_value(SECRET, int(now[0]) // settings.MFA_TOTP_PERIOD)))
    assert at_the_second_step(clerk_of_the_bureau).post(reverse("mfa_authenticate"), {"code": code}).url == "/"
    now[0] += settings.MFA_TOTP_PERIOD + 1
    again = at_the_second_step(clerk_of_the_bureau).post(
        reverse("mfa_authenticate"), {"code": f"{code[:3]} {code[3:]}"}
    )
    assert again.status_code == 200
    other = str(format_hotp_value(hotp_value(SECRET, int(now[0]) // settings.MFA_TOTP_PERIOD)))
    assert at_the_second_step(clerk_of_the_bureau).post(reverse("mfa_authenticate"), {"code": other}).url == "/"


def test_whoever_guesses_before_a_closed_file_locks_the_account(clerk_of_the_bureau: Staff):
    client = Client(HTTP_HOST="localhost")
    client.force_login(clerk_of_the_bureau)
    answers = [client.post(reverse("account_reauthenticate"), {"password": f"guess {n}"}) for n in range(LIMIT)]
    assert LOCKED in answers[-1].content.decode()
    assert LOCKED in client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).content.decode()
    assert client.get("/").status_code == 200, "what is signed in goes on"


# What is kept of it


def everything_in(server: Server, database: str) -> str:
    """Every row of every table of axes and of the trail."""
    tables = "axes_accessattempt", "axes_accesslog", "axes_accessfailurelog", "audit_event", "django_session"
    with server.as_superuser(database) as connection:
        return "\n".join(str(connection.execute(f"select t::text from {table} t").fetchall()) for table in tables)


def test_neither_a_password_nor_what_was_typed_as_a_name_stands_anywhere(
    server: Server, database: str, cadre: Staff, caplog: pytest.LogCaptureFixture
):
    attempt(cadre.username, SECRET_TYPED)
    attempt(SECRET_TYPED, "x")
    for _ in range(LIMIT):
        attempt(SECRET_TYPED, SECRET_TYPED)
    kept = everything_in(server, database)
    assert "axes" not in kept
    assert "account/login" in kept, "the control: the failures are there"
    assert SECRET_TYPED.lower() not in kept.lower()
    assert cadre.username not in kept
    assert SECRET_TYPED not in caplog.text


def test_the_trail_knows_of_the_lock_and_whose_account_it_was(cadre: Staff):
    lock(cadre.username)
    attempt(cadre.username)
    lock("nobody.of.this.name")
    told = Event.objects.using("owner").get(action="account_locked")
    assert (told.staff_id, told.data) == (0, {"staff": cadre.pk})


def test_whoever_signs_in_and_out_is_in_the_trail(cadre: Staff):
    client = Client(HTTP_HOST="localhost")
    client.post(reverse("account_login"), {"login": cadre.username, "password": PASSWORD})
    client.post(reverse("account_logout"))
    told = Event.objects.using("owner").order_by("id").values_list("action", "staff_id")
    assert list(told) == [("signed_in", cadre.pk), ("signed_out", cadre.pk)]


def test_old_failures_are_cleared_away(cadre: Staff, clerk: ActingStaff):
    attempt("old")
    AccessAttempt.objects.update(attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME)
    attempt(cadre.username)
    tidy(0)
    assert AccessAttempt.objects.count() == 1


def test_guesses_at_ones_own_old_password_are_counted_with_the_rest(cadre: Staff):
    """Whoever sits down at a page that was left open has five guesses, and not as many as they like."""
    client = Client(HTTP_HOST="localhost")
    client.post(reverse("account_login"), {"login": cadre.username, "password": PASSWORD})
    address = reverse("account_change_password")
    told = {"oldpassword": "wrong", "password1": "Another-2015-One", "password2": "Another-2015-One"}
    answers = [client.post(address, told) for _ in range(LIMIT)]
    assert LOCKED in answers[-1].content.decode()
    assert is_locked(cadre.username)
    cache.clear()  # allauth counts too, for a minute
    right = client.post(address, {**told, "oldpassword": PASSWORD})
    assert (right.status_code, LOCKED in right.content.decode()) == (429, True)
    cadre.refresh_from_db()
    assert cadre.check_password(PASSWORD)


def test_control_uncounted_whoever_guesses_long_enough_is_let_in(cadre: Staff, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ChangePasswordForm, "clean_oldpassword", ChangePasswordForm.clean_oldpassword.__wrapped__)
    client = Client(HTTP_HOST="localhost")
    client.post(reverse("account_login"), {"login": cadre.username, "password": PASSWORD})
    address = reverse("account_change_password")
    told = {"oldpassword": "wrong", "password1": "Another-2015-One", "password2": "Another-2015-One"}
    for _ in range(LIMIT + 1):
        cache.clear()  # allauth counts too, for a minute
        assert LOCKED not in client.post(address, told).content.decode()
    assert not is_locked(cadre.username)
    cache.clear()
    assert client.post(address, {**told, "oldpassword": PASSWORD}).status_code == 302
