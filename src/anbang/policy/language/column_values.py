"""What a column holds, and how words, sets of words and dated figures become numbers in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np

from anbang.policy.language import column_days, values
from anbang.policy.language.column_days import Array
from anbang.policy.language.values import Figure, Type

MOST_WORDS_OF_SETS = 63


@dataclass(frozen=True, eq=False, slots=True)
class Column:
    """One fact or event of many people, a row for each.

    `values`: days as numbers of `column_days` (int32), numbers (int64 or float64), truth values (bool), a word as its place in
    `words` (-1: not known), words as bits, the first for the first of `words` (int64). `not_known` (bool): left out where every
    row is known.
    """

    type: Type
    values: Array
    not_known: Array | None = None
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class Coding:
    """The words of one calculation: each a number, and those that occur in sets also a bit."""

    codes: dict[str, int] = field(default_factory=dict)
    bits: dict[str, int] = field(default_factory=dict)

    def code(self, word: str) -> int:
        """The number of a word."""
        return self.codes.setdefault(word, len(self.codes))

    def set_of(self, words: Iterable[str]) -> int:
        """The bits of a set of words. Raises OverflowError for more different words than there are bits."""
        for word in words:
            self.bits.setdefault(word, len(self.bits))
        if len(self.bits) > MOST_WORDS_OF_SETS:
            raise OverflowError(f"There are more than {MOST_WORDS_OF_SETS} different words in sets of words.")
        return sum(1 << self.bits[word] for word in set(words))

    def codes_of(self, words: Sequence[str]) -> Array:
        """For each place in a column's words the number here; the last for -1."""
        return np.array([*map(self.code, words), -1], dtype=np.int64)

    def bits_of_codes(self) -> Array:
        """For each number of a word its bit, none if it occurs in no set; the last for -1."""
        bits = [1 << self.bits[word] if word in self.bits else 0 for word in self.codes]
        return np.array([*bits, 0], dtype=np.int64)

    def places(self, words: Sequence[str]) -> tuple[int, ...]:
        """For each bit of a column's words the place of that bit here."""
        self.set_of(words)
        return tuple(self.bits[word] for word in words)


def recoded(bits: Array, places: tuple[int, ...]) -> Array:
    """Sets of words with each bit moved to its place."""
    moved = np.zeros_like(bits)
    for place, new in enumerate(places):
        moved |= ((bits >> place) & 1) << new
    return moved


def table_of(steps: Sequence[tuple[date, Figure]], coding: Coding) -> Array:
    """A figure for each number of a day: from each of the days on its value, before them the first."""
    starts = [_clipped(day) for day, _ in steps[1:]]
    figures = [coding.code(figure) if isinstance(figure, str) else figure for _, figure in steps]
    lengths = np.diff([0, *starts, column_days.NEVER + 1])
    return np.repeat(np.array(figures), lengths)


def _clipped(day: date) -> int:
    return column_days.number_of(min(max(day, column_days.FIRST), column_days.LAST))


SMALLEST_PART = 10_000
LARGEST_EXACT = 10**10


def share_of(amount: Array, percent: Array) -> Array:
    """As values.share_of: to the same fen, in yuan as float64."""
    amount, percent = np.broadcast_arrays(amount, percent)
    if not np.issubdtype(percent.dtype, np.integer):
        raise TypeError("A share is so many whole hundredths.")
    if np.issubdtype(amount.dtype, np.integer):
        return amount * percent / 100
    parts = np.rint(amount * SMALLEST_PART)
    exact = (np.abs(amount) < LARGEST_EXACT) & (parts / SMALLEST_PART == amount) & (np.abs(percent) <= SMALLEST_PART)
    products = np.where(exact, parts, 0).astype(np.int64) * percent
    fen = np.sign(products) * ((np.abs(products) + SMALLEST_PART // 2) // SMALLEST_PART)
    shares: Array = fen / 100
    for row in np.flatnonzero(~exact):  # more than four places behind the point: one by one
        shares[row] = float(values.share_of(Decimal(str(float(amount[row]))), int(percent[row])))
    return shares
