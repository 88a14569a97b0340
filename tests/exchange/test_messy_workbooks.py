"""Two hundred differently messy lists: each row gets exactly what was planted in it, and a broken reader is noticed."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

import pytest

from anbang.exchange.batch import checks, columns, comparison, places, reading
from anbang.exchange.batch.messages import FAULTS
from anbang.exchange.batch.reading import rows_of
from anbang.exchange.batch.staging import judge_rows
from anbang.exchange.batch.status import Outcome
from anbang.lib.terms import Term
from anbang.lib.workbook import LIMITS, Sheet, child
from anbang.lib.workbook.reading import cells_of
from anbang.organisations.acting import ActingStaff, acting
from tests.exchange.messy_people import ON
from tests.exchange.messy_workbooks import WRITERS, Answer, Messy, messy

ALL = 200
FILES = [messy(seed) for seed in range(ALL)]


def read(file: Messy) -> list[Sheet]:
    """What the child reads, without the cost of starting two hundred interpreters."""
    return [
        Sheet(sheet["name"], [cells_of(row) for row in sheet["rows"]])
        for sheet in child.read(file.content, asdict(LIMITS))
    ]


def answers(file: Messy) -> tuple[Answer, ...]:
    """What the product says of each row."""
    return tuple(
        Answer(
            one.row.sent.sheet,
            one.row.sent.row,
            one.outcome.value,
            tuple((fault.column, fault.code) for fault in one.row.faults),
        )
        for one in judge_rows(rows_of(read(file)), on=ON)
    )


def wrong(files: list[Messy]) -> Iterator[str]:
    """Where the product differs from the truth."""
    for number, file in enumerate(files):
        try:
            told = answers(file)
        except Exception as error:  # a reader that fails is as wrong as one that errs
            yield f"{number} {file.made_as}: {error!r}"
            continue
        yield from (f"{number} {file.made_as}: {one} is missing" for one in file.answers if one not in told)
        yield from (f"{number} {file.made_as}: {one} is too much" for one in told if one not in file.answers)


def test_every_row_of_every_messy_list_gets_what_was_planted(clerk: ActingStaff) -> None:
    with acting(clerk, reading_only=True):
        assert list(wrong(FILES)) == []


def _never(*_: object, **__: object) -> bool:
    return False


# Each takes away one thing that the reading knows. The module that asks, the name it asks by, what it gets instead.
BROKEN: dict[str, tuple[object, str, object]] = {
    "headings are taken to the letter": (columns, "plain", lambda heading: str(heading or "")),
    "every line is a person": (reading, "is_a_person", lambda cells, layout: any(cells)),
    "two lines of headings are one": (columns, "_joined", lambda upper, lower: list(upper)),
    "repeated headings are people": (columns, "_repeats_the_headings", _never),
    "villages have one spelling": (places, "_village_forms", lambda name: (name,)),
    "dates have one spelling": (checks, "read_date", lambda cell: cell if isinstance(cell, date) else None),
    "any term is right": (checks, "read_term", lambda text: Term(months=12)),
    "the other column is not compared": (checks, "_check_days", lambda row, rules, on: None),
    "nothing is proposed for sealing": (checks, "_propose_sealing", lambda row, rules: None),
    "rows are not compared with one another": (comparison._Above, "add", lambda above, row: None),
    "no place is outside": (places.Gazetteer, "_is_outside", _never),
    "csv is read as if it were UTF-8": (
        child,
        "read_text",
        lambda content, limits: [
            {"name": "", "rows": [line.split(",") for line in content.decode(errors="replace").split("\n")]}
        ],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_control_a_reader_that_knows_less_is_noticed(
    clerk: ActingStaff, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    owner, asked, instead = BROKEN[name]
    monkeypatch.setattr(owner, asked, instead)
    with acting(clerk, reading_only=True):
        assert next(wrong(FILES), None) is not None


def test_the_lists_are_as_different_as_clerks_are() -> None:
    planted = [answer for file in FILES for answer in file.answers]
    assert {file.made_as for file in FILES} == set(WRITERS)
    # The others hang on what the register has of somebody: tests/exchange/test_people_in_every_standing.py.
    of_the_register = {"admission_after_the_end", "still_in_care", "admission_does_not_fit", "person_died"}
    assert {code for answer in planted for _, code in answer.faults} == set(FAULTS) - of_the_register
    assert {answer.outcome for answer in planted} == set(Outcome.values) - {Outcome.RETURNS}
    assert len({file.content for file in FILES}) == ALL
    assert len(planted) > 2000, "every list is really read"
