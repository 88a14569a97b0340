"""Acts about many people at once, as a list brings them: written in one go, settled together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import router

from anbang.casework.act.models import Act
from anbang.casework.person.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.papers.actions import next_ids


@dataclass(frozen=True, slots=True)
class Telling:
    """An act before it is written. What lists tell is kept as they tell it: nothing is refused here."""

    case: Case
    kind: str
    on: date
    told: Mapping[str, Any] = field(default_factory=dict)


def write_acts(tellings: Sequence[Telling], *, by: ActingStaff) -> list[Act]:
    """An act for each, in order. Call inside `acting(by)`, and settle the people afterwards."""
    keys = next_ids("casework_act", "id", len(tellings), using=router.db_for_write(Act))
    return Act.objects.bulk_create(
        [
            Act(
                id=key,
                person_id=telling.case.person_id,
                case=telling.case,
                kind=telling.kind,
                on=telling.on,
                told=dict(telling.told),
                office_id=by.office_id,
                recorded_by_id=by.staff_id,
                recorded_on=max(by.today, telling.on) if telling.kind != "admitted" else by.today,
            )
            for key, telling in zip(keys, tellings, strict=True)
        ],
        batch_size=2000,
    )
