"""The access matrix without anything left out: every seat asks every address about everybody, and tries every step that is not its own."""

from itertools import islice

import pytest

from tests.support.database import Server
from tests.support.proofs import Proof, lengths
from tests.web.matrix import SEATS
from tests.web.planted import Planted, bed, planted
from tests.web.test_matrix import bare_refusals, quiet, steps_tried
from tests.web.walking import questions, walk

__all__ = ["bare_refusals", "bed", "planted", "quiet"]
NAME = "The whole matrix"
DONE = "every seat opens every address about everybody in every view, and sends every step that is not its own; answers, marks of others on the pages and the digests of all tables are compared"
# In the suite one seat and every ninth question; all ask there what says something new (tests/web/test_matrix.py).
EVERY = {True: 1, False: 9}
ORDER = ("village cadre", *(seat for seat in SEATS if seat != "village cadre"))


@lengths(1, len(ORDER))
@pytest.mark.usefixtures("bare_refusals")
def test_every_seat_is_answered_as_the_table_says_about_everybody(
    server: Server, planted: Planted, proof: Proof, length: int
):
    asked = tried = 0
    for number, seat in enumerate(ORDER[:length], start=1):
        told = walk(planted, islice(questions(seat, whole=True), 0, None, EVERY[proof.is_full]))
        assert told.faults == []
        asked += told.asked
        tried += steps_tried(server, planted, seat, whole=proof.is_full)
        proof.progress(number, length, "seats")
    proof.result(f"{length} seats, {asked} questions, {tried} steps", "all answered as the table says, nothing changed")


@lengths(1, 2)
def test_control_a_seat_in_another_ones_place_is_noticed(planted: Planted, proof: Proof, length: int):
    wrong = 0
    for seat in ORDER[:length]:
        planted.seats[seat], mine = planted.seats["bureau clerk"], planted.seats[seat]  # type: ignore[index]
        told = walk(planted, islice(questions(seat, whole=True), 0, None, EVERY[proof.is_full]))
        planted.seats[seat] = mine  # type: ignore[index]
        assert told.faults
        wrong += len(told.faults)
    proof.control(f"with the clerk of the bureau in the seat of {length}, {wrong} answers and marks are wrong")
