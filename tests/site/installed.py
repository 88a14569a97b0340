"""An installation as its keeper has one: with staff, a list, and backups of the data and of the keys. Made once, since it takes half a minute."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import anbang
from tests.support.places import folder_for_a_server

CLERK = ("account", "li.wenjing", "--name", "李文静", "--role", "bureau_clerk", "--office", "荣昌区司法局")
KEEPER = ("account", "wang.xiulan", "--name", "王秀兰", "--role", "sealing_keeper", "--office", "荣昌区司法局")
SAMPLE = Path(__file__).parents[1] / "data" / "prison-batch-2026-11.xlsx"


@pytest.fixture(scope="session")
def kept() -> Iterator[Path]:
    """A place with an installation that has staff and a list in it, a backup of the data, and one of the keys."""
    with folder_for_a_server() as place:
        for line in (CLERK, KEEPER, ("import-batch", SAMPLE, "--institution", "重庆市永川监狱", "--apply")):
            done = anbang(*line, place=place, ANBANG_TODAY="2026-11-05")
            assert done.returncode == 0, done.stderr
        for number, passphrase in enumerate(("the first long passphrase", "the second long passphrase")):
            (place / f"passphrase-{number}").write_text(passphrase + "\n")
        (place / "safe").mkdir()
        assert anbang("backup", "data", "--to", place / "backups", place=place).returncode == 0
        done = anbang("backup", "keys", "--to", place / "safe" / "keys.anbang", *passphrases(place), place=place)
        assert done.returncode == 0, done.stderr
        yield place


def passphrases(place: Path) -> tuple[str, ...]:
    """By which the keys of the backup open."""
    return ("--passphrases", str(place / "passphrase-0"), str(place / "passphrase-1"))
