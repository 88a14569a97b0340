"""What became of a finding or of a family's need, each time that something was said of it: the last stands in the row, the others beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from anbang.casework.act.redacting import TAKEN_OUT
from anbang.casework.custody.models import FamilyNeed, FindingOutcome, ThreeFalseFinding

Settled = FamilyNeed | ThreeFalseFinding


@dataclass(frozen=True, slots=True)
class Said:
    """One outcome: its day, its words, by which office (None where it is not known), and why it was recorded so late; of a finding `how`."""

    on: date
    words: str
    office_id: int | None
    late_because: str = ""
    how: str = ""

    @property
    def how_told(self) -> str:
        """As what it was settled, in words."""
        return str(FindingOutcome(self.how).label) if self.how else ""


def _read(kept: Mapping[str, Any]) -> Said:
    return Said(date.fromisoformat(kept["on"]), kept["words"], kept["office"], kept["late_because"], kept["how"])


def _kept(said: Said) -> dict[str, Any]:
    return {
        "on": said.on.isoformat(),
        "words": said.words,
        "office": said.office_id,
        "late_because": said.late_because,
        "how": said.how,
    }


def _said_last(row: Settled) -> Said | None:
    """What stands in the row."""
    office = row.outcome_office_id
    if isinstance(row, FamilyNeed):
        return Said(row.outcome_on, row.outcome, office, row.late_because) if row.outcome_on else None
    return Said(row.settled_on, row.outcome_words, office, row.late_because, row.outcome) if row.settled_on else None


def heard(row: Settled) -> list[Said]:
    """Everything that was said of it, oldest first."""
    last = _said_last(row)
    return [*(_read(kept) for kept in row.said_before), *([last] if last else [])]


def was_said_before(row: Settled, on: date) -> bool:
    """Whether anything was said of it of a day before that one."""
    return any(one.on < on for one in heard(row))


def add_outcome(row: Settled, said: Said) -> None:
    """Say one more, by its day: whatever is newest stands in the row, and nothing that was said is lost."""
    *before, newest = sorted([*heard(row), said], key=lambda one: one.on)
    _write(row, before, newest)


def redact_said(row: Settled, office_id: int, *, others: bool) -> bool:
    """Take out the words that this office said of it, or those that others said. Whether there were any."""
    said = heard(row)
    gone = [one.words != TAKEN_OUT and (one.office_id == office_id) != others for one in said]
    if any(gone):
        left = [_taken_out(one) if is_gone else one for one, is_gone in zip(said, gone, strict=True)]
        _write(row, left[:-1], left[-1])
    return any(gone)


def _taken_out(said: Said) -> Said:
    """Without its words; that there was a reason for being late stays."""
    return replace(said, words=TAKEN_OUT, late_because=TAKEN_OUT if said.late_because else "")


def _write(row: Settled, before: Sequence[Said], newest: Said) -> None:
    row.said_before = [_kept(one) for one in before]
    row.outcome_office_id, row.late_because = newest.office_id, newest.late_because
    if isinstance(row, FamilyNeed):
        row.outcome, row.outcome_on = newest.words, newest.on
        own = ["outcome", "outcome_on"]
    else:
        row.outcome, row.outcome_words, row.settled_on = newest.how, newest.words, newest.on
        own = ["outcome", "outcome_words", "settled_on", "settled_by"]
    row.save(update_fields=[*own, "said_before", "outcome_office", "late_because"])
