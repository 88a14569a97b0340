"""Who turned out to be another county's, by the institution that sent them: rows of lists that went back, and cases that were returned."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from anbang.casework.custody.queries import returned_cases
from anbang.casework.person.queries import id_number_of
from anbang.exchange.batch.models import StagedRow
from anbang.exchange.batch.sealed_rows import open_content
from anbang.exchange.batch.status import BatchStatus, Outcome
from anbang.lib.identity_number import read_identity_number
from anbang.lib.reading_dates import read_date

# By a right ID number, else by name and day of birth; compared here and told nobody.
Who = tuple[object, ...]


def returned_by_sender(*, since: date) -> dict[str, int]:
    """How many people each institution sent us that were another county's, since a day, as far as the reader sees them: most first. Whoever was
    sent twice, in two lists or by two institutions, or stood in a list and was returned as a case besides, is counted once, with the first.
    """
    first: dict[Who, str] = {}
    for _on, who, sender in sorted([*_rows(since), *_cases(since)], key=lambda one: one[0]):
        first.setdefault(who, sender)
    counted = Counter(first.values())
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _rows(since: date) -> Iterator[tuple[date, Who, str]]:
    """Of lists that were taken in; by the day on which they were handed in. What is proposed for sealing stays closed, and goes uncounted."""
    taken_in = StagedRow.objects.filter(outcome=Outcome.NOT_OURS, closed=False, batch__status=BatchStatus.APPLIED)
    rows = taken_in.filter(batch__received_on__gte=since).select_related("batch__institution")
    for row in rows.order_by("batch", "sheet", "row"):
        sent = open_content(row).sent
        born_on = read_date(sent.get("出生日期", ""))
        who = _who(sent.get("身份证号", ""), sent.get("姓名", ""), born_on)
        yield row.batch.received_on, who, row.batch.institution.name


def _cases(since: date) -> Iterator[tuple[date, Who, str]]:
    for case in returned_cases(since=since):
        person, number = case.person, id_number_of(case.person)
        who: Who = (number,) if number is not None else (person.name, person.born_on)
        yield case.returned_on, who, case.institution.name if case.institution else ""


def _who(number: str, name: str, born_on: date | None) -> Who:
    read = read_identity_number(number) if number.strip() else None
    return (read.number,) if read is not None and read.fault is None else (name, born_on)
