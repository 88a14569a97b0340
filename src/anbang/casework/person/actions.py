"""Making a person's file, many at a time: keys first, then who may see it, then the file."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import connections, router
from django.db.models import Q

from anbang.casework.person.elsewhere import close_alike_elsewhere, hold_still_elsewhere
from anbang.casework.person.models import Abode, AbodeKind, Case, Person, Reach, ReachReason, Sealing
from anbang.casework.person.numbers import number_columns
from anbang.casework.person.series import file_numbers, person_keys
from anbang.lib.name_sounds import key_of
from anbang.organisations.acting import ActingStaff
from anbang.papers.actions import next_ids

# Since when somebody has lived where the first paper says they do, nobody tells.
AS_LONG_AS_IS_KNOWN = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere: an area of the district, or a text for a place outside it."""

    area_id: int | None = None
    outside: str = ""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person about to get a file. `seen_by_office`, or for a closed file `seen_by_staff`, may see it from then on. Somebody of whom
    nobody knows who it is is filed at the town of the original investigation, `investigated_in`.
    """

    name: str
    sex: str
    born_on: date | None
    id_number: str | None
    registered: Place | None
    residence: Place | None
    closed: bool
    seen_by_office: int
    seen_by_staff: tuple[int, ...] = ()
    investigated_in: int | None = None
    stands_here: bool = False
    """Before the office that files them, which sees them for that day whatever their places are."""


def open_files(people: Sequence[NewPerson], *, by: ActingStaff, on: date) -> list[Case]:
    """A person and a case for each of `people`, in order. Call inside `acting(by)`; a closed file stays readable for `by`
    until `leave_closed_files`.
    """
    using = router.db_for_write(Person)
    closed = [new.closed for new in people]
    # What a justice office cannot reach is closed the next morning.
    closes_elsewhere = any(closed) and by.sees_the_district
    if closes_elsewhere:
        hold_still_elsewhere(by=by)
    keys = person_keys(closed, using=using)
    _give_reach(
        [{"person": key, "reach": _reach(new, by=by, on=on)} for key, new in zip(keys, people, strict=True)],
        on=on,
        using=using,
    )
    Person.objects.bulk_create([_person(key, new) for key, new in zip(keys, people, strict=True)], batch_size=2000)
    Abode.objects.bulk_create(
        [
            Abode(person_id=key, kind=kind, area_id=place.area_id, outside=place.outside, from_on=AS_LONG_AS_IS_KNOWN)
            for key, new in zip(keys, people, strict=True)
            for kind, place in ((AbodeKind.REGISTERED, new.registered), (AbodeKind.RESIDENCE, new.residence))
            if place is not None
        ],
        batch_size=2000,
    )
    cases = open_cases(keys, closed, on=on)
    if closes_elsewhere:
        close_alike_elsewhere(by=by)
    return cases


def open_cases(people: Sequence[int], closed: Sequence[bool], *, on: date) -> list[Case]:
    """A case for each of these people, in order, none of whom has an open one; `closed`: whose file is. Call inside `acting(by)`."""
    using = router.db_for_write(Case)
    numbers = file_numbers(closed, on=on, using=using)
    case_keys = next_ids("casework_case", "id", len(people), using=using)
    return Case.objects.bulk_create(
        [
            Case(id=case_key, person_id=key, number=number, opened_on=on)
            for case_key, key, number in zip(case_keys, people, numbers, strict=True)
        ],
        batch_size=2000,
    )


def _seen_because_of(new: NewPerson) -> ReachReason:
    """Because of which place the justice office sees somebody: the residence where the registered one lies outside."""
    if new.investigated_in is not None:
        return ReachReason.ORIGINAL_INVESTIGATION
    is_here = new.registered is not None and new.registered.area_id is not None
    return ReachReason.REGISTERED_PLACE if is_here else ReachReason.RESIDENCE


def _reach(new: NewPerson, *, by: ActingStaff, on: date) -> list[dict[str, object]]:
    if not new.closed:
        desk = {"office": new.seen_by_office, "why": _seen_because_of(new)}
        here = {"office": by.office_id, "why": ReachReason.TAKING_IN, "until": on.isoformat()}
        return [desk, here] if new.stands_here else [desk]
    named = [{"staff": staff, "why": ReachReason.NAMED_FOR_CLOSED_FILE} for staff in new.seen_by_staff]
    # The bureau leaves it at once. A justice office, which can take no sight away, has talked with the person and sees the file that day.
    until = None if by.sees_the_district else on.isoformat()
    return [*named, {"staff": by.staff_id, "why": ReachReason.TAKING_IN, "until": until}]


def _give_reach(wanted: Sequence[Mapping[str, object]], *, on: date, using: str) -> None:
    """Before the file is written: whoever writes it must see it."""
    with connections[using].cursor() as cursor:
        cursor.execute("select casework_give_reach(%s::jsonb, %s::date)", [json.dumps(list(wanted)), on])


def leave_closed_files(*, by: ActingStaff) -> None:
    """Whoever of the bureau wrote closed files into the register no longer sees them."""
    if by.sees_the_district:
        Reach.objects.filter(staff_id=by.staff_id, why=ReachReason.TAKING_IN).delete()


def _person(key: int, new: NewPerson) -> Person:
    number = number_columns(new.id_number, person_id=key) if new.id_number is not None else {}
    return Person(
        id=key,
        name=new.name,
        name_key=key_of(new.name),
        sex=new.sex,
        born_on=new.born_on,
        identity_known=new.id_number is not None,
        identity_unknown_at_first=new.investigated_in is not None,
        investigated_in_id=new.investigated_in,
        sealing=Sealing.PROPOSED if new.closed else Sealing.OPEN,
        **number,
    )


def tell_place(person_id: int, kind: AbodeKind, place: Place, *, on: date) -> dict[str, Any]:
    """The head of the file tells another place from `on`; the one that it told so far ends the day before. It is told instead of that one
    where that began on the day or later, or where acts have told since where the person is: they hold. Returns what `untell_place` needs.
    """
    told = Abode.objects.filter(person_id=person_id, kind=kind, act__isnull=True).order_by("from_on", "id").last()
    if told is None:
        Abode.objects.create(person_id=person_id, kind=kind, **asdict(place), from_on=AS_LONG_AS_IS_KNOWN)
        return {"since": None}
    before = {"area_id": told.area_id, "outside": told.outside, "since": told.from_on.isoformat()}
    if told.until_on is not None or told.from_on >= on:
        told.area_id, told.outside = place.area_id, place.outside
        told.save(update_fields=["area_id", "outside"])
    else:
        told.until_on = date.fromordinal(on.toordinal() - 1)
        told.save(update_fields=["until_on"])
        Abode.objects.create(person_id=person_id, kind=kind, **asdict(place), from_on=on)
    return before


def untell_place(person_id: int, kind: AbodeKind, before: Mapping[str, Any]) -> None:
    """Undo `tell_place`: what the head of the file told before holds again for as long as what came after it would have."""
    told = Abode.objects.filter(person_id=person_id, kind=kind, act__isnull=True).order_by("from_on", "id")
    if before["since"] is None:
        told.delete()
        return
    *_, newest = told
    until = newest.until_on
    told.filter(from_on__gt=before["since"]).delete()
    told.filter(from_on=before["since"]).update(area=before["area_id"], outside=before["outside"], until_on=until)


def _end(reaches: Iterable[Reach], *, on: date) -> None:
    """The day before `on` was the last; what began on that very day never was."""
    for reach in reaches:
        if reach.from_on < on:
            reach.until_on = date.fromordinal(on.toordinal() - 1)
            reach.save(update_fields=["until_on"])
        else:
            reach.delete()


def see_closed_file(person_id: int, *, by: ActingStaff, on: date) -> None:
    """Let `by` see a closed file until `leave_closed_files`, in the transaction of a job that writes into it unseen."""
    Reach.objects.create(person_id=person_id, staff_id=by.staff_id, why=ReachReason.TAKING_IN, from_on=on)


def name_for_closed_file(person_id: int, staff_ids: Iterable[int], *, by: ActingStaff, on: date) -> None:
    """From `on` these members of staff alone see the person, and no office; `by` until `leave_closed_files`."""
    if by.staff_id:  # the system itself looks at nothing
        see_closed_file(person_id, by=by, on=on)
    why = ReachReason.NAMED_FOR_CLOSED_FILE
    known = Reach.objects.on(on).filter(person_id=person_id, why=why).values_list("staff_id", flat=True)
    Reach.objects.bulk_create(
        [Reach(person_id=person_id, staff_id=staff, why=why, from_on=on) for staff in {*staff_ids} - {*known}]
    )
    in_an_emergency = Q(why=ReachReason.EMERGENCY)
    _end(Reach.objects.on(on).filter(Q(office__isnull=False) | in_an_emergency, person_id=person_id), on=on)
