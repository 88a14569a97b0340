"""A later list tells something else about somebody who has a file: change it field by field, and be able to change it back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from anbang.audit.recording import Happening, record
from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.contact import contact_of, sealed_contact
from anbang.casework.custody.intake import Intake, admit, keep_sentences, receive_forms, receive_notices
from anbang.casework.custody.models import RegistrationForm, ReleaseNotice, Sentence
from anbang.casework.person.actions import see_closed_file, tell_place, untell_place
from anbang.casework.person.closed import ClosedFacts, change_closed_facts, close_facts, closed_facts
from anbang.casework.person.models import AbodeKind, Case, ClosedRecord, Person, Sealing
from anbang.casework.step.settling import settle
from anbang.organisations.acting import ActingStaff, acting
from anbang.papers.actions import body_if_any
from anbang.papers.models import Paper
from anbang.policy.clauses import INFORMATION

ABODES = {"registered": AbodeKind.REGISTERED, "residence": AbodeKind.RESIDENCE}
OF_THE_PERSON = ("sex", "born_on")
OF_THE_SENTENCE = ("offence", "offence_on", "months", "for_life")
DAYS = ("admitted_on", "release_on")
DOCUMENTS = ("risk_opinion", "aid_proposal")
OUT_OF_SIGHT = ("offence", "offence_on")
OF_THE_NOTICE = frozenset({"release_on", "priority", "risk_opinion", "aid_proposal"})


class CaseHasEnded(Exception):
    """The last case ended after the list was judged: it is judged again before it is confirmed the next time. The message names the person's id."""


def amend(
    person_id: int, intake: Intake, *, changed: Sequence[str], by: ActingStaff, on: date
) -> tuple[Case, dict[str, Any]]:
    """Write what differs into the open file; returns the case and what `take_back` needs. A changed release day, category or
    document is a new release notice; the earlier one stays. Whoever was filed at the door gets sentence and form with it.
    """
    with acting(by):
        person = Person.objects.select_for_update().get(pk=person_id)
        case = Case.objects.filter(person=person).latest("id")
        if case.closed_on is not None:
            raise CaseHasEnded(person.pk)
        told = {"admitted_on": _plain(_admitted_on(case))} if "admitted_on" in changed else {}
        made = _make_what_lacks(case, intake, by=by, on=on)
        stood = Sentence.objects.get(case=case)
        before: dict[str, Any] = {
            "made": made,
            # What was typed in and never told by an act follows from none: it is put back as it stood.
            "days": {} if made["sentence"] else {field: _plain(getattr(stood, field)) for field in DAYS},
            "person": change(person, OF_THE_PERSON, intake, changed),
            "sentence": change(stood, _of_the_sentence(person), intake, changed) | told,
            "closed": _change_closed(person, intake, changed) if person.sealing != Sealing.OPEN else None,
            "contact": _change_contact(case, intake.contact) if "contact" in changed and not made["form"] else None,
            "abodes": {
                field: tell_place(person.pk, kind, getattr(intake, field), on=on)
                for field, kind in ABODES.items()
                if field in changed
            },
            "notice": None,
        }
        if before["abodes"] and person.sealing != Sealing.OPEN:
            see_closed_file(person_id, by=by, on=on)
        _admit_anew(case, intake, changed, by=by)
        if OF_THE_NOTICE & set(changed):
            before["notice"] = _notice_anew(case, intake, changed, by=by, on=on).pk
        data = {"institution": intake.institution_id, "fields": list(changed)}
        record("change_told", Happening(person.pk, case.pk, (INFORMATION,), data), by=by, on=on)
        settle([person], today=by.today)
        return case, before


def _make_what_lacks(case: Case, intake: Intake, *, by: ActingStaff, on: date) -> dict[str, Any]:
    """Sentence and registration form of somebody of whom none had come; whether the one was made, and the act of the other."""
    has_sentence = Sentence.objects.filter(case=case).exists()
    if not has_sentence:
        keep_sentences([(case, intake)])
    if RegistrationForm.objects.filter(case=case).exists():
        return {"sentence": not has_sentence, "form": None}
    (form,) = receive_forms([(case, intake)], by=by, on=on)
    return {"sentence": not has_sentence, "form": form.act_id}


def _of_the_sentence(person: Person) -> tuple[str, ...]:
    """What of the sentence stands in the open: of a closed file not what it keeps out of sight."""
    return tuple(field for field in OF_THE_SENTENCE if person.sealing == Sealing.OPEN or field not in OUT_OF_SIGHT)


def _change_closed(person: Person, intake: Intake, changed: Sequence[str]) -> dict[str, Any] | None:
    """Set what a closed file keeps out of sight, as far as it changed; returns what stood there."""
    ours = [field for field in OUT_OF_SIGHT if field in changed]
    if not ours:
        return None
    record_of = ClosedRecord.objects.filter(person=person).first()
    if record_of is None:  # of whoever was filed at the door nobody knew the offence
        close_facts({person.pk: ClosedFacts(intake.offence, intake.offence_on)})
        return {"was_told": False}
    before = closed_facts(record_of)
    change_closed_facts(person.pk, replace(before, **{field: getattr(intake, field) for field in ours}))
    return {"offence": before.offence, "offence_on": _plain(before.offence_on)}


