"""What the forms of steps have in common: the day that counts, and why it is only now recorded, where that is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from anbang.casework.step.standing import Standing
from anbang.organisations.acting import ActingStaff
from anbang.web.dated import LateForm
from anbang.web.forms import Text
from anbang.web.intake.scans import Scan

LONG = 1000


def paper(label: Any, *, hint: Any = "") -> Scan:
    """Photographs of a paper that belongs to the step, where somebody has it at hand."""
    return Scan(label=label, required=False, help_text=hint)


def long_text(label: Any, *, required: bool = True, rows: int = 4, hint: Any = "", limit: int = LONG) -> Text:
    """Some sentences."""
    widget = forms.Textarea(attrs={"rows": rows})
    return Text(label=label, required=required, max_length=limit, help_text=hint, widget=widget)


def short_text(label: Any, *, required: bool = False, hint: Any = "", limit: int = 64) -> Text:
    """A few words."""
    return Text(
        label=label,
        required=required,
        max_length=limit,
        help_text=hint,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


def ticks(label: Any, choices: Any, *, required: bool = False, hint: Any = "") -> forms.MultipleChoiceField:
    """Some of several."""
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, required=required, help_text=hint, widget=widget)


def one_of(label: Any, choices: Any, *, hint: Any = "", initial: Any = None) -> forms.ChoiceField:
    """One of a few, all in view."""
    widget = forms.RadioSelect
    return forms.ChoiceField(label=label, choices=choices, help_text=hint, initial=initial, widget=widget)


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that one clause asks for: of how many the answer is known, and whether they are in view."""

    clause: str
    fields: list[BoundField]
    known: int
    is_open: bool


class StepForm(LateForm):
    """A form about one person. `at` says at which of its fields an action's complaint belongs; `preset` is what the link that led here
    asks for, `typed` what a draft holds.
    """

    clauses: ClassVar[Mapping[str, str]] = {}
    """Of fields that another clause asks for than the step's: which."""
    at: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        standing: Standing,
        by: ActingStaff,
        about: Any = None,
        preset: QueryDict | None = None,
        typed: QueryDict | None = None,
    ) -> None:
        super().__init__(data, files, today=by.today)
        self.standing, self.by, self.about = standing, by, about
        self.preset, self.typed = preset or QueryDict(), typed or QueryDict()
        self.prepare()

    def prepare(self) -> None:
        """Choices and values that depend on the person."""

    def place_of_fault(self, field: str | None) -> str | None:
        """The field of this form at which a complaint of the action stands."""
        wanted = self.at.get(field or "", field)
        return wanted if wanted in self.fields else None

    @property
    def stood(self) -> dict[str, str]:
        """What stood of what the form replaces when it was opened; most replace nothing."""
        return {}

    @property
    def parts(self) -> list["Part"]:
        """Fields that stand folded under the clause that asks for them; most forms are short enough without."""
        return []

    @property
    def closing(self) -> list[BoundField]:
        """What stands below its parts."""
        return []

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Fields that stand together in a row, by row."""
        return []

    @property
    def folded_rows(self) -> list[dict[str, Any]]:
        """The empty rows beyond those in view, for whoever needs more."""
        return []


def telephone(*, hint: Any = "") -> Text:
    """How somebody is reached by telephone, or through whom."""
    return short_text(_("本人联系方式"), hint=hint or _("电话，或找谁可以联系到。"), limit=100)


def street(*, hint: Any = "") -> Text:
    """Where in the village somebody lives."""
    return short_text(_("住在哪里"), hint=hint or _("门牌地址。"), limit=200)


FEWEST_DIGITS = 7


def refuse_no_telephone(told: str) -> None:
    """A telephone has digits enough to reach somebody. Raises ValidationError."""
    if sum(sign.isdigit() for sign in told) < FEWEST_DIGITS:
        raise forms.ValidationError(_("电话号码不全：手机 11 位，座机至少 7 位。"))


class DayOnly(StepForm):
    """Nothing but the day."""


class MayWrite(StepForm):
    """The day, and some words if there are any."""

    words = long_text(_("说明"), required=False)
