"""Versions of the policy: kept when they are first used, and callable for as long as a duty was made by one."""

from functools import lru_cache

from anbang.casework.duty.models import PolicyVersion
from anbang.policy import DEFAULT_PACK, JUDGE, Pack
from anbang.policy.judging import Judge
from anbang.policy.language import archive

CURRENT = JUDGE.version(DEFAULT_PACK)
# A version is some hundred kilobytes and is read seldom.
MOST_READ = 8


def keep_current_version(*, using: str) -> None:
    """Keep rules and figures of this software, unless they are kept already."""
    held = {"rules": archive.written(JUDGE.book), "pack": DEFAULT_PACK.as_plain()}
    PolicyVersion.objects.using(using).get_or_create(version=CURRENT, defaults=held)


def version_of(version: str) -> tuple[Judge, Pack]:
    """The rules and the figures of a version; those of today for one that was never kept, as before versions were. Raises
    UnreadableVersion.
    """
    try:
        return (JUDGE, DEFAULT_PACK) if version == CURRENT else _read(version)
    except PolicyVersion.DoesNotExist:
        return JUDGE, DEFAULT_PACK


@lru_cache(MOST_READ)
def _read(version: str) -> tuple[Judge, Pack]:
    held = PolicyVersion.objects.get(pk=version)
    return Judge(archive.read(held.rules)), Pack.of_plain(held.pack)
