"""Why an answer is what it is: the clause, what decided, and, while it is not known, what could still change it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from anbang.policy.language.definitions import DutyDefinition, PeriodicDuty
from anbang.policy.language.evaluation import Circumstances, Evaluation
from anbang.policy.language.missing import facts_that_matter
from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.symbols import (
    Conclusion,
    DayOfQuestion,
    Department,
    Event,
    Fact,
    Occasion,
    Parameter,
    Symbol,
)
from anbang.policy.language.values import DEPARTMENT_DECIDES, NEVER, NOT_KNOWN, Value

Language = Literal["zh", "en"]

WORDS: dict[str, dict[Language, str]] = {
    "not known": {"zh": "未知", "en": "not known"},
    "department": {"zh": "由部门决定", "en": "decided by the department"},
    "applies": {"zh": "本期是否适用", "en": "applies in this period"},
    "period": {"zh": "每期月数", "en": "months of a period"},
    "never": {"zh": "尚未发生", "en": "has not happened"},
    "yes": {"zh": "是", "en": "yes"},
    "no": {"zh": "否", "en": "no"},
    "none": {"zh": "无", "en": "none"},
    "asked on": {"zh": "查询之日", "en": "day of the question"},
    "opens": {"zh": "产生之日", "en": "opens"},
    "due": {"zh": "期限", "en": "due"},
    "anew": {"zh": "因期限变动重新产生", "en": "opened anew as its day moved"},
    "rolled": {"zh": "遇节假日，移至", "en": "a day off, so moved to"},
    "missing": {"zh": "还缺下列情况，补上后结论可能改变", "en": "not known yet, and could change the answer"},
    "outside": {"zh": "区外", "en": "outside the district"},
    "joint": {"zh": "、", "en": ", "},
    "colon": {"zh": "：", "en": ": "},
}


SAID_OF: Mapping[Value, str] = {
    NOT_KNOWN: "not known",
    DEPARTMENT_DECIDES: "department",
    NEVER: "never",
    "outside": "outside",  # a place beyond the district
}


@dataclass(frozen=True, slots=True)
class Input:
    """Something an answer was read from: an event, a fact, a figure, the day of the question, or what a department decides."""

    kind: Literal["event", "fact", "parameter", "day", "department"]
    name: str
    zh: str
    en: str
    value: Value
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def written(self, language: Language) -> str:
        """The value as a person reads it; a word out of a closed list by its reading."""
        return written(self.value, language, self.choices)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A conclusion with its value, the inputs and conclusions that decided it, and the facts that are missing."""

    name: str
    clause: str
    citation: str
    zh: str
    en: str
    value: Value
    inputs: tuple[Input, ...]
    parts: tuple["Explanation", ...]
    missing: tuple[Input, ...]

    @property
    def because(self) -> tuple[str, ...]:
        """The names of the facts and events that decided, sorted, also those behind the conclusions inside."""
        inside = [name for part in self.parts for name in part.because]
        own = [read.name for read in self.inputs if read.kind in {"event", "fact"}]
        return tuple(sorted({*inside, *own}))

    def as_lines(self, language: Language) -> list[str]:
        """The explanation for reading, one finding a line, indented by what it follows from."""
        return list(self._lines(language, ""))

    def _lines(self, language: Language, margin: str) -> Iterator[str]:
        colon = WORDS["colon"][language]
        yield f"{margin}{_label(self, language)}{colon}{written(self.value, language)}〔{self.citation}〕"
        for read in self.inputs:
            yield f"{margin}  {_label(read, language)}{colon}{read.written(language)}"
        for part in self.parts:
            yield from part._lines(language, margin + "  ")
        if self.missing and not margin:
            names = WORDS["joint"][language].join(_label(read, language) for read in self.missing)
            yield f"{margin}{WORDS['missing'][language]}{colon}{names}"


def explanation(book: Rulebook, rule: Conclusion, circumstances: Circumstances) -> Explanation:
    """Explains the conclusion of a rule under the circumstances."""
    return _Explaining(book, circumstances).explain(rule)


