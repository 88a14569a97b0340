"""What somebody's coming home left beside itself is taken back with its act."""

from django.db.models import F

from anbang.casework.act.models import Act
from anbang.casework.duty.models import RECEIVE, Duty
from anbang.casework.duty.telling import NO_OUTCOME, NOT_MET, ToldUp
from anbang.casework.handover.models import Outcome


def forget_outcome(act: Act) -> None:
    """That nobody was met was never said. Of whoever was to be met before that day, the district is told that nobody says so, as it would
    have been; of anybody else it hears in the evening. Where another act says it too, the alarm stands.
    """
    said = Act.objects.filter(case=act.case_id, kind=act.kind, withdrawn_on__isnull=True, told__outcome=Outcome.NOT_MET)
    if act.told.get("outcome") != Outcome.NOT_MET or said.exclude(pk=act.pk).exists():
        return
    told = ToldUp.objects.standing().filter(duty__case=act.case_id, duty__rule=RECEIVE, because=NOT_MET)
    was_due = told.filter(told_on__gte=F("due_on"))
    (was_due.filter(told_on__lt=act.recorded_on) | was_due.filter(due_on__lt=act.recorded_on)).update(
        because=NO_OUTCOME
    )
    untold = list(told.values_list("duty_id", flat=True))
    told.delete()
    Duty.objects.filter(pk__in=untold).update(told_level=0)
