"""The policy for its readers: every clause with what follows from it, and a page for each clause, rule and duty."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbang.organisations.days import reads_english
from anbang.papers.official.queries import document_in_force, may_upload, wording_of
from anbang.policy import DEFAULT_PACK, RULES, Clause, DutyState, Explanation, Figure, Input, Unknown
from anbang.policy.duty_wording import PartOfDuty, duty_in_words, figures_beside, said_for_the_day
from anbang.policy.examples import Example, examples
from anbang.policy.language.definitions import PeriodicDuty
from anbang.policy.language.explanation import Language, written
from anbang.policy.language.rulebook import AnyDuty
from anbang.policy.language.symbols import Conclusion, Event, Symbol
from anbang.policy.language.values import LIFE, Type, Value
from anbang.policy.pack import DatedFigure, DatedParameter
from anbang.policy.relations import asked_by, figures_of, rests_on, used_by
from anbang.policy.sentences import OWNERS, PARTS_OF_DUTIES, PLACES, alternatives_of, label_of, reading_of
from anbang.policy.splitting import chinese
from anbang.policy.stories import DutyExample, duty_examples
from anbang.policy.wording import Wording
from anbang.web.veil import veiled
from anbang.web.views import acting_staff, reads

UNITS = {
    "days": _("天"),
    "months": _("个月"),
    "years": _("年"),
    "times": _("次"),
    "members": _("人"),
    "percent": "%",
    "yuan": _("元"),
    "hour": _("点"),
    "word": "",
    "truth": "",
}
ANSWERS = {
    Type.DAY: _("一个日子"),
    Type.NUMBER: _("一个数"),
    Type.TRUTH: _("是或否"),
    Type.WORD: _("一个词"),
    Type.WORDS: _("几个词"),
}
# How sure we are of a yearly standard.
CONFIDENCE = {"seen": _("见过公布的数额"), "derived": _("由公布的增幅推算"), "unverified": _("待核实")}
# How a duty stands, and in which colour.
STATES = {
    DutyState.OPEN: (_("未到期"), "blue"),
    DutyState.DONE: (_("按期办结"), "green"),
    DutyState.DONE_LATE: (_("逾期办结"), "amber"),
    DutyState.OVERDUE: (_("逾期未办"), "red"),
    DutyState.VOID: (_("不再需要"), "grey"),
    DutyState.MISSED: (_("当期未办"), "red"),
}
# What would end a duty without its being done; figures behind it are told there.
ENDINGS = frozenset({"void", "lapses"})


def _language() -> Language:
    return "en" if reads_english() else "zh"


@reads()
@veiled
def policy(request: HttpRequest) -> HttpResponse:
    """Every clause in our own words, with the rules and duties that follow from it and the figures in force."""
    by = acting_staff(request)
    parts: dict[str, list[dict[str, Any]]] = {}
    for clause in DEFAULT_PACK.clauses.values():
        parts.setdefault(clause.id.split(".")[0].split("-")[0], []).append(_of_clause(clause, on=by.today))
    context = {
        "parts": [{"id": part, "title": _title(part), "clauses": clauses} for part, clauses in parts.items()],
        "document": DEFAULT_PACK.document,
        "official": document_in_force(DEFAULT_PACK.name),
        "may_upload": may_upload(by),
        "rules": len(RULES.conclusions),
        "duties": len(RULES.duties),
        "figures": len(DEFAULT_PACK.parameters),
        "version": RULES.digest[:12],
    }
    return render(request, "policy/policy.html", context)


def _title(part: str) -> str:
    """A part of the document by its number; what stands outside the document is the law's."""
    if not part.isdecimal():
        return gettext("法律的要求")
    return gettext("第%(number)s部分") % {"number": part if reads_english() else chinese(int(part))}


def _of_clause(clause: Clause, *, on: date) -> dict[str, Any]:
    """What follows from a clause, without those parts of the document that are of the clauses below it."""
    found: dict[str, list[Any]] = {
        "rules": [rule for rule in RULES.conclusions.values() if rule.clause == clause.id],
        "duties": [
            {"duty": duty, "owner": OWNERS[duty.owner.kind][_language()]}
            for duty in RULES.duties.values()
            if duty.clause == clause.id
        ],
        "figures": [_figure(one, on=on) for one in DEFAULT_PACK.parameters.values() if one.clause == clause.id],
    }
    return {"clause": clause, "count": sum(map(len, found.values())), **found}


