"""The secrets of the containers are made once, read by the containers, and by no other user of the machine."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.architecture.reading import PROJECT
from tests.support.containers import COMPOSE, SERVICES

NOBODY = 65534
ROLES = ("postgres", "owner", "app", "overseer", "auditor")
# Only root becomes somebody else.
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root reads as another user")


def secrets_sh(place: Path, *name: str) -> subprocess.CompletedProcess[str]:
    line = ["sh", str(place / "deploy" / "secrets.sh"), *name]
    return subprocess.run(line, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(place: Path) -> Path:
    """The secrets as the script makes them, in a place that every user may pass up to their folder."""
    shutil.copytree(PROJECT / "deploy", place / "deploy", ignore=shutil.ignore_patterns("secrets"))
    assert secrets_sh(place, "anbang.example").returncode == 0
    return place / "deploy" / "secrets"


def is_read(file: Path, user: int, group: int) -> bool:
    """Whether a user reads a file, really: another process tries."""
    read = subprocess.run(["cat", file], capture_output=True, user=user, group=group, extra_groups=[], check=False)
    assert read.returncode == 0 or b"Permission denied" in read.stderr
    return read.returncode == 0 and read.stdout == file.read_bytes() != b""


def read_by_nobody(folder: Path) -> list[str]:
    return [file.name for file in sorted(folder.iterdir()) if is_read(file, NOBODY, NOBODY)]


def given() -> Iterable[tuple[str, str, int, int]]:
    """Each container, each secret that it is given, and as whom it reads it."""
    for name, service in SERVICES.items():
        user, _, group = service["user"].partition(":")
        for secret in service.get("secrets", ()):
            yield name, Path(COMPOSE["secrets"][secret]["file"]).name, int(user), int(group)


def unread_by_containers(folder: Path, mounted: Path) -> list[tuple[str, str]]:
    """What a container could not read. It is given the file itself under another path, which for its owner and mode is what a second name is."""
    mounted.mkdir(mode=0o755)
    unread = []
    for number, (name, file, user, group) in enumerate(given()):
        os.link(folder / file, mounted / str(number))
        if not is_read(mounted / str(number), user, group):
            unread.append((name, file))
    return unread


def test_they_are_made_once(folder: Path):
    first = {file.name: file.read_text() for file in folder.iterdir()}
    assert secrets_sh(folder.parents[1], "anbang.example").returncode == 0
    made = {file.name: file.read_text() for file in folder.iterdir()}
    assert made == first
    assert made["database_url"] == f"postgresql://anbang_app:{made['app_password']}@database:5432/anbang"
    assert len({made[f"{role}_password"] for role in ROLES}) == len(ROLES)
    assert len(made["secret_key"]) >= 40
    assert (folder.parents[1] / ".env").read_text() == "ANBANG_HOSTS=anbang.example,web,127.0.0.1\n"


def test_without_a_name_nothing_is_made(place: Path):
    shutil.copytree(PROJECT / "deploy", place / "deploy", ignore=shutil.ignore_patterns("secrets"))
    refused = secrets_sh(place)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert not (place / "deploy" / "secrets").exists()


def test_their_folder_is_its_owners_alone(folder: Path):
    assert folder.stat().st_mode & 0o077 == 0


@as_root
def test_no_other_user_of_the_machine_reads_one(folder: Path):
    assert read_by_nobody(folder) == []


@as_root
def test_control_through_a_folder_that_lets_others_pass_all_would_be_read(folder: Path):
    folder.chmod(0o711)
    assert len(read_by_nobody(folder)) == len(COMPOSE["secrets"]) == 12


def test_a_folder_that_stood_open_is_closed_by_the_script(folder: Path):
    folder.chmod(0o711)
    assert secrets_sh(folder.parents[1], "anbang.example").returncode == 0
    assert folder.stat().st_mode & 0o077 == 0


@as_root
def test_every_container_reads_what_it_is_given(folder: Path, place: Path):
    assert len(list(given())) > 20
    assert unread_by_containers(folder, place / "mounted") == []


@as_root
def test_control_files_of_root_alone_would_be_read_by_no_container(folder: Path, place: Path):
    for file in folder.iterdir():
        file.chmod(0o400)
    assert len(unread_by_containers(folder, place / "mounted")) == len(list(given()))


@as_root
def test_a_certificate_of_the_district_is_read_after_the_script_ran_again(folder: Path, place: Path):
    key = folder / "certificate.key"
    key.unlink()
    key.write_text("the district's")
    key.chmod(0o600)
    assert secrets_sh(folder.parents[1], "anbang.example").returncode == 0
    assert key.read_text() == "the district's"
    assert unread_by_containers(folder, place / "mounted") == []
