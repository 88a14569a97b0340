"""The addresses that belong to no role, such as those of signing in, and what each answers."""

from dataclasses import dataclass

from tests.web.answers import ABSENT, AGAIN, HOME, LOGIN, NO_SUCH_METHOD, OPENS, Answer


@dataclass(frozen=True, slots=True)
class Door:
    """An address that belongs to no role: what it answers to a stranger, to the signed-in (who have codes of a phone, and came
    by an address instead of a host name), and after a fresh password.
    """

    stranger: Answer
    signed_in: Answer
    fresh: Answer


PASSKEYS = tuple(f"mfa_{what}_webauthn" for what in ("list", "add", "reauthenticate", "remove", "edit"))
DOORS: dict[str, Door] = {
    "language": Door(NO_SUCH_METHOD, NO_SUCH_METHOD, NO_SUCH_METHOD),
    "health": Door(OPENS, OPENS, OPENS),
    "account_login": Door(OPENS, HOME, HOME),
    "account_logout": Door(HOME, OPENS, OPENS),
    "account_reauthenticate": Door(LOGIN, OPENS, OPENS),
    "account_change_password": Door(LOGIN, OPENS, OPENS),
    "account_signup": Door(OPENS, HOME, HOME),
    "account_inactive": Door(OPENS, OPENS, OPENS),
    "mfa_index": Door(LOGIN, OPENS, OPENS),
    "mfa_authenticate": Door(LOGIN, HOME, HOME),
    "mfa_reauthenticate": Door(LOGIN, OPENS, OPENS),
    "mfa_activate_totp": Door(LOGIN, AGAIN, "/account/mfa/totp/deactivate/"),
    "mfa_deactivate_totp": Door(LOGIN, AGAIN, OPENS),
    "mfa_view_recovery_codes": Door(LOGIN, AGAIN, OPENS),
    "mfa_generate_recovery_codes": Door(LOGIN, AGAIN, OPENS),
    "mfa_download_recovery_codes": Door(LOGIN, AGAIN, OPENS),
    **dict.fromkeys(PASSKEYS, Door(ABSENT, ABSENT, ABSENT)),
    # Whatever opens no link is not there, for anybody; what one opens: tests/web/test_calendar.py.
    "calendar_feed": Door(ABSENT, ABSENT, ABSENT),
    "usersessions_list": Door(LOGIN, OPENS, OPENS),
    "how_long": Door(OPENS, OPENS, OPENS),
    "still_here": Door(NO_SUCH_METHOD, NO_SUCH_METHOD, NO_SUCH_METHOD),
}
