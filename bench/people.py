"""A population for the measurements: everything known of everybody, in the plain arrays that any program would be given."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

AS_OF = date(2026, 10, 1)  # the first day of the month that is asked about too
EMERGENCIES = ("fire", "accident", "illness", "expense_jump", "other")
SUPPORTERS = ("none", "unable", "able")
SUPPORTED = ("home", "institution")
TRUTHS = {
    "registered_in_community": 0.4,
    "assets_within_limits": 0.8,
    "disabled": 0.1,
    "able_to_work": 0.6,
    "has_income": 0.5,
    "family_on_dibao": 0.2,
    "extreme_difficulty": 0.05,
    "housing_difficulty": 0.3,
    "identity_known": 0.98,
    "registered_outside": 0.1,
}


def people(many: int) -> dict[str, Array]:
    """So many people, always the same ones. Days: NaT for what has not happened. Words: places in the lists above."""
    chance = np.random.default_rng(20_150_831)
    today, never = np.datetime64(AS_OF), np.datetime64("NaT")

    def seldom(days: Array, share: float) -> Array:
        return np.where(chance.random(many) < share, days, never)

    released = seldom(today - (chance.random(many) ** 2 * 365 * 7).astype(int), 0.85)
    reported = seldom(released + chance.integers(0, 220, many), 0.9)
    found = {
        "released_on": released,
        "corrections_completed_on": seldom(today - chance.integers(0, 365 * 5, many), 0.2),
        "died_on": seldom(released + chance.integers(0, 2000, many), 0.02),
        "reoffended_on": seldom(released + chance.integers(0, 2000, many), 0.06),
        "reported_in_on": np.where(reported <= today, reported, never),
        "allowance_approved_on": seldom(reported + chance.integers(0, 60, many), 0.7),
        "born_on": np.datetime64("1940-01-01") + chance.integers(0, 365 * 72, many),
        "income_per_head": chance.integers(0, 2000, many),
        "supporter": chance.integers(0, len(SUPPORTERS), many).astype(np.int8),
        "supported": chance.integers(0, len(SUPPORTED), many).astype(np.int8),
        "emergency": np.where(chance.random(many) < 0.2, chance.integers(0, 2 ** len(EMERGENCIES), many), 0),
        **{name: chance.random(many) < share for name, share in TRUTHS.items()},
    }
    return {name: _plain(column) for name, column in found.items()}


def _plain(column: Array) -> Array:
    return column.astype("datetime64[D]") if column.dtype.kind == "M" else column


def some_of(whole: Mapping[str, Array], many: int) -> dict[str, Array]:
    """The first so many of them."""
    return {name: column[:many] for name, column in whole.items()}
