"""The digest of the morning, and what was told up the chain (clause 2.3.4, RHY-6)."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.duty.chain import get_late_duty, let_rest, told_to
from anbang.casework.duty.digest import digest_of, put_away
from anbang.casework.duty.telling import Pause, ToldUp
from anbang.casework.handover.alarm import NOT_MET
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.policy.clauses import RHYTHM
from anbang.web.duties import ShownDuty, shown
from anbang.web.forms import page_with_form, perform
from anbang.web.intake.fields import Day, words
from anbang.web.views import acting_staff, for_staff, look_at, reads, writes

TOLD_TO = (Role.TOWN_OFFICER, Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER)
TOLD_A_PAGE = 30
TOLD_ON_THE_FIRST_PAGE = 5


@dataclass(frozen=True, slots=True)
class ShownTelling:
    """A telling as a row shows it."""

    told: ToldUp
    shown: ShownDuty
    rests: bool

    @property
    def is_alarm(self) -> bool:
        """Whether nobody met somebody at the gate."""
        return self.told.because == NOT_MET


def _shown(told: ToldUp, *, by: ActingStaff) -> ShownTelling:
    return ShownTelling(told, shown(told.duty, by=by), bool(getattr(told, "rests", False)))


def on_the_first_page(*, by: ActingStaff) -> dict[str, Any]:
    """The digest, the alarms of the day, and the newest of what was told."""
    if by.roles.isdisjoint(TOLD_TO):
        return {"digest": digest_of(for_staff=by)}
    told = told_to(for_staff=by)
    return {
        "digest": digest_of(for_staff=by),
        "alarms": [_shown(one, by=by) for one in told.filter(because=NOT_MET)],
        "told": [_shown(one, by=by) for one in told.exclude(because=NOT_MET)[:TOLD_ON_THE_FIRST_PAGE]],
        "told_count": told.count(),
        "hears": True,
    }


@reads(*TOLD_TO)
def told_up(request: HttpRequest) -> HttpResponse:
    """Everything that was told to the reader and is undone."""
    by = acting_staff(request)
    page = Paginator(told_to(for_staff=by), TOLD_A_PAGE).get_page(request.GET.get("page"))
    told = [_shown(one, by=by) for one in page]
    return render(request, "telling/told.html", {"page": page, "told": told, "clause": RHYTHM})


@writes()
def put_digest_away(request: HttpRequest) -> HttpResponse:
    """Seen: it does not stand on the first page any more today."""
    put_away(by=acting_staff(request))
    return redirect("today")


class RestForm(forms.Form):
    """Until when telling rests, and why."""

    until = Day(label=gettext_lazy("暂停到哪一天"))
    why = words(gettext_lazy("原因"), length=200)


@for_staff(*TOLD_TO)
def rest(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Let the telling of one duty rest; the duty stays as late as it is."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        duty = get_late_duty(duty_id, for_staff=by)
    if duty.case is not None:
        look_at(request, duty.case.person_id, "telling of a duty")
    form = RestForm(request.POST or None)

    def send(told: dict[str, Any]) -> None:
        let_rest(duty_id, until=told["until"], why=told["why"], by=by)
        messages.success(request, _("已暂停上报；这件事仍按原期限计算。"))

    if request.method == "POST" and perform(form, send):
        return redirect("told_up")
    with acting(by, reading_only=True):
        duty = get_late_duty(duty_id, for_staff=by)
        pauses = Pause.objects.filter(duty=duty).select_related("paused_by").order_by("-from_on")
        context = {"form": form, "shown": shown(duty, by=by), "duty": duty, "pauses": list(pauses), "clause": RHYTHM}
        return page_with_form(request, "telling/rest.html", context)
