"""Prints the graph of an expression as one straight Python function: fast, and the same definition as everything else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, cast

from anbang.policy.language.operators import (
    BOTH,
    EITHER,
    FIRST_KNOWN,
    LARGEST,
    PRINTED,
    SMALLEST,
    SURELY,
    WHEN,
    Operator,
)
from anbang.policy.language.symbols import (
    Conclusion,
    Constant,
    DayOfQuestion,
    Department,
    Event,
    Fact,
    Occasion,
    Operation,
    Parameter,
    Reference,
    Symbol,
)
from anbang.policy.language.values import DEPARTMENT_DECIDES, Figure, Unknown, Value

Facts = Mapping[str, Value]
Figures = Mapping[str, Figure]


class InForce(Protocol):
    """Where figures come from: all of them, as in force on a day."""

    def __call__(self, on: date, known_on: date, /) -> Figures:
        """The figures of that day, as far as they were made known by another."""


# facts, what the run of a duty has seen, the figures in force on the day, the day itself, and figures of other days.
Printed = Callable[[Facts, Facts, Figures, date, InForce], Value]


@dataclass(frozen=True, slots=True)
class Line:
    """A local variable of the printed function: whether it may hold NOT_KNOWN, and whether it may wait for a department."""

    name: str
    may_be_unknown: bool
    may_be_open: bool = False


class PythonPrinter:
    """Collects the lines of one function. Each fact, figure and conclusion is looked up once, however often it is used."""

    def __init__(self, resolve: Callable[[str], Conclusion]) -> None:
        self.resolve = resolve
        self.lines: list[str] = []
        self.named: dict[object, Line] = {}
        self.constants: dict[str, Value] = {}

    def line(self, text: str, *, may_be_unknown: bool = False, may_be_open: bool = False) -> Line:
        """Adds one assignment."""
        made = Line(f"v{len(self.lines)}", may_be_unknown, may_be_open)
        self.lines.append(f"    {made.name} = {text}")
        return made

    def constant(self, value: Value) -> Line:
        """A value that stays the same."""
        made = Line(f"k{len(self.constants)}", isinstance(value, Unknown), value is DEPARTMENT_DECIDES)
        self.constants[made.name] = value
        return made

    def value(self, node: Symbol) -> Line:
        """The local variable that holds the node's value."""
        key = _key(node)
        if key not in self.named:
            self.named[key] = self.made(node)
        return self.named[key]

    def made(self, node: Symbol) -> Line:
        """The lines for a node that has none yet."""
        match node:
            case Conclusion(name=name) | Reference(name=name):
                made = self.value(self.resolve(name).body)
            case Operation(operator=operator, parts=parts):
                made = self.operation(operator, [self.value(part) for part in parts])
            case Parameter(name=name, on=Symbol() as on):
                made = self.parameter_on(name, self.value(on))
            case _:
                made = self.leaf(node)
        return made

    def leaf(self, node: Symbol) -> Line:
        """What is looked up and not calculated."""
        match node:
            case Constant(value=value):
                made = self.constant(value)
            case DayOfQuestion():
                made = Line("as_of", False)
            case Event(name=name):
                made = self.line(f"facts.get({name!r}, NEVER)")
            case Occasion(event=event):
                made = self.line(f"occasion.get({event.name!r}, NEVER)")
            case Fact(name=name):
                made = self.line(f"facts.get({name!r}, NOT_KNOWN)", may_be_unknown=True)
            case Department():
                made = self.line("DEPARTMENT_DECIDES", may_be_unknown=True, may_be_open=True)
            case Parameter(name=name):
                made = self.line(f"figures[{name!r}]")
            case _:
                raise TypeError(f"{type(node).__name__} cannot be printed.")
        return made

    def parameter_on(self, name: str, on: Line) -> Line:
        """A figure of another day, as far as it is known by the day of the question; open where that day is."""
        key = "in force on", on.name
        if key not in self.named:
            text = f"in_force({on.name}, as_of)"
            self.named[key] = self.guarded(text, [on]) if on.may_be_unknown else self.line(text)
        figures = self.named[key]
        text = f"{figures.name}[{name!r}]"
        return self.guarded(text, [figures]) if figures.may_be_unknown else self.line(text)

    def operation(self, operator: Operator, parts: list[Line]) -> Line:
        """Plain Python where every part is surely known; else strictly, or by the three-valued function."""
        names = [part.name for part in parts]
        unknown = [part for part in parts if part.may_be_unknown]
        opens = any(part.may_be_open for part in parts)
        decided = operator is WHEN and not parts[0].may_be_unknown
        if decided or (not unknown and operator is not FIRST_KNOWN):
            return self.line(_plain(operator, names), may_be_unknown=bool(unknown), may_be_open=opens)
        if operator.strict:
            return self.guarded(_plain(operator, names), unknown)
        if operator in (BOTH, EITHER) and not opens:
            return self.line(_kleene(operator, parts), may_be_unknown=True)
        if operator is WHEN:
            condition, then, otherwise = names
            text = f"{then} if {condition} is True else {otherwise} if {condition} is False else choose({', '.join(names)})"
            return self.line(text, may_be_unknown=True, may_be_open=opens)
        may_be_unknown = bool(unknown) and operator is not SURELY
        text = f"{operator.compute.__name__}({', '.join(names)})"
        return self.line(text, may_be_unknown=may_be_unknown, may_be_open=opens and may_be_unknown)

    def guarded(self, text: str, unknown: list[Line]) -> Line:
        """A calculation that is open as soon as one of these parts is."""
        if any(part.may_be_open for part in unknown):
            found = self.line(f"open_of({', '.join(part.name for part in unknown)})").name
            return self.line(f"{text} if {found} is None else {found}", may_be_unknown=True, may_be_open=True)
        guard = " or ".join(f"{part.name} is NOT_KNOWN" for part in unknown)
        return self.line(f"NOT_KNOWN if {guard} else {text}", may_be_unknown=True)


