"""Which towns lack an enterprise base."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from anbang.assistance.placement.models import EnterpriseBase
from anbang.casework.step.policy import pack_in_force
from anbang.policy import answer


def _agreed(*, on: date) -> QuerySet[EnterpriseBase]:
    return EnterpriseBase.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=on), from_on__lte=on)


def bases_of(town_id: int, *, on: date) -> QuerySet[EnterpriseBase]:
    """The bases of a town at the end of a day."""
    return _agreed(on=on).filter(town=town_id).order_by("name", "id")


def is_without_base(bases: int, *, on: date) -> bool:
    """Whether so many are too few for a town (clause 2.4.3.2)."""
    return bool(answer("base_lacking", as_of=on, pack=pack_in_force(), enterprise_bases=bases))


def bases_by_town(town_ids: Iterable[int], *, on: date) -> tuple[Counter[int], set[int]]:
    """How many agreements hold on a day in each of the towns, and those of the towns with too few at its end (clause 2.4.3.2): an agreement that
    ends that day no longer counts there.
    """
    wanted = list(town_ids)
    agreed = EnterpriseBase.objects.on(on).filter(town__in=wanted).values_list("town_id", "until_on")
    holding = Counter(town for town, until_on in agreed if until_on != on)
    lacking = {town for town in wanted if is_without_base(holding[town], on=on)}
    return Counter(town for town, _ in agreed), lacking


def towns_without_bases(town_ids: Iterable[int], *, on: date) -> set[int]:
    """Those of the towns with too few bases at the end of a day (clause 2.4.3.2)."""
    return bases_by_town(town_ids, on=on)[1]
