"""`anbang account`: whoever keeps an installation opens its first accounts, gives them their posts and ends these."""

import argparse
import secrets

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from django.utils.translation import gettext as _

from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.actions import Appointment, NewAccount, appoint, end_posting, open_accounts
from anbang.organisations.day import office_day
from anbang.organisations.kinds import Role
from anbang.organisations.models import Office, Posting, Staff
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import unattended
from anbang.site.asking import BadInput, a_day, account_called, answer, office_called, parser_of

PASSWORD_BYTES = 12
HOLDS_CASES = "cases are in this person's hands"
EXAMPLE = "li.wenjing --name 李文静 --role bureau_clerk --office 荣昌区司法局"


def account(arguments: list[str]) -> int:
    """Open an account where there is none of that name, and give it a post; or end the post. Returns the exit status.

    A new account's password is made up and printed once; its holder changes it after signing in.
    """
    return answer("anbang account", lambda: _done(_parser().parse_args(arguments)))


def _parser() -> argparse.ArgumentParser:
    parser = parser_of("anbang account", does="Open an account and give it a post, or end the post.", example=EXAMPLE)
    parser.add_argument("username", metavar="USER", help="the name to sign in with")
    parser.add_argument("--name", default="", metavar="NAME", help="the person's name, needed for a new account")
    parser.add_argument("--role", required=True, choices=Role.values, metavar="ROLE", help=", ".join(Role.values))
    parser.add_argument("--office", required=True, metavar="OFFICE", help="the office's name, such as 荣昌区司法局")
    parser.add_argument("--last-day", type=a_day, metavar="DATE", help="end the post instead, with this day")
    return parser


def _done(asked: argparse.Namespace) -> str:
    by = unattended("account", on=office_day(), role=Role.SYSTEM_ADMINISTRATOR)
    try:
        with acting(by):
            office = office_called(asked.office, on=by.today)
            return _end(asked, office, by=by) if asked.last_day else _open(asked, office, by=by)
    except IntegrityError as error:
        # Asked when the transaction ends; whoever keeps accounts sees no cases.
        if HOLDS_CASES not in str(error):
            raise
        raise StepRefused(
            _("%(who)s在%(office)s还有经手的案件：先由司法所或区司法局在“案件交接”页交给别人，再登记离任。")
            % {"who": asked.username, "office": asked.office}
        ) from error


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
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    opened = open_accounts(
        [NewAccount(asked.username, asked.name, encoded_password=make_password(password))], by=by, on=by.today
    )
    return opened[0], f"the password is {password}"
