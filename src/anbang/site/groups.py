"""`anbang group`: leading groups and work groups are set up and end, and people take their seats and leave them."""

import argparse
from datetime import date

from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.actions import Seat, end_group, seat_member, set_up_group, unseat_member
from anbang.organisations.day import office_day
from anbang.organisations.kinds import AREAS_OF, Role
from anbang.organisations.models import Area, Group, GroupMember
from anbang.organisations.unattended import unattended
from anbang.site.asking import BadInput, a_day, account_called, answer, area_called, office_called, parser_of

EXAMPLE = "seat 玉屏社区 邓海燕 --unit 玉屏社区 --answers-for 走访 --on 2026-11-05"
FROM, UNTIL = "the first day (default: today)", "the last day (default: today)"


def group(arguments: list[str]) -> int:
    """Set up or end a group, seat or unseat a member. Returns the exit status."""
    return answer("anbang group", lambda: _done(_parser().parse_args(arguments)))


def _parser() -> argparse.ArgumentParser:
    parser = parser_of(
        "anbang group", does="Set up and end the groups of the district, its towns and villages.", example=EXAMPLE
    )
    steps = parser.add_subparsers(required=True, metavar="STEP")
    setting_up = steps.add_parser(
        "set-up", help="the leading group of the district or a town, or a village's work group"
    )
    setting_up.add_argument("--office", metavar="OFFICE", help="its working office")
    setting_up.add_argument("--document", default="", metavar="NUMBER", help="by which it is set up")
    seating = steps.add_parser("seat", help="somebody joins the group")
    seating.add_argument("--head", action="store_true", help="as its head")
    seating.add_argument("--answers-for", default="", metavar="TEXT", help="what the unit answers for")
    seating.add_argument("--account", metavar="USER", help="the member's account, if there is one")
    unseating = steps.add_parser("unseat", help="somebody leaves the group")
    ending = steps.add_parser("end", help="the group ends, and every seat in it")
    for step, does, day in (
        (setting_up, _set_up, FROM),
        (seating, _seat, FROM),
        (unseating, _unseat, UNTIL),
        (ending, _end, UNTIL),
    ):
        step.add_argument("area", metavar="AREA", help="whose group it is: 荣昌区, 昌元街道, 玉屏社区")
        step.add_argument("--on", type=a_day, metavar="DATE", help=day)
        step.set_defaults(does=does)
    for step, needed in ((seating, True), (unseating, False)):
        step.add_argument("name", metavar="NAME", help="the member's name")
        step.add_argument("--unit", required=needed, metavar="UNIT", help="the unit that the member sits for")
    return parser


def _done(asked: argparse.Namespace) -> str:
    today = office_day()
    by = unattended("group", on=today, role=Role.AFTERCARE_OFFICER)
    with acting(by):
        return str(asked.does(asked, area_called(asked.area), by=by, on=asked.on or today))


def _set_up(asked: argparse.Namespace, area: Area, *, by: ActingStaff, on: date) -> str:
    kind = next(kind for kind, areas in AREAS_OF.items() if area.kind in areas)
    works = office_called(asked.office, on=on) if asked.office else None
    set_up_group(
        kind,
        area.pk,
        seats=[],
        working_office_id=works.pk if works else None,
        document=asked.document,
        by=by,
        on=on,
    )
    return f"{area.name}: {kind} from {on}{f', with {works.name} as its office' if works else ''}; nobody is seated yet"


def _seat(asked: argparse.Namespace, area: Area, *, by: ActingStaff, on: date) -> str:
    seat = Seat(
        asked.name,
        asked.unit,
        asked.answers_for,
        heads=asked.head,
        staff_id=account_called(asked.account).pk if asked.account else None,
    )
    member = seat_member(_group_of(area).pk, seat, by=by, on=on)
    return f"{area.name}: {member.name} sits for {member.unit} from {on}{', as head' if member.heads else ''}"


def _unseat(asked: argparse.Namespace, area: Area, *, by: ActingStaff, on: date) -> str:
    member = _member(asked, area)
    unseat_member(member.pk, by=by, on=on)
    return f"{area.name}: {member.name} sits for {member.unit} until {on}, the last day"


def _end(_asked: argparse.Namespace, area: Area, *, by: ActingStaff, on: date) -> str:
    end_group(_group_of(area).pk, by=by, on=on)
    return f"{area.name}: the group and every seat in it until {on}, the last day"


def _group_of(area: Area) -> Group:
    """An area has one kind of group, and one of a kind."""
    found: Group | None = Group.objects.filter(area=area, until_on__isnull=True).first()
    if found is None:
        raise BadInput(f"There is no group of {area.name}.")
    return found


def _member(asked: argparse.Namespace, area: Area) -> GroupMember:
    """Who has that seat now; one person may sit for several units."""
    seats = GroupMember.objects.filter(group=_group_of(area), until_on__isnull=True).order_by("id")
    named = [one for one in seats if one.name == asked.name.strip() and asked.unit in (None, one.unit)]
    if not named:
        seated = "、".join(f"{one.name} ({one.unit})" for one in seats) or "nobody"
        raise BadInput(f"{asked.name!r} has no such seat in the group of {area.name}; seated: {seated}.")
    if len(named) > 1:
        raise BadInput(f"{asked.name} sits for {'、'.join(one.unit for one in named)}: --unit tells which seat ends.")
    return named[0]
