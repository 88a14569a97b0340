"""Lists for the tests: rows that are right unless told otherwise, as files, and their way through the steps."""

import csv
import io
import zipfile
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from anbang.exchange.batch.actions import apply_batch, receive_file
from anbang.exchange.batch.applying import apply_staged_rows
from anbang.exchange.batch.giving_back import begin_marked, return_marked
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.staging import stage_rows
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.papers.exports import NewExport
from anbang.papers.models import ExportKind, Purpose
from tests.exchange.numbers import identity_number
from tests.support.people import TODAY, office

COLUMNS = (
    *(
        "姓名",
        "性别",
        "身份证号",
        "出生日期",
        "户籍镇街",
        "户籍村居",
        "居住镇街",
        "居住村居",
        "罪名",
        "原判刑期",
        "作案日期",
    ),
    *("收押日期", "释放日期", "危险性评估", "联系人", "帮教建议"),
)
FIRST_BIRTH = date(1970, 1, 1)
CHILDS_BIRTH = date(2007, 5, 29)


def person(number: int = 1, **different: str) -> dict[str, str]:
    """Somebody of 昌元 about whom nothing is wrong; `number` makes another person of another day of birth."""
    born_on = FIRST_BIRTH + timedelta(days=number % 10_000)
    return {
        "姓名": f"王{_sign(number)}",
        "性别": "男",
        "身份证号": identity_number(born_on, sequence=2 * (number // 10_000) + 1),
        "出生日期": born_on.isoformat(),
        "户籍镇街": "昌元街道",
        "户籍村居": "玉屏社区",
        "居住镇街": "昌元街道",
        "居住村居": "玉屏社区",
        "罪名": "盗窃罪",
        "原判刑期": "二年",
        "作案日期": "2024-01-10",
        "收押日期": "2025-01-20",
        "释放日期": "2027-01-19",
        "危险性评估": "一般",
        "联系人": "李某 13800000000",
        "帮教建议": "建议技能培训",
        **different,
    }


def _sign(number: int) -> str:
    """A given name of two characters, different for each number below four hundred million."""
    return chr(0x4E00 + number // 20_000) + chr(0x4E00 + number % 20_000)


def child(name: str = "周小俊", **different: str) -> dict[str, str]:
    """Somebody who was seventeen at the offence, with two years: proposed for sealing."""
    number = identity_number(CHILDS_BIRTH, sequence=341)
    told = {
        "姓名": name,
        "身份证号": number,
        "出生日期": CHILDS_BIRTH.isoformat(),
        "作案日期": "2024-06-29",
        "原判刑期": "2年",
    }
    return person(7, **{**told, "户籍村居": "虹桥社区", "居住村居": "虹桥社区", "联系人": "母亲李某莲", **different})


def stranger(number: int = 1) -> dict[str, str]:
    """Somebody of another province."""
    return person(number, 户籍镇街="四川省隆昌市", 户籍村居="界市镇", 居住镇街="四川省隆昌市", 居住村居="界市镇")


def csv_of(rows: Iterable[Mapping[str, str]], *, without: Collection[str] = ()) -> bytes:
    """The list as a csv, headings in its first line: row n of the list is line n + 2. Columns `without` it does not have."""
    target = io.StringIO()
    columns = [column for column in COLUMNS if column not in without]
    writer = csv.DictWriter(target, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


def handed_in(rows: Iterable[Mapping[str, str]] | bytes, *, by: ActingStaff, on: date = TODAY) -> Batch:
    """A list of the first prison, uploaded and waiting."""
    content = rows if isinstance(rows, bytes) else csv_of(rows)
    return receive_file(content, name="名单.csv", institution_id=office(OfficeKind.PRISON).pk, by=by, on=on)


def staged(rows: Iterable[Mapping[str, str]] | bytes, *, by: ActingStaff, on: date = TODAY) -> Batch:
    """A list, read and judged."""
    batch = handed_in(rows, by=by, on=on)
    stage_rows(batch.pk, by=by, on=on)
    return now(batch)


def confirm(batch: Batch, *, by: ActingStaff, on: date = TODAY) -> Batch:
    """Confirm a list and let the job run."""
    apply_batch(batch.pk, by=by, on=on)
    apply_staged_rows(batch.pk, by=by, on=on)
    return now(batch)


def applied(rows: Iterable[Mapping[str, str]] | bytes, *, by: ActingStaff, on: date = TODAY) -> Batch:
    """A list, taken in."""
    return confirm(staged(rows, by=by, on=on), by=by, on=on)


def now(batch: Batch) -> Batch:
    """The list as it stands in the database."""
    return Batch.objects.using("owner").get(pk=batch.pk)


def rows_of(batch: Batch) -> list[StagedRow]:
    """Its staged rows, in the order of the file."""
    return list(StagedRow.objects.using("owner").filter(batch=batch).order_by("sheet", "row"))


def outcomes(batch: Batch) -> list[str]:
    """What each row is."""
    return [row.outcome for row in rows_of(batch)]


def everything_in(content: bytes) -> str:
    """All parts of a workbook, unpacked, in one text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


TO_CORRECT = NewExport(ExportKind.MARKED_LIST, Purpose.CORRECTING, in_full=True, why_in_full="改好再上传")


def given_back(batch_id: int, *, by: ActingStaff, on: date = TODAY, new: NewExport = TO_CORRECT) -> bytes:
    """The marked file, put on record and made; to correct it and upload it again unless something else is told."""
    return return_marked(begin_marked(batch_id, new, by=by, on=on).pk, by=by, on=on)
