"""Making, ending and opening a calendar link."""

import hashlib
import secrets
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.coordination.feed.models import CalendarLink
from anbang.coordination.feed.queries import has_work_by_days, link_of
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Staff
from anbang.organisations.queries import postings_of, sign_in
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import unattended
from anbang.policy.clauses import RIGHTS

BYTES_OF_A_SECRET = 32


def make_link(*, by: ActingStaff, on: date) -> str:
    """A new link for the posting, in the place of the one before: the secret of its address, which stands nowhere else and is told this
    once. Raises StepRefused where the posting has nothing that comes by days.
    """
    secret = secrets.token_urlsafe(BYTES_OF_A_SECRET)
    with acting(by):
        if not has_work_by_days(by):
            raise StepRefused(_("您的岗位没有按日子办的事，不需要日历。"))
        staff = Staff.objects.select_for_update().get(pk=by.staff_id)
        _end(by=by, on=on)
        made = CalendarLink.objects.create(
            staff=staff,
            posting_id=by.posting_id,
            session_number=staff.session_number,
            digest=digest_of(secret),
            language=get_language() or "",
        )
        record("calendar_link_made", Happening(clauses=(RIGHTS,), data={"link": made.pk}), by=by, on=on)
    return secret


def end_link(*, by: ActingStaff, on: date) -> None:
    """The link of the posting opens nothing any more. Doing it twice is harmless."""
    with acting(by):
        _end(by=by, on=on)


def _end(*, by: ActingStaff, on: date) -> None:
    found = link_of(by=by)
    if found is not None:
        CalendarLink.objects.filter(pk=found.pk).update(ended_at=timezone.now())
        record("calendar_link_ended", Happening(clauses=(RIGHTS,), data={"link": found.pk}), by=by, on=on)


def digest_of(secret: str) -> str:
    """What is kept of it. The secret is as long as a key, so that nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_link(secret: str, *, on: date) -> tuple[CalendarLink, ActingStaff] | None:
    """The link of this secret and on whose behalf its work is read; None where it opens nothing: unknown, ended, or of an account or a posting
    that is over or was changed since. Once a day it is put on record that it was fetched, before anything is read.
    """
    with acting(unattended("calendar link", on=on), reading_only=True):
        link = CalendarLink.objects.filter(digest=digest_of(secret), ended_at__isnull=True).first()
    if link is None:
        return None
    staff = Staff.objects.filter(pk=link.staff_id, is_active=True, password_is_temporary=False).first()
    if staff is None or staff.session_number != link.session_number:
        return None
    held = postings_of(staff, on=on)
    if link.posting_id not in {posting.pk for posting in held}:
        return None
    by = sign_in(staff, on=on, posting_id=link.posting_id, held=held)
    if not has_work_by_days(by):
        return None
    if link.fetched_on != on:
        _note_that_it_was_fetched(link, by=by, on=on)
    return link, by


def _note_that_it_was_fetched(link: CalendarLink, *, by: ActingStaff, on: date) -> None:
    """Of several that come at once one is noted."""
    with acting(by):
        earlier = Q(fetched_on__isnull=True) | Q(fetched_on__lt=on)
        if CalendarLink.objects.filter(earlier, pk=link.pk).update(fetched_on=on):
            record("calendar_fetched", Happening(clauses=(RIGHTS,), data={"link": link.pk}), by=by, on=on)
