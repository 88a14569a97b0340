"""Each promise of docs/security.md names a test that exists, and a control."""

import re
from pathlib import Path

import pytest

from tests.docs.reading import PROJECT, text_of

ROW = re.compile(
    r"^\| (?P<promise>.+?) \| (?P<held>.+?) \| `(?P<test>tests/\S+?\.py::\w+)` \| `(?P<control>tests/\S+?\.py::\w+)` \|$"
)
PAGE = text_of("docs/security.md") if (PROJECT / "docs" / "security.md").exists() else ""
HEAD = "| promise | held by | test | control |"


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


def is_a_test(named: str) -> bool:
    file, _, name = named.partition("::")
    path = PROJECT / Path(file)
    return path.exists() and re.search(rf"^def {name}\(", path.read_text(encoding="utf-8"), re.MULTILINE) is not None


def test_there_are_promises():
    assert len(promises(PAGE)) > 15


@pytest.mark.parametrize("row", promises(PAGE), ids=lambda row: row["test"].partition("::")[2])
def test_a_promise_names_a_test_and_a_control_that_exist(row):
    assert [named for named in (row["test"], row["control"]) if not is_a_test(named)] == []
    assert row["test"] != row["control"]


def test_control_a_promise_with_nothing_behind_it_is_noticed():
    assert not is_a_test("tests/docs/test_security_promises.py::test_nothing_of_the_kind")
    with pytest.raises(AssertionError, match="not a promise"):
        promises(f"{HEAD}\n|---|---|---|---|\n| We are safe. | trust | | |\n")
