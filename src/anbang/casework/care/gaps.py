"""Teams that lack somebody, told to the office that must name the member (clause 2.1, ORG-2): each gap to one office. And teams that an office
named which is not responsible any more.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.sql.compiler import SQLCompiler

from anbang.casework.act.models import Act
from anbang.casework.act.story import OWN, TEAM
from anbang.casework.care.models import TeamMember, TeamRole
from anbang.casework.care.team import NAMED_BY
from anbang.casework.charge.held import charges_of
from anbang.casework.charge.models import Responsibility
from anbang.casework.duty.models import Duty
from anbang.casework.person.models import Case
from anbang.casework.person.queries import seen_row_by_row
from anbang.organisations.acting import ActingStaff
from anbang.organisations.directory import directory
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting

TO_BE_RENEWED = "to_be_renewed"
NAME_TEAM = "name_team"
LACKS = "lacks_"


def teams_lacking(*, for_staff: ActingStaff) -> QuerySet[Case]:
    """Cases in care whose team lacks a member that the reader's office must name, or was named by the office before it, those that began first
    in front; `lacking_roles` says whom, `is_to_be_renewed` the other. The justice office also names for a station or a village that could not:
    which does not see the person, or has nobody at the desk. A team that is still to be named at all is not told twice: it is a duty in the
    justice office's work list.
    """
    today, asked = for_staff.today, _asked_of(for_staff)
    if not asked:
        return Case.objects.none()
    in_care = Case.objects.filter(closed_on__isnull=True, care_from__lte=today, term_until__gte=today)
    seen = in_care.filter(seen_row_by_row(for_staff, "person"))
    is_renewed: Q | Value = Value(value=False)
    if for_staff.office_kind == OfficeKind.JUSTICE_OFFICE:
        seen, is_renewed = seen.filter(_ours(for_staff), ~_team_is_due()), _named_by_the_former(for_staff)
    helpers = TeamMember.objects.on(today).filter(case=OuterRef("pk"))
    gaps = {f"{LACKS}{role}": ~Exists(helpers.filter(role=role)) & condition for role, condition in asked.items()}
    some = Q(**{TO_BE_RENEWED: True})
    for name in gaps:
        some |= Q(**{name: True})
    found = seen.annotate(**gaps, **{TO_BE_RENEWED: is_renewed}).filter(some)
    return found.select_related("person").order_by("care_from", "id")


def is_to_be_renewed(case: Case) -> bool:
    """Whether the office before the reader's named the team of a case of `teams_lacking`."""
    return bool(getattr(case, TO_BE_RENEWED, False))


def team_of_the_former(case: Case, *, for_staff: ActingStaff) -> bool:
    """Whether the reader's office is responsible, and the team the one that the office before it named."""
    had_another = any(one.until_on and one.office_id not in for_staff.own_offices for one in charges_of(case))
    if for_staff.office_kind != OfficeKind.JUSTICE_OFFICE or not had_another:
        return False
    ours = Case.objects.filter(_ours(for_staff), pk=case.pk, closed_on__isnull=True)
    return ours.filter(_named_by_the_former(for_staff)).exists()


def lacking_roles(case: Case) -> list[TeamRole]:
    """Whom the reader's office must name for a case of `teams_lacking`, in the order of "four in one"."""
    return [role for role in NAMED_BY if getattr(case, f"{LACKS}{role}", False)]


def _asked_of(staff: ActingStaff) -> Mapping[TeamRole, Q]:
    """Which roles the reader's office must name, each under its condition on the case. A station and a village are asked for whom they see: those
    whom they help already, or of whom they were told (ADR 0014).
    """
    own = {role: Q() for role, kind in NAMED_BY.items() if kind == staff.office_kind}
    if staff.office_kind != OfficeKind.JUSTICE_OFFICE:
        return own
    return {
        **own,
        TeamRole.POLICE_OFFICER: ~_is_seen_at(Role.POLICE_OFFICER, OfficeKind.POLICE_STATION, staff),
        TeamRole.VILLAGE_CADRE: ~_is_seen_at(Role.VILLAGE_CADRE, OfficeKind.VILLAGE_COMMITTEE, staff),
    }


def _ours(staff: ActingStaff) -> Q:
    charges = Responsibility.objects.filter(case=OuterRef("pk"), until_on__isnull=True, office__in=staff.own_offices)
    return Q(Exists(charges))


def _team_is_due() -> Q:
    return Q(Exists(Duty.objects.running().filter(case=OuterRef("pk"), rule=NAME_TEAM, was_left=False)))


def _named_by_the_former(staff: ActingStaff) -> Q:
    """Another office was responsible on the day of the last whole naming or after it; on the day of the change it counts who named. Offices
    that were merged into the reader's are no other.
    """
    namings = Act.objects.filter(case=OuterRef("case"), kind=TEAM, withdrawn_on__isnull=True)
    last = namings.exclude(told__has_key=OWN).order_by("-on", "-id")
    ended = Responsibility.objects.filter(case=OuterRef("pk"), until_on__isnull=False)
    of_others = ended.filter(~Q(office__in=staff.own_offices) | Q(office__isnull=True))
    since = of_others.annotate(named_on=Subquery(last.values("on")[:1]), named_by=Subquery(last.values("office")[:1]))
    before_the_change = Q(until_on__gte=F("named_on") - timedelta(days=1)) & ~Q(named_by__in=staff.own_offices)
    return Q(Exists(since.filter(Q(until_on__gte=F("named_on")) | before_the_change)))


def _is_seen_at(role: Role, kind: OfficeKind, staff: ActingStaff) -> Q:
    """The office of that kind which sees the person has somebody at its desk: it names its own, whichever town or village it stands in."""
    posted = Posting.objects.on(staff.today).filter(role=role, office__kind=kind, staff__is_active=True)
    return Q(AlsoSeen(_with_those_before_them(posted.values_list("office_id", flat=True)), on=staff.today))


def _with_those_before_them(offices: Iterable[int]) -> list[int]:
    """These offices, and those that were merged into them."""
    found, known = set(offices), directory().offices
    while more := {key for key, office in known.items() if office.successor_id in found} - found:
        found |= more
    return sorted(found)


class AlsoSeen(Func):
    """The person of a case is seen by one of these offices, of those whom the reader's office sees."""

    output_field = BooleanField()

    def __init__(self, offices: Sequence[int], *, on: date) -> None:
        super().__init__(F("person_id"))
        self.offices, self.on = offices, on

    def as_postgresql(self, compiler: SQLCompiler, _connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """As a condition of the query."""
        person, given = compiler.compile(self.get_source_expressions()[0])
        asked = f"{person} in (select casework_also_seen_by(%s::bigint[], %s::date))"
        return asked, [*given, list(self.offices), self.on]
