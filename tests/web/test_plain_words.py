"""The pages speak plainly: no text says what docs/plain-words.md avoids, in either language."""

import re
from collections.abc import Iterable, Mapping

import pytest

from tests.docs.reading import text_of
from tests.web.test_words import terms
from tests.web.texts import catalogue, texts_of_the_product

PAGE = text_of("docs/plain-words.md")
ROW = re.compile(r"^\| `(?P<avoid>.+)` \| (?P<better>.+?) \|$", re.MULTILINE)
AS_IT_IS = re.compile(r"^\| (?P<text>[^`|]+?) \| the .+\|$", re.MULTILINE)


def avoided(language: str) -> Mapping[str, str]:
    """Pattern → the better word, of one of the two lists."""
    part = PAGE.partition(f"## {language}\n")[2].partition("\n## ")[0]
    return {row["avoid"].replace(r"\|", "|"): row["better"] for row in ROW.finditer(part)}


def as_they_are() -> set[str]:
    """Texts that the law, a form or the glossary calls so."""
    return {row["text"] for row in AS_IT_IS.finditer(PAGE)} | terms(text_of("docs/glossary.md")).keys()


def officialese(texts: Iterable[str], words: Mapping[str, str]) -> list[str]:
    """What is said in a stiff way: the text, the word, and what to say instead."""
    allowed, flags = as_they_are(), re.IGNORECASE
    return [
        f"{text}: {found[0]} → {better}"
        for text in texts
        if text not in allowed
        for avoid, better in words.items()
        if (found := re.search(rf"\b(?:{avoid})\b" if avoid.isascii() else avoid, text, flags))
    ]


def test_no_chinese_text_is_officialese():
    texts = {form for text in texts_of_the_product() for form in text}
    assert officialese(texts, avoided("Chinese")) == []
    assert len(texts) > 1000, "the gathering reached them"


def test_nor_is_an_english_one():
    assert officialese({word for told in catalogue().values() for word in told}, avoided("English")) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("Chinese", "请尽快办理相关事宜"),
        ("Chinese", "该单位尚未回复"),
        ("Chinese", "须由另一人确认"),
        ("English", "Please be advised that prior to the visit"),
    ],
)
def test_control_a_planted_word_is_noticed(language: str, text: str):
    assert officialese([text], avoided(language))
    assert officialese([text], {}) == [], "and without the list nothing is"


def test_control_each_line_of_the_lists_finds_something():
    """A pattern that matches nothing of itself is a slip of the list."""
    for language in ("Chinese", "English"):
        assert len(avoided(language)) > 10
    for avoid in avoided("Chinese"):
        plain = re.sub(r"\(\?[^)]*\)|\[(.)[^\]]*\]", lambda found: found[1] or "", avoid).partition("|")[0]
        assert officialese([f"甲{plain}乙"], {avoid: ""}), avoid
    assert officialese(["不得不", "必须", "进行中", "若干"], avoided("Chinese")) == [], "what only looks like it"


def test_what_is_left_as_it_is_stands_on_a_page():
    known = {text for form in texts_of_the_product() for text in form}
    assert {row["text"] for row in AS_IT_IS.finditer(PAGE)} <= known
