"""An expression in words: our labels instead of code names, the figures in force, in Chinese and in English."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from anbang.policy.language import operators
from anbang.policy.language.explanation import Language, written
from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.symbols import (
    Conclusion,
    Constant,
    DayOfQuestion,
    Department,
    Event,
    Fact,
    Occasion,
    Operation,
    Parameter,
    Reference,
    Symbol,
    WrongType,
)
from anbang.policy.language.values import NEVER, Type
from anbang.policy.pack import Pack
from anbang.policy.sentences import JOINTS, QUOTED, SENTENCES, WORDS_OF_FIGURES, label_of, reading_of

Kind = Literal["", "rule", "fact", "event", "figure", "department"]
MONTHS_IN_A_YEAR = 12
DAY_SAID = re.compile("日|期限")
SHORT = 2
"""So many parts joined by and, or stand in one line; more become a list."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence. One with a kind stands for something that has a page, a figure or a meaning of its own."""

    text: str
    kind: Kind = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line, and the lines that belong under it."""

    pieces: tuple[Piece, ...]
    parts: tuple["Phrase", ...] = ()

    def lines(self, language: Language, margin: str = "") -> Iterator[str]:
        """The phrase as plain text, one line each, indented by what it belongs to."""
        yield margin + plain(self.pieces, language)
        for part in self.parts:
            yield from part.lines(language, margin + "  ")


HEADS = {
    operators.SMALLEST: "smallest day",
    operators.LARGEST: "largest day",
    operators.FIRST_KNOWN: "first known",
}


def plain(pieces: Iterable[Piece], language: Language) -> str:
    """A sentence as plain text, what has a name of its own in quotation marks."""
    quoted = QUOTED[language]
    return "".join(quoted.format(one.text) if one.kind in {"rule", "fact", "event"} else one.text for one in pieces)


@dataclass(frozen=True, slots=True)
class Wording:
    """Writes expressions in one language, with the figures of a pack as in force on a day.

    `asked_on` is said for the day of the question: in the due day of a duty it is the one on which the duty opens.
    """

    book: Rulebook
    pack: Pack
    on: date
    language: Language
    asked_on: str = ""

    def phrase(self, node: Symbol) -> Phrase:
        """An expression as a line, with a list under it where it has several parts."""
        head, parts = self._headed(node)
        return Phrase(tuple(head), tuple(parts))

    def _headed(self, node: Symbol) -> tuple[list[Piece], Iterable[Phrase]]:
        """The line, and what stands under it."""
        head: list[Piece] | None = None
        parts: tuple[Symbol, ...] = ()
        match node:
            case Operation(operator=operators.WHEN):
                return [self._say("cases")], self._cases(node)
            case Operation(operator=operators.BOTH | operators.EITHER as joined):
                parts = tuple(_chain(node, joined))
                if len(parts) > SHORT or any(map(_is_long, parts)):
                    head = [self._say("all" if joined is operators.BOTH else "any")]
            case Operation(operator=operators.SHARE_OF, parts=(amount, share)) if _is_long(amount):
                head, parts = self._fill("percent of", self._part(share)), (amount,)
            case Operation(operator=operators.NOT, parts=(part,)) if _is_long(part):
                head, parts = [self._say("none of it")], (part,)
            case Operation(operator=operator, parts=parts) if operator in HEADS and any(map(_is_long, parts)):
                head = [Piece(SENTENCES[HEADS[operator]][self.language].partition("{")[0].rstrip())]
            case Parameter(name=name) if self.book.type_of(node) is not Type.NUMBER:
                return self._with_its_value(name), ()
        return (self.sentence(node), ()) if head is None else (head, map(self.phrase, parts))

    def _cases(self, node: Symbol) -> Iterator[Phrase]:
        """If … : …; otherwise, if … : …; otherwise: …"""
        first = True
        while isinstance(node, Operation) and node.operator is operators.WHEN:
            condition, then, otherwise = node.parts
            head = self._fill("if" if first else "else if", self.sentence(condition))
            yield Phrase(tuple(head), (self.phrase(then),))
            node, first = otherwise, False
        yield Phrase((self._say("else"),), (self.phrase(node),))

    def sentence(self, node: Symbol) -> list[Piece]:
        """An expression in one line."""
        match node:
            case Constant(value=value):
                said = [Piece(self._say("never").text if value == NEVER else self._value(value))]
            case DayOfQuestion():
                said = [Piece(self.asked_on or self._say("as of").text)]
            case Event():
                said = self._fill("event", [self._event(node)])
            case Occasion(which=which):
                said = self._fill(which, [self._event(node)])
            case Fact(name=name):
                said = [Piece(self._label(node), "fact", name)]
            case Conclusion(name=name) | Reference(name=name):
                said = [Piece(self._label(self.book.resolve(name)), "rule", name)]
            case Department(name=name):
                said = [Piece(self._label(node), "department", name)]
            case Parameter():
                said = self._figure(node)
            case Operation(operator=operator):
                said = OWN_SENTENCES.get(operator, Wording._plainly)(self, node)
            case _:
                raise WrongType(f"{type(node).__name__} has no wording.")
        return said

    def _plainly(self, node: Operation) -> list[Piece]:
        """By the sentence that is called as the operator is; days are compared in other words than numbers."""
        said = node.operator.name.replace("_", " ")
        if f"{said} day" in SENTENCES and not self._is_number(node.parts[0]):
            said = f"{said} day"
        return self._fill(said, *map(self._part, node.parts))

    def _chained(self, node: Operation) -> list[Piece]:
        joint = "and" if node.operator is operators.BOTH else "or"
        return self._joined([self._part(part) for part in _chain(node, node.operator)], joint)

    def _listed(self, node: Operation) -> list[Piece]:
        """The earliest, latest or first of several."""
        is_number = node.operator is not operators.FIRST_KNOWN and self._is_number(node)
        if is_number and node.operator is operators.LARGEST and isinstance(node.parts[-1], Constant):
            return self._fill("at least", *map(self.sentence, node.parts))
        head = node.operator.name if is_number else HEADS[node.operator]
        return self._fill(head, self._joined([self._part(part) for part in node.parts], "list"))

    def _happened(self, node: Operation) -> list[Piece]:
        (part,) = node.parts
        if isinstance(part, Event | Occasion):
            return self._fill("happened event", [self._event(part)])
        return self._fill("happened", self._part(part))

    def _greater(self, node: Operation) -> list[Piece]:
        """A figure that is asked about is named, not only told."""
        one, other = node.parts
        if isinstance(one, Parameter):
            return self._fill("greater", self._with_its_value(one.name), self._part(other))
        return self._plainly(node)

    def _renamed(self, node: Operation) -> list[Piece]:
        said = {operators.SHARE_OF: "percent", operators.WHEN: "when"}[node.operator]
        return self._fill(said, *map(self._part, node.parts))

    def _shifted(self, node: Operation) -> list[Piece]:
        """A day so much later or earlier; twelve months a year are years."""
        counted_from, amount = node.parts
        day = self._day_of(counted_from)
        said = SHIFTS[node.operator]
        match amount:
            case Operation(operator=operators.TIMES, parts=(many, Constant(value=value))) if value == MONTHS_IN_A_YEAR:
                amount, said = many, said.replace("months", "years")
        if isinstance(amount, Parameter) and amount.on is not None and amount.name not in self.pack.steady:
            known = Parameter(amount.name, amount.type)
            return self._fill("figure on", self._fill(said, day, self._figure(known)), self._part(amount.on))
        pieces = self._fill(said, day, self._part(amount))
        if self.language == "en" and isinstance(amount, Constant | Parameter) and self._amount(amount) == 1:
            pieces = [Piece(re.sub(r"^ (day|month|year)s\b", r" \1", one.text), one.kind, one.name) for one in pieces]
        return pieces

    def _day_of(self, node: Symbol) -> list[Piece]:
        """A rule that is called by what happens and not by a day is told with its day, where the language wants it."""
        said = self._part(node)
        if self.language == "zh" and isinstance(node, Conclusion | Reference) and not DAY_SAID.search(said[0].text):
            return [*said, Piece("之日")]
        return said

    def _amount(self, node: Constant | Parameter) -> object:
        return node.value if isinstance(node, Constant) else self.pack.parameter(node.name, self.on)

    def _comparison(self, node: Operation) -> list[Piece]:
        one, other = node.parts
        return self._fill(node.operator.name, self._part(one), self._constant(other, beside=one) or self._part(other))

    def _constant(self, node: Symbol, *, beside: Symbol) -> list[Piece] | None:
        """A word by the reading that its fact or its figure gives it."""
        if not isinstance(node, Constant) or not isinstance(node.value, str):
            return None
        if isinstance(beside, Parameter):
            reading = reading_of(self.pack.parameters[beside.name], node.value, self.language)
            return [Piece(QUOTED[self.language].format(reading))]
        choices = beside.choices if isinstance(beside, Fact) else {}
        return [Piece(QUOTED[self.language].format(self._reading(node.value, choices)))]

    def _words(self, node: Operation) -> list[Piece]:
        fact, *wanted = node.parts
        choices = fact.choices if isinstance(fact, Fact) else {}
        words = [str(one.value) for one in wanted if isinstance(one, Constant)]
        told = [Piece(JOINTS["list"][self.language].join(self._reading(word, choices) for word in words))]
        if node.operator is operators.LACKING:
            return self._fill("lacking", self.sentence(fact), told)
        if choices and set(words) == set(choices):
            return self._fill("has something", self.sentence(fact))
        return self._fill("has any" if len(words) > 1 else "has it", self.sentence(fact), told)

    def _figure(self, node: Parameter) -> list[Piece]:
        """A number as it is in force; a word or a truth by what the figure is called, which is what is asked."""
        figure = self.pack.parameters[node.name]
        value = figure.on(self.on, self.on)
        if isinstance(value, int) and not isinstance(value, bool):
            told = [Piece(str(value), "figure", node.name)]
        else:
            told = [Piece(QUOTED[self.language].format(label_of(figure, self.language)), "figure", node.name)]
        # A figure that never changed needs no day.
        always = node.on is None or node.name in self.pack.steady
        return told if always or node.on is None else self._fill("figure on", told, self._part(node.on))

    def _with_its_value(self, name: str) -> list[Piece]:
        """What a figure is called, and what it is on the day."""
        figure = self.pack.parameters[name]
        label = Piece(QUOTED[self.language].format(label_of(figure, self.language)), "figure", name)
        now = Piece(reading_of(figure, figure.on(self.on, self.on), self.language))
        return self._fill("figure now", [label], [now])

    def _part(self, node: Symbol) -> list[Piece]:
        """A part of a larger sentence, in brackets where it is one itself."""
        said = self.sentence(node)
        if not isinstance(node, Operation) or node.operator in PLAIN:
            return said
        left, right = "（）" if self.language == "zh" else "()"
        return [Piece(left), *said, Piece(right)]

    def _joined(self, parts: list[list[Piece]], joint: str) -> list[Piece]:
        pieces: list[Piece] = []
        for place, part in enumerate(parts):
            pieces += [Piece(JOINTS[joint][self.language]), *part] if place else part
        return pieces

    def _fill(self, said: str, *parts: list[Piece]) -> list[Piece]:
        pieces: list[Piece] = []
        for place, text in enumerate(re.split(r"\{(\d)\}", SENTENCES[said][self.language])):
            pieces += parts[int(text)] if place % 2 else ([Piece(text)] if text else [])
        return pieces

    def _say(self, said: str) -> Piece:
        return Piece(SENTENCES[said][self.language])

    def _event(self, node: Event | Occasion) -> Piece:
        event = node if isinstance(node, Event) else node.event
        return Piece(self._label(event), "event", event.name)

    def _label(self, labelled: Event | Fact | Conclusion | Department) -> str:
        return labelled.zh if self.language == "zh" else labelled.en

    def _value(self, value: object) -> str:
        if isinstance(value, str):
            return self._reading(value, WORDS_OF_FIGURES)
        assert isinstance(value, int | float | date | frozenset)
        return written(value, self.language)

    def _reading(self, word: str, choices: Mapping[str, tuple[str, str]]) -> str:
        return written(word, self.language, choices)

    def _is_number(self, node: Symbol) -> bool:
        return self.book.type_of(node) is Type.NUMBER


SHIFTS = {
    **{made: f"after {unit}" for unit, made in operators.AFTER.items()},
    **{made: f"before {unit}" for unit, made in operators.BEFORE.items()},
}
OWN_SENTENCES: dict[operators.Operator, Callable[[Wording, Operation], list[Piece]]] = {
    **dict.fromkeys((operators.BOTH, operators.EITHER), Wording._chained),
    **dict.fromkeys((operators.EQUAL, operators.UNEQUAL), Wording._comparison),
    **dict.fromkeys((operators.HAS_ANY, operators.LACKING), Wording._words),
    **dict.fromkeys((operators.SMALLEST, operators.LARGEST, operators.FIRST_KNOWN), Wording._listed),
    **dict.fromkeys((operators.SHARE_OF, operators.WHEN), Wording._renamed),
    **dict.fromkeys(SHIFTS, Wording._shifted),
    operators.HAPPENED: Wording._happened,
    operators.GREATER: Wording._greater,
}
# What reads well inside a sentence without brackets.
PLAIN = frozenset({*SHIFTS, operators.FIRST_OF_MONTH, operators.HAS_ANY, operators.TIMES, operators.SHARE_OF})


def _is_long(node: Symbol) -> bool:
    """Whether a part is a sentence of several parts itself."""
    match node:
        case Operation(operator=operators.WHEN | operators.BOTH | operators.EITHER):
            return True
        case Operation(parts=parts):
            return any(map(_is_long, parts))
    return False


def _chain(node: Symbol, operator: operators.Operator) -> Iterator[Symbol]:
    """The three parts of a & b & c."""
    if isinstance(node, Operation) and node.operator is operator:
        for part in node.parts:
            yield from _chain(part, operator)
    else:
        yield node
