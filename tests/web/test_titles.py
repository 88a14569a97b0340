"""Whatever the product records in the trail has a name in both languages: no page of a history shows a code."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from anbang.audit.models import Event
from anbang.casework.act.kinds import kinds
from anbang.casework.person.models import Person
from anbang.coordination.office.models import OfficeActKind
from anbang.exchange.batch.status import BatchStatus
from anbang.policy.event_titles import TITLES
from anbang.web.history import _of_event
from anbang.web.tellings import TELLINGS, UNTOLD
from tests.support.people import TODAY
from tests.web.matrix import HERE
from tests.web.names import IN_CARE, NAMES
from tests.web.planted import fresh
from tests.web.texts import CHINESE, SOURCE

RECORD, MANY = "record", "record_many"
# Expressions that only a run knows, and everything that they can be. How else a list's reading ends is told by other steps.
KNOWN_BY_RUNNING = {
    ("casework/step/opening.py", "kind"): frozenset[str](),
    ("coordination/office/actions.py", "str(kind)"): frozenset(OfficeActKind.values),
    ("exchange/batch/staging.py", "f'list_{status}'"): frozenset(
        f"list_{status}" for status in (BatchStatus.CANCELLED, BatchStatus.FAILED)
    ),
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Recorded:
    """The names that a module hands to the trail, straight or through its own functions with an argument `action`."""

    def __init__(self, source: str) -> None:
        self.tree = ast.parse(source)
        self.names: set[str] = set()
        self.unfollowed: set[str] = set()
        self.hands_on = self._functions_that_hand_on()
        for call in self._calls(self.tree):
            for name in self._action_of(call):
                self._read(name)
        if self._records_many():
            pairs = [node.elts for node in ast.walk(self.tree) if isinstance(node, ast.Tuple) and _is_pair(node)]
            self.names |= {ast.literal_eval(pair[0]) for pair in pairs}
            self.unfollowed |= set() if pairs else {MANY}

    def _calls(self, within: ast.AST) -> Iterator[ast.Call]:
        return (node for node in ast.walk(within) if isinstance(node, ast.Call))

    def _functions_that_hand_on(self) -> dict[str, int]:
        """Function → where its argument `action` stands: those that pass it to the trail, or to one that does."""
        found, functions = {RECORD: 0}, [node for node in ast.walk(self.tree) if isinstance(node, Function)]
        for _ in functions:
            for function in functions:
                arguments = [argument.arg for argument in function.args.args]
                self.hands_on = found
                passed = [name for call in self._calls(function) for name in self._action_of(call)]
                if "action" in arguments and any(ast.unparse(name) == "action" for name in passed):
                    found = {**found, function.name: arguments.index("action")}
        return found

    def _action_of(self, call: ast.Call) -> Iterator[ast.expr]:
        place = self.hands_on.get(getattr(call.func, "id", ""))
        if place is None:
            return
        yield from (keyword.value for keyword in call.keywords if keyword.arg == "action")
        yield from call.args[place : place + 1]

    def _read(self, name: ast.expr) -> None:
        if isinstance(name, ast.Constant):
            self.names.add(name.value)
        elif isinstance(name, ast.IfExp):
            self._read(name.body)
            self._read(name.orelse)
        elif ast.unparse(name) != "action":
            self.unfollowed.add(ast.unparse(name))

    def _records_many(self) -> bool:
        return any(getattr(call.func, "id", "") == MANY for call in self._calls(self.tree))


def _is_pair(node: ast.Tuple) -> bool:
    """A name and what happened."""
    return (
        len(node.elts) == 2
        and isinstance(node.elts[0], ast.Constant)
        and isinstance(node.elts[1], ast.Call)
        and getattr(node.elts[1].func, "id", "").lower().endswith("happening")
    )


def modules() -> Iterator[tuple[str, str]]:
    """Every module that writes the trail, but for the one that all of them call."""
    for file in sorted(SOURCE.rglob("*.py")):
        told = str(file.relative_to(SOURCE))
        source = file.read_text(encoding="utf-8")
        if told != "audit/recording.py" and "anbang.audit.recording import" in source:
            yield told, source


def recorded() -> set[str]:
    """Every name that is recorded, acts about people left out unless another module records them by name."""
    found = set().union(*KNOWN_BY_RUNNING.values())
    for _, source in modules():
        found |= Recorded(source).names
    return found


def untitled(actions: set[str]) -> list[str]:
    """Those without a name: neither an act of the policy nor told."""
    return sorted(name for name in actions if name not in TELLINGS and not (name in kinds() and name in TITLES))


def test_every_recorded_action_has_a_title():
    assert untitled(recorded()) == []
    assert len(recorded()) > 60, "the search reached them"


def test_nothing_else_has_one():
    assert sorted(TELLINGS.keys() - recorded()) == []


def test_every_kind_of_act_has_a_title():
    assert [name for name in kinds() if name not in TITLES] == []
    assert len(kinds()) > 40


def test_every_name_was_followed_to_its_words():
    found = {(module, name) for module, source in modules() for name in Recorded(source).unfollowed}
    assert found == set(KNOWN_BY_RUNNING)


@pytest.mark.parametrize("action", sorted(TELLINGS))
def test_a_title_is_told_in_both_languages_and_begins_as_a_title_does(action):
    title = TELLINGS[action].title
    assert CHINESE.search(title)
    with override("en"):
        assert not CHINESE.search(gettext(title))
        assert gettext(title)[0].isupper()


def test_an_action_that_nobody_records_any_more_shows_no_code():
    event = Event(action="some_older_step", happened_on=TODAY, staff_id=1, office_id=1)
    assert _of_event(event).title == gettext(UNTOLD.title)


def codes_of(page: str) -> list[str]:
    """What stands on a page as a program writes it."""
    return re.findall(r">\s*([a-z]+(?:_[a-z]+)+)\s*<", page)


def test_no_history_shows_a_code(planted, monkeypatch):
    here = fresh(planted.seats["justice assistant"])
    came = Person.objects.using("owner").get(name=NAMES[IN_CARE]).pk
    for address, title in (
        (reverse("case_file", args=[came]), "当场建档"),
        (planted.address("case_file", HERE), "存入扫描件"),
    ):
        page = here.get(f"{address}?tab=history").content.decode()
        assert title in page
        assert codes_of(page) == []
    monkeypatch.setitem(TELLINGS, "scan_attached", replace(UNTOLD, title="scan_attached"))
    page = here.get(planted.address("case_file", HERE) + "?tab=history").content.decode()
    assert set(codes_of(page)) == {"scan_attached"}, "the control"


STRAIGHT = 'record("brand_new", Happening(), by=by, on=on)'
THROUGH = """
def _tell(action, data, *, by):
    record(action, Happening(data), by=by)

def _settle(file, action, *, by):
    _tell(action, file, by=by)

def step(by):
    _settle(None, "brand_new", by=by)
"""
BY_NAME = THROUGH.replace('None, "brand_new"', 'None, action="brand_new"')
CHOSEN = 'record("brand_new" if new else "form_typed_in", Happening(), by=by, on=on)'
MANY_AT_ONCE = 'record_many((("brand_new", Happening(one)) for one in found), by=by, on=on)'


@pytest.mark.parametrize("source", [STRAIGHT, THROUGH, BY_NAME, CHOSEN, MANY_AT_ONCE])
def test_control_a_new_action_without_a_title_is_noticed(source):
    assert untitled(Recorded(source).names) == ["brand_new"]


def test_control_a_name_that_cannot_be_followed_is_noticed():
    assert Recorded("record(kind, Happening(), by=by, on=on)").unfollowed == {"kind"}
    assert Recorded("record_many(pairs, by=by, on=on)").unfollowed == {MANY}


def test_control_a_title_taken_away_is_noticed(monkeypatch):
    monkeypatch.delitem(TELLINGS, "scan_attached")
    assert untitled(recorded()) == ["scan_attached"]
