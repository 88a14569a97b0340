"""What an office recorded, as pages show it, and the forms that put it right: another day, never happened, words taken out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anbang.coordination.office.actions import CLAUSES
from anbang.coordination.office.models import OfficeAct, OfficeActKind, Presence
from anbang.coordination.office.queries import get_act_to_mend, offices_of
from anbang.coordination.office.repairing import correct_office_day, may_mend, redact_office_act, withdraw_office_act
from anbang.organisations.acting import ActingStaff, acting
from anbang.policy.clauses import RHYTHM
from anbang.web.forms import page_with_form, perform
from anbang.web.intake.fields import Day, words
from anbang.web.office.roles import RECORDING
from anbang.web.versions import merged
from anbang.web.views import acting_staff, for_staff

STRUCK_THROUGH = _("原来的内容仍留在记录里，划去并注明原因。")


def why_field(hint: Any = STRUCK_THROUGH) -> Any:
    """The reason, which stays beside what is struck through."""
    return words(_("原因"), length=200, help_text=hint)


class WhyForm(forms.Form):
    """Only why."""

    why = why_field()


class RedactForm(forms.Form):
    """Only why; what is taken out stands nowhere any more."""

    why = why_field(_("不要在原因里重复要删去的内容。"))


class DayForm(forms.Form):
    """The right day, and why."""

    on = Day(label=_("正确的日期"))
    why = why_field()


@dataclass(frozen=True, slots=True)
class Mend:
    """A way to put an act right: its name in the address, its words, its form and the one action."""

    slug: str
    title: Any
    send: Any
    done: Any
    icon: str
    form: type[forms.Form]
    act: Callable[[OfficeAct, dict[str, Any], ActingStaff], None]
    grave: bool = False
    hint: Any = ""


MENDS = {
    mend.slug: mend
    for mend in (
        Mend(
            *("correct-day", _("更正这一天"), _("更正"), _("日期已更正，期限已重新计算。"), "calendar-event", DayForm),
            lambda act, told, by: correct_office_day(act.pk, told["on"], why=told["why"], by=by, seen=act.on),
        ),
        Mend(
            *("withdraw", _("撤销这一条"), _("撤销"), _("已撤销，期限和统计已重新计算。"), "arrow-back-up", WhyForm),
            lambda act, told, by: withdraw_office_act(act.pk, why=told["why"], by=by),
            grave=True,
            hint=_("没有办过或者重复登记的。撤销后划去留存，不再计入期限、次数和教育覆盖。"),
        ),
        Mend(
            *("redact", _("删去这段文字"), _("删去这段文字"), _("文字已删去，这条记录仍在。"), "x", RedactForm),
            lambda act, told, by: redact_office_act(act.pk, why=told["why"], by=by),
            grave=True,
            hint=_("例如写到了别人的隐私。文字删去后不能恢复。"),
        ),
    )
}


def acts_shown(found: Iterable[OfficeAct], *, by: ActingStaff) -> list[dict[str, Any]]:
    """Acts as rows: who came, how they were put right, and how the reader may put them right."""
    rows = []
    for act in found:
        came = [one.presence for one in act.attendance.all()]
        mends = list(_mends(act, by=by))
        rows.append({"act": act, "came": came.count(Presence.ATTENDED), "asked": len(came), "mends": mends})
    return rows


def _mends(act: OfficeAct, *, by: ActingStaff) -> Iterator[dict[str, Any]]:
    if not may_mend(act, by=by):
        return
    for mend in MENDS.values():
        if act.words if mend.slug == "redact" else act.withdrawn_on is None:
            yield {"title": mend.title, "address": reverse("mend_office_act", args=[act.pk, mend.slug])}


def _where_it_stands(act: OfficeAct, *, by: ActingStaff) -> str:
    """The reader's own page, or that of the district with the act's town opened."""
    if act.office_id in offices_of(for_staff=by):
        return reverse("office")
    return f"{reverse('district_office')}?year={act.on.year}&town={act.office.area_id}#recorded"


@for_staff(*RECORDING)
def mend_act(request: HttpRequest, act_id: int, slug: str) -> HttpResponse:
    """Put one act of an office right, with a reason."""
    by = acting_staff(request)
    if slug not in MENDS:
        raise OfficeAct.DoesNotExist
    mend = MENDS[slug]
    with acting(by, reading_only=True):
        act = get_act_to_mend(act_id, for_staff=by)
        shown = acts_shown([act], by=by)[0]
        back = _where_it_stands(act, by=by)
    now = {"on": act.on.isoformat()} if mend.form is DayForm else {}
    sent, clashes = merged(request.POST or None, now, {"on": DayForm.base_fields["on"].label})
    form = mend.form(sent, initial={"on": act.on})

    def send(told: dict[str, Any]) -> None:
        mend.act(act, told, by)
        messages.success(request, str(mend.done))

    if request.method == "POST" and not clashes and perform(form, send):
        return redirect(back)
    with acting(by, reading_only=True):
        context = {
            "form": form,
            "mend": mend,
            "row": shown,
            "back": back,
            "clashes": clashes,
            "stood": now,
            "clause": CLAUSES.get(OfficeActKind(act.kind), RHYTHM),
        }
        return page_with_form(request, "office/mend.html", context)
