"""The days of a sentence follow from the acts: the admission's own, and the release day that was told last."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from anbang.casework.act.models import Act
from anbang.casework.act.story import ToldAct
from anbang.casework.custody.models import Sentence
from anbang.casework.step.differences import write
from anbang.casework.step.settled import Settled

DAYS = ("admitted_on", "release_on")


def settle_sentences(settled: Sequence[Settled]) -> None:
    """Make the days of each sentence those that the acts of its case tell; none where no act tells one any more. A release day on a form
    that no act of the case has ever told stays as it was typed in.
    """
    told = {case.pk: days_told(one.story, case.pk) for one in settled for case in one.cases}
    rows = {row.case_id: row for row in Sentence.objects.filter(case__in=told)}
    wanted: dict[int, Mapping[str, Any]] = {case: told[case] for case in rows}
    for case in _never_told(rows, told):
        typed_in, admitted_on = rows[case].release_on, told[case]["admitted_on"]
        if typed_in is not None and (admitted_on is None or admitted_on <= typed_in):
            wanted[case] = {**told[case], "release_on": typed_in}
    write(Sentence.objects.all(), rows, wanted, fields=DAYS)


def days_told(story: Sequence[ToldAct], case_id: int) -> Mapping[str, date | None]:
    """The day of the admission, and the release day told last; one before the admission cannot be, and is passed over."""
    happenings = [act.happening for act in story if act.case_id == case_id]
    admitted_on = next((one.on for one in reversed(happenings) if one.event == "admitted"), None)
    told = [day for one in reversed(happenings) if isinstance(day := one.details.get("release_on"), date)]
    release_on = next((day for day in told if admitted_on is None or admitted_on <= day), None)
    return {"admitted_on": admitted_on, "release_on": release_on}


def _never_told(rows: Mapping[int, Sentence], told: Mapping[int, Mapping[str, date | None]]) -> set[int]:
    """The cases whose sentence has a release day of which no act ever told one, not even an act that was withdrawn."""
    asked = {case for case, row in rows.items() if row.release_on is not None and told[case]["release_on"] is None}
    if not asked:
        return asked
    acts = Act.objects.filter(case__in=asked, told__release_on__isnull=False)
    return asked - set(acts.values_list("case_id", flat=True))
