"""Tells what happened to a person in few words, and reads the duties that follow."""

from collections.abc import Mapping
from datetime import date

from anbang.policy import DEFAULT_PACK, DutyAnswer, Happening, Pack, duties

DETENTION = {"institution": "荣昌区看守所", "kind": "detention_centre"}
PRISON = {"institution": "永川监狱", "kind": "prison"}


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


def found(
    name: str, *story: Happening, as_of: str, pack: Pack = DEFAULT_PACK
) -> list[tuple[str, str, str, str | None]]:
    """The duties of one kind on a day, in the order in which they opened: opens, due, state, done on."""
    kind = sorted(
        (duty for duty in of(name, *story, as_of=as_of, pack=pack)), key=lambda duty: (duty.case, duty.occurrence)
    )
    return [
        (str(duty.opens_on), str(duty.due_on), str(duty.state), str(duty.met_on) if duty.met_on else None)
        for duty in kind
    ]


def of(name: str, *story: Happening, as_of: str, pack: Pack = DEFAULT_PACK) -> list[DutyAnswer]:
    """The duties of one kind, as answered."""
    return [duty for duty in duties(story, as_of=on(as_of), pack=pack) if duty.duty == name]
