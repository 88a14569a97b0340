"""Forms with rows of the same fields."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anbang.web.steps.form import StepForm

EMPTY_ROWS, MOST_ROWS = 5, 40
MOST_SENT = 200


class RowsForm(StepForm):
    """A form with rows of the same fields, some of them empty, all of them there without script."""

    leads = ""
    """The field without which a row is empty."""
    empty_rows = EMPTY_ROWS
    fewest_in_view = 1
    """How many rows stand unfolded where little or nothing is written yet."""

    def row_fields(self) -> dict[str, forms.Field]:
        """The fields of one row by name."""
        raise NotImplementedError

    def held(self) -> list[dict[str, Any]]:
        """What the first rows hold already."""
        return []

    def prepare(self) -> None:
        """The held rows and some empty ones, as far as there is room; of what was sent, as many as came."""
        held = self.held()
        written = self.data if self.is_bound else self.typed
        sent = sum(f"{self.leads}_{number}" in written for number in range(MOST_SENT))
        self.count = sent or max(len(held), min(len(held) + self.empty_rows, MOST_ROWS))
        for number in range(self.count):
            for name, field in self.row_fields().items():
                field.required = False
                field.initial = held[number].get(name) if number < len(held) else None
                self.fields[f"{name}_{number}"] = field

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows that hold something and one that is empty; as many as are usually filled in at least."""
        return self._every_row[: self._in_view]

    @property
    def folded_rows(self) -> list[dict[str, Any]]:
        """The empty rows beyond those, for whoever needs more."""
        return self._every_row[self._in_view :]

    @property
    def _every_row(self) -> list[dict[str, Any]]:
        return [
            {"number": number + 1, "fields": [self[f"{name}_{number}"] for name in self.row_fields()]}
            for number in range(self.count)
        ]

    @property
    def _in_view(self) -> int:
        written = [row["number"] for row in self._every_row if any(field.value() for field in row["fields"])]
        return max(max(written, default=0) + 1, self.fewest_in_view)

    @property
    def filled(self) -> list[dict[str, Any]]:
        """What was told, row by row, but for the empty ones."""
        told = [
            {name: self.cleaned_data.get(f"{name}_{number}") for name in self.row_fields()}
            for number in range(self.count)
        ]
        return [row for row in told if row[self.leads]]

    def _lost_its_lead(self, number: int) -> bool:
        """Whether something was written in a row whose first field is empty. What stood there already is no writing: whoever takes a name out
        has left.
        """
        others = [f"{name}_{number}" for name in self.row_fields() if name != self.leads]
        return not self.cleaned_data.get(f"{self.leads}_{number}") and not set(others).isdisjoint(self.changed_data)

    @property
    def shown(self) -> Any:
        """Fields of rows stand in their rows."""
        in_rows = {field.name for row in self._every_row for field in row["fields"]}
        return (field for field in super().shown if field.name not in in_rows)

    def clean(self) -> dict[str, Any]:
        """The rows, gathered; too many are refused, and none is cut off."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["rows"] = self.filled
        for number in range(self.count):
            if self._lost_its_lead(number):
                self.add_error(f"{self.leads}_{number}", _("这一行写了别的内容：请填写这一栏，或清空这一行。"))
        if len(told["rows"]) > MOST_ROWS or f"{self.leads}_{MOST_SENT}" in self.data:
            self.add_error(f"{self.leads}_0", _("最多填 %(most)s 行，请减少几行。") % {"most": MOST_ROWS})
        return told
