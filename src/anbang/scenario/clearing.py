"""Between two scenarios the offices have done nothing: what they did in one is no part of the next."""

from anbang.assistance.placement.models import EnterpriseBase
from anbang.casework.duty.models import Duty
from anbang.coordination.office.models import OfficeAct, OfficeRounds

OWNER = "owner"


def clear_the_offices() -> None:
    """Remove what offices did, in the scratch database alone."""
    Duty.objects.using(OWNER).filter(case__isnull=True).delete()
    for table in (OfficeAct, OfficeRounds, EnterpriseBase):
        table.objects.using(OWNER).all().delete()
