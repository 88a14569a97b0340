"""What an answer says otherwise than an `expect:` block: mappings may leave out keys, lists have every item in order.

`duties_include` instead of `duties` names some of them. Each difference is one line: where, what was expected, what was found.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeGuard

from anbang.scenario.expected_shape import INCLUDED

DUTIES = "duties"
# By which an item of a list is known again where other things about it differ.
NAMES = ("duty", "period", "month")


def differences(expected: object, found: object, where: str = "") -> list[str]:
    """Every difference, as a line to read; none where the answer is as expected."""
    return list(_differences(expected, found, where))


def _differences(expected: object, found: object, where: str) -> Iterator[str]:
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        yield from _of_mappings(expected, found, where)
    elif _is_list(expected) and _is_list(found) and any(isinstance(one, Mapping) for one in (*expected, *found)):
        yield from _of_lists(expected, found, where)
    elif not _same(expected, found):
        yield f"{where}: expected {_written(expected)}, found {_written(found)}"


def _of_mappings(expected: Mapping[str, object], found: Mapping[str, object], where: str) -> Iterator[str]:
    for key, value in expected.items():
        here = f"{where}.{key}" if where else key
        if key == INCLUDED:
            yield from _not_included(value, found.get(DUTIES), here)
        elif key in found:
            yield from _differences(value, found[key], here)
        else:
            yield f"{here}: expected {_written(value)}, found nothing"


def _not_included(expected: object, found: object, where: str) -> Iterator[str]:
    there = found if _is_list(found) else ()
    for one in expected if _is_list(expected) else ():
        if all(differences(one, other) for other in there):
            near = [_written(other) for other in there if _may_be(one, other)]
            yield f"{where}: expected {_written(one)}, found {' and '.join(near) or 'none such'}"


def _of_lists(expected: Sequence[object], found: Sequence[object], where: str) -> Iterator[str]:
    """Item by item where the names fit. Else those that are as expected hold the two lists together, and what lies between is told."""
    if len(expected) == len(found) and all(map(_names_fit, expected, found)):
        for place, (one, other) in enumerate(zip(expected, found, strict=True), 1):
            yield from _differences(one, other, f"{where}[{place}]{_name_of(other)}")
        return
    before_expected = before_found = 0
    for place, other in [*_as_expected(expected, found), (len(expected), len(found))]:
        between = expected[before_expected:place], found[before_found:other]
        yield from _between(*between, where, before_expected)
        before_expected, before_found = place + 1, other + 1


def _between(expected: Sequence[object], found: Sequence[object], where: str, before: int) -> Iterator[str]:
    left = list(found)
    for place, one in enumerate(expected, before + 1):
        near = next((other for other in left if _may_be(one, other)), None)
        if near is None:
            yield f"{where}[{place}]: expected {_written(one)}, found none such"
            continue
        left.remove(near)
        here = f"{where}[{place}]{_name_of(near)}"
        yield from differences(one, near, here) or [f"{here}: expected in another place of the list"]
    for other in left:
        yield f"{where}: expected nothing more, found {_written(other)}"


def _as_expected(expected: Sequence[object], found: Sequence[object]) -> list[tuple[int, int]]:
    """The longest row of pairs, in order, whose second is as the first expects."""
    fits = [[not differences(one, other) for other in found] for one in expected]
    longest = [[0] * (len(found) + 1) for _ in range(len(expected) + 1)]
    for place in reversed(range(len(expected))):
        for other in reversed(range(len(found))):
            skipped = max(longest[place + 1][other], longest[place][other + 1])
            longest[place][other] = max(skipped, longest[place + 1][other + 1] + 1 if fits[place][other] else 0)
    return list(_row(fits, longest))


def _row(fits: list[list[bool]], longest: list[list[int]]) -> Iterator[tuple[int, int]]:
    place = other = 0
    while longest[place][other]:
        if fits[place][other] and longest[place][other] == longest[place + 1][other + 1] + 1:
            yield place, other
            place, other = place + 1, other + 1
        elif longest[place][other] == longest[place + 1][other]:
            place += 1
        else:
            other += 1


def _may_be(expected: object, found: object) -> bool:
    """Whether the expected item has a name, and the found one the same."""
    return isinstance(expected, Mapping) and any(name in expected for name in NAMES) and _names_fit(expected, found)


def _names_fit(expected: object, found: object) -> bool:
    """Whether two items may be about the same thing, as far as the expected one names it."""
    if not isinstance(expected, Mapping) or not isinstance(found, Mapping):
        return False
    return all(_same(expected[name], found.get(name)) for name in NAMES if name in expected)


def _name_of(item: object) -> str:
    if not isinstance(item, Mapping):
        return ""
    told = [str(item[name]) for name in NAMES if item.get(name) is not None]
    return f" ({', '.join(told)})" if told else ""


def _same(expected: object, found: object) -> bool:
    if _is_list(expected) and _is_list(found):
        return len(expected) == len(found) and all(map(_same, expected, found))
    if _is_number(expected) and _is_number(found):
        return Decimal(str(expected)) == Decimal(str(found))
    # A year without quotation marks is written as a number.
    if _is_number(expected) and isinstance(found, str):
        return str(expected) == found
    return type(expected) is type(found) and expected == found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, list | tuple)


def _written(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if _is_list(value):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float | None) else str(value)
