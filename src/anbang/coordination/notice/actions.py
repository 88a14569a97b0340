"""Choosing what reaches oneself, and saying where."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.coordination.notice import words
from anbang.coordination.notice.channels import Undelivered, channels_there_are, deliver
from anbang.coordination.notice.models import MOST_CODES_TRIED, Channel, NoticeAddress, NoticeChoice
from anbang.coordination.notice.queries import ADDRESS, addresses_of
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.papers.actions import next_ids
from anbang.policy.clauses import RHYTHM

DIGITS_OF_A_CODE = 6
MINUTES_OF_A_CODE = 30
SWITCHES = {Channel.MAIL: "by_mail", Channel.ROBOT: "by_robot"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted: by what, at which hour, on which days, and until when nothing (None: it does not rest)."""

    by_mail: bool
    by_robot: bool
    hour: int
    workdays_only: bool
    when_due_only: bool
    paused_until: date | None


def choose(told: Choice, *, by: ActingStaff, on: date) -> None:
    """It holds from the next notice on. Raises StepRefused for a channel that has no confirmed address."""
    with acting(by):
        for channel, switch in SWITCHES.items():
            confirmed, _waiting = addresses_of(channel, by=by)
            if getattr(told, switch) and confirmed is None:
                raise StepRefused(_("还没有确认过的地址，先去填写。"), field=switch)
        values = {name: getattr(told, name) for name in Choice.__slots__}
        NoticeChoice.objects.update_or_create(
            staff_id=by.staff_id, defaults={**values, "language": get_language() or ""}
        )
        data = {"mail": told.by_mail, "robot": told.by_robot, "hour": told.hour}
        record("notices_chosen", Happening(clauses=(RHYTHM,), data=data), by=by, on=on)


def give_address(channel: Channel, address: str, *, by: ActingStaff, on: date) -> None:
    """A code goes to this address; notices go there once it was given back. Until then they go where they went. Raises StepRefused where the
    code did not arrive, and keeps nothing of it then.
    """
    if channel not in channels_there_are():
        raise StepRefused(_("本系统没有开通这种方式。"))
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS_OF_A_CODE))
    with acting(by):
        NoticeAddress.objects.filter(staff=by.staff_id, channel=channel, confirmed_at__isnull=True).delete()
        (key,) = next_ids("coordination_noticeaddress", "id", 1, using=by.alias)
        NoticeAddress.objects.create(
            id=key,
            staff_id=by.staff_id,
            channel=channel,
            address_sealed=ADDRESS.seal(address.encode(), id=key),
            code_digest=_digest(key, code),
        )
        record("notice_address_given", Happening(clauses=(RHYTHM,), data={"channel": channel.value}), by=by, on=on)
    try:
        told = words.confirmation(code, MINUTES_OF_A_CODE)
        deliver(channel, address, subject=_("确认码"), words=told, mark=f"code-{uuid4()}")
    except Undelivered as fault:
        with acting(by):
            NoticeAddress.objects.filter(pk=key, staff=by.staff_id).delete()
        raise StepRefused(
            _("确认码没有送到：%(why)s。请核对地址。") % {"why": fault.why.label}, field="address"
        ) from fault


def confirm_address(channel: Channel, code: str, *, by: ActingStaff, on: date) -> None:
    """Whoever gives the code that was sent there has the address: it takes the place of the one before, and the channel is switched on. Raises
    StepRefused for a wrong code, which counts, and for one that is over.
    """
    with acting(by):
        fault = _try_code(channel, code, by=by, on=on)
    if fault:
        raise StepRefused(fault, field="code")


def _try_code(channel: Channel, code: str, *, by: ActingStaff, on: date) -> str:
    """What is wrong with it; empty where it was the code. A wrong one is counted, and stays counted."""
    waiting = NoticeAddress.objects.filter(staff=by.staff_id, channel=channel, confirmed_at__isnull=True)
    given = waiting.select_for_update().first()
    now = timezone.now()
    if given is None or now - given.given_at > timedelta(minutes=MINUTES_OF_A_CODE):
        return _("确认码已过期，请重新填写地址。")
    if given.codes_tried >= MOST_CODES_TRIED:
        return _("输错的次数太多，请重新填写地址，再发一个。")
    if not constant_time_compare(given.code_digest, _digest(given.pk, code)):
        waiting.update(codes_tried=given.codes_tried + 1)
        return _("确认码不对。")
    NoticeAddress.objects.filter(staff=by.staff_id, channel=channel, confirmed_at__isnull=False).delete()
    waiting.update(confirmed_at=now, code_digest="")
    _switch(channel, is_on=True, by=by)
    record("notice_address_confirmed", Happening(clauses=(RHYTHM,), data={"channel": channel.value}), by=by, on=on)
    return ""


def remove_address(channel: Channel, *, by: ActingStaff, on: date) -> None:
    """Nothing goes there any more. Doing it twice is harmless."""
    with acting(by):
        gone, _each = NoticeAddress.objects.filter(staff=by.staff_id, channel=channel).delete()
        if gone:
            _switch(channel, is_on=False, by=by)
            data = {"channel": channel.value}
            record("notice_address_removed", Happening(clauses=(RHYTHM,), data=data), by=by, on=on)


def _switch(channel: Channel, *, is_on: bool, by: ActingStaff) -> None:
    NoticeChoice.objects.update_or_create(
        staff_id=by.staff_id,
        defaults={SWITCHES[channel]: is_on},
        create_defaults={SWITCHES[channel]: is_on, "language": get_language() or ""},
    )


def _digest(key: int, code: str) -> str:
    """Keyed, for six digits are soon tried; of this row alone."""
    return salted_hmac("anbang.notices.code", f"{key}:{code}", algorithm="sha256").hexdigest()
