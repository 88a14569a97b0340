"""What is in `deploy` and `compose.yaml` names settings, commands, files, ports and secrets that exist, and keeps its guard up."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from anbang.lib.postgres.cluster import EXTENSIONS, GUARDIAN
from anbang.site import command
from anbang.site.environment import FILE, Environment
from anbang.site.instance import ADDRESSES
from tests.architecture.reading import PROJECT
from tests.docs.reading import text_of
from tests.support.containers import COMPOSE, SERVICES

DEPLOY = PROJECT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SETTING = re.compile(r"\b((?:ANBANG|DATABASE)_[A-Z_]+)\b")
HANDBOOKS = ("docs/operations.md", "docs/operations.zh-CN.md")
# Not a setting: for the script that writes the addresses.
OF_THE_SCRIPT = {"DATABASE_HOST"}


def files() -> list[Path]:
    return [
        PROJECT / "compose.yaml",
        *(path for path in DEPLOY.rglob("*") if path.is_file() and "secrets" not in path.parts),
    ]


def settings_in(text: str) -> set[str]:
    """The settings that a text names, of those that are told in a file the setting itself."""
    return {name.removesuffix(FILE) for name in SETTING.findall(text)}


def known() -> set[str]:
    return {name.upper() for name in Environment.model_fields} | OF_THE_SCRIPT


@pytest.mark.parametrize("file", files(), ids=lambda file: str(file.relative_to(PROJECT)))
def test_every_setting_named_exists(file: Path):
    assert settings_in(file.read_text(encoding="utf-8")) <= known()


def test_a_setting_that_does_not_exist_is_noticed():
    assert settings_in("ANBANG_HTTPS_FILE=x ANBANG_HTTSP=y") - known() == {"ANBANG_HTTSP"}


# Containers


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_is_nobody_special_and_writes_nowhere_but_where_it_must(name: str):
    service = SERVICES[name]
    user, _, group = service["user"].partition(":")
    assert int(user) > 0
    assert int(group) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & service.keys()
    assert service["mem_limit"]
    assert service["pids_limit"]


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned_by_its_version(name: str):
    image = SERVICES[name]["image"]
    assert re.fullmatch(r"(docker\.io/[\w/-]+|anbang):\d+\.\d+(\.\d+)?(-\w+)?", image), image


def test_the_image_of_ours_has_our_version_and_is_built_from_pinned_ones_without_internet():
    built = text_of("deploy/Containerfile")
    version = re.search(r'^version = "(.+)"', text_of("pyproject.toml"), re.MULTILINE)
    assert version
    assert SERVICES["web"]["image"] == f"anbang:{version[1]}"
    assert set(re.findall(r"^FROM (\S+)", built, re.MULTILINE)) == {"docker.io/library/python:3.11.14-slim-bookworm"}
    assert built.count("pip install --no-index") == built.count("pip install") == 2
    assert "--require-hashes" in built
    assert re.findall(r"^USER (\S+)", built, re.MULTILINE) == ["anbang"]


def test_whatever_runs_is_watched():
    watched = {name for name, service in SERVICES.items() if "healthcheck" in service}
    assert watched == SERVICES.keys() - {"command", "past"}
    for name in ("command", "past", "moment"):
        assert SERVICES[name]["profiles"], f"{name} runs only when it is asked for"


def test_only_the_proxy_is_reached_from_outside_and_the_database_reaches_nobody():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["database"]["networks"] == ["inside"]
    assert "inside" not in SERVICES["proxy"]["networks"]


def test_database_files_and_keys_lie_on_volumes_of_their_own():
    volumes = {name: {one.split(":")[0] for one in service.get("volumes", ())} for name, service in SERVICES.items()}
    assert {"files", "keys"} <= volumes["web"] & volumes["worker"] & volumes["command"]
    assert volumes["database"] & {"files", "keys", "installation"} == set()
    assert "database" not in volumes["web"] | volumes["worker"] | volumes["command"]
    named = {one for told in volumes.values() for one in told if not one.startswith((".", "$"))}
    assert named == set(COMPOSE["volumes"])


def test_every_secret_is_a_file_that_the_script_makes_and_none_stands_in_the_environment():
    made = set(re.findall(r"^(?:once|address) (\w+)", text_of("deploy/secrets.sh"), re.MULTILINE))
    made |= {f"{role}_password" for role in ("postgres", "owner", "app", "overseer", "auditor")}
    made |= {"certificate.pem", "certificate.key"}
    told = {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}
    assert told == made
    for service in SERVICES.values():
        assert set(service.get("secrets", ())) <= COMPOSE["secrets"].keys()
        for name, value in service.get("environment", {}).items():
            if name in {*ADDRESSES, "ANBANG_SECRET_KEY"} or "PASSWORD" in name:
                assert name.endswith(FILE), "a secret in the environment is in every list of processes"
            if name.endswith(FILE):
                assert Path(value).name in service["secrets"]


def test_the_files_that_are_mounted_exist():
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            if volume.startswith("./"):
                assert (PROJECT / volume.split(":")[0]).is_file(), volume


# Services


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_command_that_exists_as_nobody_special(unit: Path):
    text = unit.read_text(encoding="utf-8")
    line = re.search(r"^ExecStart=/opt/anbang/\.venv/bin/anbang (\w+)", text, re.MULTILINE)
    assert line
    assert line[1] in commands()
    for guard in (
        "User=anbang",
        "NoNewPrivileges=true",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=\n",
        "UMask=0077",
    ):
        assert guard in text
    pairs = pairs_in(text)
    assert [name for name, _ in pairs] == re.findall(
        r"^LoadCredential=(\w+):/etc/anbang/secrets/\1$", text, re.MULTILINE
    )
    assert all(variable == f"{setting_of(credential)}{FILE}" for credential, variable in pairs)


def folders_named() -> dict[str, set[str]]:
    """The folders that the settings of a service and the handbook name for what it writes, by what writes there."""
    told = text_of("deploy/systemd/anbang.env") + "".join(map(text_of, HANDBOOKS))
    named = {name: set(re.findall(rf"{name}=(/[\w/.-]+)", told)) for name in ("ANBANG_ARCHIVE", "ANBANG_KEYS")}
    return {**named, "BACKUPS": set(re.findall(r"backup data --to (/var/[\w/.-]+)", told))}


def writes(unit: str) -> set[str]:
    """Into which of them a unit writes: whoever starts the database keeps its archive, and whoever comes first makes the keys."""
    own_database = set() if unit in {"anbang-web", "anbang-worker"} else {"ANBANG_ARCHIVE"}
    return {"ANBANG_KEYS", *own_database, *({"BACKUPS"} if unit == "anbang-backup" else ())}


def writable_for(text: str) -> set[str]:
    """The folders beside its own that a unit lets its service write to; `-` before one: if it is there."""
    lines = re.findall(r"^ReadWritePaths=(.+)$", text, re.MULTILINE)
    return {word.removeprefix("-") for line in lines for word in line.split()}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_may_write_into_each_folder_that_the_handbook_names_for_it_and_nowhere_else(unit: Path):
    named = folders_named()
    assert all(len(folders) == 1 for folders in named.values()), "the control: one of each was found"
    assert writable_for(unit.read_text()) == set().union(*(named[what] for what in writes(unit.stem)))


@pytest.mark.parametrize("handbook", HANDBOOKS)
def test_the_handbook_makes_each_folder_for_the_user_of_the_service(handbook: str):
    made = set(re.findall(r"install -d -o anbang -g anbang -m 0700 ([^\n]+)", text_of(handbook)))
    assert set().union(*folders_named().values()) <= {folder for line in made for folder in line.split()}


def test_a_folder_that_a_unit_may_not_write_to_is_noticed():
    assert writable_for("ReadWritePaths=/a -/b\nReadWritePaths=/c\n#ReadWritePaths=/d\n") == {"/a", "/b", "/c"}


def commands() -> set[str]:
    """The commands that there are."""
    actions = command._parser()._subparsers
    assert actions is not None
    return set(actions._group_actions[0].choices or ())


def pairs_in(text: str) -> list[tuple[str, str]]:
    return [(name, variable) for variable, name in re.findall(r"^Environment=(\w+)=%d/(\w+)$", text, re.MULTILINE)]


def setting_of(credential: str) -> str:
    return "ANBANG_SECRET_KEY" if credential == "secret_key" else credential.upper()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_finds_nothing_wrong_but_that_nothing_is_installed_here():
    told = subprocess.run(
        ["systemd-analyze", "verify", *map(str, UNITS), *map(str, (DEPLOY / "systemd").glob("*.timer"))],
        capture_output=True,
        text=True,
        check=False,
    )
    missing = "Command /opt/anbang/.venv/bin/anbang is not executable"
    assert [line for line in told.stderr.splitlines() if "anbang" in line and missing not in line] == []


def test_what_works_on_a_database_from_outside_is_told_the_same_addresses():
    told = {file.stem: pairs_in(file.read_text()) for file in (*UNITS, DEPLOY / "systemd" / "outside.conf")}
    assert told["outside"] == told["anbang-web"] == told["anbang-worker"]
    assert {variable.removesuffix(FILE) for _, variable in told["outside"]} == {*ADDRESSES, "ANBANG_SECRET_KEY"}
    for variable in dict(map(reversed, told["outside"])):
        assert variable in text_of("deploy/anbang")


# PostgreSQL


def test_the_roles_are_those_of_the_readme():
    made = text_of("deploy/postgres/roles.sql")
    for role in (GUARDIAN, *ADDRESSES.values()):
        assert f"create role {role} " in made
    for extension in EXTENSIONS:
        assert f"create extension {extension};" in made
    assert not re.search(r"\b(superuser|createrole|createdb)\b", made.split("create role", 1)[1])
    assert made.count("bypassrls") == 1


def test_the_server_waits_for_the_disk_and_writes_no_values_into_its_log():
    told = dict(re.findall(r"^(\w+) = '?([^'\n]+)'?", text_of("deploy/postgres/postgresql.conf"), re.MULTILINE))
    assert (told["fsync"], told["synchronous_commit"], told["full_page_writes"]) == ("on", "on", "on")
    assert (told["log_statement"], told["log_parameter_max_length_on_error"]) == ("none", "0")
    assert told["password_encryption"] == "scram-sha-256"
