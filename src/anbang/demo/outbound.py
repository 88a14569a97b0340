"""The detention centre's forms for other counties: one sent, with its receipt; one overdue; one that still has time."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from anbang.casework.custody.changes import AboutOutbound
from anbang.casework.custody.models import Channel
from anbang.casework.custody.outbound import Sending, confirm_outbound, note_outbound, send_outbound
from anbang.demo.days import Days
from anbang.organisations.kinds import Role

DETENTION_CENTRE = "荣昌区看守所"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Somebody of another county: admitted, noted, sent and confirmed so many days before the day of the demo. None: not yet."""

    name: str
    registered: str
    addressed_to: str
    admitted: int
    noted: int
    sent: int | None = None
    confirmed: int | None = None


# Surnames that nobody else of the demo has.
OUTGOING = (
    Outgoing("霍长河", "四川省隆昌市界市镇", "四川省隆昌市司法局", 52, 50, 40, 31),
    Outgoing("糜远志", "四川省泸州市泸县", "四川省泸州市泸县司法局", 38, 36),
    Outgoing("宓春生", "贵州省遵义市习水县", "贵州省遵义市习水县司法局", 12, 10),
)


def plan_outbound(days: Days, *, on: date) -> None:
    """Put every step of these forms into the calendar."""
    for outgoing in OUTGOING:
        days.plan(on - timedelta(days=outgoing.noted), partial(_note, days, outgoing, on))


def _note(days: Days, outgoing: Outgoing, on: date, day: date) -> None:
    clerk = days.crew.at(Role.INSTITUTION_CLERK, DETENTION_CENTRE)
    form = note_outbound(
        AboutOutbound(outgoing.name, registered=outgoing.registered),
        addressed_to=outgoing.addressed_to,
        channel=Channel.POST,
        admitted_on=on - timedelta(days=outgoing.admitted),
        by=days.crew.acting(clerk, day),
        on=day,
    )

    def send(later: date) -> None:
        sending = Sending(no_scan_because="原件已挂号寄出，没有留扫描件，存有邮寄收据。")
        send_outbound(form.pk, sending, by=days.crew.acting(clerk, later), on=later)

    def confirm(later: date) -> None:
        confirm_outbound(form.pk, by=days.crew.acting(clerk, later), on=later)

    for ago, step in ((outgoing.sent, send), (outgoing.confirmed, confirm)):
        if ago is not None:
            days.plan(on - timedelta(days=ago), step)
