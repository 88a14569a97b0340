"""The course of care: priority, moves, transfers, contact, and how it ends (clauses 2.3.2, 2.3.3, 2.5 and 3.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.act.story import kept_place, place_of
from anbang.casework.care.reaching import NOTHING_NEW, TELLING, HowToReach
from anbang.casework.care.team import refuse_before_the_case
from anbang.casework.person.actions import Place
from anbang.casework.person.models import Abode, AbodeKind
from anbang.casework.person.numbers import number_columns
from anbang.casework.step.opening import File, open_file
from anbang.casework.step.places import told_place
from anbang.casework.step.positions import Position
from anbang.lib.identity_number import read_identity_number
from anbang.organisations.acting import ActingStaff
from anbang.organisations.days import day_in_words
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.policy import JUDGE
from anbang.policy.course import Course, course_of
from anbang.policy.event_titles import title_of
from anbang.policy.vocabulary import OUTSIDE, RECEIVING

JUSTICE = (Position.REGISTERED, Position.RESPONSIBLE, Position.RESIDENCE, Position.RECEIVING, Position.FORMER)
NEAR = TELLING
# While somebody outside is responsible, the registered office looks for whoever takes over.
PROPOSING = (Position.IN_CHARGE,)
PRIORITISING = (Position.IN_CHARGE, Position.BUREAU, Position.AFTERCARE)
IDENTIFYING = (*JUSTICE, Position.BUREAU)
KNOWING_OF_A_REOFFENCE = (*JUSTICE, Position.BUREAU, Position.AFTERCARE, Position.POLICE)
LOOKING_BACK = (Position.AFTERCARE,)
ENDING = (Position.IN_CHARGE, Position.BUREAU)


def set_priority(
    case_id: int, reasons: Sequence[PriorityReason], *, words: str, by: ActingStaff, on: date, late_because: str = ""
) -> Act:
    """Reasons to be a priority person are added, in the office's words (REC-1)."""
    return _change_priority("priority_set", case_id, reasons, words, by=by, on=on, late_because=late_because)


def lift_priority(
    case_id: int, reasons: Sequence[PriorityReason], *, words: str, by: ActingStaff, on: date, late_because: str = ""
) -> Act:
    """Reasons to be a priority person no longer hold."""
    return _change_priority("priority_lifted", case_id, reasons, words, by=by, on=on, late_because=late_because)


def _change_priority(
    kind: str,
    case_id: int,
    reasons: Sequence[PriorityReason],
    words: str,
    *,
    by: ActingStaff,
    on: date,
    late_because: str,
) -> Act:
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*PRIORITISING, sentence=_("重点帮教对象由负责的司法所认定。"))
        if not reasons:
            raise StepRefused(_("请选择理由。"), field="reasons")
        if not words.strip():
            raise StepRefused(_("请写明依据。"), field="words")
        told = {"reasons": [str(reason) for reason in reasons]}
        return file.tell(kind, on=on, told=told, words={"words": words}, late_because=late_because)


def record_move(
    case_id: int,
    to: Place,
    *,
    by: ActingStaff,
    on: date,
    words: str = "",
    reached: HowToReach = NOTHING_NEW,
    late_because: str = "",
    all_the_same: bool = False,
) -> Act:
    """The person lives somewhere else. Another office's town opens a transfer to it on that day (RES-2, RES-4). `reached`: how from now on.
    A move to where the person lives already is none, unless `all_the_same` says that it was told so.
    """
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*NEAR, sentence=_("居住地变更由与此人有关的单位登记。"))
        told = {"to": told_place(to, field="to")}
        file.refuse_impossible_day(on)
        # Where somebody was before there was a file, the file told over: it opens nothing.
        refuse_before_the_case(file.cases[0], on)
        if not all_the_same and _lives_there(file, told["to"], on):
            raise StepRefused(_("此人那一天就住在这里，没有变动：请核对地点和日期。"), field="to")
        said = {**reached.words(), "words": words}
        return file.tell("moved", on=on, told=told, words=said, late_because=late_because)


def _lives_there(file: File, to: Mapping[str, Any], on: date) -> bool:
    """Whether the person lives at just that place on that day, by what is recorded. To the rules every place outside is one."""
    course = course_of(JUDGE, [act.happening for act in file.story], file.head, on, file.pack)
    if course.lives_in != place_of(to):
        return False
    return "outside" not in to or kept_place(_lives_in(file, on)) == to


