"""The course of somebody as a picture and a table of the same: custody, who was responsible when, transfers, the end of the term."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anbang.casework.charge.held import charges_of, transfers_of
from anbang.casework.custody.models import Sentence
from anbang.casework.person.models import Case
from anbang.casework.step.standing import Standing

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_YEARS = 6


@dataclass(frozen=True, slots=True)
class Stretch:
    """A bar of the picture and a row of its table: `letter` joins the two. Places in hundredths of the width."""

    letter: str
    kind: str
    what: str
    since: date
    until: date | None
    left: float
    width: float

    @property
    def middle(self) -> float:
        """Where the letter stands."""
        return self.left + self.width / 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A day of the picture."""

    kind: str
    what: str
    on: date
    at: float


def course_shown(standing: Standing) -> dict[str, Any] | None:
    """The picture and its table; nothing for somebody of whom no day is known."""
    told = list(_told(standing.case, today=standing.today))
    if not told:
        return None
    first = min(since for _kind, _what, since, _until in told)
    last = max([until or standing.today for *_rest, until in told] + [standing.today])
    if standing.case.term_until is not None:
        last = max(last, standing.case.term_until)
    last += timedelta(days=max((last - first).days // 50, 1))

    def at(day: date) -> float:
        return round(100 * (day - first).days / (last - first).days, 2)

    stretches = [
        Stretch(
            LETTERS[number % len(LETTERS)],
            kind,
            what,
            since,
            until,
            at(since),
            _width(at(since), at(until or standing.today)),
        )
        for number, (kind, what, since, until) in enumerate(told)
    ]
    marks = [Mark(kind, what, day, at(day)) for kind, what, day in _marks(standing)]
    return {"stretches": stretches, "marks": marks, "years": list(_years(first, last, at))}


def _width(left: float, right: float) -> float:
    return round(max(right - left, 0.6), 2)


def _told(case: Case, *, today: date) -> Iterator[tuple[str, str, date, date | None]]:
    sentence = Sentence.objects.select_related("institution").filter(case=case).first()
    if sentence is not None and sentence.admitted_on is not None and sentence.admitted_on <= today:
        until = case.care_from or sentence.release_on
        yield "custody", sentence.institution.name, sentence.admitted_on, until if until and until <= today else None
    for charge in charges_of(case):
        yield "charge", charge.office.name if charge.office else _("区外司法所"), charge.from_on, charge.until_on


def _marks(standing: Standing) -> Iterator[tuple[str, str, date]]:
    case = standing.case
    for transfer in transfers_of(case):
        to = transfer.receiver.name if transfer.receiver else _("区外司法所")
        how = transfer.get_outcome_display() if transfer.outcome else _("等待答复")
        yield "transfer", _("转往%(to)s：%(how)s") % {"to": to, "how": how}, transfer.opened_on
    if case.term_until is not None:
        yield "end", _("帮教期满"), case.term_until
    if case.closed_on is not None:
        yield "closed", str(case.get_closed_how_display()), case.closed_on
    yield "today", _("今天"), standing.today


def _years(first: date, last: date, at: Any) -> Iterator[dict[str, Any]]:
    """The beginnings of years, as many as there is room for."""
    years = list(range(first.year + 1, last.year + 1))
    step = max(1, -(-len(years) // MOST_YEARS))
    for year in years[::step]:
        yield {"year": year, "at": at(date(year, 1, 1))}
