"""Rehearses another pack over everybody whom a member of staff may see. Nothing is written but that it was asked."""

from collections.abc import Iterator
from datetime import date

from anbang.audit.recording import Happening, record
from anbang.casework.act.story import heads_of, stories_of
from anbang.casework.person.models import Case
from anbang.casework.person.queries import visible_to
from anbang.organisations.acting import ActingStaff, acting
from anbang.policy import DEFAULT_PACK, JUDGE, Pack
from anbang.policy.clauses import SYSTEM
from anbang.policy.rehearsal import Rehearsal, Story, rehearse

PEOPLE_AT_ONCE = 500


def rehearse_for(by: ActingStaff, *, then: Pack, on: date) -> Rehearsal:
    """What `then` would change on `on` for everybody `by` may see in lists, called by file numbers. The trail says that it was asked.

    Closed files are in no list, and in no rehearsal. Raises UnreadableEvent, UndecidableDuty.
    """
    with acting(by):
        record("policy_rehearsed", Happening(clauses=(SYSTEM,), data={"pack": then.digest[:16]}), by=by, on=on)
    with acting(by, reading_only=True):
        return rehearse(JUDGE, _stories(by), now=DEFAULT_PACK, then=then, as_of=on)


def _stories(by: ActingStaff) -> Iterator[Story]:
    """Everybody visible, some hundreds at a time."""
    cases = Case.objects.filter(person__in=visible_to(by)).order_by("person_id", "-id").distinct("person_id")
    numbers = dict(cases.values_list("person_id", "number"))
    people = sorted(numbers)
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        some = people[start : start + PEOPLE_AT_ONCE]
        heads, told = heads_of(visible_to(by).filter(pk__in=some)), stories_of(some)
        for person in some:
            yield Story(numbers[person], heads[person], [act.happening for act in told[person]])
