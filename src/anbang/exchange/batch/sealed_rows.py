"""What a staged row keeps, sealed: as it was sent, as it was understood, and what it resembles or would change."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from anbang.exchange.batch.models import StagedRow
from anbang.organisations.steps import ChangedMeanwhile
from anbang.papers.sealed import Sealed

# Rows proposed for sealing lie under a key purpose of their own, so that no reader of the list can open one by mistake.
CONTENT = Sealed(
    *("exchange_stagedrow", "sealed", "staged row", "exchange_stagedrow:{batch_id}/{sheet}/{row}:sealed"),
    closed_purpose="closed staged row",
)


@dataclass(slots=True)
class RowContent:
    """`sent`: canonical column → text as sent, empty ones too; `extra`: heading → text of the columns that no rule uses;
    `understood`: field → plain value for the register; `resembles`: rows and people in doubt, and
    `more` beside them; `changes`: field → [old, new];
    `before`: what an update replaced, for the undo.
    """

    sent: dict[str, str]
    extra: dict[str, str] = field(default_factory=dict)
    understood: dict[str, Any] = field(default_factory=dict)
    resembles: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0
    changes: dict[str, list[Any]] = field(default_factory=dict)
    person_id: int | None = None
    before: dict[str, Any] = field(default_factory=dict)


_FIELDS = tuple(field.name for field in fields(RowContent))
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_text(content: RowContent) -> str:
    """The content as it is sealed; two that say the same are equal here."""
    return _JSON.encode(
        {name: getattr(content, name) for name in _FIELDS}
    )  # asdict copies every cell: six times as slow


def seal_content(content: RowContent, *, batch_id: int, sheet: str, row: int, closed: bool) -> bytes:
    """The sealed form of a row's content, bound to its place in its list."""
    return CONTENT.seal(as_text(content).encode(), batch_id=batch_id, sheet=sheet, row=row, closed=closed)


def open_content(row: StagedRow) -> RowContent:
    """The content of a staged row. Screens never open a closed one: see `readable_content`."""
    text = CONTENT.open(row.sealed, batch_id=row.batch_id, sheet=row.sheet, row=row.row, closed=row.closed)
    return RowContent(**json.loads(text))


def readable_content(row: StagedRow) -> RowContent | None:
    """What a screen may show of a row: nothing at all of a closed one."""
    return None if row.closed else open_content(row)


def refuse_unseen_cells(row: StagedRow, values: Mapping[str, str], seen: Mapping[str, str] | None) -> None:
    """No cell is written over what somebody else wrote into it meanwhile. The row is locked. Raises ChangedMeanwhile."""
    now = open_content(row).sent if seen is not None else {}
    if seen is not None and any(now.get(column, "") != seen.get(column, "") for column in values):
        raise ChangedMeanwhile
