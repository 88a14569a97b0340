"""Duties that come with the calendar: one in each period of somebody's care, or of an office's year."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from anbang.policy.answers import DutyAnswer, UndecidableDuty
from anbang.policy.duty_state import period_state
from anbang.policy.language.definitions import PeriodicDuty
from anbang.policy.language.evaluation import Jurisdiction
from anbang.policy.language.printing import Printed
from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.values import NEVER, Unknown, Value
from anbang.policy.periods import A_DAY, Period, calendar_period, periods_between, rolling_period
from anbang.policy.timeline import Places, Timeline


class RoundPlan:
    """One kind of duty of periods made ready."""

    def __init__(self, book: Rulebook, duty: PeriodicDuty) -> None:
        self.duty = duty
        self.function: Mapping[str, Printed] = {name: book.function(node) for name, node in duty.days.items()}
        self.inputs = tuple(read.name for read in book.inputs_of(duty.applies))
        self.parameters = book.parameters_of(*duty.days.values())
        self.long_enough = book.function(book.resolve("period_long_enough"))

    def ask(self, which: str, facts: Mapping[str, Value], on: date, pack: Jurisdiction) -> Value:
        """One of the duty's expressions on a day."""
        return self.function[which](facts, facts, pack.in_force(on), on, pack.in_force)

    def is_long_enough(self, days: Period, care: "Care", pack: Jurisdiction) -> bool:
        """Whether a first or last period has enough days of care to make a duty."""
        facts = {"days_of_care_in_period": (days.ends_on - days.begins_on).days + 1}
        return self.long_enough(facts, facts, pack.in_force(care.begins_on), care.begins_on, pack.in_force) is True

    def period_of(self, pack: Jurisdiction, since: date) -> Callable[[date], Period]:
        """The period that a day lies in, by the figures of that day; rolling ones count from `since`."""

        def period(day: date) -> Period:
            months = cast("int", self.ask("period", {}, day, pack))
            if self.ask("counts", {}, day, pack) == "rolling":
                return rolling_period(day, months, since)
            return calendar_period(day, months)

        return period


@dataclass(slots=True)
class History:
    """What was known at the end of each day on which something happened, whose duties they were, and when what happened."""

    known: dict[str, Value]
    days: list[date] = field(default_factory=list)
    facts: list[Mapping[str, Value]] = field(default_factory=list)
    places: list[Places] = field(default_factory=list)
    happened: dict[str, list[date]] = field(default_factory=dict)

    @classmethod
    def of(cls, timeline: Timeline, as_of: date) -> "History":
        """The history of a case up to a day."""
        history = cls(dict(timeline.known))
        facts, places = history.known, dict(timeline.places)
        history._keep(date.min, facts, places)
        for moment in timeline.moments:
            if moment.on > as_of:
                break
            for event in moment.events:
                facts.setdefault(event, moment.on)
                history.happened.setdefault(event, []).append(moment.on)
            facts.update(moment.facts)
            places.update(moment.places or {})
            history._keep(moment.on, facts, places)
        return history

    def at(self, day: date) -> tuple[Mapping[str, Value], Places]:
        """What was known, and whose duties they were, at the end of a day."""
        place = bisect_right(self.days, day) - 1
        return self.facts[place], self.places[place]

    def _keep(self, on: date, facts: Mapping[str, Value], places: Places) -> None:
        if self.days and self.days[-1] == on:
            self.facts[-1], self.places[-1] = dict(facts), dict(places)
        else:
            self.days.append(on)
            self.facts.append(dict(facts))
            self.places.append(dict(places))


@dataclass(frozen=True, slots=True)
class Care:
    """The first day of care, the planned last day of its term, and the day on which it stopped, NEVER if it goes on."""

    begins_on: date
    ends_on: date
    stops_on: date


@dataclass(frozen=True, slots=True)
class Asked:
    """On which day, by whose figures, and by which version of rules and pack."""

    as_of: date
    pack: Jurisdiction
    version: str


@dataclass(frozen=True, slots=True)
class _Round:
    """One period of a duty: the day by which it is judged, what met it or made it void, what was known then, and whose it is."""

    period: Period
    judged_on: date
    met_on: date | None
    void_on: date | None
    facts: Mapping[str, Value]
    area: str | None