def duty_explanation(
    book: Rulebook, duty: DutyDefinition, circumstances: Circumstances, opens_on: date, due_on: date
) -> Explanation:
    """Explains what first opened a duty, whether it opened anew later, and by what its due day counts."""
    explaining = _Explaining(book, circumstances)
    days = [
        Conclusion(f"{duty.name}.{which}", duty.clause, WORDS[which]["zh"], WORDS[which]["en"], node)
        for which, node in (("opens", duty.opens), ("due", duty.due))
    ]
    counted_on = explaining.evaluation.value(duty.due)
    told = (
        [Input("day", "opens_on", WORDS["anew"]["zh"], WORDS["anew"]["en"], opens_on)]
        if opens_on != circumstances.as_of
        else []
    )
    if isinstance(counted_on, date) and due_on > max(counted_on, opens_on):
        told.append(Input("day", "due_on", WORDS["rolled"]["zh"], WORDS["rolled"]["en"], due_on))
    return Explanation(
        duty.name,
        duty.clause,
        circumstances.pack.citation(duty.clause),
        duty.zh,
        duty.en,
        due_on,
        tuple(told),
        tuple(map(explaining.explain, days)),
        (),
    )


def round_explanation(book: Rulebook, duty: PeriodicDuty, circumstances: Circumstances, due_on: date) -> Explanation:
    """Explains why a duty of a period applies, and how long its periods are."""
    explaining = _Explaining(book, circumstances)
    parts = [
        Conclusion(f"{duty.name}.{which}", duty.clause, WORDS[which]["zh"], WORDS[which]["en"], node)
        for which, node in (("applies", duty.applies), ("period", duty.period))
    ]
    return Explanation(
        duty.name,
        duty.clause,
        circumstances.pack.citation(duty.clause),
        duty.zh,
        duty.en,
        due_on,
        (),
        tuple(map(explaining.explain, parts)),
        (),
    )


class _Explaining:
    def __init__(self, book: Rulebook, circumstances: Circumstances) -> None:
        self.evaluation = Evaluation(book, circumstances)
        self.pack = circumstances.pack

    def explain(self, rule: Conclusion) -> Explanation:
        nodes = list({_identity(node): node for node in self.deciding(rule)}.values())
        return Explanation(
            rule.name,
            rule.clause,
            self.pack.citation(rule.clause),
            rule.zh,
            rule.en,
            self.evaluation.value(rule),
            tuple(self.input(node) for node in nodes if not isinstance(node, Conclusion)),
            tuple(self.explain(node) for node in nodes if isinstance(node, Conclusion)),
            tuple(self.input(self.evaluation.book.inputs[name]) for name in facts_that_matter(self.evaluation, rule)),
        )

    def deciding(self, node: Symbol) -> Iterator[Symbol]:
        """The inputs and conclusions that decided the node's value, nearest first."""
        for part in map(self.evaluation.here, self.evaluation.decisive(node)):
            if isinstance(part, Conclusion | Event | Fact | Occasion | Parameter | DayOfQuestion | Department):
                yield part
            if not isinstance(part, Conclusion):
                yield from self.deciding(part)

    def input(self, node: Symbol) -> Input:
        value = self.evaluation.value(node)
        match node:
            case Event(name=name, zh=zh, en=en) | Occasion(event=Event(name=name, zh=zh, en=en)):
                return Input("event", name, zh, en, value)
            case Fact(name=name, zh=zh, en=en, choices=choices):
                return Input("fact", name, zh, en, value, choices)
            case Department(name=name, zh=zh, en=en):
                return Input("department", name, zh, en, value)
            case Parameter(name=name):
                return Input("parameter", name, *self.pack.label(name), value)
        asked_on = WORDS["asked on"]
        return Input("day", "as_of", asked_on["zh"], asked_on["en"], value)


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def written(value: Value, language: Language, choices: Mapping[str, tuple[str, str]] | None = None) -> str:
    """A value as a person reads it."""
    readings = {word: zh if language == "zh" else en for word, (zh, en) in (choices or {}).items()}
    match value:
        case _ if value in SAID_OF:
            return WORDS[SAID_OF[value]][language]
        case bool():
            return WORDS["yes" if value else "no"][language]
        case date():
            chinese = f"{value.year}年{value.month}月{value.day}日"
            return chinese if language == "zh" else f"{value.day} {MONTHS[value.month - 1]} {value.year}"
        case frozenset():
            return (
                WORDS["joint"][language].join(written(word, language, choices) for word in sorted(value))
                or WORDS["none"][language]
            )
    return readings.get(str(value), str(value))


def _identity(node: Symbol) -> object:
    match node:
        case Occasion(event=Event(name=name)):
            return Event, name
        case Conclusion(name=name) | Event(name=name) | Fact(name=name) | Parameter(name=name) | Department(name=name):
            return type(node), name
    return type(node)


def _label(labelled: Explanation | Input, language: Language) -> str:
    return labelled.zh if language == "zh" else labelled.en
