"""By which day each request is answered follows from its acts; the register keeps it, so that a list can ask for it."""

from collections.abc import Sequence

from anbang.casework.rights.models import RightsRequest
from anbang.casework.step.differences import write
from anbang.casework.step.settled import Settled

CAME, ANSWER = "request_came", "answer_request"


def settle_due_days(settled: Sequence[Settled]) -> None:
    """Make the due day of each request the one that the policy gives it: the last, where it was given more time."""
    asked = [one for one in settled if any(act.happening.event == CAME for act in one.story)]
    if not asked:
        return
    due = {
        (one.person.pk, duty.about): duty.due_on
        for one in asked
        for duty in sorted(one.course.duties, key=lambda duty: duty.due_on)
        if duty.duty == ANSWER
    }
    rows = {row.pk: row for row in RightsRequest.objects.filter(person__in=[one.person.pk for one in asked])}
    wanted = {key: {"due_on": due.get((row.person_id, str(row.number)))} for key, row in rows.items()}
    write(RightsRequest.objects.all(), rows, wanted, fields=("due_on",))
