"""Each of some items with the one that follows it."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def followed(items: Sequence[Item]) -> Iterator[tuple[Item, Item | None]]:
    """(item, next item), the last with None."""
    for place, item in enumerate(items, 1):
        yield item, items[place] if place < len(items) else None
