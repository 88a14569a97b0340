"""How one person stands on a day: in which stage, in whose charge, with which duties, allowance and aid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, cast

from anbang.policy.answers import DutyAnswer
from anbang.policy.belonging import Charge, Transfer
from anbang.policy.household import Household, household_on
from anbang.policy.language.definitions import DutyDefinition, PeriodicDuty, Place
from anbang.policy.language.evaluation import Circumstances
from anbang.policy.language.explanation import Explanation, duty_explanation, explanation, round_explanation
from anbang.policy.language.facts import known_facts
from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.values import NEVER, NOT_KNOWN, Value
from anbang.policy.ledger import Allowance, allowance_of
from anbang.policy.pack import Pack
from anbang.policy.places import Home
from anbang.policy.reading_events import Case, Happening, read_cases
from anbang.policy.replay import DayOfDuty, Plan, replay
from anbang.policy.rounds import (
    Asked,
    Care,
    History,
    RoundPlan,
    round_changes_on,
    rounds_of_care,
    rounds_of_office,
)
from anbang.policy.timeline import Moment, Timeline

Stage = Literal["in_custody", "in_care", "to_be_ended", "ended", "reoffended", "died", "not_ours"]
STAGES: Mapping[str, Stage] = {
    "died": "died",
    "reoffended": "reoffended",
    "care_ended": "ended",
    "not_ours": "not_ours",
}


@dataclass(frozen=True, slots=True)
class Person:
    """What a file says at its head: the places, and the day of birth where it is known."""

    home: Home = field(default_factory=Home)
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class AidAnswer:
    """One programme: whether it may be applied for, the facts that decided or are missing, and where it is applied for."""

    answer: Literal["may_apply", "no", "not_known", "has"]
    missing: tuple[str, ...]
    because: tuple[str, ...]
    apply_at: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything the policy says of one person on a day. Days are dates, amounts yuan, places the codes that were told."""

    stage: Stage | None
    term: tuple[date, date] | None
    responsible: Charge | None
    open_transfer: Transfer | None
    listed_at: tuple[str, ...]
    lives_apart: bool
    priority: tuple[str, ...]
    team_gaps: tuple[str, ...]
    duties: tuple[DutyAnswer, ...]
    allowance: Allowance | None
    aid: Mapping[str, AidAnswer]


