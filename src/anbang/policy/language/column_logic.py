"""The printed lines of columns where parts may be open: masks, and the operators that look at open parts themselves."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Final

from anbang.policy.language.operators import BOTH, EITHER, FIRST_KNOWN, SURELY, WHEN, Operator
from anbang.policy.language.values import NEVER, Type, Value

# Masks and truth values that are the same in every row.
YES, NO = "YES", "NO"

OPPOSITE: Final = {YES: NO, NO: YES}

LOCAL: Final = re.compile(r"\bv\d+\b")


@dataclass(frozen=True, slots=True)
class Line:
    """A value of the printed function: its text, where it is not known and where a department decides.

    A truth value is false where it is open. `value` is set for what is the same in every row.
    """

    type: Type
    text: str
    not_known: str = NO
    department: str = NO
    value: Value | None = None


class Logic:
    """Collects the lines of a function, and knows how masks go together."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def line(self, text: str) -> str:
        """The local variable with this value: one for each text, since no text has effects."""
        return self.texts.setdefault(text, f"v{len(self.texts)}")

    def varying(self, wanted: Type, text: str, not_known: str, department: str) -> Line:
        """A value that is not the same in every row, be it only where it is open."""
        constant = not LOCAL.fullmatch(text) and text not in (YES, NO)
        return Line(wanted, self.line(f"array({text})") if constant else text, not_known, department)

    # Masks and truth values: what is the same in every row needs no line.

    def both_masks(self, one: str, other: str) -> str:
        """Rows of both."""
        if NO in (one, other):
            return NO
        if YES in (one, other) or one == other:
            return other if one == YES else one
        return self.line(" & ".join(sorted((one, other))))

    def any(self, masks: Iterable[str]) -> str:
        """Rows of at least one."""
        found = sorted(set(masks) - {NO})
        if YES in found:
            return YES
        return reduce(lambda one, other: self.line(f"{one} | {other}"), found) if found else NO

    def not_mask(self, mask: str) -> str:
        """All other rows."""
        return OPPOSITE.get(mask) or self.line(f"~{mask}")

    def known(self, of: Line) -> str:
        """Rows in which a value is neither unknown nor a department's."""
        return self.not_mask(self.any([of.not_known, of.department]))

    def chosen(self, mask: str, then: str, otherwise: str) -> str:
        """Of two masks or truth values, one in the rows of a mask and the other in the rest."""
        return self.any([self.both_masks(mask, then), self.both_masks(self.not_mask(mask), otherwise)])

    # The operators that look at open parts themselves.

    def both(self, one: Line, other: Line) -> Line:
        """As values.both: a no decides; then what is not known comes before what a department decides."""
        never_no = [self.any([part.text, part.not_known, part.department]) for part in (one, other)]
        undecided = self.both_masks(*never_no)
        text = self.both_masks(one.text, other.text)
        not_known = self.both_masks(self.any([one.not_known, other.not_known]), undecided)
        rest = self.both_masks(self.any([one.department, other.department]), undecided)
        return self.truth(text, not_known, self.both_masks(rest, self.not_mask(not_known)))

    def either(self, one: Line, other: Line) -> Line:
        """As values.either: a yes decides; then what is not known comes before what a department decides."""
        text = self.any([one.text, other.text])
        undecided = self.not_mask(text)
        not_known = self.both_masks(self.any([one.not_known, other.not_known]), undecided)
        rest = self.both_masks(self.any([one.department, other.department]), undecided)
        return self.truth(text, not_known, self.both_masks(rest, self.not_mask(not_known)))

    def surely(self, one: Line) -> Line:
        """As values.surely."""
        return self.truth(one.text, NO, NO)

    def when(self, condition: Line, then: Line, otherwise: Line) -> Line:
        """As values.choose: while the condition is open, what both branches agree on."""
        if isinstance(condition.value, bool):
            return then if condition.value else otherwise
        wanted, holds = then.type, condition.text
        if wanted is Type.TRUTH:
            text = self.chosen(holds, then.text, otherwise.text)
        else:
            text = (
                then.text
                if then.text == otherwise.text
                else self.line(f"where({holds}, {then.text}, {otherwise.text})")
            )
        not_known = self.chosen(holds, then.not_known, otherwise.not_known)
        department = self.chosen(holds, then.department, otherwise.department)
        waiting = self.any([condition.not_known, condition.department])
        if waiting != NO:
            # There the lines above hold what `otherwise` has; it stands where `then` has the same.
            stands = self.not_mask(self.both_masks(waiting, self.not_mask(self.agreed(then, otherwise))))
            not_known = self.chosen(stands, not_known, condition.not_known)
            department = self.chosen(stands, department, condition.department)
        if wanted is Type.TRUTH:
            return self.truth(
                self.both_masks(text, self.not_mask(self.any([not_known, department]))), not_known, department
            )
        return self.varying(wanted, text, not_known, department)

    def agreed(self, one: Line, other: Line) -> str:
        """Rows in which two values are the same, be it both open in the same way."""
        if one.text == other.text:
            equal = YES
        elif one.value is not None and other.value is not None:
            equal = YES if one.value == other.value else NO
        else:
            equal = self.line(f"{one.text} == {other.text}")
        both_open = [
            self.both_masks(one.not_known, other.not_known),
            self.both_masks(one.department, other.department),
        ]
        return self.any([self.both_masks(equal, self.both_masks(self.known(one), self.known(other))), *both_open])

    def first_known(self, *days: Line) -> Line:
        """As values.first_known: one that is not known is not passed over."""
        *before, last = days
        text, not_known, department = last.text, last.not_known, last.department
        for day in reversed(before):
            happened = self.line(f"{day.text} != NEVER") if day.value is None else NO if day.value == NEVER else YES
            taken = self.any([happened, day.not_known, day.department])
            text = (
                day.text if taken == YES else text if taken == NO else self.line(f"where({taken}, {day.text}, {text})")
            )
            not_known = self.chosen(taken, day.not_known, not_known)
            department = self.chosen(taken, day.department, department)
        return self.varying(Type.DAY, text, not_known, department)

    def truth(self, text: str, not_known: str, department: str) -> Line:
        """A truth value; one that no row can change is calculated no further."""
        if not_known == department == NO and text in (YES, NO):
            return Line(Type.TRUTH, text, value=text == YES)
        return Line(Type.TRUTH, text, not_known, department)


LOGIC: Final[dict[Operator, Callable[..., Line]]] = {
    BOTH: Logic.both,
    EITHER: Logic.either,
    SURELY: Logic.surely,
    WHEN: Logic.when,
    FIRST_KNOWN: Logic.first_known,
}
