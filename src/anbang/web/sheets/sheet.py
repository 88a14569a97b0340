"""What a printed sheet is: its name, whose it is to print, what it may be for, and what stands on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.papers.models import Export, ExportKind, Purpose


@dataclass(frozen=True, slots=True)
class Printing:
    """A sheet as it is printed: about whom, by whom, and as what it was put on record."""

    standing: Standing
    by: ActingStaff
    export: Export


def always(_standing: Standing, _by: ActingStaff) -> bool:
    """Of anybody at any time."""
    return True


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind. `look`: what the trail calls looking at it; `masks`: what would stand on it in full, if anything is masked; `exists`: whether
    there is one of somebody; `usual`: the purpose it mostly has; `for_whom`: who is handed it, in a line.
    """

    slug: str
    title: Any
    kind: ExportKind
    look: str
    roles: frozenset[Role]
    purposes: Sequence[Purpose]
    template: str
    content: Callable[[Printing], dict[str, Any]]
    usual: Purpose | None = None
    masks: Any = ""
    hint: Any = ""
    for_whom: Any = ""
    exists: Callable[[Standing, ActingStaff], bool] = always
