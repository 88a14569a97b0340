"""Restores a backup: everything is checked first, then made in a new place, compared table by table, and switched in at the end."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
import psycopg
from django.utils.module_loading import import_string
from psycopg import sql

from anbang.lib.postgres.contents import contents, sequences
from anbang.lib.postgres.dumping import restore as restore_database
from anbang.lib.sealed_stream import open_stream
from anbang.lib.sealing import SealBroken
from anbang.site.backup.books import Newer, newer_than
from anbang.site.backup.checking import check
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.keys import BRING, Keys, put_keys, refuse_other_keys
from anbang.site.backup.manifest import DATABASE, SEALS, Manifest, read_manifest
from anbang.site.backup.places import (
    draft_of,
    draft_of_keys,
    files_in,
    holds_something,
    move,
    name_aside,
    refuse_no_folder_of_its_own,
    refuse_while_used,
    remove,
    switch_keys,
)
from anbang.site.backup.roles import OWNER, roles_of
from anbang.site.backup.taking import PURPOSE, place_of
from anbang.site.instance import Instance
from anbang.site.refusals import COMMENT, UNFINISHED, refuse_incomplete_database, refuse_unsafe_databases
from anbang.site.telling import Tell, step

SETTLING = "anbang.site.backup.settling"
IN_THE_WAY = (
    "they are in the way of those that --keys brings, and are not overwritten: put that folder aside under another name, or let"
    " --replace do it where the installation's own folder is replaced"
)
HAS_TABLES = (
    "select exists (select 1 from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p'))"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be restored. `keys`: the files of keys from their own backup, None where the installation has them in place. `books`: books of
    seals kept elsewhere. `replace`: what is in the place is put aside; `replace_keys`: other keys in a place of their own too.
    """

    backup: Path
    keys: Mapping[str, bytes] | None = None
    books: tuple[Path, ...] = ()
    replace: bool = False
    replace_keys: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: from which backup, where what was there before is kept, and its keys where they lie apart, what books know beyond it, and
    what the trail says (empty: it is as it was sealed).
    """

    manifest: Manifest
    aside: Path | None
    newer: Newer | None
    faults: str
    keys_aside: Path | None = None


def restore(instance: Instance, wanted: Wanted, tell: Tell) -> Restored:
    """Restore a backup into an installation. BackupRefused, before anything is touched, where the backup is not as it was written, the keys
    are not its keys, a book of seals tells another story, or the place is taken. Where something fails later, what was there before stays.
    """
    manifest = check(wanted.backup, tell)
    if manifest.installation != instance.name:
        raise BackupRefused(
            f"{wanted.backup} is of the installation {manifest.installation!r}, not of {instance.name!r}; --instance names which is meant."
        )
    into = _into_a_new_folder if instance.has_own_database else _into_the_given_database
    return into(instance, manifest, wanted, tell)


# Into a folder of its own, with the embedded server


def _into_a_new_folder(instance: Instance, manifest: Manifest, wanted: Wanted, tell: Tell) -> Restored:
    target = instance.folder
    is_taken = holds_something(target)
    if is_taken and not wanted.replace:
        raise BackupRefused(f"{target} holds an installation already; with --replace it is put aside, whole.")
    refuse_no_folder_of_its_own(target)
    refuse_while_used(target)
    books = (*wanted.books, *([target / "seals" / SEALS] if (target / "seals" / SEALS).is_file() else []))
    newer = _newer(manifest, wanted.backup, books)
    draft, keys_place = draft_of(target), instance.keys
    remove(draft)
    keys_draft = draft_of_keys(keys_place) if _are_to_be_put_aside(keys_place, target, manifest, wanted) else None
    with _pointed_at(draft, keys_draft):
        try:
            keys = _bring_keys(manifest, wanted, keys_draft or instance.keys_in(draft), otherwise=keys_place)
            made = Instance(instance.name, instance.environment)
            with made.kept("anbang restore", tell):
                _refuse_what_does_not_fit(made, manifest)
                faults = _fill(made, manifest, wanted, keys, newer, tell)
        except BaseException:
            remove(draft)
            if keys_draft:
                shutil.rmtree(keys_draft, ignore_errors=True)
            raise
        _keep_books(draft, books)
    aside = name_aside(target) if is_taken else None
    if aside is not None:
        move(target, aside)
    elif target.exists():
        target.rmdir()
    keys_aside = switch_keys(keys_place) if keys_draft else None
    move(draft, target)
    return Restored(manifest, aside, newer, faults, keys_aside)


def _are_to_be_put_aside(place: Path, target: Path, manifest: Manifest, wanted: Wanted) -> bool:
    """Whether other keys than those of the backup lie in a place of their own and give way to those that were brought. Keys that lie with the
    installation are put aside with it.
    """
    if wanted.keys is None or not wanted.replace_keys or place.is_relative_to(target) or not files_in(place):
        return False
    try:
        _refuse_keys(place, manifest, wanted, where=str(place))
    except BackupRefused:
        return True
    return False


@contextmanager
def _pointed_at(folder: Path, keys: Path | None) -> Iterator[None]:
    """The settings read the folders from the environment of this process. Where `keys` is None they stay where they are."""
    told = {"ANBANG_FOLDER": str(folder), **({"ANBANG_KEYS": str(keys)} if keys else {})}
    earlier = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    try:
        yield
    finally:
        for name, value in earlier.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


# Into a database from outside, which an administrator has made


def _into_the_given_database(instance: Instance, manifest: Manifest, wanted: Wanted, tell: Tell) -> Restored:
    """The database must be empty: one of its own is made by an administrator. Until the end it is marked, and no product starts on it."""
    folder = instance.folder
    if wanted.replace:
        raise BackupRefused(
            "A database from outside is not replaced: make an empty one, and set the addresses to that."
        )
    if strange := _strange_files(folder / "files", manifest):
        raise BackupRefused(
            f"{strange[0]} is no file of this backup: put {folder / 'files'} aside, so that the restored files lie there alone."
        )
    book = folder / "seals" / SEALS
    books = (*wanted.books, *([book] if book.is_file() else []))
    newer = _newer(manifest, wanted.backup, books)
    with (
        instance.used("anbang restore", tell),
        psycopg.connect(instance.environment[OWNER], autocommit=True) as connection,
    ):
        if (connection.execute(HAS_TABLES).fetchone() or [True])[0]:
            raise BackupRefused(
                f"The database {connection.info.dbname} is not empty: make an empty one, and set the addresses to that."
            )
        _refuse_what_does_not_fit(instance, manifest)
        keys = _bring_keys(manifest, wanted, instance.keys, otherwise=instance.keys)
        [earlier] = connection.execute(COMMENT).fetchone() or [None]
        _say_of_the_database(connection, UNFINISHED)
        _keep_books(folder, books)
        faults = _fill(instance, manifest, wanted, keys, newer, tell)
        _say_of_the_database(connection, None if earlier == UNFINISHED else earlier)
    return Restored(manifest, None, newer, faults)


def _say_of_the_database(connection: psycopg.Connection, what: str | None) -> None:
    statement = sql.SQL("comment on database {} is {}")
    connection.execute(statement.format(sql.Identifier(connection.info.dbname), sql.Literal(what)))


def _strange_files(folder: Path, manifest: Manifest) -> list[Path]:
    """Files in the place that are not of this backup; those of a restore that was cut off are."""
    known = {Path(name).name for name in manifest.files}
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in known]


# Both


def _newer(manifest: Manifest, backup: Path, books: tuple[Path, ...]) -> Newer | None:
    until = manifest.seal.number if manifest.seal else 0
    found = [newer for book in books if (newer := newer_than(backup / SEALS, book, until=until))]
    return Newer(until + 1, max(newer.last for newer in found)) if found else None


def _bring_keys(manifest: Manifest, wanted: Wanted, folder: Path, *, otherwise: Path) -> Keys:
    """The keys in the folder where they will be used: those that lie there, those of their own backup, or those of the place that is
    replaced. They are compared before they are put anywhere.
    """
    for source in (folder, otherwise):
        if files_in(source) and (wanted.keys is None or source == folder):
            break
    else:
        if wanted.keys is None:
            raise BackupRefused(
                f"The keys are missing: {otherwise} has none. Bring their backup with --keys FILE; without them nothing is restored."
            )
        with tempfile.TemporaryDirectory() as opened:
            put_keys(wanted.keys, Path(opened))
            _refuse_keys(Path(opened), manifest, wanted, where="the backup of the keys")
        put_keys(wanted.keys, folder)
        return Keys.of(folder)
    way_out = f"{BRING}, with --keys FILE" if wanted.keys is None else IN_THE_WAY
    _refuse_keys(source, manifest, wanted, where=str(source), way_out=way_out)
    if source != folder:
        put_keys({one.name: one.read_bytes() for one in files_in(source)}, folder)
    return Keys.of(folder)


def _refuse_keys(source: Path, manifest: Manifest, wanted: Wanted, *, where: str, way_out: str = BRING) -> None:
    keys = Keys.of(source)
    refuse_other_keys(manifest.keys, keys.fingerprints, where=where, way_out=way_out)
    read_manifest(wanted.backup, keys.signer.witness)


def _refuse_what_does_not_fit(instance: Instance, manifest: Manifest) -> None:
    """BackupRefused, or UnsafeDatabase, where the backup is of a newer version, or could not be worked on here."""
    django.setup()
    refuse_unsafe_databases(being_restored=True)
    refuse_incomplete_database()
    import_string(f"{SETTLING}.refuse_newer")(manifest.migrations, version=manifest.version)
    _refuse_other_roles(manifest, instance.environment)


def _fill(instance: Instance, manifest: Manifest, wanted: Wanted, keys: Keys, newer: Newer | None, tell: Tell) -> str:
    """Put everything in its place, compare it, and settle it. Returns what the trail says, empty where it is as it was sealed."""
    with step(f"putting {len(manifest.files):,} sealed files in their place", tell):
        _put_files(wanted.backup, manifest, instance.folder)
    address = instance.environment[OWNER]
    with step("restoring the rows", tell):
        _make_database(address, wanted.backup, manifest, keys)
    with step(f"comparing {len(manifest.tables):,} tables with their checksums", tell):
        refuse_other_contents(address, manifest)
    known = newer.last if newer else manifest.seal.number if manifest.seal else 0
    settle: Callable[..., Any] = import_string(f"{SETTLING}.settle")
    return str(import_string("anbang.site.trail.said_of")(settle(manifest, newest_known=known, tell=tell)))


def _refuse_other_roles(manifest: Manifest, environment: Mapping[str, str]) -> None:
    """Who owns what and who may do what is restored by the names of the roles."""
    have = roles_of(environment)
    if have != manifest.roles:
        raise BackupRefused(
            f"The backup knows the database roles {', '.join(manifest.roles.values())}, and the addresses here are of"
            f" {', '.join(have.values())}: call the roles as in the backup."
        )


def _put_files(backup: Path, manifest: Manifest, folder: Path) -> None:
    """Copy the sealed files and the book; each is whole under its name, or not there."""
    for name in manifest.files:
        place = folder / name
        for made in (place.parent.parent, place.parent):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copy(backup / name, place)
    (folder / "seals").mkdir(mode=0o700, exist_ok=True)
    _copy(backup / SEALS, folder / "seals" / SEALS)
    os.sync()


def _copy(source: Path, place: Path) -> None:
    draft = place.with_name(f"{place.name}.draft")
    shutil.copyfile(source, draft)
    draft.chmod(0o600)
    draft.replace(place)


def _make_database(address: str, backup: Path, manifest: Manifest, keys: Keys) -> None:
    def opened() -> Iterator[bytes]:
        with (backup / DATABASE).open("rb") as sealed:
            yield from open_stream(sealed, keys.keyring, purpose=PURPOSE, place=place_of(manifest.backup))

    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute("grant create on schema public to anbang_guardian")
        try:
            restore_database(address, opened)
        except SealBroken as fault:
            raise BackupRefused(f"{backup / DATABASE}: {fault}") from fault
        finally:
            owner.execute("revoke create on schema public from anbang_guardian")


def refuse_other_contents(address: str, manifest: Manifest) -> None:
    """BackupRefused, with their names, where a table is not what the manifest says, or a sequence would give numbers twice."""
    with psycopg.connect(address) as connection:
        connection.read_only = True
        found, numbers = contents(connection), sequences(connection)
    tables = sorted(manifest.tables.keys() ^ found.keys())
    for name in manifest.tables.keys() & found.keys():
        if (found[name].rows, found[name].sha256) != (manifest.tables[name].rows, manifest.tables[name].sha256):
            tables.append(name)
    behind = [name for name, last in manifest.sequences.items() if numbers.get(name, -1) < last]
    if tables or behind:
        raise BackupRefused(f"What was restored is not what was backed up: {', '.join(sorted([*tables, *behind]))}.")


def _keep_books(folder: Path, books: tuple[Path, ...]) -> None:
    """A book that knows of other seals is evidence: it is kept beside the restored one, under another name."""
    for book in books:
        (folder / "seals").mkdir(mode=0o700, parents=True, exist_ok=True)
        number = 1
        while (kept := folder / "seals" / f"seals.before-{number}.jsonl").exists():
            number += 1
        shutil.copyfile(book, kept)
