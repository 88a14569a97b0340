"""One English name for each term of the field: the pages, the policy and the glossary of the documents call a thing the same."""

import re
from collections.abc import Iterable, Iterator

from anbang.policy import DEFAULT_PACK, RULES
from tests.docs.reading import text_of
from tests.web.texts import catalogue

# Names that stand in longer texts under the same English, wherever they stand.
EVERYWHERE = (
    *("基本情况登记表", "刑满释放人员通知书", "回归社会危险性评估意见", "救助建议"),
    *("政法", "司法助理员", "领导小组", "工作小组", "过渡性安置基地", "拟封存"),
)
# The same Chinese in another sense: a button that finds by name, not the search for somebody lost.
OTHER_SENSES = frozenset({"查找"})
Pair = tuple[str, str]


def terms(glossary: str) -> dict[str, str]:
    """Term → its English: the tables of the glossary, cell by cell, without what explains."""
    found = {}
    for row in re.findall(r"^\| (.+?) \| (.+?) \| .+\|$", glossary, re.MULTILINE):
        chinese, english = (re.sub(r"（.*?）| \(.*?\)", "", cell) for cell in row)
        named = [re.split("[;:,]", name)[0].strip() for name in english.split(" / ")]
        if chinese != "中文" and len(named) == len(chinese.split(" / ")):
            found |= dict(zip(map(str.strip, chinese.split(" / ")), named, strict=True))
    return found


def called_otherwise(pairs: Iterable[Pair], names: dict[str, str]) -> list[Pair]:
    """The texts that call a term by another name than the glossary."""
    return [
        (chinese, english)
        for chinese, english in pairs
        if (chinese in names and chinese not in OTHER_SENSES and not _is(names[chinese], english))
        or any(name in chinese and names[name] not in english.lower() for name in EVERYWHERE)
    ]


def _is(name: str, english: str) -> bool:
    """The name itself, however it is capitalised, of one or of several."""
    return english.lower() in (name, name + "s")


def texts_of_the_pages() -> Iterator[Pair]:
    """Every text of the pages in both languages."""
    return ((chinese[0], english[-1]) for chinese, english in catalogue().items())


def texts_of_the_policy() -> Iterator[Pair]:
    """Every clause, figure and duty in both languages."""
    for told in (*DEFAULT_PACK.clauses.values(), *DEFAULT_PACK.parameters.values(), *RULES.duties.values()):
        yield told.zh, told.en


def test_the_pages_call_every_term_as_the_glossary_does():
    assert called_otherwise(texts_of_the_pages(), terms(text_of("docs/glossary.md"))) == []


def test_the_policy_calls_every_term_as_the_glossary_does():
    assert called_otherwise(texts_of_the_policy(), terms(text_of("docs/glossary.md"))) == []


def test_the_three_false_are_said_in_plain_words():
    for _, english in (*texts_of_the_pages(), *texts_of_the_policy()):
        assert "three-false" not in english or "name, identity or address is false" in english


def test_the_glossary_knows_what_the_pages_speak_of():
    names = terms(text_of("docs/glossary.md"))
    assert [name for name in EVERYWHERE if name not in names] == []
    assert len({chinese for chinese, _ in texts_of_the_pages()} & names.keys()) > 25


def test_another_name_is_noticed():
    """The control: alone, inside a longer text, and as one of several in a cell."""
    names = terms(
        "| 中文 | English | in code |\n|---|---|---|\n| 监狱 / 看守所（两种） | prison / detention centre (both) | `a` |\n"
    )
    assert names == {"监狱": "prison", "看守所": "detention centre"}
    names |= terms(text_of("docs/glossary.md"))
    right = [("看守所", "Detention centre"), ("监狱", "Prisons"), ("收到基本情况登记表", "Registration form received")]
    wrong = [("看守所", "Jail"), ("监狱", "Prison house"), ("收到基本情况登记表", "Form received")]
    assert called_otherwise([*right, *wrong], names) == wrong
