"""What reaches an officer in the morning beside the first page: chosen on a page of their own (ADR 0035)."""

from http import HTTPStatus
from typing import Any

from allauth.core.internal.ratelimit import consume
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbang.coordination.notice.actions import (
    DIGITS_OF_A_CODE,
    Choice,
    choose,
    confirm_address,
    give_address,
    remove_address,
)
from anbang.coordination.notice.channels import channels_there_are
from anbang.coordination.notice.models import HOURS, Channel
from anbang.coordination.notice.queries import addresses_of, choice_of, outcomes, shown, trouble
from anbang.lib.robot import LONGEST_ADDRESS, NotAllowed, parted
from anbang.organisations.acting import ActingStaff, acting
from anbang.web.forms import Text, page_with_form, perform
from anbang.web.intake.fields import Day
from anbang.web.views import acting_staff, for_staff

# Codes go to whatever address somebody types: not many.
CODES = {"notice_code": "6/h/user"}
PAGES = {Channel.MAIL: "notice_mail", Channel.ROBOT: "notice_robot"}
TITLES = {Channel.MAIL: gettext_lazy("电子邮件"), Channel.ROBOT: gettext_lazy("工作群机器人")}


class ChoiceForm(forms.Form):
    """What is wanted, and when."""

    by_mail = forms.BooleanField(label=gettext_lazy("发电子邮件"), required=False)
    by_robot = forms.BooleanField(label=gettext_lazy("发到工作群"), required=False)
    hour = forms.TypedChoiceField(label=gettext_lazy("早上几点"), coerce=int, widget=forms.RadioSelect)
    workdays_only = forms.BooleanField(label=gettext_lazy("只在工作日发"), required=False)
    when_due_only = forms.BooleanField(label=gettext_lazy("有逾期或今日到期的才发"), required=False)
    paused_until = Day(label=gettext_lazy("暂停提醒到哪一天"), required=False)

    def __init__(self, *args: Any, channels: list[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = self.fields["hour"]
        assert isinstance(hours, forms.ChoiceField)
        hours.choices = [(hour, _("%(hour)s 点") % {"hour": hour}) for hour in HOURS]
        for channel, name in ((Channel.MAIL, "by_mail"), (Channel.ROBOT, "by_robot")):
            if channel not in channels:
                del self.fields[name]


class MailForm(forms.Form):
    """An address that letters go to."""

    address = forms.EmailField(
        label=gettext_lazy("电子邮件地址"),
        max_length=200,
        error_messages={"invalid": gettext_lazy("地址不对：请写成 zhang@example.cn。")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class RobotForm(forms.Form):
    """The address of a group's robot."""

    address = forms.CharField(
        label=gettext_lazy("机器人的 Webhook 地址"),
        max_length=LONGEST_ADDRESS,
        help_text=gettext_lazy("企业微信、钉钉或飞书的群设置里，“群机器人”给出的以 https:// 开头的地址。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )

    def clean_address(self) -> str:
        """Only where the settings allow it."""
        address = str(self.cleaned_data["address"])
        try:
            parted(address, settings.WEBHOOK_HOSTS)
        except NotAllowed as fault:
            told = {"hosts": "、".join(settings.WEBHOOK_HOSTS)}
            raise forms.ValidationError(
                _("不能用这个地址：只接受 https:// 开头、主机是 %(hosts)s 的。") % told
            ) from fault
        return address


class CodeForm(forms.Form):
    """The code that was sent there."""

    code = Text(
        label=gettext_lazy("确认码"),
        max_length=DIGITS_OF_A_CODE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


FORMS = {Channel.MAIL: MailForm, Channel.ROBOT: RobotForm}


@for_staff()
def notices(request: HttpRequest) -> HttpResponse:
    """By what, when and on which days; what became of the last ones."""
    by, there = acting_staff(request), channels_there_are()
    with acting(by, reading_only=True):
        chosen, rows = choice_of(by=by), {channel: _row(channel, by=by) for channel in there}
    ready = [channel for channel, row in rows.items() if row["goes_to"]]
    initial = {name: getattr(chosen, name) for name in Choice.__slots__}
    form = ChoiceForm(request.POST or None, channels=ready, initial=initial)

    def send(told: dict[str, Any]) -> None:
        off = dict.fromkeys(("by_mail", "by_robot"), False)
        choose(Choice(**{**off, **told}), by=by, on=by.today)
        messages.success(request, _("已保存。"))

    if request.method == "POST" and ready and perform(form, send):
        return redirect("notices")
    with acting(by, reading_only=True):
        context = {
            "form": form,
            "channels": list(rows.values()),
            "outcomes": list(outcomes(by=by)),
            "paused": chosen.paused_until if chosen.paused_until and chosen.paused_until >= by.today else None,
            "has_somewhere": bool(ready),
        }
        return page_with_form(request, "telling/notices.html", context)


def _row(channel: Channel, *, by: ActingStaff) -> dict[str, Any]:
    """A channel as the page shows it."""
    confirmed, waiting = addresses_of(channel, by=by)
    return {
        "title": TITLES[channel],
        "address": reverse(PAGES[channel]),
        "goes_to": shown(confirmed) if confirmed else "",
        "waits": shown(waiting) if waiting else "",
    }


@for_staff(anew=True)
def notice_mail(request: HttpRequest) -> HttpResponse:
    """To which address letters go."""
    return _where_it_goes(request, Channel.MAIL)


@for_staff(anew=True)
def notice_robot(request: HttpRequest) -> HttpResponse:
    """To which group a robot tells it."""
    return _where_it_goes(request, Channel.ROBOT)


def _where_it_goes(request: HttpRequest, channel: Channel) -> HttpResponse:
    """An address, then the code that was sent there; or away with it."""
    by, step = acting_staff(request), request.POST.get("step", "")
    form: forms.Form = FORMS[channel](request.POST if step == "address" else None)
    code = CodeForm(request.POST if step == "code" else None)
    if step == "remove":
        remove_address(channel, by=by, on=by.today)
        messages.success(request, _("已删除，不再往那里发。"))
        return redirect("notices")
    if step == "address" and form.is_valid() and not _has_codes_left(request):
        form.add_error(None, _("一小时内发的确认码太多，请过一会儿再试。"))
    elif step == "address" and perform(form, lambda told: give_address(channel, told["address"], by=by, on=by.today)):
        return redirect(PAGES[channel])
    if step == "code" and perform(code, lambda told: confirm_address(channel, told["code"], by=by, on=by.today)):
        messages.success(request, _("已确认，以后发到这里。"))
        return redirect("notices")
    return _page_of(request, channel, form, code, by=by)


def _has_codes_left(request: HttpRequest) -> bool:
    return bool(consume(request, app="anbang", action="notice_code", config=CODES))


def _page_of(
    request: HttpRequest, channel: Channel, form: forms.Form, code: forms.Form, *, by: ActingStaff
) -> HttpResponse:
    with acting(by, reading_only=True):
        row = _row(channel, by=by)
    context = {
        **row,
        "form": form,
        "code": code,
        "is_there": channel in channels_there_are(),
        "is_robot": channel is Channel.ROBOT,
        "hosts": settings.WEBHOOK_HOSTS,
    }
    is_wrong = (form.is_bound and form.errors) or (code.is_bound and code.errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return render(request, "telling/notice_address.html", context, status=status)


def on_the_first_page(*, by: ActingStaff) -> dict[str, Any]:
    """What did not reach the reader: said here, for it was said nowhere else."""
    return {"notices_not_arrived": trouble(by=by)}
