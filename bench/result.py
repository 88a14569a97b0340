"""One measured figure, with its goal and what it is measured against."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """`value` in `unit`; `met` says whether it reaches `goal`; `against` names what gave the goal or was measured beside it."""

    name: str
    value: float
    unit: str
    goal: float
    met: bool
    against: str


def at_least(name: str, value: float, unit: str, *, goal: float, against: str) -> Result:
    """A figure that should be large, such as rows per second."""
    return Result(name, _rounded(value), unit, goal, value >= goal, against)


def at_most(name: str, value: float, unit: str, *, goal: float, against: str) -> Result:
    """A figure that should be small, such as seconds, bytes, or a ratio to doing less."""
    return Result(name, _rounded(value), unit, goal, value <= goal, against)


def _rounded(value: float) -> float:
    """Four figures: no bench is more exact."""
    return float(f"{value:.4g}")
