"""The filters that the first justice assistant keeps: what is in her own hands, and the priority persons of one village."""

from datetime import date

from anbang.demo.accounts import VILLAGE
from anbang.demo.staff import Crew
from anbang.organisations.filters import keep_filter
from anbang.organisations.kinds import FilteredList
from anbang.organisations.models import Area

KEEPS = "justice"


def keep_filters(crew: Crew, *, on: date) -> None:
    """One of the work list, one of the people."""
    by = crew.acting(KEEPS, on)
    village = Area.objects.get(name=VILLAGE, parent=by.area_id)
    keep_filter(FilteredList.TODAY, "我承办的", f"hands={by.staff_id}", by=by)
    keep_filter(FilteredList.PEOPLE, "玉屏重点", f"show=priority&place={village.pk}", by=by)
