"""The pages of what went wrong: in words, with a number that stands in the log as well, and a way to say so."""

import logging
from contextlib import suppress
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anbang.lib.sealing import KeyringFault
from anbang.organisations.queries import postings_of
from anbang.web.signing.opened import shut_veil
from anbang.web.where import page_of_nobody

DIGITS = 8
logger = logging.getLogger("anbang.web")


def _number() -> str:
    return uuid4().hex[:DIGITS]


def failing_page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    """The page of a status, under a number of its own."""
    number = _number()
    _whose_posts(request)
    logger.info("answer %s was %s at %s", number, status, page_of_nobody(request))
    return render(request, template or f"{status}.html", {"number": number}, status=status)


def _whose_posts(request: HttpRequest) -> None:
    """An address that leads nowhere was asked of no view, and nobody has looked yet whose telephone it is. While the keys are gone nobody is known."""
    user = getattr(request, "user", None)
    with suppress(KeyringFault):
        if not hasattr(request, "held") and user is not None and user.is_authenticated:
            request.held = postings_of(user, on=request.today)  # type: ignore[attr-defined]
            shut_veil(request, None)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django passes it by this name
    """What the browser sent is none of our forms."""
    return failing_page(request, 400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """The reader may not do this."""
    return failing_page(request, 403)


def not_there(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Nothing is there, or nothing for this reader."""
    return failing_page(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """The page when something broke: a number that stands beside the traceback in the log, and nothing of the frame that
    would ask the database again.
    """
    number = _number()
    logger.error("failure %s at %s", number, request.path)
    request.acting = None  # type: ignore[attr-defined]
    try:
        return render(request, "500.html", {"number": number}, status=500)
    except Exception:
        logger.exception("failure %s: its page failed too", number)
        return HttpResponse(f"500 {number}\n", content_type="text/plain", status=500)
