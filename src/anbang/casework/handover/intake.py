"""Somebody nobody announced is taken in on the spot (补录; RES-4), handed over from community corrections, or asked about elsewhere."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connections, router
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.care.actions import record_move
from anbang.casework.charge.models import Responsibility, Transfer
from anbang.casework.handover.actions import Arrival, release_and_report_in, take_over_in_new_file
from anbang.casework.handover.filing import Somebody, day_told_at, file_somebody, look_alone, refuse_before_birth
from anbang.casework.handover.models import Enquiry, EnquiryAnswer, ReleasedFrom
from anbang.casework.person.actions import Place, leave_closed_files
from anbang.casework.person.models import Case, Closing, Person, Sealing
from anbang.casework.person.numbers import has_number, indexes_of
from anbang.casework.person.queries import get_person, named_in_closed_list, within_reach
from anbang.casework.step.closing import must_be_closed
from anbang.casework.step.policy import pack_in_force
from anbang.lib.identity_number import read_identity_number
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import day_in_words
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.papers.sealed import Sealed
from anbang.policy.clauses import CARE

WHO_CAME = Sealed("casework_enquiry", "who_came_sealed", "who came", "casework_enquiry:{id}:who_came")
# A question has no number before it is asked, and then it may be several.
BEFORE_IT_IS_ASKED = 0
TRANSFER_ANSWER_DAYS = "transfer_answer_days"
MAY_TAKE_IN = frozenset({Role.JUSTICE_ASSISTANT, Role.BUREAU_CLERK})


@dataclass(frozen=True, slots=True)
class InCharge:
    """Who is responsible for whoever was taken in, since when and until when, and to which office they are to be handed over."""

    office_id: int
    office: str
    care_from: date
    term_until: date
    receiver_id: int | None = None


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of it: a file of the office's own, which nobody sees who is not named if it is closed, or an enquiry at another office, of
    which nothing is shown.
    """

    case: Case | None
    is_closed: bool = False
    charge: InCharge | None = None

    @property
    def is_asked_elsewhere(self) -> bool:
        """Whether another office has a file and was asked."""
        return self.case is None


@dataclass(frozen=True, slots=True)
class Unannounced:
    """Who stands there, when and from where they were released, what they bring, and why nobody announced them."""

    somebody: Somebody
    released_on: date
    released_from: ReleasedFrom
    arrival: Arrival
    why: str
    is_long_ago: bool = False
    """Said of a release after which the term is over by now: the year is right."""


def take_in_on_the_spot(told: Unannounced, *, by: ActingStaff, on: date) -> TakenIn:
    """Whoever reports in at whichever justice office is in care from that moment, in the charge of the office whose they are by the
    rules (RES-4). Where there is a file at another office, that office is asked instead.
    """
    with acting(by):
        _refuse(by, told.why, _("请写明为什么没有人通知。"))
        if told.released_on > on:
            raise StepRefused(_("释放日期不能晚于今天。"), field="released_on")
        refuse_before_birth(told.somebody, {"released_on": told.released_on})
        look_alone(told.somebody, by=by)
        if asked_elsewhere(told.somebody, by=by, on=on):
            return TakenIn(None)
        closed = _must_be_closed(told.somebody, told.released_on)
        case = file_somebody(told.somebody, by=by, on=on, closed=closed)
        with day_told_at("released_on"):
            release_and_report_in(
                *(case.pk, told.released_from, told.released_on, told.arrival), why=told.why.strip(), by=by, on=on
            )
        _ask_whether_the_year_is_right(case, is_long_ago=told.is_long_ago, on=on)
        record("taken_in_on_the_spot", Happening(case.person_id, case.pk, (CARE,)), by=by, on=on)
        charge = _in_charge(case)
        leave_closed_files(by=by)
        return TakenIn(case, closed, charge)


def take_over_from_corrections(
    somebody: Somebody,
    *,
    completed_on: date,
    handed_over: str,
    by: ActingStaff,
    on: date,
    late_because: str = "",
    is_long_ago: bool = False,
) -> TakenIn:
    """Community corrections are completed: care begins (RES-1). `handed_over`: by whom, with which papers. `is_long_ago`: the year is
    right although the term is over by now.
    """
    with acting(by):
        _refuse(by, handed_over, _("请写明由谁移交、移交了什么。"), "handed_over")
        if completed_on > on:
            raise StepRefused(_("期满日期不能晚于今天。"), field="completed_on")
        refuse_before_birth(somebody, {"completed_on": completed_on})
        look_alone(somebody, by=by)
        if asked_elsewhere(somebody, by=by, on=on):
            return TakenIn(None)
        closed = _must_be_closed(somebody, completed_on)
        case = file_somebody(somebody, by=by, on=on, closed=closed)
        with day_told_at("completed_on"):
            take_over_in_new_file(case.pk, by=by, on=completed_on, words=handed_over, late_because=late_because)
        _ask_whether_the_year_is_right(case, is_long_ago=is_long_ago, on=on)
        charge = _in_charge(case)
        leave_closed_files(by=by)
        return TakenIn(case, closed, charge)


