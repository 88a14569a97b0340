"""What a duty is: a clause, an owner and four days, each of them a rule."""

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum

from anbang.policy.language.symbols import Symbol


class Place(StrEnum):
    """Which place decides whose duty it is. The caller knows the office of that kind there."""

    DISTRICT = "district"
    INSTITUTION = "institution"
    REGISTERED_TOWN = "registered_town"


@dataclass(frozen=True, slots=True)
class Owner:
    """The kind of office that owes a duty, and the place that decides which one of them."""

    kind: str
    place: Place


@dataclass(frozen=True, eq=False, slots=True)
class DutyDefinition:
    """One kind of duty: whose it is, from which day it is owed, by which day, and what meets it or makes it void.

    `opens`, `due`, `met` and `void` are days; one that has not come about does nothing yet.
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
