"""A place as a form asks for it: town, village, or an address outside the district."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from anbang.casework.person.actions import Place
from anbang.casework.person.models import Abode, AbodeKind
from anbang.casework.person.queries import place_of, read_places
from anbang.organisations.kinds import AreaKind
from anbang.organisations.models import Area
from anbang.organisations.queries import areas_within_the_district
from anbang.web.steps.form import long_text, short_text
from anbang.web.steps.replacing import ReplacingForm
from anbang.web.templatetags.anbang import place_in_words

OUTSIDE = "outside"


class PlaceForm(ReplacingForm):
    """Somewhere in the district by town and village, or in words outside it. Both lists work without script."""

    town = forms.ChoiceField(label=_("镇街"), required=False)
    village = forms.ChoiceField(
        label=_("村（社区）"), required=False, help_text=_("按镇街分组；不知道是哪个村的，只选镇街。")
    )
    outside = short_text(_("区外地址"), hint=_("不在本区的，写明省、市、区县和地址。"), limit=200)
    words = long_text(_("从何得知"), required=False, rows=3)

    kind: ClassVar[AbodeKind | None] = None
    at: ClassVar[Mapping[str, str]] = {"to": "village", "registered": "village"}

    def place_of_fault(self, field: str | None) -> str | None:
        """At the address outside, where that was told."""
        if field in self.at and self.cleaned_data.get("outside"):
            return "outside"
        return super().place_of_fault(field)

    def prepare(self) -> None:
        """Towns, and the villages of each."""
        areas = list(areas_within_the_district().order_by("id"))
        self.areas = {str(area.pk): area for area in areas}
        towns = [area for area in areas if area.kind in AreaKind.towns()]
        nothing = ("", _("请选择"))
        self.fields["town"].choices = [nothing, *((area.pk, area.name) for area in towns)]  # type: ignore[attr-defined]
        self.fields["village"].choices = [  # type: ignore[attr-defined]
            nothing,
            *(
                (town.name, [(area.pk, area.short_name) for area in areas if area.parent_id == town.pk])
                for town in towns
            ),
        ]

    def stands(self) -> dict[str, str]:
        """The place of that kind as the file says it now."""
        if self.kind is None:
            return {}
        read_places([self.standing.person], on=self.by.today)
        abode = place_of(self.standing.person, self.kind)
        return {"place": place_in_words(abode) if abode else ""}

    def wrote(self) -> dict[str, str]:
        """The place that was chosen or written."""
        area = self.areas.get(self.data.get("village", "")) or self.areas.get(self.data.get("town", ""))
        outside = str(self.data.get("outside", ""))
        place = place_in_words(Abode(area=area, outside=outside)) if area or outside else ""
        return {**super().wrote(), "place": place} if self.kind else {}

    def put(self, sent: QueryDict, name: str, now: str) -> None:
        """No place at all leaves it where somebody else has put it."""
        for field in ("town", "village", "outside") if name == "place" else (name,):
            super().put(sent, field, now)

    def clean(self) -> dict[str, Any]:
        """Exactly one place."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        town, village = self.areas.get(told.get("town", "")), self.areas.get(told.get("village", ""))
        if village is not None and town is not None and village.parent_id != town.pk:
            self.add_error("village", _("这个村（社区）不在所选的镇街。"))
        area: Area | None = village or town
        if area is not None and told.get("outside"):
            self.add_error("outside", _("区内的地方和区外的地址只填一处。"))
        if area is None and not told.get("outside") and not self.errors:
            self.add_error("village", _("请选择村（社区），或写明区外的地址。"))
        told["place"] = (
            Place(area_id=area.pk) if area is not None else Place(area_id=None, outside=told.get("outside", ""))
        )
        return told