def _plain(operator: Operator, names: list[str]) -> str:
    if operator in NEARER and len(names) == 2:
        return NEARER[operator].format(*names)
    return operator.python.format(*names, all=", ".join(names))


# Of two, without a call.
NEARER = {SMALLEST: "({0} if {0} <= {1} else {1})", LARGEST: "({0} if {0} >= {1} else {1})"}


def _kleene(operator: Operator, parts: list[Line]) -> str:
    """values.both or values.either written out, for parts that wait for no department."""
    decisive, other = (False, True) if operator is BOTH else (True, False)
    one, last = sorted(parts, key=lambda part: part.may_be_unknown)
    if not one.may_be_unknown:
        return f"({last.name} if {one.name} is {other} else {decisive})"
    unknown = f"{one.name} is NOT_KNOWN or {last.name} is NOT_KNOWN"
    return f"({decisive} if {one.name} is {decisive} or {last.name} is {decisive} else NOT_KNOWN if {unknown} else {other})"


def _key(node: Symbol) -> object:
    """The same for two nodes that surely have the same value."""
    match node:
        case Event() | Fact() | Parameter(on=None):
            return type(node), node.name
        case Occasion(which=which, event=event):
            return which, event.name
        case Conclusion() | Reference():
            return Conclusion, node.name
    return id(node)


def printed(name: str, node: Symbol, resolve: Callable[[str], Conclusion]) -> tuple[Printed, str]:
    """The function that calculates the node's value, and its text."""
    printer = PythonPrinter(resolve)
    made, text = compiled(name, printer, printer.value(node).name)
    return cast("Printed", made), text


def compiled(name: str, printer: PythonPrinter, result: str) -> tuple[object, str]:
    """The function of a printer's lines that ends in a result, and its text."""
    head = f"def {name}(facts, occasion, figures, as_of, in_force):"
    text = "\n".join([head, *printer.lines, f"    return {result}", ""])
    space: dict[str, object] = {**PRINTED, **printer.constants}
    exec(compile(text, f"<rule {name}>", "exec"), space)  # noqa: S102  # printed from our own graph, never from input
    return space[name], text
