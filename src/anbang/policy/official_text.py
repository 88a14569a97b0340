"""Reads the text of an official document: its clauses by their numbers, and the sentences of each, counted as we cite them.

The text itself is no part of this project. A district uploads its own, and each sentence is matched by its digest.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

PREAMBLE = "0"
NUMERALS = "一二三四五六七八九十"

# How the document numbers its parts, sections, items and points: 二、 （三） 4. （1）
HEADINGS = (
    re.compile(rf"([{NUMERALS}])、"),
    re.compile(rf"\(([{NUMERALS}])\)"),
    re.compile(r"(\d+)[.、]"),
    re.compile(r"\((\d+)\)"),
)
STOP = "。"
LONGEST_SENTENCE = 1000
"""Nothing longer is looked at as a sentence: the longest of ours has a few hundred characters."""


def normalised(text: str) -> str:
    """Letters and digits only, in their usual width: blanks, line breaks and the kind of quotation marks do not count."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


def digest(sentence: str) -> str:
    """What a sentence is recognised by."""
    return hashlib.sha256(normalised(sentence).encode()).hexdigest()


def sentences_of(text: str) -> dict[str, str]:
    """The sentences by their numbers: 2.3.1-4 is the fourth of clause 二（三）1, 0-1 the first before all clauses.

    A sentence may run on over a line break, not over an empty line. The heading of a clause is no sentence of it; neither is
    what has no 。, such as the title, the addressees and the date.
    """
    return dict(_numbered(_paragraphs(text)))


def matched(text: str, digests: Mapping[str, str]) -> dict[str, str]:
    """Those sentences of an uploaded document that are the ones we have put into our own words, by our numbers.

    A sentence is looked for wherever it stands, with and without its line breaks, so that a document that is numbered or
    broken otherwise is matched too.
    """
    ours = {known: number for number, known in digests.items()}
    sentences = (sentence for lines in (text.splitlines(), _paragraphs(text)) for _, sentence in _numbered(lines))
    found: dict[str, str] = {}
    for sentence in dict.fromkeys(sentences):
        if len(sentence) <= LONGEST_SENTENCE and (number := ours.get(digest(sentence))) is not None:
            found[number] = sentence
    return found


def _paragraphs(text: str) -> list[str]:
    """The lines, each joined with the one above if that stopped in the middle of a sentence."""
    paragraphs: list[list[str]] = [[]]
    for whole in text.splitlines():
        line = whole.strip()
        above = paragraphs[-1]
        if line and above and not above[-1].endswith(STOP) and not _number(line):
            above.append(line)
        else:
            paragraphs.append([line] if line else [])
    return ["".join(lines) for lines in paragraphs]


def _numbered(paragraphs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each sentence after its number. Where a document numbers two parts alike, both are told."""
    clause: tuple[int, ...] = ()
    place = 0
    for paragraph in map(str.strip, paragraphs):
        sentences = [f"{sentence}{STOP}" for sentence in paragraph.split(STOP)[:-1]]
        if heading := _heading(paragraph, clause):
            clause, place = heading, 0
            sentences = sentences[1:]
        for sentence in sentences:
            place += 1
            yield f"{'.'.join(map(str, clause)) or PREAMBLE}-{place}", sentence


def _heading(paragraph: str, above: tuple[int, ...]) -> tuple[int, ...]:
    """The clause that a paragraph begins, inside the one above it; empty if it begins none."""
    depth, number = _number(paragraph) or (len(above) + 1, 0)
    return (*above[:depth], number) if len(above) >= depth else ()


def _number(line: str) -> tuple[int, int] | None:
    """How deep a line is numbered, and with what number; None if it is not."""
    plain = unicodedata.normalize("NFKC", line[:5])
    for depth, shape in enumerate(HEADINGS):
        if begins := shape.match(plain):
            return depth, NUMERALS.index(begins[1]) + 1 if begins[1] in NUMERALS else int(begins[1])
    return None
