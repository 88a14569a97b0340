"""An office's own year: what is due, what was done, who came to lessons, and the same for all towns."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.casework.charge.counting import TownCount, counted_by_town
from anbang.casework.duty.models import Duty
from anbang.coordination.morning.actions import last_sweep
from anbang.coordination.office.actions import CLAUSES, LESSONS, record_office_act
from anbang.coordination.office.facts import OCCASIONS
from anbang.coordination.office.models import KeyPeriod, OfficeAct, OfficeActKind, Presence
from anbang.coordination.office.queries import (
    TownYear,
    acts_of,
    coverage,
    duties_to_record,
    key_periods,
    may_record,
    missed_by_offices,
    names_of_key_periods,
    offices_of,
    people_in_care,
    recorded_for,
    recorded_in_town,
    towns_of_the_year,
    undone_in_town,
    years_kept,
)
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.policy.clauses import RHYTHM
from anbang.web.duties import shown
from anbang.web.forms import Text, page_with_form, perform
from anbang.web.intake.fields import Day, words
from anbang.web.navigation import ways_open
from anbang.web.office.mending import acts_shown
from anbang.web.office.roles import LEADING, RECORDING
from anbang.web.once import hand_of, key_for, send_once, was_sent
from anbang.web.references import number_told, reference
from anbang.web.views import acting_staff, for_staff, reads

ACTS_A_PAGE = 20
PRESENCE = "presence-"
Names = Callable[[], Mapping[date, str]]
"""The first day of a key period → its name; asked for only where a duty is about one."""


def _duties(found: Iterable[Duty], *, by: ActingStaff, names: Names) -> list[dict[str, Any]]:
    """Duties as rows, with the name of the key period where they are about one."""
    occasions = {occasion.name for occasion in OCCASIONS}
    return [
        {"shown": shown(duty, by=by), "about": names().get(duty.opens_on, "") if duty.rule in occasions else ""}
        for duty in found
    ]


@reads(*RECORDING)
def office(request: HttpRequest) -> HttpResponse:
    """What the reader's office owes by the calendar, what it did, and who was reached by education."""
    by = acting_staff(request)
    recorded, names = recorded_for(by), cache(names_of_key_periods)
    ours = offices_of(for_staff=by, recorded=recorded)
    page = Paginator(acts_of(ours), ACTS_A_PAGE).get_page(request.GET.get("page"))
    educates = Role.JUSTICE_ASSISTANT in by.roles
    context = {
        "duties": _duties(duties_to_record(for_staff=by, recorded=recorded), by=by, names=names),
        "missed": _duties(missed_by_offices(ours, on=by.today), by=by, names=names),
        "kinds": list(recorded),
        "acts": acts_shown(page, by=by),
        "page": page,
        "periods": key_periods(on=by.today),
        "covered": coverage(for_staff=by) if educates else [],
        "educates": educates,
        "leads": not by.roles.isdisjoint(LEADING),
        "ways": ways_open("office", by),
        "clause": RHYTHM,
    }
    return render(request, "office/office.html", context)


