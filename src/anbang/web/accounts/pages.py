"""All accounts, one of them, and a new one."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.actions import Appointment, NewAccount, open_accounts
from anbang.organisations.kinds import Role, WhyReset
from anbang.organisations.models import Staff
from anbang.organisations.names import LONGEST_PERSON
from anbang.organisations.releasing import propose, waiting
from anbang.web.accounts.shown import VIEWS, accounts_called, in_view, office_choices, refused_lately, shown
from anbang.web.forms import Text, page_with_form, perform
from anbang.web.signing.passwords import new_password
from anbang.web.views import acting_staff, for_staff, reads

SYSTEM, SECURITY = Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR
ACCOUNTS_A_PAGE = 30


class PostForm(forms.Form):
    """What somebody is to be, and where."""

    role = forms.ChoiceField(label=_("岗位"))
    office = forms.ChoiceField(label=_("单位"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("请选择")), *Role.choices]  # type: ignore[attr-defined]
        self.fields["office"].choices = [("", _("请选择")), *office_choices(on=on)]  # type: ignore[attr-defined]


class NewAccountForm(PostForm):
    """Somebody who works with the product from now on."""

    name = Text(label=_("姓名"), max_length=LONGEST_PERSON)
    username = Text(label=_("用户名"), max_length=48, help_text=_("登录时用，例如姓名的拼音 li.wenjing。"))
    field_order = ("name", "username", "role", "office")


class WhyForm(forms.Form):
    """Why a second factor is taken away."""

    why = forms.ChoiceField(label=_("原因"), choices=WhyReset.choices)


def accounts_waiting(*, by: ActingStaff) -> int:
    """For how many accounts something waits that the reader may release."""
    if SECURITY not in by.roles:
        return 0
    return waiting().exclude(staff=by.staff_id).values("staff").distinct().order_by().count()


@reads(SYSTEM, SECURITY)
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of a view, or of whoever is called so."""
    by = acting_staff(request)
    written, view = request.GET.get("q", "").strip()[:LONGEST_PERSON], request.GET.get("show", "")
    view = view if view in VIEWS else ""
    found = in_view(accounts_called(written.replace("\0", "")), view, on=by.today)
    page = Paginator(found, ACCOUNTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "accounts": shown(page, on=by.today),
        "page": page,
        "written": written,
        "view": view,
        "views": [{"name": name, "label": label, "here": name == view} for name, label in VIEWS.items()],
        "may_open": SYSTEM in by.roles,
        "waiting": accounts_waiting(by=by) if SECURITY in by.roles else None,
    }
    return render(request, "accounts/accounts.html", context)


@reads(SYSTEM, SECURITY)
def one_account(request: HttpRequest, staff_id: int) -> HttpResponse:
    """One account, and what the reader may do to it."""
    by = acting_staff(request)
    account = shown([Staff.objects.get(pk=staff_id)], on=by.today)[0]
    context: dict[str, Any] = {"account": account, "is_own": staff_id == by.staff_id, "form": PostForm(on=by.today)}
    context |= {"waiting": waiting().filter(staff=staff_id), "refused": refused_lately(staff_id)}
    context |= {"why_form": WhyForm(), "is_system": SYSTEM in by.roles, "is_security": SECURITY in by.roles}
    return render(request, "accounts/account.html", context)


@for_staff(SYSTEM, anew=True)
def new_account(request: HttpRequest) -> HttpResponse:
    """An account is opened, its first post and its first password wait; the password is shown once."""
    by = acting_staff(request)
    with acting(by, reading_only=True):
        form = NewAccountForm(request.POST or None, on=by.today)
    password, opened = new_password(), []

    def send(told: dict[str, Any]) -> None:
        account = NewAccount(told["username"], told["name"], encoded_password=make_password(password))
        with acting(by):
            opened.extend(open_accounts([account], by=by, on=by.today))
            propose(Appointment(opened[0].pk, int(told["office"]), Role(told["role"])), by=by, on=by.today)

    if request.method == "POST" and perform(form, send):
        return render(
            request, "accounts/password.html", {"staff": opened[0], "password": password, "is_new": True, "waits": True}
        )
    with acting(by, reading_only=True):
        return page_with_form(request, "accounts/new.html", {"form": form})
