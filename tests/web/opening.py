"""Which pages can be opened, from which seat and about whom: derived from the two tables, for whoever opens each page once."""

from collections.abc import Iterator

from tests.web.answers import OPENS, expected
from tests.web.entries import PAGES
from tests.web.matrix import SEATS, SUBJECTS


def pages_to_open() -> Iterator[tuple[str, str, str, str]]:
    """Name and view of every page that reads, with the first seat and subject for which it opens."""
    for name, page in PAGES.items():
        found = (
            (seat, subject)
            for subject in SUBJECTS[page.about]
            for seat, told in SEATS.items()
            if page.reads and expected(told, page, subject, fresh=True) == OPENS
        )
        if first := next(found, None):
            for view in page.views:
                yield name, view, *first
