"""What a deed is told, and by whom it is done how: for right and wrong steps by right and wrong hands."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model

from anbang.casework.person.actions import Place
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from anbang.organisations.steps import StepRefused

OWNER = "owner"
WORDS = "见记录"
# What a step answers when it may not be done. Anything else is a fault.
REFUSALS = (StepRefused, ObjectDoesNotExist)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Told:
    """What a deed is told: about which case, on which day, with which place, why so late; and a number, where there is a choice."""

    case_id: int
    on: date
    place: Place
    late_because: str = ""
    number: int = 0

    def how(self, by: ActingStaff) -> dict[str, Any]:
        """What every step asks for."""
        return {"by": by, "on": self.on, "late_because": self.late_because}

    def at(self, by: ActingStaff) -> dict[str, Any]:
        """The same for steps that are never late."""
        return {"by": by, "on": self.on}


Deed = Callable[[Told, ActingStaff], object]


def in_words(step: Callable[..., object]) -> Deed:
    """A step that is told in words."""
    return lambda told, by: step(told.case_id, words=WORDS, **told.how(by))


def plain(step: Callable[..., object]) -> Deed:
    """A step that needs no more than its day."""
    return lambda told, by: step(told.case_id, **told.how(by))


def one_of(rows: type[Row], told: Told) -> Row:
    """One of the newest rows of the case, whether it holds or not. Raises DoesNotExist where there is none."""
    newest = list(rows._base_manager.using(OWNER).filter(case=told.case_id).order_by("-pk")[:3])
    if not newest:
        raise rows.DoesNotExist  # type: ignore[attr-defined]
    return newest[told.number % len(newest)]


def prison() -> int:
    """The first prison."""
    return Office.objects.using(OWNER).filter(kind=OfficeKind.PRISON).earliest("id").pk
