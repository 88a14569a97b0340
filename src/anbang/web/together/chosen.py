"""Who was chosen in a list: told by references in what is posted, never in an address, and read within the reader's reach."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from anbang.audit.recording import record_looks
from anbang.casework.person.queries import listed_to
from anbang.casework.step.standing import Standing, standing_of
from anbang.organisations.acting import ActingStaff, acting
from anbang.web.references import number_told

CHOSEN = "chosen"
# A page of a list. More in one go nobody looks through one by one.
MOST_TOGETHER = 30


@dataclass(frozen=True, slots=True)
class Chosen:
    """Those of the chosen whom the reader lists, in the order in which they were chosen, and how many others were named."""

    standings: Sequence[Standing] = ()
    left_out: int = 0


def keys_chosen(request: HttpRequest) -> list[int]:
    """The people that the form names, each once; what is no reference of ours names nobody."""
    numbers = (number_told("person", told) for told in request.POST.getlist(CHOSEN))
    return list(dict.fromkeys(number for number in numbers if number is not None))


def whom(keys: Iterable[int], page: str, *, by: ActingStaff) -> Chosen:
    """How each of them stands, after the look at `page` is on record and committed for each. Whoever is beyond the reader's reach is left out;
    so is a closed file, which is opened by itself.
    """
    wanted = list(keys)
    with acting(by):
        people = {person.pk: person for person in listed_to(by).filter(pk__in=wanted)}
        record_looks(people, page, by=by)
    with acting(by, reading_only=True):
        standings = [standing_of(people[key], by=by) for key in wanted if key in people]
    return Chosen(standings, len(wanted) - len(standings))