def rounds_of_care(plan: RoundPlan, history: History, care: Care, asked: Asked, case: int) -> Iterator[DutyAnswer]:
    """One duty for each period of somebody's care that has begun by a day and in which it applies.

    Whether it applies and whose it is goes by its last day, or by the day itself or the one on which care stopped, if that is
    earlier. A first or last period that is too short makes none. Raises UndecidableDuty.
    """
    if care.begins_on > asked.as_of:
        return
    last = min(care.ends_on, asked.as_of, care.stops_on)
    occurrence = 0
    for period in periods_between(care.begins_on, last, plan.period_of(asked.pack, care.begins_on)):
        days = Period(period.name, max(period.begins_on, care.begins_on), min(period.ends_on, care.ends_on))
        at_an_end = care.begins_on in period or care.ends_on in period
        if at_an_end and not plan.is_long_enough(days, care, asked.pack):
            continue
        judged_on = min(days.ends_on, asked.as_of, care.stops_on)
        facts, places = history.at(judged_on)
        facts = {**facts, **_as_before(plan, history, facts, judged_on, asked.pack)}
        if not _applies(plan, facts, judged_on, asked.pack):
            continue
        met_on = _met(plan, history.happened.get(plan.duty.met.name, []), days, asked.pack)
        void_on = care.stops_on if met_on is None and care.stops_on <= judged_on else None
        area = places.get(plan.duty.owner.place)
        yield _answer(plan, _Round(days, judged_on, met_on, void_on, facts, area), asked, case, occurrence)
        occurrence += 1


def round_changes_on(plan: RoundPlan, history: History, care: Care, asked: Asked) -> date:
    """The next day on which the mere date may change the duties of a kind: the next period begins, or what is asked of an earlier
    day has changed since that day. NEVER once care is over.
    """
    if asked.as_of >= min(care.ends_on, care.stops_on):
        return NEVER
    since = max(care.begins_on, asked.as_of)
    next_on = plan.period_of(asked.pack, care.begins_on)(since).ends_on + A_DAY
    return since + A_DAY if _changed_since(plan, history, since, asked.pack) else next_on


def _changed_since(plan: RoundPlan, history: History, on: date, pack: Jurisdiction) -> bool:
    """Whether a fact that is taken as it stood on an earlier day has changed between that day and this."""
    if not plan.duty.before:
        return False
    now, _ = history.at(on)
    earlier_on = cast("date", plan.ask("before_on", now, on, pack))
    later = history.facts[bisect_right(history.days, earlier_on) : bisect_right(history.days, on)]
    earlier, _ = history.at(earlier_on)
    return any(facts[name] != earlier[name] for facts in later for name in plan.duty.before.values())


def rounds_of_office(
    plan: RoundPlan, days: Sequence[date], since: date, asked: Asked, area: str | None
) -> Iterator[DutyAnswer]:
    """One duty of an office for each period, from that of `since` to that of the day of the question. `days`: when it acted."""
    met = [day for day in days if day <= asked.as_of]
    for occurrence, period in enumerate(periods_between(since, asked.as_of, plan.period_of(asked.pack, since))):
        if _applies(plan, {}, period.begins_on, asked.pack):
            judged_on = min(period.ends_on, asked.as_of)
            met_on = _met(plan, met, period, asked.pack)
            yield _answer(plan, _Round(period, judged_on, met_on, None, {}, area), asked, 0, occurrence)


def _as_before(
    plan: RoundPlan, history: History, facts: Mapping[str, Value], on: date, pack: Jurisdiction
) -> dict[str, Value]:
    """Facts as they stood on an earlier day, under the names by which the rule reads them."""
    if not plan.duty.before:
        return {}
    earlier, _ = history.at(cast("date", plan.ask("before_on", facts, on, pack)))
    return {name: earlier[known_as] for name, known_as in plan.duty.before.items()}


def _applies(plan: RoundPlan, facts: Mapping[str, Value], on: date, pack: Jurisdiction) -> bool:
    found = plan.ask("applies", facts, on, pack)
    if isinstance(found, Unknown):
        raise UndecidableDuty(f"Whether {plan.duty.name} applies on {on} depends on what is not known.")
    return bool(found)


def _met(plan: RoundPlan, days: Sequence[date], period: Period, pack: Jurisdiction) -> date | None:
    """The day of the act that meets the duty: the first in the period, or so many of them."""
    times = cast("int", plan.ask("times", {}, period.begins_on, pack))
    inside = [day for day in days if day in period]
    return inside[times - 1] if len(inside) >= times else None


def _answer(plan: RoundPlan, one: _Round, asked: Asked, case: int, occurrence: int) -> DutyAnswer:
    duty, figures = plan.duty, asked.pack.in_force(one.period.begins_on)
    return DutyAnswer(
        duty=duty.name,
        clause=duty.clause,
        owner_kind=duty.owner.kind,
        owner_place=duty.owner.place,
        owner_area=one.area,
        case=case,
        occurrence=occurrence,
        period=one.period.name,
        counted_from=one.judged_on,
        opens_on=one.period.begins_on,
        due_on=one.period.ends_on,
        met_on=one.met_on,
        void_on=one.void_on,
        state=period_state(one.period.ends_on, one.met_on, one.void_on, asked.as_of),
        inputs={name: one.facts[name] for name in plan.inputs if name in one.facts},
        parameters={name: figures[name] for name in plan.parameters},
        version=asked.version,
        area_when_due=one.area,
    )
