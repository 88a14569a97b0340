"""Nobody met somebody at the gate, or nobody says so: the district knows it on the same day (clause 2.3.2, REC-3)."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef

from anbang.casework.act.models import Act
from anbang.casework.charge.desks import Offices
from anbang.casework.duty.chain import office_above, untold, write_told
from anbang.casework.duty.models import RECEIVE, Duty
from anbang.casework.duty.telling import NO_OUTCOME, NOT_MET, Level, ToldUp
from anbang.casework.handover.models import Outcome
from anbang.casework.step.opening import File
from anbang.organisations.acting import ActingStaff, acting
from anbang.policy import DEFAULT_PACK

ALARM_HOUR = "reception_alarm_hour"


def raise_the_alarm(file: File) -> None:
    """Tell the aftercare office of the duty to fetch the person home, before it is even overdue. What it was told before for want of an
    outcome is now known.
    """
    unmet = Duty.objects.running().filter(case=file.case, rule=RECEIVE)
    before = ToldUp.objects.standing().filter(duty__in=unmet, level=Level.DISTRICT)
    before.exclude(because=NOT_MET).update(because=NOT_MET)
    _tell_the_district(list(unmet.select_related("case__person")), NOT_MET, by=file.by)


def raise_missing_outcomes(today: date, *, by: ActingStaff, eyes: ActingStaff | None = None) -> int:
    """In the evening of the release day, whoever has no outcome yet is an alarm like whoever was not met, once; so is whose release was
    recorded only afterwards. How many there were. `eyes`: of the closed files that these see, in place of the open ones.
    """
    with acting(eyes or by):
        untold_of = untold(until=today, today=today, eyes=eyes).filter(rule=RECEIVE, owner_is_outside=False)
        # Of some the other outcome that was recorded too has been withdrawn: not met is what is known of them.
        not_met = Act.objects.filter(
            case=OuterRef("case"), kind="received", told__outcome=Outcome.NOT_MET, withdrawn_on__isnull=True
        )
        found = list(untold_of.select_related("case__person").annotate(is_not_met=Exists(not_met)))
        known = [duty for duty in found if duty.is_not_met]
        unknown = [duty for duty in found if not duty.is_not_met]
        return _tell_the_district(known, NOT_MET, by=by) + _tell_the_district(unknown, NO_OUTCOME, by=by)


def alarm_hour(today: date) -> int:
    """From which hour of the release day a missing outcome is an alarm."""
    return int(DEFAULT_PACK.parameter(ALARM_HOUR, today))


def _tell_the_district(duties: Sequence[Duty], because: str, *, by: ActingStaff) -> int:
    offices = Offices()
    told = [
        ToldUp(
            duty=duty,
            due_on=duty.due_on,
            level=Level.DISTRICT,
            office_id=office_above(duty, offices, on=by.today),
            told_on=by.today,
            because=because,
        )
        for duty in duties
    ]
    return write_told(told, by=by)
