"""Django finds the tables of the app here; each lives with its subject."""

from anbang.coordination.morning.models import Morning
from anbang.coordination.office.models import (
    Attendance,
    KeyPeriod,
    KeyPeriodCorrection,
    OfficeAct,
    OfficeCorrection,
    OfficeRounds,
)

__all__ = [
    "Attendance",
    "KeyPeriod",
    "KeyPeriodCorrection",
    "Morning",
    "OfficeAct",
    "OfficeCorrection",
    "OfficeRounds",
]
