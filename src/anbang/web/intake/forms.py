"""The forms by which somebody comes in: on the spot, and from community corrections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anbang.casework.handover.actions import Arrival
from anbang.casework.handover.filing import Somebody
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.person.models import Sex
from anbang.web.forms import Text
from anbang.web.intake.fields import Area, Choices, Day, place, words

THE_YEAR_IS_RIGHT = _("年份没有写错，帮教期确实已满")
SEXES = [("", _("不清楚")), *Sex.choices]


class SomebodyForm(forms.Form):
    """Who somebody is and where they belong."""

    name = Text(label=_("姓名"), help_text=_("不肯说或不知道的，写本人自称。"), max_length=64)
    id_number = Text(
        label=_("身份证号"), required=False, max_length=24, widget=forms.TextInput({"autocomplete": "off"})
    )
    born_on = Day(label=_("出生日期"), required=False, help_text=_("有身份证号的不用填。"))
    sex = forms.ChoiceField(
        label=_("性别"),
        choices=SEXES,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("有身份证号的不用选，以号码为准。"),
    )
    identity_unknown = forms.BooleanField(label=_("身份不明"), required=False)
    investigated_in = Area(
        label=_("原侦查机关所在镇街"), required=False, help_text=_("身份不明的，由原侦查机关所在地的司法所办理。")
    )
    registered = Area(label=_("户籍地"), required=False, help_text=_("村（社区）不清楚的，选镇街。"))
    registered_outside = Text(label=_("户籍在区外的，写省、区县、乡镇"), required=False, max_length=120)
    residence = Area(label=_("现住地"), required=False, help_text=_("与户籍地相同的不用填。"))
    residence_outside = Text(label=_("现住区外的，写省、区县、乡镇"), required=False, max_length=120)

    def __init__(self, *args: Any, areas: Choices, towns: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("registered", areas), ("residence", areas), ("investigated_in", towns)):
            field = self.fields[name]
            assert isinstance(field, Area)
            field.offer(choices)

    def clean(self) -> dict[str, Any]:
        """Whom one can look for, or know to be unknown; and a place."""
        told: dict[str, Any] = super().clean() or {}
        has_place = told.get("registered") is not None or told.get("registered_outside")
        if told.get("identity_unknown"):
            if told.get("investigated_in") is None:
                self.add_error("investigated_in", _("身份不明的，请选择原侦查机关所在镇街。"))
        elif not {"id_number", "born_on"} & set(self.errors):
            if not told.get("id_number") and told.get("born_on") is None:
                self.add_error("id_number", _("请填写身份证号；没有的，填出生日期，或勾选身份不明。"))
            if not has_place and "registered" not in self.errors:
                self.add_error("registered", _("请选择户籍地，或写明区外的地方。"))
        return told

    @property
    def somebody(self) -> Somebody:
        """Who it is, once the form is valid."""
        told = self.cleaned_data
        unknown = bool(told["identity_unknown"])
        return Somebody(
            name=told["name"],
            sex=told["sex"],
            born_on=told["born_on"],
            id_number="" if unknown else told["id_number"],
            registered=place(told, "registered"),
            residence=place(told, "residence"),
            investigated_in=told["investigated_in"] if unknown else None,
        )


class SpotForm(SomebodyForm):
    """Somebody nobody announced reports in (clause 2.3.3, RES-4)."""

    released_on = Day(label=_("释放日期"))
    is_long_ago = forms.BooleanField(label=THE_YEAR_IS_RIGHT, required=False)
    released_from = forms.ChoiceField(label=_("从哪里释放"), choices=ReleasedFrom.choices, widget=forms.RadioSelect)
    has_certificate = forms.BooleanField(label=_("带有释放证明书"), required=False)
    certificate = Text(label=_("释放证明书编号"), required=False, max_length=64)
    papers = Text(label=_("其他材料"), required=False, max_length=200)
    contact = Text(label=_("联系电话"), required=False, max_length=64)
    lives_at = Text(label=_("现住址（门牌）"), required=False, max_length=120)
    why = words(_("为什么没有人通知"), help_text=_("例如：监所没有来文；跨省释放，文书在途。"), length=200)

    def clean_released_from(self) -> ReleasedFrom:
        """Where from."""
        return ReleasedFrom(self.cleaned_data["released_from"])

    def clean(self) -> dict[str, Any]:
        """A certificate has a number."""
        told = super().clean()
        if told.get("has_certificate") and not told.get("certificate"):
            self.add_error("certificate", _("请填写释放证明编号。"))
        return told

    @property
    def arrival(self) -> Arrival:
        """What they bring, once the form is valid."""
        told = self.cleaned_data
        return Arrival(
            has_certificate=told["has_certificate"],
            certificate=told["certificate"],
            papers=told["papers"],
            contact=told["contact"],
            lives_at=told["lives_at"],
        )


class CorrectionsForm(SomebodyForm):
    """Somebody completed community corrections (clause 2.3.3, RES-1)."""

    completed_on = Day(label=_("矫正期满日期"))
    is_long_ago = forms.BooleanField(label=THE_YEAR_IS_RIGHT, required=False)
    handed_over = words(
        _("由谁移交、移交了什么"), help_text=_("例如：司法所矫正岗王某，移交矫正档案一册、期满证明一份。")
    )
    late_because = Text(
        label=_("为什么现在才登记"), required=False, max_length=200, help_text=_("期满已过几天才登记的，写明原因。")
    )
