"""`anbang account`: whoever keeps an installation opens its first accounts and gives them their posts."""

import argparse
import os
import secrets
import sys
from difflib import get_close_matches

from django.contrib.auth.hashers import make_password
from django.utils import translation

from anbang.exchange.unattended import unattended
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.actions import Appointment, NewAccount, appoint, open_accounts
from anbang.organisations.day import office_day
from anbang.organisations.kinds import Role
from anbang.organisations.models import Office, Staff
from anbang.organisations.steps import StepRefused

BAD_INPUT, REFUSED = 2, 1
PASSWORD_BYTES = 12
OFFICES_NAMED = 5


class BadInput(Exception):
    """One sentence for the error output."""


def account(arguments: list[str]) -> int:
    """Open an account where there is none of that name, and give it a post. Returns the exit status.

    A new account's password is made up and printed once; its holder changes it after signing in.
    """
    asked = _parser().parse_args(arguments)
    # The steps refuse in words of the pages; whoever types a command reads those of the terminal.
    with translation.override("zh-hans" if os.environ.get("LANG", "").startswith("zh") else "en"):
        try:
            told = _open(asked)
        except (BadInput, StepRefused) as fault:
            print(f"anbang account: {fault}", file=sys.stderr)  # noqa: T201
            return REFUSED if isinstance(fault, StepRefused) else BAD_INPUT
    print(told)  # noqa: T201
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("anbang account", description="Open an account and give it a post.")
    parser.add_argument("username", metavar="USER", help="the name to sign in with")
    parser.add_argument("--name", default="", metavar="NAME", help="the person's name, needed for a new account")
    parser.add_argument("--role", required=True, choices=Role.values, metavar="ROLE", help=", ".join(Role.values))
    parser.add_argument("--office", required=True, metavar="OFFICE", help="the office's name, such as 荣昌区司法局")
    return parser


def _open(asked: argparse.Namespace) -> str:
    on = office_day()
    by = unattended("account", on=on, role=Role.SYSTEM_ADMINISTRATOR)
    with acting(by):
        office = _office(asked.office, by=by)
        known = Staff.objects.filter(username=asked.username).first()
        staff, words = (known, "the password is unchanged") if known else _new(asked, by=by)
        appoint(Appointment(staff.pk, office.pk, Role(asked.role)), by=by, on=on)
    return f"{staff.username}: {asked.role} at {office.name} from {on}; {words}"


def _new(asked: argparse.Namespace, *, by: ActingStaff) -> tuple[Staff, str]:
    if not asked.name.strip():
        raise BadInput(f"There is no account {asked.username!r} yet: --name tells whose it is to be.")
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    opened = open_accounts(
        [NewAccount(asked.username, asked.name, encoded_password=make_password(password))], by=by, on=by.today
    )
    return opened[0], f"the password is {password}"


def _office(name: str, *, by: ActingStaff) -> Office:
    offices = Office.objects.on(by.today)
    found = list(offices.filter(name=name)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput(f"Several offices are called {name!r}.")
    near = get_close_matches(name, offices.values_list("name", flat=True), n=OFFICES_NAMED, cutoff=0.4)
    raise BadInput(f"There is no office {name!r}" + (f"; near it: {'、'.join(near)}." if near else "."))
