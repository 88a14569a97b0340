"""The gate, opened for a proof: every condition of reach and every filter by offices lets everything through, wherever it is named. Where they
are is read out of our own source, so that none is forgotten.
"""

import ast
import sys
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from functools import cache, wraps
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db.models import Q

from anbang.casework.person import queries as gate
from anbang.casework.person.models import Exclusion
from anbang.exchange.batch import queries as batch_queries
from anbang.exchange.batch.models import Batch
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Office

SOURCE = Path(__file__).parents[2] / "src"


def _everybody(*_: object) -> Q:
    return Q(pk__isnull=False)


def _nobody_keeps_out(_staff: ActingStaff) -> Any:
    return Exclusion.objects.none().values("person")


def _every_row(*_: object) -> tuple[str, list[Any]]:
    return "true", []


def _surely(_staff: object) -> bool:
    return True


def _every_list(*, for_staff: object) -> Any:
    return Batch.objects.select_related("institution").order_by("-id")


# What the gate asks of a row, and what it asks instead when it is open; all else in it is made of these.
OPENED: dict[str, Callable[..., object]] = {
    "within_reach": _everybody,
    "named_in_closed_list": _everybody,
    "opened_in_an_emergency": _everybody,
    "not_excluded": _everybody,
    "kept_here": _everybody,
    "is_named_for_somebody": _surely,
    "excluded_from": _nobody_keeps_out,
}
OF_ROWS = ("seen_row_by_row", "SeenRowByRow")
CONDITIONS = (*OPENED, *OF_ROWS)
CLOSED = {name: getattr(gate, name) for name in OPENED}
CLOSED_OF_ROWS = gate.SeenRowByRow.as_postgresql

# Offices of whoever asks, in a question to the database, are a filter of their own.
PLACES = frozenset({"offices", "own_offices", "office_id"})
WHOEVER_ASKS = frozenset({"for_staff", "by", "staff"})
ASKING = frozenset({"filter", "exclude", "get", "Q"})

STEP = "a step, which a walk through the pages does not take: it tells row security itself who acts"
FINER = "finer than any reach: whoever helps opens their own work alone, about people whom they see; row security knows people, not duties"
# Who names a condition that is not opened for it, and why.
CONDITIONS_KEPT = {
    "anbang.exchange.batch.queries._kept_out": "row security gives the bureau every row of a list whole: what one says of somebody whom a clerk"
    " keeps out of, the gate alone withholds"
}
# Filters by offices that are not opened, and why.
FILTERS_KEPT = {
    "anbang.casework.duty.queries.get_duty": FINER,
    "anbang.casework.duty.chain.get_late_duty": FINER,
    "anbang.casework.custody.actions.confirm_receipt": STEP,
    "anbang.casework.custody.outbound.confirm_outbound": STEP,
    "anbang.casework.custody.outbound.send_outbound": STEP,
    "anbang.casework.handover.intake.asked_elsewhere": STEP,
    "anbang.casework.handover.intake.enquiries_to": "leaves out what its own offices asked: with all of them it would show less",
    "anbang.casework.person.queries.kept_here": "opened as a condition",
    "anbang.casework.person.queries.within_reach": "opened as a condition",
    "anbang.casework.step.positions._own_areas": "of places, and of nobody",
}
KEPT = {**CONDITIONS_KEPT, **FILTERS_KEPT}


@dataclass(frozen=True, slots=True)
class Function:
    """A function of ours, by its module and its name, with its text."""

    module: str
    name: str
    node: ast.FunctionDef

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"

    @property
    def home(self) -> ModuleType:
        """The module in which it stands."""
        return import_module(self.module)


# Reading


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the product by its name, but migrations."""
    files = [file for file in sorted((SOURCE / "anbang").rglob("*.py")) if "migrations" not in file.parts]
    names = [".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__") for file in files]
    return {name: ast.parse(file.read_text(encoding="utf-8")) for name, file in zip(names, files, strict=True)}


@cache
def functions() -> tuple[Function, ...]:
    """Every function and every method of the product."""
    return tuple(one for module, tree in sources().items() for one in functions_in(tree, module))


def functions_in(tree: ast.Module | ast.ClassDef, module: str, within: str = "") -> Iterator[Function]:
    """Those of a module or a class."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield Function(module, within + node.name, node)
        elif isinstance(node, ast.ClassDef):
            yield from functions_in(node, module, f"{within}{node.name}.")


