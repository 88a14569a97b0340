"""What may come when: which event of a story cannot stand where it was told, and what is accepted there instead.

Asked of whole stories that somebody wrote, and before every act that is to be recorded. What follows from a story is said
elsewhere (`judging`); where the order hangs on a day, a figure or a month, the rules are asked (clauses 2.3.3, 3.3).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from anbang.policy.belonging import Belonging
from anbang.policy.event_titles import TITLES
from anbang.policy.household import household_on, month_told
from anbang.policy.judging import Judge, Person
from anbang.policy.language.rulebook import nearest
from anbang.policy.language.values import Unknown, Value
from anbang.policy.ledger import Ledger
from anbang.policy.pack import Pack
from anbang.policy.reading_events import BEGINNING_AGAIN, ENDING, OF_A_REQUEST, Case, Happening, UnreadableEvent
from anbang.policy.requests_told import RequestsTold
from anbang.policy.vocabulary import PRIORITY_REASONS, RECEIVING

# Events that are about somebody in care. After the term they may still be told, until the case has ended.
ONLY_IN_CARE = frozenset(
    {
        *("received", "reported_in", "certificate_brought", "aid_explained", "transfer_accepted", "transfer_returned"),
        *("visited", "reviewed"),
        *("contact_lost", "search_made", "found", "sign_confirmed", "police_told", "called", "suspected", "arrested"),
        *("hardship_certified", "allowance_checked", "allowance_approved", "allowance_paid", "reoffended"),
        *("looked_back", "care_ended"),
    }
)
# What is still told once a case has ended: of the case that ended, and of the person, who goes on.
AFTER_THE_END = frozenset(
    {
        *("looked_back", "allowance_paid", "dibao_granted", "dibao_ended", "facts", "moved", "change_told", "died"),
        *("registered_changed", "identity_established", "request_came", "request_extended", "request_answered"),
    }
)

# Why an event cannot come, in Chinese and English; None: it can.
Reason = tuple[str, str] | None

NOT_BEGUN = (
    "帮教尚未开始，须先有刑满释放或社区矫正期满",
    "care has not begun; a release or the end of community corrections comes first",
)
NO_TRANSFER = (
    "没有待答复的转出；居住地不在负责的司法所所在镇街时才有",
    "no transfer is open; one opens when somebody in care lives in another town than that of the office in charge",
)
ASKED_OF_ANOTHER = (
    "这一天待答复的是转往别处的转接，不由这个单位答复",
    "the transfer that was open on that day had been proposed to another office",
)
NOT_PAID_HERE = (
    "补助只发给刑满释放且户籍不在区外的人员",
    "the allowance is for people who were released and are not registered outside the district",
)


@dataclass(frozen=True, slots=True)
class OrderFault:
    """An event that cannot stand where it was told: its place in the story (from 0), and a sentence for an officer."""

    position: int
    zh: str
    en: str


def faults(story: Sequence[Happening], person: Person, pack: Pack, *, judge: Judge) -> list[OrderFault]:
    """Every event of a story that may not come where it was told, each with what is accepted or expected instead.

    A faulty event is left out for those below it, so that one mistake gives one fault. Raises UnreadableEvent for an event that
    has no such name, or whose details are missing or of another kind.
    """
    so_far = _SoFar(person, pack, judge)
    found = []
    for position, happening in enumerate(story):
        reason = so_far.reason(happening)
        if reason is None:
            so_far.take(happening)
        else:
            found.append(_fault(position, happening, reason))
    return found


def coming_next(
    story: Sequence[Happening], person: Person, pack: Pack, names: Collection[str], on: date, *, judge: Judge
) -> frozenset[str]:
    """Which of these events could come on a day after all of a story without fault. What hangs on what an event says (which month is paid)
    is left to `faults`.
    """
    so_far = _SoFar(person, pack, judge)
    for happening in story:
        so_far.take(happening)
    return frozenset(name for name in names if _could_come(so_far, Happening(on, name)))


def _could_come(so_far: "_SoFar", happening: Happening) -> bool:
    try:
        return so_far.reason(happening) is None
    except UnreadableEvent:
        return True


def _fault(position: int, happening: Happening, reason: tuple[str, str]) -> OrderFault:
    zh, en = TITLES[happening.event]
    return OrderFault(
        position,
        f"{happening.on}“{zh}”：{reason[0]}。",
        f"{en[0].upper()}{en[1:]} on {happening.on}: {reason[1]}.",
    )


class _SoFar:
    """What has come so far of a story, as far as it matters for what may come next."""

    def __init__(self, person: Person, pack: Pack, judge: Judge) -> None:
        self.pack = pack
        self.judge = judge
        self.accepted: list[Happening] = []
        self.belonging = Belonging(person.home, self._ask)
        self.case = Case(self.belonging)
        self.ended_on: date | None = None
        self.care_has_begun = False
        self.identity_known = person.home.identity_known
        self.dibao_since: date | None = None
        self.requests = RequestsTold()

    def _ask(self, rule: str, facts: Mapping[str, Value], on: date) -> Value:
        return self.judge.ask(rule, facts, on, self.pack)

    def asked(self, rule: str, on: date) -> Value:
        """What a rule concludes from the case as it stands."""
        return self._ask(rule, self.case.known, on)

    @property
    def in_custody(self) -> bool:
        """Whether the case has begun, and care has not."""
        return self.case.in_custody and not self.case.in_care

    def take(self, happening: Happening) -> None:
        """Adds an event that may come. Raises UnreadableEvent."""
        name, case = happening.event, self.case
        if case.ended and name in BEGINNING_AGAIN:
            self.belonging.new_case()
            self.case = case = Case(self.belonging)
        case.read(happening)
        case.told.append((len(self.accepted), happening))
        self.accepted.append(happening)
        self._keep(happening)

    def _keep(self, happening: Happening) -> None:
        name = happening.event
        self.care_has_begun |= self.case.in_care
        if name in ENDING:
            self.ended_on = happening.on
        if name == "identity_established":
            self.identity_known = True
        elif name == "dibao_granted":
            self.dibao_since = month_told(happening, "from_month")
        elif name == "dibao_ended":
            self.dibao_since = None
        elif name in OF_A_REQUEST:
            self.requests.take(happening)

    def ledger(self, on: date) -> Ledger:
        """What has happened to the allowance of the case by a day."""

        def ask(rule: str, day: date, more: Mapping[str, Value]) -> Value:
            return self._ask(rule, {**self.case.known, **more}, day)

        return Ledger(self.case.told, household_on(self.accepted, on).dibao, ask, on)

    def reason(self, happening: Happening) -> Reason:
        """Why an event cannot come next, or None."""
        name = happening.event
        if name not in TITLES:
            raise UnreadableEvent(f"There is no event {name!r}.{nearest(name, TITLES)}")
        if self.accepted and happening.on < (last := self.accepted[-1]).on:
            zh, en = TITLES[last.event]
            return (
                f"早于上一项（{last.on}“{zh}”），须按日期先后",
                f"it is earlier than the event above it, {en} on {last.on}",
            )
        if self.case.ended:
            return self.after_the_end(happening)
        if name in ONLY_IN_CARE and not self.case.in_care and not (name == "looked_back" and self.care_has_begun):
            return NOT_BEGUN
        return self.special(happening)

    def special(self, happening: Happening) -> Reason:
        special = SPECIAL.get(happening.event)
        return special(self, happening) if special else None

    def after_the_end(self, happening: Happening) -> Reason:
        name, dead = happening.event, self.case.ended == "died"
        if name in BEGINNING_AGAIN and not dead:
            return self.release_day_to_come(happening)
        if name == "looked_back" and not self.care_has_begun:
            return NOT_BEGUN
        if name in AFTER_THE_END and not (name == "died" and dead):
            return self.special(happening)
        zh, en = TITLES[self.case.ended]
        told_zh, told_en = _titles(sorted(AFTER_THE_END - {"died"} if dead else AFTER_THE_END | BEGINNING_AGAIN))
        return (
            f"本案已于{self.ended_on}因“{zh}”结束，此后只能记：{told_zh}",
            f"the case ended on {self.ended_on} ({en}); after that only these come: {told_en}",
        )

    def admitted(self, happening: Happening) -> Reason:
        if self.case.in_care:
            return (
                "帮教已经开始，收押须在其前或在本案结束之后",
                "care has begun; an admission comes before it, or after the case has ended",
            )
        if "admitted_on" in self.case.known:
            return "本案已记过收押，只能有一次", "the case has its admission already; there is one only"
        return self.release_day_to_come(happening)

    def release_day_to_come(self, happening: Happening) -> Reason:
        day = happening.details.get("release_on")
        if isinstance(day, date) and day < happening.on:
            return (
                f"释放之日{day}早于本项，须为当日或其后",
                f"the release day {day} lies before it; expected that day or a later one",
            )
        return None

    def release_day_changed(self, happening: Happening) -> Reason:
        if not self.in_custody:
            return "只在在押期间才有", "it comes only while the person is in custody"
        return self.release_day_to_come(happening)

    def released(self, happening: Happening) -> Reason:
        if self.case.in_care:
            return (
                "帮教已经开始，释放或社区矫正期满只能有一次",
                "care has begun already; a release or the end of corrections comes once",
            )
        return None

    def corrections_completed(self, happening: Happening) -> Reason:
        if self.in_custody:
            return "在押之后须为刑满释放", "the person is in custody; a release is expected instead"
        return self.released(happening)

    def not_ours(self, happening: Happening) -> Reason:
        if self.in_custody:
            return None
        return "只在在押期间、帮教开始之前才有", "it comes only while the person is in custody, before care"

    def transfer_answered(self, happening: Happening) -> Reason:
        # Once care has stopped no transfer is open, whatever was open before.
        transfer = self.belonging.transfer
        if transfer is None or self.asked("in_care", happening.on) is not True:
            return NO_TRANSFER
        # Nobody answers what another office was asked: responsibility would go to one that never accepted.
        return None if happening.details.get(RECEIVING, transfer.to) == transfer.to else ASKED_OF_ANOTHER

    def certificate_brought(self, _happening: Happening) -> Reason:
        reports = [told.details.get("certificate") for _place, told in self.case.told if told.event == "reported_in"]
        if not reports:
            return (
                "还没有报到，释放证明在报到时核对",
                "nobody has reported in; the certificate is looked at when the person does",
            )
        if True in reports:
            return "报到时已核对释放证明", "the certificate was looked at when the person reported in"
        return None

    def care_ended(self, happening: Happening) -> Reason:
        last = self.asked("term_ends", happening.on)
        if isinstance(last, date) and happening.on > last:
            return None
        return (
            f"帮教期到{last}为止，其后才能结束",
            f"the term of care runs to {last}; the end is confirmed after that day",
        )

    def priority_lifted(self, happening: Happening) -> Reason:
        told = happening.details.get("reasons")
        if not isinstance(told, Collection) or not (wrong := sorted(set(told) - self.case.reasons)):
            return None
        zh, en = _reasons(wrong)
        has_zh, has_en = _reasons(sorted(self.case.reasons))
        return (
            f"没有列为重点的理由：{zh}；现有：{has_zh or '无'}",
            f"the person has no such reason: {en}; there are: {has_en or 'none'}",
        )

    def dibao_granted(self, happening: Happening) -> Reason:
        if since := self.dibao_since:
            return (
                f"自{since:%Y-%m}起已享受低保，须先停止",
                f"dibao has been granted from {since:%Y-%m} on; its end is expected before another grant",
            )
        return None

    def dibao_ended(self, happening: Happening) -> Reason:
        since = self.dibao_since
        if since is None:
            return "没有正在享受的低保，须先有享受低保", "no dibao is granted; a grant comes first"
        if month_told(happening, "last_month") < since:
            return f"最后一月须不早于{since:%Y-%m}", f"the last month is expected to be {since:%Y-%m} or later"
        return None

    def identity_established(self, happening: Happening) -> Reason:
        if self.identity_known:
            return "身份本已查清，只用于身份未查清的人员", "the identity is known; it comes only while it is not"
        return None

    def of_a_request(self, happening: Happening) -> Reason:
        return self.requests.reason(happening)

    def hardship_certified(self, happening: Happening) -> Reason:
        return None if self.asked("allowance_is_ours", happening.on) is True else NOT_PAID_HERE

    def allowance_checked(self, happening: Happening) -> Reason:
        if reason := self.hardship_certified(happening):
            return reason
        if self.asked("ready_for_check", happening.on) is True:
            return None
        return (
            "审查前须已开具困难证明并已报到",
            "hardship has to be certified, and the person to have reported in, before it",
        )

    def allowance_approved(self, happening: Happening) -> Reason:
        if reason := self.hardship_certified(happening):
            return reason
        if "allowance_checked_on" not in self.case.known:
            return "审批前须经司法所审查", "the justice office's check comes before it"
        if approved_on := self.case.known.get("allowance_approved_on"):
            return (
                f"已于{approved_on}审批，只能有一次",
                f"it was approved on {approved_on} already; it is approved once",
            )
        return None

    def allowance_paid(self, happening: Happening) -> Reason:
        # A month that is stopped may be told as paid: the money has left, and is shown as overpaid.
        if reason := self.hardship_certified(happening):
            return reason
        if "allowance_approved_on" not in self.case.known:
            return "发放前须经镇街审批", "the town's approval comes before it"
        ledger, month = self.ledger(happening.on), month_told(happening, "month")
        if ledger.ask("month_granted", happening.on, {"month_on": month}) is not True:
            return _payable(month, list(ledger.months()))
        if month in ledger.payments and not _is_owed(ledger, month, happening.on):
            return f"{month:%Y-%m}已发放，没有待补的差额", f"{month:%Y-%m} has been paid, and nothing is owed for it"
        return None


def _is_owed(ledger: Ledger, month: date, on: date) -> bool:
    """Whether something is owed for a month that was paid. Where nobody told which standard counts, no difference is known."""
    return not isinstance(ledger.amount(month, on), Unknown) and ledger.payment(month).owed > 0


def _titles(names: Collection[str]) -> tuple[str, str]:
    return "、".join(TITLES[name][0] for name in names), ", ".join(TITLES[name][1] for name in names)


def _reasons(names: Collection[str]) -> tuple[str, str]:
    told = [PRIORITY_REASONS.get(name, (name, name)) for name in names]
    return "、".join(zh for zh, _ in told), ", ".join(en for _, en in told)


def _payable(month: date, months: Sequence[date]) -> tuple[str, str]:
    if not months:
        return "没有可发放的月份", "no month is payable"
    zh = f"{month:%Y-%m}不是可发放的月份，可发放{months[0]:%Y-%m}至{months[-1]:%Y-%m}"
    return zh, f"{month:%Y-%m} is not payable; payable are {months[0]:%Y-%m} to {months[-1]:%Y-%m}"


SPECIAL: Mapping[str, Callable[[_SoFar, Happening], Reason]] = {
    "admitted": _SoFar.admitted,
    "release_date_changed": _SoFar.release_day_changed,
    "released": _SoFar.released,
    "corrections_completed": _SoFar.corrections_completed,
    "not_ours": _SoFar.not_ours,
    "transfer_accepted": _SoFar.transfer_answered,
    "transfer_returned": _SoFar.transfer_answered,
    "certificate_brought": _SoFar.certificate_brought,
    "care_ended": _SoFar.care_ended,
    "priority_lifted": _SoFar.priority_lifted,
    "dibao_granted": _SoFar.dibao_granted,
    "dibao_ended": _SoFar.dibao_ended,
    "identity_established": _SoFar.identity_established,
    **dict.fromkeys(OF_A_REQUEST, _SoFar.of_a_request),
    "hardship_certified": _SoFar.hardship_certified,
    "allowance_checked": _SoFar.allowance_checked,
    "allowance_approved": _SoFar.allowance_approved,
    "allowance_paid": _SoFar.allowance_paid,
}
