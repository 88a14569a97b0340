"""What administrators do to an account. Each step is asked for by somebody who has just confirmed that it is them, and is in the trail."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anbang.organisations import accounts
from anbang.organisations.acting import acting
from anbang.organisations.actions import Appointment, end_posting
from anbang.organisations.appointing import cases_handed_over_first
from anbang.organisations.kinds import Role, WhyReset
from anbang.organisations.models import Posting, Staff
from anbang.organisations.releasing import propose, waiting
from anbang.organisations.steps import StepRefused
from anbang.web.accounts.pages import SECURITY, SYSTEM, PostForm, WhyForm
from anbang.web.intake.fields import Day
from anbang.web.signing.passwords import new_password
from anbang.web.views import acting_staff, writes


def _done(request: HttpRequest, staff: Staff, step: Callable[[], None], words: str) -> HttpResponse:
    """Do it, and back to the account with what was done or why it was not."""
    try:
        with cases_handed_over_first(staff.name):
            step()
        messages.success(request, words)
    except StepRefused as refused:
        messages.error(request, str(refused))
    return redirect("one_account", staff_id=staff.pk)


@writes(SYSTEM, anew=True)
def give_post(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Somebody is to be something, once it is released."""
    by = acting_staff(request)
    staff = Staff.objects.get(pk=staff_id)
    with acting(by, reading_only=True):
        form = PostForm(request.POST, on=by.today)

    def step() -> None:
        if not form.is_valid():
            raise StepRefused(_("请选择岗位和单位。"))
        told = form.cleaned_data
        propose(Appointment(staff_id, int(told["office"]), Role(told["role"])), by=by, on=by.today)

    return _done(request, staff, step, _("已提出任职，安全管理员放行后生效。"))


@writes(SYSTEM, anew=True)
def end_post(request: HttpRequest, staff_id: int, posting_id: int) -> HttpResponse:
    """Somebody is something no more after a day."""
    by = acting_staff(request)
    staff = Posting.objects.select_related("staff").get(pk=posting_id, staff=staff_id).staff

    def step() -> None:
        try:
            on = Day().clean(request.POST.get("on", ""))
        except ValidationError as error:
            raise StepRefused(_("请填写任职的最后一天。")) from error
        end_posting(posting_id, by=by, on=on)

    return _done(request, staff, step, _("已登记离任。此人在各处的登录已退出。"))


@writes(SYSTEM, anew=True)
def reset_password(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Another first password, shown once."""
    by, password = acting_staff(request), new_password()
    staff = Staff.objects.get(pk=staff_id)
    try:
        accounts.reset_password(staff_id, make_password(password), by=by, on=by.today)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("one_account", staff_id=staff_id)
    return render(
        request,
        "accounts/password.html",
        {"staff": staff, "password": password, "waits": waiting().filter(staff=staff_id).exists()},
    )


@writes(SYSTEM, anew=True)
def end_account(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Nobody signs in with it any more."""
    by = acting_staff(request)
    staff = Staff.objects.get(pk=staff_id)
    return _done(
        request, staff, lambda: accounts.end_account(staff_id, by=by, on=by.today), _("账号已停用，岗位到今天为止。")
    )


@writes(SECURITY, anew=True)
def reset_second_factor(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Somebody lost the phone."""
    by, form = acting_staff(request), WhyForm(request.POST)
    staff = Staff.objects.get(pk=staff_id)

    def step() -> None:
        if not form.is_valid():
            raise StepRefused(_("请选择原因。"))
        accounts.reset_second_factor(staff_id, WhyReset(form.cleaned_data["why"]), by=by, on=by.today)

    return _done(request, staff, step, _("两步验证已重置，此人下次登录时重新设置。"))


@writes(SECURITY, anew=True)
def lift_lock(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Somebody mistyped too often."""
    by = acting_staff(request)
    staff = Staff.objects.get(pk=staff_id)
    return _done(request, staff, lambda: accounts.lift_lock(staff_id, by=by, on=by.today), _("锁定已解除。"))


@writes(SECURITY, anew=True)
def end_sessions(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Signed out everywhere."""
    by = acting_staff(request)
    staff = Staff.objects.get(pk=staff_id)
    return _done(
        request, staff, lambda: accounts.end_sessions(staff_id, by=by, on=by.today), _("此人在各处的登录已退出。")
    )
