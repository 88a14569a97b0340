"""Nobody met somebody at the gate: the district knows it on the same day (clause 2.3.2, REC-3)."""

from anbang.casework.duty.models import Duty
from anbang.casework.duty.telling import Level, ToldUp
from anbang.casework.step.opening import File
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.queries import the_office

NOT_MET = "not_met"
RECEIVE = "receive"


def raise_the_alarm(file: File) -> None:
    """Tell the aftercare office of the duty to fetch the person home, before it is even overdue."""
    district = the_office(OfficeKind.AFTERCARE_OFFICE, on=file.by.today)
    for duty in Duty.objects.running().filter(case=file.case, rule=RECEIVE):
        ToldUp.objects.get_or_create(
            duty=duty,
            level=Level.DISTRICT,
            defaults={"office": district, "told_on": file.by.today, "because": NOT_MET},
        )
