"""Django finds the tables of the app here; each lives with its subject."""

from anbang.coordination.morning.models import Morning
from anbang.coordination.office.models import KeyPeriod, OfficeAct, OfficeRounds

__all__ = ["KeyPeriod", "Morning", "OfficeAct", "OfficeRounds"]
