"""A database is prepared when it lacks something, and asked quickly when it does not."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connections, transaction

from anbang.organisations.models import Office
from anbang.site import command, preparation
from anbang.site.command import _set_up_what_is_made_up
from anbang.site.preparation import prepare
from anbang.site.refusals import StoppedHalfway

STEPS = ["making the tables", "setting privileges and row security", "loading the district"]
SESSION_LOCK = re.compile(r"advisory_lock(_shared)?\b")


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


def of_before_the_merging(*, until: int | None = None) -> None:
    """The database's book of migrations as it was before some became one, with the first of them."""
    merged = import_module("anbang.casework.migrations.0001_merged").Migration
    as_owner("delete from django_migrations where app = 'casework' and name < '0026'")
    for app, name in merged.replaces[:until]:
        as_owner(f"insert into django_migrations (app, name, applied) values ('{app}', '{name}', now())")
    as_owner("comment on table django_migrations is null")


def test_an_installation_from_before_the_migrations_were_merged_goes_on(prepared: None):
    of_before_the_merging()
    assert steps() == STEPS
    assert steps() == []


def test_one_that_stopped_in_their_midst_is_told_to_finish_first(prepared: None):
    of_before_the_merging(until=13)
    with pytest.raises(StoppedHalfway, match="stopped before casework 0014_asked_elsewhere"):
        steps()


class Stub:
    """An installation whose database this process keeps, or another."""

    def __init__(self, *, keeps: bool) -> None:
        self.keeps_a_database = keeps
        self.emptied = 0

    def empty(self) -> None:
        self.emptied += 1
        of_before_the_merging()


def test_a_demo_that_stopped_in_their_midst_is_made_anew_by_whoever_keeps_it(prepared: None, monkeypatch):
    monkeypatch.setattr(command, "_set_up", prepare)
    of_before_the_merging(until=13)
    with pytest.raises(StoppedHalfway):
        _set_up_what_is_made_up(Stub(keeps=False), lambda _line: None)
    kept, told = Stub(keeps=True), []
    _set_up_what_is_made_up(kept, told.append)
    assert kept.emptied == 1
    assert told[0] == "an earlier version left it halfway; it is made anew"


def test_preparing_again_changes_nothing_that_is_there(prepared: None):
    before = sorted(Office.objects.using("owner").values_list("pk", flat=True))
    as_owner("comment on table django_migrations is null")
    assert steps() == STEPS
    assert sorted(Office.objects.using("owner").values_list("pk", flat=True)) == before


def test_no_lock_is_left(prepared: None):
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where locktype = 'advisory'")
        assert cursor.fetchone() == (0,)


def may_prepare() -> bool:
    """Whether another process could begin now."""
    with transaction.atomic(using="default"), connections["default"].cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [preparation.LOCK])
        answer: bool = cursor.fetchone()[0]
        return answer


def test_while_one_prepares_no_other_begins(prepared: None, monkeypatch: pytest.MonkeyPatch):
    as_owner("comment on table django_migrations is null")
    seen = []
    monkeypatch.setattr(preparation, "grant", lambda: seen.append(may_prepare()))
    assert steps() == STEPS
    assert seen == [False]
    assert may_prepare(), "the control: afterwards another one may"


def test_a_failure_lets_the_next_one_begin(prepared: None, monkeypatch: pytest.MonkeyPatch):
    as_owner("comment on table django_migrations is null")
    monkeypatch.setattr(preparation, "grant", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        steps()
    assert may_prepare()


def test_no_lock_outlives_its_transaction():
    """A pooler would hand a session's lock to the next user of the connection."""
    sources = [file.read_text(encoding="utf-8") for file in Path(preparation.__file__).parents[1].rglob("*.py")]
    assert not [source for source in sources if SESSION_LOCK.search(source)]
    assert any("advisory_xact_lock" in source for source in sources), "the scan reached the one that is used"
    assert SESSION_LOCK.search("select pg_try_advisory_lock(1)"), "the control"
