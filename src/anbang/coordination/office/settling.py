"""The duties of offices are kept what the rules say of what the offices did; only the differences are written."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from anbang.casework.charge.desks import KINDS, OF_THE_DISTRICT
from anbang.casework.duty.models import Duty
from anbang.casework.step.duties import duty_values, write_duties
from anbang.casework.step.policy import pack_in_force
from anbang.coordination.office.facts import OCCASIONS, ROUNDS, acts_that_meet
from anbang.coordination.office.models import KeyPeriod, OfficeAct, OfficeActKind, OfficeRounds
from anbang.organisations.models import Office
from anbang.policy import JUDGE, DutyAnswer, Pack
from anbang.policy.judging import Judge
from anbang.policy.timeline import Moment

Key = tuple[int, str, date]
Acts = Mapping[tuple[int, str], Sequence[OfficeAct]]


@dataclass(frozen=True, slots=True)
class Told:
    """What the rules are told of offices: since when each is judged, what it did, and the key periods that have begun."""

    since: Mapping[int, date]
    acts: Acts
    periods: Sequence[KeyPeriod]

    @classmethod
    def of(cls, offices: Sequence[Office], *, on: date) -> "Told":
        """What stands in the register on a day; what was withdrawn is told to nobody."""
        acts: dict[tuple[int, str], list[OfficeAct]] = defaultdict(list)
        for act in OfficeAct.objects.filter(office__in=offices, withdrawn_on=None).order_by("on", "id"):
            acts[act.office_id, act.kind].append(act)
        since = dict(OfficeRounds.objects.filter(office__in=offices).values_list("office_id", "since_on"))
        periods = KeyPeriod.objects.filter(begins_on__lte=on, withdrawn_on=None).order_by("begins_on", "id")
        return cls(since, acts, list(periods))


def settle_offices(offices: Sequence[Office], *, today: date) -> None:
    """Make the duties of these offices what the rules say on `today`. An office whose rounds have not begun has none."""
    pack, told = pack_in_force(), Told.of(offices, on=today)
    # What the rules saw is written and seldom read: it is left where it is.
    held: dict[Key, Duty] = {
        (duty.office_id or 0, duty.rule, duty.opens_on): duty
        for duty in Duty.objects.filter(case__isnull=True, office__in=offices).defer("seen", "pack")
    }
    wanted: dict[Key, dict[str, Any]] = {}
    for office in offices:
        for answer in duties_that_follow(office, told, judge=JUDGE, pack=pack, today=today):
            wanted[office.pk, answer.duty, answer.opens_on] = _values(office, answer)
    write_duties(held, wanted)


def duties_that_follow(office: Office, told: Told, *, judge: Judge, pack: Pack, today: date) -> Iterator[DutyAnswer]:
    """What an office owes and owed, by some version of the rules. None, before its rounds have begun."""
    since = told.since.get(office.pk)
    if since is None:
        return
    for duty in ROUNDS:
        if KINDS.get(duty.owner.kind) == office.kind and duty.name in judge.rounds:
            days = [act.on for act in told.acts.get((office.pk, acts_that_meet(duty)), [])]
            area = str(office.area_id)
            yield from judge.office_duties(duty.name, days, since=since, as_of=today, pack=pack, area=area)
    for occasion in OCCASIONS:
        if KINDS.get(occasion.owner.kind) == office.kind:
            for period in told.periods:
                if period.ends_on >= since:
                    moments = _moments_of(period, told.acts.get((office.pk, OfficeActKind.KEY_PERIOD_EDUCATION), []))
                    area = str(office.area_id)
                    yield from judge.office_occasions(occasion.name, moments, as_of=today, pack=pack, area=area)


def _moments_of(period: KeyPeriod, held: Sequence[OfficeAct]) -> list[Moment]:
    """A key period began, and education was held for it."""
    return [
        Moment(period.begins_on, ("key_period_begins_on",), {"key_period_ends_on": period.ends_on}),
        *(Moment(act.on, ("key_period_education_on",)) for act in held if act.key_period_id == period.pk),
    ]


def _values(office: Office, answer: DutyAnswer) -> dict[str, Any]:
    area = None if answer.owner_kind in OF_THE_DISTRICT else office.area_id
    return {
        **duty_values(answer, case=None),
        "office_id": office.pk,
        "office_when_due_id": office.pk,
        "owner_area_id": area,
        "owner_is_outside": False,
    }
