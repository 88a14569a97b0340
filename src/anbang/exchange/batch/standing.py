"""Where somebody in the register stands when a list names them again: in custody, in care, at the end of their last case, or dead. What a row can
be, and what it is at fault for, follows from it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from anbang.exchange.batch import columns as c
from anbang.exchange.batch.checks import Fault

Admission = tuple[int, date]


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest case of somebody: since when it has been in care, and when it ended; `has_died` whatever it ended by first; whether there are
    cases before it.
    """

    care_from: date | None = None
    ended_on: date | None = None
    has_died: bool = False
    has_earlier: bool = False

    @property
    def is_only_awaited(self) -> bool:
        """Whether nothing is recorded beside which an admission might not stand."""
        return self.care_from is None and self.ended_on is None and not self.has_earlier


AWAITED = Standing()


class Admissions(Protocol):
    """What the register says of admissions that rows tell."""

    def misfits(self, told: Collection[Admission]) -> Collection[Admission]:
        """Those (person, day) that cannot stand beside what is recorded of the person."""


def fault_of(
    standing: Standing, admitted_on: date | None, *, stands: date | None, fits: bool, is_below_another: bool = False
) -> Fault | None:
    """Why a row that tells something otherwise about somebody cannot be taken, or None. `admitted_on`: the admission that it tells, if any;
    `stands`: the one that the register has; `is_below_another`: a row above it in the list tells of the same person.
    """
    if standing.has_died:
        return Fault("person_died", c.NAME)
    if standing.ended_on is not None:
        return _fault_after_the_end(standing.ended_on, admitted_on, fits=fits, is_below_another=is_below_another)
    if admitted_on is None or admitted_on == stands:
        return None
    if standing.care_from is not None and admitted_on > standing.care_from:
        return Fault("still_in_care", c.ADMITTED)
    return None if fits else Fault("admission_does_not_fit", c.ADMITTED)


def _fault_after_the_end(
    ended_on: date, admitted_on: date | None, *, fits: bool, is_below_another: bool
) -> Fault | None:
    """A new case begins with an admission; what only adds to a row above it need not tell it again."""
    if admitted_on is None:
        return None if is_below_another else Fault("admission_after_the_end", c.ADMITTED)
    if admitted_on < ended_on:
        return Fault("admission_after_the_end", c.ADMITTED)
    return None if fits else Fault("admission_does_not_fit", c.ADMITTED)
