"""A duty in words: from when, until when, how often, and what meets it or makes it void."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from anbang.policy.language.definitions import DutyDefinition, PeriodicDuty
from anbang.policy.language.explanation import Language
from anbang.policy.language.rulebook import AnyDuty
from anbang.policy.language.symbols import Conclusion, Constant, Parameter, Reference, Symbol
from anbang.policy.language.values import NEVER
from anbang.policy.sentences import DAYS_OF_PERIODS, PERIODS, SENTENCES, STUB
from anbang.policy.wording import Phrase, Piece, Wording


@dataclass(frozen=True, slots=True)
class PartOfDuty:
    """One thing that is said of a duty, by name. Where it is just a rule, that rule is named, and the phrase is what it says."""

    which: str
    phrase: Phrase
    rule: Conclusion | None = None


def duty_in_words(duty: AnyDuty, wording: Callable[[str], Wording]) -> Iterator[PartOfDuty]:
    """What is said of a duty, part by part; what never comes about is left out."""
    if isinstance(duty, PeriodicDuty):
        yield from _rhythm(duty, wording("period"))
    for which, node in duty.days.items():
        if not (_says_nothing(node) or (isinstance(duty, PeriodicDuty) and which in {"period", "times"})):
            yield part_in_words(duty, which, wording(which))


def part_in_words(duty: AnyDuty, which: str, wording: Wording) -> PartOfDuty:
    """One expression of a duty; a rule's own expression stands in its place."""
    node = duty.days[which]
    if isinstance(node, Conclusion | Reference):
        rule = wording.book.resolve(node.name)
        return PartOfDuty(which, wording.phrase(rule.body), rule)
    return PartOfDuty(which, wording.phrase(node))


def said_for_the_day(duty: AnyDuty, which: str, language: Language) -> str:
    """What the day of the question is in an expression of a duty."""
    if isinstance(duty, DutyDefinition) and which == "due":
        return {"zh": "这件事产生之日", "en": "the day on which it opens"}[language]
    return {"zh": "当日", "en": "that day"}[language]


def figures_beside(duty: AnyDuty) -> tuple[str, ...]:
    """The figures that a duty is told with although no expression of it names them."""
    return (STUB,) if isinstance(duty, PeriodicDuty) and duty.of == "care" else ()


def _says_nothing(node: Symbol) -> bool:
    return isinstance(node, Constant) and (node.value == NEVER or node.value is True)


def _rhythm(duty: PeriodicDuty, wording: Wording) -> Iterator[PartOfDuty]:
    """How often, from which day to which, and the periods that are too short."""
    language = wording.language
    yield PartOfDuty("period", Phrase((*_how_often(duty, wording),)))
    for which, said in DAYS_OF_PERIODS[duty.of].items():
        yield PartOfDuty(which, Phrase((Piece(said[language]),)))
    for name in figures_beside(duty):
        days = wording.pack.parameter(name, wording.on)
        if days:
            before, after = SENTENCES["stub"][language].split("{0}")
            yield PartOfDuty("except", Phrase((Piece(before), Piece(str(days), "figure", name), Piece(after))))


def _how_often(duty: PeriodicDuty, wording: Wording) -> list[Piece]:
    """Twice a year: each number leads to its figure."""
    period, times = (_number(node, wording) for node in (duty.period, duty.times))
    language = wording.language
    often = PERIODS.get(int(period.text), SENTENCES["every months"])[language].replace("{0}", period.text)
    once = SENTENCES["once"][language]
    many = Piece(once if times.text == "1" else times.text, times.kind, times.name)
    rest = "" if times.text == "1" else SENTENCES["so many times"][language]
    each = Piece(often, period.kind, period.name)
    if language == "zh":
        return [each, Piece("" if times.text == "1" else " "), many, Piece(rest)]
    return [many, Piece(f"{rest} "), each]


def _number(node: Symbol, wording: Wording) -> Piece:
    if isinstance(node, Parameter):
        return Piece(str(wording.pack.parameter(node.name, wording.on)), "figure", node.name)
    assert isinstance(node, Constant)
    return Piece(str(node.value))