def may_be_proposed(course: Course) -> bool:
    """Whether somebody in care lives where another office should be responsible, and none has been asked that has not answered."""
    case = course.cases[-1]
    if case.stage != "in_care" or case.open_transfer is not None or course.lives_in is None or not case.charges:
        return False
    return course.lives_in.town != case.charges[-1].town


def propose_transfer_again(case_id: int, *, words: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The transfer was returned, and the person lives there all the same: the office of the residence is asked once more (RES-4). To the rules
    it is a move to where the person lives already. `words`: why.
    """
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*PROPOSING, sentence=_("再次发起转接由负责的司法所办理。"))
        course = course_of(JUDGE, [act.happening for act in file.story], file.head, on, file.pack)
        if not may_be_proposed(course):
            raise StepRefused(
                _("没有可以再次发起的转接：此人就住在负责的司法所辖区，或者上一次转接还在等待答复。"), field="on"
            )
        if not words.strip():
            raise StepRefused(_("请写明为什么再次发起。"), field="words")
        told = {"to": kept_place(_lives_in(file, on)), "again": True}
        return file.tell("moved", on=on, told=told, words={"words": words}, late_because=late_because)


def _lives_in(file: File, on: date) -> Abode:
    """Where the person lives on that day, by what is recorded; what the file says at its head holds from the beginning."""
    told = Abode.objects.select_related("area").filter(person=file.person).order_by("from_on", "id")
    rows = list(told.filter(kind=AbodeKind.RESIDENCE)) or list(told)
    return next((row for row in reversed(rows) if row.from_on <= on), rows[0])


def change_registered_place(
    case_id: int, to: Place, *, by: ActingStaff, on: date, words: str = "", late_because: str = ""
) -> Act:
    """The household registration moved (户籍迁移): listing and aid go with it from that day on (RES-2)."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*NEAR, sentence=_("户籍变更由与此人有关的单位登记。"))
        told = {"to": told_place(to, field="to")}
        file.refuse_impossible_day(on)
        # Where somebody was before there was a file, the file told over: it opens nothing.
        refuse_before_the_case(file.cases[0], on)
        return file.tell("registered_changed", on=on, told=told, words={"words": words}, late_because=late_because)


def establish_identity(
    case_id: int, registered: Place, *, id_number: str, by: ActingStaff, on: date, words: str, late_because: str = ""
) -> Act:
    """It is known now who the person is: ID number and registered place (RES-3). `words`: how it was established."""
    number = read_identity_number(id_number)
    if number.fault is not None:
        raise StepRefused(_("身份证号不对：请核对十八位号码和最后一位校验码。"), field="id_number")
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*IDENTIFYING, sentence=_("身份查明由司法所登记。"))
        if not words.strip():
            raise StepRefused(_("请写明怎样查明。"), field="words")
        _refuse_born_after(file, number.born_on)
        told = {"to": told_place(registered, field="registered"), "born_before": _written(file.person.born_on)}
        act = file.tell("identity_established", on=on, told=told, words={"words": words}, late_because=late_because)
        _know(file, number.number, number.born_on)
        return act


def _refuse_born_after(file: File, born_on: date) -> None:
    """Whoever did or suffered something was born before it. Raises StepRefused."""
    first = next((act for act in file.story if act.happening.on < born_on), None)
    if first is not None:
        told = {"day": day_in_words(first.happening.on), "act": title_of(first.happening.event, get_language())}
        sentence = _("按这个号码，此人在%(day)s的“%(act)s”之后才出生，请核对号码。")
        raise StepRefused(sentence % told, field="id_number")


