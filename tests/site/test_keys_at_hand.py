"""A keyring is made for a new installation alone: where one was lost, cut off or exchanged, nothing starts, and it is said in a sentence."""

import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError

from anbang.lib.sealing import KeyKind, Keyring, KeyringFault
from anbang.lib.secret_files import replace_whole
from anbang.papers.keys import change_keyring, keyring, keyring_file
from anbang.papers.models import SealingKey
from anbang.site import keys_at_hand
from anbang.site.keys_at_hand import prepare_keys, refuse_lost_keys
from anbang.site.sealed_columns import COLUMNS, sealed_in
from tests.exchange.lists import applied, person
from tests.site.sealed import does_open, silent
from tests.support.command_line import anbang, module
from tests.support.database import Server
from tests.support.people import TODAY

OWNER = "owner"
NUMBER = COLUMNS[0]
NEEDED = {
    "ANBANG_SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
    "DJANGO_SETTINGS_MODULE": "anbang.site.settings",
}


@pytest.fixture
def used(database: str, clerk) -> None:
    """An installation in which somebody is filed."""
    prepare_keys(silent)
    applied([person(1)], by=clerk)


def known() -> set[tuple[str, int, bool]]:
    """The keys of which the database knows: kind, number, whether it is needed."""
    return {(key.kind, key.number, key.retired_on is None) for key in SealingKey.objects.using(OWNER).all()}


def forget_the_keys() -> None:
    """The database is one from before it knew its keys."""
    SealingKey.objects.using(OWNER).all().delete()


def put(ring: Keyring) -> None:
    """Another keyring in the place of the one that is there."""
    replace_whole(keyring_file(), ring.written())


def test_a_new_installation_gets_a_keyring_that_nobody_else_reads(database):
    shutil.rmtree(settings.KEYS)
    prepare_keys(silent)
    made = keyring_file().read_bytes()
    assert stat.S_IMODE(Path(settings.KEYS).stat().st_mode) == 0o700
    assert stat.S_IMODE(keyring_file().stat().st_mode) == 0o600
    assert known() == {("master", 1, True), ("index", 1, True)}
    prepare_keys(silent)
    assert keyring_file().read_bytes() == made


@pytest.mark.parametrize("forget", [lambda: None, forget_the_keys], ids=["known", "from before it knew its keys"])
def test_where_the_keyring_was_lost_none_is_made_in_its_place(used, forget: Callable[[], None]):
    forget()
    keyring_file().unlink()
    with pytest.raises(
        KeyringFault, match=r"keyring\.json is not there, and the database holds what only its keys open"
    ):
        prepare_keys(silent)
    assert not keyring_file().exists()


def test_control_without_the_guard_a_fresh_keyring_opens_nothing_that_is_there(used, monkeypatch):
    row = sealed_in(NUMBER)[0]
    assert does_open(NUMBER, row)
    forget_the_keys()
    keyring_file().unlink()
    monkeypatch.setattr(keys_at_hand, "holds_sealed_values", lambda: False)
    monkeypatch.setattr(keys_at_hand, "_refuse_a_keyring_of_others", lambda: None)
    prepare_keys(silent)
    assert keyring_file().exists()
    assert not does_open(NUMBER, row)


def test_a_running_process_makes_none_either(used):
    keyring_file().unlink()
    with pytest.raises(KeyringFault, match="cannot be read: No such file or directory"):
        keyring()
    assert not keyring_file().exists()


def test_a_keyring_that_lacks_a_key_is_refused(used):
    before = keyring()
    change_keyring(lambda ring: ring.with_another(KeyKind.MASTER, on=TODAY))
    prepare_keys(silent)
    put(before)
    with pytest.raises(KeyringFault, match="lacks master key 2"):
        refuse_lost_keys()


def test_a_keyring_with_another_key_under_a_number_is_refused(used):
    put(Keyring(keyring().masters, Keyring.new(TODAY).indexes))
    with pytest.raises(KeyringFault, match="has another index key 1"):
        refuse_lost_keys()


