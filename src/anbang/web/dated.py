"""What a form has that tells a day of before: the day, and why it is only now recorded, where the policy's days have passed."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from anbang.organisations.days import day_in_words
from anbang.web.forms import Text
from anbang.web.intake.fields import Day


class LateForm(forms.Form):
    """A day, and its reason once that is asked for. `day_label` names the day; `day_is_asked`: no day stands there already, since what is told ends
    everything and is hardly ever of today.
    """

    on = Day(label=_("日期"))
    late_because = Text(
        label=_("为什么现在才登记"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )

    day_label: ClassVar[Any] = None
    day_is_asked: ClassVar[bool] = False

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if day := self.fields.get("on"):
            day.initial = None if self.day_is_asked else today
            day.widget.attrs["max"] = today.isoformat()
            day.label = self.day_label or day.label

    def clean_on(self) -> date:
        """No day to come."""
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("日期不能晚于今天。"))
        return day

    @property
    def shown(self) -> Iterator[BoundField]:
        """The fields in their order; why it is only now recorded stands there once it is asked for, and is not left out then."""
        for field in self.visible_fields():
            if field.name != "late_because":
                yield field
            elif field.errors or self.data.get("late_because") or self.initial.get("late_because"):
                field.field.required = True
                yield field


class AnswerForm(LateForm):
    """An answer to a letter, of today unless it says otherwise; none is older than the letter, which came on `came_on`."""

    on = Day(label=_("日期"), required=False, help_text=_("默认为今天；早先办的补登，请填当时的日期。"))

    def __init__(self, *args: Any, today: date, came_on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.came_on = came_on

    def clean_on(self) -> date:
        """Today where nothing is said; no day to come, and none before the letter came."""
        self.cleaned_data["on"] = self.cleaned_data["on"] or self.today
        day = super().clean_on()
        if self.came_on is not None and day < self.came_on:
            raise forms.ValidationError(
                _("日期不能早于来文收到的那一天（%(day)s）。"), params={"day": day_in_words(self.came_on)}
            )
        return day

    @property
    def dated(self) -> Iterator[BoundField]:
        """The day and the reason, for a page that places the other fields itself."""
        return (field for field in self.shown if field.name in ("on", "late_because"))
