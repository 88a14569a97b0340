"""The result of reading a list as one JSON document, exactly as outside programs rely on it (contract: imports)."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from anbang.exchange.batch.comparison import Judged


def document(judged: Sequence[Judged], *, file: str, sha256: str) -> dict[str, Any]:
    """`file`, `sha256`, `rows` in the order of the file, and `counts` of the outcomes that occur."""
    return {
        "file": file,
        "sha256": sha256,
        "rows": [_row(one) for one in judged],
        "counts": dict(Counter(one.outcome.value for one in judged)),
    }


def _row(one: Judged) -> dict[str, Any]:
    faults = [{"column": fault.column, "code": fault.code, "severity": fault.severity} for fault in one.row.faults]
    told = {"row": one.row.sent.row, "outcome": one.outcome.value, "faults": faults}
    if one.changes and not one.closed:
        told["changes"] = {name: {"from": _plain(old), "to": _plain(new)} for name, (old, new) in one.changes.items()}
    return told


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool | list | tuple) else str(value)
