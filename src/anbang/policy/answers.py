"""What the policy answers about duties: each with everything it was judged by."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from anbang.policy.duty_state import DutyState
from anbang.policy.language.values import Figure, Value


class UndecidableDuty(Exception):
    """A fact that decides whether or when something is due is not known; the message names it."""


@dataclass(frozen=True)
class DutyAnswer:
    """One duty of one case, with everything it was judged by.

    `occurrence` counts the duties of this kind in the case in the order in which they opened. `counted_from` is the day by
    which it is judged: its opening, or the first one where it was moved and opened anew; of a duty of a `period` the last day
    on which it could be asked whether it applies. `owner_area` is the place that decides whose it is, None where that is the
    district, the person, or told by nobody; `area_when_due` the one that held it on its due day, which alone answers for
    lateness. `inputs` and `parameters` are the facts and figures that it opened and became due
    by, `version` those of the rules and of the pack. `lapsed_on`: it was overdue when what it was about was gone; nobody can do it since.
    `about`: which of several things it is about, of a duty that is owed for each apart.
    """

    duty: str
    clause: str
    owner_kind: str
    owner_place: str
    owner_area: str | None
    case: int
    occurrence: int
    period: str | None
    counted_from: date
    opens_on: date
    due_on: date
    met_on: date | None
    void_on: date | None
    state: DutyState
    inputs: Mapping[str, Value] = field(hash=False)
    parameters: Mapping[str, Figure] = field(hash=False)
    version: str
    area_when_due: str | None = None
    lapsed_on: date | None = None
    about: str | None = None

    @cached_property
    def digest(self) -> str:
        """Changes with every fact, figure or version that the duty was judged by."""
        inputs = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in self.inputs.items()}
        content = json.dumps([self.duty, self.version, inputs, dict(self.parameters)], default=str, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()
