"""All rules of the policy together: checked as a whole when they are loaded, and asked by name."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from types import ModuleType
from typing import TypeVar

from anbang.policy.language.definitions import DutyDefinition, PeriodicDuty
from anbang.policy.language.printing import Printed, printed
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
    WrongType,
    formula,
    parts_of,
)
from anbang.policy.language.values import Type, fits

AnyDuty = DutyDefinition | PeriodicDuty
Named = TypeVar("Named", Conclusion, AnyDuty)

READ_IN = {"each": ("opens", "due"), "afterwards": ("met", "lapses")}
PARTS_OF_PERIODS = {
    "period": Type.NUMBER,
    "counts": Type.WORD,
    "applies": Type.TRUTH,
    "met": Type.DAY,
    "times": Type.NUMBER,
    "before_on": Type.DAY,
}


class FaultyRules(Exception):
    """The rules contradict themselves; the message names the rule and what was expected."""


class UnknownName(LookupError):
    """Nothing of that name exists; the message says what comes nearest."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the printed table: a clause, what it concludes, and what that is read from."""

    clause: str
    kind: str
    name: str
    zh: str
    en: str
    formula: str
    inputs: tuple[str, ...]
    parameters: tuple[str, ...]


class Rulebook:
    """Conclusions and duties by name. Raises FaultyRules where they do not fit together."""

    def __init__(self, conclusions: Iterable[Conclusion], duties: Iterable[AnyDuty]) -> None:
        self.conclusions = _by_name(conclusions)
        self.duties = _by_name(duties)
        self._printed: dict[Symbol, Printed] = {}
        self._refuse_circles()
        self.inputs = self._declared_inputs()
        self.parameter_types = self._parameter_types()
        for name, node in self.expressions():
            self._check(name, node)

    @classmethod
    def of(cls, *modules: ModuleType) -> "Rulebook":
        """The rules that these modules define, in their order."""
        held = [value for module in modules for value in vars(module).values()]
        conclusions = {id(value): value for value in held if isinstance(value, Conclusion)}
        duties = {id(value): value for value in held if isinstance(value, AnyDuty)}
        return cls(conclusions.values(), duties.values())

    def resolve(self, name: str) -> Conclusion:
        """The conclusion of that name; UnknownName says which name comes nearest."""
        if name in self.conclusions:
            return self.conclusions[name]
        raise UnknownName(f"No rule is called {name!r}.{nearest(name, self.conclusions)}")

    def duty(self, name: str) -> AnyDuty:
        """The duty of that name; UnknownName says which name comes nearest."""
        if name in self.duties:
            return self.duties[name]
        raise UnknownName(f"No duty is called {name!r}.{nearest(name, self.duties)}")

    def expressions(self) -> Iterator[tuple[str, Symbol]]:
        """Every expression with its name: `verify.due` for the due day of a duty."""
        for conclusion in self.conclusions.values():
            yield conclusion.name, conclusion.body
        for duty in self.duties.values():
            for which, node in duty.days.items():
                yield f"{duty.name}.{which}", node

    def function(self, node: Symbol) -> Printed:
        """The printed function of an expression, made on first use."""
        if node not in self._printed:
            self._printed[node] = printed("calculated", node, self.resolve)[0]
        return self._printed[node]

    def reachable(self, node: Symbol) -> list[Symbol]:
        """The node and everything that its value is read from, each once."""
        found: dict[object, Symbol] = {}
        waiting = [node]
        while waiting:
            here = waiting.pop()
            if isinstance(here, Reference):
                here = self.resolve(here.name)
            if id(here) in found:
                continue
            found[id(here)] = here
            waiting += [here.body] if isinstance(here, Conclusion) else reversed(parts_of(here))
        return list(found.values())

    def inputs_of(self, *nodes: Symbol) -> tuple[Event | Fact, ...]:
        """The events and facts that these expressions are read from, each once."""
        reached = [part for node in nodes for part in self.reachable(node)]
        return tuple({part.name: part for part in reached if isinstance(part, Event | Fact)}.values())

    def parameters_of(self, *nodes: Symbol) -> tuple[str, ...]:
        """The names of the figures that these expressions are read from."""
        reached = [part for node in nodes for part in self.reachable(node)]
        return tuple(dict.fromkeys(part.name for part in reached if isinstance(part, Parameter)))

    def type_of(self, node: Symbol) -> Type:
        """The type of an expression's value. Raises WrongType where its parts do not go together."""
        match node:
            case Constant(value=value):
                return next(kind for kind in Type if fits(value, kind))
            case DayOfQuestion() | Event() | Occasion():
                return Type.DAY
            case Department():
                return Type.TRUTH
            case Fact(type=type_) | Parameter(type=type_):
                return type_
            case Conclusion() | Reference():
                inside = node if isinstance(node, Conclusion) else self.resolve(node.name)
                return self.type_of(inside.body)
            case Operation(operator=operator, parts=parts):
                given = tuple(self.type_of(part) for part in parts)
                if result := operator.typing(given):
                    return result
                raise WrongType(f"{formula(node)} puts together {' and '.join(given)}, which do not go together.")
        raise WrongType(f"{type(node).__name__} has no type.")

    @cached_property
    def plain_types(self) -> Mapping[str, type]:
        """For the events and facts of which nothing but the type is checked: the type that most callers give."""
        given = {Type.DAY: date, Type.TRUTH: bool}
        kinds = {name: read.type if isinstance(read, Fact) else Type.DAY for name, read in self.inputs.items()}
        return {name: given[kind] for name, kind in kinds.items() if kind in given}

    @cached_property
    def closed_lists(self) -> Mapping[str, Mapping[str, object]]:
        """For the facts that are one word out of a closed list: the list."""
        facts = {name: read for name, read in self.inputs.items() if isinstance(read, Fact)}
        return {name: fact.choices for name, fact in facts.items() if fact.type is Type.WORD and fact.choices}

    @cached_property
    def touched_by(self) -> Mapping[str, tuple[str, ...]]:
        """For each event and fact: the names of the conclusions and duties whose answer may change with it."""
        touched: dict[str, list[str]] = {name: [] for name in self.inputs}
        for name, nodes in self._named_expressions():
            for read in self.inputs_of(*nodes):
                touched[read.name].append(name)
        return {name: tuple(names) for name, names in touched.items()}

    def clause_reading(self, name: str) -> str:
        """The clause that an event or fact is asked for: the first of the document whose rule reads it. KeyError for what no rule reads."""
        read_by = [{**self.conclusions, **self.duties}[reader].clause for reader in self.touched_by[name]]
        return min(read_by, key=clause_order)

    def table(self) -> list[Row]:
        """The printed table: clause, rule or duty, and what it is read from, in the order of the document."""
        rows = [self._row(rule.clause, "rule", rule, rule.body) for rule in self.conclusions.values()]
        rows += [self._row(duty.clause, "duty", duty, *duty.days.values()) for duty in self.duties.values()]
        return sorted(rows, key=lambda row: clause_order(row.clause))

    @cached_property
    def digest(self) -> str:
        """The version of the rules: the same text for the same graph, whatever the file looks like."""
        lines = sorted(f"{name} = {formula(node)}" for name, node in self.expressions())
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def _row(self, clause: str, kind: str, made: Conclusion | AnyDuty, *nodes: Symbol) -> Row:
        inputs = tuple(read.name for read in self.inputs_of(*nodes))
        text = "; ".join(map(formula, nodes))
        return Row(clause, kind, made.name, made.zh, made.en, text, inputs, self.parameters_of(*nodes))

    def _named_expressions(self) -> Iterator[tuple[str, tuple[Symbol, ...]]]:
        for rule in self.conclusions.values():
            yield rule.name, (rule.body,)
        for duty in self.duties.values():
            yield duty.name, tuple(duty.days.values())

    def _declared_inputs(self) -> dict[str, Event | Fact]:
        declared: dict[str, Event | Fact] = {}
        for name, node in self.expressions():
            for part in self.reachable(node):
                if isinstance(part, Event | Fact) and declared.setdefault(part.name, part) is not part:
                    raise FaultyRules(f"{name}: {part.name!r} is declared twice; declare it once in the vocabulary.")
        return declared

    def _parameter_types(self) -> dict[str, Type]:
        types: dict[str, Type] = {}
        for name, node in self.expressions():
            for part in self.reachable(node):
                if isinstance(part, Parameter) and types.setdefault(part.name, part.type) is not part.type:
                    raise FaultyRules(
                        f"{name}: the parameter {part.name!r} is a {part.type} here and something else elsewhere."
                    )
        return types

    def _refuse_circles(self) -> None:
        """Also finds references to nothing, since it follows every one."""
        done: set[str] = set()

        def follow(name: str, node: Symbol, above: tuple[str, ...]) -> None:
            if isinstance(node, Conclusion | Reference):
                if node.name in above:
                    raise FaultyRules(f"{name} is read from itself: {' → '.join((*above, node.name))}.")
                if node.name not in done:
                    follow(name, self._named(name, node.name).body, (*above, node.name))
                    done.add(node.name)
            for part in parts_of(node):
                follow(name, part, above)

        for name, node in self.expressions():
            follow(name, node, ())

    def _named(self, asking: str, name: str) -> Conclusion:
        try:
            return self.resolve(name)
        except UnknownName as mistake:
            raise FaultyRules(f"{asking}: {mistake}") from None

    def _check(self, name: str, node: Symbol) -> None:
        """Types throughout; a duty's days are days; `each` and `afterwards` only where a duty can read them."""
        try:
            found = self.type_of(node)
        except WrongType as mistake:
            raise FaultyRules(f"{name}: {mistake}") from None
        duty, _, which = name.partition(".")
        if not which:
            return
        wanted = PARTS_OF_PERIODS[which] if isinstance(self.duties[duty], PeriodicDuty) else Type.DAY
        if found is not wanted:
            raise FaultyRules(f"{name} must be a {wanted}, not a {found}.")
        for part in self.reachable(node):
            if isinstance(part, Occasion) and which not in READ_IN[part.which]:
                raise FaultyRules(f"{name}: {formula(part)} has a meaning only in {' and '.join(READ_IN[part.which])}.")


def clause_order(clause: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts clauses as the document does; what the law adds comes last."""
    parts = clause.replace("-", ".").split(".")
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def nearest(name: str, names: Iterable[str]) -> str:
    """A hint for a misspelt name, beginning with a blank; empty if nothing comes near."""
    found = get_close_matches(name, list(names), n=1)
    return f" Did you mean {found[0]!r}?" if found else ""


def _by_name(made: Iterable[Named]) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for one in made:
        if found.setdefault(one.name, one) is not one:
            raise FaultyRules(f"Two rules are called {one.name!r}.")
    return found
