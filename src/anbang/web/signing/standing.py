"""Before any page: whether what somebody is signed in to still holds, and whether they have to do something else first."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anbang.lib.sealing import KeyringFault
from anbang.organisations.queries import postings_of
from anbang.web.signing.opened import shut_veil
from anbang.web.signing.second_factor import needs_second_factor, second_factor_of
from anbang.web.signing.store import SEEN, SessionStore

logger = logging.getLogger("anbang.web")

SINCE, POSTS = "since", "posts"
# As fine as it is kept when somebody was last seen: a session is written once a minute, not at every click.
SEEN_EVERY_SECONDS = 60
# Asked by the page by itself, and no sign of anybody.
ASKED_BY_PAGES: Final = frozenset({"list_progress", "how_long"})
ANYWHERE: Final = frozenset({"account_logout", "language", "health", "how_long", "still_here"})
CHANGING_THE_PASSWORD: Final = ANYWHERE | {"account_change_password"}
SETTING_UP: Final = ANYWHERE | {
    *("account_change_password", "account_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn"),
}


def signed_in_just_now(request: HttpRequest) -> bool:
    """Whether the sign-in itself is as good as being asked again."""
    since: float | None = request.session.get(SINCE)
    return since is not None and time.time() - since < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def seconds_left(request: HttpRequest) -> int:
    """How long the session lasts yet if nobody does anything; none where nobody is signed in."""
    if not request.user.is_authenticated or SINCE not in request.session:
        return 0
    now = time.time()
    idle = request.session[SEEN] + settings.SESSION_IDLE.total_seconds() - now
    at_all = request.session[SINCE] + settings.SESSION_LONGEST.total_seconds() - now
    return max(0, int(min(idle, at_all)))


class StandingMiddleware:
    """Ends what is over, and leads whoever has a first password or lacks a second factor to where it is set right."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What is to be done is done when the page is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, _args: object, _named: dict[str, Any]) -> Any:
        """None lets the page come."""
        try:
            if not request.user.is_authenticated:
                return None
        except KeyringFault as gone:
            return _without_keys(request, gone)
        shut_veil(request, view)
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        told = {"has_second_factor": second_factor_of(request.user)}
        request.held = postings_of(request.user, on=request.today, **told)  # type: ignore[attr-defined, arg-type]
        if over := _why_over(request, name):
            logout(request)
            messages.info(request, over)
            return None
        return _elsewhere_first(request, name)


def _without_keys(request: HttpRequest, gone: KeyringFault) -> HttpResponse:
    """Without the keys nobody is known to be signed in. The page says so to whoever asks; once they are back, everybody goes on."""
    logger.error("%s", gone)
    session, request.session = request.session, SessionStore()  # what stands in the page would be read from a session
    request.user = AnonymousUser()
    try:
        return render(request, "seal_broken.html", {"keys_missing": True}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    finally:
        request.session = session


def _why_over(request: HttpRequest, name: str) -> str:
    """The sentence that says why the session has ended; empty while it holds. Notes when somebody was last seen."""
    now, session = time.time(), request.session
    posts = [posting.pk for posting in request.held]  # type: ignore[attr-defined]
    if SINCE not in session:
        session[SINCE], session[SEEN], session[POSTS] = now, now, posts
    if now - session[SEEN] >= settings.SESSION_IDLE.total_seconds():
        minutes = int(settings.SESSION_IDLE.total_seconds() // 60)
        return _("超过 %(minutes)s 分钟没有操作，已自动退出。") % {"minutes": minutes}
    if now - session[SINCE] >= settings.SESSION_LONGEST.total_seconds():
        hours = int(settings.SESSION_LONGEST.total_seconds() // 3600)
        return _("登录已满 %(hours)s 小时，请重新登录。") % {"hours": hours}
    if posts != session[POSTS]:
        return _("您的岗位有变动，请重新登录。")
    if name not in ASKED_BY_PAGES and now - session[SEEN] >= SEEN_EVERY_SECONDS:
        session[SEEN] = now
    return ""


def _elsewhere_first(request: HttpRequest, name: str) -> HttpResponse | None:
    """A page leads to what has to be done first; a step is refused."""
    if request.user.password_is_temporary:  # type: ignore[union-attr]
        first, allowed = "account_change_password", CHANGING_THE_PASSWORD
    elif needs_second_factor(request.held) and not request.held[0].has_second_factor:  # type: ignore[attr-defined]
        first, allowed = "mfa_index", SETTING_UP
    else:
        return None
    if name in allowed:
        return None
    if request.method in ("GET", "HEAD"):
        return redirect(first)
    return render(request, "signing/first.html", {"first": first}, status=403)
