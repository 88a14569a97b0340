"""In whose hands somebody is, as it follows from the acts: responsibility, transfers, and the named person at the office."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from anbang.casework.charge.desks import Offices, Stretch, caseworkers
from anbang.casework.charge.models import Caseworker, Responsibility, Transfer
from anbang.casework.person.models import Case
from anbang.casework.person.queries import staff_kept_out
from anbang.casework.step.differences import write
from anbang.casework.step.settled import Settled
from anbang.lib.following import followed
from anbang.organisations.kinds import Role
from anbang.organisations.models import Posting
from anbang.organisations.queries import holders
from anbang.policy.belonging import Charge, PastTransfer
from anbang.policy.course import CaseCourse
from anbang.policy.vocabulary import OUTSIDE

ONE_DAY = timedelta(days=1)
JUSTICE_OFFICE = "justice_office"


def settle_hands(settled: Sequence[Settled], offices: Offices) -> None:
    """Make responsibility, transfers and caseworkers those that follow."""
    if not settled:
        return
    cases = [(one, case, course) for one in settled for case, course in zip(one.cases, one.course.cases, strict=True)]
    ids = [case.pk for _, case, _ in cases]
    _settle_responsibility(cases, ids, offices)
    _settle_transfers(cases, ids, offices)
    _settle_caseworkers(cases, ids, offices)


Cases = list[tuple[Settled, Case, CaseCourse]]


def _settle_responsibility(cases: Cases, ids: list[int], offices: Offices) -> None:
    held: dict[tuple[int, int], Responsibility] = {}
    counted: dict[int, int] = defaultdict(int)
    for row in Responsibility.objects.filter(case__in=ids).order_by("from_on", "id"):
        held[row.case_id, counted[row.case_id]] = row
        counted[row.case_id] += 1
    wanted: dict[tuple[int, int], dict[str, Any]] = {}
    for one, case, course in cases:
        for number, stretch in enumerate(_stretches(course, offices)):
            wanted[case.pk, number] = {
                "person_id": one.person.pk,
                "case_id": case.pk,
                "office_id": stretch.office_id or None,
                "is_outside": not stretch.office_id,
                "from_on": stretch.from_on,
                "until_on": stretch.until_on,
            }
    write(Responsibility.objects.all(), held, wanted, fields=("office_id", "is_outside", "from_on", "until_on"))


def _stretches(course: CaseCourse, offices: Offices) -> Iterator[Stretch]:
    """Who is responsible from when until when. On a day on which it passes twice, only the last counts."""
    for charge, until in _charges(course):
        if until is not None and until < charge.since:
            continue
        if charge.town == OUTSIDE:
            yield Stretch(0, charge.since, until)
        else:
            yield from offices.stretches(JUSTICE_OFFICE, int(charge.town), charge.since, until)


def _charges(course: CaseCourse) -> Iterator[tuple[Charge, date | None]]:
    for charge, later in followed(course.charges):
        if later is not None:
            yield charge, later.since - ONE_DAY
        else:
            yield charge, None if course.ended_on is None else max(course.ended_on, charge.since)


def _settle_transfers(cases: Cases, ids: list[int], offices: Offices) -> None:
    held = {(row.case_id, row.number): row for row in Transfer.objects.filter(case__in=ids)}
    wanted = {
        (case.pk, number): {
            "person_id": one.person.pk,
            "case_id": case.pk,
            "number": number,
            **_sides(transfer, offices, today=one.today),
            "opened_on": transfer.since,
            "ended_on": transfer.ended_on,
            "outcome": transfer.ending or "",
        }
        for one, case, course in cases
        for number, transfer in enumerate(course.transfers)
    }
    fields = ("sender_id", "receiver_id", "opened_on", "ended_on", "outcome")
    write(Transfer.objects.all(), held, wanted, fields=fields)


def _sides(transfer: PastTransfer, offices: Offices, *, today: date) -> dict[str, int | None]:
    on = transfer.ended_on or today
    return {"sender_id": _office(transfer.sender, offices, on), "receiver_id": _office(transfer.to, offices, on)}


def _office(town: str, offices: Offices, on: date) -> int | None:
    return None if town == OUTSIDE else offices.standing(JUSTICE_OFFICE, int(town), on=on)


def _settle_caseworkers(cases: Cases, ids: list[int], offices: Offices) -> None:
    """The named person changes with the office. Who at an office has the case is the office's own to say."""
    today = cases[0][0].today
    kept_out = staff_kept_out([one.person.pk for one, _, _ in cases], on=today)
    held = Caseworker.objects.filter(case__in=ids).annotate(is_there=Exists(of_the_holder(today)))
    rows = {row.case_id: row for row in held.order_by("from_on", "id")}
    for one, case, course in cases:
        charge = course.charges[-1] if course.charges else None
        newest = rows.get(case.pk)
        row = newest if newest is not None and newest.until_on is None else None
        if charge is None or course.ended_on is not None or charge.town == OUTSIDE:
            if row is not None:
                _end(row, on=course.ended_on or (charge.since - ONE_DAY if charge else one.today))
            continue
        office_id = offices.standing(JUSTICE_OFFICE, int(charge.town), on=one.today)
        without = kept_out[one.person.pk]
        if row is not None and row.office_id == office_id:
            if not row.is_there or row.staff_id in without:  # type: ignore[attr-defined]
                _succeed(row, today=today, without=without)
            continue
        since = charge.since
        if row is not None:
            since = max(charge.since, row.from_on)
            _end(row, on=since - ONE_DAY)
        elif newest is not None and newest.until_on is not None and newest.until_on >= since:
            # What had ended it never happened.
            if newest.office_id == office_id and newest.staff_id not in without and _is_there(newest, on=one.today):
                newest.until_on = None
                newest.save(update_fields=["until_on"])
                continue
            since = newest.until_on + ONE_DAY
        staff_id = caseworkers([office_id], on=one.today, without=without).get(office_id)
        if staff_id is not None:
            Caseworker.objects.create(
                person_id=one.person.pk, case=case, staff_id=staff_id, office_id=office_id, from_on=since
            )


def of_the_holder(on: date) -> QuerySet[Posting]:
    """The postings on a day by which the holder of a case works at the office that has it, for a question about caseworkers."""
    return Posting.objects.on(on).filter(staff=OuterRef("staff"), office=OuterRef("office"), staff__is_active=True)


def _succeed(row: Caseworker, *, today: date, without: Collection[int]) -> None:
    """Whoever has left, or must keep out of the file, is followed by somebody who stays. Where nobody does, the case stays under the name of
    whoever left, as a gap that is shown; under that of whoever keeps out it may not.
    """
    staff_id = caseworkers([row.office_id], on=today, without=without).get(row.office_id)
    if staff_id is not None or row.staff_id in without:
        _end(row, on=today - ONE_DAY)
    if staff_id is None:
        return
    Caseworker.objects.create(
        person_id=row.person_id, case_id=row.case_id, staff_id=staff_id, office_id=row.office_id, from_on=today
    )


def _is_there(row: Caseworker, *, on: date) -> bool:
    """Whether whoever had the case still works at the office, and stays."""
    there = holders(Role.JUSTICE_ASSISTANT, offices=[row.office_id], on=on)
    return there.filter(staff=row.staff_id, until_on__isnull=True).exists()


def _end(row: Caseworker, *, on: date) -> None:
    """`on` is the last day; what began after it never was."""
    if row.from_on > on:
        row.delete()
        return
    row.until_on = on
    row.save(update_fields=["until_on"])
