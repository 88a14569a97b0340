"""A visit that was begun and not finished: its author finds it on the first page."""

from datetime import date

from anbang.casework.draft.actions import keep_draft
from anbang.casework.draft.queries import Form
from anbang.casework.duty.queries import work_list
from anbang.demo.accounts import TOWN
from anbang.demo.staff import Crew
from anbang.organisations.acting import acting
from anbang.organisations.kinds import Role

BEGUN = {
    "how": ["at_home"],
    "seen": ["本人在家，母亲也在。说在村口修车铺做学徒已有两周，"],
    "where": ["本人家中"],
    "needs": ["work"],
}


def begin_a_visit(crew: Crew, *, on: date) -> None:
    """The assistant of the town was called away while writing about whoever's duty is due next."""
    by = crew.acting(crew.at(Role.JUSTICE_ASSISTANT, TOWN), on)
    with acting(by, reading_only=True):
        due_next = work_list(for_staff=by).filter(case__care_from__isnull=False, due_on__gte=on)
        person_id = due_next.values_list("case__person", flat=True).first()
    if person_id is not None:
        keep_draft(Form("visit", person_id), BEGUN | {"on": [on.isoformat()]}, by=by)
