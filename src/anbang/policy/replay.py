"""Replays one case, moment by moment, and says which duties opened, moved, were met or became void.

Within a day the mere date comes first, then what happened, as it was recorded. A duty is never due before the day it opens,
is not opened again while it runs, and where its due day moves before it is overdue it is void and opens anew on that day.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import cast

from anbang.policy.answers import DutyAnswer, UndecidableDuty
from anbang.policy.duty_state import duty_state
from anbang.policy.language.definitions import MOVING, DutyDefinition, Place
from anbang.policy.language.evaluation import Circumstances, Evaluation, Jurisdiction
from anbang.policy.language.missing import facts_that_matter
from anbang.policy.language.printing import Facts, Figures, InForce
from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.symbols import Symbol
from anbang.policy.language.values import NEVER, Unknown, Value
from anbang.policy.timeline import Moment, Timeline
from anbang.policy.workdays import next_workday

ROLLED = "roll_to_workday"
NO_FIGURES: Figures = {}


class DayOfDuty:
    """One of the four days of a duty as a function, with what it is read from."""

    def __init__(self, book: Rulebook, node: Symbol) -> None:
        self.node = node
        self.function = cast("Callable[[Facts, Facts, Figures, date, InForce], date | Unknown]", book.function(node))
        self.reads = frozenset(read.name for read in book.inputs_of(node))
        self.has_figures = bool(book.parameters_of(node))


class Plan:
    """One kind of duty made ready for replay."""

    def __init__(self, book: Rulebook, duty: DutyDefinition) -> None:
        self.book = book
        self.duty = duty
        self.opens, self.due = DayOfDuty(book, duty.opens), DayOfDuty(book, duty.due)
        self.met, self.void = DayOfDuty(book, duty.met), DayOfDuty(book, duty.void)
        self.lapses = DayOfDuty(book, duty.lapses)
        self.inputs = tuple(read.name for read in book.inputs_of(duty.opens, duty.due))
        self.parameters = book.parameters_of(duty.opens, duty.due)
        self.reads = frozenset().union(*(DayOfDuty(book, node).reads for node in duty.days.values()))
        self.moves = duty.owner.place in MOVING


@dataclass(slots=True)
class _Run:
    """One duty of a kind, from its opening on. `counted_from` is its first opening, by which its days count."""

    counted_from: date
    opens_on: date
    due_on: date
    owner_area: str | None
    inputs: dict[str, Value]
    met_on: date | None = None
    void_on: date | None = None
    lapsed_on: date | None = None
    left_behind_by: str | None = None

    def pass_to(self, area: str, on: date) -> None:
        """From a day on it is another office's. Whose it was when it fell due is kept."""
        if on > self.due_on and self.left_behind_by is None:
            self.left_behind_by = self.owner_area
        self.owner_area = area


@dataclass(slots=True)
class _Scene:
    """What is known of a case while it is replayed, and whose duties they are."""

    pack: Jurisdiction
    stops: DayOfDuty
    facts: dict[str, Value]
    places: dict[Place, str | None]
    stops_on: date = NEVER

    def learn(self, moment: Moment) -> frozenset[str]:
        """Takes in what a moment tells. Returns the names of its events and facts. What is about one of several things is no fact of the
        others: only the duty about that one reads it.
        """
        for event in moment.events if moment.about is None else ():
            self.facts.setdefault(event, moment.on)
        self.facts.update(moment.facts)
        self.places.update(moment.places or {})
        names = frozenset((*moment.events, *moment.facts))
        if not names.isdisjoint(self.stops.reads):
            figures = self.pack.in_force(moment.on)
            self.stops_on = cast("date", self.stops.function(self.facts, {}, figures, moment.on, self.pack.in_force))
        return names


