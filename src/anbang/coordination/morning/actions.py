"""The morning: the day comes for people and offices, what is undone is told up the chain, and everybody gets one digest."""

import logging
from datetime import date

from django.utils import timezone

from anbang.casework.charge.desks import KINDS
from anbang.casework.duty.chain import tell_up
from anbang.casework.duty.digest import make_digests
from anbang.casework.handover.alarm import raise_missing_outcomes
from anbang.casework.handover.unanswered import tell_of_unanswered
from anbang.casework.juvenile.closed_list import day_that_is_too_long_ago, waits_too_long
from anbang.casework.person.elsewhere import waits_elsewhere_since
from anbang.casework.step.morning import let_the_day_come
from anbang.casework.step.named import hands_on_closed_files
from anbang.casework.step.sweep import sweep
from anbang.coordination.morning.models import Morning
from anbang.coordination.office.actions import begin_rounds
from anbang.coordination.office.facts import OCCASIONS, ROUNDS
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from anbang.organisations.queries import posted

logger = logging.getLogger("anbang.morning")


def morning(today: date, *, by: ActingStaff) -> Morning:
    """Do what `today` asks for, unless it was done. What a day that was missed would have told is told today."""
    with acting(by):
        done = Morning.objects.filter(on=today, ended_at__isnull=False).first()
        if done is not None:
            return done
        before = Morning.objects.filter(on__lt=today, ended_at__isnull=False).order_by("-on").first()
        come, _made = Morning.objects.get_or_create(on=today)
        there, was_there = posted(OfficeKind.JUSTICE_OFFICE, on=today), before.posted if before else {}
    let_the_offices_day_come(today, by=by)
    changed = [int(office) for office, staff in there.items() if staff != was_there.get(office)]
    came = let_the_day_come(today, by=by, offices=changed)
    come.settled, come.broken, come.posted = came.settled, came.broken, {} if came.broken or came.waits else there
    come.told_up = tell_up(_since(before, today), today, by=by) + tell_of_unanswered(today, by=by)
    come.closed_list_waits = _tell_the_keepers(_since(before, today), today, by=by)
    come.digests = make_digests(today, by=by)
    with acting(by):
        come.ended_at = timezone.now()
        come.save()
    return come


def _tell_the_keepers(since: date, today: date, *, by: ActingStaff) -> bool:
    """Tell the keepers what is late about closed files, and say whether something waits too long there. How much, of whom and where is
    nobody's but theirs, and counts in no total.
    """
    with acting(by):
        waits = waits_elsewhere_since(day_that_is_too_long_ago(today))
    for eyes in hands_on_closed_files(by=by):
        tell_up(since, today, by=by, eyes=eyes)
        with acting(eyes, reading_only=True):
            waits = waits or waits_too_long(today, eyes=eyes)
    return waits


def evening(today: date, *, by: ActingStaff) -> None:
    """Raise the alarm for whoever was released and of whom nobody says what became, once; about closed files before their keepers alone."""
    raise_missing_outcomes(today, by=by)
    for eyes in hands_on_closed_files(by=by):
        raise_missing_outcomes(today, by=by, eyes=eyes)


def closed_list_waits(today: date) -> bool:
    """Whether, as of this morning, something about closed files waits for too long: all that the district knows of them."""
    return Morning.objects.filter(on=today, closed_list_waits=True).exists()


def sweep_after(come: Morning, *, by: ActingStaff) -> Morning:
    """After its morning everybody is compared with the rules (ADR 0013), once; what differed is put right and named. Of closed files stands
    nothing here, and the log says no more than that it was one (LAW-2).
    """
    if come.swept_at is not None:
        return come
    found = sweep(by=by)
    come.swept = found.people
    come.differed = sorted(found.differences.keys() - found.closed)
    come.unproved = sorted(set(found.broken) - found.closed)
    for person, tables in sorted(found.differences.items()):
        whose = "a closed file" if person in found.closed else f"person {person}"
        logger.error("%s was not as the rules say: %s", whose, dict(tables))
    with acting(by):
        come.swept_at = timezone.now()
        come.save()
    return come


def last_sweep() -> Morning | None:
    """The newest morning after which everybody was compared with the rules."""
    return Morning.objects.filter(swept_at__isnull=False).order_by("-on").first()


def _since(before: Morning | None, today: date) -> date:
    """The first day whose mornings have not come: the one after the last, or today where there was none."""
    return today if before is None else date.fromordinal(before.on.toordinal() + 1)


def let_the_offices_day_come(today: date, *, by: ActingStaff) -> None:
    """A new period begins for some. An office is judged from the first morning on which it is there: nothing before is late."""
    owners = {*(duty.owner.kind for duty in ROUNDS), *(duty.owner.kind for duty in OCCASIONS)}
    kinds = {KINDS[owner] for owner in owners}
    with acting(by):
        offices = Office.objects.on(today).filter(kind__in=kinds).order_by("id")
        begin_rounds(list(offices.select_for_update(of=("self",))), since=today, today=today)
