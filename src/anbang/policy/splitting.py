"""Splits an official document by its own numbering, 一、（一）1.（1） or 第一条（一）, into the wording of each clause."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from anbang.policy.pack import Pack

NUMERALS = "一二三四五六七八九"
# The four levels, brackets full or half in width. After a digit and its point no digit follows: 2.5 倍 is no heading.
LEVELS = (
    re.compile(r"([一二三四五六七八九十]{1,3})[、．.,，]\s*"),
    re.compile(r"[（(]\s*([一二三四五六七八九十]{1,3})\s*[)）]\s*[、．.]?\s*"),
    re.compile(r"([0-9０-９]{1,2})\s*[.．、](?![0-9０-９])\s*"),
    re.compile(r"[（(]\s*([0-9０-９]{1,2})\s*[)）]\s*[、．.]?\s*"),
)
ARTICLE = re.compile(r"第([一二三四五六七八九十]{1,3})条\s*")
CHAPTER = re.compile(r"第([一二三四五六七八九十]{1,3})([章节])\s*")
NUMBERED = re.compile(
    r"[一二三四五六七八九十]+(（[一二三四五六七八九十]+）)?(\d+)?(（\d+）)?|第[一二三四五六七八九十]+条(第[一二三四五六七八九十]+项)?"
)
ITEM = 1
"""The level of （一）, which is an item inside an article."""
ENDS_A_SENTENCE = tuple("。；！？：）)”…;:!?")
LONGEST_SIGNATURE = 40
ANNEX = re.compile(r"附\s*(件|录|表)\s*\d*\s*[：:]?")


class Doubt(StrEnum):
    """What is odd about a numbered line."""

    LEAVES_A_GAP = "leaves_a_gap"
    OUT_OF_ORDER = "out_of_order"
    HALF_WIDTH = "half_width"


@dataclass(slots=True)
class Section:
    """A numbered part: its number as the document writes it, and its own paragraphs (not those of the parts below it)."""

    number: str
    paragraphs: list[str] = field(default_factory=list)
    clause: str = ""

    @property
    def text(self) -> str:
        """Its paragraphs, one a line."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Odd:
    """A numbered line at which somebody should look."""

    number: str
    doubt: Doubt
    line: str


