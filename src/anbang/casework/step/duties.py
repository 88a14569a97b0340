"""Keeps the stored duties equal to what the rules say; writes only the differences."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import F

from anbang.casework.charge.desks import KINDS, OF_THE_DISTRICT, Offices
from anbang.casework.duty.models import OUTLIVES_ITS_CASE, Duty
from anbang.casework.duty.versions import CURRENT
from anbang.casework.person.models import Case
from anbang.casework.step.differences import write
from anbang.casework.step.settled import Settled
from anbang.policy import DutyAnswer
from anbang.policy.vocabulary import OUTSIDE

Key = tuple[int | None, str, int]
MAY_CHANGE = (
    *("clause", "owner_kind", "owner_area_id", "owner_is_outside", "office_id", "office_when_due_id"),
    *("period", "opens_on", "due_on", "met_on", "void_on", "was_left"),
)
WRITTEN = (*MAY_CHANGE, "pack", "seen", "told_level")
AnyKey = TypeVar("AnyKey", bound=Hashable)


def settle_duties(settled: Sequence[Settled], offices: Offices) -> None:
    """Make the duties of these people what the rules say. A duty is known by its rule and its number in the case."""
    cases = [case.pk for one in settled for case in one.cases]
    wanted: dict[Key, dict[str, Any]] = {}
    for one in settled:
        for answer in one.course.duties:
            case_id = one.cases[answer.case].pk
            institution = _institution(one, case_id) if answer.owner_kind == "institution" else None
            owner = _owner(answer, offices, institution, today=one.today)
            values = duty_values(answer, case=one.cases[answer.case], ended_on=one.course.cases[answer.case].ended_on)
            wanted[case_id, answer.duty, answer.occurrence] = values | owner
    # What the rules saw is written and seldom read: it is left where it is.
    held = {
        (duty.case_id, duty.rule, duty.number): duty
        for duty in Duty.objects.filter(case__in=cases).defer("seen", "pack")
    }
    write_duties(held, wanted)


def write_duties(held: Mapping[AnyKey, Duty], wanted: Mapping[AnyKey, dict[str, Any]]) -> None:
    """Make the duties `held` those that are `wanted`. Due on another day, a duty is another occasion, of which nobody above was told yet."""
    for key in held.keys() & wanted.keys():
        is_another = held[key].due_on != wanted[key]["due_on"]
        # The level as it stands when it is written: a morning may tell of it meanwhile.
        wanted[key]["told_level"] = 0 if is_another else F("told_level")
    write(Duty.objects.all(), held, wanted, fields=WRITTEN, compared=MAY_CHANGE)


def duty_values(answer: DutyAnswer, *, case: Case | None, ended_on: date | None = None) -> dict[str, Any]:
    """What is kept of a duty, but for who owes it. `ended_on`: when its case was closed."""
    return {
        "case_id": None if case is None else case.pk,
        "person_id": None if case is None else case.person_id,
        "rule": answer.duty,
        "number": answer.occurrence,
        "clause": answer.clause,
        "owner_kind": answer.owner_kind,
        "period": answer.period or "",
        "opens_on": answer.opens_on,
        "due_on": answer.due_on,
        "met_on": answer.met_on,
        "void_on": answer.void_on,
        "was_left": _was_left(answer, ended_on),
        "pack": answer.version,
        "seen": {
            "counted_from": answer.counted_from.isoformat(),
            "inputs": {name: _plain(value) for name, value in answer.inputs.items()},
            "parameters": dict(answer.parameters),
            "digest": answer.digest,
        },
    }


def _was_left(answer: DutyAnswer, ended_on: date | None) -> bool:
    """Whether it was overdue when the case was closed, or when what it was about was gone. Money is owed until it is paid, and an answer
    until it is given.
    """
    if answer.lapsed_on is not None:
        return True
    is_undone = answer.met_on is None and answer.void_on is None
    return is_undone and ended_on is not None and answer.due_on < ended_on and answer.duty not in OUTLIVES_ITS_CASE


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


def _institution(one: Settled, case_id: int) -> int | None:
    """The institution that told of a case last."""
    told = (act.happening.details.get("institution") for act in reversed(one.story) if act.case_id == case_id)
    found = next((text for text in told if text), None)
    return int(str(found)) if found else None


def _owner(answer: DutyAnswer, offices: Offices, institution: int | None, *, today: date) -> dict[str, Any]:
    """Who owes a duty now, or did when it ended, and who held it on its due day."""
    if answer.owner_kind == "person":
        return _owed_by(None, None, None)
    if answer.owner_kind == "institution":
        return _owed_by(institution or offices.standing("justice_bureau", None, on=today), None, institution)
    if answer.owner_area == OUTSIDE:
        return _owed_by(None, None, None, outside=True)
    area = _area(answer.owner_kind, answer.owner_area)
    when_due = None if answer.area_when_due == OUTSIDE else _area(answer.owner_kind, answer.area_when_due)
    kind = KINDS[answer.owner_kind]
    ended_on = answer.met_on or answer.void_on
    return _owed_by(
        offices.standing(kind, area, on=ended_on or today),
        area,
        offices.standing(kind, when_due, on=min(answer.due_on, ended_on or today)),
    )


def _area(owner_kind: str, text: str | None) -> int | None:
    return None if owner_kind in OF_THE_DISTRICT or text is None else int(text)


def _owed_by(office: int | None, area: int | None, when_due: int | None, *, outside: bool = False) -> dict[str, Any]:
    return {
        "office_id": office,
        "owner_area_id": area,
        "office_when_due_id": when_due,
        "owner_is_outside": outside,
    }


__all__ = ["CURRENT", "duty_values", "settle_duties", "write_duties"]
