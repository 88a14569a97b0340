"""The duties of custody for one person, against the same written by hand; and how long an explanation takes."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from anbang.policy import DEFAULT_PACK, RULES, DutyState, Happening, answer, duties, explain, explain_duty
from bench.result import Result, at_least, at_most

AS_OF = date(2016, 8, 15)
A_YEAR_LATER = date(2017, 3, 31)
STORY = [
    Happening(date(2015, 10, 8), "admitted", {"kind": "detention_centre", "release_on": date(2016, 3, 31)}),
    Happening(date(2015, 10, 20), "form_sent"),
    Happening(date(2015, 10, 23), "form_received"),
    Happening(date(2015, 11, 23), "verified"),
    Happening(date(2016, 2, 29), "notice_received", {"release_on": date(2016, 3, 31), "priority": ["no_home"]}),
    Happening(date(2016, 3, 2), "priority_alerted"),
    Happening(date(2016, 3, 7), "reception_arranged"),
]
# The same person a year later: in care, with a home, a team and visits.
IN_CARE = [
    *STORY,
    Happening(date(2016, 3, 31), "released"),
    Happening(date(2016, 3, 31), "received", {"outcome": "met"}),
    Happening(date(2016, 4, 5), "reported_in"),
    Happening(date(2016, 4, 5), "aid_explained"),
    Happening(date(2016, 4, 8), "team_named", {"members": ["justice_assistant", "village_cadre"]}),
    Happening(date(2016, 4, 9), "plan_made"),
    Happening(date(2016, 4, 25), "visited"),
    Happening(date(2016, 5, 20), "visited"),
    Happening(date(2016, 6, 20), "reviewed"),
]
SEALING = {"born_on": date(2007, 5, 29), "offence_on": date(2024, 6, 29)}
ROUNDS = 7
GOAL, BY_HAND = "the goal of the rules", "plain Python written for this one story"


def month_after(day: date, months: int) -> date:
    """By hand: the same day so many months later, else the month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(day.day - 1), first_of_next - timedelta(1))


def by_hand(story: list[Happening], as_of: date) -> list[tuple[str, date, date, str]]:
    """By hand: the six duties of a person to whom everything happened once and in order. No reasons, no moved dates."""
    when: dict[str, date] = {}
    said: dict[str, Any] = {}
    for event in story:
        if event.on <= as_of:
            when.setdefault(event.event, event.on)
            said.setdefault(event.event, event.details)
    found: list[tuple[str, date, date, str]] = []

    def owe(name: str, opens: date, due: date, met: date | None) -> None:
        due = max(opens, due)
        late = due < (met or as_of)
        state = (
            (DutyState.DONE_LATE if late else DutyState.DONE) if met else DutyState.OVERDUE if late else DutyState.OPEN
        )
        found.append((name, opens, due, state))

    admitted, form, notice = when.get("admitted"), when.get("form_received"), when.get("notice_received")
    release = said["notice_received"]["release_on"] if notice else said.get("admitted", {}).get("release_on")
    release = when.get("released", release)
    if admitted and said["admitted"]["kind"] == "detention_centre":
        sent = min((when[name] for name in ("form_sent", "form_received") if name in when), default=None)
        owe("send_registration_form", admitted, month_after(admitted, 1), sent)
    if form:
        owe("verify", form, month_after(form, 1), when.get("verified"))
    if admitted and release:
        owe("send_release_notice", admitted, month_after(release, -1), notice)
    if notice:
        owe("reply_reception", notice, min(notice + timedelta(7), release), when.get("reception_arranged"))
        owe("receive", notice, release, when.get("received"))
        if said["notice_received"]["priority"]:
            owe("alert_priority", notice, min(notice + timedelta(3), release), when.get("priority_alerted"))
    return sorted(found, key=lambda duty: (duty[2], duty[0]))


def seconds(task: Callable[[], object], times: int) -> float:
    """Seconds for one call: the median of several rounds."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(times):
            task()
        rounds.append((time.perf_counter() - start) / times)
    return statistics.median(rounds)


def results() -> Iterator[Result]:
    """Rules, duties and explanations."""
    ours = [(duty.duty, duty.opens_on, duty.due_on, duty.state) for duty in duties(STORY, as_of=AS_OF)]
    if ours != by_hand(STORY, AS_OF):
        raise AssertionError("The rules and the function by hand must find the same duties.")
    rule = RULES.resolve("verification_due")
    function, facts = RULES.function(rule), {"form_received_on": date(2015, 10, 23)}
    figures, in_force = DEFAULT_PACK.in_force(AS_OF), DEFAULT_PACK.in_force
    all_six, hand = seconds(lambda: duties(STORY, as_of=AS_OF), 300), seconds(lambda: by_hand(STORY, AS_OF), 1000)
    one_rule = seconds(lambda: function(facts, facts, figures, AS_OF, in_force), 20_000)
    asked = seconds(lambda: answer("sealing_proposed", as_of=AS_OF, sentence_months=24, **SEALING), 3000)
    unknown = seconds(lambda: explain("sealing_proposed", as_of=AS_OF, **SEALING), 300)
    reasons = [(duty, explain_duty(duty)) for duty in duties(STORY, as_of=AS_OF)]
    six_reasons = seconds(lambda: [explain_duty(duty).as_lines("zh") for duty, _ in reasons], 30)
    yield at_least("one rule, evaluations", 1 / one_rule, "per second", goal=100_000, against=GOAL)
    yield at_least("answer to a caller, facts checked", 1 / asked, "per second", goal=50_000, against=GOAL)
    whole = seconds(lambda: duties(IN_CARE, as_of=A_YEAR_LATER), 100)
    yield at_least(
        "every duty of a year in custody and care", 1 / whole, "persons per second", goal=1_000, against=GOAL
    )
    yield at_least("six duties of one person", 1 / all_six, "persons per second", goal=5_000, against=GOAL)
    yield at_most(
        "six duties, ratio to a function by hand", all_six / hand, "times its duration", goal=15, against=BY_HAND
    )
    yield at_most("explanation of an answer that is not known", unknown * 1000, "ms", goal=3, against=GOAL)
    yield at_most("explanation of six duties, as lines", six_reasons * 1000, "ms", goal=3, against=GOAL)
