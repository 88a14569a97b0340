"""What each row is: judged against earlier rows of its list and against the register, in the contract's order."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Protocol

from anbang.exchange.batch import columns as c
from anbang.exchange.batch.checks import CheckedRow, Fault
from anbang.exchange.batch.standing import AWAITED, Admission, Standing, fault_of
from anbang.exchange.batch.status import Outcome

# Every column that is understood; those beyond them travel with the row and change nobody's file.
COMPARED = (
    *("sex", "born_on", "registered", "residence", "offence", "offence_on", "months", "for_life", "admitted_on"),
    *("release_on", "risk_opinion", "contact", "aid_proposal"),
)
# Who is told by which columns; the others every list has, in one way or another.
TOLD_BY: Mapping[str, frozenset[str]] = {
    "residence": frozenset({c.RESIDENCE_TOWN, c.RESIDENCE_VILLAGE}),
    "offence": frozenset({c.OFFENCE}),
    "offence_on": frozenset({c.OFFENCE_ON}),
    "months": frozenset({c.TERM}),
    "for_life": frozenset({c.TERM}),
    "admitted_on": frozenset({c.ADMITTED}),
    "risk_opinion": frozenset({c.OPINION}),
    "contact": frozenset({c.CONTACT}),
    "aid_proposal": frozenset({c.PROPOSAL}),
}

# Of those whom a doubtful row is like, so many are remembered: with one number under twenty thousand names, each is like all others.
MOST_ROWS, MOST_PEOPLE = 2, 20


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody in the register: `values` of their newest case by field as in COMPARED, and where it stands; `closed`: nothing but the match may
    be told.
    """

    person_id: int
    name: str
    id_number: str | None
    born_on: date | None
    values: Mapping[str, Any]
    closed: bool = False
    standing: Standing = AWAITED


class Register(Protocol):
    """The register, asked once for all rows."""

    def by_id_numbers(self, numbers: Iterable[str]) -> Mapping[str, Sequence[Known]]:
        """ID number → the people who have it."""

    def by_names_and_births(self, pairs: Iterable[tuple[str, date]]) -> Mapping[tuple[str, date], Sequence[Known]]:
        """(name, day of birth) → the people with both."""

    def misfits(self, told: Collection[Admission]) -> Collection[Admission]:
        """Those admissions (person, day) that cannot stand beside what is recorded of the person."""


@dataclass(frozen=True, slots=True)
class Resembled:
    """What a doubtful row is like: an earlier or later row of the list, or somebody in the register."""

    row: int | None = None
    sheet: str = ""
    person_id: int | None = None
    why: str = "same_id"


@dataclass(slots=True)
class Judged:
    """A row with its outcome; for an update who is meant and what differs (field → old, new). `more`: how many it is like beside
    those in `resembles`. `met`: the people with closed files whom it asked for, whatever became of it.
    """

    row: CheckedRow
    outcome: Outcome
    resembles: list[Resembled] = field(default_factory=list)
    more: int = 0
    person_id: int | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    closed: bool = False
    met: tuple[int, ...] = ()

    @property
    def people(self) -> list[int]:
        """Everybody in the register whom the row is about, is like, or asked for."""
        like = [one.person_id for one in self.resembles]
        return sorted({one for one in (self.person_id, *like, *self.met) if one is not None})


def values_of(row: CheckedRow) -> dict[str, Any]:
    """The compared values of a row."""
    return {
        "sex": row.sex,
        "born_on": row.born_on,
        "registered": (row.registered.area_id, row.registered.outside),
        "residence": (row.residence.area_id, row.residence.outside),
        "offence": row.offence,
        "offence_on": row.offence_on,
        "months": row.term.months if row.term else None,
        "for_life": bool(row.term and row.term.for_life),
        "admitted_on": row.admitted_on,
        "release_on": row.release_on,
        "risk_opinion": row.risk_opinion,
        "contact": row.contact,
        "aid_proposal": row.aid_proposal,
    }


