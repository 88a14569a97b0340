"""What is typed wrong about an account is counted in one place, whatever it was: a password, a code, the code of a release."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from axes.handlers.proxy import AxesProxyHandler
from django.core.exceptions import ValidationError

from anbang.organisations.locks import one_at_a_time


def count_failures(clean: Callable[[Any], str]) -> Callable[[Any], str]:
    """Around the look at what `form.user` typed: after a few failures the account is locked, and nothing is looked at any more."""

    def in_turn(form: Any) -> str:
        request, credentials = context.request, {"username": form.user.get_username()}
        adapter = get_adapter(request)
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True
            adapter.authentication_failed(request, **credentials)
        try:
            return clean(form)
        except ValidationError:
            AxesProxyHandler.user_login_failed(type(form), credentials, request)
            adapter.authentication_failed(request, **credentials)
            raise

    @wraps(clean)
    def counted(form: Any) -> str:
        with one_at_a_time(form.user.get_username()):
            try:
                return in_turn(form)
            except ValidationError as refused:
                error = refused
        raise error

    return counted
