"""By which telephones somebody is found follows from what was told last of how to reach them: kept in rows of their own, since what was told
is sealed with its act and cannot be looked through.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import router

from anbang.casework.act.models import Act
from anbang.casework.care.reaching import KINDS, Reached
from anbang.casework.person.telephones import Telephone, telephone_columns, telephone_indexes
from anbang.casework.step.settled import Settled
from anbang.lib.telephone import telephones_in
from anbang.papers.actions import next_ids


def settle_telephones(settled: Sequence[Settled]) -> None:
    """Make the telephones of these people those that hold in their newest case. Three queries for any number, and two more to change some."""
    held: dict[int, list[Telephone]] = defaultdict(list)
    for row in Telephone.objects.filter(person__in=[one.person.pk for one in settled]):
        held[row.person_id].append(row)
    reached = _reached([one.case.pk for one in settled if _may_tell(one)])
    gone: list[int] = []
    fresh: list[tuple[int, str]] = []
    for one in settled:
        rows, numbers = held[one.person.pk], numbers_of(reached.get(one.case.pk, Reached()))
        kept = {number: _row_of(number, rows) for number in numbers}
        gone += [row.pk for row in rows if row not in kept.values()]
        fresh += [(one.person.pk, number) for number, row in kept.items() if row is None]
    if gone:
        Telephone.objects.filter(pk__in=gone).delete()
    _write(fresh)


def numbers_of(reached: Reached) -> list[str]:
    """Every number by which somebody is reached: where they are now, and where they come back to."""
    return telephones_in(f"{reached.while_away}\n{reached.contact}")


def _may_tell(one: Settled) -> bool:
    return any(act.happening.event in KINDS for act in one.story)


def _reached(cases: Iterable[int]) -> Mapping[int, Reached]:
    found: dict[int, Reached] = defaultdict(Reached)
    told = Act.objects.filter(case__in=list(cases), kind__in=KINDS, withdrawn_on__isnull=True)
    for act in told.order_by("on", "id"):
        found[act.case_id].read(act)
    return found


def _row_of(number: str, rows: Sequence[Telephone]) -> Telephone | None:
    """The row of this number, under whichever key it is indexed."""
    indexes = telephone_indexes(number)
    return next((row for row in rows if bytes(row.number_index) in indexes), None)


def _write(fresh: Sequence[tuple[int, str]]) -> None:
    if not fresh:
        return
    keys = next_ids("casework_telephone", "id", len(fresh), using=router.db_for_write(Telephone))
    Telephone.objects.bulk_create(
        [
            Telephone(id=key, person_id=person_id, **telephone_columns(number, telephone_id=key))
            for key, (person_id, number) in zip(keys, fresh, strict=True)
        ],
        batch_size=2000,
    )
