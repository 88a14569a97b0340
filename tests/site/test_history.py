"""Every change of every row is written down by the database itself, with whose hand it was; what is told of people stays out of it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connections, transaction

from anbang.audit.models import Change
from anbang.casework.person.models import Case, Person
from anbang.organisations.acting import acting
from anbang.organisations.models import Office, OfficeName
from anbang.site.history import CODES, OF_THE_PERSON, WITHOUT, histories

INVENTED = "测试所"


def changes(**of: object) -> Sequence[Change]:
    return list(Change.objects.using("auditor").filter(**of).order_by("id"))


def rows(statement: str) -> list[tuple[object, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def tables() -> set[object]:
    found = rows("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
    return {name for (name,) in found}


def with_a_history_or_a_reason() -> set[object]:
    kept = {history.table for history in histories()}
    assert kept.isdisjoint(WITHOUT)
    return kept | set(WITHOUT)


def untold() -> set[tuple[object, ...]]:
    """Of which tables with a history which verb tells nothing."""
    hung = rows(
        "select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal and tgenabled = 'O'"
        " and tgfoid in ('audit_keep_change'::regproc, 'audit_refuse_emptying'::regproc)"
    )
    names = ("history_of_insert", "history_of_update", "history_of_delete", "is_not_emptied")
    return {(history.table, name) for history in histories() for name in names} ^ set(hung)


def test_every_table_has_a_history_or_says_why_it_has_none(database):
    assert tables() == with_a_history_or_a_reason()


def test_control_a_new_table_without_either_is_noticed(database):
    with connections["owner"].cursor() as cursor:
        cursor.execute("create table casework_forgotten (id int)")
    assert tables() - with_a_history_or_a_reason() == {"casework_forgotten"}


def test_every_table_with_a_history_tells_each_verb_and_is_not_emptied(database):
    assert untold() == set()


def test_control_a_trigger_that_is_gone_is_noticed(database):
    with connections["owner"].cursor() as cursor:
        cursor.execute("alter table casework_act disable trigger history_of_update")
    assert untold() == {("casework_act", "history_of_update")}


def test_names_of_columns_that_are_kept_or_not_are_those_of_the_tables(database):
    columns = set(
        rows("select table_name || '.' || column_name from information_schema.columns where table_schema = 'public'")
    )
    assert {(name,) for name in CODES | OF_THE_PERSON} <= columns


def test_a_row_that_is_made_tells_hand_office_request_and_person(take, clerk):
    case = take()
    [made] = changes(table_name="casework_case", verb="made")
    assert (made.row_key, made.person_id, made.role) == (str(case.pk), case.person_id, "anbang_overseer")
    assert (made.staff_id, made.office_id, made.request_id) == (clerk.staff_id, clerk.office_id, clerk.request_id)
    assert made.became is not None
    assert made.became["opened_on"] == "2026-11-05"


def test_a_row_that_belongs_to_a_case_is_told_of_its_person(take):
    case = take()
    assert {made.person_id for made in changes(table_name="casework_duty")} == {case.person_id}


def test_a_row_that_changes_tells_what_it_was_and_what_it_became(take, clerk):
    case = take()
    with acting(clerk):
        Case.objects.filter(pk=case.pk).update(opened_on=date(2026, 11, 4))
    [changed] = changes(table_name="casework_case", verb="changed", was__has_key="opened_on")
    assert (changed.was, changed.became, changed.untold) == (
        {"opened_on": "2026-11-05"},
        {"opened_on": "2026-11-04"},
        [],
    )


def test_a_row_that_is_removed_tells_what_it_was(database):
    with transaction.atomic(using="owner"):
        office = Office.objects.using("owner").first()
        assert office is not None
        name = OfficeName.objects.using("owner").create(
            office=office, name=INVENTED, from_on=date(2000, 1, 1), until_on=date(2000, 12, 31)
        )
        name.delete(using="owner")
    [removed] = changes(table_name="organisations_officename", verb="removed")
    assert removed.was == {"office_id": office.pk, "from_on": "2000-01-01", "until_on": "2000-12-31"}
    assert (removed.became, removed.role, removed.staff_id, removed.request_id) == (None, "anbang_owner", None, None)


def test_of_a_name_it_is_told_only_that_it_changed(take, clerk):
    case = take()
    with acting(clerk):
        Person.objects.filter(pk=case.person_id).update(name="张四", born_on=date(1990, 1, 1))
    [changed] = changes(table_name="casework_person", verb="changed", untold__contains=["name"])
    assert (changed.was, changed.became, changed.untold) == ({}, {}, ["born_on", "name"])


def test_what_is_told_of_a_person_stands_nowhere_in_it(take, intake):
    take()
    told = str([(change.was, change.became, change.untold) for change in changes()])
    assert len(told) > 1000
    for secret in (intake.name, str(intake.id_number), str(intake.born_on), intake.offence, str(intake.offence_on)):
        assert secret not in told


def test_control_a_column_that_is_told_would_show_it(take, intake):
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "create or replace trigger history_of_insert after insert on casework_person referencing new table as rows_after"
            " for each statement execute function audit_keep_change('id', 'id', 'name')"
        )
    take()
    assert intake.name in str([change.became for change in changes(table_name="casework_person")])


def test_an_update_that_changes_nothing_is_no_change(take, clerk):
    case = take()
    before = len(changes())
    with acting(clerk):
        Case.objects.filter(pk=case.pk).update(opened_on=date(2026, 11, 5))
    assert len(changes()) == before


def test_what_is_taken_back_was_no_change(take, clerk):
    case = take()
    before = len(changes())
    with suppress(ZeroDivisionError), acting(clerk):
        Case.objects.filter(pk=case.pk).update(opened_on=date(2026, 11, 4))
        raise ZeroDivisionError
    assert len(changes()) == before


WRITTEN_OTHERWISE = {
    "many at once": "insert into organisations_officename (office_id, name, from_on, until_on) select id, 'x', '2000-01-01', '2000-12-31' from organisations_office limit 3",
    "an upsert": "insert into casework_numberseries (series, last) values ('t', 1) on conflict (series) do update set last = 2",
    "a merge": "merge into casework_numberseries t using (select 'u' as series) s on t.series = s.series"
    " when not matched then insert (series, last) values ('u', 1) when matched then update set last = 9",
    "a key that is changed": "update casework_numberseries set series = 'w' where series = 'v'",
}


@pytest.mark.parametrize("statement", WRITTEN_OTHERWISE.values(), ids=WRITTEN_OTHERWISE)
def test_however_it_is_written_it_is_told(database, statement):
    with connections["owner"].cursor() as cursor:
        cursor.execute("insert into casework_numberseries (series, last) values ('v', 1)")
        before = len(changes())
        cursor.execute(statement)
        many = cursor.rowcount
    new = changes()[before:]
    assert len(new) == (2 if "set series" in statement else many)
    assert {change.role for change in new} == {"anbang_owner"}


@pytest.mark.parametrize("alias", ["default", "overseer", "auditor"])
def test_nobody_writes_a_change_that_was_none(database, alias):
    statement = "insert into audit_change (table_name, row_key, verb, untold, role) values ('casework_case', '1', 'made', '{}', 'x')"
    with pytest.raises(DatabaseError, match="permission denied"), connections[alias].cursor() as cursor:
        cursor.execute(statement)


OWN = "create temp table own (id int)"
FORGED = (
    "create trigger forged after insert on own referencing new table as rows_after"
    " for each statement execute function audit_keep_change('id', '', 'id')"
)


@pytest.mark.parametrize("role", ["anbang_app", "anbang_overseer", "anbang_auditor"])
def test_nobody_hangs_the_history_to_a_table_of_their_own(server, database, role):
    with psycopg.connect(server.at(database, role)) as connection:
        connection.execute(OWN)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="audit_keep_change"):
            connection.execute(FORGED)


def test_nor_does_the_owner(server, database):
    with psycopg.connect(server.at(database, "anbang_owner")) as connection:
        connection.execute(OWN)
        connection.execute(FORGED)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only the tables of the product"):
            connection.execute("insert into own values (1)")


def test_not_even_the_owner_empties_a_table_with_a_history(database):
    with pytest.raises(DatabaseError, match="truncate refused"), connections["owner"].cursor() as cursor:
        cursor.execute("truncate casework_person cascade")


def test_control_without_its_trigger_the_owner_empties_it(database):
    with connections["owner"].cursor() as cursor:
        cursor.execute("insert into casework_numberseries (series, last) values ('v', 1)")
        cursor.execute("alter table casework_numberseries disable trigger is_not_emptied")
        before = len(changes())
        cursor.execute("truncate casework_numberseries")
        cursor.execute("select count(*) from casework_numberseries")
        assert cursor.fetchone() == (0,)
    assert len(changes()) == before, "and nothing is told of it"


@pytest.mark.parametrize("statement", WRITTEN_OTHERWISE.values(), ids=WRITTEN_OTHERWISE)
def test_control_without_its_triggers_nothing_is_told(database, statement):
    with connections["owner"].cursor() as cursor:
        cursor.execute("insert into casework_numberseries (series, last) values ('v', 1)")
        for table in ("casework_numberseries", "organisations_officename"):
            for verb in ("insert", "update", "delete"):
                cursor.execute(f"alter table {table} disable trigger history_of_{verb}")
        before = len(changes())
        cursor.execute(statement)
        assert cursor.rowcount
    assert len(changes()) == before


def test_who_acts_is_forgotten_with_the_transaction(take, clerk):
    with acting(clerk):
        pass
    with connections["overseer"].cursor() as cursor:
        cursor.execute("insert into casework_numberseries (series, last) values ('v', 1)")
    assert [change.request_id for change in changes(row_key="v")] == [None]
    assert isinstance(clerk.request_id, UUID)
