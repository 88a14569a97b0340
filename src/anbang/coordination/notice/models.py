"""Who chose what, to which addresses, and what became of each morning's notice."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from anbang.organisations.models import Staff

HOURS = (7, 8, 9)
MOST_CODES_TRIED = 5


class Channel(models.TextChoices):
    """By what a notice goes out."""

    MAIL = "mail", _("电子邮件")
    ROBOT = "robot", _("群机器人")


class NoticeState(models.TextChoices):
    """Where a notice stands. Begun: it is being handed over at this moment, or whoever did so died over it."""

    WAITS = "waits", _("等着发送")
    BEGUN = "begun", _("正在发送")
    SENT = "sent", _("已送到")
    UNSENT = "unsent", _("没有送到")
    UNSURE = "unsure", _("不确定有没有送到")
    DROPPED = "dropped", _("已取消")


class WhyNot(models.TextChoices):
    """Why a notice did not go out."""

    UNREACHED = "unreached", _("对方的服务器连不上")
    REFUSED = "refused", _("对方的服务器不收")
    NOT_ALLOWED = "not_allowed", _("这个地址本系统不再允许")
    BROKEN = "broken", _("地址打不开，请重新填写")
    CUT_OFF = "cut_off", _("发送中途断了")


OVER = (NoticeState.SENT, NoticeState.UNSENT, NoticeState.UNSURE, NoticeState.DROPPED)


class NoticeChoice(models.Model):
    """What a member of staff wants to be told beside the first page, and when. Without a row: nothing."""

    staff = models.OneToOneField(Staff, models.CASCADE, primary_key=True, related_name="+")
    by_mail = models.BooleanField(default=False)
    by_robot = models.BooleanField(default=False)
    hour = models.PositiveSmallIntegerField(default=HOURS[1])
    workdays_only = models.BooleanField(default=True)
    when_due_only = models.BooleanField(default=True)
    paused_until = models.DateField(null=True)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="notice_comes_at_an_hour_of_the_morning", condition=Q(hour__in=HOURS))
        ]

    def __str__(self) -> str:
        return f"notices of {self.staff_id}"


class NoticeAddress(models.Model):
    """Where notices of somebody go. It is never written over: another address is another row, which waits for its own code. Sealed."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    address_sealed = models.BinaryField()
    code_digest = models.CharField(max_length=64, blank=True, help_text="of the code that was sent there")
    codes_tried = models.PositiveSmallIntegerField(default=0)
    given_at = models.DateTimeField(db_default=Now())
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="address_is_confirmed_or_waits_for_its_code",
                condition=Q(confirmed_at__isnull=False, code_digest="")
                | Q(confirmed_at__isnull=True) & ~Q(code_digest=""),
            ),
            models.CheckConstraint(
                name="code_of_an_address_is_tried_some_times", condition=Q(codes_tried__lte=MOST_CODES_TRIED)
            ),
            models.UniqueConstraint(
                name="notices_of_a_kind_go_to_one_address",
                fields=["staff", "channel"],
                condition=Q(confirmed_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_address_of_a_kind_waits_for_its_code",
                fields=["staff", "channel"],
                condition=Q(confirmed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.staff_id}"


class Notice(models.Model):
    """What goes out to somebody one morning by one channel: two numbers. Whom it is about stands behind the link, after signing in."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    on = models.DateField()
    channel = models.CharField(max_length=8, choices=Channel)
    overdue = models.PositiveIntegerField()
    due_today = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=NoticeState, default=NoticeState.WAITS)
    why = models.CharField(max_length=12, choices=WhyNot, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(db_default=Now())
    begun_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["staff", "on", "channel"], name="one_notice_a_morning_for_each_person_and_channel"
            ),
            models.CheckConstraint(
                name="unsent_notice_says_why",
                condition=~Q(state__in=[NoticeState.UNSENT, NoticeState.UNSURE]) | ~Q(why=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=[NoticeState.WAITS, NoticeState.BEGUN]),
                name="notice_on_its_way",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.staff_id} on {self.on}"
