"""The ten results as somebody who knows NumPy well would write them for this one question, without a language between.

Days are datetime64 throughout and whole columns are calculated at once, as NumPy invites one to; nothing is unknown.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.people import EMERGENCIES, SUPPORTED, SUPPORTERS

Array = NDArray[Any]

DIBAO = [
    ("2015-01-01", 460, 300),
    ("2017-04-01", 500, 350),
    ("2018-09-01", 546, 410),
    ("2019-09-01", 580, 440),
    ("2020-09-01", 620, 496),
    ("2021-09-01", 636, 515),
    ("2022-09-01", 717, 581),
    ("2023-09-01", 735, 600),
    ("2024-09-01", 750, 610),
    ("2025-07-01", 770, 630),
]
DIBAO_FROM = np.array([day for day, _, _ in DIBAO], "datetime64[D]")
DIBAO_URBAN, DIBAO_RURAL = (np.array([row[column] for row in DIBAO]) for column in (1, 2))
AIDED_AT_ONCE = sum(1 << EMERGENCIES.index(word) for word in ("fire", "accident", "illness", "other"))
EXPENSE_JUMP = 1 << EMERGENCIES.index("expense_jump")


def months_later(days: Array, months: Any) -> Array:
    """The same day so many months later, else that month's last day."""
    month = days.astype("datetime64[M]")
    moved = month + months
    same_day = moved.astype("datetime64[D]") + (days - month.astype("datetime64[D]"))
    return np.minimum(same_day, (moved + 1).astype("datetime64[D]") - 1)


def months_completed(since: Array, until: Array) -> Array:
    """How many whole months lie between two days; 0 where one of them has not come."""
    months = (until.astype("datetime64[M]") - since.astype("datetime64[M]")).astype(int)
    completed = months - (months_later(since, months) > until)
    return np.where(np.isnat(since), 0, np.maximum(completed, 0))


def results(people: Mapping[str, Array], on: date) -> dict[str, Array]:
    """The ten results. A day that never comes is NaT."""
    as_of = np.datetime64(on)
    released, born, is_on_dibao = people["released_on"], people["born_on"], people["family_on_dibao"]
    begins = np.fmin(released, people["corrections_completed_on"])
    ends = np.fmin(months_later(released, 60), months_later(people["corrections_completed_on"], 36))
    stops = np.fmin(np.fmin(people["died_on"], people["reoffended_on"]), ends + 1)
    late = months_completed(released + 30, np.fmin(people["reported_in_on"], as_of))
    paid_here = ~np.isnat(released) & ~(people["identity_known"] & people["registered_outside"])
    granted = np.where(paid_here, np.maximum(6 - late, 0), 0)
    first_paid = people["allowance_approved_on"].astype("datetime64[M]")
    month = np.datetime64(on, "M")
    place = np.searchsorted(DIBAO_FROM, as_of, "right") - 1
    standard = np.where(people["registered_in_community"], DIBAO_URBAN[place], DIBAO_RURAL[place])
    too_old_or_young = (born <= months_later(as_of, -60 * 12)) | (born > months_later(as_of, -18 * 12))
    unsupported = people["supporter"] <= SUPPORTERS.index("unable")
    emergency = people["emergency"]
    cared_for_at_home = people["extreme_difficulty"] & (people["supported"] == SUPPORTED.index("home"))
    return {
        "term_ends": ends,
        "in_care": (begins <= as_of) & ~(stops <= as_of),
        "late_months": late,
        "months_granted": granted,
        "month_granted": (first_paid <= month) & (month < first_paid + granted),
        "month_amount": standard.astype(float),
        "may_have_dibao": (people["income_per_head"] < standard) & people["assets_within_limits"],
        "may_have_extreme_difficulty_support": (too_old_or_young | people["disabled"])
        & ~people["able_to_work"]
        & ~people["has_income"]
        & unsupported,
        "may_have_housing_aid": (is_on_dibao | cared_for_at_home) & people["housing_difficulty"],
        "may_have_temporary_aid": ((emergency & AIDED_AT_ONCE) != 0)
        | (is_on_dibao & ((emergency & EXPENSE_JUMP) != 0)),
    }
