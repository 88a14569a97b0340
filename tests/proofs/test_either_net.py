"""Either net holds alone: without row security the gate, without the gate row security keeps everybody within reach, on every page."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from anbang.site import urls  # noqa: F401  # every view is there before a test puts another question in its place
from tests.proofs.open_gate import open_the_gate
from tests.support.database import Server
from tests.support.proofs import Proof, lengths
from tests.support.row_security import guardian_tells_of_everybody
from tests.web.entries import OF_NOBODY, PAGES
from tests.web.matrix import CLOSED, HERE, SEATS
from tests.web.names import ANSWERED, CAME_CLOSED, EVIDENCE, NAMES, OFFENCES, OPINIONS, REFUSED
from tests.web.planted import Planted, bed, planted
from tests.web.test_matrix import NAMED, bare_refusals, quiet, steps_tried
from tests.web.walking import Cell, Walk, cells, walk

__all__ = ["bare_refusals", "bed", "planted", "quiet"]
NAME = "Either net alone"
DONE = "row security is taken away, then instead every filter by reach: every seat opens every page about somebody, and no name, offence, opinion or evidence of anybody out of reach stands on it, and sends every step that is not its own, and nothing changes"
SOME_STEPS = frozenset({"visit", "team", "household", "pay-allowance", "confirm-sign", "redact", "settle-finding"})
# Every how many pages are asked for by the sample.
OF_THE_SAMPLE = 3
LEAST_ABOUT_FILES = 3  # the first page, in each of its views, is for everybody
CLOSED_NAMES = (NAMES[CLOSED], NAMES[CAME_CLOSED])
# One whose eyes reach far, and one who sees little, come first: the first is the sample.
FIRST = ("justice assistant elsewhere", "village cadre")
ORDER = (*FIRST, *(seat for seat in SEATS if seat not in FIRST))


def questions_about_files(seat: str) -> Iterator[Cell]:
    """What the seat's role is let in to and somebody stands on: there nothing but reach holds back."""
    for name, page, subject in cells(name for name in PAGES if name not in OF_NOBODY and not is_like_another(name)):
        for view in page.views if SEATS[seat].role in page.roles and page.reads else ():
            yield Cell(seat, name, subject, view)


def is_like_another(name: str) -> bool:
    """Steps share one view: what holds somebody back is the same for all of them, and some stand for the others."""
    return name.startswith("take_step") and name.split()[1] not in SOME_STEPS


@contextmanager
def without_row_security(server: Server, database: str) -> Iterator[None]:
    """The second net, gone for a while."""
    with server.as_superuser(database) as connection:
        guarded = connection.execute("select oid::regclass::text from pg_class where relrowsecurity").fetchall()
        for (table,) in guarded:
            connection.execute(f"alter table {table} disable row level security")
        yield
        for (table,) in guarded:
            connection.execute(f"alter table {table} enable row level security")


def gate_alone(server: Server, planted: Planted, seat: str, asked: Sequence[Cell]) -> tuple[Walk, int]:
    """What a seat sees without row security, and how many steps it tries in vain."""
    with without_row_security(server, planted.database), guardian_tells_of_everybody(server, planted.database):
        return walk(planted, asked), steps_tried(server, planted, seat)


def row_security_alone(server: Server, planted: Planted, seat: str, asked: Sequence[Cell]) -> tuple[Walk, int]:
    """What a seat sees without the gate, and how many steps it tries in vain."""
    with pytest.MonkeyPatch.context() as patch, guardian_tells_of_everybody(server, planted.database):
        open_the_gate(patch)
        return walk(planted, asked), steps_tried(server, planted, seat)


@lengths(1, len(ORDER))
@pytest.mark.usefixtures("bare_refusals")
def test_either_net_alone_keeps_everybody_within_reach(server: Server, planted: Planted, proof: Proof, length: int):
    asked = tried = 0
    for number, seat in enumerate(ORDER[:length], start=1):
        pages = list(questions_about_files(seat))[:: 1 if length == len(ORDER) else OF_THE_SAMPLE]
        gate, by_gate = gate_alone(server, planted, seat, pages)
        rows, by_rows = row_security_alone(server, planted, seat, pages)
        assert gate.faults == []
        assert rows.wrong == []
        # A closed file stands in lists without the gate, but only before those who are named for it.
        assert seat in NAMED or rows.seen == []
        assert [line for line in rows.seen if not line.endswith(CLOSED_NAMES)] == []
        assert min(gate.asked, rows.asked) >= LEAST_ABOUT_FILES
        asked += gate.asked + rows.asked
        tried += by_gate + by_rows
        proof.progress(number, length, "seats")
    proof.result(
        f"{length} seats, {asked} pages opened, {tried} steps sent", "nobody out of reach on any page, nothing done"
    )


# Without both: seat, page, and what then stands on it, or that it opens at all.
SEEN_WITHOUT_BOTH = (
    ("justice assistant elsewhere", "people of nobody", NAMES[HERE]),
    ("justice assistant elsewhere", f"case_file of {HERE}", OFFENCES[HERE]),
    ("justice assistant elsewhere", f"paper of {HERE}", OPINIONS[HERE]),
    ("second justice assistant", "people of nobody", NAMES[CLOSED]),
    ("second justice assistant", f"case_file of {CLOSED}", NAMES[CLOSED]),
    ("town officer elsewhere", f"why of {HERE}", ""),
    ("clerk of another institution", "answers of nobody", EVIDENCE[ANSWERED]),
    ("clerk of another institution", "answers of nobody", NAMES[REFUSED]),
)
THEIR_SEATS = tuple(dict.fromkeys(seat for seat, _page, _mark in SEEN_WITHOUT_BOTH))


@lengths(1, len(THEIR_SEATS))
def test_control_without_both_nets_the_names_are_seen(
    server: Server, planted: Planted, monkeypatch: pytest.MonkeyPatch, proof: Proof, length: int
):
    open_the_gate(monkeypatch)
    seats = THEIR_SEATS[:length]
    watched = {page.partition(" of ")[0] for _seat, page, _mark in SEEN_WITHOUT_BOTH}
    asked = (cell for seat in seats for cell in questions_about_files(seat))
    if length < len(THEIR_SEATS):
        asked = (cell for cell in asked if cell.name in watched)
    with without_row_security(server, planted.database), guardian_tells_of_everybody(server, planted.database):
        told = walk(planted, asked)
    for seat, page, mark in SEEN_WITHOUT_BOTH:
        lines = told.seen if mark else told.wrong
        found = any(line.startswith(f"{seat}: {page}") and mark in line for line in lines)
        assert found or seat not in seats, (seat, page, mark)
    proof.control(f"without both, {len(told.seen)} marks of others stand on the pages of {length} seats")
