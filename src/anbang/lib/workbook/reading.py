"""The parent's side: starts the child that reads, holds it to its limits, and understands only plain data from it."""

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from anbang.lib.visible import visible
from anbang.lib.workbook.limits import LIMITS, Limits

CHILD = Path(__file__).with_name("child.py")
LIMITED = Path(__file__).with_name("limited.py")
NO_MEMORY = (b"MemoryError", b"PyObject pointer is null")  # the second is how calamine's side puts it
Cell = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows` begin with row 1 of the sheet, so that the index plus one is the row's number there."""

    name: str
    rows: Sequence[Sequence[Cell]]


class UnreadableWorkbook(Exception):
    """The file is refused; `code` says why and `about` fills the sentence."""

    def __init__(self, code: str, **about: Any) -> None:
        super().__init__(f"{code} {about}" if about else code)
        self.code = code
        self.about = about


def read_workbook(content: bytes, *, limits: Limits = LIMITS) -> list[Sheet]:
    """All sheets of an xlsx, xls or csv file (told apart by content, never by name). UnreadableWorkbook for anything else.

    The child is a fresh interpreter that knows nothing of us. It answers in JSON: data cannot run as pickled objects could.
    """
    if len(content) > limits.file_bytes:
        raise UnreadableWorkbook("file_too_large", megabytes=limits.file_bytes // 1048576)
    try:
        sheets = _asked("read", content, limits)
    except UnreadableWorkbook as refused:
        if refused.code == "needs_too_much" and (far := _far_corner(content, limits)) is not None:
            raise far from refused
        raise
    return [Sheet(sheet["name"], [cells_of(row) for row in sheet["rows"]]) for sheet in sheets]


def _asked(what: str, content: bytes, limits: Limits) -> list[dict[str, Any]]:
    """The sheets that the child tells of; UnreadableWorkbook for what it refuses."""
    answer = run_limited(CHILD, [what, json.dumps(asdict(limits))], content, limits=limits)
    try:
        told = json.loads(answer)
    except ValueError as error:
        raise UnreadableWorkbook("file_damaged") from error
    if "fault" in told:
        raise UnreadableWorkbook(told["fault"], **told.get("about", {}))
    sheets: list[dict[str, Any]] = told["sheets"]
    return sheets


def _far_corner(content: bytes, limits: Limits) -> UnreadableWorkbook | None:
    """Where the memory gave out: the sheet whose cells lie too far apart, if that is why. Another child under the same limits."""
    try:
        _asked("corner", content, limits)
    except UnreadableWorkbook as refused:
        return refused if refused.code == "sheet_too_large" else None
    return None


# No passwords of ours, and no wish for a backtrace, which hangs when the memory is used up; openpyxl reads and writes with what is measured and
# proved, also where another library brings lxml along.
THEIR_ENVIRONMENT = {"OPENPYXL_LXML": "False"}


def run_limited(program: Path, arguments: Sequence[str], content: bytes, *, limits: Limits) -> bytes:
    """Run `program` with bounded memory and time on `content`; what it wrote. UnreadableWorkbook when it went over."""
    held = [str(LIMITED), str(limits.memory_bytes), str(limits.seconds), str(program)]
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-X", "utf8", *held, *arguments],
            input=content,
            capture_output=True,
            timeout=limits.seconds,
            check=False,
            env=THEIR_ENVIRONMENT,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableWorkbook("takes_too_long", seconds=limits.seconds) from error
    if done.returncode == -signal.SIGXCPU:
        raise UnreadableWorkbook("takes_too_long", seconds=limits.seconds)
    if done.returncode:
        raise UnreadableWorkbook(
            "needs_too_much" if done.returncode < 0 or any(map(done.stderr.__contains__, NO_MEMORY)) else "file_damaged"
        )
    return done.stdout


def cells_of(row: Sequence[Any]) -> list[Cell]:
    """Plain data of the child as cells: `{"day": "2026-11-03"}` is a date, and of a text what can be seen is kept."""
    return [
        (visible(cell) or None)
        if isinstance(cell, str)
        else date.fromisoformat(cell["day"])
        if isinstance(cell, dict)
        else cell
        for cell in row
    ]
