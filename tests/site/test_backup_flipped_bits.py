"""One bit that is turned over, in whatever file of a backup, is refused by the file's name before anything is touched."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from anbang.lib import two_people
from anbang.lib.signing import Signer
from anbang.site.backup import checking
from anbang.site.backup.checking import check
from anbang.site.backup.faults import BackupRefused
from anbang.site.backup.keys import fingerprints_in, open_keys, write_keys
from anbang.site.backup.manifest import DATABASE, NAME, SEALS, write_manifest
from anbang.site.backup.taking import Source
from tests.site.backups import (
    PAIR,
    Elsewhere,
    backup,
    changed,
    elsewhere,
    flip,
    folder,
    installed,
    keys_of,
    silent,
    source,
)

__all__ = ["backup", "elsewhere", "folder", "installed", "source"]
TIMES = 40


def parts_of(backup: Path) -> Iterator[Path]:
    yield from (backup / name for name in (DATABASE, SEALS, NAME))
    yield from (path for path in backup.rglob("files/*/*"))


def test_a_flipped_bit_in_any_file_of_the_data_is_refused_by_its_name(backup: Path):
    random, parts = Random(20), list(parts_of(backup))
    assert len(parts) == 4
    for part in parts:
        for _ in range(TIMES):
            with changed(part):
                where = flip(part, random)
                with pytest.raises(BackupRefused) as refused:
                    check(backup, silent)
            assert part.name in str(refused.value), where
    check(backup, silent)  # the control: put right again, nothing is wrong


def test_nothing_is_touched_by_a_restore_of_it(backup: Path, source: Source, elsewhere: Elsewhere):
    random = Random(21)
    for part in parts_of(backup):
        with changed(part):
            flip(part, random)
            with pytest.raises(BackupRefused, match=part.name):
                elsewhere.restore(backup, keys=keys_of(source))
        assert elsewhere.is_untouched()
    elsewhere.restore(backup, keys=keys_of(source))
    assert not elsewhere.is_untouched(), "the control"


def test_control_without_the_check_a_restore_of_it_goes_through(
    backup: Path, source: Source, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(checking, "_fault", lambda *_: None)
    [file] = backup.rglob("files/*/*")
    flip(file, Random(22))
    elsewhere.restore(backup, keys=keys_of(source))
    [restored] = elsewhere.folder.rglob("files/*/*")
    assert restored.read_bytes() == file.read_bytes(), "the broken file is in its place, and nobody was told"


def test_the_seal_notices_a_flipped_bit_of_the_database_once_more(
    backup: Path, source: Source, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(checking, "_fault", lambda *_: None)
    flip(backup / DATABASE, Random(23))
    with pytest.raises(BackupRefused, match=DATABASE):
        elsewhere.restore(backup, keys=keys_of(source))


@pytest.mark.parametrize("change", ["shorter", "longer", "gone", "a link"])
def test_a_file_that_is_cut_off_or_gone_is_refused(backup: Path, change: str):
    part = backup / DATABASE
    content = part.read_bytes()
    if change in {"gone", "a link"}:
        part.rename(backup / "elsewhere")
    if change == "a link":
        part.symlink_to(backup / "elsewhere")
    if change in {"shorter", "longer"}:
        part.write_bytes(content[:-1] if change == "shorter" else content + b"\0")
    with pytest.raises(BackupRefused, match=DATABASE):
        check(backup, silent)


# The keys


@pytest.fixture
def kept(installed: Path, tmp_path: Path) -> Path:
    """The backup of the keys."""
    file = tmp_path / "keys.anbang"
    write_keys(installed / "keys", file, PAIR, installation="main", made_at="2026-11-05T08:00:00+00:00")
    return file


def test_a_flipped_bit_in_the_file_of_keys_is_refused_and_no_passphrase_is_asked_for(
    kept: Path, monkeypatch: pytest.MonkeyPatch
):
    random = Random(24)
    for _ in range(TIMES):
        with changed(kept):
            where = flip(kept, random)
            asked: list[str] = []
            with monkeypatch.context() as nobody:
                nobody.setattr(two_people, "_key", lambda *_, asked=asked: asked.append("asked"))
                for read in (fingerprints_in, lambda file: open_keys(file, PAIR)):
                    with pytest.raises(BackupRefused, match=r"keys\.anbang"):
                        read(kept)
            assert asked == [], where
    assert set(open_keys(kept, PAIR)) == {"keyring.json", "seal.pem"}, "the control"


# A manifest that somebody made


def test_whoever_alters_the_data_and_the_manifest_with_it_lacks_the_key_that_signs(
    backup: Path, source: Source, elsewhere: Elsewhere
):
    manifest = check(backup, silent)
    forged = manifest.model_copy(update={"made_at": "2026-11-05T23:59:59+00:00"})
    write_manifest(forged, backup, Signer.load_or_create(backup.parent / "another.pem"))
    assert check(backup, silent).made_at == forged.made_at, "the control: every digest is right"
    with pytest.raises(BackupRefused, match="is not signed by the key that seals the trail"):
        elsewhere.restore(backup, keys=keys_of(source))
    assert elsewhere.is_untouched()
    write_manifest(forged, backup, source.keys.signer)
    elsewhere.restore(backup, keys=keys_of(source))


@pytest.mark.parametrize("name", ["../keyring.json", "/etc/passwd", "files/../../x", "files/ab/short"])
def test_a_manifest_that_names_what_lies_outside_is_refused(backup: Path, source: Source, name: str):
    manifest = check(backup, silent)
    part = next(iter(manifest.parts.values()))
    write_manifest(manifest.model_copy(update={"parts": {name: part}}), backup, source.keys.signer)
    with pytest.raises(BackupRefused, match="is not as it was written"):
        check(backup, silent)
