"""How a view reads and writes: every page has one of three decorators."""

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec
from uuid import uuid4

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anbang.audit.recording import record_look
from anbang.casework.person.models import Person
from anbang.casework.person.queries import get_person
from anbang.lib.sealing import KeyringFault, SealBroken
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import Role
from anbang.organisations.queries import NotPosted, sign_in
from anbang.web.failing import DIGITS
from anbang.web.signing.sessions import to_the_sign_in

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]
POSTING_KEY = "posting"
logger = logging.getLogger("anbang.web")


def acting_staff(request: HttpRequest) -> ActingStaff:
    """Who asks, as `reads` and `writes` found out."""
    by: ActingStaff = request.acting  # type: ignore[attr-defined]
    return by


def _who_asks(request: HttpRequest) -> ActingStaff:
    chosen = request.session.get(POSTING_KEY)
    today, held = request.today, request.held  # type: ignore[attr-defined]
    return sign_in(request.user, on=today, posting_id=chosen, held=held)  # type: ignore[arg-type]


def look_at(request: HttpRequest, person_id: int, page: str) -> Person:
    """The person within the reader's reach, after the look at `page` is on record and committed. A closed file asks for the
    password again. Person.DoesNotExist outside the reach.
    """
    by = acting_staff(request)
    with acting(by, about_one=True):
        person = get_person(person_id, for_staff=by)
        if person.is_closed:
            ask_to_sign_in_again(request)
        record_look(person.pk, page, by=by)
    request.looked_at = person  # type: ignore[attr-defined]
    return person


def looked_at(request: HttpRequest) -> Person:
    """Whom a page is about, as they were found within reach when the look was put on record."""
    person: Person = request.looked_at  # type: ignore[attr-defined]
    return person


def ask_to_sign_in_again(request: HttpRequest) -> None:
    """Nothing happens for whoever confirmed a moment ago that it is them, by password or second factor; everybody else is asked and
    comes back here, a step with what it carried but files.
    """
    if not did_recently_reauthenticate(request):
        raise ReauthenticationRequired


def yes_or_no(request: HttpRequest, name: str) -> bool:
    """What a form with two buttons says. Neither is no answer: BadRequest, and nothing is done."""
    answers = {"yes": True, "no": False}
    try:
        return answers[request.POST[name]]
    except KeyError as missing:
        raise BadRequest(f"{name} is yes or no") from missing


def _first_confirm(request: HttpRequest, page: str, arguments: Mapping[str, Any]) -> HttpResponse:
    """To the question and back to `page`, from which a file was wanted: a file leaves nobody standing anywhere."""
    method = get_adapter(request).get_reauthentication_methods(request.user)[0]
    messages.info(request, _("确认以后回到原来的页面，请再点一次下载。"))
    return redirect_to_login(reverse(page, kwargs=dict(arguments)), method["url"])


def _for_staff(view: View[Rest], *, roles: frozenset[Role] | None, anew: bool | str) -> View[Rest]:
    """Only signed-in staff in one of `roles` (None: any) pass; to everybody else the page does not exist. `anew`: they confirm
    that it is them, if they have not just done so, and go on; to the page of that name, if it names one.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_the_sign_in(request)
        try:
            by = _who_asks(request)
        except NotPosted:
            return render(request, "no_posting.html", status=403)
        if roles is not None and not roles & by.roles:
            raise Http404
        request.acting = by  # type: ignore[attr-defined]
        if isinstance(anew, str) and not did_recently_reauthenticate(request):
            return _first_confirm(request, anew, kwargs)
        if anew:
            ask_to_sign_in_again(request)
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as error:
            raise Http404 from error
        except SealBroken as broken:
            return _does_not_open(request, broken)

    # The menu asks the page itself whom it lets in.
    guarded.roles = roles  # type: ignore[attr-defined]
    return guarded


def _does_not_open(request: HttpRequest, broken: SealBroken) -> HttpResponse:
    """Something on the page was altered or exchanged, or the keys are gone: said in words, and in the log with the numbers of the row."""
    number = uuid4().hex[:DIGITS]
    logger.error("failure %s: %s", number, broken)
    keys_missing = isinstance(broken, KeyringFault)
    status = HTTPStatus.SERVICE_UNAVAILABLE if keys_missing else HTTPStatus.CONFLICT
    return render(request, "seal_broken.html", {"keys_missing": keys_missing, "number": number}, status=status)


def reads(*roles: Role, person: str = "", anew: bool | str = False) -> Callable[[View[Rest]], View[Rest]]:
    """A page. It runs in a read-only transaction, so PostgreSQL itself refuses a write.

    `person` names the page for the access trail when it is about one person, whose id is the argument `person_id`: the look
    is committed before the page is read. No row, no page. `anew`: what leaves the product with it, or opens what is closed,
    is asked for by somebody who has just confirmed that it is them. For a file it names the page from which the file is taken.
    """

    def decorate(view: View[Rest]) -> View[Rest]:
        @require_safe
        @wraps(view)
        def reading(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            by = acting_staff(request)
            if person:
                look_at(request, int(str(kwargs["person_id"])), person)
            with acting(by, reading_only=True, about_one=bool(person)):
                response = view(request, *args, **kwargs)
                if hasattr(response, "render"):
                    response.render()
                return response

        return _for_staff(reading, roles=frozenset(roles) or None, anew=anew)

    return decorate


def writes(*roles: Role, anew: bool | str = False) -> Callable[[View[Rest]], View[Rest]]:
    """A step: POST only, one action at most, which opens its own transaction. `anew` as in `reads`."""

    def decorate(view: View[Rest]) -> View[Rest]:
        return _for_staff(require_POST(view), roles=frozenset(roles) or None, anew=anew)

    return decorate


def for_staff(*roles: Role, anew: bool | str = False) -> Callable[[View[Rest]], View[Rest]]:
    """A form's page: GET shows it, POST does the step. It opens its transactions itself, reading and writing apart. `anew` as in
    `reads`.
    """

    def decorate(view: View[Rest]) -> View[Rest]:
        guarded = require_http_methods(["GET", "HEAD", "POST"])(view)
        return _for_staff(guarded, roles=frozenset(roles) or None, anew=anew)

    return decorate
