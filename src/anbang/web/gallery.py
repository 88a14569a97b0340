"""Every part that pages are made of, in every state, on one page: for those who build and test them."""

import re
from importlib import resources
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from anbang.web.custody import VerificationForm
from anbang.web.intake.scans import Scan
from anbang.web.veil import veiled
from anbang.web.views import acting_staff, reads

ICONS = re.findall(r'<symbol id="([^"]+)"', (resources.files("anbang.web") / "static" / "icons.svg").read_text("utf-8"))
TONES = ("grey", "red", "amber", "green", "blue", "violet", "alarm")
ROWS, ROWS_A_PAGE = 90, 30


class SampleForm(forms.Form):
    """Fields of the kinds that the other forms on the page have not."""

    file = forms.FileField(label=_("文件"), required=False)
    scan = Scan(label=_("照片"), required=False)
    tick = forms.BooleanField(label=_("勾选"), required=False, help_text=_("说明"))


@reads()
@veiled
def gallery(request: HttpRequest) -> HttpResponse:
    """The page of all parts."""
    day = acting_staff(request).today
    dues = [
        SimpleNamespace(
            urgency=urgency,
            days=days,
            duty=SimpleNamespace(due_on=day, void_on=None, met_on=day if urgency in ("done", "late") else None),
        )
        for urgency, days in (
            ("overdue", 3),
            ("today", 0),
            ("soon", 5),
            ("later", 40),
            ("done", 0),
            ("late", 0),
            ("missed", 40),
            ("void", 0),
        )
    ]
    context = {
        "dues": dues,
        "form": VerificationForm({}, today=day),
        "sample": SampleForm(),
        "page": Paginator(range(ROWS), ROWS_A_PAGE).page(2),
        "chips": [
            {"label": _("全部"), "count": ROWS, "address": "?", "here": True, "alarm": False},
            {"label": _("逾期"), "count": 3, "address": "?", "here": False, "alarm": True},
        ],
        "tones": TONES,
        "icons": ICONS,
    }
    return render(request, "gallery.html", context)
