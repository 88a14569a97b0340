"""Prints several rules as one function for the figures of one day: what only depends on figures is calculated beforehand."""

from collections.abc import Callable
from typing import cast

from anbang.policy.language.evaluation import applied
from anbang.policy.language.operators import BOTH, EITHER, WHEN, Operator
from anbang.policy.language.printing import Facts, Figures, InForce, Line, PythonPrinter, compiled
from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.symbols import Conclusion, Operation, Parameter, Symbol
from anbang.policy.language.values import Value

Together = Callable[[Facts, Facts, Figures, object, InForce], dict[str, Value]]

# So many functions are kept. A pack has few sets of figures, and its callers ask for few sets of rules.
KEPT = 64


class FiguresPrinter(PythonPrinter):
    """A printer that knows the figures in force, and so which reading of the document is asked for."""

    def __init__(self, resolve: Callable[[str], Conclusion], figures: Figures, steady: Figures) -> None:
        super().__init__(resolve)
        self.figures = figures
        self.steady = steady

    def made(self, node: Symbol) -> Line:
        """The lines for a node that has none yet; of a choice that figures have made, only the branch taken."""
        if isinstance(node, Operation) and node.operator is WHEN:
            condition = self.value(node.parts[0])
            if condition.name in self.constants and isinstance(self.constants[condition.name], bool):
                return self.value(node.parts[1] if self.constants[condition.name] is True else node.parts[2])
        return super().made(node)

    def leaf(self, node: Symbol) -> Line:
        """What is looked up and not calculated; a figure is known already."""
        return self.constant(self.figures[node.name]) if isinstance(node, Parameter) else super().leaf(node)

    def parameter_on(self, name: str, on: Line) -> Line:
        """A figure of another day; one that is the same on every day is known already, if only that day is."""
        if name in self.steady and not on.may_be_unknown:
            return self.constant(self.steady[name])
        return super().parameter_on(name, on)

    def operation(self, operator: Operator, parts: list[Line]) -> Line:
        """Calculated here where all parts are figures and constants; else printed."""
        fixed = [self.constants[part.name] for part in parts if part.name in self.constants]
        if len(fixed) == len(parts):
            return self.constant(applied(operator, fixed))
        if operator in (BOTH, EITHER) and fixed and isinstance(fixed[0], bool):
            varying = next(part for part in parts if part.name not in self.constants)
            return varying if fixed[0] is (operator is BOTH) else self.constant(fixed[0])
        return super().operation(operator, parts)


class RulesTogether:
    """The printed functions of several rules at once, made on first use."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self._made: dict[tuple[tuple[str, ...], int], tuple[Figures, Together]] = {}

    def function(self, names: tuple[str, ...], figures: Figures, steady: Figures) -> Together:
        """The function of these rules under figures, those in force and those that are steady. Raises UnknownName."""
        key = names, id(figures)
        if key not in self._made:
            if len(self._made) >= KEPT:
                self._made.clear()
            # The figures are kept with it, so that no others come to have their identity.
            self._made[key] = figures, printed_together(self.book, names, figures, steady)
        return self._made[key][1]


def printed_together(book: Rulebook, names: tuple[str, ...], figures: Figures, steady: Figures) -> Together:
    """One function that gives what each of these rules concludes under these figures."""
    printer = FiguresPrinter(book.resolve, figures, steady)
    results = ", ".join(f"{name!r}: {printer.value(book.resolve(name)).name}" for name in names)
    return cast("Together", compiled("together", printer, f"{{{results}}}")[0])
