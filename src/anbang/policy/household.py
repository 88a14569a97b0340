"""What is known of a household on a day: the facts told last, and dibao as civil affairs told it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from anbang.policy.language.values import after_months
from anbang.policy.reading_events import Happening, UnreadableEvent

FAMILY_ON_DIBAO = "family_on_dibao"
MONTH = "a month such as 2016-05"


@dataclass(slots=True)
class Dibao:
    """One spell of dibao: from which month it was granted, and, once its end was told, its last month. `place`: where in the
    story it was granted and ended.
    """

    granted_on: date
    from_month: date
    place: int
    ended_place: int | None = None
    last_month: date | None = None

    def over_on(self, day: date) -> bool:
        """Whether its last month is over."""
        return self.last_month is not None and after_months(self.last_month, 1) <= day


@dataclass(frozen=True, slots=True)
class Household:
    """The facts known on a day, by name; and every spell of dibao."""

    facts: Mapping[str, object]
    dibao: tuple[Dibao, ...]
    on_dibao: bool


def household_on(happenings: Iterable[Happening], day: date) -> Household:
    """The household on a day. What is told later overrules what was told before, field by field; nothing makes a fact unknown again.

    The end of dibao overrules once its last month is over. Raises UnreadableEvent.
    """
    known: dict[str, object] = {}
    spells: list[Dibao] = []
    for place, happening in enumerate(happenings):
        match happening.event:
            case "facts":
                known.update(happening.details)
            case "dibao_granted":
                spells.append(Dibao(happening.on, month_told(happening, "from_month"), place))
                known[FAMILY_ON_DIBAO] = True
            case "dibao_ended" if spells:
                spells[-1].last_month, spells[-1].ended_place = month_told(happening, "last_month"), place
                if spells[-1].over_on(day):
                    known[FAMILY_ON_DIBAO] = False
    facts = {name: value for name, value in known.items() if value is not None}
    return Household(facts, tuple(spells), any(not spell.over_on(day) for spell in spells))


def month_told(happening: Happening, name: str) -> date:
    """A month that a happening tells, as its first day. Raises UnreadableEvent."""
    told = happening.details.get(name)
    try:
        return date.fromisoformat(f"{told}-01")
    except ValueError:
        raise UnreadableEvent(
            f"{happening.event} on {happening.on}, {name}: expected {MONTH}, found {told!r}."
        ) from None
