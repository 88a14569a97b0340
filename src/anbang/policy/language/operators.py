"""The operators of the language: each stated once, for calculation, for printing and for checking types."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from anbang.policy.language import values
from anbang.policy.language.values import NEVER, Type

Types = tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator.

    `text` writes the expression for people, `python` prints it for parts that are all known. A strict operator is open as
    soon as one part is; `compute` of the others looks at the parts themselves.
    """

    name: str
    text: str
    python: str
    compute: Callable[..., Any]
    typing: Callable[[Types], Type | None]
    strict: bool = True


def _takes(result: Type, *accepted: Types) -> Callable[[Types], Type | None]:
    return lambda given: result if given in accepted else None


def _comparable(given: Types) -> Type | None:
    return Type.TRUTH if given in {(Type.DAY, Type.DAY), (Type.NUMBER, Type.NUMBER)} else None


def _same(given: Types) -> Type | None:
    return Type.TRUTH if given[0] == given[1] else None


def _alike(given: Types) -> Type | None:
    return given[0] if len(set(given)) == 1 and given[0] in {Type.DAY, Type.NUMBER} else None


def _days(given: Types) -> Type | None:
    return Type.DAY if set(given) == {Type.DAY} else None


def _branches(given: Types) -> Type | None:
    condition, then, otherwise = given
    return then if condition is Type.TRUTH and then is otherwise else None


def _words(given: Types) -> Type | None:
    return Type.TRUTH if given[0] is Type.WORDS and set(given[1:]) == {Type.WORD} else None


def _lacking(given: Types) -> Type | None:
    return Type.WORDS if given[0] is Type.WORDS and set(given[1:]) == {Type.WORD} else None


_counted = _takes(Type.NUMBER, (Type.DAY, Type.DAY))
_NUMBERS = _takes(Type.NUMBER, (Type.NUMBER, Type.NUMBER))
_DAY_AND_NUMBER = _takes(Type.DAY, (Type.DAY, Type.NUMBER))
_TRUTHS = _takes(Type.TRUTH, (Type.TRUTH, Type.TRUTH))

PLUS = Operator("plus", "({0} + {1})", "({0} + {1})", operator.add, _NUMBERS)
MINUS = Operator("minus", "({0} - {1})", "({0} - {1})", operator.sub, _NUMBERS)
TIMES = Operator("times", "({0} * {1})", "({0} * {1})", operator.mul, _NUMBERS)

LESS = Operator("less", "({0} < {1})", "({0} < {1})", operator.lt, _comparable)
LESS_OR_EQUAL = Operator("less or equal", "({0} <= {1})", "({0} <= {1})", operator.le, _comparable)
GREATER = Operator("greater", "({0} > {1})", "({0} > {1})", operator.gt, _comparable)
GREATER_OR_EQUAL = Operator("greater or equal", "({0} >= {1})", "({0} >= {1})", operator.ge, _comparable)
EQUAL = Operator("equal", "({0} == {1})", "({0} == {1})", operator.eq, _same)
UNEQUAL = Operator("unequal", "({0} != {1})", "({0} != {1})", operator.ne, _same)

BOTH = Operator("both", "({0} & {1})", "({0} and {1})", values.both, _TRUTHS, strict=False)
EITHER = Operator("either", "({0} | {1})", "({0} or {1})", values.either, _TRUTHS, strict=False)
NOT = Operator("not", "~{0}", "(not {0})", operator.not_, _takes(Type.TRUTH, (Type.TRUTH,)))

SURELY = Operator(
    "surely", "surely({0})", "surely({0})", values.surely, _takes(Type.TRUTH, (Type.TRUTH,)), strict=False
)
WHEN = Operator("choose", "when({all})", "({1} if {0} else {2})", values.choose, _branches, strict=False)
FIRST_KNOWN = Operator(
    "first_known", "first_known({all})", "first_known({all})", values.first_known, _days, strict=False
)
SMALLEST = Operator("smallest", "smallest({all})", "min({all})", min, _alike)
LARGEST = Operator("largest", "largest({all})", "max({all})", max, _alike)
HAPPENED = Operator(
    "happened", "happened({0})", "({0} != NEVER)", lambda day: day != NEVER, _takes(Type.TRUTH, (Type.DAY,))
)
HAS_ANY = Operator("has_any", "any_of({all})", "has_any({all})", values.has_any, _words)

MONTHS_COMPLETED = Operator(
    "months_completed", "months_completed({all})", "months_completed({all})", values.months_completed, _counted
)
MONTHS_BEGUN = Operator("months_begun", "months_begun({all})", "months_begun({all})", values.months_begun, _counted)
FIRST_OF_MONTH = Operator(
    "first_of_month", "first_of_month({0})", "first_of_month({0})", values.first_of_month, _takes(Type.DAY, (Type.DAY,))
)
SHARE_OF = Operator("share_of", "({1} % of {0})", "share_of({0}, {1})", values.share_of, _NUMBERS)

LACKING = Operator("lacking", "lacking({all})", "lacking({all})", values.lacking, _lacking)

AFTER = {
    "days": Operator("after_days", "({0} + {1} days)", "after_days({0}, {1})", values.after_days, _DAY_AND_NUMBER),
    "months": Operator(
        "after_months", "({0} + {1} months)", "after_months({0}, {1})", values.after_months, _DAY_AND_NUMBER
    ),
}
BEFORE = {
    "days": Operator("before_days", "({0} - {1} days)", "before_days({0}, {1})", values.before_days, _DAY_AND_NUMBER),
    "months": Operator(
        "before_months", "({0} - {1} months)", "before_months({0}, {1})", values.before_months, _DAY_AND_NUMBER
    ),
}

# What printed code may call, by name.
PRINTED: dict[str, object] = {
    "NEVER": NEVER,
    "NOT_KNOWN": values.NOT_KNOWN,
    "DEPARTMENT_DECIDES": values.DEPARTMENT_DECIDES,
    "open_of": values.open_of,
    **{
        made.compute.__name__: made.compute
        for made in (
            *(
                BOTH,
                EITHER,
                WHEN,
                SURELY,
                FIRST_KNOWN,
                HAS_ANY,
                MONTHS_COMPLETED,
                MONTHS_BEGUN,
                FIRST_OF_MONTH,
                SHARE_OF,
                LACKING,
            ),
            *AFTER.values(),
            *BEFORE.values(),
        )
    },
}
