"""An official document falls into the wording of each clause by its own numbering."""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, SimpleNamespace
from typing import Any

import pytest

from anbang.policy import DEFAULT_PACK, load_pack, official_text, splitting
from anbang.policy.official_text import digest, matched, sentences_of
from anbang.policy.splitting import Doubt, Split, chinese, split

ONE = ("一、目标", "（一）花开。", "花在三月开放。", "（二）草长。")


def of(*lines: str) -> Split:
    return split(lines, DEFAULT_PACK)


def numbers(found: Split) -> list[str]:
    return [section.number for section in found.sections]


def odd(found: Split) -> list[tuple[str, Doubt]]:
    return [(one.number, one.doubt) for one in found.odd]


def test_paragraphs_belong_to_the_number_above_them():
    found = of("意见", "各镇：", *ONE)
    assert found.before == ("意见", "各镇：")
    assert [(section.number, section.clause, section.text) for section in found.sections] == [
        ("一", "", "一、目标"),
        ("一（一）", "1.1", "（一）花开。\n花在三月开放。"),
        ("一（二）", "1.2", "（二）草长。"),
    ]
    assert [section.number for section in found.beyond] == ["一"]
    assert "1.1" not in found.missing
    assert "2.3.1" in found.missing


def test_all_four_levels_and_their_widths():
    found = of("一、甲", "（一）乙", "1. 丙", "（1）丁", "(2) 戊", "2．己", "（1）庚", "(二)辛", "二、壬")
    assert numbers(found) == [
        *("一", "一（一）", "一（一）1", "一（一）1（1）", "一（一）1（2）"),
        *("一（一）2", "一（一）2（1）", "一（二）", "二"),
    ]
    assert odd(found) == [("一（一）1（2）", Doubt.HALF_WIDTH), ("一（二）", Doubt.HALF_WIDTH)]


@pytest.mark.parametrize(
    "line", ["3.5倍以上。", "2020年3月1日起执行。", "十一月实施。", "（本条有效期五年）", "一百元。"]
)
def test_a_line_that_only_begins_like_a_number_is_text(line: str):
    found = of(*ONE, line)
    assert numbers(found) == ["一", "一（一）", "一（二）"]
    assert found.sections[-1].paragraphs[-1] == line
    assert found.odd == ()


def test_a_number_that_goes_back_is_text_and_is_told():
    found = of("一、甲", "（一）乙", "（二）丙", "（一）丁。")
    assert numbers(found) == ["一", "一（一）", "一（二）"]
    assert found.sections[-1].text == "（二）丙\n（一）丁。"
    assert odd(found) == [("一（一）", Doubt.OUT_OF_ORDER)]


def test_a_gap_is_told_and_the_number_counts():
    found = of("一、甲", "（一）乙", "（三）丙")
    assert numbers(found) == ["一", "一（一）", "一（三）"]
    assert odd(found) == [("一（三）", Doubt.LEAVES_A_GAP)]


def test_a_level_may_be_left_out():
    assert numbers(of("一、甲", "1. 乙", "2. 丙", "二、丁", "（一）戊", "（1）己")) == [
        *("一", "一1", "一2", "二", "二（一）", "二（一）（1）"),
    ]


def test_a_number_below_nothing_is_text():
    found = of("（一）甲", "1. 乙", "一、丙")
    assert (found.before, numbers(found)) == (("（一）甲", "1. 乙"), ["一"])


def test_who_signs_and_annexes_are_left_over():
    found = of(*ONE, "二、任务", "（一）浇水。", "附件：1. 表", "一、填表说明。", "某县人民政府", "2020年3月1日")
    assert found.sections[-1].text == "（一）浇水。"
    assert found.after == ("附件：1. 表", "一、填表说明。", "某县人民政府", "2020年3月1日")
    assert of(*ONE, "某县人民政府", "2020年3月1日").after == ("某县人民政府", "2020年3月1日")


