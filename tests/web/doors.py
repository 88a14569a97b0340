"""Addresses that belong to no role, and what any address may answer."""

from dataclasses import dataclass

# What an address answers.
OPENS, ABSENT, NO_SUCH_METHOD, NOT_POSTED = 200, 404, 405, 403
LOGIN, AGAIN, HOME = "to the sign-in", "to the password, once more", "to the first page"
Answer = int | str


@dataclass(frozen=True, slots=True)
class Door:
    """An address that belongs to no role: what it answers to a stranger, to the signed-in (who have no second step), and after
    a fresh password.
    """

    stranger: Answer
    signed_in: Answer
    fresh: Answer


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
    "mfa_reauthenticate": Door(LOGIN, AGAIN, AGAIN),
    "mfa_activate_totp": Door(LOGIN, AGAIN, OPENS),
    "mfa_deactivate_totp": Door(LOGIN, ABSENT, ABSENT),
    "mfa_view_recovery_codes": Door(LOGIN, ABSENT, ABSENT),
    "mfa_generate_recovery_codes": Door(LOGIN, AGAIN, OPENS),
    "mfa_download_recovery_codes": Door(LOGIN, ABSENT, ABSENT),
}
