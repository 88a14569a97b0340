"""Prints the graph of expressions as one straight NumPy function over columns: the same definition, for many people at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, Final, cast

import numpy as np

from anbang.policy.language import column_days, column_values, operators
from anbang.policy.language.column_days import Array
from anbang.policy.language.column_logic import LOCAL, LOGIC, NO, YES, Line, Logic
from anbang.policy.language.column_values import Coding, Column
from anbang.policy.language.evaluation import applied
from anbang.policy.language.operators import AFTER, BEFORE, Operator
from anbang.policy.language.printing import Figures
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
from anbang.policy.language.values import DEPARTMENT_DECIDES, NEVER, NOT_KNOWN, Figure, Type, Unknown, Value

# What stands in a row that is open. Whatever is calculated from it, the row stays open.
FILLER: Final = {Type.DAY: "NEVER", Type.NUMBER: "0", Type.TRUTH: NO, Type.WORD: "-1", Type.WORDS: "0"}

# How a strict operator is written for columns. Which words a set may have is known only to the printer.
STRICT: Final[dict[Operator, str]] = {
    operators.PLUS: "{0} + {1}",
    operators.MINUS: "{0} - {1}",
    operators.TIMES: "{0} * {1}",
    operators.LESS: "{0} < {1}",
    operators.LESS_OR_EQUAL: "{0} <= {1}",
    operators.GREATER: "{0} > {1}",
    operators.GREATER_OR_EQUAL: "{0} >= {1}",
    operators.EQUAL: "{0} == {1}",
    operators.UNEQUAL: "{0} != {1}",
    operators.NOT: "~{0}",
    operators.SMALLEST: "smallest({all})",
    operators.LARGEST: "largest({all})",
    operators.HAPPENED: "{0} != NEVER",
    operators.HAS_ANY: "({0} & ({any})) != 0",
    operators.MONTHS_COMPLETED: "months_completed({0}, {1})",
    operators.MONTHS_BEGUN: "months_begun({0}, {1})",
    operators.FIRST_OF_MONTH: "first_of_month({0})",
    operators.SHARE_OF: "share_of({0}, {1})",
    operators.LACKING: "({any}) & ~{0}",
    AFTER["days"]: "after_days({0}, {1})",
    AFTER["months"]: "after_months({0}, {1})",
    BEFORE["days"]: "before_days({0}, {1})",
    BEFORE["months"]: "before_months({0}, {1})",
}

PRINTED: Final[dict[str, object]] = {
    YES: np.True_,
    NO: np.False_,
    "NEVER": column_days.NEVER,
    "inf": float("inf"),
    "array": np.asarray,
    "where": np.where,
    "smallest": lambda *parts: reduce(np.minimum, parts),
    "largest": lambda *parts: reduce(np.maximum, parts),
    "recoded": column_values.recoded,
    "share_of": column_values.share_of,
    **{
        made.__name__: made
        for made in (
            *(column_days.after_days, column_days.after_months, column_days.before_days, column_days.before_months),
            *(column_days.first_of_month, column_days.months_completed, column_days.months_begun),
        )
    },
}

# From the day on which each begins, the figures of a name, as far as they were made known by the day of the question.
Steps = Callable[[str], Sequence[tuple[date, Figure]]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is the same for everybody: the day, the figures in force on it and those of other days."""

    as_of: date
    figures: Figures
    steps: Steps


