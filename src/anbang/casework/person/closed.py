"""What a closed file keeps out of sight: offence and its day, under a key of their own (LAW-2)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from anbang.casework.person.models import ClosedRecord
from anbang.papers.sealed import Sealed

OFFENCE = Sealed("casework_closedrecord", "sealed", "closed file", "casework_closedrecord:{person_id}:sealed")


@dataclass(frozen=True, slots=True)
class EarlierFacts:
    """The same of a case before the newest."""

    case_id: int
    offence: str
    offence_on: date | None


@dataclass(frozen=True, slots=True)
class ClosedFacts:
    """The offence and its day, if told, of the newest sentence; `earlier`: of those before it, the oldest first."""

    offence: str
    offence_on: date | None
    earlier: tuple[EarlierFacts, ...] = ()

    def followed_by(self, offence: str, offence_on: date | None, *, case_id: int) -> "ClosedFacts":
        """What is kept once a new case tells these; `case_id`: the case of what stood as the newest."""
        if not self.offence and self.offence_on is None:
            return ClosedFacts(offence, offence_on, self.earlier)
        return ClosedFacts(offence, offence_on, (*self.earlier, EarlierFacts(case_id, self.offence, self.offence_on)))


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
    earlier = [[one.case_id, one.offence, _plain(one.offence_on)] for one in told.earlier]
    text = json.dumps([told.offence, _plain(told.offence_on), *([earlier] if earlier else [])])
    return OFFENCE.seal(text.encode(), person_id=person_id)


def closed_facts(record: ClosedRecord) -> ClosedFacts:
    """The facts in a closed record; whoever shows them has recorded the look first."""
    offence, offence_on, *more = json.loads(OFFENCE.open(record.sealed, person_id=record.person_id))
    earlier = (EarlierFacts(case_id, told, _day(on)) for case_id, told, on in (more[0] if more else ()))
    return ClosedFacts(offence, _day(offence_on), tuple(earlier))


def _plain(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None
