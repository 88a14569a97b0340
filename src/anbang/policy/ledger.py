"""The transitional allowance of one case, month by month: what is payable, paid, owed, stopped or overpaid (clause 3.3).

The rules say how many months, which of them and how much; here the payments and stops are put in the order in which they came.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from anbang.policy.duty_state import DutyState
from anbang.policy.household import Dibao, month_told
from anbang.policy.language.values import NEVER, Money, Unknown, Value, after_months
from anbang.policy.periods import Period, calendar_period
from anbang.policy.reading_events import Happening

Reason = Literal["dibao", "reoffence", "death"]
# Asks a rule on a day; more facts may be given.
AskOn = Callable[[str, date, Mapping[str, Value]], Value]

# Events after which somebody may count as having reoffended; the rule says from which of them on.
REOFFENCES = ("suspected", "arrested", "reoffended")


@dataclass(frozen=True, slots=True)
class Stop:
    """What ends the payments: the day from which it counts, why, the day on which it was told, and its place in the story."""

    on: date
    reason: Reason
    told_on: date
    place: int


@dataclass(frozen=True, slots=True)
class Payment:
    """One month: its first day, the amount as known now, its state, and what is still owed to the person, all in yuan. Nobody says what
    is owed while the amount is not known: of a town it is not known whether town or country counts.
    """

    month: date
    yuan: Money | Unknown
    state: Literal["paid", "due", "stopped"]
    owed: Money


@dataclass(frozen=True, slots=True)
class Overpaid:
    """What was paid for a month that was stopped, in yuan."""

    month: date
    yuan: Money | Unknown


@dataclass(frozen=True, slots=True)
class MonthDuty:
    """The duty to pay one month."""

    period: Period
    state: DutyState
    met_on: date | None
    void_on: date | None


@dataclass(frozen=True, slots=True)
class Allowance:
    """The allowance of one case as it stands on a day."""

    late_months: int
    months: int
    stopped: Stop | None
    payments: tuple[Payment, ...]
    overpaid: tuple[Overpaid, ...]
    duties: tuple[MonthDuty, ...]
    changes_on: date


class Ledger:
    """What happened to the allowance of one case, in the order in which it came. `told` numbers the happenings of the person."""

    def __init__(self, told: Sequence[tuple[int, Happening]], dibao: Sequence[Dibao], ask: AskOn, as_of: date) -> None:
        self.ask = ask
        self.as_of = as_of
        self.approved = next(((place, one.on) for place, one in told if one.event == "allowance_approved"), None)
        self.payments: dict[date, list[tuple[int, date]]] = {}
        for place, one in told:
            if one.event == "allowance_paid":
                self.payments.setdefault(month_told(one, "month"), []).append((place, one.on))
        self.stops = sorted([*self._of_dibao(dibao), *self._of_events(told)], key=lambda stop: stop.place)

    def _of_dibao(self, spells: Sequence[Dibao]) -> Iterator[Stop]:
        """No month from the first one of dibao on, even after it ended, unless it was over before the approval."""
        for spell in spells:
            if not self._over_before_approval(spell):
                yield Stop(spell.from_month, "dibao", spell.granted_on, spell.place)

    def _over_before_approval(self, spell: Dibao) -> bool:
        if self.approved is None or spell.ended_place is None or spell.last_month is None:
            return False
        place, approved_on = self.approved
        return spell.ended_place < place and spell.last_month < approved_on.replace(day=1)

    def _of_events(self, told: Sequence[tuple[int, Happening]]) -> Iterator[Stop]:
        counts_on = self.ask("reoffence_counts_on", self.as_of, {})
        for place, one in told:
            if one.event in REOFFENCES and one.on == counts_on:
                yield Stop(one.on, "reoffence", one.on, place)
                break
        yield from (Stop(one.on, "death", one.on, place) for place, one in told if one.event == "died")

    def months(self) -> Iterator[date]:
        """The first days of the months for which the allowance is payable, stopped ones too."""
        if self.approved is None:
            return
        month = self.approved[1].replace(day=1)
        while self.ask("month_granted", self.as_of, {"month_on": month}) is True:
            yield month
            month = after_months(month, 1)

    def stops_of(self, month: date) -> list[Stop]:
        """What stops a month, in the order in which it was told: dibao always, the others unless it was paid before."""
        paid_at = min((place for place, _ in self.payments.get(month, [])), default=None)
        return [
            stop
            for stop in self.stops
            if (self._on_dibao(stop, month) if stop.reason == "dibao" else paid_at is None or stop.place < paid_at)
        ]

    def _on_dibao(self, stop: Stop, month: date) -> bool:
        return self.ask("month_on_dibao", self.as_of, {"dibao_from": stop.on, "month_on": month}) is True

    def amount(self, month: date, known_on: date) -> Money | Unknown:
        """The amount of a month as known on a day, in yuan."""
        return cast("Money | Unknown", self.ask("month_amount", known_on, {"month_on": month}))

    def paid(self, month: date) -> Money | Unknown:
        """What was paid for a month: the amount as known at the first payment, and at each later one what was owed by then."""
        amounts = [self.amount(month, on) for _, on in self.payments.get(month, [])]
        known = [amount for amount in amounts if not isinstance(amount, Unknown)]
        return max(known, default=0) if len(known) == len(amounts) else Unknown.NOT_KNOWN

    def payment(self, month: date) -> Payment:
        """How a month stands."""
        yuan = self.amount(month, self.as_of)
        if self.stops_of(month):
            return Payment(month, yuan, "stopped", 0)
        if month not in self.payments:
            return Payment(month, yuan, "due", 0)
        paid = self.paid(month)
        if isinstance(yuan, Unknown) or isinstance(paid, Unknown):
            return Payment(month, yuan, "paid", 0)
        owed: Money = max(yuan - paid, 0)
        return Payment(month, yuan, "paid", owed)

    def duty(self, month: date, care_begins: date) -> MonthDuty | None:
        """The duty to pay a month, or None where there was none: it was stopped before the approval, or before the month began."""
        whole = calendar_period(month, 1)
        period = Period(whole.name, max(month, care_begins), whole.ends_on)
        if self.approved is None or period.begins_on > self.as_of:
            return None
        payments = self.payments.get(month, [])
        place, paid_on = payments[0] if payments else (None, None)
        before = [stop for stop in self.stops_of(month) if place is None or stop.place < place]
        if before:
            return self._stopped(period, before[0])
        if paid_on is not None:
            in_time = paid_on <= period.ends_on
            return MonthDuty(
                period, DutyState.DONE if in_time else DutyState.MISSED, paid_on if in_time else None, None
            )
        return MonthDuty(period, DutyState.MISSED if period.ends_on < self.as_of else DutyState.OPEN, None, None)

    def _stopped(self, period: Period, stop: Stop) -> MonthDuty | None:
        assert self.approved is not None
        if stop.place < self.approved[0] or stop.told_on < period.begins_on:
            return None
        if stop.told_on > period.ends_on:
            return MonthDuty(period, DutyState.MISSED, None, None)
        return MonthDuty(period, DutyState.VOID, None, stop.told_on)


def allowance_of(
    told: Sequence[tuple[int, Happening]], dibao: Sequence[Dibao], care_begins: date, ask: AskOn, as_of: date
) -> Allowance | None:
    """The allowance of one case on a day; None before the person has reported in, and where it is not this district's to pay."""
    reported_on = next((one.on for _, one in told if one.event == "reported_in"), NEVER)
    if reported_on == NEVER or ask("allowance_is_ours", as_of, {}) is not True:
        return None
    ledger = Ledger(told, dibao, ask, as_of)
    months = list(ledger.months())
    payments = tuple(map(ledger.payment, months))
    stops = [stop for month in months for stop in ledger.stops_of(month)]
    stopped = min(stops, key=lambda stop: (stop.on, stop.reason != "dibao"), default=None)
    overpaid = tuple(
        Overpaid(payment.month, ledger.paid(payment.month))
        for payment in payments
        if payment.state == "stopped" and payment.month in ledger.payments
    )
    duties = tuple(duty for month in months if (duty := ledger.duty(month, care_begins)) is not None)
    late, granted = (cast("int", ask(rule, reported_on, {})) for rule in ("late_months", "months_granted"))
    changes_on = min((month for month in months if month > as_of), default=NEVER)
    return Allowance(late, granted, stopped, payments, overpaid, duties, changes_on)
