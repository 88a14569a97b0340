"""The demo's "1112" system, set up by the aftercare office, with a few gaps left on purpose (clause 2.1)."""

from collections.abc import Sequence
from datetime import date

from anbang.demo.accounts import DISTRICT
from anbang.demo.staff import Crew, Place
from anbang.organisations.actions import Seat, set_up_group
from anbang.organisations.kinds import AreaKind, GroupKind, OfficeKind
from anbang.organisations.models import Area

TOWN_WITHOUT_GROUP = "龙集镇"
TOWN_WITHOUT_HEAD = "远觉镇"
EVERY_VILLAGE_WITHOUT_GROUP = 29
EVERY_VILLAGE_WITHOUT_HEAD = 41
HEAD = "统筹安置帮教工作"
# The member units, and what each answers for.
OF_THE_DISTRICT = (
    (OfficeKind.JUSTICE_BUREAU, "组织、协调、考核"),
    (OfficeKind.HRSS, "就业指导、技能培训"),
    (OfficeKind.HEALTH, "医疗救治"),
    (OfficeKind.TAX, "税收优惠"),
)
OF_A_TOWN = (
    (OfficeKind.JUSTICE_OFFICE, "衔接管理、帮扶教育"),
    (OfficeKind.POLICE_STATION, "户籍登记、治安管理"),
    (OfficeKind.CIVIL_AFFAIRS, "社会救助"),
    (OfficeKind.POLITICAL_LEGAL, "牵头召开联席会"),
)


def set_up_groups(crew: Crew, *, on: date) -> None:
    """The leading groups of the district and its towns, and the villages' work groups."""
    setting_up = _SettingUp(crew, on=on)
    setting_up.district()
    for town in Area.objects.filter(kind__in=AreaKind.towns()).order_by("id"):
        if town.name != TOWN_WITHOUT_GROUP:
            setting_up.town(town)
    villages = Area.objects.filter(kind__in=AreaKind.villages()).select_related("parent").order_by("id")
    for number, village in enumerate(villages, start=1):
        if number % EVERY_VILLAGE_WITHOUT_GROUP:
            setting_up.village(village, headed=bool(number % EVERY_VILLAGE_WITHOUT_HEAD))


class _SettingUp:
    """Knows who sits for which office."""

    def __init__(self, crew: Crew, *, on: date) -> None:
        self.crew, self.on = crew, on
        self.by = crew.acting("aftercare", on)
        # The first who works at an office speaks for it.
        self.speakers = {(place.account.place, place.office.kind): place for place in reversed(crew.places)}

    def district(self) -> None:
        """The district's leading group, with the aftercare office as its office."""
        head = Seat("段兴邦", f"{DISTRICT}人民政府", HEAD, heads=True)
        seats = [self.seat(DISTRICT, kind, answers_for) for kind, answers_for in OF_THE_DISTRICT]
        self.lead(Area.objects.get(kind=AreaKind.DISTRICT), OfficeKind.AFTERCARE_OFFICE, [head, *seats])

    def town(self, area: Area) -> None:
        """A town's leading group, with the justice office as its working office."""
        seats = [self.seat(area.name, kind, answers_for) for kind, answers_for in OF_A_TOWN]
        if area.name != TOWN_WITHOUT_HEAD:
            seats.append(self.seat(area.name, OfficeKind.TOWN_GOVERNMENT, HEAD, heads=True))
        self.lead(area, OfficeKind.JUSTICE_OFFICE, seats)

    def lead(self, area: Area, works: OfficeKind, seats: Sequence[Seat]) -> None:
        """A leading group of an area."""
        office = self.speakers[area.name, works].office
        set_up_group(GroupKind.LEADING_GROUP, area.pk, seats=seats, working_office_id=office.pk, by=self.by, on=self.on)

    def village(self, area: Area, *, headed: bool) -> None:
        """A village's work group: its cadre and the police officer of its town."""
        if area.parent is None:
            raise ValueError(f"{area} lies in no town")
        seats = [
            self.seat(area.name, OfficeKind.VILLAGE_COMMITTEE, "走访、联系家人", heads=headed),
            self.seat(area.parent.name, OfficeKind.POLICE_STATION, "户籍、治安"),
        ]
        set_up_group(GroupKind.WORK_GROUP, area.pk, seats=seats, by=self.by, on=self.on)

    def seat(self, area: str, kind: OfficeKind, answers_for: str, *, heads: bool = False) -> Seat:
        """The seat of whoever speaks for an office."""
        place: Place = self.speakers[area, kind]
        staff_id = self.crew.staff[place.account.username].pk
        return Seat(place.account.name, place.office.name, answers_for, heads=heads, staff_id=staff_id)
