"""Each morning's notices: made once for each person and channel, claimed before they are handed over, tried again only where nobody took them.

Nobody can hand a letter over and write that down in one step. So it is written down first: a notice that was begun and of which nobody knows more
is never begun again, and its owner is told that it may not have arrived (ADR 0035).
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone, translation

from anbang.casework.duty.telling import Digest
from anbang.coordination.morning.models import Morning
from anbang.coordination.notice import words
from anbang.coordination.notice.actions import SWITCHES
from anbang.coordination.notice.channels import Undelivered, channels_there_are, deliver
from anbang.coordination.notice.models import Channel, Notice, NoticeAddress, NoticeChoice, NoticeState, WhyNot
from anbang.coordination.notice.queries import opened
from anbang.lib.sealing import SealBroken
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Posting
from anbang.policy.workdays import is_workday

MOST_TRIES = 5
FIRST_PAUSE = timedelta(minutes=5)
TIMES_LONGER = 3
# Longer than any sending takes: whoever began one so long ago is dead.
BEGUN_AND_DEAD = timedelta(minutes=5)
# A server that does not answer is not asked for everybody who waits: lists wait for the same worker.
MOST_UNANSWERED = 3
UNANSWERED = (WhyNot.UNREACHED, WhyNot.CUT_OFF)
LONGEST_RUN = timedelta(minutes=2)
KEPT, UNCONFIRMED_KEPT = timedelta(days=30), timedelta(days=1)
logger = logging.getLogger("anbang.notices")


def make_notices(today: date, hour: int, *, by: ActingStaff) -> int:
    """A notice for everybody who wants one at this hour or did earlier, once the morning has come; how many there are of that day. However
    often it is asked.
    """
    with acting(by):
        Notice.objects.filter(on__lt=today - KEPT).delete()
        if not Morning.objects.filter(on=today, ended_at__isnull=False).exists():
            return 0
        wanted = list(_wanted(today, hour))
        Notice.objects.bulk_create(wanted, ignore_conflicts=True)
        return Notice.objects.filter(on=today).count()


def _wanted(today: date, hour: int) -> Iterator[Notice]:
    there = channels_there_are()
    choices = NoticeChoice.objects.filter(
        Q(paused_until__isnull=True) | Q(paused_until__lt=today), hour__lte=hour, staff__is_active=True
    )
    if not is_workday(today):
        choices = choices.exclude(workdays_only=True)
    posted = set(Posting.objects.on(today).values_list("staff_id", flat=True))
    confirmed = set(NoticeAddress.objects.filter(confirmed_at__isnull=False).values_list("staff_id", "channel"))
    digests = {digest.staff_id: digest for digest in Digest.objects.filter(on=today)}
    for choice in choices:
        digest = digests.get(choice.staff_id)
        overdue, due_today = (digest.overdue, digest.due_today) if digest else (0, 0)
        if choice.staff_id not in posted or (choice.when_due_only and not overdue and not due_today):
            continue
        for channel in there:
            if getattr(choice, SWITCHES[channel]) and (choice.staff_id, channel.value) in confirmed:
                yield Notice(staff_id=choice.staff_id, on=today, channel=channel, overdue=overdue, due_today=due_today)


def send_notices(now: datetime, today: date, *, by: ActingStaff) -> int:
    """Hand over what waits; how many arrived. What was begun by whoever died over it, and what waits from a day before, ends here in words."""
    _end_what_was_left(now, today, by=by)
    return sum(_send_by(channel, now, today, by=by) for channel in channels_there_are())


def _end_what_was_left(now: datetime, today: date, *, by: ActingStaff) -> None:
    with acting(by):
        left = Notice.objects.filter(state=NoticeState.BEGUN, begun_at__lt=now - BEGUN_AND_DEAD)
        left.update(state=NoticeState.UNSURE, why=WhyNot.CUT_OFF)
        past = Notice.objects.filter(state=NoticeState.WAITS, on__lt=today)
        past.filter(why="").update(state=NoticeState.UNSENT, why=WhyNot.UNREACHED)
        past.update(state=NoticeState.UNSENT)
        # What nobody needs any more is not kept, though it lies sealed.
        NoticeAddress.objects.filter(confirmed_at__isnull=True, given_at__lt=now - UNCONFIRMED_KEPT).delete()
        NoticeAddress.objects.filter(staff__is_active=False).delete()


def _send_by(channel: Channel, now: datetime, today: date, *, by: ActingStaff) -> int:
    arrived = unanswered = 0
    until = timezone.now() + LONGEST_RUN
    while unanswered < MOST_UNANSWERED and timezone.now() < until:
        claimed = _claim(channel, now, today, by=by)
        if claimed is None:
            break
        try:
            _hand_over(claimed)
        except Undelivered as fault:
            _note_failure(claimed.notice, fault, now, by=by)
            unanswered += fault.why in UNANSWERED
        else:
            _note(claimed.notice, by=by, state=NoticeState.SENT, why="")
            arrived += 1
    return arrived


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that nobody else will hand over, where to, and in which language."""

    notice: Notice
    address: NoticeAddress
    language: str


def _claim(channel: Channel, now: datetime, today: date, *, by: ActingStaff) -> Claimed | None:
    """The next that waits, written down as begun and committed; what is not wanted any more is dropped on the way."""
    with acting(by):
        waiting = Notice.objects.filter(state=NoticeState.WAITS, channel=channel, on=today, next_try_at__lte=now)
        waiting = waiting.select_for_update(skip_locked=True).order_by("next_try_at", "id")
        while (notice := waiting.first()) is not None:
            choice = NoticeChoice.objects.filter(pk=notice.staff_id, **{SWITCHES[channel]: True}).first()
            found = NoticeAddress.objects.filter(staff=notice.staff_id, channel=channel, confirmed_at__isnull=False)
            address = found.first()
            if choice is None or address is None:
                Notice.objects.filter(pk=notice.pk).update(state=NoticeState.DROPPED)
                continue
            notice.tries += 1
            Notice.objects.filter(pk=notice.pk).update(state=NoticeState.BEGUN, begun_at=Now(), tries=notice.tries)
            return Claimed(notice, address, choice.language)
    return None


def _hand_over(claimed: Claimed) -> None:
    notice = claimed.notice
    try:
        address = opened(claimed.address)
    except SealBroken as broken:
        logger.error("%s", broken)
        raise Undelivered(WhyNot.BROKEN) from broken
    with translation.override(claimed.language):
        deliver(
            Channel(notice.channel),
            address,
            subject=words.counts(notice.overdue, notice.due_today),
            words=words.notice(notice.overdue, notice.due_today),
            mark=f"notice-{notice.pk}",
        )


def _note_failure(notice: Notice, fault: Undelivered, now: datetime, *, by: ActingStaff) -> None:
    """Tried again after a pause that grows; where it may have arrived never again, and where it was tried often enough no more."""
    logger.warning("notice %s was not delivered: %s", notice.pk, fault.why.value)
    if not fault.is_certain:
        _note(notice, by=by, state=NoticeState.UNSURE, why=fault.why)
    elif notice.tries >= MOST_TRIES:
        _note(notice, by=by, state=NoticeState.UNSENT, why=fault.why)
    else:
        pause = FIRST_PAUSE * TIMES_LONGER ** (notice.tries - 1)
        _note(notice, by=by, state=NoticeState.WAITS, why=fault.why, next_try_at=now + pause)


def _note(notice: Notice, *, by: ActingStaff, **told: object) -> None:
    with acting(by):
        Notice.objects.filter(pk=notice.pk).update(**told)
