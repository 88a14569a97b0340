"""Pages that say in so many words what this is for stay shut on a village's telephone until the cadre opens them, and shut again with the next page
about anything else: whoever looks over the shoulder reads nothing of it (LAW-1).
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from anbang.web.frame import back_to
from anbang.web.readers import is_discreet
from anbang.web.signing.opened import OPENED
from anbang.web.views import acting_staff, writes

Rest = ParamSpec("Rest")


def veiled(
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """The page, but for somebody whose screen is read by others: they are asked first. Stands below `reads`."""

    @wraps(view)
    def asking(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if is_discreet(acting_staff(request)) and OPENED not in request.session:
            return render(request, "veil.html", {"next": request.get_full_path()})
        return view(request, *args, **kwargs)

    asking.is_veiled = True  # type: ignore[attr-defined]
    return asking


@writes()
def open_veil(request: HttpRequest) -> HttpResponse:
    """Nobody looks on: the pages open, until another page is shown."""
    request.session[OPENED] = True
    return redirect(back_to(request))
