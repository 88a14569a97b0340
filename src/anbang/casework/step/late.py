"""What is recorded later than the pack lets pass without a word says why."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from anbang.organisations.steps import StepRefused
from anbang.policy import Pack

LATE_RECORD_DAYS = "late_record_days"


def refuse_late(on: date, late_because: str, *, today: date, pack: Pack) -> bool:
    """Whether what happened on that day is recorded late today. Late, and without a reason, it is refused."""
    is_late = on + timedelta(days=int(pack.parameter(LATE_RECORD_DAYS, today))) < today
    if is_late and not late_because.strip():
        days = {"days": (today - on).days}
        raise StepRefused(_("这件事发生在 %(days)s 天以前，请写明为什么现在才登记。") % days, field="late_because")
    return is_late
