"""An installation keeps its secrets, finds its database, and never takes another one's folder."""

import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from anbang.lib.postgres import AlreadyRunning, ClusterFault, ordinary_user
from anbang.lib.postgres.ordinary_user import OrdinaryUser
from anbang.site import instance as module
from anbang.site.instance import ADDRESSES, DEMO, MAIN, PROJECT, SCENARIOS, Instance, InstanceFault, running_sentence

OUTSIDE = {variable: f"postgresql://{role}@db.example/anbang" for variable, role in ADDRESSES.items()}


def silent(_: str) -> None:
    """Nobody listens."""


@pytest.fixture
def installation(place: Path) -> Callable[..., Instance]:
    """An installation in a folder of the test, with an environment of its own."""

    def of(name: str = MAIN, **environment: str) -> Instance:
        return Instance(name, {"ANBANG_FOLDER": str(place / "installation"), **environment})

    return of


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def value(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


# Folder and secrets


@pytest.mark.parametrize("name", [MAIN, DEMO])
def test_it_lives_in_the_project_unless_told_otherwise(name: str):
    assert Instance(name, {}).folder == PROJECT / "var" / name


def test_without_a_project_around_it_it_asks_for_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(module, "PROJECT", tmp_path)
    with pytest.raises(InstanceFault, match="Set ANBANG_FOLDER"):
        Instance(MAIN, {})


def test_secrets_are_made_once_and_for_nobody_elses_eyes(installation: Callable[..., Instance]):
    keys = set()
    for _ in range(2):
        with (one := installation(**OUTSIDE)).used("a test", silent):
            keys.add(one.environment["ANBANG_SECRET_KEY"])
    [key] = keys
    assert len(key) >= 40
    assert mode(one.folder / "secrets") == 0o700
    assert {mode(file) for file in (one.folder / "secrets").iterdir()} == {0o600}


@pytest.mark.parametrize("name", [MAIN, DEMO, SCENARIOS])
def test_keys_that_lie_elsewhere_are_those_of_real_people_alone(installation: Callable[..., Instance], name: str):
    with installation(name, ANBANG_KEYS="/mnt/keys", **OUTSIDE).used("a test", silent) as one:
        assert one.environment.get("ANBANG_KEYS") == ("/mnt/keys" if name == MAIN else None)


def test_two_installations_share_no_secret(place: Path):
    keys = set()
    for name in ("one", "two"):
        with Instance(MAIN, {"ANBANG_FOLDER": str(place / name), **OUTSIDE}).used("a test", silent) as one:
            keys.add(one.environment["ANBANG_SECRET_KEY"])
    assert len(keys) == 2


def test_what_is_told_from_outside_stays(installation: Callable[..., Instance]):
    told = {"ANBANG_SECRET_KEY": "given" * 10, "ANBANG_INSTANCE": "second"}
    with installation(**OUTSIDE, **told).used("a test", silent) as one:
        assert {name: one.environment[name] for name in told} == told


def test_the_demo_does_not_open_the_folder_of_the_real_district(installation: Callable[..., Instance]):
    with installation(MAIN, **OUTSIDE).used("a test", silent):
        pass
    with (
        pytest.raises(InstanceFault, match="belongs to the installation 'main', not to 'demo'"),
        installation(DEMO, **OUTSIDE).used("a test", silent),
    ):
        pass
    with installation(MAIN, **OUTSIDE).used("a test", silent):
        pass  # the control: its own name opens it


def test_a_folder_that_cannot_be_one_is_refused(place: Path):
    (place / "file").write_text("")
    with (
        pytest.raises(InstanceFault, match=r"file.* cannot be used"),
        Instance(MAIN, {"ANBANG_FOLDER": str(place / "file"), **OUTSIDE}).used("a test", silent),
    ):
        pass


# Which database


def test_an_address_from_outside_wins_over_the_embedded_server(installation: Callable[..., Instance]):
    with installation(**OUTSIDE).kept("a test", silent) as one:
        assert {variable: one.environment[variable] for variable in ADDRESSES} == OUTSIDE
        assert not (one.folder / "database").exists()


@pytest.mark.parametrize("variable", sorted(ADDRESSES))
def test_one_address_alone_is_not_covered_up_by_the_embedded_server(
    installation: Callable[..., Instance], variable: str
):
    with installation(**{variable: OUTSIDE[variable]}).used("a test", silent) as one:
        assert set(ADDRESSES) & set(one.environment) == {variable}


def test_without_an_address_the_embedded_server_serves_every_role(installation: Callable[..., Instance]):
    told: list[str] = []
    with installation().kept("a test", told.append) as one:
        for variable, role in ADDRESSES.items():
            assert value(one.environment[variable], "select current_user") == role
    assert [line.split(" (")[0] for line in told] == ["making the database"]


def test_commands_share_the_database_that_another_process_keeps(installation: Callable[..., Instance]):
    with installation().kept("anbang serve", silent) as keeper:
        keeper.note(url="http://127.0.0.1:8000")
        with installation().used("anbang manage", silent) as other:
            assert value(other.environment["DATABASE_URL"], "select 1") == 1
        assert value(keeper.environment["DATABASE_URL"], "select 1") == 1, "who shares does not stop it"
        with pytest.raises(AlreadyRunning) as refused, installation().kept("anbang serve", silent):
            pass
    sentence = running_sentence(refused.value, MAIN)
    assert sentence.startswith("anbang serve (process ")
    assert "is already running at http://127.0.0.1:8000" in sentence


def test_a_short_command_that_keeps_the_database_is_named_too(installation: Callable[..., Instance]):
    with (
        installation().used("anbang import-batch", silent),
        pytest.raises(AlreadyRunning) as refused,
        installation().kept("anbang serve", silent),
    ):
        pass
    assert "anbang import-batch" in (sentence := running_sentence(refused.value, MAIN))
    assert "try again in a moment" in sentence


# Throwing away


def test_emptying_throws_away_rows_and_files_and_keeps_the_addresses(installation: Callable[..., Instance]):
    with installation().kept("a test", silent) as one:
        address = one.environment["DATABASE_OWNER_URL"]
        with psycopg.connect(address) as connection:
            connection.execute("create table rows_of_before ()")
        (one.folder / "files").mkdir()
        one.empty()
        assert value(address, "select to_regclass('rows_of_before')") is None
        assert not (one.folder / "files").exists()


def test_a_database_from_outside_is_never_emptied(installation: Callable[..., Instance]):
    with (
        installation(**OUTSIDE).kept("a test", silent) as one,
        pytest.raises(InstanceFault, match="not ours to empty"),
    ):
        one.empty()


def test_a_database_that_another_process_keeps_is_never_emptied(installation: Callable[..., Instance]):
    with (
        installation().kept("a test", silent),
        installation().used("another", silent) as other,
        pytest.raises(InstanceFault, match="not ours to empty"),
    ):
        other.empty()


def test_a_database_left_elsewhere_by_an_earlier_clone_is_put_aside_and_kept(
    installation: Callable[..., Instance], place: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ordinary_user, "ELSEWHERE", place / "elsewhere")
    monkeypatch.setattr(OrdinaryUser, "can_reach", lambda *_: False)
    with installation().kept("a test", silent) as earlier:
        pass
    shutil.rmtree(earlier.folder)
    told: list[str] = []
    with installation().kept("a test", told.append) as fresh:
        assert value(fresh.environment["DATABASE_URL"], "select 1") == 1
    assert any("of an earlier installation in this place is kept in" in line for line in told)
    [aside] = (place / "elsewhere").glob("*.earlier-1")
    assert (aside / "data" / "PG_VERSION").exists()


def test_lost_secrets_do_not_put_a_database_aside(installation: Callable[..., Instance]):
    """The control: a folder that is still there is the same installation, and an empty database would hide its people."""
    with installation().kept("a test", silent) as one:
        pass
    shutil.rmtree(one.folder / "secrets")
    with pytest.raises(ClusterFault, match="restore that file"), installation().kept("a test", silent):
        pass
