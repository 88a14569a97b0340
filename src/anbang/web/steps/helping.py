"""Steps of help with money: facts of the household, dibao, the chain of the allowance (clauses 2.4.1, 3.3)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from anbang.assistance.allowance.actions import (
    APPROVAL,
    CERTIFICATE,
    CHECK,
    PAYMENT,
    approve_allowance,
    certify_hardship,
    check_allowance,
    pay_allowance,
)
from anbang.assistance.household.actions import KNOWING, OF_CIVIL_AFFAIRS, end_dibao, grant_dibao, tell_facts
from anbang.casework.step.standing import Standing
from anbang.lib.reading_dates import read_date
from anbang.organisations.kinds import Role
from anbang.papers.models import PaperKind
from anbang.policy.clauses import AID, ALLOWANCE
from anbang.web.steps.facts import UNKNOWN, asked, by_clause, field_of, known_now, read, title_of
from anbang.web.steps.form import MayWrite, Part, StepForm, long_text, paper
from anbang.web.steps.replacing import ReplacingForm
from anbang.web.steps.step import Step, Taking
from anbang.web.templatetags.anbang import month


class FactsForm(ReplacingForm):
    """What is known of the household, fact by fact: yes, no, not known. Only what changed is told."""

    day_label = _("哪一天了解到")
    is_filled_in = True
    words = long_text(_("说明"), required=False, rows=2)
    at: ClassVar[Mapping[str, str]] = {"facts": "words"}

    def prepare(self) -> None:
        """A field for each fact, with what is known now."""
        self.known = known_now(self.standing)
        for fact in asked():
            self.fields[f"fact_{fact.name}"] = field_of(fact, self.known.get(fact.name))
        self.order_fields(["on", "late_because", *(f"fact_{fact.name}" for fact in asked()), "words"])

    @property
    def shown(self) -> Iterator[BoundField]:
        """The day, above the parts."""
        return (field for field in super().shown if field.name in ("on", "late_because"))

    @property
    def closing(self) -> list[BoundField]:
        """What is said of it all."""
        return [self["words"]]

    @property
    def parts(self) -> list[Part]:
        """The facts by the clause that asks for them. In view is the first of which something is not known, and whatever is wrong."""
        found: list[Part] = []
        for clause, facts in by_clause().items():
            fields = [self[f"fact_{fact.name}"] for fact in facts]
            known = sum(field.value() not in (None, UNKNOWN, []) for field in fields)
            is_first = known < len(fields) and not any(part.is_open for part in found)
            found.append(Part(clause, fields, known, is_first or any(field.errors for field in fields)))
        return found

    @property
    def things(self) -> Mapping[str, Any]:  # type: ignore[override]  # which there are the rules say
        """Every fact."""
        return {f"fact_{fact.name}": title_of(fact) for fact in asked()}

    def stands(self) -> dict[str, str]:
        """What is known, as the fields are sent."""
        return {name: as_sent(self.fields[name].initial) for name in self.things}

    def wrote(self) -> dict[str, str]:
        """What was chosen."""
        return {name: as_sent(self.data.getlist(name)) for name in self.things}  # type: ignore[attr-defined]

    def in_words(self, name: str, value: str) -> str:
        """The choices by their names."""
        labels = {str(choice): str(label) for choice, label in getattr(self.fields[name], "choices", [])}
        return "、".join(labels.get(one, one) for one in value.split(SEVERAL)) if value else str(labels.get("", ""))

    def put(self, sent: QueryDict, name: str, now: str) -> None:
        """One or several."""
        sent.setlist(name, now.split(SEVERAL) if now else [])

    def clean(self) -> dict[str, Any]:
        """What is told otherwise than it is known."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        found = {fact.name: read(fact, told.get(f"fact_{fact.name}")) for fact in asked()}
        told["facts"] = {name: value for name, value in found.items() if value != self.known.get(name)}
        if not self.errors and not told["facts"]:
            raise forms.ValidationError(_("没有变化，不用登记。"))
        return told


SEVERAL = "\n"


def as_sent(value: Any) -> str:
    """A value as it would be sent, of several each on a line: numbers without what says nothing."""
    told = sorted(map(str, value)) if isinstance(value, (list, tuple)) else ["" if value is None else str(value)]
    return SEVERAL.join(one.rstrip("0").rstrip(".") if "." in one else one for one in told)


class Month(forms.CharField):
    """A month as people write it, 2026年5月 or 2026-05, whatever language the browser speaks."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput(attrs={"placeholder": "2026-05", "autocomplete": "off"})
        super().__init__(widget=widget, max_length=10, **more)
        self.validators.append(_month)

    def to_python(self, value: Any) -> str:
        """2026-05, however it was written."""
        told = str(super().to_python(value) or "")
        found = re.fullmatch(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*月?", unicodedata.normalize("NFKC", told))
        return f"{found[1]}-{int(found[2]):02}" if found else told


def _month(told: str) -> None:
    """A month of the years in which any other day may lie."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}", told) is None or read_date(f"{told}-1") is None:
        raise forms.ValidationError(_("请按“2026-05”这样填写年月。"))


