"""Signing in as the tests do: whoever needs a second factor has one, as in life. The guard that asks for it is never switched off."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Posting, Staff
from anbang.web.signing.second_factor import needs_second_factor
from tests.support.people import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
sign_in_by_force = Client.force_login


def give_second_factor(staff: Staff) -> None:
    """Whoever needs one gets one, with codes for a lost phone."""
    held = Posting.objects.using("owner").filter(staff=staff)
    if needs_second_factor(held) and not Authenticator.objects.filter(user=staff).exists():
        TOTP.activate(staff, SECRET)
        RecoveryCodes.activate(staff)


def a_code(staff: Staff | int) -> str:
    """A code that opens the second door, once; empty for whoever has none."""
    codes = Authenticator.objects.filter(user=staff, type=Authenticator.Type.RECOVERY_CODES).first()
    return str(codes.wrap().get_unused_codes()[0]) if codes else ""


def confirmed(client: Client, by: ActingStaff) -> Client:
    """It is them: the session as the form leaves it that asks once more, which the main job's test fills in for real. The hash of a
    password is slow on purpose, and this is asked for hundreds of times.
    """
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(by.staff_id)
    session.save()
    return client


def by_the_form(by: ActingStaff, password: str = PASSWORD) -> Client:
    """A browser in which `by` filled in the form, and whatever it asks for beside the password."""
    client, staff = Client(HTTP_HOST="localhost", raise_request_exception=False), Staff.objects.get(pk=by.staff_id)
    give_second_factor(staff)
    client.post(reverse("account_login"), {"login": staff.username, "password": password})
    if code := a_code(staff):
        client.post(reverse("mfa_authenticate"), {"code": code})
    return client


def newcomer(by: ActingStaff) -> Client:
    """A browser in which `by` signed in with the password alone, and has no second factor yet."""
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    sign_in_by_force(client, Staff.objects.get(pk=by.staff_id), settings.AUTHENTICATION_BACKENDS[-1])
    return client


@pytest.fixture(scope="session", autouse=True)
def whoever_signs_in_has_what_they_need() -> Iterator[None]:
    """For `force_login`, which asks for nothing."""

    def signed_in(client: Client, user: Staff, backend: str | None = None, **_: Any) -> None:
        give_second_factor(user)
        sign_in_by_force(client, user, backend or settings.AUTHENTICATION_BACKENDS[-1])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", signed_in)
        yield


@pytest.fixture(autouse=True)
def nobody_has_tried_before() -> None:
    """What is counted and remembered for a minute is each test's own."""
    cache.clear()