@dataclass(frozen=True, slots=True)
class Judged:
    """Duties, and the next day on which the mere date may change them; NEVER where only what happens can."""

    duties: tuple[DutyAnswer, ...]
    changes_on: date


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of aid: its rule, what says that somebody has it already, and which rule sends the application to the school."""

    rule: str
    has: str = ""
    at_school: str = ""


PROGRAMMES: Mapping[str, Programme] = {
    "dibao": Programme("may_have_dibao", has="on_dibao"),
    "extreme_difficulty": Programme("may_have_extreme_difficulty_support", has="extreme_difficulty"),
    "medical_aid": Programme("may_have_medical_aid"),
    "education_aid": Programme("may_have_education_aid", at_school="education_aid_at_school"),
    "housing_aid": Programme("may_have_housing_aid"),
    "temporary_aid": Programme("may_have_temporary_aid"),
}
# Facts about the register, not about the household: nobody is asked for them, and nothing is granted because of them.
OF_THE_REGISTER = frozenset({"registered_in_community"})
OF_THE_PLACES = ("registered_in_community", "resident_in_community")


class Judge:
    """The rules made ready for whole stories."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        duties = book.duties.values()
        self.plans = tuple(Plan(book, duty) for duty in duties if isinstance(duty, DutyDefinition))
        self.rounds = {duty.name: RoundPlan(book, duty) for duty in duties if isinstance(duty, PeriodicDuty)}
        self.rounds_of_care = [plan for plan in self.rounds.values() if plan.duty.of == "care"]
        self.stops = DayOfDuty(book, book.resolve("care_stops"))
        # The figures that days of duties hang on; amounts of money change no day.
        self.figures = sorted(
            {name for duty in duties for node in duty.days.values() for name in book.parameters_of(node)}
            - set(book.parameters_of(book.resolve("month_amount")))
        )

    def version(self, pack: Pack) -> str:
        """That of the rules and of the pack."""
        return f"{self.book.digest[:16]}-{pack.digest[:16]}"

    def ask(self, rule: str, facts: Mapping[str, Value], on: date, pack: Pack) -> Value:
        """What a rule concludes from facts on a day."""
        return self.book.function(self.book.resolve(rule))(facts, facts, pack.in_force(on), on, pack.in_force)

    def cases(self, story: Sequence[Happening], person: Person, pack: Pack) -> list[Case]:
        """The cases of a story, read in order."""
        return read_cases(story, person.home, lambda rule, facts, on: self.ask(rule, facts, on, pack))

    def duties(
        self, story: Sequence[Happening], person: Person, as_of: date, pack: Pack, cases: Sequence[Case] | None = None
    ) -> list[DutyAnswer]:
        """Every duty of a person in all cases, by due day, name, place and the order in which they opened."""
        told = [happening for happening in story if happening.on <= as_of]
        return list(self.judged(told, cases or self.cases(told, person, pack), as_of, pack).duties)

    def judged(self, told: Sequence[Happening], cases: Sequence[Case], as_of: date, pack: Pack) -> "Judged":
        """The duties of a person by what was told up to a day, and when the mere date may change them next."""
        household = household_on(told, as_of)
        found = [self._of_case(case, number, household, as_of, pack) for number, case in enumerate(cases)]
        duties = sorted((duty for one in found for duty in one.duties), key=_as_listed)
        changes = [*(one.changes_on for one in found), pack.next_change(as_of, self.figures)]
        return Judged(tuple(duties), min(changes))

    def _of_case(self, case: Case, number: int, household: Household, as_of: date, pack: Pack) -> "Judged":
        version = self.version(pack)
        timeline = case.timeline
        replayed = replay(self.plans, timeline, self.stops, as_of, pack, number, version)
        if not case.in_care:
            return Judged(replayed.answers, replayed.changes_on)
        care, asked = self.care(case, as_of, pack), Asked(as_of, pack, version)
        history = History.of(timeline, as_of)
        rounds = [duty for plan in self.rounds_of_care for duty in rounds_of_care(plan, history, care, asked, number)]
        allowance = self.allowance(case, household, as_of, pack)
        payments = self._payments(case, number, allowance, history, asked)
        changes = [
            replayed.changes_on,
            *(round_changes_on(plan, history, care, asked) for plan in self.rounds_of_care),
            allowance.changes_on if allowance else NEVER,
            care.stops_on if care.stops_on > as_of else NEVER,
        ]
        return Judged((*replayed.answers, *rounds, *payments), min(changes))

    def care(self, case: Case, as_of: date, pack: Pack) -> Care:
        """The days of a case in which care has begun."""
        days = (self.ask(rule, case.known, as_of, pack) for rule in ("care_begins", "term_ends", "care_stops"))
        begins_on, ends_on, stops_on = (cast("date", day) for day in days)
        return Care(begins_on, ends_on, stops_on)

    def _payments(
        self, case: Case, number: int, allowance: Allowance | None, history: History, asked: Asked
    ) -> Iterator[DutyAnswer]:
        plan, pack = self.rounds["pay_allowance"], asked.pack
        for occurrence, month in enumerate(allowance.duties if allowance else ()):
            known = {**case.known, "month_on": month.period.ends_on.replace(day=1)}
            _, places = history.at(min(month.period.ends_on, asked.as_of))
            area = places.get(plan.duty.owner.place)
            yield DutyAnswer(
                duty=plan.duty.name,
                clause=plan.duty.clause,
                owner_kind=plan.duty.owner.kind,
                owner_place=plan.duty.owner.place,
                owner_area=area,
                case=number,
                occurrence=occurrence,
                period=month.period.name,
                counted_from=month.period.begins_on,
                opens_on=month.period.begins_on,
                due_on=month.period.ends_on,
                met_on=month.met_on,
                void_on=month.void_on,
                state=month.state,
                inputs={name: known[name] for name in plan.inputs if name in known},
                parameters={name: pack.in_force(month.period.begins_on)[name] for name in plan.parameters},
                version=asked.version,
                area_when_due=area,
            )

    def allowance(self, case: Case, household: Household, as_of: date, pack: Pack) -> Allowance | None:
        """The allowance of a case on a day."""
        if not case.in_care:
            return None
        care_begins = cast("date", self.ask("care_begins", case.known, as_of, pack))
        history = History.of(case.timeline, as_of)

        def ask(rule: str, on: date, more: Mapping[str, Value]) -> Value:
            month_on = more.get("month_on")
            # Where somebody was registered in a month decides that month.
            then = _of_then(history, month_on) if rule == "month_amount" and isinstance(month_on, date) else {}
            return self.ask(rule, {**case.known, **then, **more}, on, pack)

        return allowance_of(case.told, household.dibao, care_begins, ask, as_of)

    def allowance_on(self, story: Sequence[Happening], person: Person, as_of: date, pack: Pack) -> Allowance | None:
        """What `standing` says of the allowance, and nothing else."""
        told = [happening for happening in story if happening.on <= as_of]
        return self.allowance(self.cases(told, person, pack)[-1], household_on(told, as_of), as_of, pack)

    def standing(self, story: Sequence[Happening], person: Person, as_of: date, pack: Pack) -> Standing:
        """How a person stands on a day, by what happened up to it."""
        told = [happening for happening in story if happening.on <= as_of]
        cases = self.cases(told, person, pack)
        household = household_on(told, as_of)
        case = cases[-1]
        belonging = case.belonging
        facts = case.known
        in_care = self.ask("in_care", facts, as_of, pack) is True
        care = self.care(case, as_of, pack) if case.in_care else None
        listed = {self.ask("town_listed", facts, as_of, pack), belonging.lives_in and belonging.lives_in.town}
        return Standing(
            stage=stage_of(case, care, as_of),
            term=(care.begins_on, care.ends_on) if care else None,
            responsible=Charge(belonging.town_in_charge, belonging.since) if belonging.since else None,
            open_transfer=belonging.transfer if in_care else None,
            listed_at=tuple(sorted(town for town in listed if isinstance(town, str))),
            lives_apart=self.ask("lives_apart", facts, as_of, pack) is True,
            priority=tuple(sorted(case.reasons)),
            team_gaps=tuple(sorted(cast("frozenset[str]", self.ask("team_gaps", facts, as_of, pack)))),
            duties=tuple(self.duties(told, person, as_of, pack, cases)),
            allowance=self.allowance(case, household, as_of, pack),
            aid={} if case.ended == "died" else self.aid(household, person, case, as_of, pack),
        )

    def aid(self, household: Household, person: Person, case: Case, as_of: date, pack: Pack) -> dict[str, AidAnswer]:
        """For each programme whether it may be applied for, and why. People decide; nothing is granted here."""
        told = {**household.facts, "born_on": person.born_on, **_of_register(person.home)}
        facts = known_facts(self.book, told)
        town = cast("str", self.ask("aid_applied_for_at", case.known, as_of, pack))
        has = {"on_dibao": household.on_dibao, "extreme_difficulty": household.facts.get("extreme_difficulty") is True}
        return {
            name: AidAnswer("has", (), (), town)
            if has.get(programme.has)
            else _aid_answer(
                explanation(self.book, self.book.resolve(programme.rule), Circumstances(as_of, facts, pack)),
                "school" if programme.at_school and self.ask(programme.at_school, {}, as_of, pack) is True else town,
            )
            for name, programme in PROGRAMMES.items()
        }

    def explain_duty(self, duty: DutyAnswer, pack: Pack) -> Explanation:
        """Why somebody has a duty: what opened it and by what its due day counts, under the figures of that day."""
        definition = self.book.duty(duty.duty)
        circumstances = Circumstances(duty.counted_from, duty.inputs, pack)
        if isinstance(definition, PeriodicDuty):
            return round_explanation(self.book, definition, circumstances, duty.due_on)
        return duty_explanation(self.book, definition, circumstances, duty.opens_on, duty.due_on)

    def office_duties(
        self, duty: str, days: Sequence[date], *, since: date, as_of: date, pack: Pack, area: str | None
    ) -> list[DutyAnswer]:
        """The duties of one office that come with the calendar, from the period of a day on. `days`: when it acted, in order."""
        asked = Asked(as_of, pack, self.version(pack))
        return list(rounds_of_office(self.rounds[duty], days, since, asked, area))

    def office_occasions(
        self, duty: str, moments: Sequence[Moment], *, as_of: date, pack: Pack, area: str | None
    ) -> list[DutyAnswer]:
        """The duties of one office that come with an occasion, such as a key period. `moments`: by day, as they were recorded."""
        plans = tuple(plan for plan in self.plans if plan.duty.name == duty)
        timeline = Timeline(tuple(moments), {}, {Place.OFFICE: area})
        return list(replay(plans, timeline, self.stops, as_of, pack, 0, self.version(pack)).answers)


