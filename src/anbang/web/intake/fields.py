"""Fields that several forms share: days, places of the district, people of the office."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anbang.casework.person.actions import Place
from anbang.lib.reading_dates import read_date, read_day
from anbang.lib.visible import visible
from anbang.organisations.day import office_day
from anbang.organisations.days import day_typed
from anbang.organisations.kinds import AreaKind
from anbang.organisations.queries import areas_within_the_district
from anbang.web.forms import Text

Choices = list[tuple[str, list[tuple[str, str]]]]


class WrittenDay(forms.DateInput):
    """A day as people write it, 2026年11月3日, whatever language the browser speaks: its own field would show 11/03/2026. With script a calendar beside it."""

    template_name = "widgets/day.html"

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off"})

    def format_value(self, value: Any) -> str | None:
        """As it is read, 昨天 too, which means another day tomorrow; what is no day stays as it was typed."""
        day = read_day(visible(value), today=office_day()) if isinstance(value, str) else read_date(value)
        return day_typed(day) if day else value or None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The last day that the calendar offers is no attribute of a text; where that is today, the day before is most often meant."""
        context = super().get_context(name, value, attrs)
        last = context["widget"]["attrs"].pop("max", "")
        context["widget"] |= {"max": last, "yesterday": ""}
        if last == office_day().isoformat():
            context["widget"]["yesterday"] = day_typed(office_day() - timedelta(days=1))
        return context


class Day(forms.DateField):
    """A day: typed as people write it, or picked from the browser's own calendar."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=WrittenDay(), **more)

    def to_python(self, value: Any) -> date | None:
        """The day, or the refusal that shows how one is written."""
        if value in self.empty_values:
            return None
        day = value if isinstance(value, date) else read_day(visible(str(value)), today=office_day())
        if day is None:
            raise forms.ValidationError(_("日期不对：请写成 2026-11-03、2026年11月3日或 11月3日。"))
        return day


def words(label: Any, *, rows: int = 2, length: int = 400, required: bool = True, help_text: Any = "") -> Text:
    """A few lines that a person writes."""
    return Text(
        label=label,
        required=required,
        max_length=length,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def area_choices() -> Choices:
    """The villages of each town, the town itself first."""
    areas = sorted(areas_within_the_district(), key=lambda area: area.pk)
    towns = [area for area in areas if area.kind in AreaKind.towns()]
    villages = sorted(
        (area for area in areas if area.kind in AreaKind.villages()), key=lambda area: area.parent_id or 0
    )
    within = {town: list(found) for town, found in groupby(villages, key=lambda area: area.parent_id)}
    return [
        (town.name, [(str(area.pk), area.short_name) for area in [town, *within.get(town.pk, [])]]) for town in towns
    ]


def town_choices() -> list[tuple[str, str]]:
    """The towns of the district."""
    towns = areas_within_the_district().filter(kind__in=AreaKind.towns()).order_by("id")
    return [(str(town.pk), town.name) for town in towns]


class Area(forms.TypedChoiceField):
    """A village or town of the district, by its id."""

    def __init__(self, **more: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **more)

    def offer(self, choices: Any) -> None:
        """What there is to choose from, known only when the page is asked for."""
        self.choices = [("", _("请选择")), *choices]


def place(told: Mapping[str, Any], name: str) -> Place | None:
    """The place that two fields tell: a village of the district, or the words for one outside."""
    if told.get(name) is not None:
        return Place(area_id=told[name])
    outside = told.get(f"{name}_outside", "")
    return Place(outside=outside) if outside else None
