"""The "1112" system of clause 2.1 as it stands: which group of the district, its towns and villages is there, and what is missing.

One leading group of the district with its office, one of each town with its working office, one work group of each village;
the two helpers of each person are the files' matter. Beside it each justice office's full-time officer (ORG-3).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from anbang.organisations.kinds import AreaKind, GroupKind, OfficeKind, Role
from anbang.organisations.models import Area, Group, GroupMember, Office, Posting
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


@dataclass(frozen=True, slots=True)
class TownNetwork:
    """One town as it stands: its row, who sits in its leading group, and who holds which office of the town and of its villages."""

    row: TownRow
    seats: Sequence[GroupMember]
    offices: Sequence[Office]
    postings: Mapping[int, Sequence[Posting]]

    def offices_at(self, area_id: int) -> list[Office]:
        """The offices of the town itself, or of one of its villages."""
        return [office for office in self.offices if office.area_id == area_id]


def network_of_town(area_id: int, *, on: date) -> TownNetwork:
    """The town with its villages. Area.DoesNotExist for anything else. Five queries for any number of villages."""
    areas = list(Area.objects.filter(Q(pk=area_id, kind__in=AreaKind.towns()) | Q(parent=area_id)).order_by("id"))
    town = next((area for area in areas if area.pk == area_id), None)
    if town is None:
        raise Area.DoesNotExist
    groups = _Groups(on=on, areas=areas)
    offices = list(Office.objects.on(on).filter(area__in=areas).order_by("id"))
    postings: dict[int, list[Posting]] = defaultdict(list)
    for posting in (
        Posting.objects.on(on).filter(office__in=offices, staff__is_active=True).select_related("staff").order_by("id")
    ):
        postings[posting.office_id].append(posting)
    officers = sum(
        posting.full_time and posting.role == Role.JUSTICE_ASSISTANT
        for office in offices
        if office.kind == OfficeKind.JUSTICE_OFFICE
        for posting in postings[office.pk]
    )
    villages = [area for area in areas if area.kind in AreaKind.villages()]
    own = groups.row(town, GroupKind.LEADING_GROUP)
    row = TownRow(own, officers, tuple(groups.row(area, GroupKind.WORK_GROUP) for area in villages))
    seats = sorted(groups.members[own.group.pk], key=lambda seat: not seat.heads) if own.group else []
    return TownNetwork(row, seats, offices, postings)


class _Groups:
    """Every group that works on a day, or those of some areas, with those who sit in it."""

    def __init__(self, *, on: date, areas: Sequence[Area] | None = None) -> None:
        groups = Group.objects.on(on).select_related("working_office")
        working = list(groups if areas is None else groups.filter(area__in=areas))
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
