"""Files that attack whoever opens them are refused in words; the child that reads them stays small, brief and alone."""

import io
import json
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from xlwt import CompoundDoc

from anbang.exchange.batch.messages import failure_message
from anbang.lib.workbook import LIMITS, Limits, UnreadableWorkbook, read_workbook
from anbang.lib.workbook.reading import run_limited
from tests.lib.workbooks import plain, refusal, saved, xls, xlsx

MEGABYTE = 1024 * 1024
LIFTED = Limits(*[1 << 40] * 2, memory_bytes=1 << 40, seconds=60, rows=1 << 40, columns=1 << 40, sheets=1 << 40)
SHEET = "xl/worksheets/sheet1.xml"
BLANKS = b" " * 51 * MEGABYTE
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def with_part(content: bytes, part: bytes, change: Callable[[zipfile.ZipFile], object] = lambda archive: None) -> bytes:
    """The workbook with another first sheet; `change` may then falsify the directory that stands at the end."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, part if name == SHEET else source.read(name))
        change(archive)
    return target.getvalue()


def sheet_with(rows: bytes) -> bytes:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (main, rows)


# Bombs

BOMB = sheet_with(b'<row r="1"><c r="A1"><v>7</v></c></row>' + BLANKS)


def test_a_small_file_that_unpacks_beyond_the_limit_is_refused():
    bomb = with_part(xlsx(plain), BOMB)
    assert len(bomb) < 100_000
    assert refusal(bomb) == "unpacks_too_large"


def test_control_with_the_limit_lifted_the_same_file_is_read():
    assert read_workbook(with_part(xlsx(plain), BOMB), limits=LIFTED)[0].rows == [[7.0]]


def lie(archive: zipfile.ZipFile) -> None:
    """Claim a kilobyte, and the checksum of that kilobyte."""
    entry = archive.getinfo(SHEET)
    entry.file_size, entry.CRC = 1024, zlib.crc32(BOMB[:1024])


def test_a_directory_that_lies_about_sizes_helps_nobody():
    assert refusal(with_part(xlsx(plain), BOMB, lie)) == "unpacks_too_large"


def test_control_whoever_believes_the_directory_unpacks_a_kilobyte():
    with zipfile.ZipFile(io.BytesIO(with_part(xlsx(plain), BOMB, lie))) as archive:
        assert len(archive.read(SHEET)) == 1024


def test_one_part_that_is_listed_many_times_counts_many_times():
    def repeat(archive: zipfile.ZipFile) -> None:
        archive.filelist.extend([archive.getinfo(SHEET)] * 30)

    part = sheet_with(b" " * 2 * MEGABYTE)
    # A newer Python finds the overlap itself.
    assert refusal(with_part(xlsx(plain), part, repeat)) in ("unpacks_too_large", "file_damaged")


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_one_part_that_alone_is_over_the_limit_is_told_as_too_large_and_not_as_damaged(compression):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        archive.writestr(SHEET, bytes(LIMITS.unpacked_bytes + 2 * MEGABYTE))
    assert refusal(target.getvalue()) == "unpacks_too_large"


def test_control_one_part_of_just_the_limit_is_not_too_large():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SHEET, bytes(LIMITS.unpacked_bytes))
    assert refusal(target.getvalue()) == "file_damaged", "it has no sheet to read"


# Sheets that are too large


@pytest.mark.parametrize("cell", ["A20201", "CW1"])
def test_one_row_or_column_too_many_is_refused(cell):
    content = xlsx(lambda book: book.add_worksheet().write(cell, "x"))
    assert refusal(content) == "sheet_too_large"
    assert read_workbook(content, limits=LIFTED)


@pytest.mark.parametrize("cell", ["A20200", "CV1"])
def test_control_the_last_row_and_the_last_column_are_read(cell):
    assert read_workbook(xlsx(lambda book: book.add_worksheet().write(cell, "x")))


@pytest.mark.parametrize(("content"), [b"a,b,c\n" * 20_201, b"a" + b",a" * 100])
def test_a_csv_with_too_many_rows_or_columns_is_refused(content):
    assert refusal(content) == "sheet_too_large"
    assert read_workbook(content, limits=LIFTED)


# Files that are something else


def test_a_file_over_the_limit_is_refused_before_any_child_starts(monkeypatch):
    def started(*_: object, **__: object) -> bytes:
        raise AssertionError("a child was started")

    monkeypatch.setattr("anbang.lib.workbook.reading.run_limited", started)
    assert refusal(bytes(60 * MEGABYTE + 1)) == "file_too_large"
    with pytest.raises(AssertionError, match="a child was started"):  # control: one byte less
        read_workbook(bytes(60 * MEGABYTE))


def under_a_password() -> bytes:
    """An xls whose second record says that the rest is encrypted."""
    stream = xls().get_biff_data()
    first = 4 + struct.unpack("<H", stream[2:4])[0]
    target = io.BytesIO()
    CompoundDoc.XlsDoc().save(target, stream[:first] + b"\x2f\x00\x06\x00\x00\x00\x12\x34\x56\x78" + stream[first:])
    return target.getvalue()


def encrypted_part() -> bytes:
    def mark(archive: zipfile.ZipFile) -> None:
        archive.getinfo(SHEET).flag_bits |= 1

    return with_part(xlsx(plain), sheet_with(b""), mark)


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("file_empty", b""),
        ("file_empty", b" \r\n\t\n"),
        ("file_empty", xlsx(lambda book: book.add_worksheet())),
        ("file_encrypted", OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)),
        ("file_encrypted", under_a_password()),
        ("file_encrypted", encrypted_part()),
        ("file_damaged", OLE + bytes(2000)),
        ("not_a_workbook", b"%PDF-1.7\n1 0 obj\n"),
        ("not_a_workbook", b"<html><table><tr><td>\xe5\xa7\x93\xe5\x90\x8d</td></tr></table></html>"),
        ("not_a_workbook", b"\n <!DOCTYPE html><p>x"),
        ("not_a_workbook", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("not_a_workbook", b"{\\rtf1 x}"),
        ("not_a_workbook", "姓名,罪名\n张\0三,盗窃罪\n".encode()),
        ("not_a_workbook", b"\xff\xff\xff\xff, a text of no encoding"),
    ],
)
def test_what_is_no_list_is_refused_for_what_it_is(code, content):
    assert refusal(content) == code


def test_a_zip_of_anything_else_is_no_workbook():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert refusal(target.getvalue()) == "not_a_workbook"


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("whole", [xlsx(plain), saved(xls("姓名" * 4000))], ids=["xlsx", "xls"])
def test_a_file_that_was_cut_off_is_damaged(whole, kept):
    assert read_workbook(whole), "control: the whole file is read"
    assert refusal(whole[: int(len(whole) * kept)]) == "file_damaged"


def test_random_bytes_and_workbooks_with_random_bytes_changed_are_refused_or_read_and_nothing_else():
    dice = random.Random(20)
    contents = [dice.randbytes(dice.randrange(1, 5000)) for _ in range(8)]
    for whole in (xlsx(plain), saved(xls())):
        for _ in range(8):
            spoiled = bytearray(whole)
            for _ in range(40):
                spoiled[dice.randrange(8, len(spoiled))] = dice.randrange(256)
            contents.append(bytes(spoiled))
    refused = [code for content in contents if (code := refusal_if_any(content))]
    assert len(refused) > len(contents) / 2, refused


def refusal_if_any(content: bytes) -> str:
    try:
        read_workbook(content)
    except UnreadableWorkbook as refused:
        return failure_message(refused.code, refused.about)
    return ""


def test_a_sign_that_no_database_takes_does_not_come_through():
    deep = b"a,b\n" * 2000 + "张\0三,\0\n".encode()
    assert read_workbook(deep)[0].rows[-1] == ["张三", None]
    assert read_workbook(saved(xls("张\0三")))[0].rows == [["张三"]]


# Cells of every kind


def every_kind(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("各种")
    day, hour, long = (book.add_format({"num_format": code}) for code in ("yyyy-mm-dd", "hh:mm", "[h]:mm"))
    sheet.write_formula(0, 0, "=1+1", None, 2)
    sheet.write_formula(0, 1, '="张三"', None, "张三")
    sheet.write_formula(0, 2, "=NA()", None, "#N/A")
    sheet.write_boolean(0, 3, True)
    sheet.write_datetime(0, 4, date(2026, 11, 3), day)
    sheet.write_datetime(0, 5, datetime(2026, 11, 3, 8, 30), day)  # noqa: DTZ001
    sheet.write_datetime(0, 6, time(9, 30), hour)
    sheet.write_datetime(0, 7, timedelta(hours=30), long)
    sheet.write_number(0, 8, 1e300, day)
    sheet.write_number(0, 9, -5, day)
    hidden = book.add_worksheet("隐藏")
    hidden.write(0, 0, "x")
    hidden.hide()
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=各种!$A$1:$A$1"})
    book.add_chartsheet("图").set_chart(chart)


@pytest.mark.parametrize("since_1904", [False, True])
def test_cells_of_every_kind_are_understood_or_told_as_text(since_1904):
    shown, hidden = read_workbook(xlsx(every_kind, date_1904=since_1904))
    today = date(2026, 11, 3)
    assert list(shown.rows[0][:8]) == [2.0, "张三", None, True, today, today, "09:30:00", "1 day, 6:00:00"]
    assert (hidden.name, hidden.rows) == ("隐藏", [["x"]])


def test_control_the_two_day_systems_are_four_years_apart():
    with zipfile.ZipFile(io.BytesIO(xlsx(every_kind, date_1904=True))) as archive:
        told = archive.read(SHEET).decode()
    assert str((date(2026, 11, 3) - date(1904, 1, 1)).days) in told
    assert str((date(2026, 11, 3) - date(1899, 12, 30)).days) not in told


@pytest.mark.parametrize("length", [2_001, LIMITS.cell_characters])
def test_whatever_a_spreadsheet_holds_in_a_cell_is_kept_whole(length):
    content = xlsx(lambda book: book.add_worksheet().write(0, 0, "长" * length))
    assert read_workbook(content)[0].rows == [["长" * length]]
    assert read_workbook(("长" * length).encode())[0].rows == [["长" * length]]


def test_a_cell_beyond_that_refuses_the_file_and_is_named_never_cut():
    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(("姓名\n" + "长" * (LIMITS.cell_characters + 1)).encode())
    assert (refused.value.code, refused.value.about["row"]) == ("cell_too_long", 2)
    narrow = replace(LIMITS, cell_characters=10)
    with pytest.raises(UnreadableWorkbook) as refused:
        read_workbook(xlsx(lambda book: book.add_worksheet("名单").write(4, 1, "长" * 11)), limits=narrow)
    assert refused.value.about == {"sheet": "名单", "row": 5, "characters": 10}


# The child's memory, time and reach

MEASURE = """
import json, resource, sys
from anbang.lib.workbook import Limits, UnreadableWorkbook, read_workbook
try:
    told = str(len(read_workbook(sys.stdin.buffer.read(), limits=Limits(**json.loads(sys.argv[1])))))
