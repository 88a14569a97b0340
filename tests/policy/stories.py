"""Tells what happened to a person in few words, and reads the duties that follow."""

from collections.abc import Mapping
from datetime import date

from anbang.policy import DEFAULT_PACK, SOMEBODY, Abode, DutyAnswer, Happening, Home, Pack, Person, duties
from anbang.policy.places import BEYOND

DETENTION = {"institution": "荣昌区看守所", "kind": "detention_centre"}
PRISON = {"institution": "永川监狱", "kind": "prison"}

# Two towns with a village each, and a second village of the first.
EAST, EAST_HILL, WEST = (
    Abode("east", "east-mill", community=True),
    Abode("east", "east-hill", community=False),
    Abode("west", "west-mill", community=False),
)
OUTSIDE = BEYOND
AT_HOME = Person(Home(EAST))
LIVING_APART = Person(Home(EAST, WEST))


def on(day: str) -> date:
    """A day from its text."""
    return date.fromisoformat(day)


def told(day: str, event: str, **details: object) -> Happening:
    """One event; a release day may be given as text."""
    days = {name: on(str(value)) for name, value in details.items() if name == "release_on" and value is not None}
    return Happening(on(day), event, {**details, **days})


def admitted(day: str, release_on: str | None = None, *, to: Mapping[str, object] = PRISON) -> Happening:
    """An admission."""
    return told(day, "admitted", release_on=release_on, **to)


def notice(day: str, release_on: str, *reasons: str) -> Happening:
    """A release notice."""
    return told(day, "notice_received", release_on=release_on, priority=reasons)


def released(day: str) -> Happening:
    """A release."""
    return told(day, "released", **{"from": "prison"})


def moved(day: str, to: Abode) -> Happening:
    """Another residence."""
    return told(day, "moved", to=to)


def priority(day: str, *reasons: str) -> Happening:
    """Reasons to be a priority person."""
    return told(day, "priority_set", reasons=reasons or ("no_home",))


def lifted(day: str, *reasons: str) -> Happening:
    """Reasons that are so no more."""
    return told(day, "priority_lifted", reasons=reasons or ("no_home",))


def team(day: str, *members: str) -> Happening:
    """The whole team."""
    return told(day, "team_named", members=members)


def found(
    name: str, *story: Happening, as_of: str, pack: Pack = DEFAULT_PACK, person: Person = SOMEBODY
) -> list[tuple[str, str, str, str | None]]:
    """The duties of one kind on a day, in the order in which they opened: opens, due, state, done on."""
    kind = sorted(
        of(name, *story, as_of=as_of, pack=pack, person=person), key=lambda duty: (duty.case, duty.occurrence)
    )
    return [
        (str(duty.opens_on), str(duty.due_on), str(duty.state), str(duty.met_on) if duty.met_on else None)
        for duty in kind
    ]


def owners(name: str, *story: Happening, as_of: str, person: Person = AT_HOME) -> list[str | None]:
    """Whose the duties of one kind are, in the order in which they opened."""
    kind = sorted(of(name, *story, as_of=as_of, person=person), key=lambda duty: (duty.case, duty.occurrence))
    return [duty.owner_area for duty in kind]


def of(
    name: str, *story: Happening, as_of: str, pack: Pack = DEFAULT_PACK, person: Person = SOMEBODY
) -> list[DutyAnswer]:
    """The duties of one kind, as answered."""
    return [duty for duty in duties(story, as_of=on(as_of), pack=pack, person=person) if duty.duty == name]