def test_a_heading_at_the_end_is_no_signature():
    assert of(*ONE, "二、任务", "（一）浇水").after == ()


def test_nothing_is_lost():
    lines = ("意见", *ONE, "（一）又来", "1. 浇水", "(1) 水", "附则", "某县")
    found = of(*lines)
    kept = [*found.before, *(line for section in found.sections for line in section.paragraphs), *found.after]
    assert kept == list(lines)


def test_a_document_of_articles_is_split_by_them():
    county = load_pack("example-county-2024")
    found = split(
        [
            *(
                "细则",
                "第一章 总则",
                "第一条 为了春天。",
                "第二条 花开。",
                "花在三月。",
                "第二章 任务",
                "第十二条 下列事项：",
            ),
            *("（一）浇水；", "（二）除草。", "1. 用手。", "第十一条 又来。", "第十三条 收获。", "附件：表"),
        ],
        county,
    )
    assert [(one.number, len(one.paragraphs)) for one in found.sections] == [
        *(("第一章", 1), ("第一条", 1), ("第二条", 2), ("第二章", 1), ("第十二条", 1)),
        *(("第十二条第一项", 1), ("第十二条第二项", 3), ("第十三条", 1)),
    ]
    assert odd(found) == [("第十二条", Doubt.LEAVES_A_GAP), ("第十一条", Doubt.OUT_OF_ORDER)]
    assert [county.citation(one.clause) for one in found.found] == [
        *("第二条", "第十二条第一项", "第十二条第二项", "第十三条"),
    ]
    assert found.after == ("附件：表",)


def test_clauses_that_are_not_of_the_document_are_not_missed():
    assert not [clause for clause in of(*ONE).missing if clause.startswith("LAW")]


def test_every_number_of_ours_is_found_where_the_document_has_it():
    lines = [
        line
        for clause in DEFAULT_PACK.clauses.values()
        if not clause.id.startswith("LAW")
        for line in whole_number(clause.id)
    ]
    found = of(*dict.fromkeys(lines))
    assert found.missing == ()


def whole_number(clause: str) -> list[str]:
    """The headings above a clause and its own, each told apart by its place."""
    forms = ("{}、", "（{}）", "{}. ", "（{}）")
    parts = clause.split(".")
    return [
        forms[level].format(chinese(int(part)) if level < 2 else part) + ".".join(parts[: level + 1])
        for level, part in enumerate(parts)
    ]


def test_chapters_and_their_sections_are_told_apart_and_one_that_comes_again_is_text():
    found = of("第一章 甲", "第一节 乙", "第一条 丙。", "第二章 丁", "第一节 戊", "第二条 己。", "第一章", "又。")
    assert numbers(found) == ["第一章", "第一章第一节", "第一条", "第二章", "第二章第一节", "第二条"]
    assert found.sections[-1].text == "第二条 己。\n第一章\n又。"
    assert odd(found) == [("第一章", Doubt.OUT_OF_ORDER)]


# The work that a document makes grows with its length and no faster, whatever is in it

