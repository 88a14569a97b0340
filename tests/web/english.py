"""What an English page shows: no Chinese but people's own names and words, and what is quoted."""

from html.parser import HTMLParser

from anbang.organisations.models import Area, Office
from anbang.policy import DEFAULT_PACK
from tests.exchange.lists import child, person
from tests.support.requests import GRANTED
from tests.web.asking import ASKED, ASKED_FOR_THE_CHILD, HALF_WRITTEN, PURPOSE
from tests.web.names import BETWEEN, EVIDENCE, LETTERS, NAMES, OF_CLOSED, OFFENCES, OPINIONS, WRITTEN
from tests.web.texts import CHINESE

# Words of the planted lists, and the examples that teach how to write in one.
OF_LISTS = (
    "四川省隆昌市",
    "界市镇",
    "盗窃罪",
    "二年",
    "2年",
    "建议技能培训",
    "李某",
    "一般",
    "高",
    "不知道",
    "甄相像",
    "甄",
    "男",
    "名单.csv",
    "意见.txt",
)
EXAMPLES = ("2026年11月3日", "三年六个月", "3年6个月", "42个月", "10个月", "无期徒刑")
READ_ALOUD = frozenset({"value", "placeholder", "title", "alt", "aria-label", "data-label", "data-confirm"})


class Shown(HTMLParser):
    """Gathers what a page shows or says, but for what is marked as another language: the switch, and official wording."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.marked, self.silent = "", 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        if not self.silent and named.get("lang") == "zh-Hans" and tag != "html":
            self.marked = tag
        if tag == self.marked:
            self.silent += 1
        if not self.silent and named.get("type") != "hidden":
            self.told += [value for name, value in attributes if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        if tag == self.marked and self.silent:
            self.silent -= 1
            self.marked = self.marked if self.silent else ""

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.told.append(data)


def shown_on(page: str) -> list[str]:
    """The texts of a page, piece by piece."""
    reader = Shown()
    reader.feed(page)
    return [" ".join(piece.split()) for piece in reader.told if piece.strip()]


def chinese_in(page: str, known: list[str]) -> list[str]:
    """The pieces of a page that are Chinese after the names that it must show are taken out."""
    left = []
    for piece in shown_on(page):
        rest = piece
        for name in known:
            rest = rest.replace(name, "")
        if CHINESE.search(rest):
            left.append(piece)
    return left


def names_that_are_data() -> list[str]:
    """People, places, institutions and laws, and how the document numbers its clauses, longest first."""
    areas, offices = Area.objects.using("owner").all(), Office.objects.using("owner")
    names = {
        *NAMES.values(),
        *OFFENCES.values(),
        *OPINIONS.values(),
        *EVIDENCE.values(),
        *(words for _whose, words in LETTERS),
        *WRITTEN,
        *OF_CLOSED,
        *BETWEEN,
        *("王某", "康佳", ASKED, ASKED_FOR_THE_CHILD, PURPOSE, HALF_WRITTEN, GRANTED.words),
        *OF_LISTS,
        *EXAMPLES,
        *"帮〔〕",
    }
    names |= {person(14)["姓名"], child()["联系人"]}
    names |= {name for area in areas for name in (area.name, area.short_name)}
    names |= {*offices.values_list("name", flat=True), *offices.values_list("names__name", flat=True)} - {None}
    figures = DEFAULT_PACK.parameters.values()
    sources = {dated.source for figure in figures if not figure.reading for dated in figure.values}
    names |= {name for source in sources for name in source.split("：") if name}
    names |= {DEFAULT_PACK.document, *(clause.citation for clause in DEFAULT_PACK.clauses.values())}
    return sorted(names, key=len, reverse=True)
