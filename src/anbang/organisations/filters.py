"""Filters of lists that a member of staff keeps under a short name: their own, few, and of codes alone."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import FilteredList
from anbang.organisations.models import MOST_FILTERS, SavedFilter
from anbang.organisations.steps import StepRefused


def filters_of(shown: FilteredList, *, for_staff: ActingStaff) -> list[SavedFilter]:
    """What the reader keeps for a list, in the order in which it was kept."""
    return list(SavedFilter.objects.filter(staff=for_staff.staff_id, shown=shown).order_by("place"))


def keep_filter(shown: FilteredList, name: str, query: str, *, by: ActingStaff) -> SavedFilter:
    """Keep a filter; under a name that is taken it takes the place of the one before. Raises StepRefused for more than there may be."""
    with acting(by):
        # Of two at once the second waits: both would take the same place.
        kept = list(SavedFilter.objects.select_for_update().filter(staff=by.staff_id).order_by("place"))
        same = next((one for one in kept if (one.shown, one.name) == (shown, name)), None)
        if same is not None:
            same.query = query
            same.save(update_fields=["query"])
            return same
        return SavedFilter.objects.create(
            staff_id=by.staff_id, shown=shown, name=name, query=query, place=_free_place(kept)
        )


def _free_place(kept: Sequence[SavedFilter]) -> int:
    taken = {one.place for one in kept}
    free = next((place for place in range(1, MOST_FILTERS + 1) if place not in taken), None)
    if free is None:
        raise StepRefused(_("最多存 %(most)s 个，请先删去不用的。") % {"most": MOST_FILTERS}, field="name")
    return free


def rename_filter(place: int, name: str, *, by: ActingStaff) -> None:
    """Call one's own filter otherwise. Raises SavedFilter.DoesNotExist, and StepRefused where another is called so."""
    with acting(by):
        own = SavedFilter.objects.select_for_update().get(staff=by.staff_id, place=place)
        if SavedFilter.objects.filter(staff=by.staff_id, shown=own.shown, name=name).exclude(pk=own.pk).exists():
            raise StepRefused(_("已经有一个叫这个名称的。"), field="name")
        own.name = name
        own.save(update_fields=["name"])


def remove_filter(place: int, *, by: ActingStaff) -> None:
    """One's own filter goes; gone already it is gone."""
    with acting(by):
        SavedFilter.objects.filter(staff=by.staff_id, place=place).delete()
