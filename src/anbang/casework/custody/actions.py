"""The steps between the institution and home before release (clauses 2.3.1 and 2.3.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import router
from django.utils import timezone
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record, record_many
from anbang.casework.custody.contact import sealed_contact
from anbang.casework.custody.models import (
    Channel,
    Finding,
    PriorityAlert,
    PriorityReason,
    ReceptionArrangement,
    RegistrationForm,
    ReleaseNotice,
    Sentence,
    Verification,
)
from anbang.casework.duty.refresh import refresh_duties
from anbang.casework.person.actions import NewPerson, Place, leave_closed_files, open_files, take_numbers
from anbang.casework.person.closed import ClosedFacts, close_facts
from anbang.casework.person.models import Case
from anbang.casework.person.queries import lock_case
from anbang.casework.person.routing import Desks
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import NewPaper, next_ids, store_papers
from anbang.papers.models import PaperKind
from anbang.policy.clauses import INFORMATION, RECEPTION


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
        Sentence.objects.bulk_create([_sentence(case, intake) for case, intake in pairs], batch_size=2000)
        close_facts(
            {
                case.person_id: ClosedFacts(intake.offence, intake.offence_on)
                for case, intake in pairs
                if intake.sealing_proposed
            }
        )
        _receive_forms(pairs, by=by, on=on)
        receive_notices(pairs, by=by, on=on)
        record_many((step for pair in pairs for step in _told(*pair)), by=by, on=on)
        refresh_duties([case.pk for case in cases], on=on)
        leave_closed_files(by=by)
        return cases


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


def _receive_forms(pairs: Sequence[tuple[Case, Intake]], *, by: ActingStaff, on: date) -> None:
    using = router.db_for_write(RegistrationForm)
    keys = next_ids("casework_registrationform", "id", len(pairs), using=using)
    RegistrationForm.objects.bulk_create(
        [
            RegistrationForm(
                id=key,
                case=case,
                institution_id=intake.institution_id,
                channel=Channel.SYSTEM,
                received_on=on,
                contact_sealed=sealed_contact(intake.contact, form_id=key),
                recorded_by_id=by.staff_id,
            )
            for key, (case, intake) in zip(keys, pairs, strict=True)
        ],
        batch_size=2000,
    )


def receive_notices(pairs: Sequence[tuple[Case, Intake]], *, by: ActingStaff, on: date) -> list[ReleaseNotice]:
    """Store a release notice for each case, its opinion and proposal as documents (INF-6). Call inside `acting(by)`."""
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
    return ReleaseNotice.objects.bulk_create(
        [
            ReleaseNotice(
                case=case,
                institution_id=intake.institution_id,
                received_on=on,
                release_on=intake.release_on,
                priority=list(intake.priority),
                risk_opinion=found.get((case.person_id, PaperKind.RISK_OPINION)),
                aid_proposal=found.get((case.person_id, PaperKind.AID_PROPOSAL)),
                recorded_by_id=by.staff_id,
            )
            for case, intake in pairs
        ],
        batch_size=2000,
    )


def _told(case: Case, intake: Intake) -> list[tuple[str, Happening]]:
    """The events of a row, as the scenarios name them."""

    def happening(*, on: date | None = None, **data: str) -> Happening:
        return Happening(case.person_id, case.pk, (INFORMATION,), {"institution": intake.institution_id, **data}, on)

    admitted = [("admitted", happening(on=intake.admitted_on))] if intake.admitted_on else []
    return [
        *admitted,
        ("form_received", happening(channel=Channel.SYSTEM)),
        ("notice_received", happening(release_on=intake.release_on.isoformat())),
    ]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a verification found of name, identity and address, with evidence wherever it is not simply true (INF-3)."""

    name: Finding
    identity: Finding
    address: Finding
    name_evidence: str = ""
    identity_evidence: str = ""
    address_evidence: str = ""
    family: str = ""

    def evidence(self) -> Mapping[str, tuple[Finding, str]]:
        """Item → finding and evidence."""
        return {
            "name": (self.name, self.name_evidence),
            "identity": (self.identity, self.identity_evidence),
            "address": (self.address, self.address_evidence),
        }

    def lacking_evidence(self) -> list[str]:
        """The evidence that is missing, by field: whatever is not simply true needs some."""
        return [
            f"{item}_evidence"
            for item, (finding, evidence) in self.evidence().items()
            if finding is not Finding.TRUE and not evidence.strip()
        ]


