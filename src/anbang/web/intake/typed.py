"""What came by post is typed in by the bureau: registration forms and release notices (clause 2.3.1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.arrival.known import TypedBefore
from anbang.casework.arrival.typed import TypedForm, find_file, type_in_form, type_in_notice
from anbang.casework.custody.single import (
    ASKED_FOR,
    FORM_SCAN_OR_WHY,
    NOTICE_SCAN_OR_WHY,
    NewNotice,
    OnPaper,
    unsaid_of,
)
from anbang.casework.person.models import Case
from anbang.lib.terms import Term, read_term
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.queries import institutions
from anbang.organisations.steps import StepRefused
from anbang.papers.models import PaperKind
from anbang.policy.clauses import INFORMATION
from anbang.web.forms import Text, page_with_form, perform
from anbang.web.intake.fields import Day, area_choices, town_choices, words
from anbang.web.intake.forms import SomebodyForm
from anbang.web.intake.scans import Scan, no_scan_because, scan_told
from anbang.web.papers import papers_address
from anbang.web.views import acting_staff, for_staff, look_at

OFFERED_REASONS = [(reason.value, reason.label) for reason in PriorityReason]
LATE = gettext_lazy("收到已过几天才录入的，写明原因。")


def _institutions(by: ActingStaff) -> list[tuple[str, str]]:
    return [("", _("请选择")), *((str(office.pk), office.name) for office in institutions(on=by.today))]


def another_paper() -> forms.BooleanField:
    """That the same institution sent two of a kind on one day."""
    return forms.BooleanField(label=gettext_lazy("是另一份，不是重复录入"), required=False)


def ask_for_scan(form: forms.Form, told: dict[str, Any], sentence: str) -> None:
    """A missing scan is told with the other faults, not after they are mended; a file that was too large is told already."""
    if not told.get("scan") and not told.get("no_scan_because") and "scan" not in form.errors:
        form.add_error("scan", _(sentence))


class PaperForm(SomebodyForm):
    """The registration form of one inmate, as it stands on paper."""

    institution = forms.TypedChoiceField(label=gettext_lazy("来文单位"), coerce=int)
    received_on = Day(label=gettext_lazy("收到日期"))
    late_because = Text(label=gettext_lazy("为什么现在才登记"), required=False, max_length=200, help_text=LATE)
    offence = Text(label=gettext_lazy("罪名"), required=False, max_length=200)
    offence_on = Day(label=gettext_lazy("作案日期"), required=False)
    term = Text(
        label=gettext_lazy("原判刑期"),
        required=False,
        max_length=32,
        help_text=gettext_lazy("例如：三年六个月、无期徒刑。"),
    )
    admitted_on = Day(label=gettext_lazy("收押日期"), required=False)
    release_on = Day(label=gettext_lazy("释放日期"), required=False)
    contact = Text(label=gettext_lazy("家属联系人和电话"), required=False, max_length=120)
    is_another = forms.BooleanField(label=gettext_lazy("是另一个人，只是同名同日出生"), required=False)
    is_another_paper = another_paper()
    scan = Scan(label=gettext_lazy("登记表扫描件"), required=False)
    no_scan_because = no_scan_because()

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].choices = offered  # type: ignore[attr-defined]

    def clean_term(self) -> Term:
        """Months, or for life."""
        told = self.cleaned_data["term"]
        if not told:
            return Term(None)
        term = read_term(told)
        if term is None:
            raise forms.ValidationError(_("看不懂这个刑期：请写成 三年六个月、42个月 或 无期徒刑。"))
        return term

    def clean(self) -> dict[str, Any]:
        """Everything that is missing at once."""
        told = super().clean()
        ask_for_scan(self, told, FORM_SCAN_OR_WHY)
        return told

    def told(self, *, by: ActingStaff) -> TypedForm:
        """What the paper says, once the form is valid."""
        said, term = self.cleaned_data, self.cleaned_data["term"]
        return TypedForm(
            somebody=self.somebody,
            institution_id=said["institution"],
            received_on=said["received_on"],
            offence=said["offence"],
            offence_on=said["offence_on"],
            months=term.months,
            for_life=term.for_life,
            admitted_on=said["admitted_on"],
            release_on=said["release_on"],
            contact=said["contact"],
            late_because=said["late_because"],
            is_another=said["is_another"],
            is_another_paper=said["is_another_paper"],
            paper=OnPaper(scan_told(said["scan"], PaperKind.REGISTRATION_FORM, by=by), said["no_scan_because"]),
        )


@for_staff(Role.BUREAU_CLERK)
def paper_form(request: HttpRequest) -> HttpResponse:
    """Type in a registration form."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        offered, areas, towns = _institutions(by), area_choices(), town_choices()
    files = request.FILES or None
    form = PaperForm(request.POST or None, files, areas=areas, towns=towns, offered=offered)
    seen: list[int] = []
    before: list[int] = []

    def send(_told: dict[str, Any]) -> None:
        with _kept_for_the_page(before):
            typed = type_in_form(form.told(by=by), by=by, on=by.today)
        if typed.is_closed:
            messages.success(request, _("已录入。这份档案是封闭的：只有指定的人能打开，这里不再显示。"))
            return
        words = _("已录入，已建档。") if typed.is_new else _("已录入，记入此人原有的档案。")
        messages.success(request, words)
        seen.append(typed.case.person_id)

    if request.method == "POST" and perform(form, send):
        return redirect(papers_address(seen[0])) if seen else redirect("paper_form")
    with acting(by, reading_only=True):
        context = {"form": form, "clause": INFORMATION, "typed_before": before}
        return page_with_form(request, "intake/paper_form.html", context)