@reads()
@veiled
def clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """A clause in our own words beside its official wording, with what follows from it."""
    by = acting_staff(request)
    if clause_id not in DEFAULT_PACK.clauses:
        raise Http404
    ids = list(DEFAULT_PACK.clauses)
    place = ids.index(clause_id)
    context = {
        **_of_clause(DEFAULT_PACK.clauses[clause_id], on=by.today),
        "wording": wording_of(clause_id, pack=DEFAULT_PACK.name),
        "official": document_in_force(DEFAULT_PACK.name),
        "is_law": not clause_id[0].isdecimal(),
        "may_upload": may_upload(by),
        "document": DEFAULT_PACK.document,
        "before": DEFAULT_PACK.clauses[ids[place - 1]] if place else None,
        "after": DEFAULT_PACK.clauses[ids[place + 1]] if place + 1 < len(ids) else None,
    }
    return render(request, "policy/clause.html", context)


@reads()
@veiled
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """A rule: what it concludes, from what, by which figures, who asks it, and worked examples."""
    by = acting_staff(request)
    if name not in RULES.conclusions:
        raise Http404
    asked = RULES.conclusions[name]
    wording = Wording(RULES, DEFAULT_PACK, by.today, _language())
    context = {
        "rule": asked,
        "clause": DEFAULT_PACK.clause(asked.clause),
        "answers": ANSWERS[RULES.type_of(asked)],
        "phrase": wording.phrase(asked.body),
        "figures": _figures_of(asked.body, on=by.today),
        **_read(asked),
        "rests_on": rests_on(RULES, asked.body),
        "used_by": used_by(RULES, asked),
        "asked_by": asked_by(RULES, asked),
        "examples": [_shown_example(one) for one in examples().get(name, ())],
        "version": RULES.digest[:12],
    }
    return render(request, "policy/rule.html", context)


@reads()
@veiled
def duty(request: HttpRequest, name: str) -> HttpResponse:
    """A duty: whose it is, when it opens, until when it is due, what meets it and what makes it void."""
    by = acting_staff(request)
    if name not in RULES.duties:
        raise Http404
    asked = RULES.duties[name]
    language = _language()
    running = [node for which, node in asked.days.items() if which not in ENDINGS]
    figures = dict.fromkeys((*RULES.parameters_of(*running), *figures_beside(asked)))
    context = {
        "duty": asked,
        "clause": DEFAULT_PACK.clause(asked.clause),
        "owner": OWNERS[asked.owner.kind][language],
        "place": PLACES[asked.owner.place.value][language],
        "is_periodic": isinstance(asked, PeriodicDuty),
        "recurs": not isinstance(asked, PeriodicDuty) and asked.recurs,
        "is_apart": not isinstance(asked, PeriodicDuty) and asked.apart,
        "parts": [
            _shown_part(part, asked, on=by.today, told_already=figures)
            for part in _in_words(asked, on=by.today, language=language)
        ],
        "figures": [_figure(DEFAULT_PACK.parameters[one], on=by.today) for one in figures],
        "examples": [_shown_duty_example(one) for one in duty_examples().get(name, ())],
        **_read(*asked.days.values()),
        "rests_on": rests_on(RULES, *asked.days.values()),
        "version": RULES.digest[:12],
    }
    return render(request, "policy/duty.html", context)


def _shown_part(part: PartOfDuty, asked: AnyDuty, *, on: date, told_already: Collection[str]) -> dict[str, Any]:
    """A part of a duty with the rule that says it; an ending with the figures that stand behind nothing else."""
    behind = RULES.parameters_of(asked.days[part.which]) if part.which in ENDINGS else ()
    return {
        "title": PARTS_OF_DUTIES[part.which][_language() == "en"],
        "phrase": part.phrase,
        "rules": [] if part.rule is None else [part.rule],
        "figures": [_figure(DEFAULT_PACK.parameters[one], on=on) for one in behind if one not in told_already],
    }


def _in_words(asked: AnyDuty, *, on: date, language: Language) -> Iterable[PartOfDuty]:
    def wording(which: str) -> Wording:
        return Wording(RULES, DEFAULT_PACK, on, language, said_for_the_day(asked, which, language))

    return duty_in_words(asked, wording)


def _read(*nodes: Symbol) -> dict[str, Any]:
    """The events and facts that are read, also by the rules inside."""
    found = RULES.inputs_of(*nodes)
    return {
        "events": [one for one in found if isinstance(one, Event)],
        "facts": [one for one in found if not isinstance(one, Event)],
    }


def _figures_of(*nodes: Symbol, on: date) -> list[dict[str, Any]]:
    return [_figure(DEFAULT_PACK.parameters[name], on=on) for name in figures_of(*nodes)]


