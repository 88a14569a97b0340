"""What happened and who looked is sealed every minute: whatever the owner of the tables does to it afterwards is found."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.utils import timezone

from anbang.audit import sealing, verifying
from anbang.audit.models import Change, Event, Look, Seal
from anbang.audit.recording import record_look
from anbang.audit.sealing import TrailIsBusy, seal_the_trail
from anbang.audit.verifying import Fault, Verified, verify
from anbang.lib.signing import Signer
from anbang.organisations.acting import acting

NOW = datetime.fromisoformat("2026-11-05T09:00:00+08:00")


@pytest.fixture
def signer(tmp_path) -> Signer:
    return Signer.load_or_create(tmp_path / "keys" / "seal.pem")


@pytest.fixture
def outside(tmp_path) -> Path:
    return tmp_path / "seals" / "seals.jsonl"


@pytest.fixture
def seal(signer, outside) -> Callable[[], list[Seal]]:
    return lambda: seal_the_trail(signer, outside=outside, at=NOW)


@pytest.fixture
def verified(signer, outside) -> Callable[[], Verified]:
    return lambda: verify([signer.witness], outside=outside, at=timezone.now())


@pytest.fixture
def look(take, assistant) -> Callable[[], None]:
    """Somebody looks at a file."""
    case = take()

    def looks() -> None:
        with acting(assistant):
            record_look(case.person_id, "case file", by=assistant)

    return looks


@pytest.fixture
def sealed(look, seal) -> list[Seal]:
    """Two seals over what happened and two looks."""
    look()
    first = seal()
    look()
    return [*first, *seal()]


def as_owner(*statements: str) -> None:
    """What the owner of the tables can do: they switch the guards off, change what they like, and switch them on."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in ("audit_event", "audit_look", "audit_change", "audit_seal"):
            cursor.execute(f"alter table {table} disable trigger user")
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount
        for table in ("audit_event", "audit_look", "audit_change", "audit_seal"):
            cursor.execute(f"alter table {table} enable trigger user")


def faults(found: Verified) -> set[tuple[str, int | None]]:
    return {(fault.what, fault.seal) for fault in found.faults}


def test_whatever_was_written_is_sealed_once_and_holds(sealed, seal, verified):
    assert [one.number for one in sealed] == [1, 2]
    assert [one.looks for one in sealed] == [1, 1]
    assert seal() == [], "nothing new, no seal"
    found = verified()
    assert found.holds
    assert found.rows == sum(model.objects.using("auditor").count() for model in (Event, Look, Change))
    assert (found.seals, found.unsealed) == (2, 0)


def test_many_rows_are_sealed_by_portions(look, seal, verified, monkeypatch):
    seal()
    for _ in range(7):
        look()
    monkeypatch.setattr(sealing, "ROWS_AT_ONCE", 3)
    assert [one.looks for one in seal()] == [3, 3, 1]
    assert verified().holds


A_DAY_EARLIER = (
    "update audit_change set changed_at = changed_at - interval '1 day' where id = (select max(id) from audit_change)"
)


def test_a_change_of_a_row_that_the_owner_tells_otherwise_is_found(sealed, verified):
    as_owner(A_DAY_EARLIER)
    assert {what for what, _ in faults(verified())} == {"rows"}


def test_seals_of_before_changes_were_kept_stay_genuine(look, signer, outside, verified, monkeypatch):
    """An installation that was sealed by an earlier version goes on with its seals and its key."""
    look()
    with monkeypatch.context() as earlier:
        earlier.setattr(sealing, "CALLED", {table: sealing.CALLED[table] for table in sealing.FIRST_FORM})
        old = seal_the_trail(signer, outside=outside, at=NOW)
    assert [(one.changes, one.changes_until) for one in old] == [(None, None)]
    look()
    new = seal_the_trail(signer, outside=outside, at=NOW)
    assert new[0].changes
    assert verified().holds
    as_owner(A_DAY_EARLIER)
    assert ("rows", 2) in faults(verified())


NOT_MINE = "update audit_look set staff_id = 0 where id = (select min(id) from audit_look)"
LAST_LOOK_GONE = "delete from audit_look where id = (select max(id) from audit_look)"
LAST_LOOK_AGAIN = """
insert into audit_look (id, looked_at, staff_id, office_id, request_id, person_id, what)
select id + 1, looked_at, staff_id, office_id, request_id, person_id, what from audit_look order by id desc limit 1"""
TAMPERINGS = {
    "a look is said to have been somebody else's": [NOT_MINE],
    "an event is taken away": ["delete from audit_event where id = (select min(id) from audit_event)"],
    "a look is put in the place of another": [LAST_LOOK_GONE, LAST_LOOK_AGAIN],
    "an act is told of another day": [
        "update audit_event set happened_on = happened_on - 1 where id = (select max(id) from audit_event)"
    ],
}


@pytest.mark.parametrize("statements", TAMPERINGS.values(), ids=TAMPERINGS)
def test_rows_that_the_owner_changes_are_found(sealed, verified, statements):
    as_owner(*statements)
    assert {what for what, _ in faults(verified())} == {"rows"}


