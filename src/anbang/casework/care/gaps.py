"""Teams that lack somebody, told to the office that must name the member (clause 2.1, ORG-2): each gap to one office."""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from anbang.casework.act.models import Act
from anbang.casework.care.models import TeamMember, TeamRole
from anbang.casework.care.team import NAMED_BY
from anbang.casework.charge.models import Responsibility
from anbang.casework.duty.models import Duty
from anbang.casework.person.models import Abode, AbodeKind, Case
from anbang.casework.person.queries import visible_to
from anbang.casework.step.sight import ALERTED
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting

NAME_TEAM = "name_team"
LACKS = "lacks_"


def teams_lacking(*, for_staff: ActingStaff) -> QuerySet[Case]:
    """Cases in care whose team lacks a member that the reader's office must name, those that began first in front; `lacking_roles` says whom.
    The justice office also names for a station or a village that could not: which sees nobody there, or has nobody at the desk. A team that
    is still to be named at all is not told twice: it is a duty in the justice office's work list.
    """
    today, asked = for_staff.today, _asked_of(for_staff)
    if not asked:
        return Case.objects.none()
    in_care = Case.objects.filter(closed_on__isnull=True, care_from__lte=today, term_until__gte=today)
    seen = in_care.filter(person__in=visible_to(for_staff).order_by())
    if for_staff.office_kind == OfficeKind.JUSTICE_OFFICE:
        seen = seen.filter(_ours(for_staff), ~_team_is_due())
    helpers = TeamMember.objects.on(today).filter(case=OuterRef("pk"))
    gaps = {f"{LACKS}{role}": ~Exists(helpers.filter(role=role)) & condition for role, condition in asked.items()}
    some = Q()
    for name in gaps:
        some |= Q(**{name: True})
    return seen.annotate(**gaps).filter(some).select_related("person").order_by("care_from", "id")


def lacking_roles(case: Case) -> list[TeamRole]:
    """Whom the reader's office must name for a case of `teams_lacking`, in the order of "four in one"."""
    return [role for role in NAMED_BY if getattr(case, f"{LACKS}{role}", False)]


def _asked_of(staff: ActingStaff) -> Mapping[TeamRole, Q]:
    """Which roles the reader's office must name, each under its condition on the case."""
    own = {role: Q() for role, kind in NAMED_BY.items() if kind == staff.office_kind}
    if staff.office_kind != OfficeKind.JUSTICE_OFFICE:
        return own
    return {
        **own,
        TeamRole.POLICE_OFFICER: ~_station_can_name(staff),
        TeamRole.VILLAGE_CADRE: ~_village_can_name(staff),
    }


def _ours(staff: ActingStaff) -> Q:
    charges = Responsibility.objects.filter(case=OuterRef("pk"), until_on__isnull=True, office__in=staff.own_offices)
    return Q(Exists(charges))


def _team_is_due() -> Q:
    return Q(Exists(Duty.objects.running().filter(case=OuterRef("pk"), rule=NAME_TEAM, was_left=False)))


def _station_can_name(staff: ActingStaff) -> Q:
    """The station was told of a priority person who still is one: else it does not see whom it does not help yet (ADR 0014). The database
    does not tell one office whom another sees.
    """
    told = Act.objects.filter(case=OuterRef("pk"), kind=ALERTED, withdrawn_on__isnull=True)
    at_the_desk = _posted(Role.POLICE_OFFICER, OfficeKind.POLICE_STATION, staff).filter(office__area=staff.area_id)
    return Q(Exists(told), Exists(at_the_desk)) & ~Q(priority=[])


def _village_can_name(staff: ActingStaff) -> Q:
    """A village of the district where the person lives, with somebody at its desk."""
    at_the_desk = _posted(Role.VILLAGE_CADRE, OfficeKind.VILLAGE_COMMITTEE, staff)
    homes = Abode.objects.on(staff.today).filter(kind=AbodeKind.RESIDENCE, person=OuterRef("person"))
    return Q(Exists(homes.filter(Exists(at_the_desk.filter(office__area=OuterRef("area"))))))


def _posted(role: Role, kind: OfficeKind, staff: ActingStaff) -> QuerySet[Posting]:
    held: QuerySet[Posting] = Posting.objects.on(staff.today).filter(
        role=role, office__kind=kind, staff__is_active=True
    )
    return held
