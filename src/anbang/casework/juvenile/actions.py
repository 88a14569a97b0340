"""Steps about closed files (LAW-2): sealing, opening again by two people, and reading a sealed record for some days by leave of another."""

import logging
from datetime import date, timedelta

from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.custody.closing import close_file
from anbang.casework.custody.models import Sentence
from anbang.casework.juvenile.models import Basis, SealingDecision, SealingOutcome, Unsealing
from anbang.casework.juvenile.queries import (
    UNSEALING_DAYS,
    WORDS,
    closed_person,
    is_keeper,
    leave_to_read,
    should_be_sealed,
)
from anbang.casework.person.actions import leave_closed_files
from anbang.casework.person.closed import ClosedFacts, closed_facts
from anbang.casework.person.elsewhere import close_left_elsewhere
from anbang.casework.person.models import ClosedRecord, Person, Sealing
from anbang.casework.person.queries import lock_people
from anbang.casework.person.series import UNSEALINGS, closed_keys
from anbang.casework.step.opening import settle_again
from anbang.casework.step.policy import pack_in_force
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import as_a_job
from anbang.policy import JUDGE

logger = logging.getLogger("anbang.people")
LAW = "LAW-2"


def decide_sealed(person_id: int, document: str, dated_on: date, *, by: ActingStaff, on: date) -> SealingDecision:
    """The paper by which the record is sealed came: what was proposed is so. Raises Person.DoesNotExist for whoever is not named."""
    with acting(by):
        person = _for_keepers(person_id, document, dated_on, by=by, on=on)
        if person.sealing == Sealing.SEALED:
            raise StepRefused(_("已经封存。"))
        if _opening_that_waits(person):
            raise StepRefused(_("有一份解除在等另一人确认，先答复它，再登记封存决定。"))
        told = _decide(person, SealingOutcome.SEALED, document, dated_on, by=by, on=on)
        person.sealing = Sealing.SEALED
        person.save(update_fields=["sealing"])
        return told


def propose_opening(person_id: int, document: str, dated_on: date, *, by: ActingStaff, on: date) -> SealingDecision:
    """A paper says that the record is not sealed, or not any more. Until another keeper has agreed nothing opens."""
    with acting(by):
        person = _for_keepers(person_id, document, dated_on, by=by, on=on)
        if _opening_that_waits(person):
            raise StepRefused(_("已有一份解除在等另一人确认。"))
        return _decide(person, SealingOutcome.NOT_SEALED, document, dated_on, by=by, on=on)


def answer_opening(decision_id: int, *, is_agreed: bool, by: ActingStaff, on: date) -> None:
    """Another keeper agrees, and the file opens with what it kept out of sight; or refuses, and it stays closed."""
    with acting(by, reading_only=True):
        told = SealingDecision.objects.get(pk=decision_id, outcome="not_sealed", answered_by__isnull=True)
        closed_person(told.person_id, for_staff=by)
        if not is_keeper(by):
            raise StepRefused(_("由封存管理人办理。"))
        if told.decided_by_id == by.staff_id:
            raise StepRefused(_("要由另一名封存管理人确认。"))
    job = as_a_job(by, on=on)
    with acting(job):
        person = Person.objects.select_for_update().get(pk=told.person_id)
        # Asked again now that nobody else answers: the second finds nothing that waits.
        told = SealingDecision.objects.get(pk=decision_id, answered_by__isnull=True)
        if is_agreed and SealingDecision.objects.filter(person=person, pk__gt=told.pk).exists():
            raise StepRefused(_("此后又登记了封存决定：请答复“不同意”，仍要解除的，重新提出。"))
        told.answered_by_id, told.answered_on, told.is_agreed = by.staff_id, on, is_agreed
        told.save(update_fields=["answered_by", "answered_on", "is_agreed"])
        answered = Happening(person.pk, None, (LAW,), {"decision": told.pk})
        record("file_opened" if is_agreed else "opening_refused", answered, by=by, on=on)
        if is_agreed:
            _open(person, by=job)


def ask_to_read(person_id: int, basis: Basis, words: str, *, by: ActingStaff, on: date) -> Unsealing:
    """Somebody who is named for the file asks to read what is sealed: by which reason of the law, for whom, by which paper."""
    with acting(by):
        person = closed_person(person_id, for_staff=by)
        lock_people([person_id])
        if not words.strip():
            raise StepRefused(_("请写明谁要查、为什么、依据哪份文书。"), field="words")
        (key,) = closed_keys(UNSEALINGS, 1, using=by.alias)
        sealed = WORDS.seal(words.strip().encode(), id=key)
        if Unsealing.objects.filter(person=person, asked_by=by.staff_id, answered_by__isnull=True).exists():
            raise StepRefused(_("您的上一次申请还在等确认。"))
        told = Unsealing.objects.create(
            id=key, person=person, basis=basis, words_sealed=sealed, asked_by_id=by.staff_id, asked_on=on
        )
        record(
            "unsealing_asked", Happening(person.pk, None, (LAW,), {"unsealing": told.pk, "basis": basis}), by=by, on=on
        )
        return told


