"""Takes the fields of one mapping by their kinds, and notes a fault for each that is missing, of another kind, or not known."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from anbang.policy.language.rulebook import nearest
from anbang.scenario.kinds import Kind, Unexpected, written
from anbang.scenario.values import Fault
from anbang.scenario.vocabulary import Field, Fields


@dataclass(frozen=True, slots=True)
class Notes:
    """Where in a file something is read, and the faults noted so far in the whole file."""

    file: str
    whose: str = ""
    position: int | None = None
    event: str = ""
    faults: list[Fault] = field(default_factory=list)

    def of(self, whose: str, position: int | None = None, event: object = "") -> "Notes":
        """The same notes at another place of the file. `event`: what is written as its name."""
        return replace(self, whose=whose, position=position, event=event if isinstance(event, str) else "")

    def fault(self, sentence: str) -> Fault:
        """Notes what is wrong here, and returns it."""
        found = Fault(self.file, self.whose, self.position, self.event, sentence)
        self.faults.append(found)
        return found

    def sort_since(self, first: int) -> None:
        """Puts the faults from a place of the list on into the order of the events; those of none come first."""
        self.faults[first:] = sorted(self.faults[first:], key=lambda fault: fault.position or 0)


class Table:
    """One mapping of the file. Each field is taken by its kind; what nobody asked for is a fault."""

    def __init__(self, content: Mapping[str, object], notes: Notes, lead: str = "") -> None:
        self.content = content
        self.notes = notes
        self.lead = lead
        self.asked: set[str] = set()
        self.missing: dict[str, Fault] = {}

    def take(self, name: str, kind: Kind, *, needed: bool = True) -> object:
        """The typed value of a field; None where it is left out, or, with a fault noted, of another kind or missing."""
        self.asked.add(name)
        value = self.content.get(name)
        if value is None and not needed:
            return None
        try:
            return kind(value)
        except Unexpected as unexpected:
            fault = self.fault(f"{name}: {unexpected}")
        if name not in self.content:
            self.missing[name] = fault
        return None

    def take_all(self, fields: Fields) -> dict[str, object]:
        """The typed values of all fields that are there and of their kind."""
        return {name: value for name, one in fields.items() if (value := self._said(name, one)) is not NOTHING}

    def _said(self, name: str, one: Field) -> object:
        if one.null_is_said and name in self.content and self.content[name] is None:
            self.asked.add(name)
            return None
        value = self.take(name, one.kind, needed=one.needed)
        return NOTHING if value is None else value

    def refuse_the_rest(self) -> None:
        """Notes a fault for each field that nobody asked for. One that is missing and one that is misspelt are one fault."""
        for name in self.content:
            if name in self.asked:
                continue
            for meant in get_close_matches(name, self.missing, n=1):
                self.notes.faults.remove(self.missing.pop(meant))
            self.fault(f"expected {_fields(self.asked)}, found {written(name)}{hint(name, self.asked)}")

    def fault(self, sentence: str) -> Fault:
        """Notes a fault of this mapping, and returns it."""
        return self.notes.fault(f"{self.lead}{sentence}.")


NOTHING = object()


def table_of(content: object, notes: Notes, lead: str, expected: str) -> Table | None:
    """The mapping as a table, or None, with a fault noted, where it is none."""
    if isinstance(content, dict):
        return Table(content, notes, lead)
    found = "nothing" if content is None else written(content)
    notes.fault(f"{lead}expected {expected}, found {found}.")
    return None


def _fields(names: Collection[str]) -> str:
    return f"only {', '.join(sorted(names))}" if names else "no further field"


def hint(name: str, names: Collection[str]) -> str:
    """What a misspelt name may have meant, in brackets; empty if nothing comes near."""
    meant = nearest(name, names).strip()
    return f" ({meant[0].lower()}{meant[1:]})" if meant else ""