def _in_charge(case: Case) -> InCharge:
    held = Responsibility.objects.select_related("office").filter(case=case).latest("from_on", "id")
    transfer = Transfer.objects.filter(case=case, ended_on__isnull=True).order_by("id").last()
    receiver = transfer.receiver_id if transfer is not None else None
    assert held.office is not None  # outside only after an office there accepted
    assert case.care_from is not None
    assert case.term_until is not None
    return InCharge(held.office.pk, held.office.name, case.care_from, case.term_until, receiver)


def _ask_whether_the_year_is_right(case: Case, *, is_long_ago: bool, on: date) -> None:
    """A day after which the term is over by now is mistyped more often than true: it is asked about once. Raises StepRefused."""
    case.refresh_from_db(fields=["care_from", "term_until"])
    if is_long_ago or case.term_until is None or case.term_until >= on:
        return
    words = _("按这一天，帮教期到 %(day)s 已经届满：请核对年份。没有写错的，请勾选“年份没有写错”再提交。")
    raise StepRefused(words % {"day": day_in_words(case.term_until)}, field="is_long_ago")


def _must_be_closed(somebody: Somebody, freed_on: date) -> bool:
    """The offence was before that day; nothing else of it is known here."""
    number = read_identity_number(somebody.id_number) if somebody.id_number.strip() else None
    born_on = number.born_on if number is not None and number.fault is None else somebody.born_on
    return must_be_closed(born_on, latest_offence_on=freed_on)


def _refuse(by: ActingStaff, words: str, sentence: str, field: str = "why") -> None:
    if by.roles.isdisjoint(MAY_TAKE_IN):
        raise StepRefused(_("由司法所或区司法局登记。"))
    if not words.strip():
        raise StepRefused(sentence, field=field)


def asked_elsewhere(somebody: Somebody, *, by: ActingStaff, on: date) -> bool:
    """Whether there is a file elsewhere; if so, that office is asked. A file of one's own is a refusal: it is opened, not made again."""
    number = read_identity_number(somebody.id_number) if somebody.id_number.strip() else None
    known = number.number if number is not None and number.fault is None else None
    said = json.dumps(_as_they_say(somebody, number.number if number else "")).encode()
    sealed = WHO_CAME.seal(said, id=BEFORE_IT_IS_ASKED)
    with connections[router.db_for_write(Enquiry)].cursor() as cursor:
        cursor.execute(
            "select casework_ask_elsewhere(%s::bytea[], %s, %s::date, %s, %s, %s::date, %s::bytea)",
            [
                *(known and indexes_of(known), somebody.name.strip(), somebody.born_on),
                *(by.office_id, by.staff_id, on, sealed),
            ],
        )
        asked: int = cursor.fetchone()[0]
    if asked < 0:
        raise StepRefused(_what_to_do_in_ones_own_file(somebody, known, by=by), field="id_number")
    # Every seal is another, so these are the questions asked just now; one that waits already is not asked again.
    new = list(Enquiry.objects.filter(asking_id=by.office_id, who_came_sealed=sealed).order_by("id"))
    for one in new:
        one.who_came_sealed = WHO_CAME.seal(said, id=one.pk)
        one.save(update_fields=["who_came_sealed"])
    about = [Happening(one.person_id, None, (CARE,), {"enquiry": one.pk}) for one in new]
    record("enquiry_asked", *about, by=by, on=on)
    return asked > 0


def _what_to_do_in_ones_own_file(somebody: Somebody, id_number: str | None, *, by: ActingStaff) -> str:
    people = Person.objects.filter(within_reach(by) | named_in_closed_list(by))
    by_name = Q(name=somebody.name.strip(), born_on=somebody.born_on)
    found = people.filter(has_number(id_number) if id_number is not None else by_name)
    case = Case.objects.filter(person__in=found).order_by("id").last()
    if case is None or case.closed_on is None:
        return _("你处已有此人的档案，请在档案里登记报到。")
    if case.closed_how == Closing.DIED:
        words = _("你处的档案（%(number)s）登记此人已经死亡：请核对是不是同一人；登记有误的，请先撤销。")
    else:
        words = _("此人上一段帮教已经结束（档案号 %(number)s）：请在档案里登记释放，再登记报到。")
    return words % {"number": case.number}


