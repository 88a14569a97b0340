"""`anbang policy`: the rules, their figures, the reasons of an answer and what differs between two packs. Asks no installation."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn, cast
from zoneinfo import ZoneInfo

from anbang.lib.aligned import aligned, cut
from anbang.lib.reading_dates import read_date
from anbang.policy import (
    DEFAULT_PACK,
    LIFE,
    NEVER,
    RULES,
    Explanation,
    FaultyFile,
    Input,
    Pack,
    Unknown,
    WrongFact,
    explain,
    load_pack,
    table,
)
from anbang.policy.comparison import compared
from anbang.policy.duty_wording import duty_in_words, part_in_words, said_for_the_day
from anbang.policy.language.evaluation import Circumstances, Evaluation
from anbang.policy.language.explanation import Language, written
from anbang.policy.language.facts import known_facts
from anbang.policy.language.rulebook import AnyDuty, nearest
from anbang.policy.language.symbols import formula
from anbang.policy.language.values import Value
from anbang.policy.sentences import OWNERS, PARTS_OF_DUTIES, PLACES, alternatives_of, label_of
from anbang.policy.wording import Wording
from anbang.site.policy_differences import differences, typed
from anbang.site.typed_facts import Untypable, typed_facts

BAD_INPUT = 2
# The table fits a terminal of 160 columns: how wide each of its columns may be. A name is never cut, for it is typed.
PLACES_OF_COLUMNS = (20, 4, 40, 42, 26, 18)
OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
KINDS: dict[str, dict[Language, str]] = {
    "rule": {"zh": "规则", "en": "rule"},
    "duty": {"zh": "办件", "en": "duty"},
}


class BadInput(Exception):
    """One sentence for the error output."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence, as for every other mistake, instead of the whole usage."""
        raise BadInput(f"{message}; `{self.prog} --help` tells how it is used.")


def policy(arguments: Sequence[str]) -> int:
    """`table`, `parameters`, `explain` or `diff`. Returns the exit status: 0, or 2 for what cannot be answered as it was asked."""
    try:
        asked = _parser().parse_args(arguments)
        lines = list(asked.does(asked))
    except (BadInput, FaultyFile, Untypable, WrongFact) as fault:
        print(f"anbang policy: {fault}", file=sys.stderr)  # noqa: T201
        return BAD_INPUT
    try:
        print("\n".join(lines), flush=True)  # noqa: T201
    except BrokenPipeError:  # whoever reads on has seen enough, as `| head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser("anbang policy", description="The policy as code: rules, figures, reasons. Needs no installation.")
    commands = parser.add_subparsers(required=True, metavar="WHAT", parser_class=_Parser)

    def command(name: str, does: Callable[[argparse.Namespace], Iterable[str]], told: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=told, description=told, allow_abbrev=False)
        made.add_argument("--json", action="store_true", help="for programs")
        made.set_defaults(does=does)
        return made

    rules = command("table", _table, "clause, rule or duty, what it is read from and by which figures")
    figures = command("parameters", _parameters, "the figures in force, with source, and how unclear words are read")
    why = command("explain", _explain, "what a rule concludes from facts, why, and what is missing")
    difference = command("diff", _diff, "what differs between two packs")
    commands.add_parser(
        "rehearse", help="what another pack would do to everybody; asks an installation", add_help=False
    )
    rules.add_argument("--wide", action="store_true", help="whole cells, in both languages, however long the lines")
    for one in (rules, figures, why):
        one.add_argument(
            "--pack", default=DEFAULT_PACK.name, help=f"a pack, or its folder (default: {DEFAULT_PACK.name})"
        )
    for one in (figures, why):
        one.add_argument("--on", metavar="DAY", help="the day of the question (default: today)")
    for one in (rules, figures, why, difference):
        one.add_argument("--language", choices=LANGUAGES, help="default: of the terminal")
    why.add_argument("rule", metavar="RULE", help="a rule or a duty")
    why.add_argument("facts", metavar="FACT=VALUE", nargs="*", help="a day, a number, true or false, a word, or a,b")
    difference.add_argument("one", metavar="PACK")
    difference.add_argument("other", metavar="PACK")
    return parser


def _language(asked: argparse.Namespace) -> Language:
    terminal: Language = "zh" if os.environ.get("LANG", "").startswith("zh") else "en"
    return cast("Language", asked.language or terminal)


