"""One malformed case among ten thousand does not stop the others: it is named, and their day comes."""

from datetime import date, timedelta

from anbang.casework.duty.models import Duty
from anbang.casework.models import Case, Person
from anbang.casework.step import morning
from anbang.casework.step.morning import let_the_day_come
from anbang.organisations.acting import acting
from anbang.organisations.unattended import unattended
from anbang.policy import DEFAULT_PACK
from tests.support.crew import District
from tests.support.database import Server
from tests.support.proofs import Proof, lengths

NAME = "One malformed case in ten thousand"
DONE = "A morning comes for many people of whom one has an act that no rule can read; control: without the halving all of a chunk stay behind"
RELEASED = date(2026, 9, 1)
OPENED = "seek_unreported"
# Everything that makes somebody in care, copied from one who came by the steps.
COPIED = """
with made as (select nextval(pg_get_serial_sequence('casework_person', 'id')) as person,
    nextval(pg_get_serial_sequence('casework_case', 'id')) as case_id, g from generate_series(1, %(count)s) g),
 reach as (insert into casework_reach (person_id, office_id, why, from_on)
    select m.person, r.office_id, r.why, r.from_on from made m, casework_reach r where r.person_id = %(person)s and r.until_on is null),
 people as (insert into casework_person (id, name, name_key, stage, stage_until, is_priority, is_in_transfer, is_lost,
      sex, born_on, identity_known, identity_unknown_at_first, sealing, created_at)
    select m.person, '某' || m.g, p.name_key, p.stage, p.stage_until, p.is_priority, p.is_in_transfer, p.is_lost, p.sex, p.born_on, p.identity_known, false, p.sealing, now() from made m, casework_person p where p.id = %(person)s),
 abodes as (insert into casework_abode (person_id, kind, area_id, outside, from_on)
    select m.person, a.kind, a.area_id, a.outside, a.from_on from made m, casework_abode a where a.person_id = %(person)s),
 cases as (insert into casework_case (id, person_id, number, opened_on, closed_how, care_from, term_until, priority, changes_on)
    select m.case_id, m.person, 'copy-' || m.g, c.opened_on, '', c.care_from, c.term_until, c.priority, c.changes_on
    from made m, casework_case c where c.person_id = %(person)s),
 charges as (insert into casework_responsibility (person_id, case_id, office_id, is_outside, from_on)
    select m.person, m.case_id, r.office_id, false, r.from_on from made m, casework_responsibility r where r.person_id = %(person)s)
insert into casework_act (person_id, case_id, kind, "on", told, office_id, recorded_by_id, recorded_on, recorded_at, is_late, late_because)
    select m.person, m.case_id, a.kind, a."on", a.told, a.office_id, a.recorded_by_id, a.recorded_on, now(), false, ''
    from made m, casework_act a where a.person_id = %(person)s
"""
BROKEN = """
update casework_act set kind = 'notice_received', told = '{"priority": 7}' where case_id =
    (select id from casework_case where number like 'copy-%' order by id limit 1)
"""


def crowd(server: Server, database: str, case: Case, count: int) -> None:
    """As many more, one of them malformed."""
    with server.as_superuser(database) as connection:
        connection.execute(COPIED, {"count": count, "person": case.person_id})
        connection.execute(BROKEN)


def day_of_the_search() -> date:
    return RELEASED + timedelta(days=int(str(DEFAULT_PACK.parameter("report_in_days", RELEASED))) + 1)


@lengths(150, 10_000)
def test_one_that_no_rule_can_read_stops_nobody_else(
    length: int, district: District, server: Server, scratch: str, proof: Proof
):
    crowd(server, scratch, district.in_care(since=RELEASED), length)
    today = day_of_the_search()
    came = let_the_day_come(today, by=unattended("test", on=today))
    opened = Duty.objects.using("owner").filter(rule=OPENED).count()
    assert len(came.broken) == 1
    assert opened == length, "everybody but the one has it, and whoever was copied too"
    proof.result(f"{length:,} people", f"{opened:,} settled, {len(came.broken)} named and left out")


@lengths(150, 1_000)
def test_control_without_the_halves_a_whole_chunk_stays_behind(
    length: int, district: District, server: Server, scratch: str, monkeypatch, proof: Proof
):
    crowd(server, scratch, district.in_care(since=RELEASED), length)
    today = day_of_the_search()

    def all_or_none(people, came, *, by, called):  # as it is called
        try:
            with acting(by):
                morning.settle(list(Person.objects.filter(pk__in=people)), today=by.today)
        except Exception:
            came.broken.extend(people)

    monkeypatch.setattr(morning, "_settle", all_or_none)
    came = let_the_day_come(today, by=unattended("test", on=today))
    assert len(came.broken) > 1
    proof.control(f"without the halving {len(came.broken)} people of {length:,} stay behind")
