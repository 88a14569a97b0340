"""`anbang scenario` with nothing running before or after: as expected, otherwise, and wrong input; never in an installation's own database."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.places import folder_for_a_server

PROJECT = Path(__file__).parents[2]
EXAMPLES = PROJECT / "tests" / "data" / "scenarios"
SIMPLE = EXAMPLES / "01-simple-release.yaml"


@pytest.fixture(scope="module")
def folder():
    """An installation's folder: the scenarios keep theirs below it."""
    with folder_for_a_server() as made:
        yield made


def call(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The command as an officer calls it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "ANBANG_"))}
    return subprocess.run(
        [sys.executable, "-m", "anbang.site.entry", "scenario", *arguments],
        env={**environment, "ANBANG_FOLDER": str(folder), "PYTHONPATH": str(PROJECT / "src"), **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_what_is_as_expected_ends_with_0_and_json_comes_line_by_line_in_the_order_of_the_files(folder: Path):
    told = call(folder, str(SIMPLE))
    assert (told.returncode, told.stdout.strip()) == (0, f"{SIMPLE}: as expected"), told.stderr
    files = [EXAMPLES / "03-living-apart.yaml", SIMPLE]
    printed = call(folder, "--json", *map(str, files))
    answers = [json.loads(line) for line in printed.stdout.splitlines()]
    assert [list(answer["people"]) for answer in answers] == [["wang"], ["zhang"]]


def test_what_is_not_as_expected_ends_with_1_and_says_where(folder: Path, tmp_path: Path):
    other = tmp_path / "other.yaml"
    other.write_text(SIMPLE.read_text(encoding="utf-8").replace("stage: in_care", "stage: ended"), encoding="utf-8")
    told = call(folder, str(other))
    assert told.returncode == 1
    assert "stage" in told.stdout


def test_wrong_input_ends_with_2_and_nothing_is_played_of_any_file(folder: Path, tmp_path: Path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(SIMPLE.read_text(encoding="utf-8").replace("event: released", "event: relased"), encoding="utf-8")
    told = call(folder, "--json", str(SIMPLE), str(wrong))
    assert (told.returncode, told.stdout) == (2, "")
    assert f"{wrong}: zhang" in told.stderr


def test_the_database_of_an_installation_is_left_alone(folder: Path):
    """An address in the environment is not even tried."""
    told = call(folder, str(SIMPLE), DATABASE_URL="postgresql://nobody@localhost:1/none")
    assert told.returncode == 0, told.stderr
    assert {path.name for path in folder.iterdir()} == {"scenarios", "scenarios.lock"}


@pytest.mark.proof
def test_calls_at_the_same_time_share_one_server_and_none_takes_it_from_the_others(folder: Path):
    with ThreadPoolExecutor(3) as pool:
        calls = [
            pool.submit(call, folder, str(SIMPLE), *files) for files in ([], [str(SIMPLE)] * 6, [str(SIMPLE)] * 12)
        ]
    ended = [one.result() for one in calls]
    assert [one.returncode for one in ended] == [0, 0, 0], [one.stderr for one in ended]
