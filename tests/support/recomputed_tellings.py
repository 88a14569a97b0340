"""What stands as told up the chain was told, and of the day on which the duty is due; asked row by row on a path of the tests' own."""

from collections.abc import Iterator, Sequence

from anbang.casework.duty.models import Duty
from anbang.casework.duty.telling import ToldUp
from anbang.casework.person.models import Case

OWNER = "owner"


def levels_nobody_was_told(cases: Sequence[Case]) -> Iterator[str]:
    """Every duty of these cases that stands as told to a level which was told of no such due day."""
    rows = ToldUp.objects.using(OWNER).filter(duty__case__in=cases)
    told = {(row.duty_id, row.due_on, row.level) for row in rows}
    for duty in Duty.objects.using(OWNER).filter(case__in=cases, told_level__gt=0):
        if (duty.pk, duty.due_on, duty.told_level) not in told:
            yield f"{duty}: stands as told to level {duty.told_level}, which was told of no such day"
