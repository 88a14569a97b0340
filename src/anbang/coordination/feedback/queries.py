"""The gate to what was said about pages: one's own, or everybody's for whoever answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from anbang.coordination.feedback.models import Feedback
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import Role
from anbang.papers.sealed import Sealed

WORDS = Sealed("coordination_feedback", "words_sealed", "words of a feedback", "coordination_feedback:{id}:words")
ANSWER = Sealed("coordination_feedback", "answer_sealed", "answer to a feedback", "coordination_feedback:{id}:answer")
# The district's aftercare office, and whoever runs the installation; row security asks for the same posts.
ANSWERING = frozenset({Role.AFTERCARE_OFFICER, Role.SYSTEM_ADMINISTRATOR})
STATES: Mapping[str, Q] = {
    "open": Q(answered_on__isnull=True),
    "answered": Q(answered_on__isnull=False, closed_on__isnull=True),
    "closed": Q(closed_on__isnull=False),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What was written: what is wrong, what was expected instead, and the answer."""

    wrong: str
    expected: str
    answer: str


def answers_feedback(by: ActingStaff) -> bool:
    """Whether `by` reads everybody's and answers."""
    return not by.roles.isdisjoint(ANSWERING)


def feedback_of(*, for_staff: ActingStaff) -> QuerySet[Feedback]:
    """What the reader wrote, or all of it for whoever answers; what has waited longest first, then the newest answers."""
    found = (
        Feedback.objects.all()
        if answers_feedback(for_staff)
        else Feedback.objects.filter(written_by=for_staff.staff_id)
    )
    return found.select_related("written_by", "office", "answered_by")


def get_feedback(feedback_id: int, *, for_staff: ActingStaff) -> Feedback:
    """One of them, or Feedback.DoesNotExist."""
    return feedback_of(for_staff=for_staff).get(pk=feedback_id)


def waiting(*, for_staff: ActingStaff) -> Mapping[str, int]:
    """How many answers the reader has not read yet, and for whoever answers how many are open. One query."""
    own = Q(written_by=for_staff.staff_id) & STATES["answered"]
    wanted = {"answered": Count("id", filter=own), "open": Count("id", filter=STATES["open"])}
    if not answers_feedback(for_staff):
        del wanted["open"]
    found: dict[str, int] = Feedback.objects.filter(closed_on__isnull=True).aggregate(**wanted)
    return found


def said_in(feedback: Feedback) -> Said:
    """Its words, opened."""
    told = json.loads(WORDS.open(feedback.words_sealed, id=feedback.pk))
    answer = "" if feedback.answer_sealed is None else ANSWER.open(feedback.answer_sealed, id=feedback.pk).decode()
    return Said(told["wrong"], told["expected"], answer)
