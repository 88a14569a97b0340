"""Two versions of one thing: somebody saved theirs while somebody else was writing. Both stand side by side with what stood before, and whoever
comes second says of each field which one holds; where only one of them changed a field, that one does.

A form that changes what stands tells with each field what stood in it when it was opened (`was …`). A page that has shown both versions tells
what it asked (`asked …`), and is answered by `take …`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from anbang.lib.reading_dates import read_day
from anbang.organisations.day import office_day
from anbang.organisations.days import with_days_in_words

WAS, ASKED, TAKE = "was ", "asked ", "take "
THEIRS, MINE = "theirs", "mine"


@dataclass(frozen=True, slots=True)
class Clash:
    """What two people changed: what stood there, what one of them made of it, what the other one wrote. What stood is kept in the page as it is."""

    name: str
    label: Any
    before: str
    theirs: str
    mine: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """What holds of each field as far as it is decided, and what is still to be chosen."""

    values: Mapping[str, str]
    clashes: tuple[Clash, ...]

    def told(self, in_words: Callable[[str, str], str]) -> "Compared":
        """The same, with the clashes in words."""
        return Compared(
            self.values,
            tuple(
                replace(one, **{side: in_words(one.name, getattr(one, side)) for side in ("before", "theirs", "mine")})
                for one in self.clashes
            ),
        )


def is_same(one: str, other: str) -> bool:
    """Whether two texts say the same; spaces and ends of lines say nothing."""
    return one.split() == other.split()


def compared(
    sent: QueryDict,
    now: Mapping[str, str],
    *,
    labels: Mapping[str, Any],
    mine: Mapping[str, str] | None = None,
    blank_changes_nothing: bool = False,
) -> Compared:
    """What was sent, compared with what stands now. `mine`: how what was sent reads, where its fields are not texts themselves;
    `blank_changes_nothing`: the fields were empty when the form was opened, and what is left empty stays as it is.
    """
    told = {name: str(sent.get(name, "")) for name in now} if mine is None else mine
    values, clashes = dict(told), []
    for name, theirs in now.items():
        if f"{WAS}{name}" not in sent:
            continue
        before, wrote = str(sent[f"{WAS}{name}"]), str(told[name])
        asked, taken = sent.get(f"{ASKED}{name}"), sent.get(f"{TAKE}{name}")
        if is_same(wrote, before) or (blank_changes_nothing and not wrote.strip()) or is_same(wrote, theirs):
            values[name] = theirs
        elif not is_same(theirs, before) or (asked is not None and taken not in (THEIRS, MINE)):
            stands_first = before if asked is None else str(asked)
            clashes.append(Clash(name, labels[name], stands_first, theirs, wrote, stands_first))
        elif taken == THEIRS:
            values[name] = theirs
    return Compared(values, tuple(clashes))


def stood(now: Mapping[str, str], typed: QueryDict | None) -> dict[str, str]:
    """What the form tells that stood in each field when it was opened: now, or when the draft that it goes on with was begun."""
    return {name: value if typed is None else typed.get(f"{WAS}{name}", value) for name, value in now.items()}


def as_stored(told: str) -> str:
    """A day as it is stored, however it was written; any other text as it is."""
    day = read_day(told, today=office_day())
    return told if day is None else day.isoformat()


def merged(
    sent: QueryDict | None, now: Mapping[str, str], labels: Mapping[str, Any]
) -> tuple[QueryDict | None, tuple[Clash, ...]]:
    """What a form that shows what stands goes on with: what was sent, and theirs of each field that was left alone or given up; beside it what is
    still to be chosen.
    """
    if sent is None:
        return None, ()
    mine = {name: as_stored(str(sent.get(name, ""))) for name in now}
    found = compared(sent, now, labels=labels, mine=mine)
    told = sent.copy()
    for name in now:
        if found.values[name] != mine[name]:
            told[name] = found.values[name]
    return told, found.told(lambda _name, value: with_days_in_words(value)).clashes
