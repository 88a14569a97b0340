"""A registration form that came by post is typed in by the bureau, with its scan (INF-1). What must be closed is closed at once (LAW-2)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.act.models import Act
from anbang.casework.arrival.known import (
    Whose,
    in_their_history,
    newest_case,
    refuse_paper_again,
    telling_nothing_of_what_stands,
    typed_before,
    whose_paper,
)
from anbang.casework.custody.changes import change_release_date
from anbang.casework.custody.closing import close_file
from anbang.casework.custody.models import Channel, RegistrationForm, ReleaseNotice, Sentence
from anbang.casework.custody.single import (
    NOTHING_SHOWN,
    NewNotice,
    OnPaper,
    record_admission,
    record_form,
    record_notice,
    refuse_release_before_admission,
    unsaid_of,
)
from anbang.casework.handover.filing import Somebody, day_told_at, file_somebody, look_alone, refuse_before_birth
from anbang.casework.person.actions import leave_closed_files, see_closed_file
from anbang.casework.person.closed import ClosedFacts, close_facts
from anbang.casework.person.models import Case, Person
from anbang.casework.person.numbers import has_number
from anbang.casework.person.queries import (
    get_person,
    lock_person_of,
    named_in_closed_list,
    within_reach,
)
from anbang.casework.step.closing import must_be_closed
from anbang.casework.step.opening import settle_again
from anbang.lib.identity_number import read_identity_number
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import day_in_words
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.policy.clauses import INFORMATION

AS_THE_PAPER_SAYS = "见监所来文"


@dataclass(frozen=True, slots=True)
class TypedForm:
    """What a registration form on paper says, and the scan of it, or why there is none yet."""

    somebody: Somebody
    institution_id: int
    received_on: date
    offence: str = ""
    offence_on: date | None = None
    months: int | None = None
    for_life: bool = False
    admitted_on: date | None = None
    release_on: date | None = None
    contact: str = ""
    late_because: str = ""
    is_another: bool = False
    is_another_paper: bool = False
    paper: OnPaper = NOTHING_SHOWN


@dataclass(frozen=True, slots=True)
class TypedIn:
    """What came of it: the file, which is shown to nobody who is not named if it is closed."""

    case: Case
    is_closed: bool
    is_new: bool


def type_in_form(told: TypedForm, *, by: ActingStaff, on: date) -> TypedIn:
    """Admission, registration form and scan in one step, in a file of its own or in the one that has the number."""
    with acting(by):
        if Role.BUREAU_CLERK not in by.roles:
            raise StepRefused(_("纸质来文由区司法局录入。"))
        if told.received_on > on:
            raise StepRefused(_("日期不能晚于今天。"), field="received_on")
        _refuse_impossible_days(told)
        look_alone(told.somebody, by=by)
        whose = whose_paper(told.somebody, is_another=told.is_another, by=by)
        if (typed := _typed_before(told, whose, by=by, on=on)) is not None:
            return typed
        if not (doubtful := _left_to_the_keepers(told, whose, by=by, on=on)):
            with telling_nothing_of_what_stands(whose.closed_file is not None):
                return _into_the_file(told, whose, by=by, on=on)
    # That those who keep the file are asked stays, whatever the paper becomes.
    raise doubtful


def _left_to_the_keepers(told: TypedForm, whose: Whose, *, by: ActingStaff, on: date) -> StepRefused | None:
    """A paper that is like a closed file under another name, or without a number, goes not into it unseen: those named for it are asked."""
    if whose.strangers:
        record("resembling_paper_left_out", *in_their_history(whose.strangers), by=by, on=on)
        words = _("这个身份证号不能登记在这个姓名下：请核对原件。都没有写错的，已请封存管理人核对。")
        return StepRefused(words, field="id_number")
    if whose.closed_namesakes and not told.is_another:
        record("resembling_paper_left_out", *in_their_history(whose.closed_namesakes), by=by, on=on)
        words = _("可能已有此人的档案，已请封存管理人核对。是另一个人的，请勾选“是另一个人”。")
        return StepRefused(words, field="is_another")
    record("resembling_paper_taken_in", *in_their_history(whose.closed_namesakes), by=by, on=on)
    return None


def _typed_before(told: TypedForm, whose: Whose, *, by: ActingStaff, on: date) -> TypedIn | None:
    """What became of this very paper if it was typed in before, by a double click or by somebody else. Of a closed file it is not told
    that the paper is there: once is enough. Raises StepRefused for an open one, until it is said to be another paper.
    """
    if told.is_another_paper:
        return None
    for person_id in (whose.open_file, *whose.namesakes):
        case = newest_case(person_id) if person_id is not None else None
        begins_another = case is not None and case.closed_on is not None and told.admitted_on is not None
        if case is not None and not begins_another:
            refuse_paper_again(RegistrationForm, case, told.institution_id, told.received_on)
    for person_id in (whose.closed_file, *whose.closed_namesakes):
        if person_id is None:
            continue
        see_closed_file(person_id, by=by, on=on)
        case = newest_case(person_id)
        if typed_before(RegistrationForm, case, told.institution_id, told.received_on):
            leave_closed_files(by=by)
            return TypedIn(case, is_closed=True, is_new=False)
        leave_closed_files(by=by)
    return None


def _into_the_file(told: TypedForm, whose: Whose, *, by: ActingStaff, on: date) -> TypedIn:
    must_close, is_closed = _must_be_closed(told), whose.closed_file is not None
    if whose.closed_file is not None:
        see_closed_file(whose.closed_file, by=by, on=on)
    if whose.person_id is None:
        case = file_somebody(told.somebody, by=by, on=on, closed=must_close)
    else:
        case = newest_case(whose.person_id)
    case = _record(told, case, by=by, on=on)
    _keep_sentence(told, case, closed=must_close or is_closed, is_new=whose.person_id is None, by=by)
    _tell_the_release_day(told, case, by=by)
    if must_close and whose.open_file is not None and not is_closed:
        close_file(whose.open_file, by=by, on=on)
    leave_closed_files(by=by)
    return TypedIn(case, must_close or is_closed, whose.person_id is None)


def _refuse_impossible_days(told: TypedForm) -> None:
    days = ("offence_on", "admitted_on", "release_on", "received_on")
    refuse_before_birth(told.somebody, {name: getattr(told, name) for name in days})
    if told.admitted_on is not None and told.release_on is not None and told.release_on < told.admitted_on:
        raise StepRefused(
            _("释放日期不能早于收押日期（%(day)s）。") % {"day": day_in_words(told.admitted_on)}, field="release_on"
        )
    if told.offence_on is not None and told.offence_on > _no_later_than(told):
        raise StepRefused(_("作案日期不能晚于收押、释放的日期和收到来文的日期。"), field="offence_on")


def _no_later_than(told: TypedForm) -> date:
    """The last day on which the offence can have been; the paper came today at the latest."""
    return min(day for day in (told.admitted_on, told.release_on, told.received_on) if day is not None)


def _must_be_closed(told: TypedForm) -> bool:
    """As for a row of a list: what is not told is not taken for an adult's, and a day that cannot be opens no child's file."""
    born_on = told.somebody.birth
    if born_on is None:
        return False
    offence_on = min(told.offence_on or date.max, _no_later_than(told))
    return not told.for_life and must_be_closed(born_on, latest_offence_on=offence_on, months=told.months)


def _record(told: TypedForm, case: Case, *, by: ActingStaff, on: date) -> Case:
    if told.admitted_on is not None and case.closed_on is not None and told.admitted_on < case.closed_on:
        words = _("此人上一案已于 %(day)s 结束（档案号 %(number)s）：收押日期不能早于这一天。")
        raise StepRefused(words % {"day": day_in_words(case.closed_on), "number": case.number}, field="admitted_on")
    admitted = Act.objects.filter(case=case, kind="admitted", withdrawn_on__isnull=True)
    if told.admitted_on is not None and (case.closed_on is not None or not admitted.exists()):
        with day_told_at("admitted_on"):
            act = record_admission(
                case.pk,
                told.institution_id,
                by=by,
                on=told.admitted_on,
                release_on=told.release_on,
                months=told.months,
                # What the paper says happened before it came.
                late_because=AS_THE_PAPER_SAYS,
            )
        case = act.case
    with day_told_at("received_on"):
        form = record_form(
            case.pk,
            told.institution_id,
            Channel.POST,
            by=by,
            on=told.received_on,
            contact=told.contact,
            late_because=told.late_because,
            paper=told.paper,
        )
    about = Happening(form.case.person_id, form.case_id, (INFORMATION,), {"form": form.pk})
    record("form_typed_in", about, by=by, on=on)
    return form.case


def _keep_sentence(told: TypedForm, case: Case, *, closed: bool, is_new: bool, by: ActingStaff) -> None:
    """Months and offence of the sentence; of a closed file the offence goes out of sight."""
    said = {
        "institution_id": told.institution_id,
        "months": told.months,
        "for_life": told.for_life,
        "offence": "" if closed and is_new else told.offence,
        "offence_on": None if closed and is_new else told.offence_on,
    }
    held = Sentence.objects.get(case=case)
    if told.for_life:
        held.months = None
    elif told.months is not None:
        held.for_life = False
    if Person.objects.get(pk=case.person_id).is_closed and not is_new:
        # It was closed before: what it keeps out of sight stays as it was told first.
        del said["offence"], said["offence_on"]
    for name, value in said.items():
        if value not in (None, "", False):
            setattr(held, name, value)
    held.save()
    _tell_the_admission(case, held, by=by)
    if closed and is_new:
        close_facts({case.person_id: ClosedFacts(told.offence, told.offence_on)})


def _tell_the_release_day(told: TypedForm, case: Case, *, by: ActingStaff) -> None:
    """The release day that the paper tells, where it is another than the one that was told last: the day of the sentence follows from it.
    Once care has begun there is none to come.
    """
    held = Sentence.objects.get(case=case)
    refuse_release_before_admission(held, told.release_on)
    begun = Case.objects.filter(pk=case.pk, care_from__isnull=False).exists()
    if told.release_on is None or told.release_on == held.release_on or begun:
        return
    with day_told_at("received_on"):
        change_release_date(
            case.pk,
            told.release_on,
            by=by,
            on=told.received_on,
            words=AS_THE_PAPER_SAYS,
            late_because=told.late_because,
        )


def _tell_the_admission(case: Case, held: Sentence, *, by: ActingStaff) -> None:
    """The act of the admission tells the term that the sentence has now; a life sentence has no months."""
    act = Act.objects.filter(case=case, kind="admitted", withdrawn_on__isnull=True).first()
    if act is None or act.told.get("sentence_months") == held.months:
        return
    act.told = {name: value for name, value in act.told.items() if name != "sentence_months"}
    if held.months is not None:
        act.told["sentence_months"] = held.months
    act.save(update_fields=["told"])
    settle_again([case.person_id], by=by)


def find_file(sought: str, *, for_staff: ActingStaff) -> Case | None:
    """The newest case of whoever has this file number or ID number, among those whom the reader sees; closed ones if named."""
    people = Person.objects.filter(within_reach(for_staff) | named_in_closed_list(for_staff))
    plain = sought.strip()
    found = Case.objects.filter(person__in=people, number=plain).first()
    if found is None:
        number = read_identity_number(plain)
        if number.fault is not None:
            return None
        person = people.filter(has_number(number.number)).order_by("id").last()
        return Case.objects.filter(person=person).latest("id") if person is not None else None
    return Case.objects.filter(person=found.person_id).latest("id")


def type_in_notice(
    case_id: int,
    institution_id: int,
    notice: NewNotice,
    *,
    by: ActingStaff,
    on: date,
    late_because: str = "",
    is_another_paper: bool = False,
) -> ReleaseNotice:
    """A release notice came by post (INF-6), with its scan and what came with it; or it is said what did not. The same one is not typed in
    twice, unless it is said to be another.
    """
    with acting(by):
        lock_person_of(case_id, for_staff=by)
        case = Case.objects.select_related("person").get(pk=case_id)
        get_person(case.person_id, for_staff=by)
        for field, sentence in unsaid_of(notice).items():
            raise StepRefused(sentence, field=field)
        if not is_another_paper:
            refuse_paper_again(ReleaseNotice, case, institution_id, on)
        with day_told_at("received_on"):
            return record_notice(case_id, institution_id, notice, by=by, on=on, late_because=late_because)
