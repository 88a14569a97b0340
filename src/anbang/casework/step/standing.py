"""How a person stands before a step: read, not locked, for the pages that offer steps and show the course."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from anbang.casework.act.story import ToldAct, heads_of, stories_of
from anbang.casework.person.models import Case, Person
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.positions import Position, positions
from anbang.casework.step.settling import cases_of, settled_from
from anbang.organisations.acting import ActingStaff
from anbang.policy import JUDGE
from anbang.policy.course import CaseCourse, Course, course_of
from anbang.policy.event_titles import TITLES
from anbang.policy.judging import Person as Head
from anbang.policy.ledger import Allowance
from anbang.policy.order import coming_next


@dataclass(frozen=True, slots=True)
class Standing:
    """A person with the acts, what follows from them, as what the reader stands to them, and which acts could be told today."""

    person: Person
    head: Head
    cases: Sequence[Case]
    story: Sequence[ToldAct]
    course: Course
    positions: frozenset[Position]
    coming: frozenset[str]
    today: date

    @property
    def case(self) -> Case:
        """The newest case."""
        return self.cases[-1]

    @property
    def now(self) -> CaseCourse:
        """The course of the newest case."""
        return self.course.cases[-1]

    def has(self, *kinds: str) -> bool:
        """Whether an act of one of these kinds holds in the newest case."""
        return any(act.happening.event in kinds and act.case_id == self.case.pk for act in self.story)

    def then(self, on: date) -> "Standing":
        """How the person stood when a day was over, by what is recorded of it now. As what the reader stands to them is told of today."""
        story = [act for act in self.story if act.happening.on <= on]
        happenings, pack = [act.happening for act in story], pack_in_force()
        course = course_of(JUDGE, happenings, self.head, on, pack)
        coming = coming_next(happenings, self.head, pack, TITLES, on, judge=JUDGE)
        cases = self.cases[: len(course.cases)]
        return replace(self, story=story, cases=cases, course=course, coming=coming, today=on)

    def allowance(self) -> Allowance | None:
        """What the policy says today of the allowance; None before care and after the end of it."""
        return JUDGE.allowance_on([act.happening for act in self.story], self.head, self.today, pack_in_force())


def standing_of(person: Person, *, by: ActingStaff) -> Standing:
    """How somebody within reach stands today. Call inside `acting(by)`."""
    head, story = heads_of([person])[person.pk], stories_of([person.pk])[person.pk]
    cases, pack = cases_of([person.pk])[person.pk], pack_in_force()
    settled = settled_from(person, head, story, cases, today=by.today, pack=pack)
    happenings = [act.happening for act in story]
    return Standing(
        person=person,
        head=head,
        cases=cases,
        story=story,
        course=settled.course,
        positions=positions(settled, by=by),
        coming=coming_next(happenings, head, pack, TITLES, by.today, judge=JUDGE),
        today=by.today,
    )
