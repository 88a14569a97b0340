"""A secret is made once, replaced whole, and read by nobody else; a file that is replaced is held meanwhile."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from threading import Event

from anbang.lib.held_file import held
from anbang.lib.sealing import Keyring
from anbang.lib.secret_files import replace_whole, write_once


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path):
    file = tmp_path / "secret"
    assert [write_once(file, lambda word=word: word).read_text() for word in ("first", "second")] == ["first"] * 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def _made(file: Path) -> str:
    return write_once(file, lambda: Keyring.new(date(2026, 11, 5)).written()).read_text()


def test_several_processes_that_start_at_once_agree_on_one(tmp_path: Path):
    with get_context("spawn").Pool(4) as pool:
        found = pool.map(_made, [tmp_path / "keyring.json"] * 8)
    assert len(set(found)) == 1


def test_a_replaced_secret_is_another_file_with_the_same_mode_and_leaves_no_draft(tmp_path: Path):
    file = write_once(tmp_path / "secret", lambda: "before")
    number = file.stat().st_ino
    with file.open() as reading:
        replace_whole(file, "after")
        assert reading.read() == "before", "whoever has begun to read has the old one whole"
    assert file.read_text() == "after"
    assert file.stat().st_ino != number
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["secret"]


def _waits_until(file: Path, may_end: Event) -> str:
    """What is found of a file, held once `may_end` is set by whoever holds it before."""
    with held(file) as opened:
        assert may_end.is_set()
        return opened.read().decode() if opened else "gone"


def test_whoever_waited_for_a_file_holds_the_one_that_took_its_place(tmp_path: Path):
    file, ended = tmp_path / "file", Event()
    file.write_text("before")
    with ThreadPoolExecutor(1) as other:
        with held(file):
            waiting = other.submit(_waits_until, file, ended)
            replace_whole(file, "after")
            ended.set()
        assert waiting.result(60) == "after"


def test_whoever_waited_for_a_file_that_was_taken_away_finds_none(tmp_path: Path):
    file, ended = tmp_path / "file", Event()
    file.write_text("before")
    with ThreadPoolExecutor(1) as other:
        with held(file):
            waiting = other.submit(_waits_until, file, ended)
            file.unlink()
            ended.set()
        assert waiting.result(60) == "gone"