except UnreadableWorkbook as refused:
    told = refused.code
print(told, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""


def measured(content: bytes, limits: Limits) -> tuple[str, int]:
    """What became of it, and the most memory that the child ever held."""
    told = subprocess.run(
        [sys.executable, "-c", MEASURE, json.dumps(asdict(limits))], input=content, capture_output=True, check=True
    )
    outcome, peak = told.stdout.split()
    return outcome.decode(), int(peak)


def test_the_memory_of_the_child_is_bounded():
    """One long text that every cell points to: the parts are small, the cells are not."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        for row in range(700):
            sheet.write_row(row, 0, ["长" * 500] * 100)

    content, most = xlsx(fill), 160 * MEGABYTE
    for memory in (most // 2, most * 3 // 4, most):  # it gives out in another place each time
        outcome, peak = measured(content, replace(LIMITS, memory_bytes=memory))
        assert (outcome, peak < memory) == ("needs_too_much", True)
    outcome, peak = measured(content, LIFTED)  # control: it would take more
    assert (outcome, peak > most) == ("1", True)


def program(folder: Path, text: str) -> Path:
    written = folder / "program.py"
    written.write_text(text)
    return written


@pytest.mark.parametrize("text", ["while True: pass", "import threading; threading.Event().wait()"])
def test_a_child_that_takes_too_long_is_ended(tmp_path, text):
    with pytest.raises(UnreadableWorkbook, match="takes_too_long"):
        run_limited(program(tmp_path, text), [], b"", limits=replace(LIMITS, seconds=1))


def test_a_child_that_used_up_its_time_on_the_processor_took_too_long_too(tmp_path):
    text = "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)"
    with pytest.raises(UnreadableWorkbook, match="takes_too_long"):
        run_limited(program(tmp_path, text), [], b"", limits=LIMITS)


HELD = "import resource; print([resource.getrlimit(getattr(resource, 'RLIMIT_' + of)) for of in ('AS', 'CPU', 'CORE', 'FSIZE')])"


def test_the_child_is_held_before_it_does_anything(tmp_path):
    limits = replace(LIMITS, memory_bytes=300 * MEGABYTE, seconds=7)
    told = run_limited(program(tmp_path, HELD), [], b"", limits=limits).decode()
    assert told.strip() == str([(300 * MEGABYTE,) * 2, (7, 8), (0, 0), (0, 0)])
    free = subprocess.run([sys.executable, str(program(tmp_path, HELD))], check=True, capture_output=True).stdout
    assert free.decode() != told, "control: nobody else is held so"


def test_a_child_that_breaks_down_is_a_damaged_file(tmp_path):
    with pytest.raises(UnreadableWorkbook, match="file_damaged"):
        run_limited(program(tmp_path, "raise ValueError"), [], b"", limits=LIMITS)


def test_the_child_leaves_nothing_on_the_disk(tmp_path):
    text = f"import pathlib; pathlib.Path({str(tmp_path / 'left')!r}).write_text('a name')"
    with pytest.raises(UnreadableWorkbook):
        run_limited(program(tmp_path, text), [], b"", limits=LIMITS)
    assert (tmp_path / "left").read_text() == ""
    subprocess.run([sys.executable, str(program(tmp_path, text))], check=True)  # control: without limits it can
    assert (tmp_path / "left").read_text() == "a name"


def test_the_child_knows_no_password_of_ours(tmp_path, monkeypatch):
    monkeypatch.setenv("ANBANG_SECRET_KEY", "only-for-tests")
    file = program(tmp_path, "import os, sys; sys.stdout.write(str(dict(os.environ)))")
    assert b"only-for-tests" not in run_limited(file, [], b"", limits=LIMITS)
    told = subprocess.run([sys.executable, str(file)], check=True, capture_output=True)
    assert b"only-for-tests" in told.stdout, "control: a child is given them unless somebody sees to it"