def answer_unsealing(unsealing_id: int, *, is_agreed: bool, by: ActingStaff, on: date) -> None:
    """Another keeper lets the record be read by whoever asked, for the days that the pack gives; or does not."""
    with acting(by):
        told = Unsealing.objects.select_for_update().get(pk=unsealing_id, answered_by__isnull=True)
        closed_person(told.person_id, for_staff=by)
        if not is_keeper(by):
            raise StepRefused(_("由封存管理人办理。"))
        if told.asked_by_id == by.staff_id:
            raise StepRefused(_("要由另一名封存管理人确认。"))
        pack = pack_in_force()
        days = int(pack.parameter(UNSEALING_DAYS, on))
        told.answered_by_id, told.answered_on, told.is_agreed = by.staff_id, on, is_agreed
        if is_agreed:
            told.until_on, told.policy_id = on + timedelta(days=days), JUDGE.version(pack)
        told.save(update_fields=["answered_by", "answered_on", "is_agreed", "until_on", "policy"])
        answered = Happening(told.person_id, None, (LAW,), {"unsealing": told.pk})
        record("unsealing_agreed" if is_agreed else "unsealing_refused", answered, by=by, on=on)


def read_sealed_record(person_id: int, *, for_staff: ActingStaff) -> ClosedFacts:
    """The offence and its day, for whoever has leave today. The look is on record before. Raises ClosedRecord.DoesNotExist otherwise."""
    person = closed_person(person_id, for_staff=for_staff)
    if leave_to_read(person, for_staff=for_staff) is None:
        raise ClosedRecord.DoesNotExist
    return closed_facts(ClosedRecord.objects.get(person=person))


def close_what_should_be(*, by: ActingStaff) -> int:
    """The nightly check: whoever should be sealed and stands open is closed at once, for keepers to decide. How many. Each by itself: one that
    cannot be closed is named in the log, and holds up neither the others nor the morning. Rows of lists that are left open are closed, too.
    """
    with acting(by, reading_only=True):
        found = should_be_sealed(by=by)
    closed = sum(_closed(person_id, by=by) for person_id in found)
    try:
        with acting(by):
            close_left_elsewhere(by=by)
    except Exception:  # whatever it is, the day comes
        logger.exception("what is kept elsewhere of closed files could not be closed")
    return closed


def _closed(person_id: int, *, by: ActingStaff) -> bool:
    try:
        with acting(by):
            close_file(person_id, by=by, on=by.today)
            leave_closed_files(by=by)
    except Exception:  # whatever it is, the day comes for everybody else
        logger.exception("person %s should be closed and could not be", person_id)
        return False
    return True


def _opening_that_waits(person: Person) -> bool:
    return SealingDecision.objects.filter(person=person, outcome="not_sealed", answered_by__isnull=True).exists()


def _for_keepers(person_id: int, document: str, dated_on: date, *, by: ActingStaff, on: date) -> Person:
    person = closed_person(person_id, for_staff=by)
    if not is_keeper(by):
        raise StepRefused(_("由封存管理人办理。"))
    if not document.strip():
        raise StepRefused(_("请写明决定机关和文号。"), field="document")
    if dated_on > on:
        raise StepRefused(_("日期不能晚于今天。"), field="dated_on")
    return Person.objects.select_for_update().get(pk=person.pk)


def _decide(
    person: Person, outcome: SealingOutcome, document: str, dated_on: date, *, by: ActingStaff, on: date
) -> SealingDecision:
    told = SealingDecision.objects.create(
        person=person,
        outcome=outcome,
        document=document.strip(),
        dated_on=dated_on,
        decided_by_id=by.staff_id,
        decided_on=on,
    )
    decided = Happening(person.pk, None, (LAW,), {"decision": told.pk})
    record("file_sealed" if outcome == SealingOutcome.SEALED else "opening_proposed", decided, by=by, on=on)
    return told


def _open(person: Person, *, by: ActingStaff) -> None:
    record_of = ClosedRecord.objects.filter(person=person).first()
    if record_of is not None:
        facts = closed_facts(record_of)
        before = {one.case_id: one for one in facts.earlier}
        newest = Sentence.objects.filter(case__person=person).exclude(case__in=before).latest("case")
        newest.offence, newest.offence_on = facts.offence, facts.offence_on
        newest.save(update_fields=["offence", "offence_on"])
        for case_id, told in before.items():
            Sentence.objects.filter(case=case_id).update(offence=told.offence, offence_on=told.offence_on)
        record_of.delete()
    person.sealing = Sealing.OPEN
    person.save(update_fields=["sealing"])
    settle_again([person.pk], by=by)
