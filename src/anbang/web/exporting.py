"""What is asked before something leaves as a file or on paper: what it is for, and whether whole numbers have to stand in it (LAW-1)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anbang.audit.models import Event
from anbang.lib.masking import mask_numbers
from anbang.papers.exports import NewExport, quoted_number, words_of_export
from anbang.papers.models import Export, ExportKind, Purpose
from anbang.web.forms import Text


class Purposes(forms.RadioSelect):
    """The purposes, one below the other; where the page opens with them, the usual one is where the keyboard is."""

    is_focused = False

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One of them, with the keyboard on the usual one."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        if self.is_focused and option["selected"]:
            option["attrs"]["autofocus"] = True
        return option


class ExportForm(forms.Form):
    """The purpose out of a short list, in words where it is none of them; and, where there is something to show in full, whether and why."""

    purpose = forms.ChoiceField(label=_("用途"), widget=Purposes)
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
        self,
        *args: Any,
        purposes: Sequence[Purpose],
        usual: Purpose | None,
        masks: str = "",
        focused: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(str(one), one.label) for one in purposes]  # type: ignore[attr-defined]
        self.fields["purpose"].initial = usual
        self.fields["purpose"].widget.is_focused = focused  # type: ignore[attr-defined]
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


def purpose_in_words(export: Export) -> str:
    """What a sheet is for, as it was asked for: printed on it, so that whoever holds it knows."""
    words = words_of_export(export).get("purpose", "")
    said = (export.get_purpose_display(), words if export.in_full else mask_numbers(words))
    return gettext("：").join(part for part in said if part)