def judge(rows: Sequence[CheckedRow], register: Register) -> list[Judged]:
    """The outcome of each row, in order. Time is linear in the number of rows."""
    sound = [row for row in rows if not row.is_refused and not row.is_not_ours]
    known = register.by_id_numbers({row.id_number for row in rows if row.id_number})
    namesakes = register.by_names_and_births({(row.name, row.born_on) for row in rows if row.born_on})
    misfits = register.misfits(set(_admissions_to_fit(sound, known)))
    by_name_and_birth: dict[tuple[str, date | None], list[CheckedRow]] = defaultdict(list)
    for row in sound:
        by_name_and_birth[row.name, row.born_on].append(row)
    above: dict[str, _Above] = defaultdict(_Above)
    judged: list[Judged] = []
    for row in rows:
        if row.is_refused:
            judged.append(Judged(row, Outcome.REFUSED))
        elif row.is_not_ours:
            judged.append(Judged(row, Outcome.NOT_OURS))
        elif row.id_number is None:
            same = by_name_and_birth[row.name, row.born_on]
            others = [other for other in same[: MOST_ROWS + 1] if other is not row][:MOST_ROWS]
            people = namesakes.get((row.name, row.born_on), ()) if row.born_on else ()
            judged.append(_judge_without_number(row, others, people, rows=len(same) - 1))
        else:
            people = known.get(row.id_number, ())
            judged.append(_judge_with_number(row, above[row.id_number], people, misfits))
            if judged[-1].outcome not in (Outcome.SAME, Outcome.REFUSED):
                above[row.id_number].add(row)
    _close(judged, known, namesakes)
    return judged


def _admissions_to_fit(rows: Iterable[CheckedRow], known: Mapping[str, Sequence[Known]]) -> Iterator[Admission]:
    """Admissions told of people of whom more is recorded than that they are awaited."""
    for row in rows:
        people = known.get(row.id_number, ()) if row.id_number else ()
        if people and not people[0].closed and not people[0].standing.is_only_awaited:
            told = admission_told(row)
            if told is not None and told != people[0].values.get("admitted_on"):
                yield people[0].person_id, told


def _close(
    judged: Sequence[Judged],
    known: Mapping[str, Sequence[Known]],
    namesakes: Mapping[tuple[str, date], Sequence[Known]],
) -> None:
    """Close every row of somebody of whom one row is proposed for sealing, or whose file is closed: an open row beside a closed
    one would tell in what they differ, or that both have one name and number.
    """
    numbers = {one.row.id_number for one in judged if one.row.id_number and one.row.sealing_proposed}
    numbers |= {number for number, people in known.items() if any(person.closed for person in people)}
    for one in judged:
        one.closed = one.row.sealing_proposed or one.row.id_number in numbers
    named = {(one.row.name, one.row.born_on) for one in judged if one.closed}
    named |= {pair for pair, people in namesakes.items() if any(person.closed for person in people)}
    for one in judged:
        by_name = namesakes.get((one.row.name, one.row.born_on), ()) if one.row.born_on else ()
        asked_for = known.get(one.row.id_number, ()) if one.row.id_number else by_name
        one.met = tuple(person.person_id for person in asked_for if person.closed)
        one.closed |= one.row.id_number is None and (one.row.name, one.row.born_on) in named


class _Above:
    """The rows above with one ID number: by name, by what they say, the last of them, and the last that tells an admission."""

    def __init__(self) -> None:
        self.by_name: dict[str, CheckedRow] = {}
        self.said: set[tuple[Any, ...]] = set()
        self.last: CheckedRow | None = None
        self.telling_admission: CheckedRow | None = None

    def add(self, row: CheckedRow) -> None:
        """Another row with the number."""
        self.by_name.setdefault(row.name, row)
        self.said.add(_said(row))
        self.last = row
        self.telling_admission = row if _tells(row, "admitted_on") else self.telling_admission


def _said(row: CheckedRow) -> tuple[Any, ...]:
    return (row.name, *values_of(row).values())


def _judge_with_number(
    row: CheckedRow, above: _Above, people: Sequence[Known], misfits: Collection[Admission]
) -> Judged:
    others = (other for name, other in above.by_name.items() if name != row.name)
    like = [Resembled(row=other.sent.row, sheet=other.sent.sheet) for other in islice(others, MOST_ROWS)]
    strangers = [person for person in people if person.name != row.name]
    like += [Resembled(person_id=person.person_id) for person in strangers[:MOST_PEOPLE]]
    if like:
        all_of_them = len(above.by_name) - (row.name in above.by_name) + len(strangers)
        return Judged(row, Outcome.DOUBTFUL, like, more=all_of_them - len(like))
    if fault := _fault_by_standing(row, above, people, misfits):
        row.faults = sorted([*row.faults, fault])
        return Judged(row, Outcome.REFUSED)
    if _said(row) in above.said:
        # The first of equal rows counts; the later ones only repeat it.
        return Judged(row, Outcome.SAME)
    by_register = _judge_by_register(row, people)
    if above.last is None or by_register.outcome is Outcome.SAME:
        # Also below a row that changes the person: same is tried before update (contract: imports).
        return by_register
    before = Resembled(row=above.last.sent.row, sheet=above.last.sent.sheet, why="changes")
    changes = changes_told(values_of(above.last), row)
    if not changes:
        return Judged(row, Outcome.SAME)
    return Judged(row, Outcome.UPDATE, [before], person_id=people[0].person_id if people else None, changes=changes)


