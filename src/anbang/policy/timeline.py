"""One case as a list of moments: what happened on which day, and what became known by it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from anbang.policy.language.definitions import Place
from anbang.policy.language.values import Known

Places = Mapping[Place, str | None]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened on a day: the events of the vocabulary it stands for, and the facts it makes known.

    `places`: whose duties they are from then on, where that has changed. `about`: which of several things its events are about, such as a
    request; they say nothing of the others.
    """

    on: date
    events: tuple[str, ...] = ()
    facts: Mapping[str, Known] = field(default_factory=dict)
    places: Places | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The moments of one case, by day and, within a day, as they were recorded. Raises ValueError where they go back.

    `known` and `places` are what is known before the first of them.
    """

    moments: tuple[Moment, ...]
    known: Mapping[str, Known] = field(default_factory=dict)
    places: Places = field(default_factory=dict)

    def __post_init__(self) -> None:
        for earlier, later in zip(self.moments, self.moments[1:], strict=False):
            if later.on < earlier.on:
                raise ValueError(f"A timeline cannot go back from {earlier.on} to {later.on}.")

    @classmethod
    def of(cls, moments: Iterable[Moment]) -> "Timeline":
        """The timeline of these moments."""
        return cls(tuple(moments))
