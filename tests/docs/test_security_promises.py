"""Each promise of docs/security.md names a test that is collected, and a control of another name that says it is one."""

import ast
import re
from fnmatch import fnmatch
from functools import cache

import pytest

from tests.architecture.reading import pyproject
from tests.docs.reading import PROJECT, text_of

ROW = re.compile(
    r"^\| (?P<promise>.+?) \| (?P<held>.+?) \| `(?P<test>tests/\S+?\.py::\w+)` \| `(?P<control>tests/\S+?\.py::\w+)` \|$"
)
PAGE = text_of("docs/security.md") if (PROJECT / "docs" / "security.md").exists() else ""
HEAD = "| promise | held by | test | control |"
# How pytest tells a file of tests, where nothing else is set.
FILES = "test_*.py"
CONTROLS = ("test_control_", "test_without")
NEVER = {"skip", "xfail"}


def promises(page: str) -> list[dict[str, str]]:
    """The rows of the tables of promises; AssertionError for one that is written otherwise."""
    found, within = [], False
    for line in page.splitlines():
        if line == HEAD:
            within = True
        elif not line.startswith("|"):
            within = False
        elif within and not line.startswith("|---"):
            told = ROW.match(line)
            assert told is not None, f"not a promise with a test and a control: {line}"
            found.append(told.groupdict())
    return found


@cache
def collected_from(file: str) -> dict[str, ast.FunctionDef]:
    """The tests that pytest collects from a file: none of a file that it does not look into."""
    path = PROJECT / file
    settings = pyproject()["tool"]["pytest"]["ini_options"]
    within = any(path.is_relative_to(PROJECT / folder) for folder in settings["testpaths"])
    if not within or not fnmatch(path.name, settings.get("python_files", FILES)) or not path.is_file():
        return {}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_"}


def is_a_test(named: str) -> bool:
    """Whether pytest collects it by that name and nothing says that it need not hold."""
    file, _, name = named.partition("::")
    test = collected_from(file).get(name)
    marks = {
        node.attr
        for mark in (test.decorator_list if test else [])
        for node in ast.walk(mark)
        if isinstance(node, ast.Attribute)
    }
    return test is not None and marks.isdisjoint(NEVER)


def is_a_control(named: str) -> bool:
    """Whether its name says so."""
    return named.partition("::")[2].startswith(CONTROLS)


def test_there_are_promises():
    assert len(promises(PAGE)) > 50


@pytest.mark.parametrize("row", promises(PAGE), ids=lambda row: row["test"].partition("::")[2])
def test_a_promise_names_a_test_and_a_control_that_exist(row):
    assert [named for named in (row["test"], row["control"]) if not is_a_test(named)] == []
    assert row["test"] != row["control"]
    assert is_a_control(row["control"]), "a control says by its name that it is one"
    assert not is_a_control(row["test"]), "what is a control elsewhere holds no promise"


def test_no_two_promises_stand_upon_one_test():
    named = [row["test"] for row in promises(PAGE)]
    assert sorted(named) == sorted(set(named))


def test_control_a_promise_with_nothing_behind_it_is_noticed():
    assert not is_a_test("tests/docs/test_security_promises.py::test_nothing_of_the_kind")
    with pytest.raises(AssertionError, match="not a promise"):
        promises(f"{HEAD}\n|---|---|---|---|\n| We are safe. | trust | | |\n")


@pytest.mark.parametrize(
    "named",
    [
        "tests/support/proofs.py::pytest_configure",
        "tests/docs/test_security_promises.py::is_a_test",
        "scripts/audit/findings.py::judge",
        "tests/docs/test_of_tomorrow.py::test_it",
    ],
)
def test_control_what_pytest_does_not_collect_is_noticed(named):
    assert not is_a_test(named)


def test_control_a_test_that_need_not_hold_is_noticed(monkeypatch):
    (skipped,) = ast.parse("@pytest.mark.skip\ndef test_it(): ...").body
    monkeypatch.setitem(globals(), "collected_from", lambda _file: {"test_it": skipped})
    assert not is_a_test("tests/docs/test_security_promises.py::test_it")


def test_control_a_name_that_does_not_say_so_is_no_control():
    assert not is_a_control("tests/casework/test_keeping_out.py::test_a_job_of_the_office_goes_on_with_its_work")
    assert is_a_control(
        "tests/casework/test_reach.py::test_without_the_trigger_a_closed_file_could_be_shown_to_an_office"
    )
