"""What happens to an account itself: its password, its second factor, its lock, what it is signed in to, and its end.

The password is the system administrator's, the second factor and the lock are the security administrator's: to take somebody's account
over takes both.
"""

from datetime import date

from allauth.mfa.models import Authenticator
from django.db.models import F
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.appointing import refuse_oneself, refuse_the_last, refuse_unless
from anbang.organisations.kinds import Role, WhyReset
from anbang.organisations.locks import is_locked, lift
from anbang.organisations.models import Posting, Staff
from anbang.organisations.steps import StepRefused
from anbang.policy.clauses import SYSTEM


def reset_password(staff_id: int, encoded_password: str, *, by: ActingStaff, on: date) -> None:
    """Another first password, which is changed at the next sign-in; `encoded_password` as `make_password` gives it."""
    with acting(by):
        refuse_unless(Role.SYSTEM_ADMINISTRATOR, by=by)
        somebody = _account(staff_id, by=by)
        somebody.password, somebody.password_is_temporary = encoded_password, True
        somebody.save(update_fields=["password", "password_is_temporary"])
        _tell("password_reset", somebody, by=by, on=on)


def end_account(staff_id: int, *, by: ActingStaff, on: date) -> None:
    """Nobody signs in with it any more. Its posts end with the day: whoever holds cases hands them over first."""
    with acting(by):
        refuse_unless(Role.SYSTEM_ADMINISTRATOR, by=by)
        somebody = _account(staff_id, by=by)
        if Posting.objects.filter(staff=somebody, from_on__gt=on).exists():
            raise StepRefused(_("此人还有以后才开始的岗位，请先处理。"))
        for posting in Posting.objects.filter(staff=somebody).exclude(until_on__lte=on):
            refuse_the_last(posting.role, somebody.pk, by=by)
            posting.until_on = on
            posting.save(update_fields=["until_on"])
        somebody.is_active = False
        somebody.save(update_fields=["is_active"])
        _tell("account_ended", somebody, by=by, on=on)


def reset_second_factor(staff_id: int, why: WhyReset, *, by: ActingStaff, on: date) -> None:
    """Takes away whatever the account confirms itself with, and ends what it is signed in to; it sets up another when it next signs in."""
    with acting(by):
        refuse_unless(Role.SECURITY_ADMINISTRATOR, by=by)
        somebody = _account(staff_id, by=by)
        gone, _by_kind = Authenticator.objects.filter(user=somebody).delete()
        if not gone:
            raise StepRefused(_("这个账号没有设置两步验证。"))
        _end_sessions(somebody)
        _tell("second_factor_reset", somebody, by=by, on=on, why=why)


def end_sessions(staff_id: int, *, by: ActingStaff, on: date) -> None:
    """Wherever the account is signed in, it is signed out at the next click."""
    with acting(by):
        refuse_unless(Role.SECURITY_ADMINISTRATOR, by=by)
        somebody = _account(staff_id, by=by)
        _end_sessions(somebody)
        _tell("sessions_ended", somebody, by=by, on=on)


def lift_lock(staff_id: int, *, by: ActingStaff, on: date) -> None:
    """Whoever mistyped too often may try again before the lock lifts by itself."""
    with acting(by):
        refuse_unless(Role.SECURITY_ADMINISTRATOR, by=by)
        somebody = _account(staff_id, by=by)
        if not is_locked(somebody.username):
            raise StepRefused(_("这个账号没有被锁定。"))
        lift(somebody.username)
        _tell("lock_lifted", somebody, by=by, on=on)


def _account(staff_id: int, *, by: ActingStaff) -> Staff:
    """The working account under a row lock; never one's own."""
    somebody: Staff = Staff.objects.select_for_update().get(pk=staff_id)
    refuse_oneself(somebody.pk, by=by)
    if not somebody.is_active:
        raise StepRefused(_("这个账号不存在或已停用。"), field="staff")
    return somebody


def _end_sessions(somebody: Staff) -> None:
    Staff.objects.filter(pk=somebody.pk).update(session_number=F("session_number") + 1)


def _tell(action: str, whose: Staff, *, by: ActingStaff, on: date, **more: str) -> None:
    record(action, Happening(clauses=(SYSTEM,), data={"staff": whose.pk, **more}), by=by, on=on)