def _as_they_say(somebody: Somebody, number: str) -> list[str]:
    born_on = somebody.born_on.isoformat() if somebody.born_on else ""
    lives_in = somebody.residence.area_id if somebody.residence else None
    return [somebody.name.strip(), number, born_on, str(lives_in or "")]


@dataclass(frozen=True, slots=True)
class WhoCame:
    """Who stands before the asking office, as they say themselves; `lives_in` is the area that they name."""

    name: str
    id_number: str
    born_on: date | None = None
    lives_in: int | None = None


def who_came(enquiry: Enquiry) -> WhoCame:
    """What whoever came says; for the office that asks and the one that is asked."""
    told = [*map(str, json.loads(WHO_CAME.open(enquiry.who_came_sealed, id=enquiry.pk))), "", ""]
    name, number, born_on, lives_in = told[:4]
    return WhoCame(name, number, date.fromisoformat(born_on) if born_on else None, int(lives_in) if lives_in else None)


def asks_anybody() -> bool:
    """Whether any question waits of which this transaction sees anything."""
    return Enquiry.objects.filter(answer="").exists()


def enquiries_to(*, for_staff: ActingStaff) -> QuerySet[Enquiry]:
    """Open questions about people whom the reader sees, oldest first. What an office asked itself is left out, but about a closed file:
    whoever is named for it answers a colleague too.
    """
    seen = Person.objects.filter(within_reach(for_staff) | named_in_closed_list(for_staff))
    own = Q(asking__in=for_staff.own_offices, person__sealing=Sealing.OPEN)
    waiting = Enquiry.objects.filter(answer="", person__in=seen).exclude(own)
    return waiting.select_related("asking", "person").order_by("asked_on", "id")


def answer_due(enquiry: Enquiry, *, on: date) -> date:
    """Until when a question is to be answered: within the time that the pack gives for answering a transfer."""
    return enquiry.asked_on + timedelta(days=int(pack_in_force().parameter(TRANSFER_ANSWER_DAYS, on)))


def get_enquiry(enquiry_id: int, *, for_staff: ActingStaff) -> Enquiry:
    """An open question to the reader, or Enquiry.DoesNotExist."""
    return enquiries_to(for_staff=for_staff).get(pk=enquiry_id)


def enquiries_from(*, for_staff: ActingStaff) -> QuerySet[Enquiry]:
    """What the reader's office asked, newest first. Of the person it shows nothing."""
    return Enquiry.objects.filter(asking__in=for_staff.own_offices).select_related("asked_by").order_by("-id")


def answers_to(case: Case) -> list[EnquiryAnswer]:
    """What can be answered about somebody: whoever is in nobody's care any more is handed over to nobody, and is not expected back if dead."""
    if case.closed_on is None:
        return [EnquiryAnswer.OURS, EnquiryAnswer.TAKE_OVER, EnquiryAnswer.SOMEBODY_ELSE]
    ours = [] if case.closed_how == Closing.DIED else [EnquiryAnswer.OURS]
    return [*ours, EnquiryAnswer.CARE_ENDED, EnquiryAnswer.SOMEBODY_ELSE]


def answer_enquiry(
    enquiry_id: int, answer: EnquiryAnswer, *, by: ActingStaff, on: date, moved_to: Place | None = None
) -> None:
    """The office with the file answers. Whoever stands before another office lives there now: that is told with it, and opens the transfer;
    or, once care has ended, lets the asker begin anew in the file.
    """
    with acting(by):
        enquiry = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry_id)
        person = get_person(enquiry.person_id, for_staff=by)
        if enquiry.answer:
            raise StepRefused(_("已经答复。"))
        case = Case.objects.filter(person=person).latest("id")
        if answer not in answers_to(case):
            raise StepRefused(_("此人现在不能这样答复：帮教结束了没有，请看档案。"), field="answer")
        moves = answer is EnquiryAnswer.CARE_ENDED and case.closed_how != Closing.DIED
        if moves or answer is EnquiryAnswer.TAKE_OVER:
            if moved_to is None:
                raise StepRefused(_("请选择现住的村（社区）。"), field="moved_to")
            record_move(case.pk, moved_to, by=by, on=on)
        enquiry.answer, enquiry.answered_on, enquiry.answered_by_id = answer, on, by.staff_id
        enquiry.save(update_fields=["answer", "answered_on", "answered_by"])
        about = Happening(person.pk, None, (CARE,), {"enquiry": enquiry.pk, "answer": str(answer)})
        record("enquiry_answered", about, by=by, on=on)
