"""How long one is signed in yet, asked by the page so that it can warn; and what is kept of a form when the answer is: not any more."""

from typing import Final

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh, reswap

from anbang.web.signing.standing import seconds_left

SIGNED_OUT, STALE = 401, 403
TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105  # the name of a field


@require_safe
def how_long(request: HttpRequest) -> HttpResponse:
    """Seconds until the session ends by itself, and what a form has to carry to be taken from this browser now."""
    return _aside(request)


@require_POST
def still_here(request: HttpRequest) -> HttpResponse:
    """Somebody is at work on a page without sending anything."""
    return _aside(request)


def _aside(request: HttpRequest) -> HttpResponse:
    response = JsonResponse({"left": seconds_left(request), "token": get_token(request)})
    response.is_aside = True  # type: ignore[attr-defined]  # see anbang.web.headers
    return response


def to_the_sign_in(request: HttpRequest) -> HttpResponse:
    """What a stranger is answered: the sign-in; to a step, a page that keeps what was written until they are back."""
    if request.method == "POST":
        return kept(request, status=SIGNED_OUT)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()
    return redirect_to_login(request.get_full_path())


def kept(request: HttpRequest, *, status: int, why: str = "") -> HttpResponse:
    """Nothing was done, and nothing written is lost: the same step can be sent again from here. Files are chosen again.
    What a page asks for while somebody types has nothing to keep, and a whole page has no room in its place. `why`: where it is not for the sign-in.
    """
    if request.headers.get("HX-Request"):
        return reswap(HttpResponse(status=status), "none")
    fields = [(name, value) for name, values in request.POST.lists() if name != TOKEN for value in values]
    context = {"fields": fields, "files": sorted(request.FILES), "address": request.get_full_path()}
    context |= {"signed_in": status == STALE, "why": why}
    return render(request, "signing/kept.html", context, status=status)


def came_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser itself says so; a page of somebody else's cannot make it say so."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
