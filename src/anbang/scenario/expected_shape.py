"""What an `expect:` block may name: any part of the answer, and nothing that no answer has."""

from collections.abc import Mapping
from dataclasses import dataclass

from anbang.scenario.kinds import on_one_line, written
from anbang.scenario.tables import Notes, hint

INCLUDED = "duties_include"


@dataclass(frozen=True, slots=True)
class Each:
    """A mapping whose keys are the file's own, each with something of one shape."""

    of: object


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of things of one shape."""

    of: object


@dataclass(frozen=True, slots=True)
class OrNull:
    """Something of a shape, or null."""

    of: object


# A text, a number, true, false or null.
PLAIN = "a plain value"

OWNER = {"kind": PLAIN, "area": PLAIN}
DUTIES = ListOf(
    dict.fromkeys(("duty", "clause", "period", "opens", "due", "state", "done_on"), PLAIN) | {"owner": OWNER}
)
ALLOWANCE = {
    "late_months": PLAIN,
    "months": PLAIN,
    "stopped": OrNull({"on": PLAIN, "reason": PLAIN}),
    "payments": ListOf(dict.fromkeys(("month", "yuan", "state", "owed"), PLAIN)),
    "overpaid": ListOf({"month": PLAIN, "yuan": PLAIN}),
}
PROGRAMME = {"answer": PLAIN, "missing": ListOf(PLAIN), "because": ListOf(PLAIN), "apply_at": PLAIN}
PROGRAMMES = ("dibao", "extreme_difficulty", "medical_aid", "education_aid", "housing_aid", "temporary_aid")
PERSON = {
    "stage": PLAIN,
    "term": OrNull({"from": PLAIN, "to": PLAIN}),
    "responsible": OrNull({"kind": PLAIN, "area": PLAIN, "since": PLAIN}),
    "open_transfer": OrNull({"to": PLAIN, "since": PLAIN}),
    "listed_at": ListOf(PLAIN),
    "lives_apart": PLAIN,
    "priority": ListOf(PLAIN),
    "team_gaps": ListOf(PLAIN),
    "duties": DUTIES,
    INCLUDED: DUTIES,
    "allowance": OrNull(ALLOWANCE),
    "aid": dict.fromkeys(PROGRAMMES, PROGRAMME),
}
OFFICES = {"duties": DUTIES, INCLUDED: DUTIES, "base_gaps": ListOf(PLAIN)}
ANSWER = {"as_of": PLAIN, "policy": PLAIN, "people": Each(PERSON), "offices": OFFICES}


def check_expectation(expect: object, people: Mapping[str, object] | None, notes: Notes) -> None:
    """Notes a fault for each part of the block that no answer has, and for people whom the file does not have."""
    _check(expect, ANSWER, "expect", notes)
    told = expect.get("people") if isinstance(expect, dict) else None
    if people is None or not isinstance(told, dict):
        return
    for key in told:
        if key not in people:
            notes.fault(f"expect.people: expected only people of the file, found {written(key)}{hint(key, people)}.")


def _check(found: object, shape: object, where: str, notes: Notes) -> None:
    if isinstance(shape, OrNull):
        if found is None:
            return
        shape = shape.of
    if shape == PLAIN:
        if isinstance(found, dict | list):
            notes.fault(f"{where}: expected {PLAIN}, found {written(found)}.")
    elif isinstance(shape, ListOf):
        _check_list(found, shape, where, notes)
    elif not isinstance(found, dict):
        notes.fault(f"{where}: expected a mapping, found {'nothing' if found is None else written(found)}.")
    else:
        _check_mapping(found, shape, where, notes)


def _check_list(found: object, shape: ListOf, where: str, notes: Notes) -> None:
    if not isinstance(found, list):
        notes.fault(f"{where}: expected a list, found {'nothing' if found is None else written(found)}.")
        return
    for place, one in enumerate(found, 1):
        _check(one, shape.of, f"{where}[{place}]", notes)


def _check_mapping(found: dict[str, object], shape: object, where: str, notes: Notes) -> None:
    for key, value in found.items():
        if isinstance(shape, Each):
            _check(value, shape.of, f"{where}.{on_one_line(key)}", notes)
        elif isinstance(shape, dict) and key in shape:
            _check(value, shape[key], f"{where}.{key}", notes)
        elif isinstance(shape, dict):
            notes.fault(f"{where}: expected only {', '.join(shape)}, found {written(key)}{hint(key, shape)}.")
