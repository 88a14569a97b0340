"""Who was responsible for a case, and how it was handed on: read once, however often a page asks."""

from django.db.models import Prefetch, prefetch_related_objects

from anbang.casework.charge.models import Responsibility, Transfer
from anbang.casework.person.models import Case


def charges_of(case: Case) -> list[Responsibility]:
    """Who was responsible from when to when, in that order, with the offices ready."""
    charges = Responsibility.objects.select_related("office").order_by("from_on", "id")
    prefetch_related_objects([case], Prefetch("responsibilities", charges))
    return list(case.responsibilities.all())


def transfers_of(case: Case) -> list[Transfer]:
    """How it was handed on or was to be, in that order, with the offices ready."""
    transfers = Transfer.objects.select_related("sender", "receiver").order_by("number")
    prefetch_related_objects([case], Prefetch("transfers", transfers))
    return list(case.transfers.all())
