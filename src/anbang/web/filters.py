"""The filters of a list beyond its chips, and those that the reader keeps: brought to the list when it is there, or a page of its own."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from anbang.casework.duty.queries import rules_kept_from, work_list
from anbang.casework.person.queries import visible_to
from anbang.lib.visible import visible
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.directory import directory
from anbang.organisations.filters import filters_of, keep_filter, remove_filter, rename_filter
from anbang.organisations.kinds import AreaKind, FilteredList, OfficeKind, Role
from anbang.organisations.models import MOST_FILTERS, Area, Posting
from anbang.organisations.queries import areas_within_the_district
from anbang.organisations.steps import StepRefused
from anbang.policy import RULES, DutyDefinition
from anbang.web.duties import title_of
from anbang.web.forms import UNPROCESSABLE
from anbang.web.narrowing import OTHERS, Narrowed, counts_of, filter_of, kept_filter
from anbang.web.readers import OF_FILES, OF_OWN_WORK
from anbang.web.views import acting_staff, for_staff, reads

LONGEST_NAME = 16
FEWEST_SIGNS_OF_A_NAME = 2
# A village has a list of its own, of whom to call on.
FILTERING = (*OF_FILES, *(role for role in OF_OWN_WORK if role != Role.VILLAGE_CADRE))
Choices = list[dict[str, Any]]


@reads(*FILTERING)
def filters(request: HttpRequest, shown: str) -> HttpResponse:
    """The filters of a list, with what is asked for now filled in."""
    by = acting_staff(request)
    context = _context(filter_of(_list(shown, by), request.GET, by=by), by=by)
    is_brought = request.headers.get("HX-Request") == "true"
    return render(request, "filters/part.html" if is_brought else "filters/page.html", context)


@for_staff(*FILTERING)
def keep(request: HttpRequest, shown: str) -> HttpResponse:
    """POST keeps the filter that stands in the form, calls one otherwise or lets it go, and leads back to its list; GET is the page of filters."""
    by = acting_staff(request)
    of = _list(shown, by)
    asked = request.POST if request.method == "POST" else request.GET
    with acting(by, reading_only=True):
        narrowed = filter_of(of, asked, by=by)
    fault = _done(request, narrowed, by=by) if request.method == "POST" else ""
    if request.method == "POST" and not fault:
        return redirect(f"{reverse(shown)}?{narrowed.query}" if narrowed.query else reverse(shown))
    with acting(by, reading_only=True):
        told = {"fault": fault, "name": request.POST.get("name", "")}
        context = {**_context(narrowed, by=by), **told}
        return render(request, "filters/page.html", context, status=UNPROCESSABLE if fault else 200)


def _list(shown: str, by: ActingStaff) -> FilteredList:
    """The list, if it is there for the reader."""
    if shown not in FilteredList.values or (shown == FilteredList.PEOPLE and by.roles.isdisjoint(OF_FILES)):
        raise Http404
    return FilteredList(shown)


def _done(request: HttpRequest, narrowed: Narrowed, *, by: ActingStaff) -> str:
    """Nothing once it is done; else what is wrong."""
    do, place = request.POST.get("do", ""), request.POST.get("which", "")
    which = int(place) if place in map(str, range(1, MOST_FILTERS + 1)) else 0
    if do == "remove":
        remove_filter(which, by=by)
        return ""
    name = visible(request.POST.get("name", "")).strip()
    if fault := _fault_in(name, by=by):
        return fault
    if do == "keep" and not narrowed.query:
        return _("现在没有筛选，没有可存的。")
    try:
        if do == "keep":
            keep_filter(narrowed.shown, name, narrowed.query, by=by)
        else:
            rename_filter(which, name, by=by)
    except StepRefused as refused:
        return str(refused)
    return ""


def _fault_in(name: str, *, by: ActingStaff) -> str:
    """A name says which filter it is, and nobody's name."""
    if not 0 < len(name) <= LONGEST_NAME:
        return _("请起一个名称，不超过 %(most)s 个字。") % {"most": LONGEST_NAME}
    parts = {
        name[start:end] for start in range(len(name)) for end in range(start + FEWEST_SIGNS_OF_A_NAME, len(name) + 1)
    }
    with acting(by, reading_only=True):
        if visible_to(by).filter(name__in=parts).exists():
            return _("名称里不要写人名：筛选存的是条件，不是人。")
    return ""