class _Track:
    """All duties of one kind in one case; of one that is owed apart, those about one thing."""

    def __init__(self, plan: Plan, scene: _Scene, about: str | None) -> None:
        self.plan = plan
        self.scene = scene
        self.about = about
        self.pack = scene.pack
        self.facts = scene.facts
        self.runs: list[_Run] = []
        self.run: _Run | None = None
        self.seen_since_ended: dict[str, Value] = {}
        self.seen_since_opened: dict[str, Value] = {}
        self.opens_next = NEVER
        self.known_void_from: date | None = None
        self.happened_last: dict[str, Value] = {}
        self.lapses_on = NEVER

    @property
    def waits(self) -> bool:
        """Whether a mere date may open or end something."""
        return self.run is not None or self.opens_next != NEVER

    @property
    def void_from(self) -> date:
        """From which day on the duty is void, as far as is known now; asked when it first matters."""
        if self.known_void_from is None:
            self.known_void_from = self.ask(self.plan.void, self.seen_since_opened, date.min)
        return self.known_void_from

    def concerns(self, moment: Moment) -> bool:
        """Whether what happened says anything of what the duty is about."""
        return moment.about is None or moment.about == self.about

    def advance(self, to: date) -> None:
        """What the mere date opens or ends, up to a day."""
        if self.run is None:
            if self.opens_next > to:
                return
            opens_on, self.opens_next = self.opens_next, NEVER
            self.open(opens_on)
        if self.run is not None and self.void_from <= min(to, self.lapses_on):
            self.make_void(self.run)
        if self.run is not None and self.lapses_on <= to:
            self.let_lapse(self.run, self.lapses_on)

    def look(self, moment: Moment, names: frozenset[str]) -> None:
        """What a moment meets, moves, ends or opens. `names` are those of its events and facts."""
        for event in moment.events:
            self.seen_since_ended.setdefault(event, moment.on)
            if self.run is not None:
                self.seen_since_opened.setdefault(event, moment.on)
            if event in self.plan.lapses.reads:
                self.happened_last[event] = moment.on
        if not names.isdisjoint(self.plan.lapses.reads):
            self.lapses_on = self.lapses_from(moment.on)
        if not names.isdisjoint(self.plan.void.reads):
            self.known_void_from = self.ask(self.plan.void, self.seen_since_opened, moment.on)
        ended = self.run is not None and self.judge(self.run, moment, names)
        if self.run is None and (self.plan.duty.recurs or not self.runs):
            if ended or not names.isdisjoint(self.plan.opens.reads):
                self.opens_next = self.ask(self.plan.opens, self.seen_since_ended, moment.on)
            if self.opens_next <= moment.on:
                self.opens_next = NEVER
                self.open(moment.on)

    def judge(self, run: _Run, moment: Moment, names: frozenset[str]) -> bool:
        """Whether a moment ends a running duty, by meeting it or making it void; it may also move it."""
        on = moment.on
        if not names.isdisjoint(self.plan.met.reads):
            met_on = self.ask(self.plan.met, self.seen_since_opened, on)
            if met_on <= on:
                run.met_on = max(met_on, run.opens_on)
                self.end(moment)
                return True
        if self.void_from <= on:
            return self.make_void(run)
        if self.lapses_on <= on:
            self.let_lapse(run, on, moment)
            return True
        if run.due_on >= on and not names.isdisjoint(self.plan.due.reads):
            due_on = max(on, self.due_on(run.counted_from))
            if due_on != run.due_on:
                run.void_on = on
                self.begin(_Run(run.counted_from, on, due_on, run.owner_area, self.inputs()))
        return False

    def open(self, on: date) -> None:
        """Opens a duty, unless care has stopped by then: what would have opened it is over. What met it before is done on the first
        day.
        """
        if self.void_from <= on:
            self.seen_since_ended = {}
            return
        due_on = max(on, self.due_on(on))
        run = _Run(on, on, due_on, self.owner_area, self.inputs())
        self.begin(run)
        if self.ask(self.plan.met, self.seen_since_opened, on) <= on:
            run.met_on = on
            self.end()

    def due_on(self, opened_on: date) -> date:
        """The due day; where the pack says so, moved to the next working day."""
        due_on = self.ask(self.plan.due, self.seen_since_ended, opened_on)
        return next_workday(due_on) if self.pack.in_force(opened_on).get(ROLLED) else due_on

    def begin(self, run: _Run) -> None:
        self.runs.append(run)
        self.run = run
        self.seen_since_opened = {}
        self.lapses_on = self.lapses_from(run.opens_on)

    @property
    def owner_area(self) -> str | None:
        """Whose duty it is now."""
        return self.scene.places.get(self.plan.duty.owner.place)

    def hand_over(self, on: date) -> None:
        """A running duty goes with the person; where nobody here takes it over, it stays with the last."""
        if self.run is not None and self.plan.moves and self.owner_area is not None:
            self.run.pass_to(self.owner_area, on)

    @property
    def changes_on(self) -> date:
        """The next day on which the mere date opens or ends something; NEVER where only what happens can."""
        if self.run is None:
            return self.opens_next
        return min(self.void_from if self.run.due_on >= self.void_from else NEVER, self.lapses_on)

    def lapses_from(self, on: date) -> date:
        """From which day on what the duty is about is gone, as far as is known now."""
        if not self.plan.lapses.reads:
            return NEVER
        return self.ask(self.plan.lapses, self.seen_since_opened, on, {**self.facts, **self.happened_last})

    def let_lapse(self, run: _Run, on: date, moment: Moment | None = None) -> None:
        """What a duty was about is gone: it is void, or stays overdue for ever, and nobody can do it. Another may open."""
        if run.due_on >= on:
            run.void_on = on
        else:
            run.lapsed_on = on
        self.end(moment)

    def make_void(self, run: _Run) -> bool:
        """What a duty was for has ended; one that was overdue before stays so. Whether it is void."""
        if run.due_on < self.void_from:
            return False
        run.void_on = self.void_from
        self.end()
        return True

    def end(self, moment: Moment | None = None) -> None:
        """The running duty is over. What ended it may open the next one."""
        self.run = None
        self.seen_since_ended = dict.fromkeys(moment.events, moment.on) if moment else {}

    def inputs(self) -> dict[str, Value]:
        """The facts that the duty opens and becomes due by, as known now."""
        known = {**self.facts, **self.seen_since_ended}
        return {name: known[name] for name in self.plan.inputs if name in known}

    def ask(self, day: DayOfDuty, occasion: Facts, on: date, facts: Facts | None = None) -> date:
        """One of the days of the duty, by what is known unless other `facts` are given. Raises UndecidableDuty where it depends on what is
        not known.
        """
        facts = self.facts if facts is None else facts
        in_force = self.pack.in_force
        figures = in_force(on) if day.has_figures else NO_FIGURES
        found = day.function(facts, occasion, figures, on, in_force)
        if isinstance(found, Unknown):
            evaluation = Evaluation(self.plan.book, Circumstances(on, {**facts, **occasion}, self.pack))
            missing = ", ".join(facts_that_matter(evaluation, day.node))
            raise UndecidableDuty(f"{self.plan.duty.name} on {on} depends on what is not known: {missing}.")
        return found


