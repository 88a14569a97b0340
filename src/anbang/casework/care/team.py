"""The care team, one for each person (clause 2.1, ORG-2): named as it now stands; a missing member is shown with who must name one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.care.models import TeamMember, TeamRole
from anbang.casework.step.opening import open_file
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.positions import Position
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from anbang.papers.keys import keyring
from anbang.policy import answer

ONE_DAY = timedelta(days=1)
PURPOSE = "telephone of a helper"
NAMING = (
    *(Position.REGISTERED, Position.RESPONSIBLE, Position.RESIDENCE, Position.RECEIVING),
    *(Position.TOWN, Position.BUREAU, Position.AFTERCARE),
)
# Which office must name the member of a role that is missing; a family member is found by the responsible office.
NAMED_BY = {
    TeamRole.POLICE_OFFICER: OfficeKind.POLICE_STATION,
    TeamRole.JUSTICE_ASSISTANT: OfficeKind.JUSTICE_OFFICE,
    TeamRole.VILLAGE_CADRE: OfficeKind.VILLAGE_COMMITTEE,
    TeamRole.FAMILY_MEMBER: OfficeKind.JUSTICE_OFFICE,
}


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody who helps: as what, name, office or relation, telephone."""

    role: TeamRole
    name: str
    unit: str = ""
    phone: str = ""


def name_team(case_id: int, members: Sequence[NewMember], *, by: ActingStaff, on: date, late_because: str = "") -> Act:
    """The whole team as it now stands; who is not named any more has left the day before."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*NAMING, sentence=_("帮教小组由负责的司法所或镇街确定。"))
        _refuse_members(members)
        told = {"members": [str(member.role) for member in members]}
        act = file.tell("team_named", on=on, told=told, late_because=late_because)
        _write(members, act)
        return act


def _refuse_members(members: Sequence[NewMember]) -> None:
    named = [(member.role, member.name.strip()) for member in members]
    if any(not name for _role, name in named):
        raise StepRefused(_("请填写每名成员的姓名。"), field="members")
    if len(set(named)) < len(named):
        raise StepRefused(_("同一人以同一身份只能列一次。"), field="members")


def _write(members: Sequence[NewMember], act: Act) -> None:
    held = {(row.role, row.name): row for row in TeamMember.objects.filter(case=act.case, until_on__isnull=True)}
    wanted = {(member.role.value, member.name.strip()): member for member in members}
    for key, row in held.items():
        if key not in wanted:
            _leave(row, act.on)
    for key, member in wanted.items():
        if key in held:
            _keep_unit(held[key], member.unit)
            _keep_phone(held[key], member.phone)
            continue
        row = TeamMember.objects.create(
            case=act.case, role=member.role, name=key[1], unit=member.unit.strip(), named=act, from_on=act.on
        )
        _keep_phone(row, member.phone)


def _leave(row: TeamMember, on: date) -> None:
    """The day before `on` was the last; who joined on that day or later never was in the team."""
    if row.from_on >= on:
        row.delete()
        return
    row.until_on = on - ONE_DAY
    row.save(update_fields=["until_on"])


def _keep_unit(row: TeamMember, unit: str) -> None:
    """Whoever stays in the team may work elsewhere now. What is left empty stays as it was; so does the telephone."""
    if unit.strip() and unit.strip() != row.unit:
        row.unit = unit.strip()
        row.save(update_fields=["unit"])


def _keep_phone(row: TeamMember, phone: str) -> None:
    if phone.strip():
        row.phone_sealed = keyring().seal(phone.strip().encode(), purpose=PURPOSE, place=_place(row.pk))
        row.save(update_fields=["phone_sealed"])


def phone_of(row: TeamMember) -> str:
    """The telephone of a member; whoever shows it has recorded the look first."""
    if row.phone_sealed is None:
        return ""
    return keyring().open(row.phone_sealed, purpose=PURPOSE, place=_place(row.pk)).decode()


def _place(member_id: int) -> str:
    return f"casework_teammember:{member_id}:phone"


def team_on(case_id: int, *, on: date) -> list[TeamMember]:
    """The team of a case as it stands on a day, in the order of the roles."""
    order = {role: number for number, role in enumerate(TeamRole.values)}
    return sorted(TeamMember.objects.on(on).filter(case=case_id), key=lambda row: (order[row.role], row.id))


def team_gaps(team: Sequence[TeamMember], *, on: date) -> list[str]:
    """The roles of "four in one" that nobody holds (ORG-2)."""
    gaps = answer(
        "team_gaps", as_of=on, pack=pack_in_force(), team_roles=[row.role for row in team], team_members=len(team)
    )
    assert isinstance(gaps, frozenset)
    return sorted(gaps)