def _notice_anew(case: Case, intake: Intake, changed: Sequence[str], *, by: ActingStaff, on: date) -> ReleaseNotice:
    """A new release notice with what stands; a document that was only scanned goes over to it."""
    held = ReleaseNotice.objects.filter(case=case).select_related(*DOCUMENTS).last()
    made = receive_notices([(case, _with_what_stands(case, intake, changed))], by=by, on=on)[0]
    kept = {name: getattr(held, name) for name in DOCUMENTS if held is not None and name not in changed}
    scanned = {name: paper for name, paper in kept.items() if paper is not None and paper.file_id is not None}
    for name, paper in scanned.items():
        setattr(made, name, paper)
    if scanned:
        made.save(update_fields=list(scanned))
    return made


def _with_what_stands(case: Case, intake: Intake, changed: Sequence[str]) -> Intake:
    """A new release notice repeats what is not told otherwise: the opinion with its reasons, and the proposal."""
    notice = ReleaseNotice.objects.filter(case=case).select_related("risk_opinion", "aid_proposal").last()
    if notice is None:
        return intake
    if "risk_opinion" not in changed:
        reasons = tuple(PriorityReason(reason) for reason in notice.priority)
        intake = replace(intake, risk_opinion=body_if_any(notice.risk_opinion), priority=reasons)
    return intake if "aid_proposal" in changed else replace(intake, aid_proposal=body_if_any(notice.aid_proposal))


def take_back(case_id: int, before: dict[str, Any], *, by: ActingStaff, on: date) -> None:
    """Undo `amend` while nothing else has happened to the file."""
    with acting(by):
        case = Case.objects.select_related("person").get(pk=case_id)
        restore(case.person, before["person"])
        told = before["sentence"]
        stood = {name: told[name] for name in OF_THE_SENTENCE if name in told} | before.get("days", {})
        restore(Sentence.objects.get(case=case), stood)
        if closed := before.get("closed"):
            _take_closed_back(case.person_id, closed)
        if (contact := before.get("contact")) is not None:
            _change_contact(case, contact)
        for field, stood in before["abodes"].items():
            untell_place(case.person_id, ABODES[field], stood)
        _admit_as_told(case, _day(told["admitted_on"]) if "admitted_on" in told else _admitted_on(case))
        if before["notice"]:
            notice = ReleaseNotice.objects.get(pk=before["notice"])
            papers = [notice.risk_opinion_id, notice.aid_proposal_id]
            Act.objects.filter(pk=notice.act_id).delete()
            # A scan came on its own, and stays.
            Paper.objects.filter(pk__in=[paper for paper in papers if paper], file__isnull=True).delete()
        _take_back_what_was_made(case, before.get("made", {}))
        record("change_taken_back", Happening(case.person_id, case.pk, (INFORMATION,)), by=by, on=on)
        settle([case.person], today=by.today)


def _take_closed_back(person_id: int, closed: dict[str, Any]) -> None:
    if not closed.get("was_told", True):
        ClosedRecord.objects.filter(person=person_id).delete()
        return
    held = closed_facts(ClosedRecord.objects.get(person=person_id))
    change_closed_facts(person_id, replace(held, offence=closed["offence"], offence_on=_day(closed["offence_on"])))


def _take_back_what_was_made(case: Case, made: dict[str, Any]) -> None:
    if made.get("form"):
        Act.objects.filter(pk=made["form"]).delete()
    if made.get("sentence"):
        Sentence.objects.filter(case=case).delete()


def change(row: Person | Sentence, fields: Sequence[str], intake: Intake, changed: Sequence[str]) -> dict[str, Any]:
    """Set the changed `fields` of `row`; returns what stood there, as plain values."""
    ours = [field for field in fields if field in changed]
    before = {field: _plain(getattr(row, field)) for field in ours}
    for field in ours:
        setattr(row, field, getattr(intake, field))
    if ours:
        row.save(update_fields=ours)
    return before


def _change_contact(case: Case, contact: str) -> str:
    """Set the contact of the registration form; returns the one that stood there."""
    form = RegistrationForm.objects.filter(case=case).latest("id")
    before = contact_of(form)
    form.contact_sealed = sealed_contact(contact, form_id=form.pk)
    form.save(update_fields=["contact_sealed"])
    return before


def restore(row: Person | Sentence, before: dict[str, Any]) -> None:
    """Put back what `change` replaced."""
    for field, value in before.items():
        setattr(row, field, date.fromisoformat(value) if value and field.endswith("_on") else value)
    if before:
        row.save(update_fields=list(before))


def _admit_anew(case: Case, intake: Intake, changed: Sequence[str], *, by: ActingStaff) -> None:
    """The admission is told otherwise: the act of it says what was told now."""
    if {"admitted_on", "months"} & set(changed):
        on = intake.admitted_on if "admitted_on" in changed else _admitted_on(case)
        if not _admit_as_told(case, on):
            admit([(case, intake)], by=by)


def _admissions(case: Case) -> QuerySet[Act]:
    return Act.objects.filter(case=case, kind="admitted", withdrawn_on__isnull=True)


def _admitted_on(case: Case) -> date | None:
    return _admissions(case).values_list("on", flat=True).first()


def _admit_as_told(case: Case, on: date | None) -> bool:
    """Make the act of the admission one of that day with the months of the sentence; whether there is one."""
    acts = _admissions(case)
    act = acts.first()
    if act is None:
        return False
    if on is None:
        acts.delete()
        return True
    months = Sentence.objects.values_list("months", flat=True).get(case=case)
    act.on = on
    act.told = {name: value for name, value in act.told.items() if name != "sentence_months"}
    if months is not None:
        act.told["sentence_months"] = months
    act.save(update_fields=["on", "told"])
    return True


def _day(kept: str | None) -> date | None:
    return None if kept is None else date.fromisoformat(kept)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
