"""The places a reader can go: those whose page lets them in, in the order in which an office uses them."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from anbang.organisations.acting import ActingStaff


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the menu. `short` is what fits under a thumb on a phone."""

    view: str
    icon: str
    label: object
    short: object
    here: bool = False

    @property
    def address(self) -> str:
        """Where it leads."""
        return reverse(self.view)


PLACES = (
    Place("today", "home", _("今日工作"), _("今日")),
    Place("lists", "file-spreadsheet", _("监所名单"), _("名单")),
    Place("answers", "mail-opened", _("回复与退回"), _("回复")),
    Place("people", "users", _("人员档案"), _("档案")),
    Place("my_people", "users", _("我的人员"), _("人员")),
    Place("closed_list", "shield-lock", _("封存名册"), _("封存")),
    Place("places", "map-2", _("机构与网络"), _("机构")),
    Place("policy", "book-2", _("政策条款"), _("政策")),
)
# The section a page belongs to, for pages that are no entry themselves.
WITHIN = {
    "list": "lists",
    "correct_row": "lists",
    "confirm_preview": "lists",
    "case_file": "people",
    "paper": "people",
    "one_of_mine": "my_people",
    "signs": "people",
    "take_step": "people",
    "take_step_about": "people",
    "town": "places",
    "why": "today",
    "verify": "today",
    "arrange_reception": "today",
    "alert_priority": "today",
    "clause": "policy",
    "rule": "policy",
    "duty": "policy",
    "official": "policy",
    "official_document": "policy",
}


def places_for(request: HttpRequest, by: ActingStaff) -> list[Place]:
    """The entries open to `by`, the one that is shown marked."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    here = {WITHIN.get(name or "", name)}
    if "people" in here:
        here.add("my_people")  # where those are who open no files
    return [
        Place(place.view, place.icon, place.label, place.short, here=place.view in here)
        for place in PLACES
        if may_open(place.view, by)
    ]


def may_open(view: str, by: ActingStaff) -> bool:
    """Whether the page lets `by` in; the page itself says so, see `web.views`."""
    roles = resolve(reverse(view)).func.roles  # type: ignore[attr-defined]
    return roles is None or bool(roles & by.roles)
