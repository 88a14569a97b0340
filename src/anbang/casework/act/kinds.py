"""Which kinds of acts there are, and what each tells the rules. The subjects that record them hand their kinds down at the start."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from anbang.policy import RULES
from anbang.policy.language.rulebook import Rulebook

if TYPE_CHECKING:  # the kinds are read before there are tables
    from anbang.casework.act.models import Act


class FactsWithoutTeller(Exception):
    """The duties cannot be trusted: the rules read what no act tells them. The message names it."""


Undo = Callable[["Act"], None]
Move = Callable[["Act", date], None]
Redact = Callable[["Act"], int]


@dataclass(frozen=True, slots=True)
class ActKind:
    """A kind of act by the name that the scenarios have for it, the clause it answers, and the events and facts of the policy that it tells.
    `undo` puts back what such an act left beside itself, when one is withdrawn; `move` brings it to another day when the act's is corrected,
    before the act itself. Both may raise StepRefused. `redact` takes out the words that it left in rows of its own, and says in how many;
    `redact_added` those that other offices wrote beside them without an act: the bureau's alone.
    """

    name: str
    clause: str
    tells: frozenset[str] = field(default_factory=frozenset)
    undo: Undo | None = None
    move: Move | None = None
    redact: Redact | None = None
    redact_added: Redact | None = None


# What is told by no act of its own: it follows from the acts, as the policy itself reads them, or stands at the head of the file.
FOLLOWS = frozenset(
    {
        *("taken_over_outside_since", "transfer_opened_on", "transfer_withdrawn_on"),
        *("town_in_charge", "in_village_care", "priority_reasons_before", "identity_known", "registered_town"),
        *("month_on", "dibao_from", "team_complete_since"),
    }
)

_kinds: dict[str, ActKind] = {}
_told_of_offices: set[str] = set()


def kind_of(name: str) -> ActKind:
    """The kind of that name. KeyError for one that no subject has handed down."""
    return _kinds[name]


def kinds() -> Mapping[str, ActKind]:
    """All kinds by name."""
    return _kinds


def hand_down(found: Sequence[ActKind], *, told_of_offices: Iterable[str] = ()) -> None:
    """A subject's kinds, and the events that it tells of offices instead of people."""
    _kinds.update({kind.name: kind for kind in found})
    _told_of_offices.update(told_of_offices)


def refuse_gaps_at_the_start() -> None:
    """FactsWithoutTeller where what was handed down leaves a duty in the dark."""
    refuse_gaps(list(_kinds.values()), told_of_offices=_told_of_offices)


def refuse_gaps(found: Sequence[ActKind], *, told_of_offices: Iterable[str], rules: Rulebook = RULES) -> None:
    """Whatever a duty is read from is told by an act, follows from some, or is told of an office."""
    told = FOLLOWS.union(told_of_offices, *(kind.tells for kind in found))
    if untold := read_by_duties(rules) - told:
        raise FactsWithoutTeller(f"Duties are read from {_listed(untold)}, which nobody tells.")


def read_by_duties(rules: Rulebook) -> frozenset[str]:
    """The events and facts that at least one duty is read from."""
    return frozenset(name for name, touched in rules.touched_by.items() if not rules.duties.keys().isdisjoint(touched))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
