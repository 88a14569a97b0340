"""The district's places by their official codes, as scenarios name them: those of the file that an empty register is filled from."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from anbang.policy import Abode
from anbang.policy.places import BEYOND

VILLAGES = frozenset({"village", "community"})
TOWNS = frozenset({"town", "subdistrict"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives or is registered: a village of the district by its code, or somewhere outside by its name."""

    abode: Abode
    outside: str = ""

    @property
    def village(self) -> str | None:
        """The code of the village; None outside."""
        return self.abode.village


@dataclass(frozen=True, slots=True)
class Areas:
    """The codes of the district: itself, its towns, and its villages with what they are."""

    district: str
    towns: frozenset[str]
    villages: Mapping[str, Place]


def abode_of(place: Place | None) -> Abode | None:
    """The place as the policy has it."""
    return place.abode if place else None


def outside(name: str) -> Place:
    """A place beyond the district."""
    return Place(BEYOND, name)


@cache
def areas() -> Areas:
    """The places of the data file, read once."""
    with (resources.files("anbang.organisations") / "data" / "divisions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    villages = {
        row["code_statistics"]: Place(Abode(row["parent"], row["code_statistics"], row["kind"] == "community"))
        for row in rows
        if row["kind"] in VILLAGES
    }
    (district,) = (row["code_statistics"] for row in rows if row["kind"] == "district")
    return Areas(district, frozenset(row["code_statistics"] for row in rows if row["kind"] in TOWNS), villages)