def _written(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _know(file: File, id_number: str, born_on: date) -> None:
    person = file.person
    columns = number_columns(id_number, person_id=person.pk)
    for column, value in columns.items():
        setattr(person, column, value)
    person.identity_known, person.born_on = True, born_on
    person.save(update_fields=[*columns, "identity_known", "born_on"])


def accept_transfer(case_id: int, *, by: ActingStaff, on: date, words: str = "", late_because: str = "") -> Act:
    """The office of the residence takes over: from this day on it is responsible, and the other no longer (RES-4)."""
    return _answer_transfer("transfer_accepted", case_id, words, by=by, on=on, late_because=late_because)


def return_transfer(case_id: int, *, words: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The office of the residence does not take over, and says why; the sender stays responsible."""
    if not words.strip():
        raise StepRefused(_("请写明退回的原因。"), field="words")
    return _answer_transfer("transfer_returned", case_id, words, by=by, on=on, late_because=late_because)


def _answer_transfer(kind: str, case_id: int, words: str, *, by: ActingStaff, on: date, late_because: str) -> Act:
    with open_file(case_id, by=by) as file:
        transfer = file.before.course.cases[-1].open_transfer
        # What an office outside the district answers is recorded by the one that asked it.
        answering = (
            (Position.RESPONSIBLE, Position.BUREAU)
            if transfer is not None and transfer.to == OUTSIDE
            else (Position.RECEIVING,)
        )
        file.refuse_unless(*answering, sentence=_("转入由接收的司法所答复；区外的答复由转出的司法所登记。"))
        told = {RECEIVING: transfer.to} if transfer is not None else {}
        return file.tell(kind, on=on, told=told, words={"words": words}, late_because=late_because)


def lose_contact(case_id: int, *, words: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """Nobody knows where the person is: a search begins (HLP-3)."""
    return _told("contact_lost", case_id, words, _("请写明怎样失去联系。"), by=by, on=on, late_because=late_because)


def record_search(case_id: int, *, words: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """A step of the search: whom was asked, with what result. It sends nobody's number to anybody (LAW-5)."""
    return _told("search_made", case_id, words, _("请写明怎样查找。"), by=by, on=on, late_because=late_because)


def record_found(
    case_id: int,
    *,
    words: str,
    by: ActingStaff,
    on: date,
    reached: HowToReach = NOTHING_NEW,
    late_because: str = "",
) -> Act:
    """The person is in touch again: the search ends. `reached`: how from now on."""
    missing = _("请写明在哪里联系上。")
    return _told("found", case_id, words, missing, by=by, on=on, late_because=late_because, reached=reached)


def record_note(case_id: int, *, words: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """Whatever else an office must remember about the person."""
    return _told("noted", case_id, words, _("请写明内容。"), by=by, on=on, late_because=late_because)


def record_death(case_id: int, *, words: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The person died; nothing more is owed to anybody but the record. `words`: how it is known."""
    return _told("died", case_id, words, _("请写明从何得知。"), by=by, on=on, late_because=late_because)


def _told(
    kind: str,
    case_id: int,
    words: str,
    missing: str,
    *,
    by: ActingStaff,
    on: date,
    late_because: str,
    reached: HowToReach = NOTHING_NEW,
) -> Act:
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*NEAR, sentence=_("这件事由与此人有关的单位登记。"))
        if not words.strip():
            raise StepRefused(missing, field="words")
        return file.tell(kind, on=on, words={**reached.words(), "words": words}, late_because=late_because)


def record_reoffence(case_id: int, *, words: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """A reoffence is known, by a final judgment unless the pack counts otherwise: care stops, and a look-back follows (APR-2).
    `words`: the judgment, and from where it is known.
    """
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*KNOWING_OF_A_REOFFENCE, sentence=_("重新犯罪由司法所或公安登记。"))
        if not words.strip():
            raise StepRefused(_("请写明判决和来源。"), field="words")
        return file.tell("reoffended", on=on, words={"words": words}, late_because=late_because)


def record_look_back(case_id: int, *, words: str, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The district aftercare office looked back: what was due, done, late or skipped (APR-2). It presumes no fault."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*LOOKING_BACK, sentence=_("倒查由区安帮办办理。"))
        if not words.strip():
            raise StepRefused(_("请写明倒查情况。"), field="words")
        return file.tell("looked_back", on=on, words={"words": words}, late_because=late_because)


@dataclass(frozen=True, slots=True)
class ClosingRecord:
    """The end-of-care record: what was done and how things stand, and what the person still needs from whom."""

    summary: str
    afterwards: str = ""

    def words(self) -> Mapping[str, str]:
        """What of it a person wrote."""
        return {"summary": self.summary, "afterwards": self.afterwards}


def end_care(case_id: int, record: ClosingRecord, *, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The term is over: a named officer confirms the end of care, with a closing record (RES-1). Never the machine."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*ENDING, sentence=_("结束帮教由负责的司法所办理。"))
        if Role.JUSTICE_ASSISTANT not in by.roles and Role.BUREAU_CLERK not in by.roles:
            raise StepRefused(_("结束帮教由负责的司法所办理。"))
        if not record.summary.strip():
            raise StepRefused(_("请填写帮教总结。"), field="summary")
        return file.tell("care_ended", on=on, words=record.words(), late_because=late_because)
