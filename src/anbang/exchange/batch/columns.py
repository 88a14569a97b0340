"""Which column of a list is which: headings as institutions write them, matched to ours."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

NAME, SEX, ID_NUMBER, BORN = "姓名", "性别", "身份证号", "出生日期"
REGISTERED_TOWN, REGISTERED_VILLAGE = "户籍镇街", "户籍村居"
RESIDENCE_TOWN, RESIDENCE_VILLAGE = "居住镇街", "居住村居"
OFFENCE, TERM, OFFENCE_ON, ADMITTED, RELEASE = "罪名", "原判刑期", "作案日期", "收押日期", "释放日期"
OPINION, CONTACT, PROPOSAL = "危险性评估", "联系人", "帮教建议"
COLUMNS = (
    *(NAME, SEX, ID_NUMBER, BORN, REGISTERED_TOWN, REGISTERED_VILLAGE, RESIDENCE_TOWN, RESIDENCE_VILLAGE),
    *(OFFENCE, TERM, OFFENCE_ON, ADMITTED, RELEASE, OPINION, CONTACT, PROPOSAL),
)

# Without these nobody could be found, handed to an office, or met on the day. An ID number or a day of birth is needed too,
# but one of the two columns is enough: a row without either is told so itself.
NEEDED = (NAME, RELEASE, REGISTERED_TOWN)
EITHER = (ID_NUMBER, BORN)
ROWS_SEARCHED = 60
LEAST_MATCHES = 3

_REGISTERED = ("户籍", "户籍地", "户籍所在", "户籍所在地", "户籍地址", "户口", "户口所在地", "户口地")
_RESIDENCE = (
    "居住",
    "居住地",
    "现住",
    "现住地",
    "现住址",
    "现居住地",
    "现居地",
    "实际居住地",
    "经常居住地",
    "住址",
    "家庭住址",
)
_TOWN = ("镇街", "街镇", "乡镇", "镇", "街道", "镇乡", "乡镇街道", "镇街道", "所在镇街", "所属镇街")
_VILLAGE = ("村居", "村", "社区", "村社区", "村社", "居委会", "村居委会", "所在村居", "村居社区", "村委会")


def _combined(first: Sequence[str], second: Sequence[str]) -> list[str]:
    return [one + other for one in first for other in second]


SYNONYMS: Mapping[str, Sequence[str]] = {
    NAME: ("姓名", "罪犯姓名", "服刑人员姓名", "人员姓名", "名字", "刑释人员姓名", "在押人员姓名", "服刑人员"),
    SEX: ("性别",),
    ID_NUMBER: (
        *("身份证号", "身份证号码", "公民身份号码", "公民身份证号", "公民身份证号码", "居民身份证号", "居民身份证号码"),
        *("身份证", "证件号码", "证件号", "身份号码"),
    ),
    BORN: ("出生日期", "出生年月日", "出生年月", "生日", "出生时间"),
    REGISTERED_TOWN: (*_combined(_REGISTERED, _TOWN), *_combined(_TOWN, ("户籍",)), "户籍地", "户籍所在地"),
    REGISTERED_VILLAGE: (*_combined(_REGISTERED, _VILLAGE), *_combined(_VILLAGE, ("户籍",))),
    RESIDENCE_TOWN: (*_combined(_RESIDENCE, _TOWN), "居住地", "现住地", "现居住地"),
    RESIDENCE_VILLAGE: _combined(_RESIDENCE, _VILLAGE),
    OFFENCE: ("罪名", "原判罪名", "犯罪罪名", "案由", "主罪名", "原罪名", "所犯罪名"),
    TERM: ("原判刑期", "刑期", "判处刑期", "原判", "原刑期", "刑期年月", "判决刑期"),
    OFFENCE_ON: ("作案日期", "作案时间", "犯罪时间", "犯罪日期", "案发时间", "案发日期", "作案年月日"),
    ADMITTED: (
        "收押日期",
        "收押时间",
        "入监日期",
        "入监时间",
        "收监日期",
        "收监时间",
        "入所日期",
        "入所时间",
        "羁押日期",
    ),
    RELEASE: (
        *("释放日期", "刑满释放日期", "刑满日期", "刑满日", "释放时间", "刑满释放时间", "拟释放日期", "预释放日期"),
        *("刑满时间", "出监日期", "出监时间", "出所日期", "出所时间", "刑释日期", "释放年月日", "刑期止日", "止刑日期"),
    ),
    OPINION: (
        *("危险性评估", "危险性评估意见", "危险性评估类型", "回归社会危险性评估", "回归社会危险性评估意见", "评估意见"),
        *("危险评估", "帮教类型", "帮教类别", "帮教对象类别", "人员类别", "评估类型"),
    ),
    CONTACT: (
        *("联系人", "联系人及电话", "家属联系人", "联系人电话", "家属联系方式", "家属及电话", "亲属联系人", "联系方式"),
        *("联系人及联系方式", "家庭联系人"),
    ),
    PROPOSAL: ("帮教建议", "救助建议", "安置帮教建议", "帮扶建议", "救助及帮教建议", "建议", "帮教意见"),
}


def plain(heading: object) -> str:
    """A heading without what differs from clerk to clerk: width, blanks, line breaks, brackets, punctuation, stars."""
    text = unicodedata.normalize("NFKC", str(heading if heading is not None else ""))
    return text if text.isalnum() else _MARKS.sub("", text)


def heading_of(cell: object) -> str:
    """A heading as it is looked up: whole (户籍地（镇街）), or without its brackets where only that is known (身份证号（18 位）)."""
    whole = plain(cell)
    bare = plain(_BRACKETS.sub("", unicodedata.normalize("NFKC", str(cell or ""))))
    return bare if whole not in _COLUMN_OF and bare in _COLUMN_OF else whole


_MARKS = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
_COLUMN_OF = {plain(synonym): column for column, synonyms in SYNONYMS.items() for synonym in synonyms}
_TOTAL = re.compile(r"^(合计|总计|小计|共计|总数|人数合计)")
_SIGNATURE = re.compile(r"^(填表|制表|审核|审批|负责人|经办|填报|联系电话|备注|注|说明|单位盖章|盖章|日期|年月日|打印)")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the headings of a sheet stand: `lines` rows from `first` (0-based), column → index, and what stands in each line."""

    first: int
    lines: int
    columns: Mapping[str, int]
    extra: Mapping[int, str]
    said: frozenset[tuple[str, ...]] = frozenset()

    @property
    def matches(self) -> int:
        """How many columns were recognised."""
        return len(self.columns)


