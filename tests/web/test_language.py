"""Chinese in the source, complete in English: every text has its English, and an English page shows no Chinese but people's own."""

from html.parser import HTMLParser

import pytest
from django.test import Client

from anbang.organisations.models import Area, Office
from anbang.policy import DEFAULT_PACK
from anbang.web.middleware import LANGUAGE_COOKIE
from tests.exchange.lists import COLUMNS, child, person
from tests.support.requests import GRANTED
from tests.web.answers import expected
from tests.web.asking import ASKED, ASKED_FOR_THE_CHILD
from tests.web.entries import PAGES
from tests.web.matrix import SEATS, SUBJECTS
from tests.web.names import BETWEEN, EVIDENCE, LETTERS, NAMES, OF_CLOSED, OFFENCES, OPINIONS, WRITTEN
from tests.web.planted import Planted, fresh, stranger_at_the_door
from tests.web.texts import CHINESE, catalogue, texts_of_code, texts_of_template, texts_of_the_product
from tests.web.walking import views_asked

READERS = (
    *("institution clerk", "bureau clerk", "keeper of closed files", "justice assistant", "town officer"),
    *("village cadre", "civil affairs officer"),
)
DOORS = (
    "/account/login/",
    "/account/password/",
    "/account/again/",
    "/account/mfa/",
    "/account/mfa/totp/activate/",
    "/none/",
)
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
        *("王某", ASKED, ASKED_FOR_THE_CHILD, GRANTED.words),
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


def in_english(client: Client) -> Client:
    client.cookies[LANGUAGE_COOKIE] = "en"
    return client


# Texts


def test_every_text_has_its_english():
    known, texts = catalogue(), texts_of_the_product()
    missing = {text: files for text, files in texts.items() if not all(known.get(text, [""]))}
    assert missing == {}
    assert len(texts) > 500, "the gathering reached the texts"


def test_no_english_is_left_whose_text_went_away():
    texts = texts_of_the_product()
    assert [text for text in catalogue() if text not in texts] == []


def test_english_is_english():
    """But for what is quoted: how dates and terms are written in a list."""
    chinese = [text for text, told in catalogue().items() if any(CHINESE.sub("", word) == "" for word in told)]
    assert chinese == [("中文",)], "a language is called by its own name"


def test_a_placeholder_stands_in_both_languages():
    for text, told in catalogue().items():
        wanted = {part.split(")")[0] for part in text[-1].split("%(")[1:]}
        for word in told[-1:]:
            assert {part.split(")")[0] for part in word.split("%(")[1:]} == wanted, text


@pytest.mark.parametrize(
    ("gather", "source", "texts"),
    [
        (texts_of_template, '{% translate "甲" %}{% translate "乙" as c %}{{ _("丙") }}', [("甲",), ("乙",), ("丙",)]),
        (texts_of_template, "{% blocktranslate %}{{ n }} 人占 5%{% endblocktranslate %}", [("%(n)s 人占 5%%",)]),
        (
            texts_of_template,
            "{% blocktranslate count n=n %}{{ n }} 天{% plural %}{{ n }} 日{% endblocktranslate %}",
            [("%(n)s 天", "%(n)s 日")],
        ),
        (
            texts_of_code,
            'x = _("甲") + gettext("乙") + gettext_lazy("丙") + ngettext("丁", "戊", 2)',
            [("甲",), ("乙",), ("丙",), ("丁", "戊")],
        ),
    ],
)
def test_the_gathering_finds_what_is_marked(gather, source, texts):
    """The control: each way to mark a text."""
    assert sorted(gather(source)) == sorted(texts)


def test_a_text_without_english_would_be_noticed():
    """The control."""
    assert not all(catalogue().get(("这句话谁也没有翻译",), [""]))


# Pages


@pytest.mark.parametrize("seat", READERS)
def test_an_english_page_shows_no_chinese_but_names(planted: Planted, seat: str):
    client, known, asked = in_english(fresh(planted.seats[seat])), names_that_are_data(), 0
    for name, page in PAGES.items():
        for subject in SUBJECTS[page.about]:
            if expected(SEATS[seat], page, subject, fresh=True) != 200:
                continue
            for view in views_asked(seat, name, page, subject):
                response = client.get(planted.address(name, subject) + view)
                if response.headers["Content-Type"].startswith("text/html"):
                    assert chinese_in(response.content.decode(), known) == [], f"{name}{view}"
                    asked += 1
    assert asked > 5


def test_the_doors_are_english_too(planted: Planted):
    known = names_that_are_data()
    for client in (in_english(stranger_at_the_door()), in_english(fresh(planted.seats["justice assistant"]))):
        for address in DOORS:
            assert chinese_in(client.get(address).content.decode(), known) == [], address


def test_a_form_that_comes_back_is_english_too(planted: Planted):
    known = names_that_are_data()
    clerk, assistant = (in_english(fresh(planted.seats[seat])) for seat in ("bureau clerk", "justice assistant"))
    for client, address, told in (
        (clerk, planted.address("lists", ""), {"institution": ""}),
        (clerk, planted.address("arrange_reception", "file of this town"), {"who_meets": ""}),
        (clerk, planted.address("correct_row", "faulty row"), {"姓名": "", "身份证号": "1", "出生日期": "x"}),
        (assistant, planted.address("verify", "file of this town"), {"name": "false", "identity": "true"}),
        (assistant, planted.address("take_step alert", "file of this town"), {"town_told": "A", "police_told": "B"}),
    ):
        response = client.post(address, told)
        assert response.status_code == 422, address
        assert chinese_in(response.content.decode(), known) == [], address


def test_a_chinese_page_would_be_noticed(planted: Planted):
    """The control: the same pages without the choice of English."""
    client = fresh(planted.seats["justice assistant"])
    for name in ("today", "people", "policy", "places"):
        assert len(chinese_in(client.get(planted.address(name, "")).content.decode(), names_that_are_data())) > 10, name


def test_what_only_a_reader_of_the_screen_hears_would_be_noticed():
    """The control: attributes count, the language switch does not."""
    page = '<button lang="zh-Hans">中文</button><div lang="zh-Hans"><div>原文</div>甲</div><img alt="图"><p title="词">甄此镇 x</p>'
    assert chinese_in(page, ["甄此镇"]) == ["图", "词"]


def test_the_columns_of_a_list_keep_their_own_names():
    """They are the institution's words, and the only Chinese that a form of ours has as names of its fields."""
    assert all(CHINESE.search(column) for column in COLUMNS)
