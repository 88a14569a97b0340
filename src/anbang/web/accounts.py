"""Sign-in: accounts are made by the office, never by signing up. What it tells is told in our own words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

# A page that opens says by itself that somebody is signed in.
TOLD = {
    "account/messages/logged_in.txt": "",
    "account/messages/logged_out.txt": _("您已退出。"),
    "account/messages/password_changed.txt": _("密码已修改。"),
}


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """What allauth asks us about accounts."""

    error_messages = {  # noqa: RUF012  # allauth's own name
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("用户名或密码不对。"),
        "too_many_login_attempts": _("输错的次数太多，请过几分钟再试。"),
        "account_inactive": _("这个账号不存在或已停用。"),
        "enter_current_password": _("请填写现在的密码。"),
        "incorrect_password": _("密码不对。"),
        "incorrect_code": _("验证码不对。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Tell what happened, or nothing where the page tells it."""
        if message_template and message_template in TOLD:
            message = str(TOLD[message_template])
            message_template = None
        super().add_message(request, level, message_template, message_context, extra_tags, message)


class ActivateOnce(ActivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    """Switches the second factor on. Sent twice, it is done once, and both answers lead to the codes for a lost phone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The second may come when the first is done, before it, or while it is being done."""
        if request.method == "POST" and self._is_on():
            return redirect("mfa_view_recovery_codes")
        try:
            answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        except IntegrityError as error:
            if "unique_authenticator_type" not in str(error):
                raise
            return redirect("mfa_view_recovery_codes")
        return answer

    def form_invalid(self, form: Any) -> HttpResponseBase:
        """The first takes the secret away; the second's code is then compared with another."""
        if self._is_on():
            return redirect("mfa_view_recovery_codes")
        answer: HttpResponseBase = super().form_invalid(form)
        return answer

    def _is_on(self) -> bool:
        user = self.request.user
        return bool(user.is_authenticated and is_mfa_enabled(user, [Authenticator.Type.TOTP]))