def test_a_keyring_of_others_is_refused_by_a_database_from_before_it_knew_its_keys(used):
    right = keyring()
    forget_the_keys()
    put(Keyring.new(TODAY))
    with pytest.raises(KeyringFault, match="opens nothing that the database holds"):
        prepare_keys(silent)
    assert known() == set()
    put(right)
    prepare_keys(silent)
    assert known() == {("master", 1, True), ("index", 1, True)}, "the control: its own is taken"


def test_a_key_that_the_database_does_not_know_yet_is_adopted(used):
    """Of a command that died between the file and the database."""
    change_keyring(lambda ring: ring.with_another(KeyKind.MASTER, on=TODAY))
    refuse_lost_keys()
    prepare_keys(silent)
    assert ("master", 2, True) in known()


def test_a_key_that_is_needed_no_more_may_be_gone_or_still_there(used):
    """Of a command that died between the database and the file."""
    change_keyring(lambda ring: ring.with_another(KeyKind.MASTER, on=TODAY))
    prepare_keys(silent)
    SealingKey.objects.using(OWNER).filter(kind="master", number=1).update(retired_on=TODAY)
    refuse_lost_keys()
    change_keyring(lambda ring: ring.without(KeyKind.MASTER, 1))
    refuse_lost_keys()


def test_the_database_gives_a_number_once(used):
    twice = {"kind": "master", "number": 1, "fingerprint": "another"}
    with pytest.raises(IntegrityError, match="a_key_number_is_given_once"):
        SealingKey.objects.using(OWNER).create(**twice)


@pytest.mark.parametrize("name", ["files", "files/keys", "database", "seals"])
def test_keys_among_the_data_are_refused(database, name, monkeypatch):
    monkeypatch.setattr(settings, "KEYS", Path(settings.FOLDER) / name)
    with pytest.raises(KeyringFault, match="The keys would lie among the data"):
        prepare_keys(silent)
    assert not keyring_file().exists()


def test_keys_on_another_disk_are_used(database, clerk, tmp_path, monkeypatch):
    shutil.rmtree(settings.KEYS)
    monkeypatch.setattr(settings, "KEYS", tmp_path / "another disk")
    prepare_keys(silent)
    applied([person(1)], by=clerk)
    assert [file.name for file in (tmp_path / "another disk").iterdir()] == ["keyring.json"]
    assert not (Path(settings.FOLDER) / "keys").exists()
    assert does_open(NUMBER, sealed_in(NUMBER)[0])


def test_keys_that_others_could_read_are_closed_and_it_is_told(database):
    keyring_file().chmod(0o644)
    Path(settings.KEYS).chmod(0o755)
    told: list[str] = []
    prepare_keys(told.append)
    assert [line.split(" was open")[0] for line in told] == [str(settings.KEYS), str(keyring_file())]
    assert stat.S_IMODE(keyring_file().stat().st_mode) == 0o600
    assert stat.S_IMODE(Path(settings.KEYS).stat().st_mode) == 0o700
    told.clear()
    prepare_keys(told.append)
    assert told == []


def outside_of(server: Server, database: str) -> dict[str, str]:
    """The environment of a program on this database, with its keys."""
    return {**server.addresses(database), **NEEDED, "ANBANG_KEYS": str(settings.KEYS)}


def test_no_command_and_no_worker_starts_without_the_keys_and_each_says_so_in_a_line(used, server, database, place):
    told = outside_of(server, database)
    assert anbang("manage", "check", place=place, **told).returncode == 0, "the control"
    keyring_file().unlink()
    refused = anbang("manage", "check", place=place, **told)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.splitlines()[-1].startswith(
        f"anbang: The keyring {keyring_file()} is not there, and the database"
    )
    worker = module("anbang.site.worker", place=place, **told)
    sentence = f"anbang worker: The keyring {keyring_file()} cannot be read: No such file or directory.\n"
    assert (worker.returncode, worker.stderr) == (1, sentence)


def test_pages_do_not_start_with_a_keyring_of_others(used, server, database, place):
    told = outside_of(server, database)
    put(Keyring.new(TODAY))
    pages = module("gunicorn", "anbang.site.wsgi:application", "--check-config", place=place, **told)
    assert pages.returncode != 0
    assert "has another index key 1" in pages.stderr