class ColumnsPrinter(Logic):
    """Collects the lines of one function. What is the same for everybody is calculated here, by the operators themselves."""

    def __init__(self, resolve: Callable[[str], Conclusion], question: Question, columns: Mapping[str, Column]) -> None:
        super().__init__()
        self.resolve = resolve
        self.question = question
        self.columns = columns
        self.coding = Coding()
        self.made: dict[int, Line] = {}
        self.tables: dict[str, object] = {}

    def table(self, table: object) -> str:
        """The name of something that the function looks up."""
        name = f"t{len(self.tables)}"
        self.tables[name] = table
        return name

    def value(self, node: Symbol) -> Line:
        """The value of a node."""
        if isinstance(node, Reference):
            node = self.resolve(node.name)
        if id(node) not in self.made:
            self.made[id(node)] = self.printed(node)
        return self.made[id(node)]

    def printed(self, node: Symbol) -> Line:
        """The lines for a node that has none yet."""
        match node:
            case Conclusion(body=body):
                made = self.value(body)
            case Operation(operator=operator, parts=parts):
                made = self.operation(operator, [self.value(part) for part in parts])
            case Constant(value=value):
                made = self.same(_type_of(value), value)
            case DayOfQuestion():
                made = self.same(Type.DAY, self.question.as_of)
            case Department():
                made = self.same(Type.TRUTH, DEPARTMENT_DECIDES)
            case Event(name=name) | Occasion(event=Event(name=name)):
                made = self.column(name) if name in self.columns else self.same(Type.DAY, NEVER)
            case Fact(name=name, type=wanted):
                made = self.column(name) if name in self.columns else self.same(wanted, NOT_KNOWN)
            case Parameter(name=name, type=wanted, on=None):
                made = self.same(wanted, self.question.figures[name])
            case Parameter(name=name, type=wanted, on=Symbol() as on):
                made = self.figure(name, wanted, self.value(on))
            case _:
                raise TypeError(f"{type(node).__name__} has no column.")
        return made

    def same(self, wanted: Type, value: Value) -> Line:
        """What has the same value in every row."""
        text: str
        match value:
            case Unknown():
                text = FILLER[wanted]
                return Line(wanted, text, *((YES, NO) if value is NOT_KNOWN else (NO, YES)), value)
            case bool():
                text = YES if value else NO
            case date():
                text = "NEVER" if value == NEVER else repr(column_days.number_of(value))
            case str():
                text = repr(self.coding.code(value))
            case frozenset():
                text = repr(self.coding.set_of(sorted(value)))
            case _:
                text = repr(value if isinstance(value, int) else float(value))
        return Line(wanted, text, value=value)

    def column(self, name: str) -> Line:
        """What is given for each row."""
        column = self.columns[name]
        text = self.line(f"columns[{name!r}]")
        if column.type is Type.WORD:
            codes = self.coding.codes_of(column.words)
            if list(codes[:-1]) != list(range(len(column.words))):
                text = self.line(f"{self.table(codes)}.take({text})")
        if column.type is Type.WORDS:
            places = self.coding.places(column.words)
            if places != tuple(range(len(places))):
                text = self.line(f"recoded({text}, {places})")
        return Line(column.type, text, NO if column.not_known is None else self.line(f"not_known[{name!r}]"))

    def figure(self, name: str, wanted: Type, on: Line) -> Line:
        """A figure of another day, open where that day is."""
        if isinstance(on.value, Unknown):
            return self.same(wanted, on.value)
        steps = self.question.steps(name)
        if len({figure for _, figure in steps}) == 1:
            made = self.same(wanted, steps[0][1])
            return (
                made
                if on.not_known == on.department == NO
                else self.varying(wanted, made.text, on.not_known, on.department)
            )
        if on.value is not None:
            held = [figure for day, figure in steps if day <= cast("date", on.value)]
            return self.same(wanted, held[-1] if held else steps[0][1])
        key = f"figures of {name}"
        if key not in self.tables:
            self.tables[key] = self.table(column_values.table_of(steps, self.coding))
        return Line(wanted, self.line(f"{self.tables[key]}.take({on.text})"), on.not_known, on.department)

    def operation(self, operator: Operator, parts: list[Line]) -> Line:
        """Calculated here where every part is the same for everybody; else printed."""
        wanted = operator.typing(tuple(part.type for part in parts))
        assert wanted is not None  # the rulebook has checked the types
        if all(part.value is not None for part in parts):
            return self.same(wanted, applied(operator, [cast("Value", part.value) for part in parts]))
        if operator in LOGIC:
            return LOGIC[operator](self, *parts)
        if operator not in STRICT:
            raise TypeError(f"The operator {operator.name!r} has no form for columns.")
        not_known = self.any(part.not_known for part in parts)
        department = self.both_masks(self.any(part.department for part in parts), self.not_mask(not_known))
        text = self.line(self.text(STRICT[operator], parts))
        if wanted is Type.TRUTH:
            text = self.both_masks(text, self.not_mask(self.any([not_known, department])))
        return Line(wanted, text, not_known, department)

    def text(self, form: str, parts: list[Line]) -> str:
        """A form, filled in. `any` are the bits of all words but the first part."""
        names = [part.text for part in parts]
        bits = " | ".join(map(self.bits, parts[1:])) if "{any}" in form else ""
        return form.format(*names, all=", ".join(names), any=bits)

    def bits(self, word: Line) -> str:
        """The bit of a word in a set."""
        if isinstance(word.value, str):
            return repr(self.coding.set_of([word.value]))
        self.coding.set_of(self.coding.codes)
        return f"bits_of_codes.take({word.text})"


