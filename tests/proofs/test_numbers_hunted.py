"""People come in by a workbook and go the ways of the office; then their ID numbers are looked for in everything that was written."""

import base64
import logging
import secrets

import pytest
from django.conf import settings
from django.template import Context, Template

from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.papers.keys import keyring
from tests.exchange.lists import applied, person
from tests.exchange.numbers import identity_number
from tests.proofs.hunted_district import (
    CLOSED,
    DUMPS,
    OUTPUTS,
    Crew,
    back_up,
    crew,
    listening,
    lived_in,
    look_everywhere,
    numbers_of,
    planted_rows,
    workbook,
)
from tests.support import hunting
from tests.support.database import Server
from tests.support.hunting import ENCODINGS, Hunt, found_in
from tests.support.people import TODAY
from tests.support.proofs import Proof, lengths

__all__ = ["crew"]

NAME = "Numbers are hunted"
DONE = (
    "A workbook of people with ID numbers goes through upload, correction, decision, marked return, taking in, verification and search, keys and"
    " indexes are changed; then every number is looked for, in UTF-8, GBK and UTF-16, in hexadecimal and base64 of these, in dumps, the server's"
    " files, journal and log, a backup, all files, logs at the lowest level with every statement, prints and exports"
)


@pytest.mark.parametrize("suite", ["aes", pytest.param("sm4", marks=pytest.mark.proof)])
@lengths(31, 1_001)
def test_no_number_stands_anywhere(
    *,
    length: int,
    suite: str,
    crew: Crew,
    server: Server,
    database: str,
    tmp_path_factory: pytest.TempPathFactory,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    proof: Proof,
):
    monkeypatch.setattr(settings, "SUITE", suite)
    # Numbers of no other run: the server's journal remembers what controls wrote plainly.
    rows = planted_rows(length, seed=secrets.randbits(64))
    hunt = Hunt(numbers_of(rows))
    marked = lived_in(rows, hunt, crew, tmp_path_factory.mktemp("exports"))
    hunt.look("output", "".join(capfd.readouterr()).encode())
    look_everywhere(hunt, server, database)
    back_up(server, database, backups := tmp_path_factory.mktemp("backups"))
    hunt.look_at_files(backups)
    assert hunt.found == {}
    assert len(hunt.numbers) == length - 1, "two have the same"
    assert {*OUTPUTS, *DUMPS, "log of django.db.backends"} <= set(hunt.places)
    assert any("/pg_wal/" in place for place in hunt.places), "the journal is looked at"
    assert sum(size for place, size in hunt.places.items() if place.startswith(str(backups))) > 100_000
    assert keyring().head == bytes([keyring().suite]) + b"\0\2"
    theirs = found_in(marked, hunt.numbers)
    assert theirs == hunt.numbers - {rows[CLOSED]["身份证号"]}, (
        "the control: the sender's own file, but for whom it closes"
    )
    proof.result(
        f"{len(hunt.numbers):,} numbers, by either suite",
        f"0 found in {len(hunt.places):,} places of {hunt.size / 1e6:,.0f} MB; all but the closed one in the sender's own workbook",
    )


def noted_plainly(server: Server, database: str, number: str, encoding: str, *, of: int) -> None:
    """Somebody writes a number into the notes about one person and does not seal it."""
    with server.as_superuser(database) as connection:
        written = f"来电 {number} 询问".encode(encoding)
        connection.execute("update casework_act set words_sealed = %s where case_id = %s", [written, of])


@lengths(len(ENCODINGS), len(ENCODINGS))
def test_control_a_number_in_a_note_is_found(
    *, length: int, clerk: ActingStaff, server: Server, database: str, proof: Proof
):
    applied([person(number) for number in range(length)], by=clerk)
    cases = Case.objects.using("owner").order_by("pk").values_list("pk", flat=True)
    noted = {}
    for number, (encoding, case) in enumerate(zip(ENCODINGS, cases, strict=True)):
        noted[encoding] = identity_number(TODAY.replace(year=1961 + number), sequence=secrets.randbelow(300) + 601)
        noted_plainly(server, database, noted[encoding], encoding, of=case)
    hunt = Hunt(noted.values())
    look_everywhere(hunt, server, database)
    for encoding, number in noted.items():
        places = {place for place, numbers in hunt.found.items() if number in numbers}
        assert set(DUMPS) <= places, f"{encoding}: the dumps, which write bytes in hexadecimal"
        assert any("/pg_wal/" in place for place in places), encoding
        assert any("/base/" in place for place in places), encoding
    proof.control(
        f"one number in one note, in {', '.join(ENCODINGS).upper()}: each found in all {len(DUMPS)} dumps, the pages and the journal"
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_control_a_number_is_read_however_it_is_written(encoding):
    number = identity_number(TODAY.replace(year=1971), sequence=333)
    other = identity_number(TODAY.replace(year=1971), sequence=335)
    for signs in (number, number.lower(), number[::-1]):
        written = f"号{signs}。".encode(encoding)
        ways = [written, written.hex().encode(), written.hex().upper().encode()]
        ways += [base64.b64encode(b"q" * before + written) for before in range(4) if "16" not in encoding]
        assert [found_in(way, {number, other}) for way in ways] == [{number}] * len(ways)


def test_control_a_number_in_an_archive_and_one_between_two_pieces_of_a_file_are_found(tmp_path, monkeypatch):
    number = identity_number(TODAY.replace(year=1972), sequence=337)
    (tmp_path / "packed.xlsx").write_bytes(workbook([person(1, 身份证号=number)]))
    (tmp_path / "long").write_bytes(b"-" * 2040 + number.encode() + b"-" * 2040)
    for name in ("packed.xlsx", "long"):
        (alone := tmp_path / f"of {name}").mkdir()
        (tmp_path / name).rename(alone / name)
        monkeypatch.setattr(hunting, "PIECE", 1024 if name == "long" else 1024 * 1024)
        hunt = Hunt([number])
        hunt.look_at_files(alone)
        assert list(hunt.found) == [str(alone / name)]


def said_of_a_page() -> dict[str, set[str]]:
    """What the logs hold of a number after a template was given it and asked for something that nobody gave."""
    number = identity_number(TODAY.replace(year=1977), sequence=555)
    hunt = Hunt([number])
    with listening(hunt):
        page = Template("{{ nothing.of_it }}{{ id_number }}").render(Context({"id_number": number}))
    assert page == number
    return hunt.found


def test_a_template_tells_no_log_what_it_was_given():
    assert said_of_a_page() == {}


def test_control_left_to_itself_it_would(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(settings.LOGGING, "loggers", {})
    logger = logging.getLogger("django.template")
    monkeypatch.setattr(logger, "propagate", True)
    assert list(said_of_a_page()) == ["log of django.template"]
