"""What passed between the institution and home: for the file, and for the institution's own list."""

from django.db.models import F, QuerySet

from anbang.casework.custody.models import (
    MajorChange,
    ReceptionArrangement,
    RegistrationForm,
    ReleaseNotice,
    ReturnedCase,
    Sentence,
    Teller,
    Verification,
)
from anbang.casework.person.models import Case
from anbang.casework.person.queries import get_case
from anbang.organisations.acting import ActingStaff


def sentence_of(case: Case) -> Sentence | None:
    """The sentence of a case."""
    return Sentence.objects.select_related("institution").filter(case=case).first()


def forms_of(case: Case) -> QuerySet[RegistrationForm]:
    """Registration forms of a case with their verifications, oldest first."""
    return RegistrationForm.objects.filter(case=case).select_related("institution", "verification").order_by("id")


def notices_of(case: Case) -> QuerySet[ReleaseNotice]:
    """Release notices of a case with their reception arrangements, oldest first."""
    related = ReleaseNotice.objects.select_related("institution", "arrangement", "risk_opinion", "aid_proposal")
    return related.filter(case=case).order_by("id")


def get_form(form_id: int, *, for_staff: ActingStaff) -> RegistrationForm:
    """A registration form whose person `for_staff` may see, or RegistrationForm.DoesNotExist."""
    form = RegistrationForm.objects.select_related("institution", "case__person").get(pk=form_id)
    try:
        get_case(form.case_id, for_staff=for_staff)
    except Case.DoesNotExist as error:
        raise RegistrationForm.DoesNotExist from error
    return form


def get_notice(notice_id: int, *, for_staff: ActingStaff) -> ReleaseNotice:
    """A release notice whose person `for_staff` may see, or ReleaseNotice.DoesNotExist."""
    notice = ReleaseNotice.objects.select_related("institution", "case__person").get(pk=notice_id)
    try:
        get_case(notice.case_id, for_staff=for_staff)
    except Case.DoesNotExist as error:
        raise ReleaseNotice.DoesNotExist from error
    return notice


def verifications_for_institution(*, for_staff: ActingStaff) -> QuerySet[Verification]:
    """The replies to the institution of `for_staff`, newest first; of a person they say what the institution wrote."""
    mine = Verification.objects.filter(institution__in=for_staff.offices)
    return mine.select_related("office", "receipt_by").order_by("-id")


def changes_for_institution(*, for_staff: ActingStaff) -> QuerySet[MajorChange]:
    """What home told the institution of `for_staff` during a sentence; what waits for a receipt first, then newest first."""
    mine = MajorChange.objects.filter(institution__in=for_staff.offices, told_by=Teller.HOME, told_on__isnull=False)
    return mine.select_related("receipt_by").order_by(F("receipt_on").desc(nulls_first=True), "-id")


def arrangements_for_institution(*, for_staff: ActingStaff) -> QuerySet[ReceptionArrangement]:
    """Who meets the people that the institution of `for_staff` announced, newest first."""
    mine = ReceptionArrangement.objects.filter(institution__in=for_staff.offices)
    return mine.order_by("-id")


def returned_to_institution(*, for_staff: ActingStaff) -> QuerySet[ReturnedCase]:
    """Who turned out to be another county's, and where they belong, newest first."""
    return ReturnedCase.objects.filter(institution__in=for_staff.offices).order_by("-id")
