"""The course of somebody's cases up to a day: stages, terms, who was in charge, what was handed over, and which duties came of it.

What the register keeps of a person beside the acts themselves follows from them, and is what this says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from anbang.policy.answers import DutyAnswer
from anbang.policy.belonging import Charge, PastTransfer
from anbang.policy.judging import Judge, Person, Stage, stage_of
from anbang.policy.language.definitions import Place
from anbang.policy.pack import Pack
from anbang.policy.places import Abode
from anbang.policy.reading_events import Case, Happening
from anbang.policy.rounds import Care


@dataclass(frozen=True, slots=True)
class CaseCourse:
    """One case: `care` None before it has begun; `ended` and its day empty while it is open. Charges and transfers in their order."""

    stage: Stage | None
    care: Care | None
    ended: str
    ended_on: date | None
    charges: tuple[Charge, ...]
    transfers: tuple[PastTransfer, ...]
    priority: tuple[str, ...]

    @property
    def open_transfer(self) -> PastTransfer | None:
        """The transfer that waits for an answer."""
        return next((one for one in self.transfers if one.ended_on is None), None)


@dataclass(frozen=True, slots=True)
class Course:
    """All cases in their order, and the duties of all. `places`: whose duties it would be now, by the place that decides; `changes_on`:
    the next day on which the mere date may change any of it, NEVER where only what happens can.
    """

    cases: tuple[CaseCourse, ...]
    duties: tuple[DutyAnswer, ...]
    places: Mapping[Place, str | None]
    registered: Abode | None
    lives_in: Abode | None
    identity_known: bool
    changes_on: date


def course_of(judge: Judge, story: Sequence[Happening], person: Person, as_of: date, pack: Pack) -> Course:
    """The course of a person's cases by what happened up to a day. Order and errors as in `duties` of the package."""
    told = [happening for happening in story if happening.on <= as_of]
    cases = judge.cases(told, person, pack)
    judged = judge.judged(told, cases, as_of, pack)
    belonging = cases[-1].belonging
    return Course(
        cases=tuple(_case(judge, case, as_of, pack) for case in cases),
        duties=judged.duties,
        places=belonging.places,
        registered=belonging.registered,
        lives_in=belonging.lives_in,
        identity_known=belonging.static.get("identity_known") is True,
        changes_on=judged.changes_on,
    )


def _case(judge: Judge, case: Case, as_of: date, pack: Pack) -> CaseCourse:
    care = judge.care(case, as_of, pack) if case.in_care else None
    return CaseCourse(
        stage=stage_of(case, care, as_of),
        care=care,
        ended=case.ended,
        ended_on=case.ended_on,
        charges=tuple(case.charges),
        transfers=tuple(_as_it_went(one, care, as_of) for one in case.transfers),
        priority=tuple(sorted(case.reasons)),
    )


def _as_it_went(transfer: PastTransfer, care: Care | None, as_of: date) -> PastTransfer:
    """Once care has stopped, no transfer is open."""
    if transfer.ended_on is None and care is not None and care.stops_on <= as_of:
        return replace(transfer, ended_on=care.stops_on, ending="stopped")
    return transfer