class MissingColumns(Exception):
    """People stand under headings that lack what is needed. `columns`: what is missing; `sheet`: where, unless no sheet at all
    has the headings.
    """

    def __init__(self, columns: Sequence[str], sheet: str = "") -> None:
        super().__init__("missing columns: " + ", ".join(columns))
        self.columns = tuple(columns)
        self.sheet = sheet


def find_layout(rows: Sequence[Sequence[object]]) -> Layout | None:
    """The heading line of a sheet, or two lines under one another, that matches best; None where nothing looks like one."""
    found = [
        layout
        for first in range(min(len(rows), ROWS_SEARCHED))
        for layout in (_layout(rows, first, 1), _layout(rows, first, 2))
        if layout is not None
    ]
    # Of equal matches the upper and the shorter: the line below the headings is a person.
    return max(found, key=lambda layout: (layout.matches, -layout.lines, -layout.first), default=None)


def _layout(rows: Sequence[Sequence[object]], first: int, lines: int) -> Layout | None:
    if first + lines > len(rows):
        return None
    headings = [heading_of(cell) for cell in rows[first]]
    if lines == 2:
        headings = _joined(headings, [heading_of(cell) for cell in rows[first + 1]])
    columns: dict[str, int] = {}
    for index, heading in enumerate(headings):
        column = _COLUMN_OF.get(heading)
        if column is not None:
            columns.setdefault(column, index)
    if len(columns) < LEAST_MATCHES or NAME not in columns:
        return None
    extra = {i: heading for i, heading in enumerate(headings) if heading and i not in columns.values()}
    return Layout(
        first, lines, columns, extra, frozenset(_said(map(plain, cells)) for cells in rows[first : first + lines])
    )


def _said(texts: Iterable[str]) -> tuple[str, ...]:
    """A line as it reads, wherever it begins and ends."""
    return tuple(text for text in texts if text)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two heading lines as one: an upper heading that was merged over several columns counts for each below it."""
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    joined, over = [], ""
    for top, bottom in zip(above, below, strict=True):
        over = top or (over if bottom else "")
        joined.append(over + bottom if bottom and over != bottom else over or bottom)
    return [
        heading if heading in _COLUMN_OF else (bottom if bottom in _COLUMN_OF else heading)
        for heading, bottom in zip(joined, below, strict=True)
    ]


def missing(layout: Layout) -> list[str]:
    """The needed columns that a sheet lacks."""
    lacking = [column for column in NEEDED if column not in layout.columns]
    if not any(column in layout.columns for column in EITHER):
        lacking.append(" / ".join(EITHER))
    return lacking


def is_a_person(cells: Sequence[object], layout: Layout) -> bool:
    """Whether a line under the headings is a person and not blank, a repeated heading, a total or a signature line."""
    texts = [plain(cell) for cell in cells]
    if not any(texts):
        return False
    told = {column: texts[index] for column, index in layout.columns.items() if index < len(texts) and texts[index]}
    marks = _said(texts)
    if _repeats_the_headings(cells, marks, layout):
        return False
    if _TOTAL.match(marks[0]) or (_SIGNATURE.match(marks[0]) and len(told) < LEAST_MATCHES):
        return False
    if any(_TOTAL.match(text) for text in marks) and not (told.get(ID_NUMBER) or told.get(RELEASE) or told.get(BORN)):
        return False
    # A running number or a remark alone is nobody.
    return bool(told)


def _repeats_the_headings(cells: Sequence[object], marks: tuple[str, ...], layout: Layout) -> bool:
    """Whether the headings stand here again, as on each page of a printed list."""
    if marks in layout.said:
        return True
    at = {column: cells[index] for column, index in layout.columns.items() if index < len(cells)}
    if _COLUMN_OF.get(heading_of(at.get(NAME))) != NAME:
        return False
    return sum(_COLUMN_OF.get(heading_of(cell)) == column for column, cell in at.items()) >= LEAST_MATCHES
