"""Where somebody is registered and lives, as it follows from the head of the file and from the moves told since."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from anbang.casework.act.models import Act
from anbang.casework.act.story import ToldAct
from anbang.casework.person.models import Abode, AbodeKind
from anbang.casework.step.differences import changed, write
from anbang.casework.step.settled import Settled
from anbang.lib.following import followed

ONE_DAY = timedelta(days=1)
# Which act tells a place of which kind.
TOLD_BY = {
    "moved": AbodeKind.RESIDENCE,
    "registered_changed": AbodeKind.REGISTERED,
    "identity_established": AbodeKind.REGISTERED,
}
Move = tuple[int, date, dict[str, Any]]


def settle_abodes(settled: Sequence[Settled], *, only_grown: bool = False) -> None:
    """Make the places of these people those that follow. `only_grown`: no act was withdrawn, so that nothing is asked for whoever never
    moved.
    """
    moved = [one for one in settled if any(act.happening.event in TOLD_BY for act in one.story)]
    if not only_grown:
        others = {one.person.pk: one for one in settled} | {one.person.pk: None for one in moved}
        withdrawn = Abode.objects.filter(person__in=[key for key, one in others.items() if one], act__isnull=False)
        moved += [one for key in set(withdrawn.values_list("person_id", flat=True)) if (one := others[key])]
    if not moved:
        return
    told = dict(Act.objects.filter(pk__in=_ids(moved)).values_list("id", "told"))
    rows: dict[int, list[Abode]] = defaultdict(list)
    for row in Abode.objects.filter(person__in=[one.person.pk for one in moved]).order_by("from_on", "id"):
        rows[row.person_id].append(row)
    held: dict[int, Abode] = {row.act_id: row for some in rows.values() for row in some if row.act_id is not None}
    wanted: dict[int, dict[str, Any]] = {}
    for one in moved:
        for kind in AbodeKind.values:
            moves = list(_moves(one.story, kind, told))
            _end_the_head(rows[one.person.pk], kind, moves)
            for (act_id, on, place), later in followed(moves):
                until = later[1] - ONE_DAY if later else None
                wanted[act_id] = _row(one.person.pk, kind, act_id, on, until, place)
    write(Abode.objects.all(), held, wanted, fields=("area_id", "outside", "from_on", "until_on"))


def _ids(settled: Sequence[Settled]) -> list[int]:
    return [act.id for one in settled for act in one.story if act.happening.event in TOLD_BY]


def _moves(story: Sequence[ToldAct], kind: str, told: dict[int, dict[str, Any]]) -> Iterator[Move]:
    """The moves of a kind in their order. Of several on a day the last counts."""
    acts = [act for act in story if TOLD_BY.get(act.happening.event) == kind]
    for act, later in followed(acts):
        if later is None or later.happening.on > act.happening.on:
            yield act.id, act.happening.on, told[act.id]["to"]


def _end_the_head(rows: list[Abode], kind: str, moves: list[Move]) -> None:
    """What the file says last at its head holds until the first move. Where a later list told it only after that move, it was told instead
    of what stood there before.
    """
    heads = [row for row in rows if row.act_id is None and row.kind == kind]
    if not heads:
        return
    head, until = heads[-1], moves[0][1] - ONE_DAY if moves else None
    if until is not None and head.from_on > until:
        head.from_on = heads[0].from_on
        Abode.objects.filter(pk__in=[row.pk for row in heads[:-1]]).delete()
    if changed(head, {"until_on": until}):
        head.save(update_fields=["from_on", "until_on"])


def _row(person_id: int, kind: str, act_id: int, on: date, until: date | None, place: dict[str, Any]) -> dict[str, Any]:
    area = place.get("village") or place.get("town")
    return {
        "person_id": person_id,
        "kind": kind,
        "act_id": act_id,
        "area_id": int(area) if area else None,
        "outside": place.get("outside", ""),
        "from_on": on,
        "until_on": until,
    }
