"""Keeps the stored duties equal to what the rules say: asks them, compares, and writes only the differences."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from anbang.casework.duty.facts import happenings_of
from anbang.casework.duty.models import Duty
from anbang.casework.person.models import Case
from anbang.casework.person.routing import Desks
from anbang.policy import DutyAnswer, duties

Key = tuple[str, date, date]


def refresh_duties(case_ids: Sequence[int], *, on: date) -> None:
    """Make the duties of these cases what the rules say on `on`. Call inside `acting(by)`, in the step's transaction.

    A duty is known by its rule, the day it opened and the day it is due: one that moves is void and opens anew.
    """
    told = happenings_of(case_ids)
    cases = Case.objects.in_bulk(case_ids)
    stored: dict[int, dict[Key, Duty]] = defaultdict(dict)
    for duty in Duty.objects.filter(case__in=case_ids):
        stored[duty.case_id][duty.rule, duty.opens_on, duty.due_on] = duty
    owners = _Owners(cases.values(), on=on)
    fresh: list[Duty] = []
    changed: list[Duty] = []
    for case_id, case in cases.items():
        answers = {(answer.duty, answer.opens_on, answer.due_on): answer for answer in duties(told[case_id], as_of=on)}
        held = stored[case_id]
        fresh += [_as_row(case, answer, owners) for key, answer in answers.items() if key not in held]
        changed += [
            duty
            for key, duty in held.items()
            if _differs(duty, answers.get(key), on=on) | _moves(duty, case, answers.get(key), owners)
        ]
    # What ends first, or a duty that opens anew, or runs again, would run beside the one it replaces.
    for runs in (False, True):
        some = [duty for duty in changed if _runs(duty) is runs]
        Duty.objects.bulk_update(some, ["met_on", "void_on", "office"], batch_size=1000)
    Duty.objects.bulk_create(fresh, batch_size=2000)


def _differs(duty: Duty, answer: DutyAnswer | None, *, on: date) -> bool:
    """Whether the stored duty must change; if so, it is changed (not yet written). One that the rules no longer know, since a
    fact was corrected, is void from `on`.
    """
    met_on, void_on = (answer.met_on, answer.void_on) if answer else (None, duty.void_on or on)
    if (duty.met_on, duty.void_on) == (met_on, void_on):
        return False
    duty.met_on, duty.void_on = met_on, void_on
    return True


def _runs(duty: Duty) -> bool:
    return duty.met_on is None and duty.void_on is None


def _moves(duty: Duty, case: Case, answer: DutyAnswer | None, owners: "_Owners") -> bool:
    """Whether a running duty is now another office's; if so, it is changed (not yet written)."""
    if answer is None or not _runs(duty):
        return False
    owed_by = owners.office(case, answer.owner_kind)
    moves, duty.office_id = owed_by != duty.office_id, owed_by
    return moves


def _as_row(case: Case, answer: DutyAnswer, owners: "_Owners") -> Duty:
    return Duty(
        case=case,
        rule=answer.duty,
        clause=answer.clause,
        office_id=owners.office(case, answer.owner_kind),
        opens_on=answer.opens_on,
        due_on=answer.due_on,
        met_on=answer.met_on,
        void_on=answer.void_on,
        pack=answer.version,
        seen={
            "counted_from": answer.counted_from.isoformat(),
            "inputs": {name: _plain(value) for name, value in answer.inputs.items()},
            "parameters": dict(answer.parameters),
            "digest": answer.digest,
        },
    )


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


class _Owners:
    """Which office of a kind owes a duty about a case."""

    def __init__(self, cases: Iterable[Case], *, on: date) -> None:
        self.desks = Desks(on=on)
        known = list(cases)
        self.towns = self.desks.towns_of(known)
        self.institutions = dict(
            Case.objects.filter(pk__in=[case.pk for case in known]).values_list("id", "sentence__institution_id")
        )

    def office(self, case: Case, kind: str) -> int:
        """The office's id."""
        town = self.towns[case.pk]
        match kind:
            case "institution":
                return self.institutions[case.pk]
            case "justice_office":
                return self.desks.justice_offices[town]
            case "town":
                return self.desks.town_governments[town]
            case "justice_bureau":
                return self.desks.bureau
        raise ValueError(f"no office of kind {kind} owes duties in custody")
