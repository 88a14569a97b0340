"""Lists as different clerks send them, with their true answers: built from what was planted, never by the product's checks."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import xlwt
from openpyxl import Workbook

from tests.exchange.messy_people import Human, People, Planted, bare_village, plant

Value = str | int | date | None
HEADINGS = {
    "姓名": ("姓名", "罪犯姓名", "服刑人员姓名", "姓 名", "姓\u3000名", "*姓名", "姓名："),
    "性别": ("性别", "性 别"),
    "身份证号": ("身份证号", "身份证号码", "公民身份号码", "居民身份证号码", "身份证号\n（18位）", "证件号码"),
    "出生日期": ("出生日期", "出生年月日", "出生年月", "出生日期*"),
    "户籍镇街": ("户籍镇街", "户籍地（镇街）", "户籍所在地(镇街)", "户籍地\n镇街", "户籍所在乡镇"),
    "户籍村居": ("户籍村居", "户籍地（村居）", "户籍所在地(村居)", "户籍地\n村居", "户籍所在村"),
    "居住镇街": ("居住镇街", "现住地（镇街）", "居住地镇街", "现居住地（镇街）"),
    "居住村居": ("居住村居", "现住地（村居）", "居住地村居", "现居住地（村居）"),
    "罪名": ("罪名", "原判罪名", "案由"),
    "原判刑期": ("原判刑期", "刑期", "判处刑期"),
    "作案日期": ("作案日期", "作案时间", "犯罪时间", "犯罪日期"),
    "收押日期": ("收押日期", "入监日期", "收监日期", "收押时间"),
    "释放日期": ("释放日期", "刑满释放日期", "刑满日期", "拟释放日期", "释放时间", "释放日期（年月日）"),
    "危险性评估": ("危险性评估", "危险性评估意见", "评估意见"),
    "联系人": ("联系人", "联系人及电话", "家属联系方式"),
    "帮教建议": ("帮教建议", "救助建议", "安置帮教建议"),
}
# Under one merged heading; the plain name above would be the town's.
TWO_LINES = {
    "户籍镇街": ("户籍地", "镇街"),
    "户籍村居": ("户籍地", "村居"),
    "居住镇街": ("现住地", "镇街"),
    "居住村居": ("现住地", "村居"),
}
MAY_LACK = (
    *(
        {"联系人"},
        {"帮教建议"},
        {"危险性评估"},
        {"罪名"},
        {"性别"},
        {"收押日期"},
        {"出生日期"},
        {"作案日期"},
        {"原判刑期"},
    ),
    *({"居住镇街", "居住村居"}, {"户籍村居"}, {"身份证号"}),
)
OTHERS = {"序号": "1", "民族": "汉族", "文化程度": "初中", "监区": "三监区", "备注": ""}
TITLES = ("2026年11月拟刑满释放人员情况汇总表", "拟释放人员名单", "关于移送刑满释放人员名单的函（附件）")
UNDER_TITLES = ("填报单位：某某监狱　　　　2026年11月3日", "单位：人", "（内部资料，注意保管）")
NOTES = (
    ("合计", "{count}人"),
    ("填表人：", "", "", "审核人："),
    ("制表：张警官  审核：李警官",),
    ("注：危险性评估由监区填写。",),
    ("备注", "以上人员均已谈话"),
    ("说明：日期以判决书为准",),
)
NUMERALS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Answer:
    """What one row must get."""

    sheet: str
    row: int
    outcome: str
    faults: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Messy:
    """A file, how it was made, and its true answers."""

    made_as: str
    content: bytes
    answers: tuple[Answer, ...]


def messy(seed: int) -> Messy:
    """The file of a seed: the same for ever."""
    return _Clerk(Random(seed)).file()


@dataclass
class _Grid:
    """A sheet before it is written: cells by row, merged areas (0-based, inclusive), and the answers of its rows."""

    name: str
    rows: list[list[Value]]
    merged: list[tuple[int, int, int, int]]
    planted: list[tuple[int, Planted]]


class _Clerk:
    """Somebody with habits of their own: one set of columns, headings and spellings."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.kind = random.choice(["xlsx"] * 4 + ["xls"] * 3 + list(WRITERS))
        lacking = set[str]().union(*random.sample(MAY_LACK, random.choice([0, 0, 1, 1, 2])))
        if {"身份证号", "出生日期"} <= lacking:
            lacking.discard("出生日期")
        if "户籍村居" in lacking:
            lacking -= {"居住镇街", "居住村居"}
        self.columns = [column for column in HEADINGS if column not in lacking]
        if random.random() < 0.7:
            random.shuffle(self.columns)
        self.has_day_cells = not self.kind.startswith("csv")

    def file(self) -> Messy:
        """Plant, lay out, write."""
        rows = self._people()
        halves = [rows]
        if not self.kind.startswith("csv") and self.random.random() < 0.2:
            halves = [rows[: len(rows) // 2], rows[len(rows) // 2 :]]
        grids = [self._grid(name, half) for name, half in zip(("拟释放", "第二批"), halves, strict=False)]
        sheets = [grid.name for grid in grids] if len(grids) > 1 else [""]
        answers = [
            Answer(sheet, number, row.outcome, tuple(sorted(row.faults, key=lambda fault: (fault[1], fault[0]))))
            for sheet, grid in zip(sheets, grids, strict=True)
            for number, row in grid.planted
        ]
        return Messy(self.kind, WRITERS[self.kind](grids, self.random), tuple(answers))

    def _people(self) -> list[Planted]:
        people, columns = People(self.random), set(self.columns)
        rows = [plant(people.human(), self.random, columns) for _ in range(self.random.randrange(6, 22))]
        if "身份证号" not in columns:
            rows = [_without_number(row) for row in rows]
        for row in [row for row in rows if row.is_sound and "身份证号" in columns and self.random.random() < 0.25]:
            place = self.random.randrange(rows.index(row) + 1, len(rows) + 1)
            rows.insert(place, self._double(row, columns))
        return rows

    def _double(self, row: Planted, columns: set[str]) -> Planted:
        """A second row about somebody: the same, changed, under another name, or without the number."""
        left = {fault for fault in row.faults if fault[1] not in ("id_15_digits", "id_full_width")}
        ways = ["same", "update", "other name", *(["no number"] if "出生日期" in columns else [])]
        way = self.random.choice(ways)
        if way == "same":
            return Planted(row.human, {}, left, "same")
        if way == "update":
            later = replace(row.human, release_on=row.human.release_on + timedelta(days=400))
            return Planted(later, {}, left - {("释放日期", "late_notice")}, "update")
        if way == "other name":
            return Planted(replace(row.human, name="欧阳" + row.human.name[1:]), {}, left, "doubtful")
        left = {fault for fault in left if fault[0] != "身份证号"} | {("身份证号", "id_missing")}
        return Planted(row.human, {"身份证号": ""}, left, "doubtful")

    def _grid(self, name: str, rows: list[Planted]) -> _Grid:
        random, cells, merged = self.random, list[list[Value]](), list[tuple[int, int, int, int]]()
        columns = self._with_others()
        left = random.choice([0, 0, 0, 1])
        if random.random() < 0.7:
            merged.append((0, 0, left, left + len(columns) - 1))
            cells.append([*[None] * left, random.choice(TITLES)])
            cells += [[*[None] * left, line] for line in random.sample(UNDER_TITLES, random.choice([0, 0, 1]))]
        cells += [[] for _ in range(random.choice([0, 0, 1, 2]))]
        heading = self._heading(columns)
        if len(heading) == 2:
            top = len(cells)
            merged += [(top, top + 1, left + i, left + i) for i, text in enumerate(heading[1]) if text is None]
            merged += [(top, top, left + i, left + i + 1) for i in self._pairs(columns)]
        cells += [[*[None] * left, *line] for line in heading]
        planted = []
        for number, row in enumerate(rows, 1):
            cells += [[] for _ in range(random.choice([0] * 9 + [1]))]
            if random.random() < 0.03:
                cells += [[*[None] * left, *line] for line in heading]
            cells.append([*[None] * left, *(self._cell(row, column, number) for column in columns)])
            planted.append((len(cells), row))
        cells += [[] for _ in range(random.choice([0, 1]))]
        for note in random.sample(NOTES, random.choice([0, 1, 2])):
            cells.append([*[None] * left, *(part.format(count=len(rows)) or None for part in note)])
        return _Grid(name, cells, merged, planted)

    def _with_others(self) -> list[str]:
        columns = list(self.columns)
        for other in self.random.sample(list(OTHERS), self.random.choice([0, 1, 2, 3])):
            columns.insert(0 if other == "序号" else self.random.randrange(len(columns) + 1), other)
        return columns

    def _heading(self, columns: Sequence[str]) -> list[list[Value]]:
        pairs = self._pairs(columns)
        one_line: list[Value] = [self.random.choice(HEADINGS.get(column, (column,))) for column in columns]
        if not pairs or self.random.random() < 0.5:
            return [one_line]
        upper, lower = list(one_line), list[Value]([None] * len(columns))
        for place in pairs:
            upper[place], upper[place + 1] = TWO_LINES[columns[place]][0], None
            lower[place], lower[place + 1] = (TWO_LINES[columns[place + step]][1] for step in (0, 1))
        if any(column in TWO_LINES and lower[i] is None for i, column in enumerate(columns)):
            return [one_line]
        return [upper, lower]

    @staticmethod
    def _pairs(columns: Sequence[str]) -> list[int]:
        """Where town and village of one place stand side by side."""
        return [
            i
            for i, column in enumerate(columns[:-1])
            if column.endswith("镇街") and columns[i + 1] == column.replace("镇街", "村居")
        ]

    def _cell(self, row: Planted, column: str, number: int) -> Value:
        if column in OTHERS:
            return number if column == "序号" else OTHERS[column] or None
        told = row.typed.get(column, _TRUE[column](row.human))
        if isinstance(told, date):
            return self._day(told)
        if column == "身份证号" and told:
            return self._number(str(told), row.number_form)
        if column in ("户籍镇街", "居住镇街"):
            told = self._short(str(told or ""), ("镇", "街道"))
        if column in ("户籍村居", "居住村居"):
            told = self._village(str(told or ""))
        if column == "原判刑期" and column not in row.typed:
            told = self._term(row.human.months)
        return self._spaced(str(told or "")) or None

    def _spaced(self, text: str) -> str:
        return self.random.choice(["{}"] * 8 + [" {}", "{} ", "\u3000{}"]).format(text) if text else text

    def _day(self, day: date) -> Value:
        forms: list[Value] = [
            *(f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}", f"{day:%Y.%m.%d}", f"{day:%Y%m%d}"),
            *(f"{day.year}年{day.month}月{day.day}日", f"{day:%Y年%m月%d日}", f"{day.year}-{day.month}-{day.day}"),
            _wide(f"{day:%Y-%m-%d}"),
            _wide(f"{day.year}") + f"年{day.month}月{day.day}日",
        ]
        if self.has_day_cells:
            forms += [day, day, int(f"{day:%Y%m%d}")]
        told = self.random.choice(forms)
        return self._spaced(told) if isinstance(told, str) else told

    def _number(self, number: str, form: str) -> Value:
        if form == "fifteen":
            number = number[:6] + number[8:17]
            return int(number) if self.has_day_cells and self.random.random() < 0.3 else number
        if form == "wide":
            return _wide(number)
        spaced = f"{number[:6]} {number[6:14]} {number[14:]}"
        return self.random.choice([number, number, number.lower(), f" {number}", f"{number} ", spaced, f"'{number}"])

    def _short(self, text: str, endings: Sequence[str]) -> str:
        """A name with or without its title."""
        for ending in endings:
            if text.endswith(ending) and self.random.random() < 0.3:
                return text.removesuffix(ending)
        return text

    def _village(self, name: str) -> str:
        forms = [name, name]
        if name.endswith("社区居民委员会"):
            forms += [bare_village(name) + ending for ending in ("社区", "", "居委会", "社区居委会")]
        if name.endswith("村村民委员会"):
            forms += [bare_village(name) + ending for ending in ("村", "", "村委会", "村村委会", "村民委员会")]
        return self.random.choice(forms)

    def _term(self, months: int | None) -> str:
        if months is None:
            return "无期徒刑"
        years, rest = divmod(months, 12)
        arabic = (f"{years}年" if years else "") + (f"{rest}个月" if rest else "")
        chinese = (f"{_numeral(years)}年" if years else "") + (f"{_numeral(rest)}个月" if rest else "")
        return self.random.choice([arabic, chinese, f"{months}个月", _wide(arabic)])


def _without_number(row: Planted) -> Planted:
    """In a list without that column everybody's identity is open."""
    row.faults.add(("身份证号", "id_missing"))
    return row


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十") + (NUMERALS[ones] if ones else "")


def _part(place: tuple[str, str] | None, index: int) -> str:
    return place[index] if place else ""


_TRUE: dict[str, Callable[[Human], object]] = {
    "姓名": lambda human: human.name,
    "性别": lambda human: "男" if human.is_male else "女",
    "身份证号": lambda human: human.number,
    "出生日期": lambda human: human.born_on,
    "户籍镇街": lambda human: human.registered[0],
    "户籍村居": lambda human: human.registered[1],
    "居住镇街": lambda human: _part(human.residence, 0),
    "居住村居": lambda human: _part(human.residence, 1),
    "罪名": lambda human: human.offence,
    "原判刑期": lambda human: "",
    "作案日期": lambda human: human.offence_on,
    "收押日期": lambda human: human.admitted_on,
    "释放日期": lambda human: human.release_on,
    "危险性评估": lambda human: human.opinion,
    "联系人": lambda human: human.contact,
    "帮教建议": lambda human: human.proposal,
}


def _xlsx(grids: Sequence[_Grid], random: Random) -> bytes:
    workbook = Workbook()
    workbook.active.title = "填写说明"
    workbook.active["A1"] = "一、姓名与身份证件一致。"
    workbook.active.append(["姓名", "性别", "罪名"])
    for grid in grids:
        sheet = workbook.create_sheet(grid.name)
        for row, line in enumerate(grid.rows, 1):
            for column, value in enumerate(line, 1):
                if value is not None:
                    sheet.cell(row, column).value = value
        for top, bottom, left, right in grid.merged:
            sheet.merge_cells(start_row=top + 1, end_row=bottom + 1, start_column=left + 1, end_column=right + 1)
    if random.random() < 0.5:
        workbook.move_sheet("填写说明", len(grids))
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _xls(grids: Sequence[_Grid], random: Random) -> bytes:
    workbook = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str=random.choice(["yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"']))
    for grid in grids:
        sheet = workbook.add_sheet(grid.name)
        covered = {
            (row, column)
            for top, bottom, left, right in grid.merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        for row, line in enumerate(grid.rows):
            for column, value in enumerate(line):
                if value is not None and (row, column) not in covered:
                    sheet.write(row, column, value, day if isinstance(value, date) else xlwt.Style.default_style)
        for top, bottom, left, right in grid.merged:
            sheet.write_merge(top, bottom, left, right, grid.rows[top][left])
    workbook.add_sheet("Sheet3")
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _csv(encoding: str, delimiter: str = ",") -> Callable[[Sequence[_Grid], Random], bytes]:
    def write(grids: Sequence[_Grid], _random: Random) -> bytes:
        target = io.StringIO()
        writer = csv.writer(target, delimiter=delimiter)
        for line in grids[0].rows:
            writer.writerow(line)
        # One village's name has a sign that GBK lacks: a clerk's program then writes GB18030.
        try:
            return target.getvalue().encode(encoding)
        except UnicodeEncodeError:
            return target.getvalue().encode("gb18030")

    return write


WRITERS: dict[str, Callable[[Sequence[_Grid], Random], bytes]] = {
    "xlsx": _xlsx,
    "xls": _xls,
    "csv gbk": _csv("gbk"),
    "csv gb18030": _csv("gb18030"),
    "csv utf-8": _csv("utf-8"),
    "csv utf-8 with mark": _csv("utf-8-sig"),
    "csv tabs": _csv("gbk", "\t"),
    "csv semicolons": _csv("utf-8", ";"),
}
