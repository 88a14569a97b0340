"""Mornings that come in the tests, and what is told in them."""

from datetime import date, timedelta

from anbang.casework.duty.models import Duty
from anbang.casework.duty.telling import ToldUp
from anbang.casework.models import Case
from anbang.coordination.morning.actions import morning
from anbang.coordination.morning.models import Morning
from anbang.organisations.unattended import unattended
from anbang.policy import DEFAULT_PACK

RELEASED = date(2026, 9, 1)
ONE_DAY = timedelta(days=1)


def comes(on: date) -> Morning:
    """The morning of a day."""
    return morning(on, by=unattended("test", on=on))


def due(rule: str, case: Case) -> Duty:
    """The only duty of a rule."""
    return Duty.objects.using("owner").get(case=case, rule=rule)


def levels(duty: Duty) -> list[int]:
    """To whom it was told."""
    return sorted(ToldUp.objects.using("owner").filter(duty=duty).values_list("level", flat=True))


def figure(name: str) -> int:
    """A figure of the policy."""
    return int(str(DEFAULT_PACK.parameter(name, RELEASED)))
