"""What allauth and axes ask us about accounts. Accounts are made by the office, never by signing up; what is told is told in our words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbang.organisations.locks import one_at_a_time
from anbang.organisations.models import Staff
from anbang.web.signing.second_factor import has_second_factor, passkeys_work_here
from anbang.web.signing.standing import signed_in_just_now
from anbang.web.signing.telling import tell_of_a_lock, tell_password_changed, tell_signed_in, tell_signed_out

TOO_MANY = 429
# A page that opens says by itself that somebody is signed in.
TOLD = {
    "account/messages/logged_in.txt": "",
    "account/messages/logged_out.txt": _("您已退出。"),
    "account/messages/password_changed.txt": _("密码已修改。"),
    "usersessions/messages/sessions_logged_out.txt": _("其他地方的登录都已退出。"),
    "mfa/messages/webauthn_added.txt": _("通行密钥已添加。"),
    "mfa/messages/webauthn_removed.txt": _("通行密钥已移除。"),
}


def locked() -> ValidationError:
    """The same sentence whether there is such an account or not."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    words = gettext("输错的次数太多，这个账号已锁定。请 %(minutes)s 分钟后再试，或请安全管理员解除锁定。")
    return ValidationError(words % {"minutes": minutes}, code="locked")


def locked_answer(_request: HttpRequest, response: HttpResponse, _credentials: object) -> HttpResponse:
    """What axes makes of the answer to whoever is locked out: the page with the sentence stays."""
    response.status_code = TOO_MANY
    response.headers["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return response


def address_of(request: HttpRequest) -> str | None:
    """From where somebody comes, as allauth finds it: behind a proxy by what the proxy tells."""
    return StaffAdapter().get_client_ip(request) if request.META.get("REMOTE_ADDR") else None


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

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Whoever it is, or None; ValidationError for an account that is locked. Asked one after another for one account."""
        with one_at_a_time(str(credentials.get("username", ""))):
            try:
                return super().authenticate(request, **credentials)
            except ValidationError as refused:
                error = refused
        raise error

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Whoever is locked out is told so instead of being told that the password is wrong."""
        if getattr(request, "axes_locked_out", False):
            tell_of_a_lock(request, str(credentials.get("username", "")))
            raise locked()

    def login(self, request: HttpRequest, user: Staff) -> None:
        """Signed in, with all that is asked for; the trail knows."""
        super().login(request, user)
        tell_signed_in(user)

    def logout(self, request: HttpRequest) -> None:
        """Signed out by one's own hand."""
        tell_signed_out(request.user)
        super().logout(request)

    def set_password(self, user: Staff, password: str) -> None:
        """One's own password is no temporary one."""
        user.password_is_temporary = False
        super().set_password(user, password)
        tell_password_changed(user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """On to work, or to what has to be done before."""
        return reverse("today")

    def is_reauthentication_required(self, *, app: str, **named: Any) -> bool:
        """Whoever signed in a moment ago and has no second factor yet sets it up without giving the password once more."""
        request = context.request
        if app == "allauth.mfa" and not has_second_factor(request.user) and signed_in_just_now(request):
            return False
        required: bool = super().is_reauthentication_required(app=app, **named)
        return required

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """A passkey only where it works."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        works = passkeys_work_here(context.request)
        return [method for method in methods if works or method["id"] != "mfa_reauthenticate:webauthn"]

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
