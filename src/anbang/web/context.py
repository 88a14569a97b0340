"""What every page's frame shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from anbang.coordination.notice.channels import channels_there_are
from anbang.organisations.acting import ActingStaff
from anbang.organisations.days import day_in_words
from anbang.papers.official.queries import wordings_in_force
from anbang.policy import DEFAULT_PACK
from anbang.web.navigation import may_open, places_for
from anbang.web.readers import ASKING_WHY, is_discreet, is_of_a_village
from anbang.web.signing.standing import seconds_left
from anbang.web.where import page_of_nobody

THUMBS = 4


def _screen_mark(request: HttpRequest, by: ActingStaff) -> str:
    """What stands on a page that somebody prints from the screen: nobody said what for, so it has no number."""
    told = {"office": by.office_name, "account": request.user.get_username(), "day": day_in_words(by.today)}
    return _("从屏幕打印，没有登记用途 · %(office)s · %(account)s · %(day)s") % told


def frame(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, in which office, where they may go, and whether this is the demo."""
    by = getattr(request, "acting", None)
    told: dict[str, Any] = {
        "page_told": page_of_nobody(request),
        "by": by,
        "is_demo": settings.DEMO,
        "today": getattr(request, "today", None),
    }
    told["without_second_factor"] = not settings.SECOND_FACTOR
    if by is None:
        # The pages of the account itself.
        return told | {"discreet": is_of_a_village(posting.role for posting in getattr(request, "held", ()))}
    places = places_for(request, by)
    return {
        **told,
        "places": places,
        "thumbs": places[:THUMBS],
        "discreet": is_discreet(by),
        "finds_people": may_open("find_people", by),
        "opens_files": may_open("people", by),
        "has_notices": bool(channels_there_are()),
        "has_a_calendar": may_open("calendar_link", by),
        "screen_mark": SimpleLazyObject(lambda: _screen_mark(request, by)),
        "asks_why": not by.roles.isdisjoint(ASKING_WHY),
        "postings": sorted(request.held, key=lambda held: held.pk),  # type: ignore[attr-defined]
        "seconds_left": seconds_left(request),
        "seconds_warned": int(settings.SESSION_WARNED.total_seconds()),
        "minutes_warned": int(settings.SESSION_WARNED.total_seconds() // 60),
        # Asked once, and only by a page that shows clauses.
        "wordings": SimpleLazyObject(lambda: wordings_in_force(DEFAULT_PACK.name)),
    }
