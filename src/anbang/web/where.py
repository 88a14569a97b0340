"""Which page it is, without whatever its address names: as somebody may tell it who says that something is wrong there."""

import re

from django.http import HttpRequest
from django.urls import URLPattern, get_resolver

from anbang.coordination.feedback.models import ADDRESS_OF_NOBODY
from anbang.web.navigation import PLACES, WITHIN

NOBODY = "…"
CONVERTER = re.compile(r"<[^>]+>")
SLUG = re.compile(r"<slug:(\w+)>")


def page_of_nobody(request: HttpRequest) -> str:
    """/people/…/steps/visit/: every part that names a row is left out, steps and the like keep their names."""
    match = request.resolver_match
    if match is None or match.route is None:
        return f"/{NOBODY}/"
    told = SLUG.sub(lambda found: str(match.kwargs.get(found[1], NOBODY)), match.route)
    parts = [NOBODY if CONVERTER.search(part) else part for part in told.split("/") if part]
    return kept("/" + "".join(f"{part}/" for part in parts))


def kept(page: str) -> str:
    """The page as it was told, if nothing stands in it that could name anybody."""
    return page if re.fullmatch(ADDRESS_OF_NOBODY.strip("^$"), page) and len(page) <= 200 else f"/{NOBODY}/"


def section_of(page: str) -> str:
    """The entry of the menu to which a page belongs that was told so; empty for one that belongs to none."""
    parts = page.strip("/").split("/")
    routes = (one for one in get_resolver().url_patterns if isinstance(one, URLPattern))
    name = next((one.name for one in routes if _is_like(parts, str(one.pattern))), None)
    section = WITHIN.get(name or "", name)
    return next((str(place.label) for place in PLACES if place.view == section), "")


def _is_like(parts: list[str], route: str) -> bool:
    theirs = route.strip("/").split("/")
    return len(parts) == len(theirs) and all(
        mine == their or CONVERTER.search(their) for mine, their in zip(parts, theirs, strict=True)
    )
