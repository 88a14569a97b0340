"""What the rules are told about a case. The subjects that hold the rows hand their readers down at the start."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from anbang.policy import RULES, Happening
from anbang.policy.language.definitions import DutyDefinition, PeriodicDuty
from anbang.policy.language.rulebook import Rulebook
from anbang.policy.language.symbols import Event

# What duties are read from and no table holds yet: the post, the gate, care, the offices' own work.
NOT_YET_TOLD = frozenset(
    {
        *("form_sent_on", "release_day_told_on", "change_learnt_on", "change_told_on"),
        *("family_hardship_learnt_on", "family_referred_on", "ledger_made_on", "appraised_on"),
        *("released_on", "received_on", "notice_in_care_on", "priority_notice_in_care_on", "corrections_completed_on"),
        *(
            "reported_in_on",
            "aid_explained_on",
            "team_complete_since",
            "plan_made_on",
            "visited_on",
            "reviewed_on",
            "called_on",
        ),
        *("contact_lost_on", "search_made_on", "found_on", "sign_confirmed_on", "police_told_on"),
        *(
            "taken_over_outside_since",
            "transfer_opened_on",
            "transfer_withdrawn_on",
            "transfer_accepted_on",
            "transfer_returned_on",
        ),
        *("town_in_charge", "in_village_care", "priority_reasons_before", "identity_known", "registered_town"),
        *("allowance_approved_on", "allowance_paid_on", "dibao_from", "month_on"),
        *("care_ended_on", "reoffended_on", "looked_back_on", "died_on", "not_ours_on"),
        *("joint_meeting_on", "liaison_on", "lesson_on", "skill_course_on"),
        *("key_period_begins_on", "key_period_ends_on", "key_period_education_on"),
    }
)


class FactsWithoutReader(Exception):
    """The duties cannot be trusted: the rules read what nobody tells them. The message names it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one subject's rows about any number of cases.

    `tells` names the events and facts of the policy that come of them, `order` the happenings in the order in which a day
    at the office goes.
    """

    tells: frozenset[str]
    order: tuple[str, ...]
    read: Callable[[Sequence[int]], Iterator[tuple[int, Happening]]]


_readers: list[Reader] = []


def hand_down(*readers: Reader) -> None:
    """Tell the rules through these readers and no others. FactsWithoutReader where that leaves a duty in the dark."""
    refuse_gaps(readers)
    _readers[:] = readers
    _order.cache_clear()


def refuse_gaps(readers: Sequence[Reader], *, rules: Rulebook = RULES, not_yet: frozenset[str] = NOT_YET_TOLD) -> None:
    """Whatever a duty is read from is told by a reader, or is on the list of what is not yet; and nothing is on both."""
    told = frozenset[str]().union(*(reader.tells for reader in readers))
    if untold := read_by_duties(rules) - told - not_yet:
        raise FactsWithoutReader(f"Duties are read from {_listed(untold)}, which nobody tells.")
    if both := told & not_yet:
        raise FactsWithoutReader(f"{_listed(both)}: told, and on the list of what is not yet told.")


def read_by_duties(rules: Rulebook) -> frozenset[str]:
    """The events and facts that at least one duty is read from."""
    return frozenset(name for name, touched in rules.touched_by.items() if not rules.duties.keys().isdisjoint(touched))


def can_open_by_now(duty: DutyDefinition | PeriodicDuty) -> bool:
    """Whether a table tells what opens the duty. Those of care and of the offices' own year wait for theirs."""
    if isinstance(duty, PeriodicDuty):
        return False
    events = [read.name for read in RULES.inputs_of(duty.opens) if isinstance(read, Event)]
    return any(name not in NOT_YET_TOLD for name in events)


def happenings_of(case_ids: Sequence[int]) -> dict[int, list[Happening]]:
    """What happened in each case, by day. As many queries as the readers need, for any number of cases."""
    told: dict[int, list[Happening]] = defaultdict(list)
    for reader in _readers:
        for case_id, happening in reader.read(case_ids):
            told[case_id].append(happening)
    order = _order()
    return {case_id: sorted(told[case_id], key=lambda one: (one.on, order[one.event])) for case_id in case_ids}


@cache
def _order() -> dict[str, int]:
    return {event: place for place, event in enumerate(event for reader in _readers for event in reader.order)}


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