def test_a_row_slipped_in_between_two_others_is_found(look, seal, sealed, verified):
    as_owner(
        "update audit_look set id = id + 1000 where id = (select max(id) from audit_look)",
    )
    look()
    seal()
    assert ("rows", 2) in faults(verified())


@pytest.mark.parametrize("number", [0, -7, -(2**63)])
def test_a_row_slipped_in_under_all_others_is_found(sealed, verified, number):
    as_owner(f"update audit_look set id = {number} where id = (select max(id) from audit_look)")
    assert {("rows", 1), ("rows", 2)} <= faults(verified())


def test_the_highest_number_of_all_taken_by_the_owner_is_found_with_the_next_row(look, seal, sealed, verified):
    as_owner(f"update audit_look set id = {2**63 - 1} where id = (select max(id) from audit_look)")
    look()
    assert "rows" in {what for what, _ in faults(verified())}


@pytest.mark.parametrize("alias", ["default", "overseer"])
@pytest.mark.parametrize("number", [-7, 2**63 - 1])
def test_who_writes_the_trail_does_not_choose_the_number_of_a_row(sealed, alias, number):
    why = refused(
        ONE_MORE_LOOK.replace("(staff_id", "(id, staff_id").replace("select staff_id", f"select {number}, staff_id"),
        alias,
    )
    assert "permission denied" in why


def test_rows_hidden_from_whoever_compares_are_found(sealed, verified):
    as_owner(
        "update audit_look set what = 'nothing' where id = (select max(id) from audit_look)",
    )
    with connections["owner"].cursor() as cursor:
        cursor.execute("drop policy rows_of_the_auditor on audit_look")
        cursor.execute("create policy rows_of_the_auditor on audit_look for select using (what <> 'nothing')")
    assert ("hidden", None) in faults(verified())


def test_seals_made_anew_over_changed_rows_have_no_genuine_signature(sealed, signer, outside, verified, tmp_path):
    """The owner changes a row, takes all seals away and lets another key seal again, outside too."""
    as_owner(NOT_MINE, "delete from audit_seal")
    kept = outside.read_text()
    outside.unlink()
    seal_the_trail(Signer.load_or_create(tmp_path / "another.pem"), outside=outside, at=NOW)
    assert ("signature", 1) in faults(verified())
    outside.write_text(kept)
    assert ("other", 1) in faults(verified()), "and a copy that was kept elsewhere tells of other seals"


def test_the_newest_seals_taken_away_with_their_rows_are_known_outside(sealed, verified):
    as_owner(
        LAST_LOOK_GONE,
        "delete from audit_seal where number = 2",
    )
    assert faults(verified()) == {("gone", 2)}


def test_control_without_the_file_outside_nobody_would_know(sealed, signer):
    as_owner(
        LAST_LOOK_GONE,
        "delete from audit_seal where number = 2",
    )
    assert verify([signer.witness], outside=None, at=timezone.now()).holds


def test_control_unsealed_the_same_changes_are_not_found(look, verified):
    look()
    as_owner(NOT_MINE)
    assert verified().unsealed
    assert {fault.what for fault in verified().faults} <= {"outside"}


def test_a_seal_that_is_changed_is_found(sealed, verified):
    as_owner("update audit_seal set looks_until = looks_until - 1, looks = 0 where number = 1")
    found = faults(verified())
    assert {("digest", 1), ("signature", 1), ("rows", 1)} <= found


def test_a_seal_taken_out_of_the_middle_is_found(sealed, look, seal, verified):
    look()
    seal()
    as_owner("delete from audit_seal where number = 2")
    assert {("chain", 3), ("gone", 2)} <= faults(verified())


def test_rows_that_wait_too_long_for_a_seal_are_told(look, signer, verified):
    look()
    later = timezone.now() + verifying.UNSEALED_AT_MOST + timedelta(minutes=1)
    assert Fault("unsealed") in verify([signer.witness], outside=None, at=later).faults
    assert Fault("unsealed") not in verified().faults


def test_a_row_that_is_still_being_written_is_never_passed_over(look, seal, sealed, verified):
    with closing(connections["owner"].copy()) as other, other.cursor() as writer:
        writer.execute("begin")
        writer.execute(ONE_MORE_LOOK)
        with pytest.raises(TrailIsBusy):
            seal()
        writer.execute("commit")
    assert [one.looks for one in seal()] == [1]
    assert verified().holds


ONE_MORE_LOOK = (
    "insert into audit_look (staff_id, office_id, request_id, person_id, what)"
    " select staff_id, office_id, request_id, person_id, what from audit_look limit 1"
)
CARELESS = """
create or replace function audit_stands(out changes bigint, out events bigint, out looks bigint) language sql security definer as
$$ select (select max(id) from public.audit_change), (select max(id) from public.audit_event), (select max(id) from public.audit_look) $$"""


def test_control_without_the_lock_it_would_be_passed_over_and_found_as_slipped_in(look, seal, sealed, verified):
    with connections["owner"].cursor() as cursor:
        cursor.execute(CARELESS)
    with closing(connections["owner"].copy()) as other, other.cursor() as writer:
        writer.execute("begin")
        writer.execute(ONE_MORE_LOOK)
        look()
        seal()
        writer.execute("commit")
    assert ("rows", 3) in faults(verified())


