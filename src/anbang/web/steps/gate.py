"""Steps at the gate and at the first report: plan, release, reception, reporting in, aid explained (clauses 2.3.2, 2.4.1.7, 3.3)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, cast

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from anbang.casework.custody.queries import sentence_of
from anbang.casework.handover.actions import (
    AT_HOME,
    CORRECTIONS,
    EXPLAINING,
    NOT_FROM_CUSTODY,
    REPORTED_TO,
    Arrival,
    GatePlan,
    Meeting,
    bring_certificate,
    complete_corrections,
    explain_aid,
    lacks_certificate,
    plan_pick_up,
    record_reception,
    record_release,
    report_in,
)
from anbang.casework.handover.models import Outcome, ReleasedFrom
from anbang.casework.step.standing import Standing
from anbang.organisations.kinds import OfficeKind
from anbang.papers.models import PaperKind
from anbang.policy.clauses import AID_EXPLAINED, ALLOWANCE, CARE, RECEPTION
from anbang.web.steps.form import MayWrite, StepForm, long_text, one_of, paper, short_text, street, telephone
from anbang.web.steps.step import Step, Taking
from anbang.web.templatetags.anbang import day

HELD_IN = {
    OfficeKind.PRISON.value: ReleasedFrom.PRISON,
    OfficeKind.DETENTION_CENTRE.value: ReleasedFrom.DETENTION_CENTRE,
}
BEGUN = ("released", "corrections_completed")


def _not_begun(standing: Standing) -> bool:
    return not standing.has(*BEGUN)


def _not_returned(standing: Standing) -> bool:
    """Whoever was returned as another county's is released and met there."""
    return standing.now.stage != "not_ours"


def _from(told: str) -> ReleasedFrom | None:
    return ReleasedFrom(told) if told else None


class PlanForm(StepForm):
    """Who goes to the gate, and how."""

    day_label = _("哪一天安排的")
    who_goes = short_text(_("由谁去接"), required=True, hint=_("姓名和单位。"), limit=200)
    vehicle = short_text(_("乘什么车"), limit=100)
    leaves_at = short_text(_("几点出发"))
    papers = short_text(_("带哪些材料"), limit=200)
    family_reached = forms.BooleanField(label=_("已联系上家属"), required=False)
    family = short_text(_("联系上的家属"), hint=_("联系上了就写明是谁。"), limit=100)


def _plan(step: Taking) -> object:
    words = step.words("who_goes", "vehicle", "leaves_at", "papers", "family")
    plan = GatePlan(family_reached=step.told["family_reached"], **words)
    return plan_pick_up(step.case_id, plan, **step.dated)


