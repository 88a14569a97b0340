"""`anbang scenario`: plays the stories of files and prints what is known on the day, or where that is not as the files expect."""

import codecs
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from anbang.scenario.expecting import differences
from anbang.scenario.reading import read_scenarios
from anbang.scenario.values import Scenario

AS_EXPECTED, OTHERWISE, BAD_INPUT = 0, 1, 2
# A value that is longer, or holds others with names, stands in lines of its own.
WIDTH = 100
Play = Callable[[Sequence[Scenario]], Iterable[dict[str, Any]]]


def run(files: Sequence[str | Path], *, as_json: bool, play: Play) -> int:
    """Reads all files, plays them, and prints: with `as_json` each answer as one line, else where it is not as expected.

    `play` answers the scenarios it is given, in their order, with what JSON can hold. Returns 0, 1 for a difference, or 2 for bad input:
    then every fault of every file is one line on the error output, and no answer is printed for any.
    """
    reading = read_scenarios(files)
    if reading.faults or not files:
        _print(sys.stderr, map(str, reading.faults) if files else ["anbang scenario: expected at least one file."])
        return BAD_INPUT
    answers = list(play(reading.scenarios))
    if as_json:
        _print(sys.stdout, map(_as_json, answers))
        return AS_EXPECTED
    found = [_compared(one, answer) for one, answer in zip(reading.scenarios, answers, strict=True)]
    _print(sys.stdout, (line for lines in found for line in lines))
    compared = zip(reading.scenarios, found, strict=True)
    return OTHERWISE if any(one.expect is not None and len(lines) > 1 for one, lines in compared) else AS_EXPECTED


def _compared(scenario: Scenario, answer: Mapping[str, Any]) -> list[str]:
    """A line for the file, and one below it for each difference; where nothing is expected, what is known, for people to read."""
    if scenario.expect is None:
        return [
            f"{scenario.file}: nothing is expected; what is known on {answer['as_of']}:",
            *_indented(_readable(answer)),
        ]
    found = differences(scenario.expect, answer)
    if not found:
        return [f"{scenario.file}: as expected"]
    return [f"{scenario.file}: {len(found)} {'difference' if len(found) == 1 else 'differences'}", *_indented(found)]


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _readable(told: Any, key: str = "") -> Iterator[str]:
    """As a scenario is written, so that it can be copied below `expect:`."""
    head = f"{key}: " if key else ""
    if isinstance(told, Mapping) and told and not _fits_a_line(told):
        if key:
            yield f"{key}:"
        for name, value in told.items():
            yield from (f"  {line}" if key else line for line in _readable(value, str(name)))
    elif isinstance(told, list) and told and not _fits_a_line(told):
        yield f"{key}:"
        yield from (f"  - {_as_json(one)}" for one in told)
    else:
        yield head + _as_json(told)


def _fits_a_line(told: Any) -> bool:
    return len(_as_json(told)) <= WIDTH and not any(isinstance(one, Mapping) for one in told)


def _as_json(answer: Any) -> str:
    """Escaped as JSON has it where the output is not UTF-8. A closed output has no encoding at all."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    return json.dumps(answer, ensure_ascii=codecs.lookup(encoding).name != "utf-8")


def _print(stream: TextIO, lines: Iterable[str]) -> None:
    try:
        for line in lines:
            print(line, file=stream)
        stream.flush()
    except BrokenPipeError:  # whoever reads on has seen enough, as `| head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
