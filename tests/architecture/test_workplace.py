"""Nothing that is committed speaks of the machine it was written on: no absolute folder, no host."""

import re
from pathlib import Path

import pytest

from tests.architecture.reading import PROJECT, WRITTEN

# Folders of one machine, and hosts that only one workplace knows.
SPEAKS_OF_A_MACHINE = re.compile(
    r"(?<![\w.~-])/(?:work|tmp|root|home)(?=[/\"'\s`)]|$)"
    r"|https?://[\w.-]*(?:artifactory|nexus|devpi|verdaccio)"
    r"|\b[\w-]+\.(?:internal|corp|lan)\b(?!\.)",
    re.MULTILINE,
)
NAMES_A_HOST = re.compile(r"--(?:extra-)?index-url|--find-links")


NAMED = ("Makefile", "run", "LICENSE", "NOTICE", ".gitignore")
FOLDERS = ("src", "tests", "scenarios", "docs", "bench", "scripts", "requirements", ".ci")


def written_files() -> list[Path]:
    """Every file of text of the project, this one apart: it must name what it looks for."""
    files = [file for folder in FOLDERS for file in sorted((PROJECT / folder).rglob("*"))]
    files += [file for file in sorted(PROJECT.iterdir()) if file.is_file()]
    return [file for file in files if (file.suffix in WRITTEN or file.name in NAMED) and file != Path(__file__)]


def traces(files: list[Path]) -> list[str]:
    """File, and the words in it that speak of one machine."""
    return [
        f"{file.name}: {found.group()}"
        for file in files
        for found in SPEAKS_OF_A_MACHINE.finditer(file.read_text(encoding="utf-8"))
    ]


def test_nothing_committed_speaks_of_one_machine():
    files = written_files()
    assert len(files) > 200, "the whole project is looked at"
    assert traces(files) == []


def test_the_pinned_packages_name_no_host():
    pinned = sorted((PROJECT / "requirements").glob("*.txt"))
    assert pinned
    assert not [file.name for file in pinned if NAMES_A_HOST.search(file.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    "written",
    ["cd /" + "work/main", "'/" + "tmp/x'", "https://pypi.nexus" + ".example/simple", "ssh box." + "internal"],
)
def test_a_trace_of_one_machine_is_noticed(tmp_path: Path, written: str):
    file = tmp_path / "page.md"
    file.write_text(f"# Page\n\n{written}\n", encoding="utf-8")
    assert len(traces([file])) == 1


def test_an_address_of_a_page_is_not_taken_for_a_folder(tmp_path: Path):
    file = tmp_path / "page.md"
    file.write_text("See docs/home/ and work/today, and /people/7/.\n", encoding="utf-8")
    assert traces([file]) == []