def _day(asked: argparse.Namespace) -> date:
    if asked.on is None:
        return datetime.fromtimestamp(time.time(), OFFICE_ZONE).date()
    day = read_date(asked.on)
    if day is None:
        raise BadInput(f"--on must be a day such as 2026-11-05, not {asked.on!r}.")
    return day


def _json(told: object) -> Iterator[str]:
    # Escaped where the output is not UTF-8: no program reads the terminal's own escapes.
    readable = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    yield json.dumps(told, ensure_ascii=not readable, indent=2, default=_plain)


def _plain(value: object) -> object:
    """A value as JSON has it: days as 2026-11-05, what is open or never comes as words."""
    match value:
        case Unknown():
            return value.value
        case date():
            return "never" if value == NEVER else value.isoformat()
        case frozenset():
            return sorted(value)
        case Decimal():
            return str(value)
    raise TypeError(f"{value!r} is nothing that JSON has.")


def _known(value: Value) -> object:
    return "life" if value == LIFE else value


def _table(asked: argparse.Namespace) -> Iterator[str]:
    pack, rows = load_pack(asked.pack), table()
    if asked.json:
        told = [{"citation": pack.citation(row.clause), **asdict(row)} for row in rows]
        return _json({"pack": pack.name, "rows": told})
    language = _language(asked)
    heads = {
        "zh": ("条款", "", "名称", "结论", "依据的事件和情况", "依据的数值"),
        "en": ("clause", "", "name", "concludes", "read from", "figures"),
    }[language]
    lines: list[tuple[str, ...]] = [
        (
            pack.citation(row.clause) if language == "zh" else row.clause,
            KINDS[row.kind][language],
            row.name,
            f"{row.zh} / {row.en}" if asked.wide else row.zh if language == "zh" else row.en,
            " ".join(row.inputs) or "-",
            " ".join(row.parameters) or "-",
        )
        for row in rows
    ]
    if not asked.wide:
        lines = [tuple(map(cut, line, PLACES_OF_COLUMNS)) for line in lines]
    return iter(aligned([heads, *lines]))


def _parameters(asked: argparse.Namespace) -> Iterator[str]:
    pack, day, language = load_pack(asked.pack), _day(asked), _language(asked)
    if asked.json:
        return _json(
            {"pack": pack.name, "on": day, "parameters": [_figure(pack, name, day) for name in pack.parameters]}
        )
    heads = {
        "zh": ("名称", "数值", "单位", "条款", "自", "来源", "含义", "口径"),
        "en": ("name", "value", "unit", "clause", "since", "source", "meaning", "reading"),
    }[language]
    lines = []
    for name, figure in pack.parameters.items():
        told = _figure(pack, name, day)
        reading = {"zh": "本区口径；另可：", "en": "our reading; or: "}[language] + "; ".join(
            alternatives_of(figure, language, pack)
        )
        lines.append(
            (
                name,
                typed(told["value"]),
                figure.unit,
                figure.clause,
                str(told["from"]),
                str(told["source"]) or "-",
                label_of(figure, language),
                reading if figure.reading else "",
            )
        )
    return iter(aligned([heads, *lines]))


def _figure(pack: Pack, name: str, day: date) -> dict[str, Any]:
    figure = pack.parameters[name]
    value = figure.on(day, day)
    begun = [dated for dated in figure.values if dated.from_on <= day and dated.known_on(day)]
    dated = begun[-1] if begun else figure.values[0]
    return {
        "name": name,
        "value": value,
        "unit": figure.unit,
        "clause": figure.clause,
        "citation": pack.citation(figure.clause),
        "from": dated.from_on,
        "to": dated.to_on,
        "source": dated.source,
        "zh": figure.zh,
        "en": figure.en,
        "reading": figure.reading,
        "alternatives": figure.alternatives,
        "alternatives_zh": figure.alternatives_zh,
        "allowed": figure.allowed,
    }


