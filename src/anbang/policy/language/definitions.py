"""What a duty is: a clause, an owner and its days, each of them a rule. One that comes once, and one that comes with the calendar."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from typing import Literal

from anbang.policy.language.symbols import Conclusion, Constant, Event, Parameter, Symbol
from anbang.policy.language.values import NEVER

NO_DAY = Constant(NEVER)


class Place(StrEnum):
    """Which place decides whose duty it is. The caller knows the office of that kind there."""

    DISTRICT = "district"
    INSTITUTION = "institution"
    PERSON = "person"
    REGISTERED_TOWN = "registered_town"
    TOWN_IN_CHARGE = "town_in_charge"
    TOWN_OF_THE_FILE = "town_of_the_file"
    RECEIVING_TOWN = "receiving_town"
    VILLAGE = "village"
    TOWN_OF_THE_VILLAGE = "town_of_the_village"
    OFFICE = "office"


# These go with the person as long as the duty runs; the others stay where they were when it opened.
MOVING = frozenset({Place.TOWN_IN_CHARGE, Place.TOWN_OF_THE_FILE, Place.VILLAGE, Place.TOWN_OF_THE_VILLAGE})


@dataclass(frozen=True, slots=True)
class Owner:
    """The kind of office that owes a duty, and the place that decides which one of them."""

    kind: str
    place: Place


@dataclass(frozen=True, eq=False, slots=True)
class DutyDefinition:
    """One kind of duty: whose it is, from which day it is owed, by which day, and what meets it or makes it void.

    The days are rules; one that has not come about does nothing yet. In `due`, the day of the question is the one on which the
    duty opens. `recurs`: it may be owed again once it has ended. `lapses`: what it was about is gone, so that another may open
    beside it; if it was overdue by then, it stays so for ever. There an event counts as it happened last. `apart`: it is owed for each
    thing that its events are about (`Moment.about`), such as each request, whatever becomes of the others.
    """

    name: str
    clause: str
    _: KW_ONLY
    zh: str
    en: str
    owner: Owner
    opens: Symbol
    due: Symbol
    met: Symbol
    void: Symbol
    lapses: Symbol = NO_DAY
    recurs: bool = False
    apart: bool = False

    @property
    def days(self) -> dict[str, Symbol]:
        """Its expressions by name."""
        return {"opens": self.opens, "due": self.due, "met": self.met, "void": self.void, "lapses": self.lapses}


@dataclass(frozen=True, eq=False, slots=True)
class PeriodicDuty:
    """A duty in each period of the calendar: of somebody's care, of an office, or in each month for which money is due.

    `period` is so many months (1, 3, 6 or 12), counted by `counts` with the calendar or from the first day of care. Whether it
    `applies` is asked on its last day. It is met by so many (`times`) of an event inside the period. `before`: facts of `applies`
    that are taken as they stood on an earlier day, by the name under which the rule reads them.
    """

    name: str
    clause: str
    _: KW_ONLY
    zh: str
    en: str
    owner: Owner
    period: Parameter | Constant
    applies: Symbol
    met: Event
    of: Literal["care", "office", "money"] = "care"
    times: Symbol = field(default_factory=lambda: Constant(1))
    counts: Parameter | Constant = field(default_factory=lambda: Constant("calendar"))
    before: Mapping[str, str] = field(default_factory=dict)
    before_on: Conclusion | None = None

    @property
    def days(self) -> dict[str, Symbol]:
        """Its expressions by name."""
        asked = {
            "period": self.period,
            "counts": self.counts,
            "applies": self.applies,
            "met": self.met,
            "times": self.times,
        }
        return asked if self.before_on is None else {**asked, "before_on": self.before_on}
