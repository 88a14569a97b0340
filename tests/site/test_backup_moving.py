"""Moving to another machine, on which an installation was started already: data and keys that are there are put aside, whole, and never lost."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from subprocess import CompletedProcess

import pytest

from anbang.site.backup.places import KEYS_RESTORING
from tests.site.backups import flip
from tests.site.installed import CLERK, passphrases
from tests.site.test_backup_command import backup_in
from tests.support.command_line import anbang, outside
from tests.support.places import folder_for_a_server

Run = Callable[..., CompletedProcess[str]]


class Machine:
    """Another one, as the handbook installs it: its keys lie on a disk of their own, and the first start has made some."""

    def __init__(self, place: Path) -> None:
        self.folder, self.keys = place / "main", place / "disk" / "keys"
        self.settings = {"ANBANG_FOLDER": str(self.folder), "ANBANG_KEYS": str(self.keys)}
        self.place = place
        self.keys.mkdir(parents=True)
        assert self.run(*CLERK).returncode == 0
        assert self.run("audit", "seal").returncode == 0

    def run(self, *line: str | Path) -> CompletedProcess[str]:
        return anbang(*line, place=self.place, ANBANG_TODAY="2026-11-05", **self.settings)

    def own_keys(self) -> dict[str, bytes]:
        return files_in(self.keys)


def files_in(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@pytest.fixture
def machine() -> Iterator[Machine]:
    with folder_for_a_server() as place:
        yield Machine(place)


def with_keys(kept: Path) -> tuple[str, ...]:
    return ("--keys", str(kept / "safe" / "keys.anbang"), *passphrases(kept))


@pytest.mark.proof
def test_the_keys_of_what_was_there_are_put_aside_and_those_of_the_backup_take_their_place(
    kept: Path, machine: Machine
):
    before = machine.own_keys()
    done = machine.run("restore", backup_in(kept), "--replace", *with_keys(kept))
    assert done.returncode == 0, done.stderr
    assert f"what was there before is kept in {machine.folder}.before-1" in done.stdout
    assert f"the keys that were there before are kept in {machine.keys / 'before-1'}" in done.stdout
    assert files_in(machine.keys / "before-1") == before
    assert machine.own_keys() == files_in(kept / "installation" / "keys") != before
    assert not (machine.keys / KEYS_RESTORING).exists()
    verified = machine.run("audit", "verify")
    assert verified.returncode == 0, verified.stderr
    assert "all as they were sealed" in verified.stdout
    listed = machine.run("keys", "list")
    assert listed.returncode == 0, "it starts, and finds the keys that it needs"
    again = machine.run("restore", backup_in(kept), "--replace", *with_keys(kept))
    assert again.returncode == 0, again.stderr
    assert "the keys that were there before" not in again.stdout, "those of the backup stay where they are"


@pytest.mark.proof
def test_what_is_missing_in_the_line_is_said(kept: Path, machine: Machine):
    before = machine.own_keys()
    for line, said in (
        (with_keys(kept), f"{machine.folder} holds an installation already; with --replace it is put aside, whole."),
        (("--replace",), "bring the backup of the keys that was made for it, with --keys FILE."),
        (
            (*with_keys(kept), "--into", machine.place / "beside", "--replace"),
            "put that folder aside under another name, or let --replace do it where the installation's own folder is replaced.",
        ),
    ):
        refused = machine.run("restore", backup_in(kept), *line)
        assert refused.returncode == 1
        assert refused.stderr.endswith(f"{said}\n")
        assert machine.own_keys() == before, "nothing takes them from the installation that is there"
    assert [one for one in machine.keys.iterdir() if one.is_dir()] == []


@pytest.mark.proof
def test_a_restore_that_fails_leaves_keys_and_data_in_their_place(kept: Path, machine: Machine):
    before = machine.own_keys()
    copy = shutil.copytree(backup_in(kept), machine.place / "copies" / backup_in(kept).name)
    flip(copy / "database", Random(4))
    refused = machine.run("restore", copy, "--replace", *with_keys(kept))
    assert refused.returncode == 1
    # What a restore leaves that was killed is no reason to refuse the next one.
    (machine.keys / KEYS_RESTORING).mkdir()
    (machine.keys / KEYS_RESTORING / "keyring.json").write_text("half")
    assert machine.own_keys() == before
    assert machine.run("restore", backup_in(kept), "--replace", *with_keys(kept)).returncode == 0


@pytest.mark.proof
def test_the_two_people_may_type_in_either_order(kept: Path, machine: Machine):
    option, first, second = passphrases(kept)
    keys = ("--keys", kept / "safe" / "keys.anbang", option, second, first)
    done = machine.run("restore", backup_in(kept), "--replace", *keys)
    assert done.returncode == 0, done.stderr


# Without a terminal


@pytest.mark.parametrize("typed", ["", "the first long passphrase\n" * 4], ids=["nothing", "through a pipe"])
@pytest.mark.parametrize("step", ["backup", "restore"])
def test_without_a_terminal_it_is_one_sentence_and_status_2(kept: Path, typed: str, step: str, tmp_path: Path):
    keys = kept / "safe" / "keys.anbang"
    lines = {
        "backup": ("keys", "--to", tmp_path / "keys"),
        "restore": (backup_in(kept), "--into", tmp_path / "into", "--keys", keys),
    }
    done = subprocess.run(
        [sys.executable, "-m", "anbang.site.command", step, *map(str, lines[step])],
        env=outside(kept),
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    told = (
        "The two passphrases are typed on a terminal, and there is none; or name two files of them with --passphrases."
    )
    assert (done.returncode, done.stderr) == (2, f"anbang {step}: {told}\n")
    assert not list(tmp_path.iterdir())


# Nothing there yet


def test_where_nothing_was_started_yet_nothing_is_compared_and_nothing_made(tmp_path: Path):
    done = anbang("audit", "verify", place=tmp_path)
    told = f"anbang: There is nothing in {tmp_path / 'installation'} yet, no installation was started there: nothing was compared, and nothing made.\n"
    assert (done.returncode, done.stderr) == (1, told)
    assert not (tmp_path / "installation").exists()
