"""The care team, one for each person (clause 2.1, ORG-2): named as it now stands, whole or by an office its own member; a missing member is
shown with who must name one.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import router
from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.act.story import MEMBERS, OWN, TEAM
from anbang.casework.care.models import TeamMember, TeamRole
from anbang.casework.person.models import Case
from anbang.casework.step.opening import File, open_file
from anbang.casework.step.policy import pack_in_force
from anbang.casework.step.positions import Position
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import next_ids
from anbang.papers.sealed import Sealed
from anbang.policy import answer

PHONE = Sealed("casework_teammember", "phone_sealed", "telephone of a helper", "casework_teammember:{id}:phone")
# Whoever is to take somebody over names the team once it has: until then the present one helps (clause 2.3.3).
NAMING = (Position.IN_CHARGE, Position.TOWN_OF_THE_FILE, Position.BUREAU, Position.AFTERCARE)
# Which office must name the member of a role that is missing; a family member is found by the responsible office.
NAMED_BY = {
    TeamRole.POLICE_OFFICER: OfficeKind.POLICE_STATION,
    TeamRole.JUSTICE_ASSISTANT: OfficeKind.JUSTICE_OFFICE,
    TeamRole.VILLAGE_CADRE: OfficeKind.VILLAGE_COMMITTEE,
    TeamRole.FAMILY_MEMBER: OfficeKind.JUSTICE_OFFICE,
}
# Who names a member of its own and leaves the rest of the team to the justice office: whoever sees the person (ADR 0014).
NAMING_ITS_OWN = (Position.POLICE, Position.VILLAGE)


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody who helps: as what, name, office or relation, telephone."""

    role: TeamRole
    name: str
    unit: str = ""
    phone: str = ""


def name_team(
    case_id: int,
    members: Sequence[NewMember],
    *,
    by: ActingStaff,
    on: date,
    late_because: str = "",
    seen: str = "",
) -> Act:
    """The whole team as it stands from that day until it is named anew; who is not named any more has left the day before. `seen`: the team
    that whoever names it had before them (`mark_of`); where it has changed since, nobody is thrown out unseen.
    """
    with open_file(case_id, by=by) as file:
        file.refuse_unless(*NAMING, sentence=_("帮教小组由负责的司法所或镇街确定。"))
        _refuse_members(members)
        if seen:
            refuse_unseen(team_on(case_id, on=by.today), seen)
        _refuse_new_officers(members, file.case_on(on).pk, by=by, on=on)
        act = file.tell(TEAM, on=on, told=_told(members), late_because=late_because)
        _write(members, act)
        return act


def name_own_members(
    case_id: int, members: Sequence[NewMember], *, by: ActingStaff, on: date, late_because: str = ""
) -> Act:
    """A police station or a village names who of it helps, and nobody else; the others stay, whoever named them."""
    with open_file(case_id, by=by) as file:
        file.refuse_unless(
            *NAMING_ITS_OWN, sentence=_("派出所和村（居）委会只确定本单位的成员，其他成员由司法所确定。")
        )
        _refuse_members(members)
        _refuse_others(members, by=by)
        refuse_before_the_case(file.case_on(on), on)
        _refuse_before_a_later_naming(members, file, on)
        act = file.tell(TEAM, on=on, told={**_told(members), OWN: True}, late_because=late_because)
        _write(members, act)
        return act


def _told(members: Iterable[NewMember]) -> dict[str, Any]:
    return {MEMBERS: [str(member.role) for member in members]}


def mark_of(team: Iterable[TeamMember]) -> str:
    """By what a form knows again the team that it was opened with."""
    told = "\n".join(f"{row.role} {row.name} {row.unit}" for row in team)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def refuse_unseen(team: Sequence[TeamMember], seen: str) -> None:
    """A team is not named over one that somebody else named meanwhile. Raises StepRefused, with the team as it now stands."""
    if mark_of(team) != seen:
        now = _("、").join(f"{row.get_role_display()} {row.name}" for row in team) or _("没有成员")
        sentence = _("您打开这一页以后，小组已经变动，现在是：%(team)s。请对照下面的名单改好，再登记。") % {"team": now}
        raise StepRefused(sentence, field="members")