class OnTheDayTold(StepForm):
    """A release is recorded on the day that was announced; on another one only with a reason, for everything later follows from it."""

    another_day = short_text(_("与告知的释放日期不同的依据"), hint=_("例如减刑裁定、余刑折抵。"), limit=200)

    def prepare(self) -> None:
        """The announced day, once it has come."""
        if self.announced is not None and self.announced <= self.by.today:
            self.fields["on"].initial = self.announced

    @property
    def announced(self) -> date | None:
        """The day of release that was told last, where none is recorded yet."""
        if not _not_begun(self.standing):
            return None
        told = [act.happening.details for act in self.standing.story if act.case_id == self.standing.case.pk]
        days = [details["release_on"] for details in told if details.get("release_on") is not None]
        return cast("date", days[-1]) if days else None

    @property
    def shown(self) -> Iterator[BoundField]:
        """Why it was another day stands there once it is asked for."""
        for field in super().shown:
            if field.name != "another_day" or field.errors or self.data.get("another_day"):
                yield field

    def clean(self) -> dict[str, Any]:
        """Nobody moves a release by a hurried click."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        on = told.get("on")
        if on is not None and self.announced is not None and on != self.announced and not told.get("another_day"):
            words = {"announced": day(self.announced), "told": day(on)}
            self.add_error(
                "another_day",
                _("告知的释放日期是%(announced)s。确是%(told)s释放的，请写明依据；不是的，请改回日期。") % words,
            )
        return told


def held_in(standing: Standing) -> ReleasedFrom | None:
    """From where somebody is released, as far as it is known where they are held."""
    sentence = sentence_of(standing.case)
    return HELD_IN.get(sentence.institution.kind) if sentence is not None else None


class ReleaseForm(OnTheDayTold):
    """From where somebody was released."""

    day_label = _("释放日期")
    released_from = one_of(_("从哪里释放"), ReleasedFrom.choices)

    def prepare(self) -> None:
        """The institution that holds the person, where it is known."""
        super().prepare()
        self.fields["released_from"].initial = held_in(self.standing)


class ReceptionForm(OnTheDayTold):
    """What became of the pick-up."""

    day_label = _("哪一天")
    outcome = one_of(_("结果"), Outcome.choices)
    who = short_text(_("由谁接到"), hint=_("接到的必须写明。"), limit=200)
    where = short_text(_("在哪里"), limit=200)
    at_time = short_text(_("几点"))
    signed_by = short_text(
        _("交接单上的签字"), hint=_("写明移交人、接收人和本人是否都签了；签好的交接单可以扫描存入材料。"), limit=200
    )
    why_nobody = long_text(
        _("为什么没有接到"), required=False, rows=3, hint=_("没有接到的必须写明；区安帮办会立即知道。")
    )

    def prepare(self) -> None:
        """Where the release is not recorded yet, it is recorded with it."""
        super().prepare()
        if _not_begun(self.standing):
            self.fields["released_from"] = one_of(
                _("从哪里释放"),
                ReleasedFrom.choices,
                hint=_("释放还没有登记，随这一步按同一天登记。"),
                initial=held_in(self.standing),
            )

    def clean(self) -> dict[str, Any]:
        """Nobody is fetched who was not held."""
        told = super().clean()
        if self.standing.has(CORRECTIONS):
            raise forms.ValidationError(_(NOT_FROM_CUSTODY))
        return told


def _receive(step: Taking) -> object:
    words = step.words("who", "where", "signed_by", "why_nobody")
    meeting = Meeting(outcome=Outcome(step.told["outcome"]), at=step.told["at_time"], **words)
    released_from = _from(step.told.get("released_from", ""))
    another_day = step.told["another_day"]
    return record_reception(step.case_id, meeting, released_from=released_from, another_day=another_day, **step.dated)


def _may_be_received(standing: Standing) -> bool:
    """With the release or after it, until somebody met the person or it is known that they came home by themselves. Whoever completed
    community corrections was fetched from nowhere.
    """
    if _not_begun(standing):
        return "released" in standing.coming and _not_returned(standing)
    if standing.has(CORRECTIONS):
        return False
    told = [act.happening for act in standing.story if act.case_id == standing.case.pk]
    is_home = any(one.event == "received" and one.details.get("outcome") != Outcome.NOT_MET for one in told)
    return "received" in standing.coming and not is_home


class ArrivalForm(StepForm):
    """What somebody brings to the justice office."""

    day_label = _("报到日期")
    clauses: ClassVar[Mapping[str, str]] = {"contact": CARE, "lives_at": CARE}
    has_certificate = one_of(_("释放证明"), [("yes", _("已核对原件")), ("no", _("没有带来"))])
    certificate = short_text(_("释放证明编号"), hint=_("核对了原件的必须填写。"))
    scan = paper(_("释放证明照片"))
    papers = short_text(_("带来的其他材料"), limit=200)
    contact = telephone()
    lives_at = street(hint=_("门牌地址。搬到别的村或镇街的，另登记居住地变动。"))


def _arrive(step: Taking) -> object:
    words = step.words("certificate", "papers", "contact", "lives_at")
    scan = step.scan(PaperKind.RELEASE_CERTIFICATE)
    arrival = Arrival(has_certificate=step.told["has_certificate"] == "yes", scan=scan, **words)
    return report_in(step.case_id, arrival, **step.dated)


class CertificateForm(StepForm):
    """The certificate that was missing at the report."""

    day_label = _("哪一天补来")
    certificate = short_text(_("释放证明编号"), required=True, hint=_("核对原件后填写。"))
    scan = paper(_("释放证明照片"))
    words = long_text(_("说明"), required=False, rows=2)


def _bring_certificate(step: Taking) -> object:
    scan = step.scan(PaperKind.RELEASE_CERTIFICATE)
    return bring_certificate(step.case_id, scan=scan, **step.words("certificate", "words"), **step.dated)


def _lacks_certificate(standing: Standing) -> bool:
    return lacks_certificate([act.happening for act in standing.story if act.case_id == standing.case.pk])


class CorrectionsForm(StepForm):
    """Who handed over, and what."""

    day_label = _("矫正期满日期")
    words = long_text(_("由谁移交、移交了什么"), required=False, rows=3)


class AidForm(MayWrite):
    """What was explained."""

    day_label = _("哪一天讲解的")
    words: Any = long_text(_("讲了哪些政策、本人怎么说"), required=False)


def _not_reported(standing: Standing) -> bool:
    """Whoever was released reports in, once; after community corrections nobody does."""
    return standing.has("released") and not standing.has("reported_in")


STEPS = (
    Step(
        *("pick-up-plan", _("接人方案"), "gate", RECEPTION, "pick_up_planned", AT_HOME, PlanForm, _plan),
        *(_("登记方案"), _("接人方案已登记。")),
        prepares=("receive",),
        when=lambda standing: _not_begun(standing) and standing.now.stage == "in_custody",
        icon="calendar-event",
    ),
    Step(
        *("release", _("刑满释放"), "gate", CARE, "released", AT_HOME, ReleaseForm),
        lambda step: record_release(
            step.case_id,
            released_from=ReleasedFrom(step.told["released_from"]),
            **step.words("another_day"),
            **step.dated,
        ),
        *(_("登记释放"), _("释放已登记，帮教期开始。")),
        when=_not_returned,
        icon="door-enter",
        hint=_("从这一天起帮教期开始，并由一个司法所负责。"),
    ),
    Step(
        *("reception", _("接回结果"), "gate", RECEPTION, "", AT_HOME, ReceptionForm, _receive),
        *(_("登记接回结果"), _("接回结果已登记。")),
        duties=("receive",),
        when=_may_be_received,
        icon="door-enter",
    ),
    Step(
        *("corrections-completed", _("社区矫正期满衔接"), "gate", CARE, "corrections_completed", AT_HOME),
        CorrectionsForm,
        lambda step: complete_corrections(step.case_id, **step.words("words"), **step.dated),
        *(_("登记期满"), _("社区矫正期满已登记，帮教期开始。")),
        when=lambda standing: standing.now.stage not in ("in_custody", "not_ours"),
    ),
    Step(
        *("report-in", _("报到"), "gate", ALLOWANCE, "reported_in", REPORTED_TO, ArrivalForm, _arrive),
        *(_("登记报到"), _("报到已登记。")),
        duties=("report_in",),
        when=_not_reported,
        icon="clipboard-check",
    ),
    Step(
        *("certificate", _("补来释放证明"), "gate", ALLOWANCE, "certificate_brought", REPORTED_TO, CertificateForm),
        _bring_certificate,
        *(_("登记补来"), _("释放证明已登记。")),
        when=_lacks_certificate,
        icon="clipboard-check",
        hint=_("报到时没有带来的，补来后在这里登记，可以当场拍照存入。"),
    ),
    Step(
        *("explain-aid", _("讲解救助政策"), "gate", AID_EXPLAINED, "aid_explained", EXPLAINING, AidForm),
        lambda step: explain_aid(step.case_id, **step.words("words"), **step.dated),
        *(_("登记讲解"), _("讲解已登记。")),
        duties=("explain_aid",),
        icon="book-2",
    ),
)
