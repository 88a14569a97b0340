"""What was missing of a paper that was typed in comes later: its scan, the risk opinion, the aid proposal (INF-1, INF-6)."""

from datetime import date

from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.casework.custody.models import RegistrationForm, ReleaseNotice
from anbang.casework.custody.single import SENTENCE, TYPING_IN, kept_scan
from anbang.casework.step.opening import File, open_file
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import NewPaper, store_papers
from anbang.papers.models import Paper, PaperKind
from anbang.papers.scans import NewScan
from anbang.policy.clauses import INFORMATION

FIELDS = {
    PaperKind.RELEASE_NOTICE: "scan",
    PaperKind.RISK_OPINION: "risk_opinion",
    PaperKind.AID_PROPOSAL: "aid_proposal",
}


def bring_scan_of_form(form_id: int, scan: NewScan, *, by: ActingStaff, on: date, late_because: str = "") -> None:
    """The scan of a registration form that was typed in without one."""
    with acting(by):
        case_id = RegistrationForm.objects.values_list("case_id", flat=True).get(pk=form_id)
        with open_file(case_id, by=by) as file:
            form = RegistrationForm.objects.get(pk=form_id)
            form.scan_late_because = _late_reason(file, form, form.scan_id, on=on, late_because=late_because)
            form.scan = kept_scan(file, scan, form.institution_id, on=on)
            form.save(update_fields=["scan", "scan_late_because"])
            _trace(file, form.case_id, form.scan, by=by, on=on)


def bring_with_notice(
    notice_id: int,
    kind: PaperKind,
    *,
    by: ActingStaff,
    on: date,
    scan: NewScan | None = None,
    words: str = "",
    late_because: str = "",
) -> None:
    """The scan of a release notice, the opinion or the proposal, which did not come with it: scanned, or copied out."""
    with acting(by):
        case_id = ReleaseNotice.objects.values_list("case_id", flat=True).get(pk=notice_id)
        with open_file(case_id, by=by) as file:
            notice, name = ReleaseNotice.objects.get(pk=notice_id), FIELDS[kind]
            late = _late_reason(file, notice, getattr(notice, f"{name}_id"), on=on, late_because=late_because)
            paper = _paper(file, kind, notice.institution_id, scan, words, on=on)
            setattr(notice, name, paper)
            setattr(notice, f"{name}_late_because", late)
            notice.save(update_fields=[name, f"{name}_late_because"])
            _trace(file, notice.case_id, paper, by=by, on=on)


def _late_reason(
    file: File, letter: RegistrationForm | ReleaseNotice, held: int | None, *, on: date, late_because: str
) -> str:
    """Why it comes so late, empty if it does not. Raises StepRefused for whoever may not, what is there, and an impossible day."""
    file.refuse_unless(*TYPING_IN, sentence=_(SENTENCE))
    if held is not None:
        raise StepRefused(_("这份材料已经有了。"))
    is_late = file.refuse_day(on, late_because)
    if on < letter.received_on:
        raise StepRefused(_("补来不能早于来文收到的那一天。"), field="on")
    return late_because.strip() if is_late else ""


def _paper(
    file: File, kind: PaperKind, institution_id: int, scan: NewScan | None, words: str, *, on: date
) -> Paper | None:
    """The document: what was copied out stands for it, else the scan."""
    scanned = kept_scan(file, scan, institution_id, on=on)
    if words.strip():
        return store_papers([NewPaper(file.person.pk, kind, institution_id, on, words.strip())])[0]
    if scanned is None:
        raise StepRefused(_("请附扫描件，或照录内容。"), field="scan")
    return scanned


def _trace(file: File, case_id: int, paper: Paper | None, *, by: ActingStaff, on: date) -> None:
    assert paper is not None
    data = {"paper": paper.pk, "kind": paper.kind}
    record("paper_brought", Happening(file.person.pk, case_id, (INFORMATION,), data), by=by, on=on)
