"""A place as a step is told it, checked and written as acts keep places."""

from typing import Any

from django.utils.translation import gettext as _

from anbang.casework.act.story import kept_place
from anbang.casework.person.actions import Place
from anbang.casework.person.models import Abode
from anbang.organisations.queries import areas_within_the_district
from anbang.organisations.steps import StepRefused


def told_place(place: Place, *, field: str) -> dict[str, Any]:
    """The place as an act keeps it. Raises StepRefused for one that is neither in the district nor a text for outside."""
    if place.area_id is None:
        if not place.outside.strip():
            raise StepRefused(_("请选择村（社区），或写明区外的地址。"), field=field)
        return kept_place(Abode(outside=place.outside.strip()))
    area = areas_within_the_district().filter(pk=place.area_id).first()
    if area is None:
        raise StepRefused(_("本区没有这个村（社区）或镇街。"), field=field)
    return kept_place(Abode(area=area))
