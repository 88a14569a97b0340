"""The child that reads a stranger's workbook. Runs alone in a fresh interpreter under limits; answers in JSON on its output."""

import csv
import html
import io
import json
import math
import posixpath
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum

# An xlsx under a password is a stream of this name; an xls begins with its BOF, and under a password FILEPASS comes next.
ENCRYPTED_XLSX = "EncryptedPackage".encode("utf-16-le")
ENCRYPTED_XLS = re.compile(rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
NUL = "\0"
LONGEST_NAME = 31
PIECE = 1 << 20
# A tag with its attributes, and a cell that holds something: a cell of looks alone reaches nowhere.
TAG = r"""<(?:\w+:)?%s\s(?:[^<>"']|"[^"]*"|'[^']*')*>"""
ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
FILLED_CELL = re.compile(
    rb"""<(?:\w+:)?c\s[^<>]{0,200}?\br=["']([A-Z]{1,3})(\d{1,7})["'][^<>]{0,200}>\s{0,20}<(?:\w+:)?(?:v|f|is)\b"""
)
LONGEST_CELL_TAG = 512
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Refused(Exception):
    """The file is refused for a reason that has a sentence."""

    def __init__(self, code: str, **about: Any) -> None:
        super().__init__(code)
        self.code = code
        self.about = about


def read(content: bytes, limits: dict[str, int]) -> list[dict[str, Any]]:
    """The sheets of `content` as plain data."""
    if not content.strip():
        raise Refused("file_empty")
    if content.startswith(ZIP):
        refuse_bomb(content, limits)
        return read_with_calamine(content, limits)
    if content.startswith(OLE):
        if ENCRYPTED_XLSX in content or ENCRYPTED_XLS.search(content):
            raise Refused("file_encrypted")
        return read_with_calamine(content, limits)
    if content.lstrip()[:200].lower().startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml")):
        raise Refused("not_a_workbook", what="HTML/XML")
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")) or b"\x00" in content[:4096]:
        raise Refused("not_a_workbook", what="")
    return read_text(content, limits)


def refuse_bomb(content: bytes, limits: dict[str, int]) -> None:
    """Unpack for real, but no further than allowed: what the directory claims can be a lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if not any(name.startswith("xl/") for name in names):
                raise Refused("not_a_workbook", what="zip")
            left = limits["unpacked_bytes"]
            for entry in archive.infolist():
                if entry.flag_bits & 1:
                    raise Refused("file_encrypted")
                # Unpacked to its own end, not to the one it claims, nor to one of ours: at an end the checksum is asked first.
                entry.file_size = sys.maxsize
                with archive.open(entry) as part:
                    while chunk := part.read(PIECE):
                        left -= len(chunk)
                        if left < 0:
                            raise Refused("unpacks_too_large", megabytes=limits["unpacked_bytes"] // 1048576)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError, zipfile.LargeZipFile) as error:
        raise Refused("file_damaged") from error
    except Exception as error:
        if isinstance(error, Refused):
            raise
        raise Refused("file_damaged") from error


def read_with_calamine(content: bytes, limits: dict[str, int]) -> list[dict[str, Any]]:
    """Sheets of an xlsx or xls. The used range is looked at before its cells are made, so that a far corner costs nothing."""
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names, kinds = workbook.sheet_names, [about.typ for about in workbook.sheets_metadata]
    except Exception as error:
        raise Refused("file_damaged") from error
    if len(names) > limits["sheets"]:
        raise Refused("too_many_sheets", sheets=limits["sheets"])
    if len(set(names)) < len(names) or any(len(name) > LONGEST_NAME or NUL in name for name in names):
        raise Refused("file_damaged")  # no spreadsheet program writes these, and rows are told apart by them
    sheets: list[dict[str, Any]] = []
    for index, name in enumerate(names):
        try:
            sheet = workbook.get_sheet_by_index(index)
        except Exception as error:
            if kinds[index] is not SheetTypeEnum.WorkSheet:
                continue  # charts and macros hold no rows
            # Never skipped beside others that can be read: the people on it would be lost without a word.
            raise Refused("file_damaged") from error
        if sheet.end is None or sheet.start is None:
            continue
        rows, columns = sheet.end[0] + 1, sheet.end[1] + 1
        if rows > limits["rows"] or columns > limits["columns"]:
            raise reaches_too_far(name, rows, columns, limits)
        left = [None] * sheet.start[1]
        first = sheet.start[0]
        cells = [
            [*left, *map(plain_with(limits, name, number), row)]
            for number, row in enumerate(sheet.to_python(skip_empty_area=True), first + 1)
        ]
        sheets.append({"name": name, "rows": [[] for _ in range(first)] + cells})
    if not sheets:
        raise Refused("file_empty")
    return sheets


def plain_with(limits: dict[str, int], sheet: str, number: int) -> Any:
    """How a cell of calamine's in that row becomes plain data."""
    longest = limits["cell_characters"]

    def plain(cell: Any) -> Any:
        if isinstance(cell, str):
            return kept(cell, longest, sheet, number)
        if isinstance(cell, datetime):
            return {"day": cell.date().isoformat()}
        if isinstance(cell, date):
            return {"day": cell.isoformat()}
        if isinstance(cell, float) and not math.isfinite(cell):
            return None
        if isinstance(cell, int | float | bool) or cell is None:
            return cell
        return str(cell)

    return plain


def kept(text: str, longest: int, sheet: str, number: int) -> str | None:
    """A text without NUL, which an xls and a csv can have and no database can. One that is too long refuses the file: what
    would be cut off is missed by nobody.
    """
    if len(text) > longest:
        raise Refused("cell_too_long", sheet=sheet, row=number, characters=longest)
    return text.replace(NUL, "") or None


def read_text(content: bytes, limits: dict[str, int]) -> list[dict[str, Any]]:
    """The one sheet of a csv in UTF-8 or GB18030, with commas, tabs or semicolons."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refused("not_a_workbook", what="")
    lines = text.splitlines()
    if len(lines) > limits["rows"]:
        raise reaches_too_far("csv", len(lines), 1, limits)
    delimiter = max(",\t;", key=lambda mark: sum(line.count(mark) for line in lines[:50]))
    csv.field_size_limit(1 << 20)
    try:
        rows = [
            [kept(cell.strip(), limits["cell_characters"], "csv", number) for cell in row]
            for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True), 1)
        ]
    except csv.Error as error:
        raise Refused("file_damaged") from error
    if (widest := max(map(len, rows), default=0)) > limits["columns"]:
        raise reaches_too_far("csv", len(rows), widest, limits)
    return [{"name": "", "rows": rows}]


def reaches_too_far(sheet: str, rows: int, columns: int, limits: dict[str, int]) -> Refused:
    """The refusal of a sheet that is too large, with the corner that it reaches to."""
    letters = ""
    while columns:
        columns, letter = divmod(columns - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return Refused(
        "sheet_too_large", sheet=sheet, rows=limits["rows"], columns=limits["columns"], corner=f"{letters}{rows}"
    )


def refuse_far_corner(content: bytes, limits: dict[str, int]) -> list[dict[str, Any]]:
    """Refuse an xlsx for the sheet whose cells lie too far apart. Calamine makes every cell between them before it tells how far
    they reach, so this is asked when the memory gave out; it looks at a piece of the sheet at a time.
    """
    if not content.startswith(ZIP):
        return []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name, path in parts_of_sheets(archive):
            rows, columns = corner_of(archive, path)
            if rows > limits["rows"] or columns > limits["columns"]:
                raise reaches_too_far(name, rows, columns, limits)
    return []


def parts_of_sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the part that holds its cells."""
    paths = {
        told.get("Id", ""): posixpath.normpath(posixpath.join("/xl", told.get("Target", ""))).lstrip("/")
        for told in tags(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    held = set(archive.namelist())
    for told in tags(archive, "xl/workbook.xml", "sheet"):
        link = next((value for key, value in told.items() if key.endswith(":id")), "")
        if paths.get(link) in held:
            yield told.get("name", "")[:LONGEST_NAME], paths[link]


def tags(archive: zipfile.ZipFile, path: str, tag: str) -> Iterator[dict[str, str]]:
    """The attributes of each such tag in a small part."""
    with archive.open(path) as part:
        text = part.read(PIECE).decode("utf-8", "replace")
    for found in re.finditer(TAG % tag, text):
        yield {key: html.unescape(one or other) for key, one, other in ATTRIBUTE.findall(found[0])}


def corner_of(archive: zipfile.ZipFile, path: str) -> tuple[int, int]:
    """The last row and the last column in which a cell of that part holds something."""
    last, letters = 0, b""
    with archive.open(path) as part:
        before = b""
        while piece := part.read(PIECE):
            seen = before + piece
            for column, row in FILLED_CELL.findall(seen):
                last = max(last, int(row))
                letters = max(letters, column, key=lambda name: (len(name), name))
            before = seen[-LONGEST_CELL_TAG:]
    columns = 0
    for letter in letters:
        columns = columns * 26 + letter - ord("A") + 1
    return last, columns


def main() -> None:
    """Read the standard input by the limits in the second argument, or (`corner`) say which of its sheets reaches too far."""
    asked, limits = sys.argv[1], json.loads(sys.argv[2])
    content = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = {"sheets": (refuse_far_corner if asked == "corner" else read)(content, limits)}
    except Refused as refused:
        answer = {"fault": refused.code, "about": refused.about}
    except (MemoryError, RecursionError):
        answer = {"fault": "needs_too_much"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


if __name__ == "__main__":
    main()
