"""Somebody whose acts have been read, and what follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from anbang.casework.act.story import ToldAct
from anbang.casework.person.models import Case, Person
from anbang.policy.course import Course


@dataclass(frozen=True, slots=True)
class Settled:
    """A person with the acts, the cases in their order, and the course that follows from them on a day."""

    person: Person
    story: Sequence[ToldAct]
    cases: Sequence[Case]
    course: Course
    today: date

    @property
    def case(self) -> Case:
        """The newest case."""
        return self.cases[-1]

    @property
    def in_somebodys_charge(self) -> bool:
        """Whether care has begun in any case, or had by what was kept before."""
        return any(case.care_from for case in self.cases) or any(case.care for case in self.course.cases)
