"""The same district twice, once with closed files in the midst of its lists and once without: whoever is not named for them reads the same, sign by
sign, and nothing that a role of the database reads tells of them.
"""

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections

from anbang.casework.person import actions, series
from anbang.exchange.batch import staging
from anbang.exchange.batch.checks import IntakeRules
from anbang.lib.postgres.binaries import find_binaries
from anbang.papers import exports
from anbang.web import references
from tests.proofs.reading_twins import Read, dumped, read_lists, read_pages, read_tables
from tests.proofs.twins import (
    FAMILY_NAME,
    OFFENCE,
    REGION,
    Staffed,
    handed_in,
    lines,
    listening,
    lived,
    seen_to,
    staffed,
    taken_in,
)
from tests.support.database import Server, opened
from tests.support.proofs import Proof, lengths
from tests.web.planted import fresh

NAME = "The hunt for closed files"
DONE = (
    "a district is built twice with the same open people, once with closed files of minors between them in the same list; what of them is at fault a keeper puts right and takes in later; both are worked with, mornings,"
    " evenings and sweeps come; every seat that is not named opens every list, search, count, file, sheet and workbook, and reads every table; the two are"
    " compared sign by sign"
)
FULL = 500
# Who hands the list in, another clerk, and some who see little. What else the clerk did stands in the trail as theirs.
HANDS_IN, ANOTHER = "bureau clerk", "bureau clerk who keeps out"
SAMPLE = (HANDS_IN, "village cadre")
# The prison is answered about whomever it sent, closed or not.
ANSWERED = {"institution clerk"}
# Six digits alone stand by chance in the hash of a row.
NUMBER = re.compile(rf"{REGION}(?:\*|(?:19|20)\d{{9}}[\dXx])")
OWN_DEEDS = {"audit_event", "audit_look"}
# Under which a page that went wrong is found in the log: by chance.
NUMBER_OF_A_FAULT = re.compile(r"answer [0-9a-f]{8} was")


@dataclass(frozen=True, slots=True)
class Base:
    """The district with its staff, of which each twin is a copy."""

    server: Server
    database: str
    folder: Path
    crew: Staffed

    @contextmanager
    def lived_in(self, many: int, *, closed: bool) -> Iterator[Read]:
        """A twin of `many` open people and as many closed files, or empty lines; what stood in the log, and in the list while it waited."""
        with opened(self.server, self.folder, template=self.database):
            with listening() as said:
                batch = handed_in(self.crew, lines(many, closed=closed))
                waiting = read_lists(ANOTHER, fresh(self.crew.seats[ANOTHER]))
                taken_in(self.crew, batch)
                seen_to(self.crew)
                lived(self.crew)
            yield {("waiting", where): page for (_seat, where), page in waiting.items()} | {
                ("log", "of ours"): NUMBER_OF_A_FAULT.sub("answer # was", "\n".join(said))
            }


@pytest.fixture
def twins(server: Server, tmp_path: Path) -> Iterator[Base]:
    with opened(server, tmp_path) as database:
        crew = staffed()
        connections.close_all()
        yield Base(server, database, tmp_path, crew)


def read(twins: Base, seats: Sequence[str]) -> Read:
    """Pages, sheets and workbooks as these seats see them, and the tables, which another clerk reads too."""
    found = read_pages(twins.crew, seats)
    for seat in dict.fromkeys((*seats, ANOTHER)):
        for table, rows in read_tables(twins.crew.seats[seat]):
            if seat != HANDS_IN or table not in OWN_DEEDS:
                found[seat, f"table {table}"] = rows
    return found


def seats_of(twins: Base, length: int) -> Sequence[str]:
    """All who look, or some of them."""
    return [seat for seat in twins.crew.seats if seat not in ANSWERED] if length >= FULL else SAMPLE


def differences(one: Read, other: Read) -> list[str]:
    """Where the twins differ, with the first of it."""
    return [
        f"{where}: {_first(one.get(where, ''), other.get(where, ''))}"
        for where in sorted(one.keys() | other.keys())
        if one.get(where) != other.get(where)
    ]


def _first(one: str, other: str) -> str:
    place = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"…{one[max(place - 80, 0) : place + 80]}… and …{other[max(place - 80, 0) : place + 80]}…"


def marks_in(text: str) -> list[str]:
    """Whatever tells of one of them: a name, the offence, an ID number, whole or masked."""
    return [mark for mark in (FAMILY_NAME, OFFENCE) if mark in text] + NUMBER.findall(text)


