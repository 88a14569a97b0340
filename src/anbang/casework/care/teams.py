"""Who is in the team on a day follows from the acts: it is the team that the last naming that holds, of that day or before, told."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from anbang.casework.act.story import ToldAct
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
    days = {act: held for one in settled for act, held in _days(one.story).items()}
    wanted = {}
    for key, row in rows.items():
        from_on, until_on = days.get(row.named_id, NEVER_WAS)
        wanted[key] = {"from_on": from_on, "until_on": until_on}
    write(TeamMember.objects.all(), rows, wanted, fields=("from_on", "until_on"))


def _days(story: Sequence[ToldAct]) -> dict[int, tuple[date | None, date | None]]:
    """Act → first and last day of the team that it named."""
    of_case: dict[int, list[ToldAct]] = defaultdict(list)
    for act in story:
        if act.happening.event == "team_named":
            of_case[act.case_id].append(act)
    days = {}
    for acts in of_case.values():
        for act, later in followed(acts):
            on, until = act.happening.on, later.happening.on - ONE_DAY if later else None
            days[act.id] = NEVER_WAS if until is not None and until < on else (on, until)
    return days