@dataclass(frozen=True, slots=True)
class Split:
    """A document in its parts, and how it goes with the clauses of a pack."""

    sections: tuple[Section, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    odd: tuple[Odd, ...]
    missing: tuple[str, ...]
    """Our clauses for which the document has no wording."""

    @property
    def found(self) -> tuple[Section, ...]:
        """The parts that are clauses of ours."""
        return tuple(section for section in self.sections if section.clause)

    @property
    def beyond(self) -> tuple[Section, ...]:
        """The numbered parts that are no clause of ours, such as headings."""
        return tuple(section for section in self.sections if not section.clause)


def split(paragraphs: Sequence[str], pack: Pack) -> Split:
    """The parts of a document by its own numbering, each with the clause of ours that has the same number."""
    body, after = _without_the_end(list(paragraphs))
    reading = _Reading()
    for paragraph in body:
        reading.take(paragraph)
    ours = numbered_clauses(pack)
    for section in reading.sections:
        section.clause = ours.get(section.number, "")
    found = {section.clause for section in reading.sections}
    missing = tuple(clause for clause in ours.values() if clause not in found)
    return Split(tuple(reading.sections), tuple(reading.before), tuple(after), tuple(reading.odd), missing)


def numbered_clauses(pack: Pack) -> dict[str, str]:
    """Number as a document writes it → the clause of ours; those of laws have none."""
    return {clause.citation: clause.id for clause in pack.clauses.values() if NUMBERED.fullmatch(clause.citation)}


def chinese(number: int) -> str:
    """一 … 九十九."""
    tens, ones = divmod(number, 10)
    return (NUMERALS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (NUMERALS[ones - 1] if ones else "")


def _value(written: str) -> int:
    if written[0] not in NUMERALS + "十":
        return int(unicodedata.normalize("NFKC", written))
    tens, ten, ones = written.rpartition("十")
    return (NUMERALS.find(tens) + 1 or 1) * 10 * bool(ten) + (NUMERALS.find(ones) + 1 if ones else 0)


class _Reading:
    """Goes through the paragraphs and keeps the number reached at each level."""

    def __init__(self) -> None:
        self.reached: list[int] = []
        self.article = 0
        self.chapter = ""
        self.chapters: set[str] = set()
        self.sections: list[Section] = []
        self.before: list[str] = []
        self.odd: list[Odd] = []

    def take(self, paragraph: str) -> None:
        """One paragraph: it opens a part, or belongs to the one that is open."""
        if found := ARTICLE.match(paragraph):
            self._open_article(found[0].strip(), _value(found[1]), paragraph)
            return
        if found := CHAPTER.match(paragraph):
            self._open_chapter(found[0].strip(), paragraph, is_section=found[2] == "节")
            return
        level, value = _heading(paragraph)
        if self.article:
            level = {ITEM: 0}.get(level) if level is not None else None
        if level is None or not self._follows(level, value, paragraph):
            (self.sections[-1].paragraphs if self.sections else self.before).append(paragraph)
            return
        self.reached = [*self.reached[:level], *[0] * (level - len(self.reached)), value]
        self.sections.append(Section(self._number(self.reached), [paragraph]))

    def _open_article(self, number: str, value: int, line: str) -> None:
        """第十二条. A number that goes back is text of the article that is open."""
        if self.sections and value <= self.article:
            self._keep_as_text(number, line)
            return
        if value > self.article + 1:
            self.odd.append(Odd(number, Doubt.LEAVES_A_GAP, line))
        self.article, self.reached = value, []
        self.sections.append(Section(number, [line]))

    def _open_chapter(self, number: str, line: str, *, is_section: bool) -> None:
        """A heading above articles, 第二章 or 第二章第一节. One that stands there already is text of what is open."""
        number = self.chapter + number if is_section else number
        if number in self.chapters:
            self._keep_as_text(number, line)
            return
        self.chapters.add(number)
        self.chapter = self.chapter if is_section else number
        self.sections.append(Section(number, [line]))

    def _keep_as_text(self, number: str, line: str) -> None:
        self.odd.append(Odd(number, Doubt.OUT_OF_ORDER, line))
        self.sections[-1].paragraphs.append(line)

    def _number(self, reached: Sequence[int]) -> str:
        """二（四）1（3）, or 第十二条第一项, as clauses are cited."""
        return f"第{chinese(self.article)}条第{chinese(reached[0])}项" if self.article else _said(reached)

    def _follows(self, level: int, value: int, line: str) -> bool:
        """Whether a number may come here: upwards, and not below nothing. A gap is told, a step back is text of what is open."""
        above = [place for place, number in enumerate(self.reached[:level]) if number]
        if level and not above:
            return False
        reached = self.reached[level] if level < len(self.reached) else 0
        number = self._number([*self.reached[:level], *[0] * (level - len(self.reached)), value])
        if value <= reached:
            self.odd.append(Odd(number, Doubt.OUT_OF_ORDER, line))
            return False
        if value > reached + 1:
            self.odd.append(Odd(number, Doubt.LEAVES_A_GAP, line))
        if line.startswith("("):
            self.odd.append(Odd(number, Doubt.HALF_WIDTH, line))
        return True


def _said(reached: Sequence[int]) -> str:
    """二（四）1（3）, as clauses are cited."""
    forms = ("{}", "（{}）", "{}", "（{}）")
    return "".join(
        forms[level].format(chinese(number) if level < 2 else number) for level, number in enumerate(reached) if number
    )


def _heading(paragraph: str) -> tuple[int | None, int]:
    for level, pattern in enumerate(LEVELS):
        if (found := pattern.match(paragraph)) and (value := _value(found[1])):
            return level, value
    return None, 0


def _without_the_end(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """The body, and what stands below it: annexes, who signs and when."""
    after = len(paragraphs)
    numbered = False
    for place, line in enumerate(paragraphs):
        if numbered and ANNEX.match(line):
            after = place
            break
        numbered = numbered or _heading(line)[0] == 0 or ARTICLE.match(line) is not None
    signed = after
    while signed and _is_signature(paragraphs[signed - 1]):
        signed -= 1
    return paragraphs[:signed], paragraphs[signed:]


def _is_signature(line: str) -> bool:
    return len(line) <= LONGEST_SIGNATURE and not line.endswith(ENDS_A_SENTENCE) and _heading(line)[0] is None
