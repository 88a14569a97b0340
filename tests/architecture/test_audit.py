"""The audit itself, without its scanners: each has a control, each rule its planted fault, and what fails must fail."""

import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import include, path

from anbang.site.privileges import TABLES
from scripts.audit import __main__ as audit
from scripts.audit import crawled, injected, interface, walking
from scripts.audit.findings import (
    ALLOWED,
    PROJECT,
    Allowed,
    AuditFailed,
    Control,
    Finding,
    Looked,
    Scanner,
    Served,
    allowed,
    judge,
)
from scripts.audit.source import PLANTED, RULES, plant, rules

PERSONAL = re.compile(r"regex: \^\((Person\|.*)\)\$$", re.MULTILINE)
# Tables of which a role sees some rows alone, although they are about nobody of the files.
ABOUT_NOBODY = {
    "Event": "a page asks for those of its own form alone",
    "Digest": "the numbers of its reader's own morning",
    "OfficialDocument": "the district's document: a draft is the bureau's",
    "Wording": "the words of that document",
    "Batch": "a list of an institution; its rows are about people",
    "NumberSeries": "how far a series of numbers is",
    "CalendarLink": "a link of its holder's own",
    "NoticeChoice": "what its reader chose",
    "NoticeAddress": "where their notices go",
    "Notice": "what became of these",
}


def unplanted(names: list[str], folder: Path) -> list[str]:
    """Rules for which nothing is planted, or in more than one file."""
    return [name for name in names if len(list(folder.glob(f"{name}.*"))) != 1]


def test_every_rule_has_its_planted_fault_and_nothing_else_is_planted(tmp_path: Path):
    names = rules()
    assert len(names) == len(set(names)) >= 12
    assert unplanted(names, PLANTED) == []
    assert {file.stem for file in PLANTED.iterdir() if file.is_file()} == {*names, "bandit"}
    for name in names:
        place, faults = plant(name, tmp_path)
        assert place.startswith("src/anbang/"), f"{name} looks there"
        assert len(faults) >= 2, f"{name} is broken in more than one way"


def test_control_a_rule_without_a_planted_fault_is_noticed(tmp_path: Path):
    (tmp_path / "planted.py").write_text("x = 1\n")
    assert unplanted(["planted", "forgotten"], tmp_path) == ["forgotten"]


def of_people() -> set[str]:
    """The models whose rows a role sees only in part, and which are about people."""
    guarded = {table.name for table in TABLES if table.has_row_security}
    return {model.__name__ for model in apps.get_models() if model._meta.db_table in guarded} - set(ABOUT_NOBODY)


def known_to_the_rule(text: str) -> set[str]:
    return set(PERSONAL.findall(text)[0].split("|"))


def test_the_rule_about_people_knows_every_table_that_row_security_guards():
    assert known_to_the_rule(RULES.read_text(encoding="utf-8")) == of_people()


def test_control_a_table_left_out_of_the_rule_is_noticed():
    without = RULES.read_text(encoding="utf-8").replace("|Sentence|", "|")
    assert of_people() - known_to_the_rule(without) == {"Sentence"}


@pytest.mark.parametrize("scanner", audit.SCANNERS, ids=lambda scanner: scanner.name)
def test_every_scanner_has_a_control_of_its_own_and_is_pinned(scanner: Scanner):
    assert scanner.control is not scanner.look
    assert [one.control for one in audit.SCANNERS].count(scanner.control) == 1
    package = audit.PACKAGES.get(scanner.name, scanner.name)
    pinned = (PROJECT / "requirements" / f"audit-{scanner.kind}.txt").read_text(encoding="utf-8")
    assert re.search(rf"^{package}==[\d.]+[^\n]*\\\n +--hash=sha256:", pinned, re.MULTILINE)


def test_what_is_allowed_has_a_reason_and_a_place_that_exists():
    names = [scanner.name for scanner in audit.SCANNERS]
    entries = [one for name in names for one in allowed(name)]
    assert len(entries) == ALLOWED.read_text(encoding="utf-8").count("[[allowed]]"), (
        "each is of a scanner that there is"
    )
    assert len({(one.scanner, one.rule, one.where) for one in entries}) == len(entries)
    for one in entries:
        assert len(one.why) > 15, one
        assert one.where.startswith("/") or (PROJECT / one.where).is_file(), one
        assert one.scanner != "semgrep" or one.rule in rules(), one


# What comes of a scan

FAULT = Finding("a-shell", "src/here.py", "line 3")
WHY = Allowed("planted", "a-shell", "src/here.py", "because it must be so")


def test_one_more_than_is_allowed_is_a_finding_and_what_is_not_found_any_more_is_told():
    assert judge([FAULT], [WHY]) == ([], [])
    assert judge([FAULT, FAULT], [WHY])[0] == [FAULT, FAULT]
    assert judge([], [WHY]) == ([], [WHY])


