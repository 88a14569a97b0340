"""What is asked before something leaves as a file or on paper: what it is for, and whether whole numbers have to stand in it (LAW-1)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbang.audit.models import Event
from anbang.papers.exports import NewExport, quoted_number
from anbang.papers.models import ExportKind, Purpose
from anbang.web.forms import Text


class ExportForm(forms.Form):
    """The purpose out of a short list, in words where it is none of them; and, where there is something to show in full, whether and why."""

    purpose = forms.ChoiceField(label=_("用途"), widget=forms.RadioSelect)
    words = Text(
        label=_("用途说明"),
        required=False,
        max_length=200,
        help_text=_("依法提供的，写明依据的法律和提供给哪个单位；其他用途的，写明是什么。"),
    )
    in_full = forms.BooleanField(label=_("带完整号码"), required=False)
    why_in_full = Text(
        label=_("为什么要带完整号码"), required=False, max_length=200, help_text=_("不勾选的，号码是遮盖的。")
    )

    def __init__(
        self, *args: Any, purposes: Sequence[Purpose], usual: Purpose | None, masks: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(str(one), one.label) for one in purposes]  # type: ignore[attr-defined]
        self.fields["purpose"].initial = usual
        if not masks:
            del self.fields["in_full"], self.fields["why_in_full"]
        else:
            self.fields["in_full"].label = masks


def told_of_export(told: dict[str, Any], kind: ExportKind, **about: Any) -> NewExport:
    """What a valid form says, about what it is."""
    return NewExport(
        kind=kind,
        purpose=Purpose(told["purpose"]),
        words=told["words"],
        in_full=told.get("in_full", False),
        why_in_full=told.get("why_in_full", ""),
        **about,
    )


def export_in_words(event: Event) -> list[str]:
    """What left, what for, whether in full, and under which number: as the trail keeps it."""
    told = event.data
    said = [
        ExportKind(told["kind"]).label,
        Purpose(told["purpose"]).label,
        *([_("带完整号码")] if told["in_full"] else []),
    ]
    number = quoted_number(told["export"], event.happened_on)
    return [*map(str, said), gettext("编号 %(number)s") % {"number": number}]