def dump_of_the_app(twins: Base) -> str:
    """What `pg_dump` writes to the role of the product, while nobody acts."""
    database = connections["default"].settings_dict["NAME"]
    how = (
        "--data-only",
        "--enable-row-security",
        "--table=casework_*",
        "--table=exchange_stagedrow",
        "--table=papers_paper",
    )
    how += ("--exclude-table=casework_proof*", "--exclude-table=*_seq", "--exclude-table=casework_closed")
    # How far their series are no role reads, and no dump is made without it; what seats read of the tables is read apart.
    how += ("--exclude-table=casework_sealingdecision", "--exclude-table=casework_unsealing")
    program = find_binaries().folder / "pg_dump"
    told = subprocess.run([program, *how, twins.server.at(database, "anbang_app")], capture_output=True, check=False)
    assert told.returncode == 0, told.stderr.decode()
    return told.stdout.decode()


@lengths(2, FULL)
def test_a_district_with_closed_files_reads_like_the_same_without_them(length: int, twins: Base, proof: Proof):
    seats = seats_of(twins, length)
    with twins.lived_in(length, closed=False) as before:
        without = before | read(twins, seats)
    with twins.lived_in(length, closed=True) as before:
        among = before | read(twins, seats)
        copied = {(seat, table): content for seat in seats for table, content in dumped(twins.crew.seats[seat])} | {
            ("nobody", "pg_dump"): dump_of_the_app(twins)
        }
    assert differences(without, among) == []
    assert [where for where, told in (among | copied).items() if marks_in(told)] == []
    assert len(among) > 100
    proof.result(
        f"{length} closed files between {length} open ones, {len(seats)} seats, {len(among)} pages, sheets, parts of workbooks and tables of each twin",
        "no sign differs, no name, number or offence anywhere",
    )


SEAT = "second justice assistant"


@pytest.mark.proof
@lengths(2, 60)
def test_control_numbered_in_one_series_closed_files_leave_gaps(
    length: int, twins: Base, proof: Proof, monkeypatch: pytest.MonkeyPatch
):
    with twins.lived_in(length, closed=False) as before:
        without = before | read_pages(twins.crew, [SEAT])
    numbers, keys, key = series.file_numbers, series.person_keys, exports._next_key
    monkeypatch.setattr(actions, "file_numbers", lambda closed, **how: numbers([False] * len(closed), **how))
    monkeypatch.setattr(actions, "person_keys", lambda closed, **how: keys([False] * len(closed), **how))
    monkeypatch.setattr(exports, "_next_key", lambda **_how: key(is_closed=False))
    with twins.lived_in(length, closed=True) as before:
        among = before | read_pages(twins.crew, [SEAT])
    differ = differences(without, among)
    for page in ("people:", "case_file", "sheet"):
        assert [line for line in differ if page in line.replace("')", ":")], page
    proof.control(f"numbered in one series, {len(differ)} pages and sheets of one seat differ")


@pytest.mark.proof
@lengths(2, 60)
def test_control_named_by_their_numbers_rows_leave_gaps(
    length: int, twins: Base, proof: Proof, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(references, "reference", lambda _kind, number: f"{number:0{references.SIGNS}d}")
    with twins.lived_in(length, closed=False) as before:
        without = before | read_pages(twins.crew, [SEAT])
    with twins.lived_in(length, closed=True) as before:
        among = before | read_pages(twins.crew, [SEAT])
    differ = differences(without, among)
    assert [line for line in differ if "today" in line]
    proof.control(f"with the numbers of rows in addresses, {len(differ)} pages and sheets of one seat differ")


@pytest.mark.proof
@lengths(2, 60)
def test_control_the_same_files_standing_open_are_seen_everywhere(
    length: int, twins: Base, proof: Proof, monkeypatch: pytest.MonkeyPatch
):
    with twins.lived_in(length, closed=False) as before:
        without = before | read(twins, [SEAT])
    rules = staging.intake_rules()
    monkeypatch.setattr(staging, "intake_rules", lambda: IntakeRules(lambda *_told: False, rules.notice_late))
    with twins.lived_in(length, closed=True) as before:
        among = before | read(twins, [SEAT])
    differ = differences(without, among)
    marked = {where for (_seat, where), told in among.items() if marks_in(told)}
    assert marked >= {"people", "today", "list 0?heap=ready", "table casework_person"}
    assert {where for where, _page in among if among[where, _page] != without.get((where, _page))} >= {"waiting", SEAT}
    proof.control(f"standing open, {len(differ)} pages, sheets and tables differ, and {len(marked)} name them")