def _context(narrowed: Narrowed, *, by: ActingStaff) -> dict[str, Any]:
    kept = filters_of(narrowed.shown, for_staff=by)
    stored = [(one, kept_filter(narrowed.shown, one.query, by=by)) for one in kept]
    usable = [(one, told) for one, told in stored if told.query == one.query]
    many = counts_of([told for _one, told in usable], by=by)
    address = reverse(narrowed.shown)
    return {
        "shown": narrowed.shown,
        "address": address,
        "chips": [
            {"label": one.name, "count": count, "address": f"{address}?{told.query}", "here": told == narrowed}
            for (one, told), count in zip(usable, many, strict=True)
        ],
        "kept": kept,
        "narrowed": narrowed,
        "carried": narrowed.told,
        "chosen_by_chips": {key: value for key, value in narrowed.told.items() if key not in narrowed.narrow},
        "choices": [one for one in _choices(narrowed, by=by) if one["options"]],
        "longest_name": LONGEST_NAME,
    }


def _choices(narrowed: Narrowed, *, by: ActingStaff) -> Choices:
    """What may be chosen beyond the chips, as far as there is a choice."""
    is_of_others = narrowed.whose == OTHERS
    found: Choices = []
    if narrowed.shown is FilteredList.TODAY:
        found.append(
            {"key": "rule", "label": _("什么事"), "options": _rules(narrowed, is_of_others=is_of_others, by=by)}
        )
    found.append({"key": "place", "label": _("哪里"), "options": _places(narrowed, by=by)})
    if not is_of_others and by.office_kind == OfficeKind.JUSTICE_OFFICE:
        found.append({"key": "hands", "label": _("谁承办"), "options": _colleagues(narrowed, by=by)})
    return found


def _option(value: object, label: str, chosen: object) -> dict[str, Any]:
    return {"value": value, "label": label, "chosen": value == chosen}


def _rules(narrowed: Narrowed, *, is_of_others: bool, by: ActingStaff) -> list[dict[str, Any]]:
    """Kinds of duties: of one's own office those that there are, with how many; of others every kind."""
    if is_of_others:
        kept_from = rules_kept_from(by)
        about_people = (name for name, duty in RULES.duties.items() if isinstance(duty, DutyDefinition))
        return [_option(rule, title_of(rule), narrowed.rule) for rule in about_people if rule not in kept_from]
    counted = (
        work_list(for_staff=by).order_by().values_list("rule").annotate(many=Count("id")).order_by("-many", "rule")
    )
    return [_option(rule, f"{title_of(rule)} {many}", narrowed.rule) for rule, many in counted]


def _places(narrowed: Narrowed, *, by: ActingStaff) -> list[dict[str, Any]]:
    """The villages of the reader's town; for whoever sees the district, its towns."""
    areas = areas_within_the_district().order_by("id")
    if by.sees_the_district:
        wanted = areas.filter(kind__in=AreaKind.towns())
    elif by.area_id is not None and directory().areas[by.area_id].kind in AreaKind.towns():
        wanted = areas.filter(parent=by.area_id)
    else:
        wanted = Area.objects.none()
    return [_option(area.pk, area.short_name, narrowed.place) for area in wanted]


def _colleagues(narrowed: Narrowed, *, by: ActingStaff) -> list[dict[str, Any]]:
    """Who holds cases in the reader's office; the reader first."""
    posts = Posting.objects.on(by.today).filter(office__in=by.own_offices, role=Role.JUSTICE_ASSISTANT)
    names = dict(posts.order_by("staff_id").values_list("staff_id", "staff__name"))
    own = {by.staff_id: _("我")} if by.staff_id in names else {}
    return [
        _option(key, label, narrowed.hands)
        for key, label in {**own, **{k: v for k, v in names.items() if k != by.staff_id}}.items()
    ]
