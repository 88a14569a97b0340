"""What somebody chose, where it goes, and what did not arrive: each their own."""

from datetime import timedelta

from django.db.models import QuerySet

from anbang.coordination.notice.models import OVER, Channel, Notice, NoticeAddress, NoticeChoice, NoticeState
from anbang.lib.sealing import SealBroken
from anbang.organisations.acting import ActingStaff
from anbang.papers.sealed import Sealed

ADDRESS = Sealed(
    "coordination_noticeaddress", "address_sealed", "address of a notice", "coordination_noticeaddress:{id}:address"
)
DAYS_LOOKED_BACK = 7


def choice_of(*, by: ActingStaff) -> NoticeChoice:
    """What the reader chose; where they never did, what stands in the form at first."""
    return NoticeChoice.objects.filter(staff=by.staff_id).first() or NoticeChoice(staff_id=by.staff_id)


def addresses_of(channel: Channel, *, by: ActingStaff) -> tuple[NoticeAddress | None, NoticeAddress | None]:
    """Where notices go now, and what waits for its code."""
    found = list(NoticeAddress.objects.filter(staff=by.staff_id, channel=channel))
    confirmed = (one for one in found if one.confirmed_at is not None)
    return next(confirmed, None), next((one for one in found if one.confirmed_at is None), None)


def opened(address: NoticeAddress) -> str:
    """The address itself. SealBroken where it was altered or is another row's."""
    return ADDRESS.open(address.address_sealed, id=address.pk).decode()


def shown(address: NoticeAddress) -> str:
    """As a page shows it to its holder: of a mail address the first sign and the host, of a robot's the host, for the rest of it opens the group."""
    try:
        told = opened(address)
    except SealBroken:
        return "***"
    if address.channel == Channel.MAIL:
        name, _at, host = told.partition("@")
        return f"{name[:1]}***@{host}"
    return told.split("/")[2]


def outcomes(*, by: ActingStaff) -> QuerySet[Notice]:
    """What became of the reader's notices of the last days, the newest first."""
    since = by.today - timedelta(days=DAYS_LOOKED_BACK)
    return Notice.objects.filter(staff=by.staff_id, on__gte=since).order_by("-on", "channel")


def trouble(*, by: ActingStaff) -> list[Notice]:
    """Of each channel the last notice that is over, where it did not arrive or nobody knows: what its owner must be told."""
    newest: dict[str, Notice] = {}
    for one in outcomes(by=by).filter(state__in=OVER):
        newest.setdefault(one.channel, one)
    return [one for one in newest.values() if one.state in (NoticeState.UNSENT, NoticeState.UNSURE)]