def conditions_named(node: ast.AST) -> list[str]:
    """Each naming of a condition of the gate below a node, imports left out."""
    read = [one for one in ast.walk(node) if isinstance(getattr(one, "ctx", None), ast.Load)]
    told = [getattr(one, "id", None) or getattr(one, "attr", None) for one in read]
    return [name for name in told if name in CONDITIONS]


def imported_otherwise(tree: ast.Module) -> list[str]:
    """Conditions that a module takes under another name, which nobody would find again."""
    aliases = [one for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for one in node.names]
    return [one.name for one in aliases if one.name in CONDITIONS and one.asname not in (None, one.name)]


def narrowing_offices(node: ast.AST) -> frozenset[str]:
    """Which offices of whoever asks narrow what a function finds. Of what stands below a `not` or in an `exclude` fewer offices show more."""
    told = list(_offices_asked_for(node, asked=False, turned=False))
    return frozenset(place for place, _ in told) - {place for place, turned in told if turned}


def _offices_asked_for(node: ast.AST, *, asked: bool, turned: bool) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.Attribute) and node.attr in PLACES and getattr(node.value, "id", "") in WHOEVER_ASKS:
        if asked:
            yield node.attr, turned
    elif isinstance(node, ast.Call):
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
        yield from _offices_asked_for(node.func, asked=asked, turned=turned)
        for part in (*node.args, *node.keywords):
            yield from _offices_asked_for(part, asked=asked or name in ASKING, turned=turned != (name == "exclude"))
    else:
        turned = turned != (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert))
        for part in ast.iter_child_nodes(node):
            yield from _offices_asked_for(part, asked=asked, turned=turned)


@cache
def filtering_by_offices() -> dict[str, Function]:
    """Every function that asks the database by the offices of whoever asks."""
    return {str(one): one for one in functions() if narrowing_offices(one.node)}


# Opening


def open_the_gate(monkeypatch: pytest.MonkeyPatch, *, but: Container[str] = KEPT) -> None:
    """The first net, gone, `but` for some functions. Which roles a page is for stays."""
    for name, new in OPENED.items():
        kept = {one.module for one in functions() if str(one) in CONDITIONS_KEPT and str(one) in but}
        _replace_everywhere(monkeypatch, CLOSED[name], new, but=kept)
    # By its class, whoever holds it.
    monkeypatch.setattr(gate.SeenRowByRow, "as_postgresql", _every_row)
    everywhere = tuple(Office.objects.using("owner").values_list("id", flat=True))
    for name, function in filtering_by_offices().items():
        if name not in but and "." not in function.name:
            old = getattr(function.home, function.name)
            told = dict.fromkeys(narrowing_offices(function.node), everywhere)
            new = _every_list if old is batch_queries.batches else _of_every_office(old, told)
            _replace_everywhere(monkeypatch, old, new)


def _of_every_office(asks: Callable[..., object], places: dict[str, Any]) -> Callable[..., object]:
    """The same question, asked by somebody whose offices are all offices. Row security goes on to know the real ones."""

    def widened(told: object) -> object:
        return replace(told, **places) if isinstance(told, ActingStaff) else told

    @wraps(asks)
    def asks_of_all(*told: object, **named: object) -> object:
        return asks(*map(widened, told), **{name: widened(value) for name, value in named.items()})

    return asks_of_all


def _replace_everywhere(monkeypatch: pytest.MonkeyPatch, old: object, new: object, *, but: Container[str] = ()) -> None:
    """Under whatever name and in whatever module it is used."""
    for module in [one for one in sys.modules.values() if isinstance(one, ModuleType)]:
        if module.__name__.startswith("anbang.") and module.__name__ not in but:
            for name in [name for name, value in vars(module).items() if value is old]:
                monkeypatch.setattr(module, name, new)


# Whether it is open


def still_closed() -> set[str]:
    """Every function that names a condition of the gate which, where the function stands, is as it always was; or that filters by offices and
    is itself as it always was.
    """
    rows_are_open = gate.SeenRowByRow.as_postgresql is not CLOSED_OF_ROWS
    found = {
        str(one) for one in functions() for name in conditions_named(one.node) if not _is_open(one, name, rows_are_open)
    }
    return found | {name for name, one in filtering_by_offices().items() if _as_it_was(one)}


def _is_open(function: Function, name: str, rows_are_open: bool) -> bool:
    if name in OF_ROWS:
        return rows_are_open
    return getattr(function.home, name, getattr(gate, name)) is not CLOSED[name]


def _as_it_was(function: Function) -> bool:
    held = getattr(function.home, function.name, None)
    return held is None or (getattr(held, "__code__", None) is not None and held.__code__.co_name == function.name)