@contextmanager
def _kept_for_the_page(before: list[int]) -> Iterator[None]:
    """In whose file the same paper is already, for the link beside the refusal."""
    try:
        yield
    except TypedBefore as again:
        before.append(again.person_id)
        raise


SCANS_WITH_A_NOTICE = {"risk_opinion_scan": PaperKind.RISK_OPINION, "aid_proposal_scan": PaperKind.AID_PROPOSAL}
WITHOUT = {"without_risk_opinion": PaperKind.RISK_OPINION, "without_aid_proposal": PaperKind.AID_PROPOSAL}


class NoticeForm(forms.Form):
    """A release notice, as it stands on paper."""

    file = Text(
        label=gettext_lazy("档案号或身份证号"),
        max_length=24,
        help_text=gettext_lazy("还没有档案的，先录入登记表。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    institution = forms.TypedChoiceField(label=gettext_lazy("来文单位"), coerce=int)
    received_on = Day(label=gettext_lazy("收到日期"))
    late_because = Text(label=gettext_lazy("为什么现在才登记"), required=False, max_length=200, help_text=LATE)
    release_on = Day(label=gettext_lazy("释放日期"))
    priority = forms.MultipleChoiceField(
        label=gettext_lazy("重点帮教理由"),
        choices=OFFERED_REASONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_another_paper = another_paper()
    scan = Scan(label=gettext_lazy("通知书扫描件"), required=False)
    no_scan_because = no_scan_because()
    risk_opinion = words(
        gettext_lazy("回归社会危险性评估意见"),
        rows=3,
        length=2000,
        required=False,
        help_text=gettext_lazy("可以照录，也可以只附扫描件。"),
    )
    risk_opinion_scan = Scan(label=gettext_lazy("评估意见扫描件"), required=False)
    without_risk_opinion = forms.BooleanField(label=gettext_lazy("未随附风险评估意见"), required=False)
    aid_proposal = words(
        gettext_lazy("救助建议"),
        rows=3,
        length=2000,
        required=False,
        help_text=gettext_lazy("可以照录，也可以只附扫描件。"),
    )
    aid_proposal_scan = Scan(label=gettext_lazy("救助建议扫描件"), required=False)
    without_aid_proposal = forms.BooleanField(label=gettext_lazy("未随附救助建议"), required=False)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Everything that is missing at once: a file that was chosen has to be chosen again each time."""
        told: dict[str, Any] = super().clean() or {}
        ask_for_scan(self, told, NOTICE_SCAN_OR_WHY)
        for kind, sentence in ASKED_FOR.items():
            given = (str(kind), f"{kind}_scan", f"without_{kind}")
            if not any(told.get(name) for name in given) and not set(given) & set(self.errors):
                self.add_error(str(kind), _(sentence))
        return told


def _notice(told: dict[str, Any], *, by: ActingStaff) -> NewNotice:
    """What the notice says, and what came with it or did not."""
    scanned = [scan_told(told[field], kind, by=by, field=field) for field, kind in SCANS_WITH_A_NOTICE.items()]
    return NewNotice(
        told["release_on"],
        [PriorityReason(reason) for reason in told["priority"]],
        told["risk_opinion"],
        told["aid_proposal"],
        OnPaper(scan_told(told["scan"], PaperKind.RELEASE_NOTICE, by=by), told["no_scan_because"]),
        [scan for scan in scanned if scan is not None],
        frozenset(kind for field, kind in WITHOUT.items() if told[field]),
    )


@for_staff(Role.BUREAU_CLERK, Role.SEALING_KEEPER)
def paper_notice(request: HttpRequest) -> HttpResponse:
    """Type in a release notice about somebody who has a file."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        offered = _institutions(by)
    form = NoticeForm(request.POST or None, request.FILES or None, offered=offered)
    found: list[Case] = []
    before: list[int] = []

    def send(told: dict[str, Any]) -> None:
        with acting(by, reading_only=True):
            case = find_file(told["file"], for_staff=by)
        if case is None:
            raise StepRefused(_("没有您可以看的档案有这个号码：请核对，或先录入登记表。"), field="file")
        look_at(request, case.person_id, "release notice")
        notice, how = _notice(told, by=by), {"on": told["received_on"], "late_because": told["late_because"]}
        institution_id = told["institution"]
        # What contradicts itself is told at once, too.
        for field, sentence in list(unsaid_of(notice).items())[1:]:
            form.add_error(field, sentence)
        with _kept_for_the_page(before):
            type_in_notice(case.pk, institution_id, notice, by=by, is_another_paper=told["is_another_paper"], **how)
        found.append(case)

    if request.method == "POST" and perform(form, send):
        messages.success(request, _("通知书已录入。"))
        return redirect(papers_address(found[0].person_id))
    with acting(by, reading_only=True):
        context = {"form": form, "clause": INFORMATION, "typed_before": before}
        return page_with_form(request, "intake/paper_notice.html", context)