LENGTH = 300_000
PER_SIGN = 60
"""Steps for each sign: generous, and nothing beside the square of the length."""
WORST = {
    "no full stop at all": "一、春" + "花" * LENGTH,
    "short lines without a full stop": "一、春\n" + "花开花开花开花\n" * (LENGTH // 8),
    "one chapter again and again": "第一章花开花开\n" * (LENGTH // 8),
    "one annex again and again": "附件花开花开花开\n" * (LENGTH // 9),
    "full stops alone": "一、春\n" + "。" * LENGTH,
    "accents upon accents": "一、春" + "\u0315\u0300" * (LENGTH // 2) + "。",
}


class Work:
    """Counts what reading costs: each call, each list that is moved, each text a pattern looks through or Unicode sorts."""

    def __init__(self) -> None:
        self.steps = 0

    def spend(self, steps: int) -> None:
        self.steps += steps
        assert self.steps <= LENGTH * PER_SIGN, "the work grows faster than the document"

    def pattern(self, one: re.Pattern[str]) -> Any:
        """A pattern; whoever lets it begin at every place of a text pays for every way from there to the end."""

        def paid(name: str, cost: Callable[[int], int]) -> Callable[[str], Any]:
            def look(text: str) -> Any:
                self.spend(cost(len(text)))
                return getattr(one, name)(text)

            return look

        anywhere = {name: paid(name, lambda length: length**2) for name in ("findall", "finditer", "search", "split")}
        return SimpleNamespace(match=paid("match", lambda _: 1), fullmatch=one.fullmatch, **anywhere)

    def normalize(self, form: str, text: str) -> str:
        """Accents are sorted by comparing each with those before it."""
        accents = sum(map(bool, map(unicodedata.combining, text)))
        self.spend(len(text) + accents**2)
        return unicodedata.normalize(form, text)

    def profile(self, frame: FrameType, event: str, called: Any) -> None:
        """Each call in ours, each step of a generator; a list into which something is put at its beginning is moved as a whole."""
        if event == "c_call" and called.__name__ == "insert":
            self.spend(len(called.__self__))
        elif event == "call" and frame.f_code.co_filename in {official_text.__file__, splitting.__file__}:
            self.spend(1)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Counts calls too."""
        before = sys.getprofile()
        sys.setprofile(self.profile)
        try:
            yield
        finally:
            sys.setprofile(before)


class Line(str):
    """A line that tells when a text grows by it: all of that text is written anew."""

    __slots__ = ("work",)
    work: Work

    def strip(self, *_: Any) -> "Line":
        return line_of(str.strip(self), self.work)

    def __radd__(self, above: str) -> str:
        self.work.spend(len(above))
        return str.__add__(above, self)


class Text(str):
    """A text of such lines."""

    __slots__ = ("work",)
    work: Work

    def splitlines(self, keepends: bool = False) -> list[str]:
        return [line_of(line, self.work) for line in str.splitlines(self, keepends)]


def line_of(text: str, work: Work) -> Line:
    made = Line(text)
    made.work = work
    return made


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    counted = Work()
    for module in (official_text, splitting):
        monkeypatch.setattr(module, "unicodedata", SimpleNamespace(normalize=counted.normalize))
        for name, value in list(vars(module).items()):
            if isinstance(value, re.Pattern):
                monkeypatch.setattr(module, name, counted.pattern(value))
            elif isinstance(value, tuple) and value and all(isinstance(one, re.Pattern) for one in value):
                monkeypatch.setattr(module, name, tuple(map(counted.pattern, value)))
    return counted


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_the_work_grows_with_the_document_and_no_faster(work: Work, text: str):
    whole = Text(text)
    whole.work = work
    with work.watching():
        matched(whole, {"1-1": "x"})
        split(text.splitlines(), DEFAULT_PACK)
    assert work.steps > len(WORST), "nothing was counted"


def test_control_a_pattern_let_loose_and_a_list_that_is_moved_are_counted(work: Work):
    with pytest.raises(AssertionError, match="grows faster"):
        work.pattern(re.compile("[^。]*。")).findall("花" * LENGTH)
    work.steps, lines = 0, ["x"] * 1000
    with work.watching():
        lines.insert(0, "y")
    assert work.steps == 1000


def test_what_is_too_long_to_be_a_sentence_of_ours_is_not_looked_at():
    for length, found in ((official_text.LONGEST_SENTENCE - 1, 1), (official_text.LONGEST_SENTENCE, 0)):
        sentence = "花" * length + "。"
        assert len(matched(sentence, {"0-1": digest(sentence)})) == found


def test_a_sentence_is_found_though_its_number_stands_twice():
    text = "一、甲\n（一）乙。花开。\n一、丙\n（一）丁。草长。"
    assert list(sentences_of(text)) == ["1.1-1"]
    assert set(matched(text, {"1.1-1": digest("花开。"), "1.1-2": digest("草长。")})) == {"1.1-1", "1.1-2"}
