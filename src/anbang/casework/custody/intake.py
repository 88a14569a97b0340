"""What an institution announces is taken into the register, one inmate or twenty thousand (clause 2.3.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import router

from anbang.audit.recording import Happening, record_many
from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.contact import sealed_contact
from anbang.casework.custody.models import Channel, RegistrationForm, ReleaseNotice, Sentence
from anbang.casework.person.actions import NewPerson, Place, leave_closed_files, open_files
from anbang.casework.person.closed import ClosedFacts, close_facts
from anbang.casework.person.models import Case, Person
from anbang.casework.person.routing import Desks
from anbang.casework.step.many import Telling, write_acts
from anbang.casework.step.settling import settle
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from anbang.papers.actions import NewPaper, next_ids, store_papers
from anbang.papers.models import PaperKind
from anbang.policy.clauses import INFORMATION


@dataclass(frozen=True, slots=True)
class Intake:
    """What an institution tells about one inmate: the registration form and the release notice in one row."""

    name: str
    sex: str
    born_on: date | None
    id_number: str | None
    registered: Place
    residence: Place
    institution_id: int
    offence: str
    offence_on: date | None
    months: int | None
    for_life: bool
    admitted_on: date | None
    release_on: date
    priority: tuple[PriorityReason, ...] = ()
    risk_opinion: str = ""
    contact: str = ""
    aid_proposal: str = ""
    sealing_proposed: bool = False


def take_in(intakes: Sequence[Intake], *, by: ActingStaff, on: date) -> list[Case]:
    """Open a file for each inmate: admitted, registration form received, release notice received; duties follow.

    One or twenty thousand, by the same steps in the same order. Sources: 2.3.1 (INF-1, INF-2, INF-6), LAW-2.
    """
    with acting(by):
        desks = Desks(on=on)
        cases = open_files([_new_person(intake, desks) for intake in intakes], by=by, on=on)
        pairs = list(zip(cases, intakes, strict=True))
        close_facts(
            {
                case.person_id: ClosedFacts(intake.offence, intake.offence_on)
                for case, intake in pairs
                if intake.sealing_proposed
            }
        )
        tell_of_custody(pairs, by=by, on=on)
        settle(list(Person.objects.filter(pk__in=[case.person_id for case in cases])), today=by.today)
        leave_closed_files(by=by)
        return cases


def tell_of_custody(
    pairs: Sequence[tuple[Case, Intake]], *, by: ActingStaff, on: date, places: Sequence[Telling] = ()
) -> None:
    """What a list tells of cases that begin: sentence, admission, form, notice, trail. `places`: where people with a file are now, told before
    the form asks whose they are. Call inside `acting(by)`, and settle the people afterwards.
    """
    keep_sentences(pairs)
    admit(pairs, by=by)
    write_acts(places, by=by)
    receive_forms(pairs, by=by, on=on)
    receive_notices(pairs, by=by, on=on)
    record_many((step for pair in pairs for step in _told(*pair)), by=by, on=on)


def keep_sentences(pairs: Sequence[tuple[Case, Intake]]) -> None:
    """The sentence of each case as it was told; of a closed file not what it keeps out of sight."""
    Sentence.objects.bulk_create([_sentence(case, intake) for case, intake in pairs], batch_size=2000)


def admit(pairs: Sequence[tuple[Case, Intake]], *, by: ActingStaff) -> list[Act]:
    """The admission of each whose day is told. A life sentence has no months; what asks for a short one needs no more than that."""
    told = [(case, intake) for case, intake in pairs if intake.admitted_on is not None]
    if not told:
        return []
    institutions = {intake.institution_id for _, intake in told}
    kinds = dict(Office.objects.filter(pk__in=institutions).values_list("id", "kind"))
    return write_acts([_admission(case, intake, kinds[intake.institution_id]) for case, intake in told], by=by)


def _admission(case: Case, intake: Intake, kind: str) -> Telling:
    assert intake.admitted_on is not None
    of_kind = "prison" if kind == OfficeKind.PRISON else "detention_centre"
    told: dict[str, Any] = {"institution": str(intake.institution_id), "kind": of_kind}
    if intake.months is not None:
        told["sentence_months"] = intake.months
    return Telling(case, "admitted", intake.admitted_on, told)


def _new_person(intake: Intake, desks: Desks) -> NewPerson:
    desk = desks.for_places(intake.registered, intake.residence)
    return NewPerson(
        name=intake.name,
        sex=intake.sex,
        born_on=intake.born_on,
        id_number=intake.id_number,
        registered=intake.registered,
        residence=intake.residence,
        closed=intake.sealing_proposed,
        seen_by_office=desk,
        seen_by_staff=desks.named_for_closed_files(desk) if intake.sealing_proposed else (),
    )


def _sentence(case: Case, intake: Intake) -> Sentence:
    return Sentence(
        case=case,
        institution_id=intake.institution_id,
        offence="" if intake.sealing_proposed else intake.offence,
        offence_on=None if intake.sealing_proposed else intake.offence_on,
        months=intake.months,
        for_life=intake.for_life,
        admitted_on=intake.admitted_on,
        release_on=intake.release_on,
    )


def receive_forms(pairs: Sequence[tuple[Case, Intake]], *, by: ActingStaff, on: date) -> list[RegistrationForm]:
    """Store a registration form for each case (INF-1). Call inside `acting(by)`, and settle the people afterwards."""
    using = router.db_for_write(RegistrationForm)
    keys = next_ids("casework_registrationform", "id", len(pairs), using=using)
    acts = write_acts(
        [
            Telling(
                case, "form_received", on, {"institution": str(intake.institution_id), "channel": str(Channel.SYSTEM)}
            )
            for case, intake in pairs
        ],
        by=by,
    )
    return RegistrationForm.objects.bulk_create(
        [
            RegistrationForm(
                id=key,
                case=case,
                act=act,
                institution_id=intake.institution_id,
                channel=Channel.SYSTEM,
                received_on=on,
                contact_sealed=sealed_contact(intake.contact, form_id=key),
                recorded_by_id=by.staff_id,
            )
            for key, act, (case, intake) in zip(keys, acts, pairs, strict=True)
        ],
        batch_size=2000,
    )


def receive_notices(pairs: Sequence[tuple[Case, Intake]], *, by: ActingStaff, on: date) -> list[ReleaseNotice]:
    """Store a release notice for each case, its opinion and proposal as documents (INF-6). Call inside `acting(by)`, and settle
    the people afterwards.
    """
    papers = store_papers(
        [
            NewPaper(case.person_id, kind, intake.institution_id, on, text)
            for case, intake in pairs
            for kind, text in (
                (PaperKind.RISK_OPINION, intake.risk_opinion),
                (PaperKind.AID_PROPOSAL, intake.aid_proposal),
            )
            if text
        ]
    )
    found = {(paper.person_id, paper.kind): paper for paper in papers}
    acts = write_acts([Telling(case, "notice_received", on, notice_told(intake)) for case, intake in pairs], by=by)
    return ReleaseNotice.objects.bulk_create(
        [
            ReleaseNotice(
                case=case,
                act=act,
                institution_id=intake.institution_id,
                received_on=on,
                release_on=intake.release_on,
                priority=list(intake.priority),
                risk_opinion=found.get((case.person_id, PaperKind.RISK_OPINION)),
                aid_proposal=found.get((case.person_id, PaperKind.AID_PROPOSAL)),
                recorded_by_id=by.staff_id,
            )
            for act, (case, intake) in zip(acts, pairs, strict=True)
        ],
        batch_size=2000,
    )


def notice_told(intake: Intake) -> dict[str, Any]:
    """What the rules read of a release notice."""
    return {
        "institution": str(intake.institution_id),
        "release_on": intake.release_on.isoformat(),
        "priority": [str(reason) for reason in intake.priority],
    }


def _told(case: Case, intake: Intake) -> Iterator[tuple[str, Happening]]:
    """The events of a row, as the scenarios name them."""

    def happening(*, on: date | None = None, **data: str) -> Happening:
        return Happening(case.person_id, case.pk, (INFORMATION,), {"institution": intake.institution_id, **data}, on)

    if intake.admitted_on is not None:
        yield "admitted", happening(on=intake.admitted_on)
    yield "form_received", happening(channel=Channel.SYSTEM)
    yield "notice_received", happening(release_on=intake.release_on.isoformat())
