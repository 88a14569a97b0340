"""`anbang backup` and `anbang restore` as whoever keeps an installation types them, on an installation of their own."""

import os
import shutil
from pathlib import Path
from random import Random

import psycopg
import pytest

from anbang.lib.postgres.contents import Content
from anbang.site import command
from anbang.site.backup import asked, drill
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.manifest import NAME, Manifest, read_manifest
from anbang.site.backup.places import RESTORING, holds_something
from anbang.site.instance import MAIN, Instance
from tests.site.backups import flip
from tests.site.installed import passphrases
from tests.support.command_line import anbang

Told = pytest.CaptureFixture[str]


def backup_in(place: Path) -> Path:
    [found] = (place / "backups").glob("anbang-main-*")
    return found


def many_tables(place: Path) -> int:
    return len(read_manifest(backup_in(place)).tables)


@pytest.fixture
def typed(kept: Path, monkeypatch: pytest.MonkeyPatch):
    """Types a line in this process, at the installation."""
    for name in [name for name in os.environ if name.startswith(("DATABASE_", "ANBANG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ANBANG_FOLDER", str(kept / "installation"))
    return lambda *line: command.main([str(part) for part in line])


# Data and keys are kept apart


def test_keys_are_not_put_beside_the_data(typed, kept: Path, capsys: Told):
    for to in (kept / "backups" / "keys", backup_in(kept) / "keys"):
        assert typed("backup", "keys", "--to", to, *passphrases(kept)) == 1
        assert f"{kept / 'backups'} holds backups of the data" in capsys.readouterr().err or to.parent == backup_in(
            kept
        )
        assert not to.exists()


def test_data_is_not_put_beside_the_keys(typed, kept: Path, capsys: Told):
    for to in (kept / "safe", kept / "safe" / "inside"):
        assert typed("backup", "data", "--to", to) == 1
        assert "is a backup of keys: data and keys are never kept in one folder" in capsys.readouterr().err
    assert [file.name for file in (kept / "safe").iterdir()] == ["keys.anbang"]


@pytest.mark.parametrize("line", [("data", "--to"), ("keys", "--to")], ids=lambda line: line[0])
def test_nothing_is_backed_up_into_the_installation_itself(typed, kept: Path, line: tuple[str, ...], capsys: Told):
    inside = kept / "installation" / "files" / "backups"
    inside.parent.mkdir(exist_ok=True)
    more = passphrases(kept) if line[0] == "keys" else ()
    assert typed("backup", *line, inside, *more) == 1
    assert "lies inside the installation" in capsys.readouterr().err
    assert not inside.exists()


def test_the_two_people_are_asked_twice_each(typed, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    prompts: list[str] = []

    def typing(prompt: str) -> str:
        prompts.append(prompt)
        return "the first long passphrase" if "first" in prompt else "the second long passphrase"

    monkeypatch.setattr(asked.getpass, "getpass", typing)
    assert typed("backup", "keys", "--to", tmp_path / "keys.anbang") == 0
    assert [prompt.split(" person")[0] for prompt in prompts] == ["passphrase of the first"] * 2 + [
        "passphrase of the second"
    ] * 2
    assert (tmp_path / "keys.anbang").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["short"], "A passphrase has at least 12 signs."),
        (
            ["the first long passphrase", "another"],
            "The passphrase of the first person was typed in two ways; begin again.",
        ),
        (["one and the same phrase"] * 4, "The two people need passphrases of their own: these are the same."),
    ],
)
def test_a_slip_of_the_two_people_is_one_sentence(
    typed, tmp_path: Path, answers: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: Told
):
    given = iter(answers)
    monkeypatch.setattr(asked.getpass, "getpass", lambda _: next(given))
    assert typed("backup", "keys", "--to", tmp_path / "keys.anbang") == 1
    assert capsys.readouterr().err == f"anbang backup: {said}\n"
    assert not list(tmp_path.glob("keys*"))


# Checking


def test_a_folder_of_backups_and_a_file_of_keys_are_checked(typed, kept: Path, capsys: Told):
    assert typed("backup", "check", kept / "backups", kept / "safe" / "keys.anbang") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{backup_in(kept)}: as it was written; {many_tables(kept)} tables with ")
    assert second.startswith(f"{kept / 'safe' / 'keys.anbang'}: as it was written; index ")


def test_what_is_no_backup_is_said(typed, kept: Path, tmp_path: Path, capsys: Told):
    assert typed("backup", "check", tmp_path) == 1
    assert capsys.readouterr().err == (
        f"anbang backup: {tmp_path} is no backup, or one that was not finished: it has no {NAME}.\n"
    )
    assert typed("restore", kept / "backups") == 1
    assert f"is a folder of backups; name one of them, such as the newest: {backup_in(kept)}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("backup",), "the following arguments are required: STEP"),
        (("backup", "data"), "the following arguments are required: --to"),
        (("backup", "data", "--to", "x", "--keep", "0"), "argument --keep: '0' is no number from 1"),
        (
            ("backup", "moment", "--at", "yesterday", "--to", "x"),
            "argument --at: 'yesterday' is no moment; write it as in",
        ),
        (("restore",), "the following arguments are required: BACKUP"),
    ],
)
def test_a_slip_is_one_sentence_and_status_2(typed, line: tuple[str, ...], said: str, capsys: Told):
    with pytest.raises(SystemExit) as ended:
        typed(*line)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


# The drill


