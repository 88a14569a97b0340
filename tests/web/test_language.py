"""Chinese in the source, complete in English: every text has its English, and an English page shows no Chinese but people's own."""

from collections.abc import Callable

import pytest
from django.test import Client

from anbang.web.middleware import LANGUAGE_COOKIE
from tests.exchange.lists import COLUMNS
from tests.web.english import chinese_in, names_that_are_data
from tests.web.matrix import SEATS
from tests.web.planted import Planted, fresh, stranger_at_the_door
from tests.web.texts import CHINESE, catalogue, texts_of_code, texts_of_template, texts_of_the_product
from tests.web.walking import Walk

DOORS = (
    "/account/login/",
    "/account/password/",
    "/account/again/",
    "/account/mfa/",
    "/account/mfa/totp/activate/",
    "/none/",
)


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


@pytest.mark.parametrize("seat", SEATS)
def test_an_english_page_shows_no_chinese_but_names(walked: Callable[[str], Walk], seat: str):
    """Every page is asked for in English from one seat at least."""
    told = walked(seat)
    assert told.chinese == []
    assert told.in_english > 0


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
