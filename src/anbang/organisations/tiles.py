"""Where the tile of each town stands in the grid of a district: roughly as the towns lie to one another, which is no border of anything."""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from anbang.organisations.models import Area

Place = tuple[int, int]
DEFAULT_WIDTH = 5


@cache
def places_of_tiles() -> Mapping[str, Place]:
    """Code of the town (statistics) → column and row, from 1. Any county: rows of its own in `data/tiles.csv`."""
    told = (files("anbang.organisations") / "data" / "tiles.csv").read_text(encoding="utf-8")
    return {row["code_statistics"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(told.splitlines())}


def grid_of(towns: Iterable[Area]) -> tuple[tuple[Area | None, ...], ...]:
    """The towns row by row, None where the grid is empty. Towns without a place stand in rows of their own below, in their order."""
    known, placed = places_of_tiles(), dict[Place, Area]()
    rest = []
    for town in towns:
        place = known.get(town.code_statistics or "")
        if place is None or place in placed:
            rest.append(town)
        else:
            placed[place] = town
    width = max((column for column, _row in placed), default=DEFAULT_WIDTH)
    height = max((row for _column, row in placed), default=0)
    rows = [tuple(placed.get((column, row)) for column in range(1, width + 1)) for row in range(1, height + 1)]
    below = [rest[start : start + width] for start in range(0, len(rest), width)]
    return tuple(rows + [(*row, *[None] * (width - len(row))) for row in below])
