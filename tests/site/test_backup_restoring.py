"""A restore is refused before it touches anything, or it brings everything back: rows, files, owners, privileges, and it is told in the trail."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from anbang.audit import keeping
from anbang.audit.models import Event
from anbang.audit.reading import restores
from anbang.lib.postgres import dumping
from anbang.lib.postgres.faults import ClusterFault
from anbang.lib.sealing import KeyKind, Keyring
from anbang.lib.signing import Signer
from anbang.papers.actions import read_file
from anbang.papers.models import SealedFile
from anbang.site.backup import restoring, settling
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.keys import KEYRING, SEAL, Keys, put_keys
from anbang.site.backup.manifest import DATABASE, read_manifest, write_manifest
from anbang.site.backup.taking import Source, take
from anbang.site.refusals import UnsafeDatabase, refuse_unsafe_databases
from anbang.site.trail import audit
from anbang.site.worker import rescue_stalled_jobs
from tests.site.backups import Elsewhere, backup, elsewhere, folder, installed, keys_of, silent, source
from tests.support.database import Server
from tests.support.people import TODAY

__all__ = ["backup", "elsewhere", "folder", "installed", "source"]
# Whose everything is, and who may do what with it: of this server, whatever numbers it has given.
RIGHTS = """
select c.relname, c.relowner::regrole::text, c.relrowsecurity::text,
  (select array_agg(a::text order by a::text) from unnest(c.relacl) a)
from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'S')
union all select p.oid::regprocedure::text, p.proowner::regrole::text, p.prosecdef::text,
  (select array_agg(a::text order by a::text) from unnest(p.proacl) a)
from pg_proc p where p.pronamespace = 'public'::regnamespace
  and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
union all select tablename || ' ' || policyname, roles::text, cmd, array[qual, with_check] from pg_policies
union all select n.nspname, '', '', (select array_agg(a::text order by a::text) from unnest(n.nspacl) a)
  from pg_namespace n where n.nspname = 'public'
union all select conrelid::regclass || ' ' || conname, contype::text, convalidated::text, array[condeferrable::text, condeferred::text]
  from pg_constraint where connamespace = 'public'::regnamespace