class ActForm(forms.Form):
    """What an office did on a day."""

    on = Day(label=gettext_lazy("哪一天"))
    key_period = forms.TypedChoiceField(
        label=gettext_lazy("哪个重点时期"), coerce=int, required=False, empty_value=None
    )
    words = words(
        gettext_lazy("内容"),
        rows=4,
        length=1000,
        help_text=gettext_lazy("主持人、内容、材料、议定事项。不写任何人的罪名。"),
    )
    late_because = Text(
        label=gettext_lazy("为什么现在才登记"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("过了几天才登记的，写明原因。"),
    )

    def __init__(self, *args: Any, kind: OfficeActKind, periods: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind is OfficeActKind.KEY_PERIOD_EDUCATION:
            self.fields["key_period"].choices = [("", _("请选择")), *periods]  # type: ignore[attr-defined]
            self.fields["key_period"].required = True
        else:
            del self.fields["key_period"]


@for_staff(*RECORDING)
def record_act(request: HttpRequest, kind: str) -> HttpResponse:
    """Record one thing with its day; for a lesson, who came."""
    by = acting_staff(request)
    if kind not in OfficeActKind.values:
        raise OfficeAct.DoesNotExist
    chosen = OfficeActKind(kind)
    with acting(by, reading_only=True):
        at = may_record(chosen, for_staff=by)
        if at is None:
            raise OfficeAct.DoesNotExist
        periods = [
            (one.pk, one.name)
            for one in KeyPeriod.objects.filter(begins_on__lte=by.today, withdrawn_on=None).order_by("-begins_on")
        ]
    hand = hand_of(request, by)
    if request.method == "POST" and was_sent(hand):
        messages.success(request, _("这张表已经登记过，没有重复登记。要再登记一次，请重新打开这一步。"))
        return redirect("office")
    form = ActForm(request.POST or None, kind=chosen, periods=periods, initial={"on": by.today})

    def send(told: dict[str, Any]) -> None:
        send_once(
            hand,
            lambda: record_office_act(
                chosen,
                at.pk,
                by=hand,
                on=told["on"],
                words=told["words"],
                key_period_id=told.get("key_period"),
                late_because=told["late_because"],
                attendance=_attendance(request),
            ),
        )
        messages.success(request, _("已登记：%(what)s。") % {"what": chosen.label})

    if request.method == "POST" and perform(form, send):
        return redirect("office")
    with acting(by, reading_only=True):
        asked = people_in_care(for_staff=by) if chosen in LESSONS else []
        context = {
            "form": form,
            "kind": chosen,
            "at": at,
            "people": [
                {"person": person, "told": request.POST.get(f"{PRESENCE}{reference('person', person.pk)}", "")}
                for person in asked
            ],
            "presences": Presence.choices,
            "form_key": key_for(request, by),
            "clause": CLAUSES.get(chosen, RHYTHM),
        }
        return page_with_form(request, "office/record.html", context)


def _attendance(request: HttpRequest) -> dict[int, Presence]:
    told = {
        number_told("person", name.removeprefix(PRESENCE)): str(value)
        for name, value in request.POST.items()
        if name.startswith(PRESENCE)
    }
    return {key: Presence(value) for key, value in told.items() if key is not None and value in Presence.values}


# In the units of the picture: narrow enough that its words are legible on a phone.
ROW_HEIGHT, NAME_WIDTH, LONGEST_BAR, FIGURES_WIDTH = 24, 72, 170, 76


@reads(*LEADING)
def district_office(request: HttpRequest) -> HttpResponse:
    """All towns side by side: what was done this year, and what is late."""
    by = acting_staff(request)
    years = years_kept(on=by.today)
    year = next((one for one in years if str(one) == request.GET.get("year")), by.today.year)
    until = min(by.today, date(year, 12, 31))
    towns = towns_of_the_year(on=until)
    opened = next((one.town for one in towns if str(one.town.pk) == request.GET.get("town")), None)
    # How people stand today; of an earlier year only what the offices did is told.
    whole = counted_by_town(for_staff=by) if year == by.today.year else None
    context = {
        "towns": [(one, whole.towns.get(one.town.pk, TownCount()) if whole else None) for one in towns],
        "behind": sum(town.undone > 0 for town in towns),
        "chart": _chart(towns),
        "year": year,
        "years": years,
        "opened": opened,
        "undone": _duties(undone_in_town(opened, on=until), by=by, names=cache(names_of_key_periods)) if opened else [],
        "acts": acts_shown(recorded_in_town(opened, on=until), by=by) if opened else [],
        "clause": RHYTHM,
        "swept": last_sweep(),
        "counted": whole,
    }
    return render(request, "office/district.html", context)


def _chart(towns: list[TownYear]) -> dict[str, Any]:
    """A bar for what each town's offices did this year, with what is late beside it."""
    most = max((town.meetings + town.liaisons + town.lessons for town in towns), default=0) or 1
    bars = []
    for place, town in enumerate(towns):
        done = town.meetings + town.liaisons + town.lessons
        width = round(done * LONGEST_BAR / most)
        bars.append(
            {
                "name": town.town.name,
                "done": done,
                "undone": town.undone,
                "top": place * ROW_HEIGHT,
                "middle": place * ROW_HEIGHT + ROW_HEIGHT * 2 // 3,
                "width": width,
                "end": NAME_WIDTH + width + 6,
            }
        )
    return {
        "bars": bars,
        "height": len(towns) * ROW_HEIGHT,
        "from": NAME_WIDTH,
        "names_end": NAME_WIDTH - 8,
        "thick": ROW_HEIGHT - 8,
        "wide": NAME_WIDTH + LONGEST_BAR + FIGURES_WIDTH,
    }
