"""Why an office has a duty of its own: what the rules answer from what the office did, by the version that made the duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from anbang.casework.duty.models import Duty
from anbang.casework.duty.versions import version_of
from anbang.coordination.office.facts import ROUNDS, acts_that_meet
from anbang.coordination.office.models import KeyPeriod, OfficeAct, OfficeActKind
from anbang.coordination.office.settling import Told, duties_that_follow
from anbang.organisations.kinds import OfficeKind
from anbang.organisations.models import Office
from anbang.policy import DutyAnswer, Explanation, Pack
from anbang.policy.judging import Judge
from anbang.policy.language.archive import UnreadableVersion

LED_BY_THE_TOWN = "joint_meeting_town"
OF_THE_ROUNDS = {duty.name: OfficeActKind(acts_that_meet(duty)) for duty in ROUNDS}


@dataclass(frozen=True, slots=True)
class WhyAnOffice:
    """What a duty of an office follows from: the rule's answer, since when the office is judged, the key period or the calendar, how
    often the thing is asked for, what was done, and which office leads it where that is another.
    """

    explained: Explanation
    since_on: date
    period: KeyPeriod | None
    kind: OfficeActKind
    times: int
    acts: Sequence[OfficeAct]
    led_by: Office | None


def why_an_office(duty: Duty, *, on: date) -> WhyAnOffice | None:
    """Why the duty is there and due on its day, by the rules and figures that made it; None where these do not ask for it."""
    office = duty.office
    assert office is not None  # a duty without a case is an office's
    try:
        judge, pack = version_of(duty.pack)
    except UnreadableVersion:
        return None
    told = Told.of([office], on=on)
    key = (duty.rule, duty.opens_on, duty.due_on)
    answers = duties_that_follow(office, told, judge=judge, pack=pack, today=on)
    answer = next((one for one in answers if (one.duty, one.opens_on, one.due_on) == key), None)
    return None if answer is None else _why(answer, office, told, judge, pack)


def _why(answer: DutyAnswer, office: Office, told: Told, judge: Judge, pack: Pack) -> WhyAnOffice:
    kind = OF_THE_ROUNDS.get(answer.duty, OfficeActKind.KEY_PERIOD_EDUCATION)
    done = told.acts.get((office.pk, kind), [])
    is_round = answer.duty in OF_THE_ROUNDS
    period = None if is_round else next(one for one in told.periods if one.begins_on == answer.counted_from)
    return WhyAnOffice(
        explained=judge.explain_duty(answer, pack),
        since_on=told.since[office.pk],
        period=period,
        kind=kind,
        times=_times(answer, judge, pack) if is_round else 1,
        acts=[act for act in done if _counts(act, answer, period)],
        led_by=_led_by(answer, office, judge, pack),
    )


def _counts(act: OfficeAct, answer: DutyAnswer, period: KeyPeriod | None) -> bool:
    """Whether an act was done for the duty: for its key period, or in its days."""
    if period is not None:
        return act.key_period_id == period.pk
    return answer.opens_on <= act.on <= answer.due_on


def _times(answer: DutyAnswer, judge: Judge, pack: Pack) -> int:
    return cast("int", judge.rounds[answer.duty].ask("times", {}, answer.opens_on, pack))


def _led_by(answer: DutyAnswer, office: Office, judge: Judge, pack: Pack) -> Office | None:
    """The duty of the meeting is the town's; who leads it is a reading of the district."""
    if answer.duty != LED_BY_THE_TOWN or judge.ask("town_meeting_led_by", {}, answer.opens_on, pack) != "town":
        return None
    leading = Office.objects.on(answer.counted_from).filter(kind=OfficeKind.POLITICAL_LEGAL, area=office.area_id)
    return leading.order_by("id").first()
