"""The forms by which the letters of an institution are answered: verification and reception arrangement (clause 2.3)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anbang.casework.custody.models import Finding
from anbang.web.dated import AnswerForm
from anbang.web.forms import Text


def _finding(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=Finding.choices, widget=forms.RadioSelect)


def _evidence(label: Any) -> forms.CharField:
    return Text(
        label=label,
        help_text=_("属实的可以不填。"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class VerificationForm(AnswerForm):
    """What the justice office found of name, identity and address (clause 2.3.1)."""

    day_label = _("哪一天核查并回复")

    name = _finding(_("姓名"))
    name_evidence = _evidence(_("姓名核查依据"))
    identity = _finding(_("身份"))
    identity_evidence = _evidence(_("身份核查依据"))
    address = _finding(_("地址"))
    address_evidence = _evidence(_("地址核查依据"))
    family = Text(
        label=_("家庭状况与接纳意愿"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ArrangementForm(AnswerForm):
    """Who meets the person (clause 2.3.1)."""

    day_label = _("哪一天回复")

    who_meets = Text(label=_("由谁接回"), max_length=200)
    remarks = Text(label=_("说明"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
