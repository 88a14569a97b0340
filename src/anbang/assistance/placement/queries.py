"""Which towns lack an enterprise base."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from anbang.assistance.placement.models import EnterpriseBase
from anbang.casework.step.policy import pack_in_force
from anbang.policy import answer


def towns_without_bases(town_ids: Iterable[int], *, on: date) -> list[int]:
    """Those of the towns with too few bases at the end of a day (clause 2.4.3.2): one whose agreement ended that day no longer counts."""
    wanted = list(town_ids)
    agreed = EnterpriseBase.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on), town__in=wanted, from_on__lte=on
    )
    counts = Counter(agreed.values_list("town_id", flat=True))
    return [
        town for town in wanted if answer("base_lacking", as_of=on, pack=pack_in_force(), enterprise_bases=counts[town])
    ]
