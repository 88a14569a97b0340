"""A plan holds until the next one that was made: whichever is recorded, moved to another day or withdrawn."""

from anbang.casework.care.models import CarePlan
from anbang.lib.following import followed


def replace_each_by_the_next(case_id: int) -> None:
    """Until when each plan of a case that was not withdrawn holds; of several on a day the last recorded. Only the last is left open, and at
    last: one plan holds at a time.
    """
    plans = CarePlan.objects.filter(case=case_id, act__withdrawn_on__isnull=True).order_by("made_on", "act")
    for plan, later in followed(list(plans)):
        until = later.made_on if later else None
        if plan.replaced_on != until:
            plan.replaced_on = until
            plan.save(update_fields=["replaced_on"])