def _type_of(value: Value) -> Type:
    match value:
        case bool():
            return Type.TRUTH
        case date():
            return Type.DAY
        case str():
            return Type.WORD
        case frozenset():
            return Type.WORDS
    return Type.NUMBER


def refuse_gaps(known: Iterable[object]) -> None:
    """Raises TypeError, naming them, for operators among these that have no form for columns."""
    found = [made for one in known for made in (one.values() if isinstance(one, dict) else [one])]
    wanting = [made.name for made in found if isinstance(made, Operator) and made not in {*STRICT, *LOGIC}]
    if wanting:
        raise TypeError(f"These operators have no form for columns: {', '.join(wanting)}.")


refuse_gaps(vars(operators).values())


@dataclass(frozen=True, slots=True)
class PrintedColumns:
    """The function over a block of rows, its text, the inputs it reads, and for each answer the type and the words behind its codes or
    bits.

    It takes the values and the masks of the columns by name, and gives for each answer its values, where it is not known and where
    a department decides: each an array, or one value for all rows.
    """

    function: Callable[[Mapping[str, Array], Mapping[str, Array]], Sequence[tuple[Any, Any, Any]]]
    text: str
    types: tuple[Type, ...]
    words: tuple[str, ...]
    words_of_sets: tuple[str, ...]


def printed_columns(
    nodes: Iterable[Symbol],
    resolve: Callable[[str], Conclusion],
    question: Question,
    columns: Mapping[str, Column],
) -> PrintedColumns:
    """One function that answers all of these for rows of these columns. Raises TypeError, FarDay."""
    printer = ColumnsPrinter(resolve, question, columns)
    answers = [printer.value(node) for node in nodes]
    results = ", ".join(f"({one.text}, {one.not_known}, {one.department})" for one in answers)
    text = "\n".join(
        [
            "def calculated(columns, not_known):",
            *_in_order(printer.texts, results),
            f"    return [{results}]",
            "",
        ]
    )
    space: dict[str, object] = {**PRINTED, **printer.tables, "bits_of_codes": printer.coding.bits_of_codes()}
    exec(compile(text, "<rules for columns>", "exec"), space)  # noqa: S102  # printed from our own graph, never from input
    return PrintedColumns(
        cast("Any", space["calculated"]),
        text,
        tuple(one.type for one in answers),
        tuple(printer.coding.codes),
        tuple(printer.coding.bits),
    )


def _in_order(texts: Mapping[str, str], results: str) -> list[str]:
    """The lines that the results are made from. Each array is let go after its last use, so that the next finds its memory warm."""
    needed = set(LOCAL.findall(results))
    lines: list[str] = []
    for text, name in reversed(list(texts.items())):
        if name not in needed:
            continue
        last_used = sorted(set(LOCAL.findall(text)) - needed)
        needed.update(last_used)
        if last_used:
            lines.append(f"    del {', '.join(last_used)}")
        lines.append(f"    {name} = {text}")
    return lines[::-1]
