"""Reads TOML files with every key typed: a fault names the file, the key, what was expected and what was found."""

import tomllib
from collections.abc import Collection, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from anbang.policy.language.values import Figure

Wanted = TypeVar("Wanted")


class FaultyFile(Exception):
    """A data file of the policy cannot be used; the message is one sentence for the officer who edits it."""


class Table:
    """One table of a file. Each key is asked for by its type; what nobody asked for is refused."""

    def __init__(self, file: Path, key: str, content: dict[str, object]) -> None:
        self.file = file
        self.key = key
        self.content = content
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        self._asked.add(key)
        return key in self.content

    def fault(self, key: str, expected: str, found: object) -> FaultyFile:
        """The fault to raise for a key."""
        where = ", ".join(part for part in (f"{self.file.parent.name}/{self.file.name}", self.key, key) if part)
        return FaultyFile(
            f"{where}: expected {expected}."
            if found == ""
            else f"{where}: expected {expected}, found {_written(found)}."
        )

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self._value(key, str, "a text")
        if not value.strip():
            raise self.fault(key, "a text that says something", value)
        return value

    def one_of(self, key: str, accepted: Collection[str]) -> str:
        """A text out of a closed list."""
        value = self.text(key)
        if value not in accepted:
            raise self.fault(key, f"one of {', '.join(accepted)}", value)
        return value

    def day(self, key: str) -> date:
        """A day, written without quotation marks."""
        value = self._value(key, date, "a day such as 2015-08-31, without quotation marks")
        if isinstance(value, datetime):
            raise self.fault(key, "a day without a time", value)
        return value

    def truth(self, key: str, otherwise: bool) -> bool:
        """True or false; `otherwise` where the key is left out."""
        return self._value(key, bool, "true or false") if key in self else otherwise

    def number(self, key: str) -> int:
        """A whole number."""
        value = self._value(key, int, "a whole number")
        if isinstance(value, bool):
            raise self.fault(key, "a whole number", value)
        return value

    def figure(self, key: str) -> Figure:
        """A whole number, a truth value or a word."""
        value = self._value(key, object, "a figure")
        if not isinstance(value, int | bool | str):
            raise self.fault(key, "a whole number, true, false or a word", value)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is left out."""
        return tuple(self._list(key, str, "a list of texts"))

    def figures(self, key: str) -> tuple[Figure, ...]:
        """A list of figures; empty where the key is left out."""
        return tuple(self._list(key, (int, bool, str), "a list of figures"))

    def rows(self, key: str) -> Iterator["Table"]:
        """A list of tables; empty where the key is left out."""
        for place, row in enumerate(self._list(key, dict, "a list of tables"), 1):
            yield Table(self.file, f"{self.key}, {key} {place}", row)

    def tables(self) -> Iterator["Table"]:
        """The tables inside this one."""
        for key in self.content:
            yield Table(self.file, key, self._value(key, dict, "a table"))

    def refuse_the_rest(self) -> None:
        """Raises FaultyFile for a key that nobody asked for: most likely it is misspelt."""
        for key in self.content:
            if key not in self._asked:
                raise self.fault(key, f"one of {', '.join(sorted(self._asked))}", key)

    def _value(self, key: str, wanted: type[Wanted], expected: str) -> Wanted:
        self._asked.add(key)
        if key not in self.content:
            raise self.fault(key, expected, "")
        value = self.content[key]
        if not isinstance(value, wanted):
            raise self.fault(key, expected, value)
        return value

    def _list(self, key: str, wanted: type[Wanted] | tuple[type[Wanted], ...], expected: str) -> list[Wanted]:
        self._asked.add(key)
        values = self.content.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, wanted) for value in values):
            raise self.fault(key, expected, values)
        return values


def _written(found: object) -> str:
    """As it stands in the file."""
    return found.isoformat() if isinstance(found, date) else repr(found)


def refuse_what_is_no_file(file: Path) -> None:
    """Raises FaultyFile for what is missing, a folder, a circle of links, or has no end."""
    if not file.is_file():
        raise FaultyFile(f"{file.parent.name}/{file.name} is {'no ordinary file' if file.exists() else 'missing'}.")


def read_table(file: Path) -> Table:
    """The whole of a file. Raises FaultyFile where it is missing or no TOML."""
    refuse_what_is_no_file(file)
    try:
        return Table(file, "", tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except (ValueError, RecursionError) as mistake:
        raise FaultyFile(f"{file.parent.name}/{file.name} is no readable TOML: {mistake}") from None
    except OSError as mistake:
        raise FaultyFile(f"{file.parent.name}/{file.name} cannot be read: {mistake.strerror}.") from None
