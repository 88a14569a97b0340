"""Reads many mutated files in one process under the child's limits: `FIRST LAST guarded|bare`; a line of JSON for each."""

import faulthandler
import json
import resource
import sys
from dataclasses import asdict

from anbang.lib.workbook import LIMITS, Sheet, child
from anbang.lib.workbook.reading import cells_of
from tests.proofs.mutations import mutated, wholes

OTHER_THAN_READING = (
    512 * 1024 * 1024
)  # Python, the generator and its thirty files, which the real child does not carry


def outcome(content: bytes) -> str:
    """What the child says: `read`, a code, or how it broke."""
    try:
        sheets = child.read(content, asdict(LIMITS))
        told = json.loads(json.dumps(sheets, ensure_ascii=False, allow_nan=False).encode())
        [Sheet(sheet["name"], [cells_of(row) for row in sheet["rows"]]) for sheet in told]
    except child.Refused as refused:
        return refused.code
    except (MemoryError, RecursionError):
        return "needs_too_much"
    except BaseException as error:  # a panic of calamine's is no Exception
        return f"broke: {type(error).__name__}: {str(error)[:80]}"
    return "read"


def without_guards(content: bytes) -> str:
    """The control: calamine or the csv reader, without what stands around them."""
    if not content.startswith((child.ZIP, child.OLE)):
        return "read"
    try:
        workbook = child.CalamineWorkbook.from_filelike(child.io.BytesIO(content))
        for index, _ in enumerate(workbook.sheet_names):
            sheet = workbook.get_sheet_by_index(index)
            if sheet.end is None or sheet.end[0] < LIMITS.rows:
                sheet.to_python()
    except BaseException as error:
        return f"broke: {type(error).__name__}"
    return "read"


def main(first: int, last: int, *, guarded: bool) -> None:
    """Say which number begins, then how it ended: whoever listens knows at which one we died."""
    wholes()
    memory = LIMITS.memory_bytes + OTHER_THAN_READING
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    read = outcome if guarded else without_guards
    for number in range(first, last):
        faulthandler.dump_traceback_later(4 * LIMITS.seconds, exit=True)
        print(json.dumps(read(mutated(number))), flush=True)  # noqa: T201
        faulthandler.cancel_dump_traceback_later()
    print(json.dumps({"kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), guarded=sys.argv[3] == "guarded")
