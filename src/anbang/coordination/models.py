"""Django finds the tables of the app here; each lives with its subject."""

from anbang.coordination.feed.models import CalendarLink
from anbang.coordination.feedback.models import Feedback
from anbang.coordination.morning.models import Morning
from anbang.coordination.notice.models import Notice, NoticeAddress, NoticeChoice
from anbang.coordination.office.models import (
    Attendance,
    KeyPeriod,
    KeyPeriodCorrection,
    OfficeAct,
    OfficeCorrection,
    OfficeRounds,
)

__all__ = [
    "Attendance",
    "CalendarLink",
    "Feedback",
    "KeyPeriod",
    "KeyPeriodCorrection",
    "Morning",
    "Notice",
    "NoticeAddress",
    "NoticeChoice",
    "OfficeAct",
    "OfficeCorrection",
    "OfficeRounds",
]
