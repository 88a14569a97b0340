"""The policy for its readers: every clause with what follows from it, and a page for each clause, rule and duty."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbang.organisations.kinds import OfficeKind
from anbang.papers.official.queries import document_in_force, may_upload, wording_of
from anbang.policy import DEFAULT_PACK, RULES, Clause, Explanation, Figure, Input, Unknown
from anbang.policy.examples import Example, examples
from anbang.policy.language.definitions import PeriodicDuty
from anbang.policy.language.explanation import Language, written
from anbang.policy.language.rulebook import AnyDuty
from anbang.policy.language.symbols import Conclusion, Event, Symbol
from anbang.policy.language.values import LIFE, Type, Value
from anbang.policy.pack import DatedFigure, DatedParameter
from anbang.policy.relations import asked_by, figures_of, rests_on, used_by
from anbang.policy.sentences import label_of, reading_of
from anbang.policy.splitting import chinese
from anbang.policy.wording import Phrase, Wording, duty_in_words, said_for_the_day
from anbang.web.templatetags.anbang import reads_english
from anbang.web.views import acting_staff, reads

UNITS = {
    "days": _("天"),
    "months": _("个月"),
    "years": _("年"),
    "times": _("次"),
    "members": _("人"),
    "percent": "%",
    "yuan": _("元"),
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
# Whose a duty is: the kind of office, and the place that decides which one.
OWNERS = {
    **dict(OfficeKind.choices),
    "institution": _("监所"),
    "town": _("镇街"),
    "village": _("村居"),
    "person": _("本人"),
}
PLACES = {
    "district": _("全区"),
    "institution": _("关押此人的监所"),
    "person": _("本人"),
    "registered_town": _("户籍地镇街"),
    "town_in_charge": _("负责帮教的镇街，随移交而变"),
    "town_of_the_file": _("持有档案的镇街，随移交而变"),
    "receiving_town": _("转入地镇街"),
    "village": _("负责日常帮教的村居，随移交而变"),
    "town_of_the_village": _("该村居所在镇街，随移交而变"),
    "office": _("每个此类单位各一件"),
}
# How sure we are of a yearly standard.
CONFIDENCE = {"seen": _("见过公布的数额"), "derived": _("由公布的增幅推算"), "unverified": _("待核实")}
SAID_OF_DUTIES = {
    "opens": _("产生"),
    "due": _("期限"),
    "met": _("办结"),
    "void": _("不再需要"),
    "lapses": _("所指之事已不存在"),
    "period": _("周期（月）"),
    "counts": _("周期从何时算起"),
    "applies": _("适用条件"),
    "times": _("每个周期的次数"),
    "before_on": _("回看到哪一天"),
}


def _language() -> Language:
    return "en" if reads_english() else "zh"


@reads()
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
    return {
        "clause": clause,
        "rules": [rule for rule in RULES.conclusions.values() if rule.clause == clause.id],
        "duties": [
            {"duty": duty, "owner": OWNERS[duty.owner.kind]}
            for duty in RULES.duties.values()
            if duty.clause == clause.id
        ],
        "figures": [_figure(one, on=on) for one in DEFAULT_PACK.parameters.values() if one.clause == clause.id],
    }


@reads()
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
def duty(request: HttpRequest, name: str) -> HttpResponse:
    """A duty: whose it is, when it opens, until when it is due, what meets it and what makes it void."""
    by = acting_staff(request)
    if name not in RULES.duties:
        raise Http404
    asked = RULES.duties[name]
    language = _language()
    parts = [
        {"title": SAID_OF_DUTIES[which], "phrase": phrase}
        for which, phrase in _in_words(asked, on=by.today, language=language)
        if which != "times" or phrase.pieces[0].text != "1"
    ]
    context = {
        "duty": asked,
        "clause": DEFAULT_PACK.clause(asked.clause),
        "owner": OWNERS[asked.owner.kind],
        "place": PLACES[asked.owner.place.value],
        "is_periodic": isinstance(asked, PeriodicDuty),
        "recurs": not isinstance(asked, PeriodicDuty) and asked.recurs,
        "parts": parts,
        "figures": _figures_of(*asked.days.values(), on=by.today, through_rules=True),
        **_read(*asked.days.values()),
        "rests_on": rests_on(RULES, *asked.days.values()),
        "version": RULES.digest[:12],
    }
    return render(request, "policy/duty.html", context)


def _in_words(asked: AnyDuty, *, on: date, language: Language) -> Iterable[tuple[str, Phrase]]:
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


def _figures_of(*nodes: Symbol, on: date, through_rules: bool = False) -> list[dict[str, Any]]:
    names = RULES.parameters_of(*nodes) if through_rules else figures_of(*nodes)
    return [_figure(DEFAULT_PACK.parameters[name], on=on) for name in names]


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
        "alternatives": figure.alternatives if language == "en" else figure.alternatives_zh or figure.alternatives,
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


def _reasons(explained: Explanation, language: Language, depth: int = 0) -> Iterable[dict[str, Any]]:
    """What decided, one line each: the inputs of the rule, and the rules inside with theirs."""
    for read in explained.inputs:
        yield {"label": _label(read, language), "value": _said(read.value, language, read.choices), "depth": depth}
    for part in explained.parts:
        yield {
            "label": part.zh if language == "zh" else part.en,
            "value": _said(part.value, language, _choices(RULES.conclusions[part.name])),
            "depth": depth,
            "rule": part.name,
        }
        yield from _reasons(part, language, depth + 1)


def _label(read: Input, language: Language) -> str:
    if read.kind == "parameter":
        return label_of(DEFAULT_PACK.parameters[read.name], language)
    return read.zh if language == "zh" else read.en


def _choices(asked: Conclusion) -> dict[str, tuple[str, str]]:
    """The readings of the words that a rule may answer with: those of the facts it reads."""
    found = {"outside": ("区外", "outside the district")}
    for one in RULES.inputs_of(asked):
        found |= dict(getattr(one, "choices", {}))
    return found


def _said(value: Value, language: Language, choices: Any) -> str:
    if not isinstance(value, Unknown) and value == LIFE:
        return gettext("无期徒刑")
    return written(value, language, choices)