def test_the_drill_does_all_of_it_says_its_seconds_and_leaves_nothing_behind(kept: Path):
    done = anbang("backup", "drill", "--in", kept / "drill", place=kept)
    assert done.returncode == 0, done.stdout + done.stderr
    told = [line.split(" s  ", 1) for line in done.stdout.splitlines()]
    assert all(float(seconds) >= 0 for seconds, _ in told)
    parts = [what.split(",")[0].split(" 2026")[0] for _, what in told]
    assert parts == [
        "backup of the data",
        "backup of the keys",
        "a flipped bit is refused",
        "restore",
        "copy of the whole",
        "every table emptied",
        f"back to{parts[6].removeprefix('back to')}",
        "restore of that moment",
        "in all: what is backed up today can be restored",
    ]
    assert not holds_something(kept / "drill")


def test_control_a_drill_notices_that_a_flipped_bit_is_not_noticed(kept: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drill, "check", lambda folder, *_: read_manifest(folder))
    copy = shutil.copytree(backup_in(kept), kept / "control" / "copy")
    with pytest.raises(BackupRefused, match="A flipped bit in database was not noticed"):
        drill._flip_bits(copy, kept / "safe" / "keys.anbang")


def test_a_drill_has_no_keys_but_those_of_their_backup(kept: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ANBANG_KEYS", str(kept / "installation" / "keys"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db.example/anbang")
    told = drill._Drill(MAIN, kept, lambda _: None).environment(kept / "restored")
    assert {"ANBANG_KEYS", "DATABASE_URL"} & told.keys() == set()
    assert Instance(MAIN, told).keys == kept / "restored" / "keys"


def before_and_after(kept: Path, *, flawed: bool) -> tuple[dict[str, Content], Manifest]:
    """What a drill compares, and where `flawed` a table in which as many rows are others."""
    manifest = read_manifest(backup_in(kept))
    before = {name: drill.Content(table.rows, table.sha256) for name, table in manifest.tables.items()}
    changed = drill.Content(manifest.tables["casework_person"].rows, "of other rows")
    return {**before, **({"casework_person": changed} if flawed else {})}, manifest


def test_a_drill_notices_a_table_that_did_not_come_back(kept: Path):
    drill._compare(*before_and_after(kept, flawed=False))
    with pytest.raises(BackupRefused, match="Not as they were at that moment: casework_person"):
        drill._compare(*before_and_after(kept, flawed=True))


def test_control_by_the_number_of_its_rows_alone_it_would_not_notice(kept: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drill, "Content", lambda rows, _sha256: Content(rows, ""))
    drill._compare(*before_and_after(kept, flawed=True))


# Restoring, for real


def test_it_is_restored_into_a_new_folder_and_is_an_installation_there(kept: Path, tmp_path: Path):
    into = kept / "elsewhere"
    keys = ("--keys", kept / "safe" / "keys.anbang", *passphrases(kept))
    done = anbang("restore", backup_in(kept), "--into", into, *keys, place=kept)
    assert done.returncode == 0, done.stderr
    assert f"{into}: restored {many_tables(kept)} tables with " in done.stdout
    assert "every checksum is that of the backup" in done.stdout
    assert "the trail is as it was sealed, and tells of this restore; everybody signs in anew" in done.stdout
    assert not into.with_name(into.name + RESTORING).exists()
    assert ((into / "keys").stat().st_mode & 0o777, (into / "keys" / "keyring.json").stat().st_mode & 0o777) == (
        0o700,
        0o600,
    )
    verified = anbang("audit", "verify", place=kept, ANBANG_FOLDER=str(into))
    assert verified.returncode == 0, verified.stderr
    again = anbang("restore", backup_in(kept), "--into", into, place=kept)
    assert again.returncode == 1
    assert f"{into} holds an installation already; with --replace it is put aside, whole." in again.stderr


def test_a_flipped_bit_leaves_the_installation_that_is_there_alone(kept: Path):
    before = contents_of(kept / "installation")
    copy = kept / "copies" / backup_in(kept).name
    shutil.copytree(backup_in(kept), copy)
    flip(copy / "database", Random(30))
    refused = anbang("restore", copy, "--replace", place=kept)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "database was altered, or the disk has a fault: this backup is not as it was written" in refused.stderr
    assert contents_of(kept / "installation") == before
    assert not holds_something(kept / f"installation{RESTORING}")


def contents_of(folder: Path) -> dict[str, int]:
    """Every file with its size and time."""
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_an_installation_that_runs_is_not_replaced_and_one_that_stands_is_put_aside(kept: Path):
    running = Instance(MAIN, {"ANBANG_FOLDER": str(kept / "installation"), "ANBANG_ARCHIVE": "off"})
    with running.kept("anbang serve", lambda _: None):
        taken = anbang("backup", "data", "--to", kept / "while it runs", place=kept)
        assert taken.returncode == 0, taken.stderr
        refused = anbang("restore", backup_in(kept), "--replace", place=kept)
    assert refused.returncode == 1
    assert f"anbang serve (process {os.getpid()}) uses {kept / 'installation'}: stop it first." in refused.stderr
    done = anbang("restore", backup_in(kept), "--replace", place=kept)
    assert done.returncode == 0, done.stderr
    aside = kept / "installation.before-1"
    assert f"what was there before is kept in {aside}" in done.stdout
    people = "select count(*) from casework_person"
    counted = []
    for folder in (kept / "installation", aside):
        with (
            Instance(MAIN, {"ANBANG_FOLDER": str(folder)}).kept("a test", lambda _: None) as one,
            psycopg.connect(one.environment["DATABASE_OWNER_URL"]) as connection,
        ):
            counted.append(connection.execute(people).fetchone())
    assert counted[0] == counted[1] != (0,)
