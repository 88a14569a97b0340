"""What a closed file keeps out of sight: offence and its day, under a key of their own (LAW-2)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from anbang.casework.person.models import ClosedRecord
from anbang.papers.sealed import Sealed

OFFENCE = Sealed("casework_closedrecord", "sealed", "closed file", "casework_closedrecord:{person_id}:sealed")


@dataclass(frozen=True, slots=True)
class ClosedFacts:
    """The offence and its day, if told."""

    offence: str
    offence_on: date | None


def close_facts(facts: Mapping[int, ClosedFacts]) -> None:
    """Store the facts of each person (by id) under the key of closed files."""
    ClosedRecord.objects.bulk_create(
        [ClosedRecord(person_id=person_id, sealed=_sealed(person_id, told)) for person_id, told in facts.items()],
        batch_size=2000,
    )


def change_closed_facts(person_id: int, told: ClosedFacts) -> None:
    """What a closed file keeps out of sight is told otherwise."""
    ClosedRecord.objects.filter(person_id=person_id).update(sealed=_sealed(person_id, told))


def _sealed(person_id: int, told: ClosedFacts) -> bytes:
    text = json.dumps([told.offence, told.offence_on and told.offence_on.isoformat()])
    return OFFENCE.seal(text.encode(), person_id=person_id)


def closed_facts(record: ClosedRecord) -> ClosedFacts:
    """The facts in a closed record; whoever shows them has recorded the look first."""
    offence, offence_on = json.loads(OFFENCE.open(record.sealed, person_id=record.person_id))
    return ClosedFacts(offence, date.fromisoformat(offence_on) if offence_on else None)
