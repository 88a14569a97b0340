"""Whether there is an interface for programs (API) yet: the day it has an address, it is scanned by schemathesis or the audit fails."""

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Never

import django
from django.urls import URLPattern, URLResolver, get_resolver, path

ROOM = "anbang.api"


def addresses(patterns: Sequence[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    """Every address below these patterns, and the module of what answers there."""
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        else:
            yield address, str(getattr(pattern.callback, "__module__", ""))


def for_programs(patterns: Sequence[URLPattern | URLResolver]) -> list[str]:
    """Those that are for programs: answered by the room of that name, or called so."""
    return [
        address
        for address, module in addresses(patterns)
        if module == ROOM
        or module.startswith(f"{ROOM}.")
        or address.strip("^").split("/")[0] in {"api", "openapi", "graphql"}
    ]


def planted(*_: object) -> Never:
    """A page that is there for the control alone."""
    raise NotImplementedError


def notices_one() -> bool:
    """The control: an address for programs is told from one for people."""
    return for_programs([path("people/", planted), path("api/people/", planted)]) == ["api/people/"]


def main() -> None:
    """How many addresses the product has, those for programs, and whether the control holds: for the audit, which has no Django."""
    django.setup()
    patterns = get_resolver().url_patterns
    told = {"all": len(list(addresses(patterns))), "for_programs": for_programs(patterns), "control": notices_one()}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
