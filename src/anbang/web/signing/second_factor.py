"""The second factor: who needs one, who has one, and how it is set up, used and taken away."""

import base64
import hashlib
import time
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from anbang.organisations.kinds import Role
from anbang.organisations.models import Posting
from anbang.papers.keys import keyring
from anbang.web.signing.counting import count_failures
from anbang.web.signing.telling import tell_removed, tell_set_up

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
PURPOSE, PLACE = "second factor", "mfa_authenticator:data"
USED = "used"


def needs_second_factor(held: Iterable[Posting]) -> bool:
    """Whether one of the postings is such that a password alone does not do."""
    return settings.SECOND_FACTOR and any(posting.role in Role.needing_a_second_factor() for posting in held)


def has_second_factor(user: Any) -> bool:
    """Whether the account has something beside its password; codes for a lost phone are none by themselves."""
    return bool(user.is_authenticated and is_mfa_enabled(user, KINDS))


def second_factor_of(user: Any) -> Exists:
    """The same as a part of another question, for what every page asks."""
    return Exists(Authenticator.objects.filter(user=user.pk, type__in=KINDS))


def passkeys_work_here(request: HttpRequest) -> bool:
    """Whether the browser stands at the host name that passkeys are made for."""
    name: str = settings.PASSKEY_HOST
    return bool(name) and request.get_host().partition(":")[0].lower() == name


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """What allauth asks us about second factors."""

    error_messages = {  # noqa: RUF012  # allauth's own name
        **DefaultMFAAdapter.error_messages,
    }

    def encrypt(self, text: str) -> str:
        """Sealed like all that is secret: a copy of the database alone makes no codes. allauth does not tell whose it is."""
        return base64.b64encode(keyring().seal(text.encode(), purpose=PURPOSE, place=PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed."""
        return keyring().open(base64.b64decode(encrypted_text), purpose=PURPOSE, place=PLACE).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to one host name, by whichever name somebody comes."""
        return {"id": settings.PASSKEY_HOST, "name": _("安帮")}

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002  # allauth's own name
        """What a passkey is called until its holder calls it otherwise."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("通行密钥 %(number)s") % {"number": number}


# Codes


def good_once(clean: Callable[[Any], str]) -> Callable[[Any], str]:
    """Around the look at a code: somebody who looked over a shoulder comes too late."""

    @wraps(clean)
    def once(form: Any) -> str:
        code = clean(form)
        if not use_code(form.user, form.cleaned_data["code"]):
            raise get_adapter().validation_error("incorrect_code")
        return code

    return once


def use_code(user: Any, typed: str) -> bool:
    """Whether the code was not used before: it is good for one time, for as long as its minute lasts, whichever process of the pages is asked. What
    was used stands beside the secret until then.
    """
    now, seconds = time.time(), settings.MFA_TOTP_PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)
    code = hashlib.sha256(f"{user.pk}:{normalize_user_code(typed)}".encode()).hexdigest()
    with transaction.atomic():
        phones = Authenticator.objects.select_for_update().filter(user_id=user.pk, type=Authenticator.Type.TOTP)
        for phone in phones:
            used = {one: until for one, until in phone.data.get(USED, {}).items() if until > now}
            if code in used:
                return False
            phone.data = {**phone.data, USED: {**used, code: now + seconds}}
            phone.save(update_fields=["data"])
    return True


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The code at the sign-in."""

    clean_code = count_failures(good_once(AuthenticateForm.clean_code))


class CodeAgainForm(ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The code before something grave."""

    clean_code = count_failures(good_once(ReauthenticateForm.clean_code))


class AtTheSignIn(AuthenticateView):  # type: ignore[misc]  # allauth ships no types
    """The second step of signing in: a passkey where somebody has one and it works, a code everywhere."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Whether a passkey is asked for."""
        told: dict[str, Any] = super().get_context_data(**named)
        has_one = is_mfa_enabled(self.stage.login.user, [Authenticator.Type.WEBAUTHN])
        return {**told, "passkeys": has_one and passkeys_work_here(self.request)}


class AgainByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """The passkey before something grave."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page once more, with what is wrong."""
        return self.render_to_response(self.get_context_data(form=form))


# Setting up and taking away


class Overview(IndexView):  # type: ignore[misc]  # allauth ships no types
    """What the account has, and what it lacks."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """What is needed, what is there, what would work in this browser."""
        told: dict[str, Any] = super().get_context_data(**named)
        return {
            **told,
            "needs_second_factor": needs_second_factor(self.request.held),
            "has_second_factor": has_second_factor(self.request.user),
            "passkeys_work_here": passkeys_work_here(self.request),
        }


def _is_set_up(request: HttpRequest, kind: Authenticator.Type) -> None:
    """It was used just now, and that counts; wherever else the account is signed in, it was so without what protects it by now."""
    made = Authenticator.objects.filter(user=request.user, type=kind).latest("id")
    post_authentication(request, made, reauthenticated=True)
    end_other_sessions(request, request.user)
    tell_set_up(request.user)


class ActivateOnce(ActivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    """Switches the code of a phone on. Sent twice, it is done once, and both answers lead to the codes for a lost phone."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The second may come when the first is done, before it, or while it is being done."""
        if request.method == "POST" and self._is_on():
            return redirect("mfa_view_recovery_codes")
        try:
            answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        except ReauthenticationRequired:
            # Asked for again since the first has set it up.
            if request.method == "POST" and self._is_on():
                return redirect("mfa_view_recovery_codes")
            raise
        except IntegrityError as error:
            if "unique_authenticator_type" not in str(error):
                raise
            return redirect("mfa_view_recovery_codes")
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Done, and told."""
        answer: HttpResponse = super().form_valid(form)
        use_code(self.request.user, form.cleaned_data["code"])
        _is_set_up(self.request, Authenticator.Type.TOTP)
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


class TakeAway(DeactivateTOTPView):  # type: ignore[misc]  # allauth ships no types
    """Switches the code of a phone off; whoever needs a second factor is led to the next one at once."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Done, and told."""
        answer: HttpResponse = super().form_valid(form)
        tell_removed(self.request.user)
        return answer


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Adds a passkey, where passkeys work."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Done, and told."""
        answer: HttpResponse = super().form_valid(form)
        _is_set_up(self.request, Authenticator.Type.WEBAUTHN)
        return answer


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Takes a passkey away."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Done, and told."""
        answer: HttpResponse = super().form_valid(form)
        tell_removed(self.request.user)
        return answer


def where_passkeys_work(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Elsewhere, as under an address instead of a host name, such a page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if not passkeys_work_here(request):
            raise Http404
        return view(request, *args, **named)

    return guarded
