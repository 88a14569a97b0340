"""The events of a scenario and what each of them says, field by field: the table that writers of scenarios read."""

from collections.abc import Mapping
from dataclasses import dataclass

from anbang.policy.reading_events import OUTCOMES
from anbang.policy.vocabulary import EMERGENCIES, PRIORITY_REASONS, TEAM_ROLES, institution_kind, supported, supporter
from anbang.scenario.kinds import (
    Kind,
    amount,
    day,
    district,
    list_of,
    month,
    one_of,
    or_not_known,
    place,
    text,
    town,
    town_or_district,
    true_false_or,
    truth,
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it may say, and whether it must be there. `null` is the same as left out, or, where it says so, not known."""

    kind: Kind
    needed: bool = True
    null_is_said: bool = False


Fields = Mapping[str, Field]

NOTHING_MORE: Fields = {}
CHANNEL: Fields = {"channel": Field(one_of("system", "post"))}
RELEASE_ON = Field(day)
REASONS: Fields = {"reasons": Field(list_of(PRIORITY_REASONS, least=1))}
FINDING = Field(true_false_or("unknown"))


def _fact(kind: Kind) -> Field:
    return Field(or_not_known(kind), needed=False, null_is_said=True)


FACTS: Fields = {
    "income_per_head": _fact(amount),
    "assets_within_limits": _fact(truth),
    "disabled": _fact(truth),
    "able_to_work": _fact(truth),
    "has_income": _fact(truth),
    "supporter": _fact(one_of(*supporter.choices)),
    "family_on_dibao": _fact(truth),
    "extreme_difficulty": _fact(truth),
    "other_hardship_group": _fact(truth),
    "in_school": _fact(truth),
    "housing_difficulty": _fact(truth),
    "supported": _fact(one_of(*supported.choices)),
    "emergency": _fact(list_of(EMERGENCIES)),
}

OF_A_PERSON: Mapping[str, Fields] = {
    "admitted": {
        "institution": Field(text),
        "kind": Field(one_of(*institution_kind.choices)),
        "release_on": Field(day, needed=False),
    },
    "form_sent": CHANNEL,
    "form_received": CHANNEL,
    "verified": {"name": FINDING, "identity": FINDING, "address": FINDING},
    "change_told": {"by": Field(one_of("institution", "home")), "what": Field(text)},
    "release_date_changed": {"release_on": RELEASE_ON},
    "notice_received": {"release_on": RELEASE_ON, "priority": Field(list_of(PRIORITY_REASONS))},
    "priority_alerted": NOTHING_MORE,
    "reception_arranged": NOTHING_MORE,
    "released": {"from": Field(one_of(*institution_kind.choices))},
    "corrections_completed": NOTHING_MORE,
    "received": {"outcome": Field(one_of(*OUTCOMES))},
    "reported_in": NOTHING_MORE,
    "aid_explained": NOTHING_MORE,
    "team_named": {"members": Field(list_of(TEAM_ROLES))},
    "plan_made": NOTHING_MORE,
    "priority_set": REASONS,
    "priority_lifted": REASONS,
    "moved": {"to": Field(place)},
    "transfer_accepted": NOTHING_MORE,
    "transfer_returned": NOTHING_MORE,
    "visited": {"refused": Field(truth, needed=False)},
    "reviewed": NOTHING_MORE,
    "contact_lost": NOTHING_MORE,
    "search_made": NOTHING_MORE,
    "found": NOTHING_MORE,
    "facts": FACTS,
    "dibao_granted": {"from_month": Field(month)},
    "dibao_ended": {"last_month": Field(month)},
    "hardship_certified": NOTHING_MORE,
    "allowance_checked": NOTHING_MORE,
    "allowance_approved": NOTHING_MORE,
    "allowance_paid": {"month": Field(month)},
    "reoffended": NOTHING_MORE,
    "looked_back": NOTHING_MORE,
    "died": NOTHING_MORE,
    "care_ended": NOTHING_MORE,
}

OF_AN_OFFICE: Mapping[str, Fields] = {
    "joint_meeting": {"area": Field(town_or_district)},
    "liaison": {"area": Field(town)},
    "skill_course": {"area": Field(district)},
    "base_agreed": {"area": Field(town)},
    "base_ended": {"area": Field(town)},
}
