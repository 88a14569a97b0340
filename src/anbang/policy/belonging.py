"""Who is in charge of a person, step by step: the residence moves, transfers open, and the receiving office answers (clause 2.3.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from anbang.policy.language.definitions import Place
from anbang.policy.language.values import NOT_KNOWN, Known, Value
from anbang.policy.places import Abode, Home
from anbang.policy.vocabulary import OUTSIDE

# Before care nobody is in charge yet.
NOBODY = "nobody"

Ask = Callable[[str, Mapping[str, Value], date], Value]
OPENED, WITHDRAWN = "transfer_opened_on", "transfer_withdrawn_on"


@dataclass(frozen=True, slots=True)
class Transfer:
    """An open transfer: to which town's office, since when."""

    to: str
    since: date


@dataclass(frozen=True, slots=True)
class Charge:
    """The office in charge: the town of that justice office, or outside, and since when."""

    town: str
    since: date


Ending = Literal["accepted", "returned", "withdrawn", "replaced", "stopped"]


@dataclass(frozen=True, slots=True)
class PastTransfer:
    """A transfer as it went: from which town's office to which, since when, and on which day it ended in what way; None: it is open."""

    sender: str
    to: str
    since: date
    ended_on: date | None = None
    ending: Ending | None = None


@dataclass(slots=True)
class History:
    """Who was in charge and what was handed over in one case, in the order in which it came."""

    charges: list[Charge] = field(default_factory=list)
    transfers: list[PastTransfer] = field(default_factory=list)

    def end(self, on: date, ending: Ending) -> None:
        """The open transfer has ended."""
        self.transfers[-1] = replace(self.transfers[-1], ended_on=on, ending=ending)


class Belonging:
    """The places of one person while their story is read. The rules decide; this only keeps what they decided."""

    def __init__(self, home: Home, ask: Ask) -> None:
        self.home = home
        self.ask = ask
        self.static: dict[str, Any] = dict(home.facts)
        self.registered = home.registered
        self.lives_in = home.lives_in
        self.last_here = next(
            (abode for abode in (home.lives_in, home.registered) if abode is not None and abode.is_here), None
        )
        self.town_in_charge = NOBODY
        self.since: date | None = None
        self.transfer: Transfer | None = None
        self.history = History()
        self.town_of_registration = self._word("town_of_registration", date.min)

    def new_case(self) -> None:
        """All but the residence starts anew."""
        self.town_in_charge, self.since, self.transfer = NOBODY, None, None
        self.history = History()

    def begin_care(self, on: date) -> tuple[str, ...]:
        """The first office takes charge; living elsewhere opens a transfer at once. Returns the events that come of it."""
        self._put_in_charge(self._word("first_town_in_charge", on), on)
        return self._open(on) if self.lives_elsewhere(on) else ()

    def move(self, to: Abode, on: date, *, in_care: bool) -> tuple[str, ...]:
        """The residence moves. Returns the events that come of it."""
        self.lives_in = to
        if to.is_here:
            self.last_here = to
        if not in_care or (self.transfer and self.transfer.to == to.town):
            return ()
        events: tuple[str, ...] = ()
        opens = self.lives_elsewhere(on)
        if self.transfer:
            events, self.transfer = (WITHDRAWN,), None
            self.history.end(on, "replaced" if opens else "withdrawn")
        return events + (self._open(on) if opens else ())

    def accept(self, on: date) -> None:
        """The receiving office takes charge."""
        if self.transfer:
            self.history.end(on, "accepted")
            self._put_in_charge(self.transfer.to, on)
            self.transfer = None

    def give_back(self, on: date) -> None:
        """The receiving office returns the person; nothing else changes."""
        if self.transfer:
            self.history.end(on, "returned")
            self.transfer = None

    def register(self, to: Abode, on: date) -> None:
        """The registered place changes, or becomes known with the identity: aid and listing go with it from that day on."""
        self.registered = to
        here = next((abode for abode in (to, self.lives_in) if abode is not None and abode.is_here), None)
        known = NOT_KNOWN if here is None or here.community is None else here.community
        self.static |= {"identity_known": True, "registered_town": to.town, "registered_in_community": known}
        self.town_of_registration = self._word("town_of_registration", on)

    def lives_elsewhere(self, on: date) -> bool:
        """Whether the residence is another office's. Where somebody lives may not be told: then it is not."""
        return self.ask("lives_elsewhere", self.facts, on) is True

    @property
    def village(self) -> Abode | None:
        """The village in charge: that of the residence; while that is outside, the last one here, until the office outside has
        accepted. Where only the town is told, the town is in its place, or nobody would go there.
        """
        if self.lives_in and self.lives_in.is_here:
            return self.lives_in
        return None if self.town_in_charge == OUTSIDE else self.last_here

    @property
    def facts(self) -> dict[str, Known]:
        """What the rules read of it now."""
        changing = {
            "last_town_here": self.last_here and self.last_here.town,
            "residence_town": self.lives_in and self.lives_in.town,
            "town_in_charge": self.town_in_charge,
            "in_village_care": self.village is not None,
            "resident_in_community": self.lives_in and self.lives_in.community,
        }
        return {**self.static, **{name: value for name, value in changing.items() if value is not None}}

    @property
    def places(self) -> dict[Place, str | None]:
        """Whose duty it would be, for each place that decides it; None: nobody here."""
        here = self.town_in_charge if self.town_in_charge not in {NOBODY, OUTSIDE} else None
        village = self.village
        return {
            Place.REGISTERED_TOWN: self.town_of_registration,
            Place.TOWN_IN_CHARGE: here,
            Place.TOWN_OF_THE_FILE: here or self.town_of_registration,
            Place.RECEIVING_TOWN: self.transfer.to if self.transfer else None,
            Place.VILLAGE: (village.village or village.town) if village else None,
            Place.TOWN_OF_THE_VILLAGE: village.town if village else None,
        }

    def _open(self, on: date) -> tuple[str, ...]:
        assert self.lives_in is not None
        self.transfer = Transfer(self.lives_in.town, on)
        self.history.transfers.append(PastTransfer(self.town_in_charge, self.lives_in.town, on))
        return (OPENED,)

    def _put_in_charge(self, town: str, on: date) -> None:
        self.town_in_charge, self.since = town, on
        self.history.charges.append(Charge(town, on))

    def _word(self, rule: str, on: date) -> str:
        found = self.ask(rule, self.facts, on)
        return found if isinstance(found, str) else NOBODY