def _refuse_new_officers(members: Sequence[NewMember], case_id: int, *, by: ActingStaff, on: date) -> None:
    """With an officer in the team the file is open to the station: that is decided where the person is helped (ADR 0014)."""
    officers = {member.name.strip() for member in members if member.role == TeamRole.POLICE_OFFICER}
    if not officers or by.office_kind == OfficeKind.JUSTICE_OFFICE:
        return
    there = {row.name for row in team_on(case_id, on=on) if row.role == TeamRole.POLICE_OFFICER}
    if officers - there:
        raise StepRefused(_("派出所民警由司法所确定：进了小组，派出所就能看到此人的档案。"), field="members")


def _refuse_others(members: Sequence[NewMember], *, by: ActingStaff) -> None:
    if not members:
        raise StepRefused(_("请至少写一名成员。"), field="members")
    if any(NAMED_BY.get(member.role) != by.office_kind for member in members):
        raise StepRefused(_("只能确定本单位的成员。"), field="members")


def refuse_before_the_case(case: Case, on: date) -> None:
    """Nobody of an office helped, and nobody moved, before there was a file, or care."""
    if on < min(day for day in (case.care_from, case.opened_on) if day is not None):
        raise StepRefused(_("这一天还没有立档，也没有开始帮教，请核对日期。"), field="on")


def _refuse_before_a_later_naming(members: Sequence[NewMember], file: File, on: date) -> None:
    """A later naming of the whole team, or of the same role: whoever is named for a day before it would leave again with it, unnoticed."""
    case_id, roles = file.case_on(on).pk, {str(member.role) for member in members}
    later = [act for act in file.story if act.case_id == case_id and act.happening.event == TEAM]
    if any(act.happening.on > on and any(act.names(role) for role in roles) for act in later):
        raise StepRefused(_("这一天以后小组已经重新确定过，请填那天或以后的日期。"), field="on")


def _refuse_members(members: Sequence[NewMember]) -> None:
    named = [(member.role, member.name.strip()) for member in members]
    if any(not name for _role, name in named):
        raise StepRefused(_("请填写每名成员的姓名。"), field="members")
    if len(set(named)) < len(named):
        raise StepRefused(_("同一人以同一身份只能列一次。"), field="members")


def _write(members: Sequence[NewMember], act: Act) -> None:
    """Who was named, as the act says it; since when and how long they are in the team is settled with it."""
    keys = next_ids("casework_teammember", "id", len(members), using=router.db_for_write(TeamMember))
    TeamMember.objects.bulk_create(
        TeamMember(
            id=key,
            case_id=act.case_id,
            role=member.role,
            name=member.name.strip(),
            unit=member.unit.strip(),
            phone_sealed=_sealed(member.phone.strip(), member_id=key),
            named=act,
        )
        for key, member in zip(keys, members, strict=True)
    )


def _sealed(phone: str, *, member_id: int) -> bytes | None:
    return PHONE.seal(phone.encode(), id=member_id) if phone else None


def phone_of(row: TeamMember) -> str:
    """The telephone of a member; whoever shows it has recorded the look first."""
    if row.phone_sealed is None:
        return ""
    return PHONE.open(row.phone_sealed, id=row.phone_told_in or row.pk).decode()


def team_on(case_id: int, *, on: date) -> list[TeamMember]:
    """The team of a case as it stands on a day, in the order of the roles; unit and telephone of each as they were told last by then."""
    order = {role: number for number, role in enumerate(TeamRole.values)}
    named = TeamMember.objects.filter(case=case_id, named__on__lte=on, named__withdrawn_on__isnull=True)
    last: dict[tuple[str, str], TeamMember] = {}
    for row in named.order_by("named__on", "named", "id"):
        if before := last.get((row.role, row.name)):
            row.unit = row.unit or before.unit
            if row.phone_sealed is None:
                row.phone_sealed, row.phone_told_in = before.phone_sealed, before.phone_told_in or before.pk
        last[row.role, row.name] = row
    team = [row for row in last.values() if row.from_on and (row.until_on is None or on <= row.until_on)]
    return sorted(team, key=lambda row: (order[row.role], row.id))


def team_gaps(team: Sequence[TeamMember], *, on: date) -> list[str]:
    """The roles of "four in one" that nobody holds (ORG-2)."""
    gaps = answer(
        "team_gaps", as_of=on, pack=pack_in_force(), team_roles=[row.role for row in team], team_members=len(team)
    )
    assert isinstance(gaps, frozenset)
    return sorted(gaps)
