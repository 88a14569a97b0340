"""The work as a file that calendars read (RFC 5545): all-day events, each with a way into the product."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from anbang.coordination.feed.models import CalendarLink
from anbang.coordination.feed.queries import Due

REFRESH_EVERY = timedelta(hours=4)


def written(link: CalendarLink, work: Sequence[Due], *, address_of: Callable[[Due], str], on: date) -> bytes:
    """The calendar of a link. `address_of`: where the work is done, for whoever signs in. The same work on the same day is the same file."""
    calendar = Calendar()
    calendar.add("prodid", "-//Days of work//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("工作日程"))
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"value": "DURATION"})
    for due in work:
        calendar.add_component(_event(link, due, address=address_of(due), on=on))
    return calendar.to_ical()


def _event(link: CalendarLink, due: Due, *, address: str, on: date) -> Event:
    event = Event()
    event.add("uid", salted_hmac("anbang.calendar", f"{link.pk}:{due.duty_id}", algorithm="sha256").hexdigest())
    event.add("dtstamp", datetime.combine(on, time(), UTC))
    event.add("dtstart", due.due_on)
    event.add("dtend", due.due_on + timedelta(days=1))
    late = _("逾期") if due.is_late else ""
    event.add("summary", " · ".join(part for part in (late, due.kind, due.letter) if part))
    event.add("url", address)
    event.add("description", address)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
