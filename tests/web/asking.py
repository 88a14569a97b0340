"""Rights requests that are planted: one that waits, and one whose answer is not signed for."""

from collections.abc import Mapping

from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.organisations.acting import ActingStaff
from tests.support.people import TODAY
from tests.support.requests import asked, given
from tests.web.matrix import CARED, THERE

ASKED = "请求之原话"
Arguments = dict[str, dict[str, dict[str, int]]]


def plant(whom: Person, somebody_else: Person, seats: Mapping[str, ActingStaff]) -> Arguments:
    """Both about the one in care; through somebody else they lead nowhere."""
    case_id, by = Case.objects.using("owner").get(person=whom).pk, seats["justice assistant"]
    waits = asked(case_id, by=by, on=TODAY, concerns=ASKED)
    answered = given(asked(case_id, by=by, on=TODAY, concerns=ASKED), by=by, on=TODAY)

    def about(row: int) -> dict[str, dict[str, int]]:
        people = {CARED: whom.pk, THERE: somebody_else.pk}
        return {whose: {"person_id": person, "about_id": row} for whose, person in people.items()}

    return {
        "take_step_about give-more-time": about(waits.pk),
        "take_step_about answer-request": about(waits.pk),
        "take_step_about sign-for-answer": about(answered.pk),
    }
