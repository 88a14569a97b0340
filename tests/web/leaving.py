"""Plants those who belong to another district now: first of one town, then cared for by everybody of another, gone, and accepted there; one
long ago and one lately. What is kept of them is kept by the town of the first residence, which stands in for a registered place (ADR 0014).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from anbang.assistance.allowance.actions import approve_allowance, certify_hardship, check_allowance, pay_allowance
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import (
    accept_transfer,
    change_registered_place,
    record_move,
    record_note,
    set_priority,
)
from anbang.casework.care.models import TeamRole
from anbang.casework.care.signs import note_sign
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.handover.actions import Arrival, record_release, report_in
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.person.actions import Place
from anbang.casework.step.opening import settle_again
from anbang.casework.visit.actions import NewVisit, record_visit
from anbang.exchange.batch.actions import receive_file
from anbang.exchange.batch.staging import stage_rows
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Area
from tests.exchange.lists import confirm, csv_of, person
from tests.web.matrix import AWAY, LEFT, SIBLING, VILLAGE
from tests.web.names import NAMES, OF_THOSE_WHO_LEFT, OFFENCES, OPINIONS
from tests.web.where import person_of

LISTED, RELEASED, HANDED_ON, CARED_FOR = (date(2026, 7, day) for day in (1, 20, 21, 22))
# When each moved, and when the other district accepted: the former office reads on for thirty days.
LEFT_ON = {AWAY: (date(2026, 8, 10), date(2026, 8, 20)), LEFT: (date(2026, 10, 10), date(2026, 10, 20))}
CARING = ("justice assistant", "village cadre", "town officer elsewhere", "civil affairs officer elsewhere")
OF_THE_FIRST_TOWN = {"户籍镇街": SIBLING, "户籍村居": "", "居住镇街": SIBLING, "居住村居": ""}
ELSEWHERE = Place(outside="四川省隆昌市")


def plant(seats: Mapping[str, ActingStaff]) -> None:
    """Each step on its day, by whoever takes it; then the morning of today."""

    def by(seat: str, on: date) -> ActingStaff:
        return replace(seats[seat], today=on)

    clerk = by("bureau clerk", LISTED)
    rows = [_row(number, whose) for number, whose in ((16, AWAY), (17, LEFT))]
    institution = seats["institution clerk"].office_id
    batch = receive_file(csv_of(rows), name="名单.csv", institution_id=institution, by=clerk, on=LISTED)
    stage_rows(batch.pk, by=clerk, on=LISTED)
    confirm(batch, by=clerk, on=LISTED)
    for whose, (moved_on, accepted_on) in LEFT_ON.items():
        case_id = Case.objects.using("owner").get(person=person_of(whose)).pk
        _come(case_id, by("justice assistant elsewhere", RELEASED), by("justice assistant", HANDED_ON))
        _care(case_id, OF_THOSE_WHO_LEFT[whose], {name: by(name, CARED_FOR) for name in seats})
        last = by("justice assistant", moved_on)
        record_move(case_id, ELSEWHERE, by=last, on=moved_on)
        change_registered_place(case_id, ELSEWHERE, by=last, on=moved_on)
        accept_transfer(case_id, by=by("justice assistant", accepted_on), on=accepted_on)
    morning = seats["aftercare officer"]
    with acting(morning):
        settle_again([person_of(whose).pk for whose in LEFT_ON], by=morning)


def _row(number: int, whose: str) -> dict[str, str]:
    served = {"原判刑期": "一年六个月", "释放日期": RELEASED.isoformat(), **OF_THE_FIRST_TOWN}
    return person(number, 姓名=NAMES[whose], 罪名=OFFENCES[whose], 危险性评估=OPINIONS[whose], **served)


def _come(case_id: int, first: ActingStaff, then: ActingStaff) -> None:
    """Released in the one town, and handed on to the other."""
    record_release(case_id, released_from=ReleasedFrom.PRISON, by=first, on=first.today)
    record_move(case_id, Place(area_id=Area.objects.using("owner").get(name=VILLAGE).pk), by=first, on=first.today)
    accept_transfer(case_id, by=then, on=then.today)


def _care(case_id: int, words: str, seats: Mapping[str, ActingStaff]) -> None:
    """From the report to the allowance: justice office, town, village, police and civil affairs all have to do with it."""
    office, village, town, civil = ({"by": seats[name], "on": CARED_FOR} for name in CARING)
    report_in(case_id, Arrival(has_certificate=True, certificate="1", contact=words), **office)
    name_team(case_id, [NewMember(TeamRole.POLICE_OFFICER, words)], **office)
    set_priority(case_id, [PriorityReason.NO_HOME], words=words, **office)
    record_visit(case_id, NewVisit(words), **village)
    note_sign(case_id, facts=words, prevention=words, **office)
    certify_hardship(case_id, words=words, **village)
    check_allowance(case_id, by=seats["justice assistant elsewhere"], on=CARED_FOR)
    approve_allowance(case_id, **town)
    pay_allowance(case_id, month=f"{CARED_FOR:%Y-%m}", **civil)
    record_note(case_id, words=words, **office)