def replay(
    plans: tuple[Plan, ...],
    timeline: Timeline,
    stops: DayOfDuty,
    as_of: date,
    pack: Jurisdiction,
    case: int,
    version: str,
) -> "Replayed":
    """The duties of one case as they stand on a day, kind by kind, in the order in which they opened.

    `stops` says when care stops: from then on no duty goes with the person any more. What lies after the day is not looked at.
    Raises UndecidableDuty.
    """
    scene = _Scene(pack, stops, dict(timeline.known), dict(timeline.places))
    # What never tells of anything that opens a duty of a kind leaves that kind alone.
    told = {name for moment in timeline.moments for name in (*moment.events, *moment.facts)}
    tracks = [
        _Track(plan, scene, about)
        for plan in plans
        if not plan.opens.reads.isdisjoint(told)
        for about in _things(plan, timeline)
    ]
    for moment in timeline.moments:
        if moment.on > as_of:
            break
        for track in tracks:
            if track.waits:
                track.advance(moment.on)
        names = scene.learn(moment)
        for track in tracks:
            if moment.places is not None and moment.on < scene.stops_on:
                track.hand_over(moment.on)
            if track.concerns(moment) and not names.isdisjoint(track.plan.reads):
                track.look(moment, names)
    for track in tracks:
        track.advance(as_of)
    answers = tuple(answer for kind in _by_kind(tracks) for answer in _answers(kind, as_of, case, version))
    return Replayed(answers, min((track.changes_on for track in tracks), default=NEVER))


def _things(plan: Plan, timeline: Timeline) -> Iterable[str | None]:
    """About what there may be duties of a kind: each thing that opens one, for a kind that is owed apart."""
    if not plan.duty.apart:
        return (None,)
    return dict.fromkeys(
        moment.about for moment in timeline.moments if not plan.opens.reads.isdisjoint({*moment.events, *moment.facts})
    )


def _by_kind(tracks: Iterable[_Track]) -> Iterator[list[_Track]]:
    """The tracks of each kind of duty together, in their order."""
    return (list(kind) for _name, kind in groupby(tracks, lambda track: track.plan.duty.name))


@dataclass(frozen=True, slots=True)
class Replayed:
    """The duties of a case, and the next day on which the mere date changes one of them."""

    answers: tuple[DutyAnswer, ...]
    changes_on: date


def _answers(tracks: list[_Track], as_of: date, case: int, version: str) -> Iterator[DutyAnswer]:
    """The duties of one kind, numbered in the order in which they opened."""
    runs = [(track, run) for track in tracks for run in track.runs]
    for occurrence, (track, run) in enumerate(sorted(runs, key=lambda opened: opened[1].opens_on)):
        duty = track.plan.duty
        figures = track.pack.in_force(run.counted_from)
        yield DutyAnswer(
            duty=duty.name,
            clause=duty.clause,
            owner_kind=duty.owner.kind,
            owner_place=duty.owner.place,
            owner_area=run.owner_area,
            case=case,
            occurrence=occurrence,
            period=None,
            counted_from=run.counted_from,
            opens_on=run.opens_on,
            due_on=run.due_on,
            met_on=run.met_on,
            void_on=run.void_on,
            state=duty_state(run.opens_on, run.due_on, run.met_on, run.void_on, as_of),
            inputs=run.inputs,
            parameters={name: figures[name] for name in track.plan.parameters},
            version=version,
            area_when_due=run.left_behind_by or run.owner_area,
            lapsed_on=run.lapsed_on,
            about=track.about,
        )
