"""A sweep finds what is not as the rules say, whoever wrote it, and writes nothing where everything is."""

from datetime import date, timedelta

import pytest
from django.db import connections

from anbang.casework.care.models import TeamRole
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.duty.models import Duty
from anbang.casework.duty.proof import Proof
from anbang.casework.handover.actions import record_release
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.person.models import Case, Person, Reach
from anbang.casework.person.removing import remove_files
from anbang.casework.step import sweep as sweeping
from anbang.casework.step.sweep import sweep
from anbang.organisations.acting import acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.unattended import unattended
from tests.support.people import office, post

TODAY = date(2026, 11, 5)
BY = unattended("sweep", on=TODAY)


@pytest.fixture
def released(take, assistant) -> Case:
    """Somebody in care, and nobody else in the register."""
    case = take()
    record_release(case.pk, released_from=ReleasedFrom.PRISON, by=assistant, on=TODAY)
    name_team(case.pk, [NewMember(TeamRole.JUSTICE_ASSISTANT, "孙某")], by=assistant, on=TODAY)
    return case


def behind_the_back(sql: str, *values: object) -> None:
    """Something is changed by no step, as a hand in the database does it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount


def writes() -> int:
    """How many rows of casework were ever written, as the database counts them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select pg_stat_force_next_flush()")
        cursor.execute(
            "select sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint from pg_stat_user_tables where relname like 'casework%%'"
        )
        return cursor.fetchone()[0]


def test_what_the_steps_wrote_is_as_the_rules_say(released):
    swept = sweep(by=BY)
    assert swept.folded == 1
    assert swept.differences == {}
    assert swept.broken == []


def test_whoever_was_proved_is_not_folded_again_and_nothing_is_written(released):
    sweep(by=BY)
    connections.close_all()
    before = writes()
    swept = sweep(by=BY)
    connections.close_all()
    assert (swept.people, swept.folded, writes()) == (1, 0, before)


@pytest.mark.parametrize(
    ("table", "sql"),
    [
        ("casework_duty", "update casework_duty set due_on = due_on + 1 where rule = 'report_in'"),
        ("casework_duty", "delete from casework_duty where rule = 'report_in'"),
        ("casework_duty", "update casework_duty set met_on = opens_on where rule = 'report_in'"),
        ("casework_case", "update casework_case set term_until = term_until + 1"),
        ("casework_reach", "delete from casework_reach where why = 'responsible'"),
        ("casework_sentence", "update casework_sentence set release_on = release_on + 1"),
        ("casework_teammember", "update casework_teammember set until_on = from_on + 1"),
    ],
)
def test_a_row_changed_behind_the_products_back_is_found_and_put_right(released, table, sql):
    sweep(by=BY)
    right = list(Duty.objects.using("owner").order_by("rule", "number").values_list("rule", "due_on", "met_on"))
    behind_the_back(sql)
    swept = sweep(by=BY)
    assert swept.folded == 1
    assert set(swept.differences) == {released.person_id}
    assert set(swept.differences[released.person_id]) == {table}
    assert list(Duty.objects.using("owner").order_by("rule", "number").values_list("rule", "due_on", "met_on")) == right
    assert sweep(by=BY).folded == 0


def test_an_act_changed_behind_the_products_back_changes_what_follows(released):
    sweep(by=BY)
    behind_the_back('update casework_act set "on" = "on" - 1 where kind = \'released\'')
    assert set(sweep(by=BY).differences[released.person_id]) >= {"casework_case", "casework_duty"}


def test_a_rehearsal_tells_and_leaves_everything_as_it_is(released):
    sweep(by=BY)
    behind_the_back("update casework_duty set due_on = due_on + 1 where rule = 'report_in'")
    wrong = list(Duty.objects.using("owner").order_by("id").values_list("due_on"))
    assert set(sweep(by=BY, write=False).differences) == {released.person_id}
    assert list(Duty.objects.using("owner").order_by("id").values_list("due_on")) == wrong
    assert set(sweep(by=BY).differences) == {released.person_id}


def test_only_whoever_changed_since_is_folded_again(released, take):
    take(name="李四", id_number=None)
    sweep(by=BY)
    behind_the_back("update casework_person set born_on = born_on - 1 where id = %s", released.person_id)
    swept = sweep(by=BY)
    assert (swept.people, swept.folded, swept.differences) == (2, 1, {})


def test_a_day_on_which_the_mere_date_changes_something_is_no_longer_proved(released):
    sweep(by=BY)
    changes_on = Case.objects.using("owner").get().changes_on
    before, on = changes_on - timedelta(1), changes_on
    assert sweep(by=unattended("sweep", on=before)).folded == 0
    assert sweep(by=unattended("sweep", on=on)).folded == 1


def test_what_other_software_proved_is_proved_again(released, monkeypatch):
    sweep(by=BY)
    monkeypatch.setattr(sweeping, "software", lambda: "another")
    assert sweep(by=BY).folded == 1


def test_closed_files_are_proved_too_and_told_to_nobody(take, clerk):
    case = take(sealing_proposed=True)
    assert Person.objects.using("owner").get(pk=case.person_id).is_closed
    assert sweep(by=BY).folded == 1
    assert not Reach.objects.using("owner").filter(why="taking_in").exists()
    assert sweep(by=BY).folded == 0


def test_a_new_keeper_of_closed_files_makes_closed_files_unproved_and_no_others(take, clerk, released):
    take(name="小王", sealing_proposed=True)
    sweep(by=BY)
    post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    swept = sweep(by=BY)
    assert swept.folded == 1
    assert list(swept.differences.values()) == [{"casework_reach": 1}]


def test_somebody_who_cannot_be_folded_is_named_and_stops_nobody(released, take):
    take(name="李四", id_number=None)
    behind_the_back("update casework_act set kind = 'unheard_of' where case_id = %s and kind = 'released'", released.pk)
    swept = sweep(by=BY)
    assert swept.broken == [released.person_id]
    assert swept.folded == 1


def test_the_proof_of_a_file_that_is_removed_goes_with_the_next_sweep(take, clerk):
    case = take()
    sweep(by=BY)
    with acting(clerk):
        remove_files([case.pk], on=TODAY)
    assert sweep(by=BY).removed == 1
    assert not Proof.objects.using("owner").exists()
