"""Numbers that people and papers get one after the other. Closed files have series of their own: in those that everybody reads no gap tells
of them (LAW-2). The number itself does.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connections

from anbang.papers.actions import next_ids

# Where the numbers of closed files begin within a year: no district comes near it by its open ones. No gap tells of them to whoever does not see
# them; whoever sees such a number knows by it that the file is closed (ADR 0008).
FIRST_OF_CLOSED = 90_001
CLOSED_PEOPLE, UNSEALINGS = "casework_closed_person_id_seq", "casework_unsealing_id_seq"


def file_numbers(closed: Sequence[bool], *, on: date, using: str) -> list[str]:
    """A number of the year for each new file, in order."""
    return _numbers("file", closed, on=on, using=using)


def verification_number(*, closed: bool, on: date, using: str) -> str:
    """The number under which a registration form is answered."""
    return f"HC{_numbers('verification', [closed], on=on, using=using)[0]}"


def person_keys(closed: Sequence[bool], *, using: str) -> list[int]:
    """A key for each new person, in order."""
    many = sum(closed)
    of_closed = iter(closed_keys(CLOSED_PEOPLE, many, using=using))
    of_open = iter(next_ids("casework_person", "id", len(closed) - many, using=using))
    return [next(of_closed) if is_closed else next(of_open) for is_closed in closed]


def closed_keys(series: str, many: int, *, using: str) -> list[int]:
    """The next keys of a series that is of closed files alone; how far it is, no role reads."""
    if not many:
        return []
    with connections[using].cursor() as cursor:
        cursor.execute("select * from casework_closed_keys(%s, %s)", [series, many])
        return [row[0] for row in cursor.fetchall()]


def _numbers(series: str, closed: Sequence[bool], *, on: date, using: str) -> list[str]:
    many, of_the_year = sum(closed), f"{series}-{on.year}"
    of_closed = iter(_take(CLOSED, of_the_year, many, first=FIRST_OF_CLOSED, using=using))
    of_open = iter(_take(OPEN, of_the_year, len(closed) - many, first=1, using=using))
    return [f"{on.year}-{next(of_closed if is_closed else of_open):05d}" for is_closed in closed]


# A row lock keeps two offices from taking the same. Of the closed series no role reads how far it is.
OPEN = (
    "insert into casework_numberseries as s (series, last) values (%(series)s, %(first)s + %(many)s - 1)"
    " on conflict (series) do update set last = s.last + %(many)s returning last"
)
CLOSED = "select casework_number_closed(%(series)s, %(many)s, %(first)s)"


def _take(how: str, series: str, many: int, *, first: int, using: str) -> range:
    """The next `many` numbers of a series that begins at `first`."""
    if not many:
        return range(0)
    with connections[using].cursor() as cursor:
        cursor.execute(how, {"series": series, "many": many, "first": first})
        last: int = cursor.fetchone()[0]
    return range(last - many + 1, last + 1)