def _of_then(history: History, month_on: date) -> dict[str, Value]:
    """What the amount of a month hangs on, as it stood on its first day."""
    facts, _ = history.at(month_on)
    return {name: facts[name] for name in OF_THE_PLACES if name in facts}


def _aid_answer(found: Explanation, apply_at: str) -> AidAnswer:
    missing = tuple(sorted(read.name for read in found.missing if read.name not in OF_THE_REGISTER))
    if found.value is NOT_KNOWN:
        return AidAnswer("not_known", missing, (), apply_at)
    because = tuple(name for name in found.because if name not in OF_THE_REGISTER)
    return AidAnswer("may_apply" if found.value is True else "no", (), because, apply_at)


def _of_register(home: Home) -> dict[str, object]:
    return {name: home.facts[name] for name in OF_THE_REGISTER if name in home.facts}


def stage_of(case: Case, care: Care | None, as_of: date) -> Stage | None:
    """In which stage a case is on a day; None before anything began it."""
    if case.ended:
        return STAGES[case.ended]
    if care is not None:
        return "in_care" if as_of <= care.ends_on else "to_be_ended"
    return "in_custody" if case.in_custody else None


def _as_listed(duty: DutyAnswer) -> tuple[object, ...]:
    area = duty.owner_area
    return duty.due_on, duty.duty, area is not None, area or "", duty.case, duty.occurrence
