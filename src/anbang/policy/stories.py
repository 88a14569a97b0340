"""Worked examples of the duties: small stories, and how each duty stands in them. Pages show them; a test asks each anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from anbang.policy import (
    DEFAULT_PACK,
    JUDGE,
    RULES,
    Abode,
    DutyAnswer,
    DutyState,
    Explanation,
    Happening,
    Home,
    Pack,
    PeriodicDuty,
    Person,
    duties,
    explain_duty,
    office_duties,
)
from anbang.policy.language.definitions import DutyDefinition
from anbang.policy.language.rulebook import AnyDuty
from anbang.policy.places import BEYOND
from anbang.policy.reading_toml import Table, read_table
from anbang.policy.timeline import Moment

FILE = Path(__file__).with_name("examples") / "stories.toml"
# Where people of the stories live: two towns of the district, and somewhere beyond it.
ABODES = {
    "home": Abode("昌元街道", "昌元街道某社区", community=True),
    "neighbour": Abode("昌州街道", "昌州街道某村", community=False),
    "outside": BEYOND,
}
OF_AN_EVENT = frozenset({"on", "event", "zh", "en"})
# What the household tells the rules under another name than that of the event.
TELLS = {"dibao_granted": "dibao_from"}


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a story: what happened, its reading, and the events and facts of the vocabulary that it stands for."""

    happening: Happening
    zh: str
    en: str

    @property
    def on(self) -> date:
        """Its day."""
        return self.happening.on


@dataclass(frozen=True, slots=True)
class Story:
    """What happened to somebody, or what an office did from a day on (`since`); an office's events are named for the duty they meet."""

    zh: str
    en: str
    person: Person
    since: date | None
    events: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """How the duty stands, taken from the clause and not from the rules."""

    opens_on: date
    due_on: date
    state: DutyState
    met_on: date | None


@dataclass(frozen=True, slots=True)
class DutyExample:
    """One duty in a story on a day: the one that opened as number `occurrence`, or that of a `period`."""

    duty: str
    story: Story
    as_of: date
    occurrence: int
    period: str
    expected: Expected

    def answered(self, pack: Pack = DEFAULT_PACK) -> DutyAnswer:
        """How the duty stands by the rules. Raises LookupError where there is none."""
        found = [one for one in self._all(pack) if one.duty == self.duty]
        fits = [
            one for one in found if (one.period == self.period if self.period else one.occurrence == self.occurrence)
        ]
        if not fits:
            raise LookupError(f"The story {self.story.en!r} has no {self.duty} {self.period or self.occurrence}.")
        return fits[0]

    def explained(self, pack: Pack = DEFAULT_PACK) -> Explanation:
        """Why."""
        return explain_duty(self.answered(pack), pack=pack)

    def found(self, pack: Pack = DEFAULT_PACK) -> Expected:
        """How the duty stands, to be laid beside what is expected."""
        one = self.answered(pack)
        return Expected(one.opens_on, one.due_on, one.state, None if one.state is DutyState.MISSED else one.met_on)

    def events(self) -> list[Told]:
        """Those events of the story up to the day that the duty looks at."""
        told = [one for one in self.story.events if one.on <= self.as_of]
        if self.story.since is not None:
            return [one for one in told if one.happening.event == self.duty]
        wanted = _read_by(RULES.duty(self.duty))
        shown = {id(happening) for happening, names in self._moments() if names & wanted}
        return [one for one in told if id(one.happening) in shown]

    def _moments(self) -> Iterator[tuple[Happening, frozenset[str]]]:
        for case in JUDGE.cases([one.happening for one in self.story.events], self.story.person, DEFAULT_PACK):
            for (_, happening), moment in zip(case.told, case.moments, strict=True):
                yield happening, frozenset((*moment.events, *moment.facts, TELLS.get(happening.event, "")))

    def _all(self, pack: Pack) -> list[DutyAnswer]:
        happenings = [one.happening for one in self.story.events]
        if self.story.since is None:
            return duties(happenings, as_of=self.as_of, person=self.story.person, pack=pack)
        of_duty = [one for one in happenings if one.event == self.duty]
        definition = RULES.duty(self.duty)
        if isinstance(definition, PeriodicDuty):
            days = [one.on for one in of_duty]
            return office_duties(self.duty, days, since=self.story.since, as_of=self.as_of, pack=pack)
        return _of_occasions(definition, of_duty, self.as_of, pack)


def _of_occasions(duty: DutyDefinition, happenings: list[Happening], as_of: date, pack: Pack) -> list[DutyAnswer]:
    """A duty of an office that comes with an occasion, such as a key period: `opens` and `meets` name the events."""
    moments = [
        Moment(
            one.on,
            (str(one.details["is"]),),
            {name: day for name, day in one.details.items() if isinstance(day, date)},
        )
        for one in happenings
    ]
    return JUDGE.office_occasions(duty.name, moments, as_of=as_of, pack=pack, area=None)


def _read_by(duty: AnyDuty) -> frozenset[str]:
    """The events and facts that a duty looks at, but for those that would only make it void."""
    nodes = [node for which, node in duty.days.items() if which != "void"]
    known_as = duty.before.values() if isinstance(duty, PeriodicDuty) else ()
    if isinstance(duty, PeriodicDuty):
        nodes.append(RULES.resolve("care_begins"))
    return frozenset((*(one.name for one in RULES.inputs_of(*nodes)), *known_as))


@cache
def duty_examples(file: Path = FILE) -> dict[str, tuple[DutyExample, ...]]:
    """Duty → its examples. Raises FaultyFile, naming file, story and what was expected."""
    found: dict[str, list[DutyExample]] = {}
    for table in read_table(file).tables():
        story = _story(table)
        for row in table.rows("asked"):
            example = _example(story, row)
            found.setdefault(example.duty, []).append(example)
        table.refuse_the_rest()
    return {duty: tuple(examples) for duty, examples in found.items()}


def _story(table: Table) -> Story:
    registered, residence = (
        ABODES[table.one_of(name, ABODES)] if name in table else None for name in ("registered", "residence")
    )
    return Story(
        table.text("zh"),
        table.text("en"),
        Person(Home(registered or ABODES["home"], residence)),
        table.day("since") if "since" in table else None,
        tuple(map(_told, table.rows("events"))),
    )


def _told(row: Table) -> Told:
    event = row.text("event")
    details = {name: value for name, value in row.content.items() if name not in OF_AN_EVENT}
    if "to" in details:
        details["to"] = ABODES[row.one_of("to", ABODES)]
    label = RULES.inputs.get(str(details.get("is", f"{event}_on")))
    zh, en = (row.text(name) if name in row or label is None else getattr(label, name) for name in ("zh", "en"))
    return Told(Happening(row.day("on"), event, details), zh, en)


def _example(story: Story, row: Table) -> DutyExample:
    duty = row.one_of("duty", RULES.duties)
    expected = Expected(
        row.day("opens"),
        row.day("due"),
        DutyState(row.one_of("state", list(DutyState))),
        row.day("met") if "met" in row else None,
    )
    example = DutyExample(
        duty,
        story,
        row.day("as_of"),
        row.number("occurrence") if "occurrence" in row else 0,
        row.text("period") if "period" in row else "",
        expected,
    )
    row.refuse_the_rest()
    return example
