"""Small pages around the others: language, posting, the health of the service."""

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from anbang.lib.screening import answers
from anbang.web.failing import failing_page
from anbang.web.middleware import LANGUAGE_COOKIE
from anbang.web.signing.sessions import SIGNED_OUT, STALE, came_from_our_page, kept
from anbang.web.views import POSTING_KEY, writes

A_YEAR_IN_SECONDS = 365 * 24 * 3600
PAGE_AFTER = "today"
DEAD_WORKER_SECONDS = 120
TONES = ("grey", "red", "amber", "green", "blue", "violet", "alarm")


def back_to(request: HttpRequest) -> str:
    """The page that the reader came from, if it is one of ours."""
    wanted = request.POST.get("next", "")
    # Without the slash `redirect` would take it for the name of a page.
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if is_ours else PAGE_AFTER


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages; signed in or not."""
    response = redirect(back_to(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            LANGUAGE_COOKIE,
            chosen,
            max_age=A_YEAR_IN_SECONDS,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    return response


@writes()
def posting(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own postings."""
    chosen = request.POST.get("posting", "")
    mine = {str(held.pk): held.pk for held in request.held}  # type: ignore[attr-defined]
    if chosen in mine:
        request.session[POSTING_KEY] = mine[chosen]
    return redirect("today")


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django passes it by this name
    """A step whose form was not one of our pages', or is older than the last sign-in: the latter is kept, to be sent again."""
    is_ours = hasattr(resolve(request.path_info).func, "roles")
    if is_ours and came_from_our_page(request):
        return kept(request, status=STALE) if request.user.is_authenticated else kept(request, status=SIGNED_OUT)
    return failing_page(request, 403)


def scanner_in_words() -> str:
    """Whether files are asked about. It stops no page: while the scanner is silent no file is kept, and all else goes on."""
    if not settings.SCANNER:
        return "virus scanner: none is set (ANBANG_SCANNER)"
    return "virus scanner: answers" if answers(settings.SCANNER) else "virus scanner: DOES NOT ANSWER, no file is kept"


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Plain words for whoever watches the service: 200 when pages and jobs are served, 503 with the reason when not."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from procrastinate_workers where last_heartbeat > now() - make_interval(secs => %s))",
            [DEAD_WORKER_SECONDS],
        )
        alive = cursor.fetchone()[0]
    words, status = (
        (f"ok\n{scanner_in_words()}\n", 200) if alive else ("no worker has given a sign of life for two minutes\n", 503)
    )
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
