"""What the house rules forbid is caught by ruff and mypy, file by file; each rule is broken once to see it."""

import ast
from pathlib import Path

import pytest

from tests.architecture.reading import PACKAGE, PROJECT, copy_of_the_source, modules, python_files, run_tool

MOST_LINES = 400
# The second reading of the scenarios is as literal as its definition, and as long; nothing of the product is in it. What changes the
# tables is written by Django.
TOLD_IN_ONE_PIECE = ("tests/policy/reference/", "/migrations/")
# Where somebody writes it, what they write, the rule that answers.
BANNED = {
    "http outside the pages": ("casework/planted.py", "from django.http import HttpRequest\n", "TID251"),
    "signals": ("casework/planted.py", "from django.db.models.signals import post_save\n", "TID251"),
    "signals of requests": ("casework/planted.py", "from django.core.signals import request_started\n", "TID251"),
    "receivers of signals": ("casework/planted.py", "from django.dispatch import receiver\n", "TID251"),
    "today": ("casework/planted.py", "from datetime import date\n\nDAY = date.today()\n", "TID251"),
    "now": ("casework/planted.py", "from datetime import datetime\n\nMOMENT = datetime.now()\n", "TID251"),
    "today, asked of Django": (
        "casework/planted.py",
        "from django.utils import timezone\n\nDAY = timezone.localdate()\n",
        "TID251",
    ),
    "relative import": ("casework/planted.py", "from .models import Case\n", "TID252"),
    "import inside a function": (
        "casework/planted.py",
        'def f() -> None:\n    """Late."""\n    import json\n\n    json.dumps(1)\n',
        "PLC0415",
    ),
    "print": ("casework/planted.py", "print(1)\n", "T201"),
    "a function without types": ("casework/planted.py", "def f(x):\n    return x\n", "ANN001"),
}


def rules_broken(place: Path, file: str) -> set[str]:
    """The rules of ruff that a file breaks."""
    answer = run_tool("ruff", "check", "--no-cache", "--output-format=concise", file, at=place)
    assert answer.returncode in (0, 1), answer.stderr
    return {line.split()[1] for line in answer.stdout.splitlines() if line.startswith(file)}


@pytest.mark.parametrize("name", BANNED)
def test_what_is_banned_is_caught(tmp_path: Path, name: str):
    module, content, rule = BANNED[name]
    (copy_of_the_source(tmp_path) / module).write_text(f'"""Planted."""\n\n{content}', encoding="utf-8")
    assert rule in rules_broken(tmp_path, f"src/anbang/{module}")


def test_the_pages_may_speak_http(tmp_path: Path):
    file = copy_of_the_source(tmp_path) / "web" / "planted.py"
    file.write_text('"""Planted."""\n\nfrom django.http import HttpRequest\n\nKIND = HttpRequest\n', encoding="utf-8")
    assert rules_broken(tmp_path, "src/anbang/web/planted.py") == set()


UNTYPED = '\n\ndef untyped(thing):\n    """Nobody knows of what."""\n    return thing\n'
STRICT = [
    "policy/timeline.py",
    "lib/terms.py",
    "casework/person/queries.py",
    "casework/custody/actions.py",
    "exchange/batch/status.py",
]


def test_types_are_strict_where_the_architecture_says_so(tmp_path: Path):
    package = copy_of_the_source(tmp_path)
    for module in STRICT:
        with (package / module).open("a", encoding="utf-8") as file:
            file.write(UNTYPED)
    answer = run_tool("mypy", "--no-incremental", *(f"src/anbang/{module}" for module in STRICT), at=tmp_path)
    caught = {line.split(":")[0] for line in answer.stdout.splitlines() if line.endswith("[no-untyped-def]")}
    assert caught == {f"src/anbang/{module}" for module in STRICT}, answer.stdout + answer.stderr


def too_long(files: list[Path]) -> list[str]:
    """Files that are two subjects."""
    return [file.name for file in files if len(file.read_text(encoding="utf-8").splitlines()) > MOST_LINES]


def test_no_file_is_two_subjects():
    files = [file for file in python_files() if not any(place in file.as_posix() for place in TOLD_IN_ONE_PIECE)]
    assert len(files) > 150, "the whole house is looked at"
    assert too_long(files) == []


def test_a_file_that_is_too_long_is_noticed(tmp_path: Path):
    long, right = tmp_path / "long.py", tmp_path / "right.py"
    long.write_text("x = 1\n" * (MOST_LINES + 1))
    right.write_text("x = 1\n" * MOST_LINES)
    assert too_long([long, right]) == ["long.py"]


def headless(files: list[Path]) -> list[str]:
    """Files that do not begin with a line that says what they are for."""
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    return [str(file) for file, text in texts.items() if text.strip() and not text.startswith('"""')]


def test_every_module_says_at_its_head_what_it_is_for(tmp_path: Path):
    assert headless([file for file in python_files() if "migrations" not in file.parts]) == []
    (tmp_path / "silent.py").write_text("x = 1\n")
    assert len(headless([tmp_path / "silent.py"])) == 1, "the control"


# What writes tables that a spreadsheet opens; the one way in which they are written keeps texts from becoming formulas.
TABLES = frozenset({"openpyxl", "xlsxwriter", "xlwt", "pandas"})
WRITERS_OF_TEXT = frozenset({"writer", "DictWriter"})
THE_ONE_WRITER = "lib/workbook/"


def writes_tables(source: str) -> bool:
    """Whether a module reaches for a library that writes workbooks, or for the writers of csv."""
    return any(_reaches_for_a_writer(node) for node in ast.walk(ast.parse(source)))


def _reaches_for_a_writer(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return any(name.name.split(".")[0] in TABLES for name in names)
        case ast.ImportFrom(module="csv", names=names):
            return not WRITERS_OF_TEXT.isdisjoint(name.name for name in names)
        case ast.ImportFrom(module=str(module)):
            return module.split(".")[0] in TABLES
        case ast.Attribute(value=ast.Name(id="csv"), attr=name):
            return name in WRITERS_OF_TEXT
    return False


def test_tables_are_written_in_one_place():
    writing = {
        file.relative_to(PACKAGE).as_posix() for file in modules() if writes_tables(file.read_text(encoding="utf-8"))
    }
    assert {name.startswith(THE_ONE_WRITER) for name in writing} == {True}, "and that place is found"


@pytest.mark.parametrize(
    "source",
    [
        "from xlsxwriter import Workbook",
        "import openpyxl",
        "from openpyxl.styles import Font",
        "import csv\n\nw = csv.writer(out)",
        "from csv import DictWriter",
    ],
)
def test_another_place_that_writes_tables_is_noticed(source: str):
    assert writes_tables(source)
    assert not writes_tables("import csv\n\nrows = csv.reader(text)"), "reading is no writing"


def test_the_tools_are_settled_in_one_place():
    assert not [
        name
        for name in ("ruff.toml", ".ruff.toml", "mypy.ini", ".importlinter", "setup.cfg")
        if (PROJECT / name).exists()
    ]
