"""How a view reads and writes: the two decorators that every page uses."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from anbang.audit.recording import record_look
from anbang.casework.person.queries import get_person
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.queries import NotPosted, sign_in

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]
POSTING_KEY = "posting"


def acting_staff(request: HttpRequest) -> ActingStaff:
    """Who asks, as `reads` and `writes` found out."""
    by: ActingStaff = request.acting  # type: ignore[attr-defined]
    return by


def _who_asks(request: HttpRequest) -> ActingStaff:
    chosen = request.session.get(POSTING_KEY)
    return sign_in(request.user, on=request.today, posting_id=chosen)  # type: ignore[attr-defined, arg-type]


def _for_staff(view: View[Rest], *, roles: frozenset[Role] | None) -> View[Rest]:
    """Only signed-in staff in one of `roles` (None: any) pass; to everybody else the page does not exist."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        try:
            by = _who_asks(request)
        except NotPosted:
            return render(request, "no_posting.html", status=403)
        if roles is not None and not roles & by.roles:
            raise Http404
        request.acting = by  # type: ignore[attr-defined]
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    return guarded


def reads(*roles: Role, person: str = "") -> Callable[[View[Rest]], View[Rest]]:
    """A page. It runs in a read-only transaction, so PostgreSQL itself refuses a write.

    `person` names the page for the access trail when it is about one person, whose id is the argument `person_id`: the look
    is committed before the page is read. No row, no page.
    """

    def decorate(view: View[Rest]) -> View[Rest]:
        @require_safe
        @wraps(view)
        def reading(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            by = acting_staff(request)
            if person:
                with acting(by):
                    record_look(get_person(kwargs["person_id"], for_staff=by).pk, person, by=by)  # type: ignore[arg-type]
            with acting(by, reading_only=True):
                response = view(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response.render()
                return response

        return _for_staff(reading, roles=frozenset(roles) or None)

    return decorate


def writes(*roles: Role) -> Callable[[View[Rest]], View[Rest]]:
    """A step: POST only, one action at most, which opens its own transaction."""

    def decorate(view: View[Rest]) -> View[Rest]:
        return _for_staff(require_POST(view), roles=frozenset(roles) or None)

    return decorate


def for_staff(*roles: Role) -> Callable[[View[Rest]], View[Rest]]:
    """A form's page: GET shows it, POST does the step. It opens its transactions itself, reading and writing apart."""

    def decorate(view: View[Rest]) -> View[Rest]:
        return _for_staff(view, roles=frozenset(roles) or None)

    return decorate


def signs_in_again(view: Callable[..., Any]) -> Callable[..., Any]:
    """A page that asks for the password again, such as the closed list."""
    return reauthentication_required(view)  # type: ignore[no-any-return]
