"""Rights requests that are planted: one that waits, and one whose answer is not signed for; sheets that were put on record, and a draft."""

from collections.abc import Mapping

from anbang.casework.draft.actions import keep_draft
from anbang.casework.draft.queries import Form
from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.organisations.acting import ActingStaff
from anbang.papers.exports import NewExport, begin_export
from anbang.papers.models import Purpose
from anbang.web.sheets.register import SHEETS
from tests.support.people import TODAY
from tests.support.requests import asked, given
from tests.web.matrix import CARED, CLOSED, CLOSED_PRINTED, OWN_DRAFT, PRINTED
from tests.web.where import Arguments

ASKED, ASKED_FOR_THE_CHILD, PURPOSE, HALF_WRITTEN = "请求之原话", "封闭之请求", "打印之用途", "写了一半之话"


def plant(whom: Person, others: Mapping[str, Person], seats: Mapping[str, ActingStaff]) -> Arguments:
    """Both about the one in care, and both about the closed child; through others they lead nowhere."""
    case_id, by = Case.objects.using("owner").get(person=whom).pk, seats["justice assistant"]
    waits = asked(case_id, by=by, on=TODAY, concerns=ASKED)
    answered = given(asked(case_id, by=by, on=TODAY, concerns=ASKED), by=by, on=TODAY)

    of_the_child = Case.objects.using("owner").get(person=others[CLOSED]).pk
    childs = asked(of_the_child, by=by, on=TODAY, concerns=ASKED_FOR_THE_CHILD)
    childs_answered = given(asked(of_the_child, by=by, on=TODAY, concerns=ASKED_FOR_THE_CHILD), by=by, on=TODAY)

    def about(row: int, childs: int) -> dict[str, dict[str, int | str]]:
        people = {CARED: whom, **others}
        return {
            whose: {"person_id": person.pk, "about_id": childs if whose == CLOSED else row}
            for whose, person in people.items()
        }

    printed = {
        f"sheet {slug}": {
            PRINTED: _put_on_record(slug, whom, by=by),
            CLOSED_PRINTED: _put_on_record(slug, others[CLOSED], by=by),
        }
        for slug in SHEETS
    }
    draft = keep_draft(Form("away", whom.pk), {"where": [HALF_WRITTEN]}, by=by)
    return {
        **printed,
        "throw_draft_away": {OWN_DRAFT: {"draft_id": draft.pk}},
        "take_step_about give-more-time": about(waits.pk, childs.pk),
        "take_step_about answer-request": about(waits.pk, childs.pk),
        "take_step_about sign-for-answer": about(answered.pk, childs_answered.pk),
    }


def _put_on_record(slug: str, whom: Person, *, by: ActingStaff) -> dict[str, int | str]:
    new = NewExport(SHEETS[slug].kind, Purpose.OTHER, words=PURPOSE, person_id=whom.pk, is_closed=whom.is_closed)
    return {"person_id": whom.pk, "export_id": begin_export(new, by=by, on=TODAY).pk}
