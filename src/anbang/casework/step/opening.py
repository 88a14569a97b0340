"""A file is opened for a step: the person is locked, what happened is read; what is told is checked, written, and what follows settled."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db import router
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening as Trace
from anbang.audit.recording import record
from anbang.casework.act.kinds import kind_of
from anbang.casework.act.models import Act
from anbang.casework.act.story import ToldAct, heads_of, seal_words, stories_of, told_act, with_whole_teams
from anbang.casework.duty.queries import SUPERVISING
from anbang.casework.person.actions import AS_LONG_AS_IS_KNOWN
from anbang.casework.person.models import Case, Person
from anbang.casework.person.queries import lock_person_of
from anbang.casework.person.series import file_numbers
from anbang.casework.step.late import refuse_late
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.positions import Position, positions
from anbang.casework.step.settled import Settled
from anbang.casework.step.settling import CasesDoNotAgree, cases_of, settled_from, write_what_follows
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import reads_english, with_days_in_words
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import next_ids
from anbang.policy import JUDGE, Happening, Pack
from anbang.policy.course import course_of
from anbang.policy.judging import Person as Head
from anbang.policy.order import faults
from anbang.policy.reading_events import BEGINNING_AGAIN


@dataclass
class File:
    """An open file: one person under lock, with all acts. What is told is settled when the step ends."""

    person: Person
    head: Head
    cases: list[Case]
    story: list[ToldAct]
    by: ActingStaff
    pack: Pack = field(default_factory=pack_in_force)
    told: list[Act] = field(default_factory=list)
    afterwards: list[Callable[["File"], None]] = field(default_factory=list)
    settled: Settled | None = None

    @property
    def case(self) -> Case:
        """The newest case."""
        return self.cases[-1]

    @cached_property
    def before(self) -> Settled:
        """What followed from the acts before this step."""
        acts, cases = tuple(self.story), tuple(self.cases)
        return settled_from(self.person, self.head, acts, cases, today=self.by.today, pack=self.pack)

    @cached_property
    def positions(self) -> frozenset[Position]:
        """As what the acting office stands to the person."""
        return positions(self.before, by=self.by)

    def positions_on(self, on: date) -> frozenset[Position]:
        """As what it stood when that day was over, by what is recorded of it now."""
        told = [act.happening for act in self.story]
        course = course_of(JUDGE, told, self.head, on, self.pack)
        return positions(replace(self.before, course=course), by=self.by)

    def refuse_unless(self, *allowed: Position, role: Role | None = None, sentence: str) -> None:
        """A refusal with the sentence for whoever stands otherwise to the person, or lacks the role."""
        if self.positions.isdisjoint(allowed) or (role is not None and role not in self.by.roles):
            if Position.RECEIVING in self.positions and not {Position.RESPONSIBLE, Position.IN_CHARGE}.isdisjoint(
                allowed
            ):
                raise StepRefused(_("转入还没有接收：接收以前，这一步由现在负责的司法所办理。"))
            raise StepRefused(sentence)

    def has(self, kind: str) -> bool:
        """Whether an act of the kind holds in the newest case."""
        return any(act.happening.event == kind and act.case_id == self.case.pk for act in self.story)

    def tell(
        self,
        kind: str,
        *,
        on: date,
        told: Mapping[str, Any] | None = None,
        words: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
        late_because: str = "",
    ) -> Act:
        """Record an act of that day. `told` is what the rules read, `words` what a person wrote, `data` ids for the trail.

        Raises StepRefused for an impossible day, what may not come where it would stand, and a late record without a reason.
        """
        said = dict(told or {})
        self.refuse_impossible_day(on)
        unwritten = told_act(0, self.case.pk, self.by.office_id, kind, on, said)
        # What can be on no such day is told before anybody is asked why it comes late.
        self._refuse_out_of_place(unwritten.happening)
        is_late = self._refuse_late(on, late_because)
        case = self._case_begun(on) if kind in BEGINNING_AGAIN else self.case_on(on)
        act = Act(
            person=self.person,
            case=case,
            kind=kind,
            on=on,
            told=said,
            office_id=self.by.office_id,
            recorded_by_id=self.by.staff_id,
            recorded_on=self.by.today,
            is_late=is_late,
            late_because=late_because.strip() if is_late else "",
        )
        if words and any(words.values()):
            act.pk = next_ids("casework_act", "id", 1, using=router.db_for_write(Act))[0]
            act.words_sealed = seal_words(words, act_id=act.pk)
        act.save(force_insert=True)
        self._insert(replace(unwritten, id=act.pk, case_id=case.pk))
        self.told.append(act)
        trace = Trace(self.person.pk, case.pk, (kind_of(kind).clause,), {"act": act.pk, **(data or {})}, on)
        record(kind, trace, by=self.by, on=on)
        return act

    def refuse_day(self, on: date, late_because: str) -> bool:
        """Whether what happened on that day is recorded late; what is late says why, and no day is impossible. Raises StepRefused."""
        self.refuse_impossible_day(on)
        return self._refuse_late(on, late_because)

    def refuse_impossible_day(self, on: date) -> None:
        """Nothing is of a day to come, nor of one before the person was born. Raises StepRefused."""
        if on > self.by.today:
            raise StepRefused(_("日期不能晚于今天。"), field="on")
        if self.person.born_on is not None and on < self.person.born_on:
            raise StepRefused(_("日期不能早于此人的出生日期。"), field="on")
        if on <= AS_LONG_AS_IS_KNOWN:
            raise StepRefused(_("日期太早，请核对年份。"), field="on")

    def _refuse_late(self, on: date, late_because: str) -> bool:
        return refuse_late(on, late_because, today=self.by.today, pack=self.pack)

    def _refuse_out_of_place(self, happening: Happening) -> None:
        """What may not come is refused; so is what would make impossible something recorded already."""
        place = self._place(happening.on)
        happenings = [act.happening for act in self.story]
        happenings.insert(place, happening)
        refuse_impossible(happenings, self)

    def _place(self, on: date) -> int:
        """Where an act of that day stands: after all that was recorded of it before."""
        return sum(act.happening.on <= on for act in self.story)

    def case_on(self, on: date) -> Case:
        """The case that an act of that day belongs to: the newest that had begun by what happened before it."""
        place = self._place(on)
        if place == len(self.story):
            return self.case
        newest = max((act.case_id for act in self.story[:place]), default=self.cases[0].pk)
        return next(case for case in self.cases if case.pk == newest)

    def refuse_other_case(self, case_id: int, on: date) -> None:
        """What is told of a row stands in the case of the row. Raises StepRefused for a day of another case."""
        if self.case_on(on).pk != case_id:
            raise StepRefused(_("这一天不在所涉案件期间，请核对日期。"), field="on")

    def _insert(self, act: ToldAct) -> None:
        self.story.insert(self._place(act.happening.on), act)
        self.story = with_whole_teams(self.story)

    def _case_begun(self, on: date) -> Case:
        """The case that begins on that day where the last one has ended by then; else the one in which the day lies."""
        last = self.before.course.cases[-1]
        if last.ended_on is None or on < last.ended_on or self.told:
            return self.case_on(on)
        self._open_case(on)
        return self.case

    def _open_case(self, on: date) -> None:
        (number,) = file_numbers([self.person.is_closed], on=on, using=router.db_for_write(Case))
        # Closed here, and not only when everything is settled: one open case at a time.
        self.cases.append(Case.objects.create(person=self.person, number=number, opened_on=on))

    def settle(self) -> Settled:
        """Write what follows from the acts."""
        settled = settled_from(self.person, self.head, self.story, self.cases, today=self.by.today, pack=self.pack)
        write_what_follows([settled], today=self.by.today, before=self.__dict__.get("before"))
        self.settled = settled
        return settled


def refuse_impossible(happenings: Sequence[Happening], file: File) -> None:
    """A refusal for a story in which something could not come where it stands. The rule says what else stands there and when; whoever reads no more than
    their own work is told the day alone (LAW-1).
    """
    found = faults(happenings, file.head, file.pack, judge=JUDGE)
    if found and file.by.roles.isdisjoint(SUPERVISING):
        raise StepRefused(not_on_that_day(), field="on")
    if found:
        raise StepRefused(with_days_in_words(found[0].en if reads_english() else found[0].zh))


def not_on_that_day() -> str:
    """Why a step does not come on a day, for whoever may not read why."""
    return _("按已登记的情况，这一天不能这样登记：请核对日期；日期没有错的，问负责的单位。")


@contextmanager
def open_file(case_id: int, *, by: ActingStaff) -> Iterator[File]:
    """The file of a case for one step, in one transaction: the person is locked until it ends. Raises Case.DoesNotExist beyond the
    reach of `by`.
    """
    with acting(by):
        file = _file_of(lock_person_of(case_id, for_staff=by), by=by)
        yield file
        if file.told:
            try:
                file.settle()
            except CasesDoNotAgree:
                sentence = _("按这一天登记，会把此人的一个案件分成两个，不能这样登记：请核对日期。")
                raise StepRefused(sentence, field="on") from None
            for step in file.afterwards:
                step(file)


def _file_of(person: Person, *, by: ActingStaff) -> File:
    cases = cases_of([person.pk])[person.pk]
    if not cases:  # whoever waited for the lock may have lost the sight of the person meanwhile
        raise Case.DoesNotExist
    return File(
        person=person,
        head=heads_of([person])[person.pk],
        cases=cases,
        story=stories_of([person.pk])[person.pk],
        by=by,
    )


def locked_file(person_id: int, *, by: ActingStaff) -> File:
    """The person under lock, with cases and acts. Call inside `acting(by)`."""
    return _file_of(Person.objects.select_for_update().get(pk=person_id), by=by)


def settle_again(people: Iterable[int], *, by: ActingStaff) -> None:
    """Settle some people without an act, since a day has passed or the head of the file was corrected. Call inside `acting(by)`."""
    for person_id in sorted(people):
        locked_file(person_id, by=by).settle()