def test_a_file_outside_that_was_cut_off_is_mended_by_the_next_seal(sealed, look, seal, outside, verified):
    whole = outside.read_text()
    outside.write_text(whole[:-20])
    assert faults(verified()) == {("untold", 2)}
    look()
    seal()
    assert [json.loads(line)["number"] for line in outside.read_text().splitlines()] == [1, 2, 3]
    assert verified().holds


def test_a_copy_that_was_kept_elsewhere_knows_nothing_of_newer_seals_and_accuses_nobody(
    look, seal, sealed, signer, outside, tmp_path
):
    kept = tmp_path / "kept.jsonl"
    kept.write_bytes(outside.read_bytes())
    look()
    seal()
    assert verify([signer.witness], outside=kept, is_copy=True, at=timezone.now()).holds
    as_owner("delete from audit_seal where number = 2", "delete from audit_seal where number = 3", LAST_LOOK_GONE)
    assert ("gone", 2) in faults(verify([signer.witness], outside=kept, is_copy=True, at=timezone.now()))


@pytest.mark.parametrize("name", ["events", "signature", "sealed_at", "key"])
def test_a_book_in_which_anything_of_a_seal_is_written_otherwise_is_told(sealed, outside, verified, name):
    lines = [json.loads(line) for line in outside.read_text().splitlines()]
    lines[0][name] = 77
    outside.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert faults(verified()) == {("other", 1)}


def test_a_book_in_which_a_line_is_missing_is_told(sealed, outside, verified):
    outside.write_text(outside.read_text().splitlines(keepends=True)[1])
    assert faults(verified()) == {("untold", 1)}


def test_whoever_seals_while_it_is_compared_is_no_fault(look, seal, sealed, verified, monkeypatch):
    outside_now = verifying.seals_outside
    monkeypatch.setattr(
        verifying, "seals_outside", lambda file, *, size: (look(), seal(), outside_now(file, size=size))[2]
    )
    assert verified().holds


def test_a_file_outside_that_tells_something_else_is_told(sealed, outside, verified):
    outside.write_text("[]\n")
    assert faults(verified()) == {("outside", None)}
    outside.unlink()
    assert faults(verified()) == {("outside", None)}


def refused(statement: str, alias: str) -> str:
    with (
        pytest.raises(DatabaseError) as why,
        transaction.atomic(using=alias),
        connections[alias].cursor() as cursor,
    ):
        cursor.execute(statement)
    return str(why.value)


@pytest.mark.parametrize("alias", ["default", "overseer", "auditor", "owner"])
@pytest.mark.parametrize("statement", ["update {} set id = id", "delete from {}", "truncate {}"])
@pytest.mark.parametrize("table", ["audit_seal", "audit_check"])
def test_no_role_changes_or_removes_a_seal_or_a_check(sealed, alias, statement, table):
    statement = statement.format(table).replace(
        "set id = id", "set seals = 0" if table == "audit_check" else "set looks = 0"
    )
    if table == "audit_check":
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "insert into audit_check (checked_at, seals, rows, unsealed, faults) values (now(), 1, 1, 0, '[]')"
            )
    why = refused(statement, alias)
    assert "append-only" in why or "permission denied" in why


@pytest.mark.parametrize("alias", ["default", "overseer"])
def test_who_writes_the_trail_neither_reads_nor_makes_its_seals(sealed, alias):
    why = refused("select * from audit_seal", alias)
    assert "permission denied" in why
    why = refused("select audit_stands()", alias)
    assert "permission denied" in why


@pytest.mark.parametrize(
    "wrong", [{"number": 4}, {"previous": "0" * 64}, {"events_until": 0}], ids=["left out", "not chained", "goes back"]
)
def test_a_seal_follows_the_one_before(sealed, wrong):
    last = Seal.objects.using("auditor").get(number=2)
    told = {field.name: getattr(last, field.name) for field in Seal._meta.fields}
    told |= {"number": 3, "previous": last.digest, **wrong}
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(using="auditor"):
        Seal(**told).save(using="auditor", force_insert=True)
    assert refusal.value.__cause__.diag.constraint_name == "seal_follows_the_one_before"


def test_several_who_seal_while_others_look_make_one_chain_and_one_book(look, seal, verified, outside):
    """A command beside the worker's job: nobody's seal is refused, no row passed over, no line told twice."""

    def seals(_turn: int) -> None:
        with suppress(TrailIsBusy):
            seal()
        connections.close_all()

    def looks(_turn: int) -> None:
        look()
        connections.close_all()

    with ThreadPoolExecutor(4) as hands:
        list(hands.map(lambda turn: (seals if turn % 2 else looks)(turn), range(24)))
    seal()
    found = verified()
    assert found.holds, found.faults
    assert found.unsealed == 0
    numbers = [json.loads(line)["number"] for line in outside.read_text().splitlines()]
    assert numbers == list(range(1, found.seals + 1))
