"""Visits, calls and reviews: what was seen, which needs were found, what comes next. A refusal is an outcome, not a hole (clause 2.3.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.step.opening import open_file
from anbang.casework.step.positions import Position
from anbang.casework.visit.needs import How, Need
from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused

VISITING = (
    *(Position.VILLAGE, Position.RESPONSIBLE, Position.RESIDENCE, Position.REGISTERED, Position.FORMER, Position.TOWN),
    Position.FORMER_TOWN,
)
# Whose person it is on the day of the review; the former ones tell of days that were theirs.
OF_THE_DAY = (Position.TOWN_OF_THE_VILLAGE, Position.RESPONSIBLE, Position.RESIDENCE)
REVIEWING = (*OF_THE_DAY, Position.FORMER, Position.FORMER_TOWN)


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A follow-up: how it was made, what was seen and said, needs found, the next step. `refused`: the person wished no visit; `well`: the
    person lacks nothing.
    """

    seen: str = ""
    refused: bool = False
    where: str = ""
    needs: Sequence[Need] = ()
    next_step: str = ""
    how: How | None = None
    well: bool = False

    @property
    def told(self) -> Mapping[str, object]:
        """What of it stands in codes."""
        return {
            **({"refused": True} if self.refused else {}),
            **({"how": str(self.how)} if self.how else {}),
            **({"well": True} if self.well else {}),
            **({"needs": [str(need) for need in self.needs]} if self.needs else {}),
        }

    def words(self) -> Mapping[str, str]:
        """What of it a person wrote."""
        return {"seen": self.seen, "where": self.where, "next_step": self.next_step}


def record_visit(case_id: int, visit: NewVisit, *, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The village, or one of the offices that have to do with the person, followed up. What was found is ticked or written; whoever was not
    let in need do neither.
    """
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*VISITING, sentence=_("走访由居住地村（社区）或司法所登记。"))
        if not (visit.refused or visit.well or visit.needs or visit.seen.strip()):
            raise StepRefused(_("请点选本人怎么样，或者写一句看到了什么、谈了什么。"), field="seen")
        if visit.well and visit.needs:
            raise StepRefused(_("选了“都好”，就不能再选困难：请去掉一样。"), field="needs")
        return file.tell("visited", on=on, told=visit.told, words=visit.words(), late_because=late_because)


@dataclass(frozen=True, slots=True)
class NewReview:
    """A full review of a priority person: how things stand, and what follows."""

    situation: str
    conclusion: str
    needs: Sequence[Need] = ()

    def words(self) -> Mapping[str, str]:
        """What of it a person wrote."""
        return {"situation": self.situation, "conclusion": self.conclusion}


def record_review(case_id: int, review: NewReview, *, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The town reviewed the person in full (RHY-5). A town or an office that has handed the person over tells only of days that were its
    own: what it did afterwards is not done for those who have them now.
    """
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*REVIEWING, sentence=_("全面考察由居住地镇街或司法所登记。"))
        file.refuse_impossible_day(on)
        if file.positions_on(on).isdisjoint(OF_THE_DAY):
            raise StepRefused(_("这一天此人已不归您的单位考察：只能补登移交以前的全面考察。"), field="on")
        for name, text in review.words().items():
            if not text.strip():
                raise StepRefused(_("请写明考察情况和结论。"), field=name)
        told = {"needs": [str(need) for need in review.needs]} if review.needs else {}
        return file.tell("reviewed", on=on, told=told, words=review.words(), late_because=late_because)


def record_call(case_id: int, words: str, *, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """Village and family were called on about the person's difficulties (AID-7)."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*VISITING, sentence=_("走访由居住地村（社区）或司法所登记。"))
        if not words.strip():
            raise StepRefused(_("请写明走访了谁、了解到什么。"), field="words")
        return file.tell("called", on=on, words={"words": words}, late_because=late_because)
