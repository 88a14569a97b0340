"""A database is prepared when it lacks something, and asked quickly when it does not."""

import pytest
from django.db import connections

from anbang.organisations.models import Office
from anbang.site import preparation
from anbang.site.preparation import prepare

STEPS = ["making the tables", "setting privileges and row security", "loading the district"]


def steps() -> list[str]:
    told: list[str] = []
    prepare(told.append)
    return [line.split(" (")[0] for line in told]


def as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def prepared(database: str) -> None:
    """A database that was prepared once."""
    assert steps() == STEPS


def test_a_second_time_there_is_nothing_to_do(prepared: None):
    assert steps() == []


def test_a_step_tells_its_seconds(database: str):
    told: list[str] = []
    prepare(told.append)
    assert all(line.endswith(" s)") for line in told)


def test_changed_privileges_are_noticed(prepared: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(preparation, "statements", lambda: iter(["revoke all on everything"]))
    assert steps() == STEPS


def test_a_migration_that_is_missing_is_noticed(prepared: None):
    as_owner("delete from django_migrations where app = 'sessions'")
    as_owner("drop table django_session")
    assert steps() == STEPS
    as_owner("select from django_session")


def test_preparing_again_changes_nothing_that_is_there(prepared: None):
    before = sorted(Office.objects.using("owner").values_list("pk", flat=True))
    as_owner("comment on table django_migrations is null")
    assert steps() == STEPS
    assert sorted(Office.objects.using("owner").values_list("pk", flat=True)) == before


def test_no_lock_is_left(prepared: None):
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where locktype = 'advisory'")
        assert cursor.fetchone() == (0,)