def record_verification(form_id: int, findings: Findings, *, by: ActingStaff, on: date) -> Verification:
    """The justice office has verified name, identity and address; the reply goes to the institution (INF-2, INF-3)."""
    with acting(by):
        form = RegistrationForm.objects.get(pk=form_id)
        case = lock_case(form.case_id, for_staff=by)
        _refuse_unless_at_the_desk(case, by=by, on=on)
        if Verification.objects.filter(form=form).exists():
            raise StepRefused(_("这份登记表已经核查回复，不能重复回复。"))
        if lacking := findings.lacking_evidence():
            raise StepRefused(_("结论不是“属实”时，请写明依据。"), field=lacking[0], also=lacking[1:])
        number = take_numbers(f"verification-{on.year}", 1, using=router.db_for_write(Verification))[0]
        verification = Verification.objects.create(
            case=case,
            person_id=case.person_id,
            form=form,
            institution_id=form.institution_id,
            office_id=by.office_id,
            number=f"HC{on.year}-{number:05d}",
            person_name=case.person.name,
            name=findings.name,
            identity=findings.identity,
            address=findings.address,
            name_evidence=findings.name_evidence.strip(),
            identity_evidence=findings.identity_evidence.strip(),
            address_evidence=findings.address_evidence.strip(),
            family=findings.family.strip(),
            replied_on=on,
            recorded_by_id=by.staff_id,
        )
        told = {item: finding for item, (finding, _evidence) in findings.evidence().items()}
        record(
            "verified",
            Happening(
                case.person_id, case.pk, (INFORMATION,), {"form": form.pk, "verification": verification.pk, **told}
            ),
            by=by,
            on=on,
        )
        refresh_duties([case.pk], on=on)
        return verification


def confirm_receipt(verification_id: int, *, by: ActingStaff, on: date) -> None:
    """The institution confirms that the reply arrived (INF-2: the receipt is tracked both ways). Twice is harmless."""
    with acting(by):
        mine = Verification.objects.select_for_update(of=("self",)).filter(institution_id__in=by.offices)
        verification = mine.get(pk=verification_id)
        if verification.receipt_at is not None:
            return
        verification.receipt_on, verification.receipt_at = on, timezone.now()
        verification.receipt_by_id = by.staff_id
        verification.save(update_fields=["receipt_on", "receipt_at", "receipt_by"])
        data = {"verification": verification.pk}
        about = Happening(verification.person_id, verification.case_id, (INFORMATION,), data)
        record("receipt_confirmed", about, by=by, on=on)


def arrange_reception(
    notice_id: int, *, who_meets: str, remarks: str, by: ActingStaff, on: date
) -> ReceptionArrangement:
    """The bureau answers the release notice with the reception arrangement (INF-6)."""
    with acting(by):
        if Role.BUREAU_CLERK not in by.roles:
            raise StepRefused(_("接收安排由区司法局回复。"))
        notice = ReleaseNotice.objects.get(pk=notice_id)
        case = lock_case(notice.case_id, for_staff=by)
        if ReceptionArrangement.objects.filter(notice=notice).exists():
            raise StepRefused(_("这份通知书已经回复过接收安排。"))
        if not who_meets.strip():
            raise StepRefused(_("请写明由谁接回。"), field="who_meets")
        arrangement = ReceptionArrangement.objects.create(
            case=case,
            notice=notice,
            arranged_on=on,
            who_meets=who_meets.strip(),
            remarks=remarks.strip(),
            recorded_by_id=by.staff_id,
        )
        data = {"notice": notice.pk, "arrangement": arrangement.pk}
        record("reception_arranged", Happening(case.person_id, case.pk, (INFORMATION,), data), by=by, on=on)
        refresh_duties([case.pk], on=on)
        return arrangement


def alert_priority(case_id: int, *, town_told: str, police_told: str, by: ActingStaff, on: date) -> PriorityAlert:
    """The justice office tells the town and the police station of a coming priority person (REC-1)."""
    with acting(by):
        case = lock_case(case_id, for_staff=by)
        _refuse_unless_at_the_desk(case, by=by, on=on)
        if not ReleaseNotice.objects.filter(case=case).exclude(priority=[]).exists():
            raise StepRefused(_("此人不是重点帮教对象，无需通报。"))
        if PriorityAlert.objects.filter(case=case, alerted_on=on).exists():
            raise StepRefused(_("今天已经通报过，不能重复通报。"))
        for field, value in (("town_told", town_told), ("police_told", police_told)):
            if not value.strip():
                raise StepRefused(_("请写明通报给了谁。"), field=field)
        alert = PriorityAlert.objects.create(
            case=case,
            alerted_on=on,
            town_told=town_told.strip(),
            police_told=police_told.strip(),
            recorded_by_id=by.staff_id,
        )
        record("priority_alerted", Happening(case.person_id, case.pk, (RECEPTION,), {"alert": alert.pk}), by=by, on=on)
        refresh_duties([case.pk], on=on)
        return alert


def _refuse_unless_at_the_desk(case: Case, *, by: ActingStaff, on: date) -> None:
    """Only the justice office that answers for the person in custody may do its steps."""
    desk = Desks(on=on).of_case(case)
    if Role.JUSTICE_ASSISTANT not in by.roles or by.office_id != desk:
        raise StepRefused(_("这一步由户籍地司法所办理。"))
