"""What the trail learns of signing in: who, from which post, and that an account was locked. Never from where, nor with what."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from anbang.audit.recording import Happening, record
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.day import office_day
from anbang.organisations.kinds import Role
from anbang.organisations.models import Staff
from anbang.organisations.queries import NotPosted, sign_in
from anbang.organisations.unattended import unattended
from anbang.policy.clauses import SYSTEM


def tell_signed_in(staff: Any) -> None:
    """With all that is asked for."""
    _tell_of_oneself("signed_in", staff)


def tell_signed_out(staff: Any) -> None:
    """By one's own hand."""
    _tell_of_oneself("signed_out", staff)


def tell_password_changed(staff: Any) -> None:
    """One's own."""
    _tell_of_oneself("password_changed", staff)


def tell_set_up(staff: Any) -> None:
    """A second factor."""
    _tell_of_oneself("second_factor_set_up", staff)


def tell_removed(staff: Any) -> None:
    """A second factor."""
    _tell_of_oneself("second_factor_removed", staff)


def _tell_of_oneself(action: str, staff: Any) -> None:
    today = office_day()
    try:
        by = sign_in(staff, on=today)
    except NotPosted:
        by = replace(unattended(staff.name, on=today, role=Role.SYSTEM_ADMINISTRATOR), staff_id=staff.pk)
    _tell(action, staff, by)


def tell_of_a_lock(request: HttpRequest, username: str) -> None:
    """When an account has just been locked, if there is one of this name: whose hand it was nobody knows."""
    if getattr(request, "axes_failures_since_start", None) != settings.AXES_FAILURE_LIMIT:
        return
    staff = Staff.objects.filter(username__iexact=username.strip()).first()
    if staff is not None:
        _tell("account_locked", staff, unattended("sign-in", on=office_day(), role=Role.SYSTEM_ADMINISTRATOR))


def _tell(action: str, staff: Staff, by: ActingStaff) -> None:
    with acting(by):
        record(action, Happening(clauses=(SYSTEM,), data={"staff": staff.pk}), by=by, on=by.today)
