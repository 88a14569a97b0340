"""For the proof of the two nets the whole gate is open: nothing in our source that names one of its conditions, or filters by offices, still has it."""

import ast

import pytest

from anbang.casework.charge import handing
from anbang.casework.person import queries as gate
from anbang.site import urls  # noqa: F401  # every view is there before a test puts another question in its place
from tests.proofs.open_gate import (
    CLOSED,
    CONDITIONS,
    CONDITIONS_KEPT,
    FILTERS_KEPT,
    FINER,
    KEPT,
    OPENED,
    conditions_named,
    filtering_by_offices,
    functions,
    imported_otherwise,
    narrowing_offices,
    open_the_gate,
    sources,
    still_closed,
)
from tests.proofs.test_either_net import bed, planted, quiet
from tests.web.planted import Planted
from tests.web.walking import Cell, cells, walk

__all__ = ["bed", "planted", "quiet"]
# Those that are a condition themselves are opened as one.
KEPT_CLOSED = {name for name in KEPT if name.rpartition(".")[2] not in CONDITIONS}
MADE_OF_CONDITIONS = {
    "visible_to",
    "closed_to_all_but",
    "listed_to",
    "may_open",
    "may_work_on",
    "get_person",
    "get_person_to_work_on",
    "get_case",
    "lock_person_of",
    "share_the_number",
}
# What the gate alone holds: seat, page, and what the page does with that opened too.
BY_THE_GATE_ALONE = (
    ("bureau clerk who keeps out", "list", "of list with every heap"),
    ("village cadre", "why", "answers 200, not 404"),
)


@pytest.fixture
def opened(database: str, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The gate, open as for the proof."""
    open_the_gate(monkeypatch)
    return monkeypatch


def test_every_function_that_names_a_condition_of_the_gate_is_opened(opened: pytest.MonkeyPatch):
    assert still_closed() == KEPT_CLOSED


def test_before_it_is_opened_all_of_it_is_closed():
    naming = {str(one) for one in functions() if conditions_named(one.node)}
    assert still_closed() == naming | set(filtering_by_offices())
    assert len(naming) > 15
    assert len(filtering_by_offices()) > 20


def test_conditions_are_named_in_functions_alone_and_under_their_own_names():
    for name, tree in sources().items():
        within = sum(len(conditions_named(one.node)) for one in functions() if one.module == name)
        assert len(conditions_named(tree)) == within, f"{name} names a condition outside of any function"
        assert imported_otherwise(tree) == [], name


def test_every_condition_that_the_gate_has_is_known():
    asked = {
        one.name for one in functions() if one.module == gate.__name__ and "ActingStaff" in ast.unparse(one.node.args)
    }
    assert asked - {*CONDITIONS, "SeenRowByRow.__init__"} == MADE_OF_CONDITIONS


def test_control_a_condition_left_where_it_was_imported_is_noticed(database: str, monkeypatch: pytest.MonkeyPatch):
    for name, new in OPENED.items():
        monkeypatch.setattr(gate, name, new)
    found = still_closed() - set(filtering_by_offices())
    assert {one.rpartition(".")[0] for one in found if "person.queries" not in one} >= {
        "anbang.casework.handover.intake",
        "anbang.casework.arrival.typed",
        "anbang.casework.step.excluding",
    }


def test_control_one_that_is_closed_again_is_noticed(opened: pytest.MonkeyPatch):
    opened.setattr(handing, "within_reach", CLOSED["within_reach"])
    assert still_closed() - KEPT_CLOSED == {
        "anbang.casework.charge.handing._seen_in_hands",
        "anbang.casework.charge.handing.in_nobodys_hands",
    }


def test_control_a_filter_by_offices_that_is_not_opened_is_noticed(database: str, monkeypatch: pytest.MonkeyPatch):
    forgotten = "anbang.casework.custody.queries.changes_for_institution"
    open_the_gate(monkeypatch, but={*KEPT, forgotten})
    assert still_closed() - KEPT_CLOSED == {forgotten}


@pytest.mark.parametrize(("seat", "page", "told"), BY_THE_GATE_ALONE)
def test_what_is_kept_closed_is_held_by_the_gate_alone(
    planted: Planted, monkeypatch: pytest.MonkeyPatch, seat: str, page: str, told: str
):
    """The day row security holds it too, this fails, and it can be opened for the proof."""
    asked = [Cell(seat, name, subject, view) for name, one, subject in cells([page]) for view in one.views]
    open_the_gate(monkeypatch)
    assert walk(planted, asked).faults == []
    alone = {*CONDITIONS_KEPT, *(name for name, why in FILTERS_KEPT.items() if why == FINER)}
    open_the_gate(monkeypatch, but=set(KEPT) - alone)
    assert any(told in line for line in walk(planted, asked).faults)


@pytest.mark.parametrize(
    ("text", "narrows"),
    [
        ("A.objects.filter(office__in=for_staff.offices)", {"offices"}),
        ("A.objects.filter(Q(office__in=by.own_offices) | b)", {"own_offices"}),
        ("A.objects.get(pk=1, office=staff.office_id)", {"office_id"}),
        ("a.filter(b).exclude(office__in=for_staff.own_offices)", set()),
        ("a.filter(~Q(office__in=staff.own_offices))", set()),
        ("a.office_id in by.own_offices", set()),
        ("record(office_id=by.office_id)", set()),
    ],
)
def test_a_filter_by_offices_is_known_by_what_it_asks(text: str, narrows: set[str]):
    assert narrowing_offices(ast.parse(text)) == narrows
