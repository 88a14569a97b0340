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

from anbang.casework.arrival.reception import alarms
from anbang.casework.duty.chain import get_late_duty, let_rest, resting_now, stands_above, told_to
from anbang.casework.duty.digest import put_away
from anbang.casework.duty.telling import ALARMS, NO_OUTCOME, Pause, ToldUp
from anbang.casework.handover.unanswered import unanswered, who_is_asked
from anbang.casework.juvenile.closed_list import closed_work
from anbang.casework.step.sweep import NAMED
from anbang.coordination.morning.actions import closed_list_waits
from anbang.exchange.batch.left_closed import closed_rows_left
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.directory import directory
from anbang.organisations.kinds import Role
from anbang.policy.clauses import RHYTHM
from anbang.web.duties import ShownDuty, shown
from anbang.web.forms import page_with_form, perform
from anbang.web.intake.fields import Day, words
from anbang.web.reception import MEETING
from anbang.web.views import acting_staff, for_staff, look_at, reads, writes

TOLD_TO = (Role.TOWN_OFFICER, Role.BUREAU_CLERK, Role.AFTERCARE_OFFICER)
TOLD_A_PAGE = 30
MOST_RESTING = 100
TOLD_ON_THE_FIRST_PAGE = ALARMS_ON_THE_FIRST_PAGE = 5


@dataclass(frozen=True, slots=True)
class ShownTelling:
    """A telling as a row shows it."""

    told: ToldUp
    shown: ShownDuty
    rests: bool
    may_rest: bool
    sent_by: str

    @property
    def is_alarm(self) -> bool:
        """Whether nobody met somebody at the gate, or nobody says whether anybody did."""
        return self.told.because in ALARMS

    @property
    def has_no_outcome(self) -> bool:
        """Whether nobody says what became of it."""
        return self.told.because == NO_OUTCOME


def _shown(told: ToldUp, *, by: ActingStaff) -> ShownTelling:
    sender = getattr(told, "sent_by_id", None)
    return ShownTelling(
        told,
        shown(told.duty, by=by),
        rests=bool(getattr(told, "rests", False)),
        may_rest=stands_above(told.duty, by=by),
        sent_by=directory().offices[sender].name if sender is not None and told.duty.owner_is_outside else "",
    )


def on_the_first_page(*, by: ActingStaff) -> dict[str, Any]:
    """Whoever was not met, before everybody who reads the pick-ups; and that something of closed files waits."""
    always: dict[str, Any] = {}
    if not by.roles.isdisjoint(NAMED):
        always["closed_work"] = closed_work(for_staff=by)
        always["closed_rows_wait"] = closed_rows_left(for_staff=by).exists()
    if not by.roles.isdisjoint(MEETING):
        found = alarms(for_staff=by, most=ALARMS_ON_THE_FIRST_PAGE + 1)
        always["alarms"] = found[:ALARMS_ON_THE_FIRST_PAGE]
        always["more_alarms"] = len(found) > ALARMS_ON_THE_FIRST_PAGE
    always["closed_list_waits"] = (
        not by.roles.isdisjoint(TOLD_TO) and by.sees_the_district and closed_list_waits(by.today)
    )
    return always


def also_told(*, by: ActingStaff) -> dict[str, Any]:
    """The newest of what was told to the reader, and questions that nobody answers."""
    if by.roles.isdisjoint(TOLD_TO):
        return {}
    told = told_to(for_staff=by)
    return {
        "told": [_shown(one, by=by) for one in told.exclude(because__in=ALARMS)[:TOLD_ON_THE_FIRST_PAGE]],
        "told_count": told.count(),
        "unanswered": unanswered_shown(by=by),
        "hears": True,
    }


def unanswered_shown(*, by: ActingStaff) -> list[dict[str, Any]]:
    """Questions of offices that nobody answers, as the district was told of them: who asks, which offices could answer, since when."""
    found = list(unanswered(for_staff=by)[:MOST_RESTING])
    asked = who_is_asked([one.person_id for one in found], on=by.today)
    return [
        {"enquiry": one, "asked": asked.get(one.person_id, ""), "days": (by.today - one.asked_on).days} for one in found
    ]


@reads(*TOLD_TO)
def told_up(request: HttpRequest) -> HttpResponse:
    """Everything that was told to the reader and is undone, and what is not told further since somebody let it rest."""
    by = acting_staff(request)
    page = Paginator(told_to(for_staff=by), TOLD_A_PAGE).get_page(request.GET.get("page"))
    told = [_shown(one, by=by) for one in page]
    resting = [{"pause": one, "shown": shown(one.duty, by=by)} for one in resting_now(for_staff=by)[:MOST_RESTING]]
    context = {
        "page": page,
        "told": told,
        "resting": resting,
        "unanswered": unanswered_shown(by=by),
        "clause": RHYTHM,
    }
    return render(request, "telling/told.html", context)


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
