"""Steps by which what was missing of a paper that was typed in comes later: its scan, the opinion, the proposal (clause 2.3.1)."""

from django.utils.translation import gettext_lazy as _

from anbang.casework.custody.brought import bring_scan_of_form, bring_with_notice
from anbang.casework.custody.models import RegistrationForm, ReleaseNotice
from anbang.casework.custody.single import TYPING_IN
from anbang.papers.models import PaperKind
from anbang.policy.clauses import INFORMATION
from anbang.web.intake.scans import Scan
from anbang.web.steps.form import StepForm, long_text
from anbang.web.steps.step import Step, Taking


class ScanBroughtForm(StepForm):
    """The scan of a paper that is here already."""

    day_label = _("哪一天补来")
    scan = Scan(label=_("扫描件或照片"))


class DocumentBroughtForm(StepForm):
    """A document that did not come with its notice: scanned, copied out, or both."""

    day_label = _("哪一天补来")
    scan = Scan(label=_("扫描件或照片"), required=False)
    words = long_text(_("照录内容"), required=False, hint=_("可以照录，也可以只附扫描件。"), limit=2000)


def _scan_of_form(step: Taking) -> None:
    scan = step.scan(PaperKind.REGISTRATION_FORM)
    assert scan is not None
    bring_scan_of_form(step.about.pk, scan, **step.dated)


def _brings(kind: PaperKind, step: Taking) -> None:
    scan = step.scan(kind)
    bring_with_notice(step.about.pk, kind, scan=scan, words=step.told.get("words", ""), **step.dated)


STEPS = (
    Step(
        *("form-scan", _("补存登记表扫描件"), "custody", INFORMATION, "", TYPING_IN, ScanBroughtForm, _scan_of_form),
        *(_("补存"), _("登记表扫描件已补存。")),
        about=RegistrationForm,
        icon="upload",
    ),
    Step(
        *("notice-scan", _("补存通知书扫描件"), "custody", INFORMATION, "", TYPING_IN, ScanBroughtForm),
        lambda step: _brings(PaperKind.RELEASE_NOTICE, step),
        *(_("补存"), _("通知书扫描件已补存。")),
        about=ReleaseNotice,
        icon="upload",
    ),
    Step(
        *("risk-opinion", _("补来风险评估意见"), "custody", INFORMATION, "", TYPING_IN, DocumentBroughtForm),
        lambda step: _brings(PaperKind.RISK_OPINION, step),
        *(_("补存"), _("风险评估意见已补存。")),
        about=ReleaseNotice,
        icon="upload",
        hint=_("评估意见由监所出具：照原文存入，不另打分。"),
    ),
    Step(
        *("aid-proposal", _("补来救助建议"), "custody", INFORMATION, "", TYPING_IN, DocumentBroughtForm),
        lambda step: _brings(PaperKind.AID_PROPOSAL, step),
        *(_("补存"), _("救助建议已补存。")),
        about=ReleaseNotice,
        icon="upload",
    ),
)