class GrantForm(StepForm):
    """From which month on."""

    day_label = _("哪一天民政告知")
    from_month = Month(label=_("从哪个月起享受"))


class EndForm(StepForm):
    """The last month."""

    day_label = _("哪一天民政告知")
    last_month = Month(label=_("最后一个月"))


class PayForm(StepForm):
    """Which month is paid."""

    day_label = _("发放日期")
    month = forms.ChoiceField(label=_("哪个月的补助"))

    def prepare(self) -> None:
        """The months that wait."""
        self.fields["month"].choices = [("", _("请选择")), *((name, month(name)) for name in payable(self.standing))]  # type: ignore[attr-defined]


def payable(standing: Standing) -> list[str]:
    """The months that are to be paid, or of which something is owed."""
    allowance = standing.allowance()
    if allowance is None:
        return []
    return [f"{payment.month:%Y-%m}" for payment in allowance.payments if payment.state == "due" or payment.owed > 0]


def _waits(kind: str, *before: str) -> Any:
    """Whether the chain has come so far, and not yet further."""

    def waits(standing: Standing) -> bool:
        return all(standing.has(one) for one in before) and not standing.has(kind)

    return waits


def _one(role: Role | None) -> Mapping[str, Any]:
    return {"only": frozenset({role})} if role else {}


class HardshipForm(MayWrite):
    """What the village certifies, and the paper itself."""

    day_label = _("证明日期")
    scan = paper(_("困难证明照片"))


def _certify(step: Taking) -> object:
    scan = step.scan(PaperKind.HARDSHIP_CERTIFICATE)
    return certify_hardship(step.case_id, scan=scan, **step.words("words"), **step.dated)


class ApprovalForm(MayWrite):
    """The approval."""

    day_label = _("审批日期")


STEPS = (
    Step(
        *("household", _("家庭情况"), "help", AID, "facts", KNOWING, FactsForm),
        lambda step: tell_facts(step.case_id, step.told["facts"], **step.words("words"), **step.dated),
        *(_("登记情况"), _("家庭情况已登记。")),
        icon="home",
        hint=_("只登记了解到的；不知道的留“不清楚”。系统按这些提示可以申请哪些救助，由人决定。"),
    ),
    Step(
        *("dibao-granted", _("享受低保"), "help", AID, "dibao_granted", OF_CIVIL_AFFAIRS, GrantForm),
        lambda step: grant_dibao(step.case_id, **step.words("from_month"), **step.dated),
        *(_("登记低保"), _("低保已登记。")),
        icon="check",
    ),
    Step(
        *("dibao-ended", _("停止低保"), "help", AID, "dibao_ended", OF_CIVIL_AFFAIRS, EndForm),
        lambda step: end_dibao(step.case_id, **step.words("last_month"), **step.dated),
        *(_("登记停止"), _("已登记。")),
        icon="player-stop",
    ),
    Step(
        *("hardship", _("困难证明"), "help", ALLOWANCE, CERTIFICATE.kind, CERTIFICATE.positions, HardshipForm),
        _certify,
        *(_("登记证明"), _("困难证明已登记，交负责的所审查。")),
        when=_waits(CERTIFICATE.kind, "reported_in"),
        icon="file-text",
    ),
    Step(
        *("check-allowance", _("审查困难补助"), "help", ALLOWANCE, CHECK.kind, CHECK.positions, MayWrite),
        lambda step: check_allowance(step.case_id, **step.words("words"), **step.dated),
        *(_("审查通过并签字"), _("审查已登记，交镇街审批。")),
        when=_waits(CHECK.kind),
        icon="clipboard-check",
        **_one(CHECK.role),
    ),
    Step(
        *("approve-allowance", _("审批困难补助"), "help", ALLOWANCE, APPROVAL.kind, APPROVAL.positions, ApprovalForm),
        lambda step: approve_allowance(step.case_id, **step.words("words"), **step.dated),
        *(_("批准"), _("审批已登记，由民政逐月发放。")),
        icon="check",
        **_one(APPROVAL.role),
    ),
    Step(
        *("pay-allowance", _("发放困难补助"), "help", ALLOWANCE, PAYMENT.kind, PAYMENT.positions, PayForm),
        lambda step: pay_allowance(step.case_id, **step.words("month"), **step.dated),
        *(_("登记发放"), _("发放已登记。")),
        duties=("pay_allowance",),
        when=lambda standing: bool(payable(standing)),
        icon="check",
        **_one(PAYMENT.role),
    ),
)
