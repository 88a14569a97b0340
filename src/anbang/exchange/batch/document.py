"""The result of reading a list as one JSON document, exactly as outside programs rely on it (contract: imports)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from anbang.exchange.batch.comparison import Judged
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.sealed_rows import readable_content
from anbang.exchange.batch.status import Outcome

Row = dict[str, Any]


def document(judged: Sequence[Judged], *, file: str, sha256: str) -> dict[str, Any]:
    """`file`, `sha256`, `rows` in the order of the file, and `counts` of the outcomes that occur."""
    return _document(map(_judged_row, judged), file=file, sha256=sha256)


def document_of(batch: Batch, *, file: str) -> dict[str, Any]:
    """The same of a staged list, as its rows stand. Call inside `acting(by)`."""
    rows = []
    for row in batch.rows.order_by("id"):
        content = readable_content(row)
        rows.append(_row(row.row, row.outcome, row.faults, content.changes if content else {}))
    return _document(rows, file=file, sha256=batch.digest)


def _document(told: Iterable[Row], *, file: str, sha256: str) -> dict[str, Any]:
    rows = list(told)
    return {"file": file, "sha256": sha256, "rows": rows, "counts": dict(Counter(row["outcome"] for row in rows))}


def _judged_row(one: Judged) -> Row:
    faults = [(fault.column, fault.code, fault.severity) for fault in one.row.faults]
    return _row(one.row.sent.row, one.outcome.value, faults, {} if one.closed else one.changes)


def _row(number: int, outcome: str, faults: Iterable[Sequence[str]], changes: Mapping[str, Sequence[Any]]) -> Row:
    told: Row = {
        "row": number,
        "outcome": Outcome.UPDATE.value if outcome == Outcome.RETURNS else outcome,
        "faults": [{"column": column, "code": code, "severity": severity} for column, code, severity in faults],
    }
    if outcome == Outcome.RETURNS:
        told["comes_back"] = True
    if changes:
        told["changes"] = {name: {"from": _plain(old), "to": _plain(new)} for name, (old, new) in changes.items()}
    return told


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool | list | tuple) else str(value)