def _fault_by_standing(
    row: CheckedRow, above: _Above, people: Sequence[Known], misfits: Collection[Admission]
) -> Fault | None:
    """Why nobody can take in what a row tells otherwise of somebody as they stand, above or in the register. What must be closed is not refused
    for it: it is brought to the file, which is closed, and whoever keeps it reads there why nothing else came of the row.
    """
    if _is_released_before_admission(row, above, people):
        return Fault("release_before_admission", c.RELEASE)
    if not people or people[0].closed or row.sealing_proposed or not changes_told(people[0].values, row):
        return None
    person, told = people[0], admission_told(row)
    fits = told is None or (person.person_id, told) not in misfits
    stands, is_below = person.values.get("admitted_on"), above.last is not None
    return fault_of(person.standing, told, stands=stands, fits=fits, is_below_another=is_below)


def _is_released_before_admission(row: CheckedRow, above: _Above, people: Sequence[Known]) -> bool:
    """Whether the release lies before the admission as a row above or the register has it."""
    # Whoever comes back is admitted anew; the admission of a case that has ended stands in the way of nothing.
    is_awaited = bool(people) and people[0].standing.ended_on is None
    standing = people[0].values.get("admitted_on") if is_awaited else None
    if above.telling_admission is not None:
        standing = above.telling_admission.admitted_on
    return is_released_before(standing, row)


def is_released_before(admitted_on: date | None, row: CheckedRow) -> bool:
    """Whether a row of a list without that column tells a release before the admission that stands. One that tells both was
    checked by itself.
    """
    if admitted_on is None or row.release_on is None or _tells(row, "admitted_on"):
        return False
    return row.release_on < admitted_on


def _judge_without_number(
    row: CheckedRow, others: Sequence[CheckedRow], people: Sequence[Known], *, rows: int
) -> Judged:
    like = [Resembled(row=other.sent.row, sheet=other.sent.sheet, why="name_and_birth") for other in others]
    like += [Resembled(person_id=person.person_id, why="name_and_birth") for person in people[:MOST_PEOPLE]]
    if not like:
        return Judged(row, Outcome.NEW)
    return Judged(row, Outcome.DOUBTFUL, like, more=rows + len(people) - len(like))


def _judge_by_register(row: CheckedRow, people: Sequence[Known]) -> Judged:
    if not people:
        return Judged(row, Outcome.NEW)
    person = people[0]
    # Of a closed file nothing is told, so nothing is compared: whoever keeps it hears of the row.
    changes = {} if person.closed else changes_told(person.values, row)
    if not changes:
        return Judged(row, Outcome.SAME, person_id=person.person_id)
    comes_back = person.standing.ended_on is not None and not person.standing.has_died
    outcome = Outcome.RETURNS if comes_back else Outcome.UPDATE
    return Judged(row, outcome, person_id=person.person_id, changes=changes)


def changes_told(before: Mapping[str, Any], row: CheckedRow) -> dict[str, tuple[Any, Any]]:
    """What `row` tells otherwise. A column that its sheet does not have tells nothing: it empties nobody's file."""
    now = values_of(row)
    told = [name for name in COMPARED if _tells(row, name)]
    return {name: (before.get(name), now[name]) for name in told if before.get(name) != now[name]}


def admission_told(row: CheckedRow) -> date | None:
    """The day of the admission that a row tells."""
    return row.admitted_on if _tells(row, "admitted_on") else None


def _tells(row: CheckedRow, name: str) -> bool:
    """Whether the sheet of a row has a column that tells this."""
    return name not in TOLD_BY or not TOLD_BY[name].isdisjoint(row.sent.cells)
