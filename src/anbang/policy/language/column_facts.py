"""Takes facts of many people from callers: known names, declared types, closed lists of words, as many rows in each column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from anbang.policy.language import column_days
from anbang.policy.language.column_days import Array
from anbang.policy.language.column_values import MOST_WORDS_OF_SETS, Column
from anbang.policy.language.facts import WrongFact, checked_fact, declared_input
from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.symbols import Event, Fact
from anbang.policy.language.values import LARGEST_NUMBER, LIFE, NOT_KNOWN, Known, Type

EXPECTED = {
    Type.DAY: "days (datetime64[D])",
    Type.NUMBER: "numbers (whole or float64)",
    Type.TRUTH: "truth values (bool)",
    Type.WORD: "words (Coded, or a word in each row)",
    Type.WORDS: "lists of words (CodedSets, or a list in each row)",
}
KINDS = {Type.DAY: "M", Type.NUMBER: "iuf", Type.TRUTH: "b"}
ROWS_AT_ONCE = 1 << 15


@dataclass(frozen=True, eq=False, slots=True)
class Coded:
    """A word in each row, as its place in `words`; -1 where it is not known."""

    places: Array
    words: Sequence[str]


@dataclass(frozen=True, eq=False, slots=True)
class CodedSets:
    """Any number of words in each row: bit 0 stands for the first of `words`. A masked array where some are not known."""

    bits: Array
    words: Sequence[str]


def known_columns(book: Rulebook, given: Mapping[str, object]) -> dict[str, Column]:
    """The columns that are given, checked. Raises UnknownName, WrongFact."""
    known: dict[str, Column] = {}
    first = ""
    for name, column in given.items():
        known[name] = made = _column(declared_input(book, name), column)
        first = first or name
        if len(made.values) != len(known[first].values):
            raise WrongFact(f"{name} has {len(made.values)} rows, {first} has {len(known[first].values)}.")
    return known


def _column(declared: Event | Fact, given: Any) -> Column:
    wanted = Type.DAY if isinstance(declared, Event) else declared.type
    if isinstance(given, Coded) and wanted is Type.WORD:
        return _coded(cast("Fact", declared), given)
    if isinstance(given, CodedSets) and wanted is Type.WORDS:
        return _coded_sets(cast("Fact", declared), given)
    if isinstance(given, np.ndarray) and given.ndim == 1 and given.dtype.kind in KINDS.get(wanted, ""):
        return _array(declared, wanted, given)
    if isinstance(given, Sequence) and not isinstance(given, str | bytes):
        return _rows(declared, wanted, given)
    if isinstance(given, np.ndarray) and given.ndim == 1 and given.dtype.kind in "OU":
        return _rows(declared, wanted, given.tolist())
    found = f"an array of {given.dtype}" if isinstance(given, np.ndarray) else type(given).__name__
    raise WrongFact(f"{declared.name} must be {EXPECTED[wanted]}, not {found}.")


def _array(declared: Event | Fact, wanted: Type, given: Array) -> Column:
    masked = np.ma.getmaskarray(given) if isinstance(given, np.ma.MaskedArray) and np.ma.is_masked(given) else None
    values = np.ascontiguousarray(np.ma.getdata(given))
    if wanted is Type.DAY:
        return _days(declared, values, masked)
    if wanted is Type.NUMBER and np.any((values > LARGEST_NUMBER) & (values != LIFE) | (values < -LARGEST_NUMBER)):
        raise WrongFact(f"{declared.name} must be numbers from -{LARGEST_NUMBER} to {LARGEST_NUMBER}, or LIFE.")
    if values.dtype.kind == "f":
        values = values.astype(np.float64, copy=False)
        masked = _either(masked, np.isnan(values))
    elif wanted is Type.NUMBER:
        values = values.astype(np.int64, copy=False)
    return _with_mask(wanted, values, masked)


def _days(declared: Event | Fact, values: Array, masked: Array | None) -> Column:
    if values.dtype != np.dtype("datetime64[D]"):
        raise WrongFact(f"{declared.name} must be {EXPECTED[Type.DAY]}, not an array of {values.dtype}.")
    if masked is not None:
        values = np.where(masked, np.datetime64("NaT"), values)
    numbers = np.empty(len(values), np.int32)
    for start in range(0, len(values), ROWS_AT_ONCE):
        block = slice(start, start + ROWS_AT_ONCE)
        numbers[block], are_near = column_days.numbers_of(values[block])
        if not are_near:
            raise WrongFact(
                f"{declared.name} must be days from {column_days.FIRST_GIVEN} to {column_days.LAST_GIVEN}, "
                "or 9999-12-31 for what has not come about."
            )
    if isinstance(declared, Event):
        return Column(Type.DAY, numbers)
    not_known = np.isnat(values)
    return Column(Type.DAY, numbers, not_known if not_known.any() else None)


def _coded(declared: Fact, given: Coded) -> Column:
    places, words = np.asarray(given.places), tuple(given.words)
    for word in words:
        checked_fact(declared, word)
    if places.dtype.kind not in "iu" or places.ndim != 1 or len(set(words)) < len(words):
        raise WrongFact(f"{declared.name} must be whole numbers, each the place of a word among different words.")
    if len(places) and not -1 <= places.min() <= places.max() < len(words):
        raise WrongFact(f"{declared.name} must be places from -1 (not known) to {len(words) - 1}, one for each word.")
    not_known = places < 0
    return Column(Type.WORD, places, not_known if not_known.any() else None, words)


def _coded_sets(declared: Fact, given: CodedSets) -> Column:
    words = tuple(given.words)
    checked_fact(declared, words)
    bits = np.ma.getdata(given.bits)
    if bits.dtype.kind not in "iu" or bits.ndim != 1 or len(set(words)) < len(words) or len(words) > MOST_WORDS_OF_SETS:
        raise WrongFact(
            f"{declared.name} must be whole numbers, each bit for one of at most {MOST_WORDS_OF_SETS} words."
        )
    masked = np.ma.getmaskarray(given.bits) if np.ma.is_masked(given.bits) else None
    column = _with_mask(Type.WORDS, bits.astype(np.int64, copy=False), masked, words)
    if np.any(column.values >> len(words)):
        raise WrongFact(f"{declared.name} must have no bit beyond its {len(words)} words.")
    return column


def _rows(declared: Event | Fact, wanted: Type, given: Sequence[Any]) -> Column:
    known = [None if value is None or value is NOT_KNOWN else checked_fact(declared, value) for value in given]
    masked = np.fromiter((value is None for value in known), np.bool_, len(known))
    match wanted:
        case Type.DAY:
            return _days(declared, np.array(known, "datetime64[D]"), None)
        case Type.NUMBER:
            numbers = [0 if value is None else value for value in known]
            whole = all(isinstance(value, int) for value in numbers)
            return _with_mask(wanted, np.array(numbers, np.int64 if whole else np.float64), masked)
        case Type.TRUTH:
            return _with_mask(wanted, np.array([value is True for value in known], np.bool_), masked)
        case Type.WORD:
            words = tuple(dict.fromkeys(cast("str", value) for value in known if value is not None))
            places = {None: -1} | {word: place for place, word in enumerate(words)}
            coded = np.fromiter((places[cast("str", value)] for value in known), np.int64, len(known))
            return Column(wanted, coded, masked if masked.any() else None, words)
        case Type.WORDS:
            return _sets(known, masked)


def _sets(known: Sequence[Known | None], masked: Array) -> Column:
    sets = [frozenset() if value is None else cast("frozenset[str]", value) for value in known]
    words = sorted({word for one in sets for word in one})
    if len(words) > MOST_WORDS_OF_SETS:
        raise WrongFact(f"Lists of words hold at most {MOST_WORDS_OF_SETS} different words in all rows together.")
    bits = {word: 1 << place for place, word in enumerate(words)}
    coded = np.fromiter((sum(bits[word] for word in one) for one in sets), np.int64, len(sets))
    return Column(Type.WORDS, coded, masked if masked.any() else None, tuple(words))


def _with_mask(wanted: Type, values: Array, masked: Array | None, words: tuple[str, ...] = ()) -> Column:
    if masked is None or not masked.any():
        return Column(wanted, values, None, words)
    return Column(wanted, np.where(masked, values.dtype.type(0), values), masked, words)


def _either(one: Array | None, other: Array) -> Array:
    return other if one is None else one | other
