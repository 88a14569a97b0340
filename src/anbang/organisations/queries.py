"""Questions about areas, offices and staff, and the gate's first half: which offices a posting looks into."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.expressions import BaseExpression

from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import AreaKind, OfficeKind, Role
from anbang.organisations.models import Area, Office, Posting, Staff


class NotPosted(Exception):
    """The account holds no posting on that day, so it may do nothing."""


def postings_of(staff: Staff, *, on: date, **beside: BaseExpression) -> list[Posting]:
    """What `staff` is on that day and where, the one held longest first, each with `merged`: the ids of the offices that were merged into its own.
    `beside`: what else is asked in the same question, which every page asks.
    """
    merged = ArraySubquery(Office.objects.filter(successor=OuterRef("office")).values("id"))
    held = Posting.objects.on(on).filter(staff=staff).select_related("office").annotate(merged=merged, **beside)
    return list(held.order_by("from_on", "id"))


def sign_in(
    staff: Staff, *, on: date, posting_id: int | None = None, held: Sequence[Posting] | None = None
) -> ActingStaff:
    """`staff` acting in the chosen posting, or else the one held longest; NotPosted without any on that day. `held`: the postings
    of that day, for whoever asked for them already.
    """
    postings = postings_of(staff, on=on) if held is None else held
    if not postings:
        raise NotPosted(f"{staff.username} has no posting on {on}")
    posting = next((held for held in postings if held.id == posting_id), postings[0])
    own = with_predecessors([posting.office_id], latest=posting.merged)
    return ActingStaff(
        staff_id=staff.pk,
        posting_id=posting.pk,
        name=staff.name,
        role=Role(posting.role),
        office_id=posting.office_id,
        office_name=posting.office.name,
        office_kind=OfficeKind(posting.office.kind),
        area_id=posting.office.area_id,
        offices=_offices_seen_from(posting, own, on=on),
        own_offices=own,
        roles=_roles_held_with(posting, postings),
        today=on,
    )


def _roles_held_with(posting: Posting, held: Iterable[Posting]) -> frozenset[str]:
    """Roles at one office count together, but for those that open no file: these are held alone, or they would open some."""
    if posting.role in Role.seeing_no_case():
        return frozenset({posting.role})
    return frozenset(one.role for one in held if one.office_id == posting.office_id) - Role.seeing_no_case()


def _offices_seen_from(posting: Posting, own: tuple[int, ...], *, on: date) -> tuple[int, ...]:
    """Ids of the offices whose people a posting sees: a town its own offices, everybody else their own, and always those
    that were merged into them, or their people would be nobody's.
    """
    if posting.role in Role.seeing_no_case():
        return ()
    if posting.role != Role.TOWN_OFFICER:
        return own
    within = Q(area=posting.office.area_id) | Q(area__parent=posting.office.area_id)
    return with_predecessors(Office.objects.on(on).filter(within).values_list("id", flat=True))


def with_predecessors(office_ids: Iterable[int], *, latest: Iterable[int] | None = None) -> tuple[int, ...]:
    """These offices and all that were merged into them, however often. `latest`: those merged into these, where they are known."""
    found = set(office_ids)
    before = _merged_into(found) if latest is None else set(latest)
    while before := before - found:
        found |= before
        before = _merged_into(before)
    return tuple(sorted(found))


def _merged_into(offices: set[int]) -> set[int]:
    return set(Office.objects.filter(successor__in=offices).values_list("id", flat=True))


def district() -> Area:
    """The district that this installation serves."""
    return Area.objects.get(kind=AreaKind.DISTRICT)


def areas_within_the_district() -> QuerySet[Area]:
    """Towns and villages with their parents."""
    return Area.objects.filter(kind__in=[*AreaKind.towns(), *AreaKind.villages()]).select_related("parent")


def towns_of_areas() -> dict[int, int]:
    """Area id → the id of its town, for every town and village. Asked at every step, so it makes no objects."""
    areas = areas_within_the_district().values_list("id", "kind", "parent_id")
    return {area: area if kind in AreaKind.towns() else parent for area, kind, parent in areas}


def town_of(area: Area) -> Area:
    """The town of a town or village."""
    if area.kind in AreaKind.towns():
        return area
    if area.parent is None:
        raise ValueError(f"{area} lies in no town")
    return area.parent


def offices_of_towns(kind: OfficeKind, *, on: date) -> dict[int, Office]:
    """Town area id → the office of `kind` that answers for it that day: its own, or the one its own was merged into."""
    opened = Office.objects.filter(kind=kind, from_on__lte=on, area__kind__in=AreaKind.towns()).order_by(
        "from_on", "id"
    )
    offices: dict[int, Office] = {office.pk: office for office in opened}
    answering: dict[int, Office] = {}
    for office in offices.values():
        stands = office
        while stands.until_on is not None and stands.until_on < on and stands.successor_id in offices:
            stands = offices[stands.successor_id]
        if office.area_id is not None and (stands.until_on is None or stands.until_on >= on):
            answering[office.area_id] = stands
    return answering


def the_office(kind: OfficeKind, *, on: date) -> Office:
    """The district's one office of `kind`, such as the justice bureau."""
    office: Office = Office.objects.on(on).get(kind=kind, area__kind=AreaKind.DISTRICT)
    return office


def institutions(*, on: date) -> QuerySet[Office]:
    """Prisons and detention centres."""
    return Office.objects.on(on).filter(kind__in=OfficeKind.institutions()).order_by("kind", "name")


def find_institution(name: str, *, on: date) -> Office | None:
    """The institution called `name` on that day."""
    return institutions(on=on).filter(names__name=name).distinct().first()


def holders(role: Role, *, offices: Sequence[int], on: date) -> QuerySet[Posting]:
    """Who holds `role` at any of `offices` that day."""
    return Posting.objects.on(on).filter(role=role, office__in=offices, staff__is_active=True)


# Number, staff, role, first and last day of each posting at an office.
Posted = list[list[int | str | None]]


def posted(kind: OfficeKind, *, on: date) -> dict[str, Posted]:
    """Office (its id as text) → who is posted there on a day, as what and until when. Plain values, to be kept and compared: as long as
    they are the same, nobody came or left.
    """
    held = Posting.objects.on(on).filter(office__kind=kind, staff__is_active=True).order_by("office", "id")
    found: dict[str, Posted] = {}
    for office, *posting, since, until in held.values_list(
        "office_id", "id", "staff_id", "role", "from_on", "until_on"
    ):
        found.setdefault(str(office), []).append([*posting, since.isoformat(), until and until.isoformat()])
    return found
