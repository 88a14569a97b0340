"""Lists as institutions send them: each with headings and a spelling of days of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from anbang.demo.people import Invented
from anbang.lib.workbook import Cell, NewSheet, write_workbook

FIRST_ROW = 4  # of the people, counted from 1: a title, a blank line and the headings stand above them
WRITTEN_AT = datetime(2015, 8, 31, tzinfo=UTC)  # any moment, so that the same list is the same file
SEXES = {"male": "男", "female": "女"}


@dataclass(frozen=True, slots=True)
class Style:
    """How one institution writes: its headings in the order of `CELLS`, and its days."""

    headings: tuple[str, ...]
    day: Callable[[date], str]


CELLS: Mapping[str, Callable[[Invented, Callable[[date], str]], str]] = {
    "姓名": lambda one, _: one.name,
    "性别": lambda one, _: SEXES[one.sex],
    "身份证号": lambda one, _: one.id_number or "",
    "出生日期": lambda one, day: day(one.born_on),
    "户籍镇街": lambda one, _: one.registered.town,
    "户籍村居": lambda one, _: one.registered.village,
    "居住镇街": lambda one, _: one.residence.town,
    "居住村居": lambda one, _: one.residence.village,
    "罪名": lambda one, _: one.offence,
    "原判刑期": lambda one, _: term(one.months),
    "作案日期": lambda one, day: day(one.offence_on),
    "收押日期": lambda one, day: day(one.admitted_on),
    "释放日期": lambda one, day: day(one.release_on),
    "危险性评估": lambda one, _: one.opinion,
    "联系人": lambda one, _: one.contact,
    "帮教建议": lambda one, _: one.proposal,
}
PLAIN = Style(tuple(CELLS), lambda day: day.isoformat())
SPOKEN = Style(
    (
        *("罪犯姓名", "性别", "公民身份号码", "出生年月日", "户籍地（镇街）", "户籍地（村居）", "现住地（镇街）"),
        *(
            "现住地（村居）",
            "罪名",
            "原判刑期",
            "作案时间",
            "入监日期",
            "刑满释放日期",
            "危险性评估",
            "联系人及电话",
            "帮教建议",
        ),
    ),
    lambda day: f"{day.year}年{day.month}月{day.day}日",
)
DOTTED = Style(
    (
        *("姓名", "性别", "居民身份证号码", "出生日期", "户籍所在镇街", "户籍所在村居", "居住镇街", "居住村居", "案由"),
        *("刑期", "犯罪时间", "入所日期", "出所日期", "评估意见", "家属联系人", "安置帮教建议"),
    ),
    lambda day: f"{day.year}.{day.month:02d}.{day.day:02d}",
)


def term(months: int) -> str:
    """A sentence as courts write it: 3年6个月, 8个月."""
    years, rest = divmod(months, 12)
    return (f"{years}年" if years else "") + (f"{rest}个月" if rest else "")


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody's line on a list, with what the clerk of the institution got wrong: column → what stands there instead."""

    person: Invented
    typed: Mapping[str, str]


def workbook(title: str, lines: Sequence[Line], style: Style) -> bytes:
    """The list as an xlsx file: title, headings, one person a line, a total below."""
    people: list[list[Cell]] = [
        [number, *(line.typed.get(column, cell(line.person, style.day)) for column, cell in CELLS.items())]
        for number, line in enumerate(lines, 1)
    ]
    nothing: list[list[Cell]] = [[]] * (FIRST_ROW - 3)
    rows: list[list[Cell]] = [[title], *nothing, ["序号", *style.headings], *people, ["合计", f"{len(lines)}人"]]
    return write_workbook([NewSheet("名单", rows)], written_at=WRITTEN_AT)
