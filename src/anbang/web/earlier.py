"""One person, one file (FIL-1): what stands in the cases before the newest one, on the tabs of the file."""

from collections.abc import Callable
from typing import Any

from anbang.casework.person.models import Case
from anbang.casework.step.standing import Standing


def earlier_cases(standing: Standing, shown: Callable[[Case], dict[str, Any]]) -> list[dict[str, Any]]:
    """The cases before the newest one, newest first, each with what a tab shows of it; those of which it shows nothing are left out."""
    told = [(case, shown(case)) for case in reversed(standing.cases[:-1])]
    return [{"case": case, "held": held} for case, held in told if any(held.values())]
