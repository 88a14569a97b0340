"""The "1112" system of clause 2.1 as it stands: which group of the district, its towns and villages is there, and what is missing.

One leading group of the district with its office, one of each town with its working office, one work group of each village;
the two helpers of each person are the files' matter. Beside it each justice office's full-time officer (ORG-3).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from anbang.organisations.kinds import AreaKind, GroupKind, OfficeKind, Role
from anbang.organisations.models import Area, Group, GroupMember
from anbang.organisations.queries import areas_within_the_district, district, holders, offices_of_towns


class Missing(TextChoices):
    """What a district, town or village should have and has not."""

    GROUP = "group", _("未设小组")
    HEAD = "head", _("没有组长")
    MEMBERS = "members", _("没有成员单位")
    WORKING_OFFICE = "working_office", _("没有办事机构")
    FULL_TIME_OFFICER = "full_time_officer", _("司法所没有专职人员")


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The group of one area with its head (empty: none) and how many sit in it beside the head."""

    area: Area
    group: Group | None
    head: str
    members: int
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class TownRow:
    """A town's leading group, the full-time officers of its justice office, and the work groups of its villages."""

    own: GroupRow
    full_time_officers: int
    villages: tuple[GroupRow, ...]

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What the town itself lacks."""
        return self.own.missing if self.full_time_officers else (*self.own.missing, Missing.FULL_TIME_OFFICER)

    @property
    def villages_lacking(self) -> tuple[GroupRow, ...]:
        """Its villages with something missing."""
        return tuple(village for village in self.villages if village.missing)

    @property
    def is_complete(self) -> bool:
        """Whether neither the town nor any of its villages lacks anything."""
        return not self.missing and not self.villages_lacking


@dataclass(frozen=True, slots=True)
class Network:
    """The whole system on one day."""

    district: GroupRow
    towns: tuple[TownRow, ...]

    @property
    def counts(self) -> Mapping[Missing, int]:
        """How often each thing is missing in the district, its towns and its villages together."""
        rows = [self.district.missing, *(town.missing for town in self.towns)]
        rows += [village.missing for town in self.towns for village in town.villages]
        return Counter(missing for row in rows for missing in row)


def network(*, on: date) -> Network:
    """The groups of the district, every town and every village on a day. Seven queries for any number of villages."""
    areas = list(areas_within_the_district().order_by("id"))
    groups = _Groups(on=on)
    offices = offices_of_towns(OfficeKind.JUSTICE_OFFICE, on=on)
    assistants = holders(Role.JUSTICE_ASSISTANT, offices=[office.pk for office in offices.values()], on=on)
    officers = Counter(assistants.filter(full_time=True).values_list("office_id", flat=True))
    villages: dict[int | None, list[GroupRow]] = defaultdict(list)
    for area in areas:
        if area.kind in AreaKind.villages():
            villages[area.parent_id].append(groups.row(area, GroupKind.WORK_GROUP))
    return Network(
        groups.row(district(), GroupKind.LEADING_GROUP),
        tuple(
            TownRow(
                groups.row(area, GroupKind.LEADING_GROUP),
                officers[offices[area.pk].pk] if area.pk in offices else 0,
                tuple(villages[area.pk]),
            )
            for area in areas
            if area.kind in AreaKind.towns()
        ),
    )


class _Groups:
    """Every group that works on a day, with those who sit in it."""

    def __init__(self, *, on: date) -> None:
        working = list(Group.objects.on(on).select_related("working_office"))
        self.groups = {(group.area_id, group.kind): group for group in working}
        self.members: dict[int, list[GroupMember]] = defaultdict(list)
        for member in GroupMember.objects.on(on).filter(group__in=working).order_by("id"):
            self.members[member.group_id].append(member)

    def row(self, area: Area, kind: GroupKind) -> GroupRow:
        """The row of one area."""
        group = self.groups.get((area.pk, kind))
        if group is None:
            return GroupRow(area, None, "", 0, (Missing.GROUP,))
        sitting = self.members[group.pk]
        head = next((member.name for member in sitting if member.heads), "")
        others = sum(not member.heads for member in sitting)
        lacking = {
            Missing.HEAD: not head,
            Missing.MEMBERS: not others,
            Missing.WORKING_OFFICE: kind is GroupKind.LEADING_GROUP and group.working_office is None,
        }
        return GroupRow(area, group, head, others, tuple(missing for missing, lacks in lacking.items() if lacks))
