"""The duties of offices are kept what the rules say of what the offices did; only the differences are written."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from anbang.casework.charge.desks import KINDS, OF_THE_DISTRICT
from anbang.casework.duty.models import Duty
from anbang.casework.step.differences import write
from anbang.casework.step.duties import MAY_CHANGE, duty_values
from anbang.casework.step.policy import pack_in_force
from anbang.coordination.office.facts import OCCASIONS, ROUNDS, acts_that_meet
from anbang.coordination.office.models import KeyPeriod, OfficeAct, OfficeActKind, OfficeRounds
from anbang.organisations.models import Office
from anbang.policy import JUDGE, DutyAnswer, Pack
from anbang.policy.timeline import Moment

Key = tuple[int, str, date]
Acts = Mapping[tuple[int, str], Sequence[OfficeAct]]


def settle_offices(offices: Sequence[Office], *, today: date) -> None:
    """Make the duties of these offices what the rules say on `today`. An office whose rounds have not begun has none."""
    pack = pack_in_force()
    since = dict(OfficeRounds.objects.filter(office__in=offices).values_list("office_id", "since_on"))
    acts: dict[tuple[int, str], list[OfficeAct]] = defaultdict(list)
    for act in OfficeAct.objects.filter(office__in=offices).order_by("on", "id"):
        acts[act.office_id, act.kind].append(act)
    periods = list(KeyPeriod.objects.filter(begins_on__lte=today).order_by("begins_on", "id"))
    held: dict[Key, Duty] = {
        (duty.office_id or 0, duty.rule, duty.opens_on): duty
        for duty in Duty.objects.filter(case__isnull=True, office__in=offices)
    }
    wanted: dict[Key, dict[str, Any]] = {}
    for office in offices:
        if office.pk in since:
            for answer in _answers(office, since[office.pk], acts, periods, today=today, pack=pack):
                wanted[office.pk, answer.duty, answer.opens_on] = _values(office, answer)
    write(Duty.objects.all(), held, wanted, fields=(*MAY_CHANGE, "pack", "seen"), compared=MAY_CHANGE)


def _answers(
    office: Office, since: date, acts: Acts, periods: Sequence[KeyPeriod], *, today: date, pack: Pack
) -> Iterator[DutyAnswer]:
    for duty in ROUNDS:
        if KINDS.get(duty.owner.kind) == office.kind:
            days = [act.on for act in acts.get((office.pk, acts_that_meet(duty)), [])]
            area = str(office.area_id)
            yield from JUDGE.office_duties(duty.name, days, since=since, as_of=today, pack=pack, area=area)
    for occasion in OCCASIONS:
        if KINDS.get(occasion.owner.kind) == office.kind:
            for period in periods:
                if period.ends_on >= since:
                    yield from _of_key_period(occasion.name, office, period, acts, today=today, pack=pack)


def _of_key_period(
    duty: str, office: Office, period: KeyPeriod, acts: Acts, *, today: date, pack: Pack
) -> list[DutyAnswer]:
    held = acts.get((office.pk, OfficeActKind.KEY_PERIOD_EDUCATION), [])
    moments = [
        Moment(period.begins_on, ("key_period_begins_on",), {"key_period_ends_on": period.ends_on}),
        *(Moment(act.on, ("key_period_education_on",)) for act in held if act.key_period_id == period.pk),
    ]
    return JUDGE.office_occasions(duty, moments, as_of=today, pack=pack, area=str(office.area_id))


def _values(office: Office, answer: DutyAnswer) -> dict[str, Any]:
    area = None if answer.owner_kind in OF_THE_DISTRICT else office.area_id
    return {
        **duty_values(answer, case_id=None),
        "office_id": office.pk,
        "office_when_due_id": office.pk,
        "owner_area_id": area,
        "owner_is_outside": False,
    }
