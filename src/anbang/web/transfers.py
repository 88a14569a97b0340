"""Which act opened which transfer, and what became of it: told at the act's entry in the history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from anbang.casework.act.models import Act
from anbang.casework.charge.models import Transfer
from anbang.organisations.models import Office

# Where care begins a transfer opens if the person lives elsewhere; after that a move opens one.
BEGINNING = frozenset({"released", "corrections_completed"})
OPENING = BEGINNING | {"moved"}


def transfers_opened(acts: Iterable[Act]) -> Mapping[int, str]:
    """Act → the transfer that it opened, in words. Two questions for any number of acts, none where no act could open one."""
    asked = [act for act in acts if act.kind in OPENING and act.withdrawn_on is None]
    if not asked:
        return {}
    cases = {act.case_id for act in asked}
    days: dict[tuple[int, object], list[Transfer]] = defaultdict(list)
    told = Transfer.objects.filter(case__in=cases, opened_on__in={act.on for act in asked})
    for transfer in told.select_related("sender", "receiver").order_by("number"):
        days[transfer.case_id, transfer.opened_on].append(transfer)
    if not days:
        return {}
    others: dict[tuple[int, object], list[Act]] = defaultdict(list)
    told_then = Act.objects.filter(case__in=cases, on__in={on for _case, on in days}, kind__in=OPENING)
    for act in told_then.filter(withdrawn_on__isnull=True).order_by("id"):
        others[act.case_id, act.on].append(act)
    return {
        act.pk: in_words(transfer)
        for day, transfers in days.items()
        for act, transfer in _each_to_its_act(others[day], transfers)
    }


def _each_to_its_act(acts: list[Act], transfers: list[Transfer]) -> Iterable[tuple[Act, Transfer]]:
    """Of one day, from its end: a transfer goes to the last move to the receiver's town; what no move opened opened with care, or by a
    move to a town whose office was merged since.
    """
    left = list(acts)
    for transfer in reversed(transfers):
        leads_there = [act for act in left if act.kind == "moved" and _town(act) == _town_of(transfer.receiver)]
        began = [act for act in left if act.kind in BEGINNING]
        if opener := next(reversed([*left[-1:], *began, *leads_there]), None):
            yield opener, transfer
            left = left[: left.index(opener)]


def _town(act: Act) -> str | None:
    town: str | None = act.told.get("to", {}).get("town")
    return town


def _town_of(office: Office | None) -> str | None:
    return None if office is None else str(office.area_id)


def in_words(transfer: Transfer) -> str:
    """From whom to whom, and how it stands."""
    outside = _("区外司法所")
    return _("转接：%(sender)s → %(receiver)s，%(how)s") % {
        "sender": transfer.sender.name if transfer.sender else outside,
        "receiver": transfer.receiver.name if transfer.receiver else outside,
        "how": transfer.get_outcome_display() if transfer.outcome else _("等待答复"),
    }
