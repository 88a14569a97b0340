"""A form is sent once: sent again by the back button or an impatient hand, it is answered with what was recorded, and not recorded twice.

Each form that is shown carries a key of its own, signed for its reader and its address. What is done with it stands in the trail under that
key, so the trail knows whether it is spent. Two forms are two keys: two honest visits stay two.
"""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

from django.core import signing
from django.db import connections
from django.http import HttpRequest

from anbang.audit.models import Event
from anbang.organisations.acting import ActingStaff, acting

FIELD, SALT = "form_key", "a form that is sent once"


def key_for(request: HttpRequest, by: ActingStaff, *, anew: bool = False) -> str:
    """The key of a form that is shown: the one that it was sent with, if it was refused, or a new one; `anew` where that one is spent."""
    sent = "" if anew else request.POST.get(FIELD, "")
    return sent if sent and _opened(request, by) else signing.dumps(str(uuid4()), salt=_salt(request, by))


def hand_of(request: HttpRequest, by: ActingStaff) -> ActingStaff:
    """The same member of staff, who acts under the key of the form that was sent; without a key, as in any other request."""
    key = _opened(request, by)
    return by if key is None else replace(by, request_id=key)


def was_sent(hand: ActingStaff) -> bool:
    """Whether something was recorded with this form before."""
    with acting(hand, reading_only=True, about_one=True):
        return _is_spent(hand)


def send_once(hand: ActingStaff, step: Callable[[], object]) -> None:
    """Take the step, unless this form has taken it already: of two at once the second waits, and does nothing."""
    with acting(hand, about_one=True):
        with connections[hand.alias].cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(hand.request_id)])
        if not _is_spent(hand):
            step()


def _is_spent(hand: ActingStaff) -> bool:
    return Event.objects.filter(request_id=hand.request_id, staff_id=hand.staff_id).exists()


def _opened(request: HttpRequest, by: ActingStaff) -> UUID | None:
    """None for a key that we did not give to this reader for this address."""
    try:
        return UUID(signing.loads(request.POST.get(FIELD, ""), salt=_salt(request, by)))
    except signing.BadSignature:
        return None


def _salt(request: HttpRequest, by: ActingStaff) -> str:
    return f"{SALT}:{by.staff_id}:{request.path}"
