"""What passed between the institution and home: for the file, and for the institution's own list."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from anbang.casework.custody.models import (
    Channel,
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
from anbang.casework.person.queries import get_case, visible_to
from anbang.organisations.acting import ActingStaff
from anbang.policy import NOT_KNOWN, answer


def sentence_of(case: Case) -> Sentence | None:
    """The sentence of a case."""
    return Sentence.objects.select_related("institution").filter(case=case).first()


def came_late(release_on: date, received_on: date) -> bool:
    """Whether a release notice came later than it was due, as the policy says (INF-6)."""
    found = answer("notice_late", as_of=received_on, release_on=release_on)
    return found is not NOT_KNOWN and bool(found)


def forms_of(case: Case) -> QuerySet[RegistrationForm]:
    """Registration forms of a case with their verifications, oldest first."""
    return (
        RegistrationForm.objects.filter(case=case)
        .select_related("institution", "verification", "scan", "case", "act")
        .order_by("id")
    )


def notices_of(case: Case) -> QuerySet[ReleaseNotice]:
    """Release notices of a case with their reception arrangements, oldest first."""
    documents = ("scan", "risk_opinion", "aid_proposal")
    related = ReleaseNotice.objects.select_related("institution", "arrangement", "case", "act", *documents)
    return related.filter(case=case).order_by("id")


def forms_without_scan(*, for_staff: ActingStaff) -> QuerySet[RegistrationForm]:
    """Registration forms that were typed in and whose scan has not come, of people whom the reader sees in lists; oldest first."""
    lacking = RegistrationForm.objects.filter(channel=Channel.POST, scan__isnull=True, case__closed_on__isnull=True)
    return (
        lacking.filter(case__person__in=visible_to(for_staff))
        .select_related("institution", "case__person")
        .order_by("received_on", "id")
    )


def notices_lacking_something(*, for_staff: ActingStaff) -> QuerySet[ReleaseNotice]:
    """Release notices of people still awaited with whom the scan, the opinion or the proposal did not come, of those whom the reader sees
    in lists; whoever is released first comes first.
    """
    lacks = Q(scan__isnull=True) & ~Q(no_scan_because="") | Q(risk_opinion__isnull=True) | Q(aid_proposal__isnull=True)
    awaited = Q(case__closed_on__isnull=True, case__care_from__isnull=True, case__person__in=visible_to(for_staff))
    found = ReleaseNotice.objects.filter(lacks, awaited).select_related("institution", "case__person")
    # Of several notices in a case the last one counts.
    later = ReleaseNotice.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    return found.exclude(Exists(later)).order_by("release_on", "id")


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


def returned_cases(*, since: date) -> QuerySet[ReturnedCase]:
    """The cases that were returned as another county's since a day; as far as the reader sees them."""
    rows = ReturnedCase.objects.filter(act__withdrawn_on__isnull=True, returned_on__gte=since)
    return rows.select_related("person", "institution")