def _explain(asked: argparse.Namespace) -> Iterator[str]:
    pack, day, language = load_pack(asked.pack), _day(asked), _language(asked)
    if asked.rule not in RULES.conclusions and asked.rule not in RULES.duties:
        known = nearest(asked.rule, [*RULES.conclusions, *RULES.duties])
        raise BadInput(f"No rule or duty is called {asked.rule!r}.{known or ' `anbang policy table` lists them.'}")
    facts = typed_facts(asked.facts)
    if asked.rule in RULES.duties:
        return _explain_duty(RULES.duties[asked.rule], facts, asked, pack, day, language)
    rule = RULES.conclusions[asked.rule]
    read = {one.name for one in RULES.inputs_of(rule)}
    unread = sorted(set(facts) - read)
    explained = explain(asked.rule, as_of=day, pack=pack, **facts)
    if asked.json:
        return _json(
            {"pack": pack.name, "on": day, "formula": formula(rule.body), "not_read": unread, **_told(explained)}
        )
    phrase = Wording(RULES, pack, day, language).phrase(rule.body)
    said = {"zh": "规则：", "en": "the rule:"}[language]
    not_read = {"zh": "这条规则不看：", "en": "not read by this rule: "}[language]
    return iter(
        [
            *explained.as_lines(language),
            "",
            said,
            *phrase.lines(language, "  "),
            *([f"{not_read}{', '.join(unread)}"] if unread else []),
        ]
    )


def _told(explained: Explanation) -> dict[str, Any]:
    return {
        "name": explained.name,
        "clause": explained.clause,
        "citation": explained.citation,
        "zh": explained.zh,
        "en": explained.en,
        "answer": _known(explained.value),
        "because": [_input(one) for one in explained.inputs],
        "parts": [_told(part) for part in explained.parts],
        "missing": [_input(one) for one in explained.missing],
    }


def _input(one: Input) -> dict[str, Any]:
    return {"kind": one.kind, "name": one.name, "zh": one.zh, "en": one.en, "value": _known(one.value)}


def _explain_duty(
    duty: AnyDuty, facts: dict[str, object], asked: argparse.Namespace, pack: Pack, day: date, language: Language
) -> Iterator[str]:
    """A duty's expressions, and what each is on the day from the facts that were given."""
    asking = Evaluation(RULES, Circumstances(day, known_facts(RULES, facts), pack))
    values = {which: asking.value(node) for which, node in duty.days.items()}
    if asked.json:
        parts = {
            which: {
                "formula": formula(node),
                "value": _known(values[which]),
                "zh": _words(duty, which, pack, day, "zh"),
            }
            | {"en": _words(duty, which, pack, day, "en")}
            for which, node in duty.days.items()
        }
        return _json(
            {
                "pack": pack.name,
                "on": day,
                "name": duty.name,
                "clause": duty.clause,
                "citation": pack.citation(duty.clause),
                "zh": duty.zh,
                "en": duty.en,
                "owner": duty.owner.kind,
                "place": duty.owner.place.value,
                "parts": parts,
            }
        )
    named = {"zh": "{zh}〔{citation}〕", "en": "{en} 〔{citation}〕"}[language]
    lines = [named.format(zh=duty.zh, en=duty.en, citation=pack.citation(duty.clause))]
    owner = {"zh": "责任单位：{}（{}）", "en": "owner: {} ({})"}[language]
    lines.append("  " + owner.format(OWNERS[duty.owner.kind][language], PLACES[duty.owner.place.value][language]))
    said_so = {"zh": "（规则：{}）", "en": " (the rule {})"}[language]
    for part in duty_in_words(duty, lambda which: _wording(duty, which, pack, day, language)):
        head, value = PARTS_OF_DUTIES[part.which][language == "en"], ""
        if facts and part.which in values and not isinstance(values[part.which], str):
            value = f" = {written(values[part.which], language)}"
        rule = said_so.format(part.rule.name) if part.rule is not None else ""
        lines += [f"  {head}{value}{rule}", *(f"    {line}" for line in part.phrase.lines(language))]
    return iter(lines)


def _wording(duty: AnyDuty, which: str, pack: Pack, day: date, language: Language) -> Wording:
    return Wording(RULES, pack, day, language, said_for_the_day(duty, which, language))


def _words(duty: AnyDuty, which: str, pack: Pack, day: date, language: Language) -> list[str]:
    part = part_in_words(duty, which, _wording(duty, which, pack, day, language))
    return list(part.phrase.lines(language))


def _diff(asked: argparse.Namespace) -> Iterator[str]:
    one, other = load_pack(asked.one), load_pack(asked.other)
    if asked.json:
        return _json({"one": _about(one), "other": _about(other), **asdict(compared(one, other))})
    return differences(one, other, _language(asked))


def _about(pack: Pack) -> dict[str, Any]:
    return {"name": pack.name, "document": pack.document, "issued_on": pack.issued_on, "digest": pack.digest}
