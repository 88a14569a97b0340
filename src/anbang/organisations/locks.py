"""An account is locked after a few wrong passwords or codes, whoever tries and from wherever; the lock lifts by itself.

django-axes counts, in the database, so that it holds for every process and after a restart. It knows accounts by a keyed digest of what was
typed: a password typed into the wrong field stands nowhere, and a name that nobody has is locked like any other.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from unicodedata import normalize

from axes.models import AccessAttempt
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac


def digest_of(typed: str) -> str:
    """By what an account, or what was typed instead of one, is known here. Signing in asks for no case."""
    folded = normalize("NFKC", typed).strip().casefold()
    return salted_hmac("anbang.organisations.locks", folded, algorithm="sha256").hexdigest()


def digest_of_request(_request: object, credentials: dict[str, str] | None = None) -> str | None:
    """What axes asks: of whose password was wrong. None outside a sign-in."""
    typed = (credentials or {}).get("username")
    return digest_of(typed) if typed else None


@contextmanager
def one_at_a_time(typed: str) -> Iterator[None]:
    """Attempts on one account wait for one another, or of twenty at once all would be looked at before the first was counted. Leave it
    without an exception: what was counted would be taken back with it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [digest_of(typed)])
        yield


def locked_among(usernames: Iterable[str]) -> set[str]:
    """Which of these accounts are locked now."""
    by_digest = {digest_of(username): username for username in usernames}
    failures = (
        AccessAttempt.objects.filter(
            username__in=by_digest, attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME
        )
        .values_list("username")
        .annotate(Sum("failures_since_start"))
    )
    return {by_digest[digest] for digest, many in failures if many >= settings.AXES_FAILURE_LIMIT}


def is_locked(username: str) -> bool:
    """Whether the account is locked now."""
    return bool(locked_among([username]))


def lift(username: str) -> None:
    """Forget what was mistyped."""
    AccessAttempt.objects.filter(username=digest_of(username)).delete()
