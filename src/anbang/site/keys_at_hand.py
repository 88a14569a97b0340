"""Nothing starts without the keys that the database needs, and a keyring is made for a new installation alone."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Model

from anbang.lib.sealing import Key, KeyKind, Keyring, KeyringFault, SealBroken
from anbang.organisations.day import office_day
from anbang.papers.keys import keyring, keyring_file, keys_folder, make_keyring
from anbang.papers.models import SealingKey
from anbang.papers.sealed import Sealed
from anbang.site.sealed_columns import COLUMNS, OWNER, holds_sealed_values, sealed_in, told_of
from anbang.site.telling import Tell

# What is carried away with the data; keys among it would be no secret from whoever has that.
FOLDERS_OF_DATA = ("database", "files", "seals", "log")
HELP = "put the folder of keys back as it was kept apart, nothing was started"


def prepare_keys(tell: Tell) -> None:
    """The keyring of this installation, made if there is nothing yet that it would have to open. KeyringFault where it was lost, where it
    is another's, or where it lies among the data.
    """
    _refuse_keys_among_the_data()
    file = keyring_file()
    if not file.exists():
        if SealingKey.objects.using(OWNER).filter(retired_on=None).exists() or holds_sealed_values():
            raise KeyringFault(
                f"The keyring {file} is not there, and the database holds what only its keys open: {HELP}."
            )
        make_keyring(on=office_day())
    _close_to_others(tell)
    refuse_lost_keys()
    tell_database_of_keys()


def refuse_lost_keys() -> None:
    """Raise KeyringFault unless the keyring can be read, can seal, and has every key that the database knows of."""
    ring, file = keyring(), keyring_file()
    ring.seal(b"", purpose="trial", place="trial")
    for known in SealingKey.objects.using("default").filter(retired_on=None).order_by("kind", "number"):
        key = ring.of(KeyKind(known.kind)).get(known.number)
        if key is None:
            raise KeyringFault(f"The keyring {file} lacks {known.kind} key {known.number}: {HELP}.")
        if key.fingerprint != known.fingerprint:
            raise KeyringFault(f"The keyring {file} has another {known.kind} key {known.number}: {HELP}.")


def tell_database_of_keys() -> None:
    """Write down which keys there are, by number and fingerprint. A key that was added by a command which died counts like any other."""
    ring, known = keyring(), SealingKey.objects.using(OWNER)
    if not known.exists():
        _refuse_a_keyring_of_others()
    for kind, number, key in _all_of(ring):
        told = {"fingerprint": key.fingerprint, "made_on": key.made_on}
        known.get_or_create(kind=str(kind), number=number, defaults=told)


def _all_of(ring: Keyring) -> Iterator[tuple[KeyKind, int, Key]]:
    for kind in KeyKind:
        for number, key in sorted(ring.of(kind).items()):
            yield kind, number, key


def _refuse_a_keyring_of_others() -> None:
    """A database from before it knew its keys is asked itself: of what it holds, something must open."""
    tried = [_opens(column, row) for column in COLUMNS for row in _some_of(column)]
    if tried and not any(tried):
        raise KeyringFault(f"The keyring {keyring_file()} opens nothing that the database holds: {HELP}.")


def _some_of(column: Sealed) -> list[Model]:
    """The first row and the last in which something lies sealed."""
    rows = sealed_in(column)
    return [row for row in (rows.first(), rows.last()) if row is not None]


def _opens(column: Sealed, row: Model) -> bool:
    try:
        column.open(getattr(row, column.column), **told_of(column, row))
    except SealBroken:
        return False
    return True


def _refuse_keys_among_the_data() -> None:
    keys, data = keys_folder().resolve(), Path(settings.FOLDER).resolve()
    if any(keys.is_relative_to(data / name) for name in FOLDERS_OF_DATA):
        raise KeyringFault(f"The keys would lie among the data, in {keys}: name another folder with ANBANG_KEYS.")


def _close_to_others(tell: Tell) -> None:
    """Folder 0700, files 0600. That they were open once is told: whoever read them can open what they seal."""
    folder = keys_folder()
    for path, mode in ((folder, 0o700), *((file, 0o600) for file in sorted(folder.iterdir()) if file.is_file())):
        if path.stat().st_mode & 0o077:
            path.chmod(mode)
            tell(
                f"{path} was open to others and is closed now; if somebody may have read it, change the keys: `anbang keys --help`"
            )
