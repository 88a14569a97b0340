"""What the commands of whoever keeps an installation share: names and days as people write them, and the answer in one sentence."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from django.utils import translation

from anbang.exchange.command import name_the_instance
from anbang.lib.asked import OneSentenceParser
from anbang.lib.reading_dates import read_date
from anbang.organisations.kinds import AreaKind
from anbang.organisations.models import Area, Office, OfficeName, Staff
from anbang.organisations.steps import StepRefused

BAD_INPUT, REFUSED = 2, 1
NAMES_TOLD = 5
Named = TypeVar("Named", Area, Office)


class BadInput(Exception):
    """One sentence for the error output."""


def answer(command: str, does: Callable[[], str]) -> int:
    """Print what was done or, in one sentence, why it was not. Returns the exit status."""
    # The steps refuse in words of the pages; whoever types a command reads those of the terminal.
    with translation.override("zh-hans" if os.environ.get("LANG", "").startswith("zh") else "en"):
        try:
            told = does()
        except (BadInput, StepRefused) as fault:
            print(f"{command}: {fault}", file=sys.stderr)  # noqa: T201
            return REFUSED if isinstance(fault, StepRefused) else BAD_INPUT
    print(told)  # noqa: T201
    return 0


def parser_of(command: str, *, does: str, example: str) -> argparse.ArgumentParser:
    """A parser whose help ends with an example, in one line to be copied."""
    parser = OneSentenceParser(
        command,
        description=does,
        epilog=f"example: {command} {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    name_the_instance(parser)
    return parser


def a_day(text: str) -> date:
    """A day as people write it: 2026-11-05, 2026年11月5日."""
    day = read_date(text)
    if day is None:
        raise BadInput(f"{text!r} is no day; write it as 2026-11-05.")
    return day


def office_called(written: str, *, on: date) -> Office:
    """The office that has this name on `on`; 安富街道文化站 where several towns have a 文化站."""
    names = OfficeName.objects.on(on).select_related("office__area__parent").order_by("office_id")
    # One that ended after `on` is left out: what is told of it now would contradict its end.
    ways = {one.office: _ways(one.name, _town(one.office.area)) for one in names.filter(office__until_on__isnull=True)}
    if not any(written.strip() in known for known in ways.values()):
        _refuse_merged(written.strip())
    return _the_one(written, ways, what="office")


def _town(area: Area | None) -> Area | None:
    """A village's town, for offices of villages bear the village's own name."""
    return area.parent if area and area.kind in AreaKind.villages() else area


def _refuse_merged(name: str) -> None:
    """An office that is no more has an heir, which says more than names that look alike."""
    gone = Office.objects.filter(name=name, successor__isnull=False).select_related("successor").first()
    if gone is not None and gone.successor is not None:
        raise BadInput(f"There is no office {name!r} after {gone.until_on}: it was merged into {gone.successor.name}.")


def area_called(written: str) -> Area:
    """The district, a town or a village: 荣昌区, 昌元街道, 玉屏社区."""
    areas = Area.objects.exclude(kind=AreaKind.CITY).select_related("parent").order_by("id")
    ways = {area: [*_ways(area.name, area.parent), *_ways(area.short_name, area.parent)] for area in areas}
    return _the_one(written, ways, what="area")


def account_called(username: str) -> Staff:
    """The account with this user name."""
    staff = Staff.objects.filter(username=username).first()
    if staff is None:
        raise BadInput(f"There is no account {username!r}.")
    return staff


def _ways(name: str, place: Area | None) -> list[str]:
    """How people write a name: alone, or after that of the place."""
    return [name, place.name + name] if place else [name]


def _the_one(written: str, ways: Mapping[Named, list[str]], *, what: str) -> Named:
    """The one of which `written` is a way to write it."""
    found = [one for one, known in ways.items() if written.strip() in known]
    if len(found) > 1:
        raise BadInput(f"Several {what}s are called {written!r}: {'、'.join(ways[one][-1] for one in found)}.")
    if not found:
        raise BadInput(f"There is no {what} {written!r}" + _near(written, [known[0] for known in ways.values()]))
    return found[0]


def _near(written: str, names: Iterable[str]) -> str:
    near = get_close_matches(written, list(names), n=NAMES_TOLD, cutoff=0.4)
    return f"; near it: {'、'.join(near)}." if near else "."
