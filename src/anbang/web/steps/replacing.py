"""Forms that put something in the place of what stands: an address, a day, a plan, what is known of a household. Whoever sends one after somebody else has put
something there too sees both versions, and nothing is replaced unseen (`anbang.web.versions`).
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.http import QueryDict

from anbang.organisations.days import with_days_in_words
from anbang.web.steps.form import StepForm
from anbang.web.versions import TAKE, THEIRS, Compared, as_stored, compared, stood


class ReplacingForm(StepForm):
    """What it replaces is told by name; each is a field, or what several fields say together."""

    things: ClassVar[Mapping[str, Any]] = {}
    """What the form replaces, and how each is called."""
    is_filled_in: ClassVar[bool] = False
    """Whether what stands is in its fields from the start. Else they are empty, and what is left empty stays as it is."""

    def stands(self) -> dict[str, str]:
        """What stands now of each."""
        raise NotImplementedError

    @cached_property
    def now(self) -> dict[str, str]:
        """The same, asked once."""
        return self.stands()

    def wrote(self) -> dict[str, str]:
        """The same as it was sent; a day as it is stored, however it was written."""
        return {name: as_stored(str(self.data.get(name, ""))) for name in self.things}

    def in_words(self, name: str, value: str) -> str:  # those whose values are codes say them
        """How one of them reads."""
        return with_days_in_words(value)

    def put(self, sent: QueryDict, name: str, now: str) -> None:
        """Have the form say of one of them what somebody else has made of it: where its fields were empty at first, nothing."""
        sent[name] = now if self.is_filled_in else ""

    @property
    def stood(self) -> dict[str, str]:
        """What the form tells that stood there when it was opened, or when the draft that it goes on with was begun."""
        return stood(self.now, self.typed if self.typed and not self.is_bound else None)

    def compare(self) -> Compared:
        """What was sent beside what stands now, in words."""
        found = compared(
            self.data,  # type: ignore[arg-type]
            self.now,
            labels=self.things,
            mine=self.wrote(),
            blank_changes_nothing=not self.is_filled_in,
        )
        return found.told(self.in_words)

    def what_holds(self, found: Compared) -> QueryDict | None:
        """What was sent, with what somebody else made of it where that was chosen or the form left it alone; None where nothing of its own is left."""
        sent, now = QueryDict(mutable=True), self.now
        sent.update(self.data)  # type: ignore[arg-type]
        for name in self.things:
            if sent.get(f"{TAKE}{name}") == THEIRS or (self.is_filled_in and found.values[name] == now[name]):
                self.put(sent, name, now[name])
        chose_theirs = any(sent.get(f"{TAKE}{name}") == THEIRS for name in self.things)
        left = [name for name, value in found.values.items() if value.strip() and value != now[name]]
        return None if chose_theirs and not left else sent