union all select tgrelid::regclass || ' ' || tgname, tgenabled::text, '', array[pg_get_triggerdef(oid)] from pg_trigger where not tgisinternal
order by 1, 2, 3"""


def asked(address: str, question: str) -> list[tuple]:
    with psycopg.connect(address) as connection:
        return connection.execute(question).fetchall()


# Everything comes back


def test_owners_privileges_policies_constraints_and_triggers_are_those_of_before(
    backup: Path, source: Source, elsewhere: Elsewhere
):
    elsewhere.restore(backup, keys=keys_of(source))
    before, after = asked(source.address, RIGHTS), asked(elsewhere.owner, RIGHTS)
    assert len(before) > 500
    assert after == before
    with psycopg.connect(elsewhere.owner) as connection:
        connection.execute("revoke select on casework_person from anbang_app")
    assert asked(elsewhere.owner, RIGHTS) != before, "the control"


def test_files_open_again_and_numbers_go_on(backup: Path, source: Source, elsewhere: Elsewhere):
    highest = asked(source.address, "select max(id) from audit_event")[0][0]
    elsewhere.restore(backup, keys=keys_of(source))
    [file] = SealedFile.objects.using("owner").all()
    assert len(read_file(file)) == file.size
    told = Event.objects.using("auditor").latest("id")
    assert (told.action, told.id) == ("restored", highest + 1)


def test_the_keys_in_their_place_serve_as_well(backup: Path, source: Source, elsewhere: Elsewhere):
    (elsewhere.folder / "keys").mkdir(parents=True)
    for name, content in keys_of(source).items():
        (elsewhere.folder / "keys" / name).write_bytes(content)
    assert elsewhere.restore(backup).faults == ""


def test_jobs_that_were_being_done_are_put_back_and_nobody_is_signed_in(
    source: Source, tmp_path: Path, elsewhere: Elsewhere
):
    with psycopg.connect(source.address) as connection:
        connection.execute("insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 hour')")
        connection.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = (select max(id) from procrastinate_workers)"
        )
        connection.execute("insert into django_session values ('somebody', 'x', now() + interval '1 day')")
    place, _ = take(source, tmp_path / "backups", silent)
    elsewhere.restore(place, keys=keys_of(source))
    assert asked(elsewhere.owner, "select count(*) from django_session") == [(0,)]
    assert statuses(elsewhere) == [("doing",)], "the control"
    as_the_worker_begins()
    assert statuses(elsewhere) == [("todo",)]


def statuses(elsewhere: Elsewhere) -> list[tuple]:
    return asked(elsewhere.owner, "select status::text from procrastinate_jobs")


def as_the_worker_begins() -> None:
    """What every worker does first, in a thread of its own as the worker has one."""

    async def begin() -> None:
        connector = app.connector
        assert isinstance(connector, DjangoConnector)
        with app.replace_connector(connector.get_worker_connector()):
            async with app.open_async():
                await rescue_stalled_jobs(forever=False)

    def alone() -> None:
        asyncio.run(begin())
        connections.close_all()

    with ThreadPoolExecutor(1) as hand:
        hand.submit(alone).result()


# The trail


def test_the_restore_is_told_in_the_trail_and_the_trail_is_compared(
    backup: Path, source: Source, elsewhere: Elsewhere, capsys: pytest.CaptureFixture[str]
):
    restored = elsewhere.restore(backup, keys=keys_of(source))
    assert (restored.faults, restored.newer) == ("", None)
    [told] = restores()
    assert told.data == {
        "backup": restored.manifest.backup,
        "as_of": restored.manifest.as_of,
        "seal": 1,
        "newest_known": 1,
    }
    assert audit(["verify"]) == 0
    assert "restored on 2026-11-05 from a backup that ends with seal 1\n" in capsys.readouterr().out


def test_seals_that_a_book_kept_elsewhere_knows_and_the_backup_does_not_are_told(
    backup: Path, source: Source, take, tmp_path: Path, elsewhere: Elsewhere, capsys: pytest.CaptureFixture[str]
):
    for name in ("一", "二"):
        take(name=f"周{name}", id_number=None)
        keeping.seal_now()
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(source.book.read_bytes())
    restored = elsewhere.restore(backup, keys=keys_of(source), books=(copy,))
    assert str(restored.newer).startswith("a book of seals knows of seals 2 to 3, made after the backup")
    assert audit(["verify"]) == 0, "what is here is as it was sealed"
    assert (
        "seals up to 3 were known, and what they sealed after that one is gone with the restore"
        in capsys.readouterr().out
    )
    assert (elsewhere.folder / "seals" / "seals.before-1.jsonl").read_bytes() == copy.read_bytes(), (
        "the book is evidence"
    )
    assert audit(["verify", "--seals", str(copy)]) == 1, "whoever keeps the copy sees that something is gone"
    told = capsys.readouterr().err
    assert "seal 2: the file outside tells of another seal under this number" in told
    assert "seal 3: the file outside knows of this seal, and the database does not" in told
    assert "restored on 2026-11-05" in told, "and why"


def test_a_book_that_tells_another_story_refuses_the_backup(
    backup: Path, source: Source, tmp_path: Path, elsewhere: Elsewhere
):
    other = tmp_path / "other.jsonl"
    told = json.loads(source.book.read_text())
    other.write_text(json.dumps({**told, "digest": "0" * 64}) + "\n")
    with pytest.raises(BackupRefused, match="tells of another seal 1 than the backup"):
        elsewhere.restore(backup, keys=keys_of(source), books=(other,))
    assert elsewhere.is_untouched()
    other.write_text(json.dumps(told) + "\n")
    elsewhere.restore(backup, keys=keys_of(source), books=(other,))  # the control


def test_a_trail_that_was_not_as_sealed_when_it_was_backed_up_is_told_at_the_restore(
    source: Source, tmp_path: Path, elsewhere: Elsewhere
):
    with psycopg.connect(source.address) as connection:
        connection.execute("alter table audit_event disable trigger user")
        connection.execute("update audit_event set action = 'nothing' where id = (select min(id) from audit_event)")
        connection.execute("alter table audit_event enable trigger user")
    place, _ = take(source, tmp_path / "backups", silent)
    assert "seal 1: rows under this seal were changed" in elsewhere.restore(place, keys=keys_of(source)).faults


# Refused before anything is touched


def test_where_the_keys_are_missing_it_is_refused(backup: Path, elsewhere: Elsewhere):
    with pytest.raises(BackupRefused, match=r"The keys are missing: .* Bring their backup with --keys FILE"):
        elsewhere.restore(backup)
    assert elsewhere.is_untouched()


def test_control_without_the_check_it_starts_and_opens_nothing(
    backup: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
):
    """Whoever took keys that are not there for new ones would begin, and find at the rows that they are sealed by others."""

    def made_anew(_manifest: object, _wanted: object, folder: Path, *, otherwise: Path) -> Keys:
        put_keys({KEYRING: Keyring.new(TODAY).written().encode()}, folder)
        Signer.load_or_create(folder / SEAL)
        return Keys.of(folder)

    monkeypatch.setattr(restoring, "_bring_keys", made_anew)
    with pytest.raises(BackupRefused, match=DATABASE):
        elsewhere.restore(backup)
    assert not elsewhere.is_untouched()


@pytest.mark.parametrize("where", ["brought", "in their place"])
def test_with_other_keys_it_is_refused_by_their_names(backup: Path, source: Source, elsewhere: Elsewhere, where: str):
    others = {**keys_of(source), "keyring.json": Keyring.new(TODAY).written().encode()}
    if where == "brought":
        brought = others
    else:
        brought = None
        (elsewhere.folder / "keys").mkdir(parents=True)
        for name, content in others.items():
            (elsewhere.folder / "keys" / name).write_bytes(content)
    with pytest.raises(BackupRefused, match=r"not those of this backup \(.*index 1 is another one.*\)") as refused:
        elsewhere.restore(backup, keys=brought)
    assert "key 1 is another one" in str(refused.value)
    assert asked(elsewhere.owner, "select to_regclass('casework_person')") == [(None,)]


def test_a_keyring_that_has_grown_since_is_as_good(backup: Path, source: Source, elsewhere: Elsewhere):
    grown = source.keys.keyring.with_another(KeyKind.MASTER, on=TODAY)
    elsewhere.restore(backup, keys={**keys_of(source), "keyring.json": grown.written().encode()})


def test_a_backup_of_a_newer_version_is_refused(backup: Path, source: Source):
    manifest = read_manifest(backup)
    settling.refuse_newer(manifest.migrations, version="0.1.0")  # the control
    newer = [*manifest.migrations, ("casework", "9999_of_tomorrow")]
    with pytest.raises(BackupRefused, match=r"made by a newer version, 9\.9, .*casework 9999_of_tomorrow"):
        settling.refuse_newer(newer, version="9.9")


def test_one_of_a_newer_version_touches_nothing(backup: Path, source: Source, elsewhere: Elsewhere):
    manifest = read_manifest(backup)
    newer = manifest.model_copy(update={"migrations": [*manifest.migrations, ("casework", "9999_of_tomorrow")]})
    write_manifest(newer, backup, source.keys.signer)
    with pytest.raises(BackupRefused, match="made by a newer version"):
        elsewhere.restore(backup, keys=keys_of(source))
    assert elsewhere.is_untouched()


def test_a_backup_of_an_older_version_is_brought_up_to_this_one(source: Source, tmp_path: Path, elsewhere: Elsewhere):
    column = (
        "select count(*) from pg_attribute where attrelid = 'coordination_morning'::regclass and attname = 'posted'"
    )
    call_command("migrate", "coordination", "0005", database="owner", verbosity=0)
    connections.close_all()
    place, manifest = take(source, tmp_path / "backups", silent)
    assert ("coordination", "0006_posted") not in manifest.migrations
    assert asked(source.address, column) == [(0,)], "the control"
    elsewhere.restore(place, keys=keys_of(source))
    assert asked(elsewhere.owner, column) == [(1,)]


def test_a_taken_place_is_refused(backup: Path, source: Source, elsewhere: Elsewhere):
    with psycopg.connect(elsewhere.owner) as connection:
        connection.execute("create table somebodys ()")
    with pytest.raises(BackupRefused, match="is not empty: make an empty one"):
        elsewhere.restore(backup, keys=keys_of(source))
    with psycopg.connect(elsewhere.owner) as connection:
        connection.execute("drop table somebodys")
    strange = elsewhere.folder / "files" / "ab" / "somebodys"
    strange.parent.mkdir(parents=True)
    strange.touch()
    with pytest.raises(BackupRefused, match="somebodys is no file of this backup"):
        elsewhere.restore(backup, keys=keys_of(source))
    strange.unlink()
    elsewhere.restore(backup, keys=keys_of(source))  # the control


def test_another_installation_and_other_roles_are_refused(source: Source, tmp_path: Path, elsewhere: Elsewhere):
    place, _ = take(replace(source, installation="demo"), tmp_path / "demo", silent)
    with pytest.raises(BackupRefused, match="is of the installation 'demo', not of 'main'"):
        elsewhere.restore(place, keys=keys_of(source))
    place, _ = take(replace(source, roles={**source.roles, "app": "somebody"}), tmp_path / "roles", silent)
    with pytest.raises(BackupRefused, match="call the roles as in the backup"):
        elsewhere.restore(place, keys=keys_of(source))
    assert elsewhere.is_untouched()


# Nothing half restored


def test_a_restore_that_is_cut_off_leaves_a_database_on_which_nothing_starts(
    backup: Path, source: Source, elsewhere: Elsewhere, server: Server, monkeypatch: pytest.MonkeyPatch
):
    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr(restoring, "refuse_other_contents", cut_off)
        with pytest.raises(KeyboardInterrupt):
            elsewhere.restore(backup, keys=keys_of(source))
    elsewhere.be_worked_at()
    with pytest.raises(UnsafeDatabase, match="A backup was being restored into it and that did not end"):
        refuse_unsafe_databases()
    with pytest.raises(BackupRefused, match="is not empty: make an empty one"):
        elsewhere.restore(backup)
    connections.close_all()
    server.drop(elsewhere.database)
    elsewhere.database = server.bare("restored")
    elsewhere.environment |= server.addresses(elsewhere.database)
    elsewhere.restore(backup)
    refuse_unsafe_databases()  # the control: one that ended is an installation


def test_rows_come_all_or_none(backup: Path, source: Source, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch):
    plain = restoring.open_stream

    def cut_off(*told: object, **more: object):
        yield next(plain(*told, **more))[:-2000]
        raise BackupRefused("cut off")

    monkeypatch.setattr(restoring, "open_stream", cut_off)
    with pytest.raises((BackupRefused, ClusterFault)):
        elsewhere.restore(backup, keys=keys_of(source))
    assert asked(
        elsewhere.owner, "select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
    ) == [(0,)]


def test_a_program_that_refuses_is_told_in_its_words(elsewhere: Elsewhere):
    with pytest.raises(ClusterFault, match=r"The database could not be made again: .*archive"):
        dumping.restore(elsewhere.owner, lambda: iter([b"this is no dump"]))
    with (
        pytest.raises(ClusterFault, match=r"The database could not be written down: .*snapshot"),
        dumping.dumped(elsewhere.owner, snapshot="00000000-00000000-1") as pieces,
    ):
        list(pieces)
