"""`anbang account`: whoever keeps an installation opens its first accounts, gives them their posts and ends these; and helps whoever
cannot sign in any more.
"""

import argparse
from collections.abc import Callable

from django.contrib.auth.hashers import make_password

from anbang.organisations.accounts import end_account, end_sessions, lift_lock, reset_password, reset_second_factor
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.actions import Appointment, NewAccount, appoint, end_posting, open_accounts
from anbang.organisations.appointing import cases_handed_over_first
from anbang.organisations.day import office_day
from anbang.organisations.kinds import Role, WhyReset
from anbang.organisations.models import Office, Posting, Staff
from anbang.organisations.unattended import unattended
from anbang.site.asking import BadInput, a_day, account_called, answer, office_called, parser_of
from anbang.web.signing.passwords import new_password

EXAMPLE = "li.wenjing --name 李文静 --role bureau_clerk --office 荣昌区司法局"


def account(arguments: list[str]) -> int:
    """Open an account where there is none of that name, and give it a post; or end the post; or one of the other steps on an account.
    Returns the exit status.

    A new password is made up and printed once; its holder changes it when signing in.
    """
    return answer("anbang account", lambda: _done(_parser().parse_args(arguments)))


def _parser() -> argparse.ArgumentParser:
    parser = parser_of("anbang account", does="Open an account and give it a post, or end the post.", example=EXAMPLE)
    parser.add_argument("username", metavar="USER", help="the name to sign in with")
    parser.add_argument("--name", default="", metavar="NAME", help="the person's name, needed for a new account")
    parser.add_argument("--role", choices=Role.values, metavar="ROLE", help=", ".join(Role.values))
    parser.add_argument("--office", metavar="OFFICE", help="the office's name, such as 荣昌区司法局")
    parser.add_argument("--last-day", type=a_day, metavar="DATE", help="end the post instead, with this day")
    instead = parser.add_argument_group("instead of a post").add_mutually_exclusive_group()
    instead.add_argument(
        "--reset-password", action="store_true", help="print another password, changed at the next sign-in"
    )
    instead.add_argument(
        "--reset-second-factor",
        choices=WhyReset.values,
        metavar="WHY",
        help=f"take the second factor away, so that another is set up: {', '.join(WhyReset.values)}",
    )
    instead.add_argument(
        "--lift-lock", action="store_true", help="let somebody who mistyped too often try again at once"
    )
    instead.add_argument("--end-sessions", action="store_true", help="sign the account out wherever it is signed in")
    instead.add_argument(
        "--end-account", action="store_true", help="end all its posts today, and the account with them"
    )
    return parser


def _done(asked: argparse.Namespace) -> str:
    with cases_handed_over_first(asked.username):
        for name, step in STEPS.items():
            if getattr(asked, name):
                if asked.role or asked.office or asked.last_day or asked.name:
                    raise BadInput(f"--{name.replace('_', '-')} stands alone: it concerns the account and no post.")
                return step(account_called(asked.username), asked)
        if not (asked.role and asked.office):
            raise BadInput("A post has --role and --office; what else is done to an account is told by --help.")
        by = _as_system()
        with acting(by):
            office = office_called(asked.office, on=by.today)
            return _end(asked, office, by=by) if asked.last_day else _open(asked, office, by=by)


def _as_system() -> ActingStaff:
    return unattended("account", on=office_day(), role=Role.SYSTEM_ADMINISTRATOR)


def _as_security() -> ActingStaff:
    return unattended("account", on=office_day(), role=Role.SECURITY_ADMINISTRATOR)


def _another_password(staff: Staff, _asked: argparse.Namespace) -> str:
    password, by = new_password(), _as_system()
    reset_password(staff.pk, make_password(password), by=by, on=by.today)
    return f"{staff.username}: the password is {password}"


def _no_second_factor(staff: Staff, asked: argparse.Namespace) -> str:
    by = _as_security()
    reset_second_factor(staff.pk, WhyReset(asked.reset_second_factor), by=by, on=by.today)
    return f"{staff.username}: the second factor is taken away; another is set up at the next sign-in"


def _unlocked(staff: Staff, _asked: argparse.Namespace) -> str:
    by = _as_security()
    lift_lock(staff.pk, by=by, on=by.today)
    return f"{staff.username}: the lock is lifted"


def _signed_out(staff: Staff, _asked: argparse.Namespace) -> str:
    by = _as_security()
    end_sessions(staff.pk, by=by, on=by.today)
    return f"{staff.username}: signed out everywhere at the next click"


def _ended(staff: Staff, _asked: argparse.Namespace) -> str:
    by = _as_system()
    end_account(staff.pk, by=by, on=by.today)
    return f"{staff.username}: the account and its posts end today"


STEPS: dict[str, Callable[[Staff, argparse.Namespace], str]] = {
    "reset_password": _another_password,
    "reset_second_factor": _no_second_factor,
    "lift_lock": _unlocked,
    "end_sessions": _signed_out,
    "end_account": _ended,
}


def _open(asked: argparse.Namespace, office: Office, *, by: ActingStaff) -> str:
    known = Staff.objects.filter(username=asked.username).first()
    staff, words = (known, "the password is unchanged") if known else _new(asked, by=by)
    appoint(Appointment(staff.pk, office.pk, Role(asked.role)), by=by, on=by.today)
    return f"{staff.username}: {asked.role} at {office.name} from {by.today}; {words}"


def _end(asked: argparse.Namespace, office: Office, *, by: ActingStaff) -> str:
    staff = account_called(asked.username)
    held = Posting.objects.filter(staff=staff, office=office, role=asked.role).order_by("-from_on").first()
    if held is None:
        raise BadInput(f"{staff.username} has never been {asked.role} at {office.name}.")
    end_posting(held.pk, by=by, on=asked.last_day)
    return f"{staff.username}: {asked.role} at {office.name} until {asked.last_day}, the last day"


def _new(asked: argparse.Namespace, *, by: ActingStaff) -> tuple[Staff, str]:
    if not asked.name.strip():
        raise BadInput(f"There is no account {asked.username!r} yet: --name tells whose it is to be.")
    password = new_password()
    opened = open_accounts(
        [NewAccount(asked.username, asked.name, encoded_password=make_password(password))], by=by, on=by.today
    )
    return opened[0], f"the password is {password}; it is changed at the first sign-in"