def scanner(control: Control, looked: Looked) -> Scanner:
    return Scanner("bandit", "source", "looks", lambda _: looked, lambda _: control)


FOUND = Control(frozenset({"one"}), frozenset({"one"}))
FAR = Looked(100, 100, "100 files", [])


@pytest.fixture
def nothing_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "allowed", lambda _: [])
    monkeypatch.setattr(audit, "version", lambda *_: "1.0")


@pytest.mark.usefixtures("nothing_allowed")
def test_a_scanner_that_reached_enough_and_finds_what_is_planted_is_told():
    assert "| 1 of 1 found |" in audit.scan(scanner(FOUND, FAR), Served())


@pytest.mark.usefixtures("nothing_allowed")
@pytest.mark.parametrize(
    ("control", "looked", "why"),
    [
        (Control(frozenset({"one", "two"}), frozenset({"one"})), FAR, "overlooks what was planted: two"),
        (Control(frozenset({"one"}), frozenset({"one", "two"})), FAR, "finds what was not planted: two"),
        (FOUND, Looked(99, 100, "99 files", []), "looked at 99, and 100"),
        (FOUND, Looked(100, 100, "100 files", [FAULT]), r"a-shell: src/here\.py"),
    ],
)
def test_a_blind_a_wild_or_a_lost_scanner_and_a_finding_fail_the_audit(control: Control, looked: Looked, why: str):
    with pytest.raises(AuditFailed, match=why):
        audit.scan(scanner(control, looked), Served())


@pytest.mark.usefixtures("nothing_allowed")
def test_control_whoever_believes_a_scanner_is_told_that_nothing_was_found(monkeypatch: pytest.MonkeyPatch):
    blind, lost = Control(frozenset({"one", "two"}), frozenset({"one"})), Looked(99, 100, "99 files", [FAULT])
    monkeypatch.setattr(audit, "refuse_a_blind_or_a_wild_one", lambda *_: None)
    monkeypatch.setattr(audit, "refuse_a_lost_one", lambda *_: None)
    monkeypatch.setattr(audit, "judge", lambda *_: ([], []))
    assert "| 99 files | none; 1 allowed | 1 of 2 found |" in audit.scan(scanner(blind, lost), Served())


# An interface for programs


def page(*_: object) -> None:
    """A page."""


def of_programs(*_: object) -> None:
    """What a program would ask."""


of_programs.__module__ = "anbang.api.people"


def test_an_address_for_programs_is_told_by_its_name_or_by_who_answers():
    patterns = [path("people/", page), path("api/", include([path("people/", page)])), path("people.json", of_programs)]
    assert interface.for_programs(patterns) == ["api/people/", "people.json"]


def told(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> str:
    answer = json.dumps({"all": 3, "for_programs": addresses, "control": True})
    monkeypatch.setattr(audit, "run", lambda *_: answer)
    return audit.programs(audit.SCANNERS)


def test_without_an_interface_for_programs_the_audit_says_so(monkeypatch: pytest.MonkeyPatch):
    assert told(monkeypatch).startswith("There is no API yet: none of the 3 addresses")


def test_the_day_there_is_one_the_audit_fails_without_its_scanner(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(AuditFailed, match="There is an API now"):
        told(monkeypatch, "api/people/")


def test_control_where_any_scanner_does_it_would_be_there_unscanned(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(audit, "FOR_PROGRAMS", audit.SCANNERS[0].name)
    assert told(monkeypatch, "api/people/") == "API: 1 addresses."


# The way of the scanners


@pytest.mark.parametrize("way", ["/account/logout/", "/stories/as/", "/accounts/3/end/", "/posting/"])
def test_no_scanner_signs_itself_out(way: str):
    assert crawled.OUT.match(way)
    assert not crawled.OUT.match("/accounts/3/"), "the control"


def test_pages_that_are_alike_are_one_kind():
    assert walking.kind_of("/people/3/?tab=team&page=2") == walking.kind_of("/people/41/?tab=history&page=1")
    one, other = "Aa_-" * 8, "b0Z-" * 8
    assert walking.kind_of(f"/people/{one}/signs/") == walking.kind_of(f"/people/{other}/signs/")
    assert walking.kind_of(f"/people/{one}/signs/") != walking.kind_of(f"/people/{one}/")
    assert walking.kind_of("/policy/clauses/LAW-1/") == walking.kind_of("/policy/clauses/3.3/")
    assert walking.kind_of("/people/3/signs/") != walking.kind_of("/people/3/")


def test_every_door_has_something_to_try_and_both_ways_are_tried():
    assert all(door.parameters for door in injected.DOORS)
    assert {bool(door.sent) for door in (*injected.DOORS, *injected.FAULTY)} == {True, False}
    assert {bool(door.sent) for door in injected.FAULTY} == {True, False}, "in the control too"
