"""Each promise of docs/security.md names a test that is collected, and a control of another name that says it is one and takes something away."""

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
# By which a guard is taken away: in a control itself, or in what it calls of its own file and of the helpers of the tests.
TAKES_AWAY = re.compile(
    r"\bmonkeypatch\b|\bopen_the_gate\b|\boverride_settings\b|\b(?:disable|drop|revoke|grant|alter|create or replace) "
)
# What gives every test its database takes nothing away.
OF_EVERY_TEST = "tests/support/database.py"
# The controls of looks at all of something, which plant what the look must find, and those that do without the guard; what each does.
OTHERWISE = {
    "test_control_the_plain_store_undoes_what_the_other_wrote": "Django's own store in the place of ours",
    "test_control_the_file_as_it_came_holds_the_child": "looks at the file before it is marked",
    "test_control_an_address_left_out_of_the_table_is_noticed": "a table without one of its addresses",
    "test_control_what_is_set_for_the_session_leaks": "says who asks for the session instead of the transaction",
    "test_control_a_new_table_without_either_is_noticed": "a table that nobody listed",
    "test_control_a_name_in_a_window_a_file_or_an_address_is_noticed": "an answer with names in all three",
    "test_control_a_kind_of_duty_that_is_not_owed_apart_would_be_met_by_the_answer_to_the_other": "events without the number of the request",
    "test_control_without_the_days_of_the_policy_it_waits_for_ever": "a policy of a thousand days",
    "test_control_where_the_policy_is_not_minded_it_is": "a browser that minds no content policy",
    "test_control_a_number_in_a_note_is_found": "numbers in notes that are not sealed",
    "test_control_a_column_that_is_not_in_the_list_is_noticed": "a list without one of its columns",
    "test_control_what_is_missing_would_be_told": "served without one of the settings",
    "test_control_a_table_left_out_of_the_rule_is_noticed": "a rule without one of its tables",
    "test_control_a_rule_without_a_planted_fault_is_noticed": "a rule for which nothing is planted",
}


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


@cache
def functions_of(file: str) -> dict[str, str]:
    """The functions of a file with their text."""
    text = (PROJECT / file).read_text(encoding="utf-8") if (PROJECT / file).is_file() else ""
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return {node.name: ast.get_source_segment(text, node) or "" for node in nodes}


@cache
def taken_from(file: str) -> dict[str, tuple[str, str]]:
    """What a file imports of the tests: name → file and name there."""
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and (node.module or "")[:6] == "tests."]
    return {
        one.asname or one.name: (f"{(node.module or '').replace('.', '/')}.py", one.name)
        for node in imports
        for one in node.names
    }


def texts_reached(file: str, name: str, found: dict[tuple[str, str], str]) -> None:
    """The text of a function and of all that it names, in its file and in the helpers of the tests, into `found`."""
    text = functions_of(file).get(name)
    if text is None or (file, name) in found or file == OF_EVERY_TEST:
        return
    found[file, name] = text
    for named in set(re.findall(r"\w+", text)):
        texts_reached(*taken_from(file).get(named, (file, named)), found)


def takes_something_away(control: str) -> bool:
    """Whether the control, or what it calls, says that it takes a guard away. Whether it is the right one, only its reader sees."""
    file, _, name = control.partition("::")
    found: dict[tuple[str, str], str] = {}
    texts_reached(file, name, found)
    return any(TAKES_AWAY.search(text) for text in found.values())


def test_there_are_promises():
    assert len(promises(PAGE)) > 50


@pytest.mark.parametrize("control", sorted({row["control"] for row in promises(PAGE)}))
def test_a_control_takes_something_away_or_says_what_it_does_instead(control):
    assert takes_something_away(control) != (control.partition("::")[2] in OTHERWISE), (
        "a control that asks the same on another day or of somebody else takes no guard away"
    )


def test_every_control_that_does_otherwise_is_on_the_page():
    assert set(OTHERWISE) <= {row["control"].partition("::")[2] for row in promises(PAGE)}


def test_control_a_control_that_asks_on_the_day_before_takes_nothing_away():
    assert not takes_something_away("tests/exchange/test_removing.py::test_until_its_last_day_it_stays")
    assert takes_something_away(
        "tests/exchange/test_removing.py::test_control_without_the_look_at_what_nobody_confirms_it_stays_whole"
    )
    by_a_helper = "test_control_without_its_clause_row_security_shows_every_row"
    assert takes_something_away(f"tests/casework/test_keeping_out.py::{by_a_helper}")


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