def _figure(figure: DatedParameter, *, on: date) -> dict[str, Any]:
    """A figure with its value of the day, its values over time, and the readings that were weighed."""
    language = _language()
    begun = [dated for dated in figure.values if dated.from_on <= on and dated.known_on(on)]
    dated = begun[-1] if begun else figure.values[0]
    return {
        "figure": figure,
        "label": label_of(figure, language),
        "value": reading_of(figure, figure.on(on, on), language),
        "unit": _unit(figure, dated.value, language),
        "dated": dated,
        "values": [
            {
                "dated": dated,
                "value": reading_of(figure, dated.value, language),
                "unit": _unit(figure, dated.value, language),
            }
            for dated in reversed(figure.values)
        ],
        "is_dated": len(figure.values) > 1,
        "alternatives": alternatives_of(figure, language, DEFAULT_PACK),
        **_source(dated),
    }


def _unit(figure: DatedParameter, value: Figure, language: Language) -> str:
    """What a figure counts; one of them in the singular, where the language has one."""
    unit = str(UNITS[figure.unit])
    return unit.removesuffix("s") if language == "en" and value == 1 else unit


def _source(dated: DatedFigure) -> dict[str, Any]:
    """Who says so: a document, or how sure we are of a standard; notes are in English and stand on English pages only."""
    confidence, colon, note = dated.source.partition("：")
    if confidence not in CONFIDENCE:
        return {"source": dated.source}
    return {"source": CONFIDENCE[confidence], "note": note if reads_english() and colon else ""}


def _shown_example(example: Example) -> dict[str, Any]:
    """An example with the answer that the rule gives now, and why."""
    language = _language()
    explained = example.explained()
    return {
        "example": example,
        "given": [
            {"label": one, "value": _said(value, language, getattr(one, "choices", {}))}
            for one, value in example.given()
        ],
        "figures": [
            {
                "label": label_of(DEFAULT_PACK.parameters[name], language),
                "value": reading_of(DEFAULT_PACK.parameters[name], value, language),
            }
            for name, value in example.figures.items()
        ],
        "answer": _said(explained.value, language, _choices(RULES.conclusions[example.rule])),
        "reasons": list(_reasons(explained, language)),
    }


def _shown_duty_example(example: DutyExample) -> dict[str, Any]:
    """A story with the duty as it stands in it now, and why."""
    answered, found = example.answered(), example.found()
    title, tone = STATES[found.state]
    return {
        "example": example,
        "events": example.events(),
        "found": found,
        "state": title,
        "tone": tone,
        "void_on": answered.void_on if found.state is DutyState.VOID else None,
        "reasons": list(_reasons(example.explained(), _language())),
    }


def _reasons(explained: Explanation, language: Language, depth: int = 0) -> Iterable[dict[str, Any]]:
    """What decided, one line each: the inputs of the rule, and the rules inside with theirs."""
    for read in explained.inputs:
        figure = DEFAULT_PACK.parameters[read.name] if read.kind == "parameter" else None
        value = reading_of(figure, read.value, language) if figure else _said(read.value, language, read.choices)
        yield {"label": _label(read, language), "value": value, "depth": depth}
    for part in explained.parts:
        yield {
            "label": part.zh if language == "zh" else part.en,
            "value": _said(part.value, language, _choices(RULES.conclusions.get(part.name))),
            "depth": depth,
            "rule": part.name if part.name in RULES.conclusions else "",
        }
        yield from _reasons(part, language, depth + 1)


def _label(read: Input, language: Language) -> str:
    if read.kind == "parameter":
        return label_of(DEFAULT_PACK.parameters[read.name], language)
    return read.zh if language == "zh" else read.en


def _choices(asked: Conclusion | None) -> dict[str, tuple[str, str]]:
    """The readings of the words that a rule may answer with: of the facts and the figures it reads. None: a day of a duty."""
    found: dict[str, tuple[str, str]] = {}
    for one in () if asked is None else RULES.inputs_of(asked):
        found |= dict(getattr(one, "choices", {}))
    for name in () if asked is None else figures_of(asked.body):
        figure = DEFAULT_PACK.parameters[name]
        words = [word for word in figure.allowed if isinstance(word, str)]
        found |= {word: (reading_of(figure, word, "zh"), reading_of(figure, word, "en")) for word in words}
    return found


def _said(value: Value, language: Language, choices: Any) -> str:
    if not isinstance(value, Unknown) and value == LIFE:
        return gettext("无期徒刑")
    return written(value, language, choices)
