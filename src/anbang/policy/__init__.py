"""The policy as code: ask a rule, ask why, ask what is due, open a clause. Knows no database and no clock."""

import os
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from anbang.policy.answers import DutyAnswer, UndecidableDuty
from anbang.policy.duty_state import DutyState, duty_state
from anbang.policy.judging import Judge, Person, Standing
from anbang.policy.language.definitions import DutyDefinition, PeriodicDuty, Place
from anbang.policy.language.evaluation import Circumstances
from anbang.policy.language.explanation import Explanation, Input, explanation
from anbang.policy.language.facts import WrongFact, known_facts
from anbang.policy.language.printing_together import RulesTogether
from anbang.policy.language.rulebook import Row, Rulebook, UnknownName
from anbang.policy.language.values import DEPARTMENT_DECIDES, LIFE, NEVER, NOT_KNOWN, Figure, Unknown, Value
from anbang.policy.pack import Clause, Pack
from anbang.policy.places import Abode, Home
from anbang.policy.reading_events import Happening, UnreadableEvent
from anbang.policy.reading_pack import load_pack as load_pack_for
from anbang.policy.reading_toml import FaultyFile
from anbang.policy.rules import (
    aid,
    aim,
    allowance,
    appraisal,
    bases,
    custody,
    education,
    files,
    helpers,
    law,
    organisation,
    reception,
    responsibility,
    rhythm,
    staff,
    work,
)

__all__ = [
    "DEFAULT_PACK",
    "DEPARTMENT_DECIDES",
    "LIFE",
    "NEVER",
    "NOT_KNOWN",
    "RULES",
    "SOMEBODY",
    "Abode",
    "Clause",
    "DutyAnswer",
    "DutyDefinition",
    "DutyState",
    "Explanation",
    "FaultyFile",
    "Figure",
    "Happening",
    "Home",
    "Input",
    "Pack",
    "PeriodicDuty",
    "Person",
    "Place",
    "Row",
    "Standing",
    "UndecidableDuty",
    "Unknown",
    "UnknownName",
    "UnreadableEvent",
    "Value",
    "WrongFact",
    "answer",
    "answers",
    "clause",
    "duties",
    "duty_definition",
    "duty_state",
    "explain",
    "explain_duty",
    "load_pack",
    "office_duties",
    "standing",
    "table",
]

RULES: Final = Rulebook.of(
    aim,
    organisation,
    education,
    custody,
    reception,
    responsibility,
    rhythm,
    files,
    aid,
    work,
    bases,
    helpers,
    staff,
    allowance,
    appraisal,
    law,
)


_TOGETHER: Final = RulesTogether(RULES)


def load_pack(name: str) -> Pack:
    """The jurisdiction pack of that name, or in that folder. Raises FaultyFile, naming file, key and what was expected."""
    return load_pack_for(name, RULES)


# Whose policy it is: the one thing that the rules take from where they run.
DEFAULT_PACK: Final = load_pack(os.environ.get("ANBANG_PACK") or "rongchang-2015-20")
JUDGE: Final = Judge(RULES)
# Of whom nothing is told but what happened: registered and living at the same place in the district.
SOMEBODY: Final = Person()


def answer(rule_name: str, /, *, as_of: date, pack: Pack = DEFAULT_PACK, **facts: object) -> Value:
    """What a rule concludes on a day from these facts, by the figures in force then.

    A fact left out or None is not known, an event left out or None has not happened; a day that has not come about is
    NEVER. Days are dates, sentences months (LIFE for a life sentence), words a collection. Raises UnknownName, WrongFact.
    """
    known = known_facts(RULES, facts)
    return RULES.function(RULES.resolve(rule_name))(known, known, pack.in_force(as_of), as_of, pack.in_force)


def answers(
    rule_names: tuple[str, ...], /, *, as_of: date, pack: Pack = DEFAULT_PACK, **facts: object
) -> dict[str, Value]:
    """What each of these rules concludes, from the same facts: as `answer`, but they are checked once for all."""
    known, figures = known_facts(RULES, facts), pack.in_force(as_of)
    return _TOGETHER.function(rule_names, figures, pack.steady)(known, known, figures, as_of, pack.in_force)


def explain(rule_name: str, /, *, as_of: date, pack: Pack = DEFAULT_PACK, **facts: object) -> Explanation:
    """Why a rule concludes what it does, and which unknown facts could still change it. Facts and errors as in `answer`."""
    return explanation(RULES, RULES.resolve(rule_name), Circumstances(as_of, known_facts(RULES, facts), pack))


def duties(
    happenings: Iterable[Happening], /, *, as_of: date, person: Person = SOMEBODY, pack: Pack = DEFAULT_PACK
) -> list[DutyAnswer]:
    """Every duty that what happened to one person has opened by a day, in all cases, sorted by due day and name.

    The happenings come by day and, within a day, as they were recorded; later ones than the day are not looked at. What may
    come when is the caller's to see to (the actions do): this only says what follows from what is told.
    Raises UnreadableEvent, UndecidableDuty.
    """
    return JUDGE.duties(list(happenings), person, as_of, pack)


def standing(
    happenings: Iterable[Happening], /, *, as_of: date, person: Person = SOMEBODY, pack: Pack = DEFAULT_PACK
) -> Standing:
    """How one person stands on a day: stage, term, office in charge, duties, allowance and aid. Order and errors as in `duties`; facts of the
    household that no rule reads, or of another kind, raise UnknownName and WrongFact.
    """
    return JUDGE.standing(list(happenings), person, as_of, pack)


def office_duties(
    duty: str, days: Sequence[date], /, *, since: date, as_of: date, area: str | None = None, pack: Pack = DEFAULT_PACK
) -> list[DutyAnswer]:
    """The duties of an office that come with the calendar, whole periods from that of `since` to that of the day.

    `days`: when the office did it, in order. Raises UnknownName for what is no such duty.
    """
    if duty not in JUDGE.rounds:
        raise UnknownName(f"No duty of periods is called {duty!r}.")
    return JUDGE.office_duties(duty, days, since=since, as_of=as_of, pack=pack, area=area)


def explain_duty(duty: DutyAnswer, /, *, pack: Pack = DEFAULT_PACK) -> Explanation:
    """Why somebody has a duty: what opened it and by what its due day counts, under the figures of that day."""
    return JUDGE.explain_duty(duty, pack)


def duty_definition(name: str) -> DutyDefinition | PeriodicDuty:
    """A kind of duty: its clause, its names in Chinese and English, its owner. Raises UnknownName."""
    return RULES.duty(name)


def clause(clause_id: str, *, pack: Pack = DEFAULT_PACK) -> Clause:
    """A clause in our own words, with the document's own numbering. Raises FaultyFile for one that the pack has not."""
    return pack.clause(clause_id)


def table() -> list[Row]:
    """Clause, rule or duty, and what it is read from, in the order of the document."""
    return RULES.table()
