"""The steps between the institution and home before release (clauses 2.3.1 and 2.3.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import router
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anbang.audit.recording import Happening, record
from anbang.casework.act.models import Act
from anbang.casework.custody.alerting import ALERTING, awaits_alert
from anbang.casework.custody.answering import refuse_before
from anbang.casework.custody.models import (
    Finding,
    PriorityAlert,
    ReceptionArrangement,
    RegistrationForm,
    ReleaseNotice,
    Sentence,
    ThreeFalse,
    ThreeFalseFinding,
    Verification,
)
from anbang.casework.person.models import Case
from anbang.casework.person.series import verification_number
from anbang.casework.step.opening import File, open_file
from anbang.casework.step.positions import Position
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.steps import StepRefused
from anbang.policy.clauses import INFORMATION

AT_THE_DESK = gettext_noop("这一步由户籍地司法所办理。")


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


def record_verification(
    form_id: int, findings: Findings, *, by: ActingStaff, on: date, late_because: str = ""
) -> Verification:
    """The justice office has verified name, identity and address; the reply to a registration form goes to the institution (INF-2). What
    is false is a three-false finding, followed until it is resolved (INF-3).
    """
    with acting(by):
        case_id = RegistrationForm.objects.values_list("case_id", flat=True).get(pk=form_id)
        with open_file(case_id, by=by) as file:
            form = RegistrationForm.objects.get(pk=form_id)
            return _verify(file, form, findings, on=on, late_because=late_because)


def verify_unasked(
    case_id: int, findings: Findings, *, by: ActingStaff, on: date, late_because: str = ""
) -> Verification:
    """The same for somebody of whom no registration form came, or whose form was answered before."""
    with open_file(case_id, by=by) as file:
        return _verify(file, None, findings, on=on, late_because=late_because)


def _verify(
    file: File, form: RegistrationForm | None, findings: Findings, *, on: date, late_because: str
) -> Verification:
    by = file.by
    file.refuse_unless(Position.REGISTERED, role=Role.JUSTICE_ASSISTANT, sentence=_(AT_THE_DESK))
    if form is not None and Verification.objects.filter(form=form).exists():
        raise StepRefused(_("这份登记表已经核查回复，不能重复回复。"))
    if lacking := findings.lacking_evidence():
        raise StepRefused(_("结论不是“属实”时，请写明依据。"), field=lacking[0], also=lacking[1:])
    if form is not None:
        file.refuse_other_case(form.case_id, on)
        refuse_before(form.act, on)
    told = {item: str(finding) for item, (finding, _evidence) in findings.evidence().items()}
    data = {"form": form.pk} if form else {}
    act = file.tell("verified", on=on, told=told, data=data, late_because=late_because)
    using = router.db_for_write(Verification)
    verification = Verification.objects.create(
        case=act.case,
        act=act,
        person=file.person,
        form=form,
        institution_id=form.institution_id if form else None,
        office_id=by.office_id,
        number=verification_number(closed=file.person.is_closed, on=on, using=using),
        person_name=file.person.name,
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
    _keep_what_is_false(verification, findings)
    return verification


FALSE = {"name": ThreeFalse.NAME, "identity": ThreeFalse.IDENTITY, "address": ThreeFalse.ADDRESS}


def _keep_what_is_false(verification: Verification, findings: Findings) -> None:
    ThreeFalseFinding.objects.bulk_create(
        [
            ThreeFalseFinding(
                case_id=verification.case_id,
                verification=verification,
                what=FALSE[item],
                evidence=evidence.strip(),
                found_on=verification.replied_on,
            )
            for item, (finding, evidence) in findings.evidence().items()
            if finding is Finding.FALSE
        ]
    )


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
    notice_id: int, *, who_meets: str, remarks: str, by: ActingStaff, on: date, late_because: str = ""
) -> ReceptionArrangement:
    """The bureau answers the release notice with the reception arrangement (INF-6); about a closed file one of its keepers does."""
    with acting(by):
        _refuse_unless_bureau(by)
        case_id = ReleaseNotice.objects.values_list("case_id", flat=True).get(pk=notice_id)
        with open_file(case_id, by=by) as file:
            notice = ReleaseNotice.objects.get(pk=notice_id)
            if ReceptionArrangement.objects.filter(notice=notice).exists():
                raise StepRefused(_("这份通知书已经回复过接收安排。"))
            return _arrange(file, notice, who_meets, remarks, on=on, late_because=late_because)


def arrange_unasked(
    case_id: int, *, who_meets: str, remarks: str, by: ActingStaff, on: date, late_because: str = ""
) -> ReceptionArrangement:
    """The same where no notice has come, or it was answered before."""
    _refuse_unless_bureau(by)
    with open_file(case_id, by=by) as file:
        return _arrange(file, None, who_meets, remarks, on=on, late_because=late_because)


# Clerks see open files alone and keepers closed ones, so that no file has both.
ARRANGING = frozenset({Role.BUREAU_CLERK, Role.SEALING_KEEPER})


def _refuse_unless_bureau(by: ActingStaff) -> None:
    if by.roles.isdisjoint(ARRANGING):
        raise StepRefused(_("接收安排由区司法局回复。"))


def _announced_by(act: Act, notice: ReleaseNotice | None) -> int | None:
    """The institution that is answered."""
    if notice is not None:
        return notice.institution_id
    sentence = Sentence.objects.filter(case=act.case).first()
    return sentence.institution_id if sentence else None


def _arrange(
    file: File, notice: ReleaseNotice | None, who_meets: str, remarks: str, *, on: date, late_because: str
) -> ReceptionArrangement:
    if not who_meets.strip():
        raise StepRefused(_("请写明由谁接回。"), field="who_meets")
    if notice is not None:
        file.refuse_other_case(notice.case_id, on)
        refuse_before(notice.act, on)
    data = {"notice": notice.pk} if notice else {}
    act = file.tell("reception_arranged", on=on, data=data, late_because=late_because)
    return ReceptionArrangement.objects.create(
        case=act.case,
        institution_id=_announced_by(act, notice),
        person_name=file.person.name,
        act=act,
        notice=notice,
        arranged_on=on,
        who_meets=who_meets.strip(),
        remarks=remarks.strip(),
        recorded_by_id=file.by.staff_id,
    )


def alert_priority(
    case_id: int,
    *,
    town_told: str,
    police_told: str,
    by: ActingStaff,
    on: date,
    all_the_same: bool = False,
    late_because: str = "",
) -> PriorityAlert:
    """The justice office tells the town and the police station of a coming priority person (REC-1). Twice a day is one alert, unless
    another has fallen due, or reasons came since. Nobody is told of somebody who is no priority person, unless `all_the_same` says that it was done.
    """
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*ALERTING, role=Role.JUSTICE_ASSISTANT, sentence=_("通报由户籍地或负责的司法所办理。"))
        case = file.case_on(on)
        if not file.before.course.cases[file.cases.index(case)].priority and not all_the_same:
            raise StepRefused(_("此人不是重点帮教对象，不用通报。"))
        for name, value in (("town_told", town_told), ("police_told", police_told)):
            if not value.strip():
                raise StepRefused(_("请写明通报给了谁。"), field=name)
        already = PriorityAlert.objects.filter(case=case, alerted_on=on).last()
        if already is not None and not _is_owed(file, "alert_priority") and not _awaits_alert(file, case):
            return already
        act = file.tell("priority_alerted", on=on, late_because=late_because)
        return PriorityAlert.objects.create(
            case=act.case,
            act=act,
            alerted_on=on,
            town_told=town_told.strip(),
            police_told=police_told.strip(),
            recorded_by_id=by.staff_id,
        )


def _awaits_alert(file: File, case: Case) -> bool:
    return awaits_alert(act for act in file.story if act.case_id == case.pk)


def _is_owed(file: File, duty: str) -> bool:
    """Whether a duty of the kind runs."""
    return any(
        answer.duty == duty and answer.met_on is None and answer.void_on is None for answer in file.before.course.duties
    )
