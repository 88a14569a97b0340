"""`anbang office`: offices open, are renamed and merged, each from a day on; what was before that day stays as it was."""

import argparse
from datetime import date

from anbang.casework.charge.handing import merge_offices_with_their_people
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.actions import open_office, rename_office
from anbang.organisations.day import office_day
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Area, OfficeName
from anbang.organisations.unattended import unattended
from anbang.site.asking import BadInput, a_day, answer, area_called, office_called, parser_of

EXAMPLE = "merge 昌州司法所 昌元司法所 --on 2026-11-05"
FROM = "the first day on which it is so (default: today)"


def office(arguments: list[str]) -> int:
    """Open, rename or merge an office. Returns the exit status."""
    return answer("anbang office", lambda: _done(_parser().parse_args(arguments)))


def _parser() -> argparse.ArgumentParser:
    parser = parser_of("anbang office", does="Open, rename or merge offices.", example=EXAMPLE)
    steps = parser.add_subparsers(required=True, metavar="STEP")
    opening = steps.add_parser("open", help="an office begins its work")
    opening.add_argument("name", metavar="NAME")
    opening.add_argument(
        "--kind", required=True, choices=OfficeKind.values, metavar="KIND", help=", ".join(OfficeKind.values)
    )
    opening.add_argument("--area", metavar="AREA", help="where it works, such as 昌元街道; a prison needs none")
    opening.add_argument("--parent", metavar="OFFICE", help="the office it is part of")
    renaming = steps.add_parser("rename", help="an office has a new name")
    renaming.add_argument("name", metavar="NAME", help="as it is called now")
    renaming.add_argument("new_name", metavar="NEWNAME")
    merging = steps.add_parser("merge", help="one office stands in another's place, with its staff, people and duties")
    merging.add_argument("name", metavar="NAME", help="the office that ends")
    merging.add_argument("into", metavar="INTO", help="the office of the same kind that goes on")
    for step, does in ((opening, _open), (renaming, _rename), (merging, _merge)):
        step.add_argument("--on", type=a_day, metavar="DATE", help=FROM)
        step.set_defaults(does=does)
    return parser


def _done(asked: argparse.Namespace) -> str:
    today = office_day()
    by = unattended("office", on=today, role=Role.SYSTEM_ADMINISTRATOR)
    on = asked.on or today
    if on > today:
        # The register keeps beside every day's name the present one, and reach follows a merger at once.
        raise BadInput(f"{on} is still to come: tell it on that day, or later.")
    with acting(by, changing_offices=True):
        return str(asked.does(asked, by=by, on=on))


def _open(asked: argparse.Namespace, *, by: ActingStaff, on: date) -> str:
    area = area_called(asked.area) if asked.area else None
    _refuse_taken(asked.name, area, on=on)
    opened = open_office(
        OfficeKind(asked.kind),
        asked.name,
        area_id=area.pk if area else None,
        parent_id=office_called(asked.parent, on=on).pk if asked.parent else None,
        by=by,
        on=on,
    )
    return f"{opened.name}: {asked.kind}{f' of {area.name}' if area else ''} from {on}"


def _rename(asked: argparse.Namespace, *, by: ActingStaff, on: date) -> str:
    found = office_called(asked.name, on=on)
    if asked.new_name.strip() != found.name:
        _refuse_taken(asked.new_name, found.area, on=on)
    renamed = rename_office(found.pk, asked.new_name, by=by, on=on)
    return f"{found.name}: called {renamed.name} from {on}; what was written before keeps the old name"


def _merge(asked: argparse.Namespace, *, by: ActingStaff, on: date) -> str:
    gone, stays = office_called(asked.name, on=on), office_called(asked.into, on=on)
    merge_offices_with_their_people([gone.pk], successor_id=stays.pk, by=by, on=on)
    return f"{gone.name}: merged into {stays.name} from {on}, with its staff, people and duties"


def _refuse_taken(name: str, area: Area | None, *, on: date) -> None:
    """Two offices of one name and place could never be told apart again, not even to be renamed."""
    alike = OfficeName.objects.filter(name=name.strip(), office__area=area).exclude(until_on__lt=on)
    if alike.exists():
        raise BadInput(f"There is already an office {name.strip()!r}{f' of {area.name}' if area else ''}.")
