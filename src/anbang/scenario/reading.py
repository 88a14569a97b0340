"""Reads scenario files: what is wrong with any of them is noted in full, and only what is faultless is given to be played.

The format is the contract's: people with dated events, the offices, the figures that differ, the day of the question, and what is
expected. Nobody's database and no clock is asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from anbang.policy import DEFAULT_PACK, FaultyFile, Pack, load_pack
from anbang.policy.replay import ROLLED
from anbang.scenario.expected_shape import check_expectation
from anbang.scenario.kinds import day, on_one_line, text, written
from anbang.scenario.markup import MOST_BYTES, Spot, Twice, Unreadable, read_markup
from anbang.scenario.offices import read_offices
from anbang.scenario.people import read_people
from anbang.scenario.tables import Notes, Table, hint, table_of
from anbang.scenario.values import Reading, Scenario, frozen

OFFICES = "offices"


def read_scenarios(files: Sequence[str | Path]) -> Reading:
    """Every file in the order given, and all faults of all of them. A file that cannot be read at all is a fault as well."""
    scenarios, faults = [], []
    for file in files:
        notes = Notes(str(file))
        scenario = _scenario_in(Path(file), notes)
        faults += notes.faults
        if scenario is not None and not notes.faults:
            scenarios.append(scenario)
    return Reading(tuple(scenarios), tuple(faults))


def read_scenario(file: str, written_text: str) -> Reading:
    """The same for one text; `file` is what faults call it."""
    notes = Notes(file)
    scenario = _scenario(written_text, notes)
    return Reading((scenario,) if scenario and not notes.faults else (), tuple(notes.faults))


def _scenario_in(file: Path, notes: Notes) -> Scenario | None:
    try:
        if not file.is_file():
            notes.fault("expected a file; there is no ordinary file of that name.")
            return None
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as mistake:
        notes.fault(f"expected a file that can be read: {getattr(mistake, 'strerror', None) or mistake}.")
        return None
    if len(content) > MOST_BYTES:
        notes.fault(f"expected at most {MOST_BYTES} bytes.")
        return None
    try:
        return _scenario(content.decode("utf-8-sig"), notes)
    except UnicodeDecodeError as mistake:
        notes.fault(f"expected text in UTF-8; byte {mistake.start + 1} is none.")
        return None


def _scenario(written_text: str, notes: Notes) -> Scenario | None:
    try:
        markup = read_markup(written_text)
    except Unreadable as mistake:
        notes.fault(str(mistake))
        return None
    for twice in markup.twice:
        _note_twice(twice, notes)
    table = table_of(markup.content, notes, "", "a mapping of policy, as_of, people and so on")
    return None if table is None else _read(table, notes)


def _note_twice(twice: Twice, notes: Notes) -> None:
    whose, position, rest = _place_of(twice.path)
    lead = ".".join(on_one_line(str(part)) for part in rest) + ": " if rest else ""
    notes.of(whose, position).fault(
        f"{lead}expected each key once; {on_one_line(twice.key)} stands a second time on line {twice.line}."
    )


def _place_of(path: Spot) -> tuple[str, int | None, Spot]:
    """Whose the place is, which of their events, and the rest of the path."""
    match path:
        case ("people", str(key), "events", int(place_in_list), *rest):
            return key, place_in_list + 1, tuple(rest)
        case ("people", str(key), *rest):
            return key, None, tuple(rest)
        case ("offices", "events", int(place_in_list), *rest):
            return OFFICES, place_in_list + 1, tuple(rest)
        case ("offices", *rest):
            return OFFICES, None, tuple(rest)
    return "", None, path


def _read(table: Table, notes: Notes) -> Scenario | None:
    policy, as_of = table.take("policy", text), table.take("as_of", day)
    asked_on = as_of if isinstance(as_of, date) else None
    told = {name: table.content.get(name) for name in ("parameters", "people", "offices", "expect")}
    table.asked |= told.keys()
    table.refuse_the_rest()
    figures, pack = _figures(told["parameters"], _pack(policy, notes), notes)
    people = read_people(told["people"], notes, asked_on, pack)
    offices = read_offices(told["offices"], notes.of(OFFICES), asked_on) if told["offices"] is not None else None
    if told["expect"] is not None:
        check_expectation(told["expect"], people, notes)
    if notes.faults or asked_on is None or people is None:
        return None
    known = MappingProxyType({key: person for key, person in people.items() if person is not None})
    expect = frozen(told["expect"])
    return Scenario(
        notes.file,
        str(policy),
        asked_on,
        figures,
        pack,
        known,
        offices,
        expect if isinstance(expect, Mapping) else None,
    )


def _pack(policy: object, notes: Notes) -> Pack:
    """The pack of that name; that of the installation, so that the rest can be looked at, where there is none."""
    if policy is None:
        return DEFAULT_PACK
    try:
        return _loaded(str(policy))
    except (FaultyFile, OSError) as mistake:
        notes.fault(f"policy: {mistake}")
        return DEFAULT_PACK


@cache
def _loaded(name: str) -> Pack:
    return load_pack(name)


def _figures(content: object, pack: Pack, notes: Notes) -> tuple[Mapping[str, object], Pack]:
    """The figures that the file gives and that may be so, and the pack with them."""
    if content is None:
        return MappingProxyType({}), pack
    table = table_of(content, notes, "parameters: ", "figures by their names")
    figures = {} if table is None else dict(_allowed(table, pack))
    return MappingProxyType(figures), pack.with_figures(figures) if figures else pack


def _allowed(table: Table, pack: Pack) -> Iterator[tuple[str, object]]:
    for name, value in table.content.items():
        parameter = pack.parameters.get(name)
        if parameter is None:
            table.fault(f"expected a figure of {pack.name}, found {written(name)}{hint(name, pack.parameters)}")
        elif refusal := parameter.refusal(value):
            table.fault(f"{name}: expected {refusal}, found {'nothing' if value is None else written(value)}")
        elif name == ROLLED and value is True:
            # No day of a scenario moves to a working day: the contract counts without any calendar of holidays.
            table.fault(f"{name}: expected false, found true")
        else:
            yield name, value
