"""What passed between the institution and home, as the file shows it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.changes import what_changed
from anbang.casework.custody.contact import contact_of
from anbang.casework.custody.models import (
    Channel,
    FamilyNeed,
    FindingOutcome,
    MajorChange,
    RegistrationForm,
    ReleaseNotice,
    Teller,
    ThreeFalseFinding,
)
from anbang.casework.custody.outcomes import heard
from anbang.casework.custody.queries import came_late, forms_of, notices_of
from anbang.casework.person.models import Case
from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff
from anbang.papers.models import PaperKind
from anbang.web.acts import may_read_words
from anbang.web.steps.about import need_in_words
from anbang.web.steps.offered import about_a_row
from anbang.web.steps.register import STEPS


def papers_address(person_id: int) -> str:
    """Where somebody's papers stand in the file."""
    return reverse("case_file", args=[person_id], query={"tab": "papers"})


@dataclass(frozen=True, slots=True)
class Missing:
    """What did not come with a paper: its name, why it is not there, and the step that brings it, for whoever may take it."""

    what: str
    address: str
    why: str = ""


def form_shown(form: RegistrationForm, *, may_bring: bool) -> dict[str, object]:
    """A registration form with its scan, or what is missing, and its reply, if there is one."""
    person_id = form.case.person_id
    missing = []
    if form.channel == Channel.POST and form.scan_id is None:
        missing.append(
            Missing(_("登记表没有扫描件"), _where("form-scan", person_id, form.pk, may_bring), form.no_scan_because)
        )
    return {
        "pk": form.pk,
        "institution": form.institution,
        "get_channel_display": form.get_channel_display(),
        "received_on": form.received_on,
        "late_because": form.act.late_because,
        "contact": contact_of(form),
        "verification": getattr(form, "verification", None),
        "documents": [form.scan] if form.scan else [],
        "late": _late(form.scan_late_because),
        "missing": missing,
    }


def _late(*told: str) -> list[str]:
    """Why something was brought in so late, each reason once."""
    return [why for why in dict.fromkeys(told) if why]


def notice_shown(notice: ReleaseNotice, *, may_bring: bool) -> dict[str, object]:
    """A release notice with its documents, or what did not come with it, and the arrangement, if there is one."""
    return {
        "pk": notice.pk,
        "institution": notice.institution,
        "received_on": notice.received_on,
        "came_late": came_late(notice.release_on, notice.received_on),
        "late_because": notice.act.late_because,
        "release_on": notice.release_on,
        "reasons": [PriorityReason(reason).label for reason in notice.priority],
        "arranged": getattr(notice, "arrangement", None),
        "documents": [paper for paper in (notice.scan, notice.risk_opinion, notice.aid_proposal) if paper],
        "late": _late(notice.scan_late_because, notice.risk_opinion_late_because, notice.aid_proposal_late_because),
        "missing": missing_of(notice, may_bring=may_bring),
    }


def missing_of(notice: ReleaseNotice, *, may_bring: bool) -> list[Missing]:
    """What did not come with a release notice. The scan is missed of what was typed in alone: a list has none."""
    person_id = notice.case.person_id
    found = []
    if notice.scan_id is None and notice.no_scan_because:
        where = _where("notice-scan", person_id, notice.pk, may_bring)
        found.append(Missing(_("通知书没有扫描件"), where, notice.no_scan_because))
    if notice.risk_opinion_id is None:
        found.append(Missing(_("未随附风险评估意见"), _where("risk-opinion", person_id, notice.pk, may_bring)))
    if notice.aid_proposal_id is None:
        found.append(Missing(_("未随附救助建议"), _where("aid-proposal", person_id, notice.pk, may_bring)))
    return found


def scans_to_bring(standing: Standing, *, by: ActingStaff) -> dict[PaperKind, str]:
    """Of papers that were typed in without a scan: where it is brought, for whoever may."""
    if not STEPS["form-scan"].is_theirs(standing, by):
        return {}
    person_id, case = standing.person.pk, standing.case
    forms = RegistrationForm.objects.filter(case=case, channel=Channel.POST, scan__isnull=True)
    notices = ReleaseNotice.objects.filter(case=case, scan__isnull=True).exclude(no_scan_because="")
    found = {
        PaperKind.REGISTRATION_FORM: ("form-scan", forms.values_list("pk", flat=True).first()),
        PaperKind.RELEASE_NOTICE: ("notice-scan", notices.values_list("pk", flat=True).first()),
    }
    return {kind: _where(slug, person_id, key, may_bring=True) for kind, (slug, key) in found.items() if key}


def _where(slug: str, person_id: int, row_id: int, may_bring: bool) -> str:
    return reverse("take_step_about", args=[person_id, slug, row_id]) if may_bring else ""


def papers_of(case: Case, standing: Standing, *, by: ActingStaff) -> dict[str, Any]:
    """Everything that passed between the sides in one case, with what the reader may do about each."""
    may_bring = STEPS["form-scan"].is_theirs(standing, by)
    findings = ThreeFalseFinding.objects.filter(case=case, verification__act__withdrawn_on__isnull=True)
    needs = FamilyNeed.objects.filter(case=case).select_related("learnt", "referred")
    return {
        "forms": [form_shown(form, may_bring=may_bring) for form in forms_of(case)],
        "notices": [notice_shown(notice, may_bring=may_bring) for notice in notices_of(case)],
        "findings": [
            {"finding": one, "heard": heard(one), "offers": about_a_row(_of_a_finding(one), one, standing, by=by)}
            for one in findings.order_by("id")
        ],
        "changes": [
            _change_shown(one, standing, by=by) for one in MajorChange.objects.filter(case=case).order_by("id")
        ],
        "needs": [
            {
                "need": one,
                "words": need_in_words(one, by=by),
                "heard": heard(one) if may_read_words(one.learnt, by) else [],
                "offers": about_a_row(_of_a_need(one), one, standing, by=by),
            }
            for one in needs.order_by("id")
        ],
    }


def _of_a_finding(finding: ThreeFalseFinding) -> list[str]:
    """What is resolved stays so."""
    return [] if finding.outcome == FindingOutcome.RESOLVED else ["settle-finding"]


def _of_a_need(need: FamilyNeed) -> list[str]:
    """Others are asked to help once, and with consent only."""
    return (["refer-family"] if need.consent and need.referred_id is None else []) + ["settle-family"]


def _change_shown(change: MajorChange, standing: Standing, *, by: ActingStaff) -> dict[str, Any]:
    """A major change, with what both sides were told, and what waits: telling the institution, or confirming what it told."""
    waits_for_telling = change.told_on is None
    waits_for_receipt = not waits_for_telling and change.receipt_on is None
    slugs = ["tell-change"] if waits_for_telling else []
    if waits_for_receipt and change.told_by == Teller.INSTITUTION:
        slugs = ["confirm-change"]
    return {
        "change": change,
        "what": what_changed(change),
        "waits_for_telling": waits_for_telling,
        "waits_for_receipt": waits_for_receipt,
        "offers": about_a_row(slugs, change, standing, by=by),
    }
