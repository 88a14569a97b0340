"""Where the seals of this installation are kept: the key apart from the data, and the file that tells of every seal outside the database."""

import logging
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from anbang.audit.models import Check, Seal
from anbang.audit.sealing import AUDITOR, seal_the_trail
from anbang.audit.verifying import Verified, unsealed_after, verify
from anbang.lib.signing import Signer

logger = logging.getLogger("anbang.audit")


def signer() -> Signer:
    """The key by which this installation seals; made on first use, mode 0600, apart from database and files."""
    return _signer_of(Path(settings.KEYS) / "seal.pem")


_signer_of = cache(Signer.load_or_create)


def outside() -> Path:
    """The file that tells of every seal. A copy of it elsewhere, and of the public key, is what an owner of this machine cannot change."""
    return Path(settings.FOLDER) / "seals" / "seals.jsonl"


def seal_now() -> list[Seal]:
    """Seal what was written. TrailIsBusy where somebody was writing all the while."""
    return seal_the_trail(signer(), outside=outside(), at=timezone.now())


def check_now() -> Verified:
    """Compare the whole trail with its seals, and keep what was found."""
    at = timezone.now()
    found = verify([signer().witness], outside=outside(), at=at)
    Check.objects.using(AUDITOR).create(
        checked_at=at,
        seals=found.seals,
        rows=found.rows,
        unsealed=found.unsealed,
        faults=[[fault.what, fault.seal] for fault in found.faults],
    )
    for fault in found.faults:
        logger.error("the trail is not as it was sealed: %s, seal %s", fault.what, fault.seal)
    return found


def last_check() -> Check | None:
    """The newest comparison."""
    return Check.objects.using(AUDITOR).order_by("-id").first()


def last_seal() -> Seal | None:
    """The newest seal."""
    return Seal.objects.using(AUDITOR).order_by("-number").first()


def waiting() -> tuple[int, datetime | None]:
    """How many rows wait for a seal, and since when the oldest."""
    return unsealed_after(last_seal())


def checked_since(moment: datetime) -> bool:
    """Whether there was a comparison after that moment."""
    return Check.objects.using(AUDITOR).filter(checked_at__gte=moment).exists()
