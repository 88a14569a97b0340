"""What a password must be, and what happens when its holder changes it."""

import secrets
from typing import Any, Final

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from django import forms
from django.contrib.auth.password_validation import MinimumLengthValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from anbang.organisations.releasing import is_the_code, password_to_release, use
from anbang.web.signing.counting import count_failures

KINDS_WANTED = 3
# Without those that are taken for one another when somebody reads the password out: 0 and O, 1, l and I.
READ_OUT: Final = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS, IN_A_GROUP = 4, 4


def new_password() -> str:
    """A first password, to be read out or typed from a slip: of a mere 92 bits, for as long as it is changed at the first sign-in."""
    while True:
        password = "-".join(
            "".join(secrets.choice(READ_OUT) for _sign in range(IN_A_GROUP)) for _group in range(GROUPS)
        )
        if kinds_of_signs(password) == len(("small", "capital", "digit", "other")):
            return password


def kinds_of_signs(password: str) -> int:
    """How many of these a password has: small letters, capitals, digits, anything else."""
    kinds = {
        "small" if sign.islower() else "capital" if sign.isupper() else "digit" if sign.isdigit() else "other"
        for sign in password
    }
    return len(kinds)


class ThreeKindsOfSigns:
    """等保 2.0, level 3: a password mixes three kinds of signs. A validator of Django's."""

    def validate(self, password: str, user: object = None) -> None:
        """ValidationError with the sentence, for a password of fewer kinds."""
        if kinds_of_signs(password) < KINDS_WANTED:
            raise ValidationError(self.get_help_text(), code="too_few_kinds")

    def get_help_text(self) -> str:
        """What is accepted."""
        return _("密码要有三类字符：大写字母、小写字母、数字、其他符号四类中的三类。")


class LongEnough(MinimumLengthValidator):
    """Django's own, in words of ours: its sentence has no Chinese."""

    def get_error_message(self) -> str:
        """What is wrong and what is accepted."""
        return _("密码太短，至少要 %(length)d 个字符。") % {"length": self.min_length}

    get_help_text = get_error_message


class NotLikeOneself(UserAttributeSimilarityValidator):
    """Django's own, in words: what others know of somebody is no password."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "name"))

    def validate(self, password: str, user: Any = None) -> None:
        """ValidationError with the sentence, for a password that is much like the user name or the name."""
        try:
            super().validate(password, user)
        except ValidationError as error:
            raise ValidationError(self.get_help_text(), code="too_similar") from error

    def get_help_text(self) -> str:
        """What is accepted."""
        return _("密码不能与用户名或姓名太像。")


class ChangePasswordForm(AllauthChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """One's own password: another one than before, and from then on no temporary one. What somebody else gave is made one's own with the
    code of its release. Wrong ones of either are counted with those of the sign-in.
    """

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.waits = password_to_release(self.user)
        if self.waits:
            self.fields["release_code"] = forms.CharField(label=_("放行码"), max_length=48)

    clean_oldpassword = count_failures(AllauthChangePasswordForm.clean_oldpassword)

    @count_failures
    def clean_release_code(self) -> str:
        """Told by the security administrator."""
        typed = str(self.cleaned_data["release_code"])
        if self.waits is None or not is_the_code(self.waits, typed):
            raise ValidationError(_("放行码不对，或安全管理员还没有放行。"), code="incorrect_code")
        return typed

    def clean(self) -> Any:
        """The old one typed again is no change."""
        told = super().clean()
        old, new = self.cleaned_data.get("oldpassword"), self.cleaned_data.get("password1")
        if old and old == new:
            self.add_error("password1", _("新密码不能与现在的密码相同。"))
        return told

    def save(self) -> None:
        """The code and the password in one: the database takes neither alone."""
        with transaction.atomic():
            if self.waits:
                use(self.waits, self.cleaned_data["release_code"])
            super().save()
