"""Who is in the team on a day follows from the acts: as what somebody helps, whom the last naming that holds told of it, of that day or before.
The whole team is named, or by an office its own members alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from anbang.casework.act.story import TEAM, ToldAct
from anbang.casework.care.models import TeamMember
from anbang.casework.step.differences import write
from anbang.casework.step.settled import Settled
from anbang.lib.following import followed

ONE_DAY = timedelta(days=1)
NEVER_WAS: tuple[date | None, date | None] = (None, None)


def settle_teams(settled: Sequence[Settled]) -> None:
    """Make the days of all members those of the acts that named them. Of several namings of a day the last recorded counts; whom a withdrawn
    one named never was in the team.
    """
    cases = [case.pk for one in settled for case in one.cases]
    rows = {row.pk: row for row in TeamMember.objects.filter(case__in=cases)}
    if not rows:
        return
    namings = _namings(settled)
    wanted = {}
    for key, row in rows.items():
        from_on, until_on = _days(row, namings[row.case_id])
        wanted[key] = {"from_on": from_on, "until_on": until_on}
    write(TeamMember.objects.all(), rows, wanted, fields=("from_on", "until_on"))


def _namings(settled: Sequence[Settled]) -> Mapping[int, list[ToldAct]]:
    """Case → its namings in their order."""
    of_case: dict[int, list[ToldAct]] = defaultdict(list)
    for act in (act for one in settled for act in one.story if act.happening.event == TEAM):
        of_case[act.case_id].append(act)
    return of_case


def _days(row: TeamMember, namings: Sequence[ToldAct]) -> tuple[date | None, date | None]:
    """First and last day of a member: from the act that named them until one that decides anew who helps as that."""
    for act, later in followed([act for act in namings if act.names(row.role)]):
        if act.id == row.named_id:
            until = later.happening.on - ONE_DAY if later else None
            return NEVER_WAS if until is not None and until < act.happening.on else (act.happening.on, until)
    return NEVER_WAS
