"""What a staged row keeps, sealed: as it was sent, as it was understood, and what it resembles or would change."""

import json
from dataclasses import dataclass, field, fields
from typing import Any

from anbang.exchange.batch.models import StagedRow
from anbang.papers.keys import keyring

# Rows proposed for sealing lie under a key purpose of their own, so that no reader of the list can open one by mistake.
OPEN_PURPOSE, CLOSED_PURPOSE = "staged row", "closed staged row"


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


def _place(batch_id: int, sheet: str, row: int) -> str:
    return f"exchange_stagedrow:{batch_id}/{sheet}/{row}:sealed"


_FIELDS = tuple(field.name for field in fields(RowContent))
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_text(content: RowContent) -> str:
    """The content as it is sealed; two that say the same are equal here."""
    return _JSON.encode(
        {name: getattr(content, name) for name in _FIELDS}
    )  # asdict copies every cell: six times as slow


def seal_content(content: RowContent, *, batch_id: int, sheet: str, row: int, closed: bool) -> bytes:
    """The sealed form of a row's content, bound to its place in its list."""
    purpose = CLOSED_PURPOSE if closed else OPEN_PURPOSE
    return keyring().seal(as_text(content).encode(), purpose=purpose, place=_place(batch_id, sheet, row))


def open_content(row: StagedRow) -> RowContent:
    """The content of a staged row. Screens never open a closed one: see `readable_content`."""
    purpose = CLOSED_PURPOSE if row.closed else OPEN_PURPOSE
    text = keyring().open(row.sealed, purpose=purpose, place=_place(row.batch_id, row.sheet, row.row))
    return RowContent(**json.loads(text))


def readable_content(row: StagedRow) -> RowContent | None:
    """What a screen may show of a row: nothing at all of a closed one."""
    return None if row.closed else open_content(row)
