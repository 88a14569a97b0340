"""A registration form that came by post is typed in by the bureau, with its scan (INF-1). What must be closed is closed at once (LAW-2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connections, router
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.act.models import Act
from anbang.casework.custody.changes import change_release_date
from anbang.casework.custody.closing import close_file
from anbang.casework.custody.models import Channel, ReleaseNotice, Sentence
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
from anbang.casework.handover.filing import Somebody, file_somebody, refuse_before_birth
from anbang.casework.person.actions import leave_closed_files, see_closed_file
from anbang.casework.person.closed import ClosedFacts, close_facts
from anbang.casework.person.models import Case, Person
from anbang.casework.person.queries import (
    find_by_id_numbers,
    find_by_names_and_births,
    get_person,
    index_of,
    named_in_closed_list,
    within_reach,
)
from anbang.casework.step.closing import must_be_closed
from anbang.casework.step.opening import settle_again
from anbang.lib.identity_number import read_identity_number
from anbang.organisations.acting import ActingStaff, acting
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
        must_close = _must_be_closed(told)
        number = read_identity_number(told.somebody.id_number) if told.somebody.id_number.strip() else None
        closed = _closed_with(number.number) if number is not None and number.fault is None else []
        known = _open_with(told, number.number if number is not None and number.fault is None else "")
        for person_id in closed:
            see_closed_file(person_id, by=by, on=on)
        whose = closed[0] if closed else known
        if whose is None:
            case = file_somebody(told.somebody, by=by, on=on, closed=must_close)
        else:
            case = Case.objects.filter(person=whose).latest("id")
        case = _record(told, case, by=by, on=on)
        _keep_sentence(told, case, closed=must_close or bool(closed), is_new=whose is None, by=by)
        _tell_the_release_day(told, case, by=by)
        if must_close and known is not None and not closed:
            close_file(known, by=by, on=on)
        leave_closed_files(by=by)
        return TypedIn(case, must_close or bool(closed), whose is None)


def _refuse_impossible_days(told: TypedForm) -> None:
    days = ("offence_on", "admitted_on", "release_on", "received_on")
    refuse_before_birth(told.somebody, {name: getattr(told, name) for name in days})
    if told.admitted_on is not None and told.release_on is not None and told.release_on < told.admitted_on:
        raise StepRefused(_("释放日期不能早于收押日期（%(day)s）。") % {"day": told.admitted_on}, field="release_on")


def _must_be_closed(told: TypedForm) -> bool:
    """As for a row of a list: what is not told is not taken for an adult's."""
    born_on = told.somebody.birth
    if born_on is None:
        return False
    days = (told.admitted_on, told.release_on, told.received_on)
    offence_on = told.offence_on or min(day for day in days if day is not None)
    return not told.for_life and must_be_closed(born_on, latest_offence_on=offence_on, months=told.months)


def _closed_with(number: str) -> list[int]:
    """Whose closed file has the number: brought to it unseen."""
    with connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute("select person_id from casework_closed_matches(%s)", [[index_of(number)]])
        return [row[0] for row in cursor.fetchall()]


def _open_with(told: TypedForm, number: str) -> int | None:
    """Whose open file has the number; a number under another name, or a namesake of the same birth, is a refusal."""
    if number:
        for person in find_by_id_numbers([number]):
            if person.name != told.somebody.name.strip():
                words = _("这个身份证号已登记在另一姓名下（档案号 %(number)s）：请先核对。")
                raise StepRefused(words % {"number": _number_of(person)}, field="id_number")
            return person.pk
        return None
    born_on = told.somebody.born_on
    if born_on is not None and not told.is_another:
        for person in find_by_names_and_births([(told.somebody.name.strip(), born_on)]):
            words = _("已有同名、同日出生的人（档案号 %(number)s）：是另一个人的，请勾选“是另一个人”。")
            raise StepRefused(words % {"number": _number_of(person)}, field="is_another")
    return None


def _number_of(person: Person) -> str:
    return Case.objects.filter(person=person).latest("id").number


@contextmanager
def _day_told_at(field: str) -> Iterator[None]:
    """A complaint of the day of a step stands at the field that told it."""
    try:
        yield
    except StepRefused as refused:
        raise StepRefused(str(refused), field=field if refused.field == "on" else refused.field) from None


def _record(told: TypedForm, case: Case, *, by: ActingStaff, on: date) -> Case:
    if told.admitted_on is not None and case.closed_on is not None and told.admitted_on < case.closed_on:
        words = _("此人上一案已于 %(day)s 结束（档案号 %(number)s）：收押日期不能早于这一天。")
        raise StepRefused(words % {"day": case.closed_on, "number": case.number}, field="admitted_on")
    admitted = Act.objects.filter(case=case, kind="admitted", withdrawn_on__isnull=True)
    if told.admitted_on is not None and (case.closed_on is not None or not admitted.exists()):
        with _day_told_at("admitted_on"):
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
    with _day_told_at("received_on"):
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
    with _day_told_at("received_on"):
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
        person = people.filter(id_number_index=index_of(number.number)).order_by("id").last()
        return Case.objects.filter(person=person).latest("id") if person is not None else None
    return Case.objects.filter(person=found.person_id).latest("id")


def type_in_notice(
    case_id: int, institution_id: int, notice: NewNotice, *, by: ActingStaff, on: date, late_because: str = ""
) -> ReleaseNotice:
    """A release notice came by post (INF-6), with its scan and what came with it; or it is said what did not."""
    with acting(by):
        case = Case.objects.select_related("person").get(pk=case_id)
        get_person(case.person_id, for_staff=by)
        for field, sentence in unsaid_of(notice).items():
            raise StepRefused(sentence, field=field)
        with _day_told_at("received_on"):
            return record_notice(case_id, institution_id, notice, by=by, on=on, late_because=late_because)
