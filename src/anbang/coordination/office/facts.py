"""What offices do, and which of their duties it meets."""

from collections.abc import Mapping

from anbang.policy import RULES, DutyDefinition, PeriodicDuty

# Kind of an office's act → the event of the policy that it tells.
EVENTS: Mapping[str, str] = {
    "joint_meeting": "joint_meeting_on",
    "liaison": "liaison_on",
    "lesson": "lesson_on",
    "skill_course": "skill_course_on",
    "ledger_made": "ledger_made_on",
    "appraised": "appraised_on",
    "key_period_education": "key_period_education_on",
}
TOLD_OF_OFFICES = frozenset({*EVENTS.values(), "key_period_begins_on", "key_period_ends_on"})
# The duties of offices that come with the calendar, and those that come with an occasion.
ROUNDS = tuple(duty for duty in RULES.duties.values() if isinstance(duty, PeriodicDuty) and duty.of == "office")
OCCASIONS = tuple(
    duty
    for duty in RULES.duties.values()
    if isinstance(duty, DutyDefinition) and any(read.name in TOLD_OF_OFFICES for read in RULES.inputs_of(duty.opens))
)


def acts_that_meet(duty: PeriodicDuty) -> str:
    """The kind of act that meets a duty of the calendar."""
    return next(kind for kind, event in EVENTS.items() if event == duty.met.name)
