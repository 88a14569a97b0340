"""Everything that happened about somebody, and parts of it: by what it is about, by year. The address is the filter."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anbang.casework.person.models import Person
from anbang.organisations.acting import ActingStaff
from anbang.web.history import Entry, history_of
from anbang.web.history import shown as in_words
from anbang.web.paging import page_of
from anbang.web.steps.register import STEPS
from anbang.web.steps.step import GROUPS

ENTRIES_A_PAGE = 50
# What tells no act, such as papers that came and what was told up; and what was put right or withdrawn, whatever it was.
BESIDE, MENDED = "beside", "mended"
PARTS: Mapping[str, Any] = {
    **{name: label for name, label in GROUPS.items() if name != "mend"},
    # That there are such things as signs is told to nobody who may not read them (LAW-6).
    "grave": _("重点帮教"),
    BESIDE: _("材料与上报"),
    MENDED: _("更正过的"),
}
GROUP_OF_KIND = {step.kind: step.group for step in reversed(list(STEPS.values())) if step.kind}


def timeline_shown(request: HttpRequest, person: Person, *, by: ActingStaff) -> dict[str, Any]:
    """A page of the timeline as the address asks for it, and the ways to its other parts, each with how much there is."""
    entries = history_of(person, by=by)
    part, year = request.GET.get("of", ""), request.GET.get("year", "")
    part = part if part in PARTS else ""
    years = Counter(str(entry.on.year) for entry in entries)
    year = year if year in years else ""
    of_year = [entry for entry in entries if not year or str(entry.on.year) == year]
    parts = Counter(name for entry in of_year for name in _parts_of(entry))
    page = page_of(request, [entry for entry in of_year if not part or part in _parts_of(entry)], size=ENTRIES_A_PAGE)
    address = reverse("case_file", args=[person.pk])
    return {
        "history": page,
        "entries": in_words(list(page), by=by, in_full=True),
        "kept": _query(part, year),
        "part_chips": [
            _chip(label, count, address, name, year, here=part == name)
            for name, label, count in [
                ("", _("全部"), len(of_year)),
                *((name, PARTS[name], parts[name]) for name in PARTS),
            ]
            if count
        ],
        "year_chips": _years(years, len(entries), address, part, year),
    }


def _parts_of(entry: Entry) -> tuple[str, ...]:
    if entry.act is None:
        return (BESIDE,)
    was_mended = bool(entry.act.withdrawn_on or entry.act.corrections.all())
    return (GROUP_OF_KIND.get(entry.act.kind, BESIDE), *((MENDED,) if was_mended else ()))


def _years(years: Counter[str], of_all: int, address: str, part: str, year: str) -> Sequence[Mapping[str, Any]]:
    """The years in which something happened, the latest first; none to choose from where there is one."""
    if len(years) < 2:
        return []
    told = [("", _("各年"), of_all), *((name, name, years[name]) for name in sorted(years, reverse=True))]
    return [_chip(label, count, address, part, name, here=year == name) for name, label, count in told]


def _chip(label: Any, count: int, address: str, part: str, year: str, *, here: bool) -> dict[str, Any]:
    return {"label": label, "count": count, "address": f"{address}?{_query(part, year)}", "here": here, "alarm": False}


def _query(part: str, year: str) -> str:
    return "&".join(["tab=history", *(f"{name}={value}" for name, value in (("of", part), ("year", year)) if value)])
