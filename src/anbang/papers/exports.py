"""What leaves the system as a file or on paper: its purpose is on record first, and what is made carries the number (LAW-1)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connections, router
from django.utils import timezone
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import day_in_words
from anbang.organisations.models import Staff
from anbang.organisations.steps import StepRefused
from anbang.organisations.unsealed import refuse_unsealed
from anbang.papers.actions import next_ids
from anbang.papers.models import SAYING_MORE, Export, ExportKind, Purpose
from anbang.papers.sealed import Sealed
from anbang.policy.clauses import RIGHTS

WORDS = Sealed("papers_export", "words_sealed", "words of an export", "papers_export:{id}:words")
EXPORTED = "exported"  # as the trail calls it
# What leaves of closed files is numbered apart: in the numbers that everybody quotes no gap tells of it (LAW-2).
OF_CLOSED_FILES = "papers_closed_export_id_seq"


@dataclass(frozen=True, slots=True)
class NewExport:
    """What is about to leave: about whom, or about how many; what for, in words where the purpose needs them; and whether with whole numbers,
    and why. `about`: the id of what else it is made from, such as a list. `is_closed`: the file of the person.
    """

    kind: ExportKind
    purpose: Purpose
    words: str = ""
    person_id: int | None = None
    people: int = 1
    in_full: bool = False
    why_in_full: str = ""
    about: int | None = None
    is_closed: bool = False


def begin_export(new: NewExport, *, by: ActingStaff, on: date) -> Export:
    """Put on record that something leaves, in a transaction of its own: whoever makes it does so afterwards. No row, no file. Whoever calls
    has found what it is about within the reach of `by`. Raises StepRefused, also while nobody seals the trail.
    """
    refuse_unsealed(at=timezone.now())
    if new.purpose in SAYING_MORE and not new.words.strip():
        raise StepRefused(_("请写明用途：交给谁、依据什么。"), field="words")
    if new.in_full and not new.why_in_full.strip():
        raise StepRefused(_("请写明为什么要带完整号码。"), field="why_in_full")
    with acting(by):
        key = _next_key(is_closed=new.is_closed)
        words = {"purpose": new.words.strip(), "why_in_full": new.why_in_full.strip() if new.in_full else ""}
        export = Export.objects.create(
            id=key,
            kind=new.kind,
            person_id=new.person_id,
            about=new.about,
            people=new.people,
            purpose=new.purpose,
            words_sealed=_seal(words, key),
            says_purpose=bool(words["purpose"]),
            in_full=new.in_full,
            says_why_in_full=bool(words["why_in_full"]),
            exported_by_id=by.staff_id,
            office_id=by.office_id,
            exported_on=on,
        )
        record("exported", Happening(new.person_id, None, (RIGHTS,), _told(export, new)), by=by, on=on)
        return export


def _next_key(*, is_closed: bool) -> int:
    alias = router.db_for_write(Export)
    if not is_closed:
        return next_ids("papers_export", "id", 1, using=alias)[0]
    with connections[alias].cursor() as cursor:
        cursor.execute("select casework_closed_keys(%s, 1)", [OF_CLOSED_FILES])
        return int(cursor.fetchone()[0])


def _told(export: Export, new: NewExport) -> dict[str, Any]:
    """What the trail keeps: ids and codes."""
    told = {"export": export.pk, "kind": str(new.kind), "purpose": str(new.purpose), "people": new.people}
    return {**told, "in_full": new.in_full, **({"about": new.about} if new.about is not None else {})}


def _seal(words: dict[str, str], key: int) -> bytes | None:
    if not any(words.values()):
        return None
    return WORDS.seal(json.dumps(words).encode(), id=key)


def words_of_export(export: Export) -> dict[str, str]:
    """What it was for and why in full, as somebody wrote it; for whoever looks after an export."""
    if export.words_sealed is None:
        return {}
    told: dict[str, str] = json.loads(WORDS.open(export.words_sealed, id=export.pk))
    return told


def forget_words_about(people: Sequence[int], *, on: date) -> None:
    """Their files are gone: that something left, its number, kind and hand stay, and what somebody wrote of it goes. The database lets it go
    once the person is there no more.
    """
    written = Export.objects.filter(person_id__in=people, words_sealed__isnull=False)
    written.update(words_sealed=None, words_gone_on=on)


def last_export(kind: ExportKind, *, person_id: int, by: ActingStaff) -> Export:
    """The newest that the reader put on record about somebody that day. Raises Export.DoesNotExist."""
    with acting(by, reading_only=True):
        own = Export.objects.filter(kind=kind, person_id=person_id, exported_by=by.staff_id, exported_on=by.today)
        return own.latest("id")


def own_export(export_id: int, kind: ExportKind, *, person_id: int | None, by: ActingStaff) -> Export:
    """What `by` put on record today, to make it now or once more. Raises Export.DoesNotExist for anybody else's, for another person's, and on
    another day: then it is asked for again. Call inside `acting(by)`.
    """
    return Export.objects.get(
        pk=export_id, kind=kind, person_id=person_id, exported_by=by.staff_id, exported_on=by.today
    )


def quoted_number(export_id: int, on: date) -> str:
    """The number by which a sheet is asked about."""
    return f"{on:%Y}-{export_id:06d}"


def mark_of(export: Export, *, by: ActingStaff) -> str:
    """What stands on every page of it: its number, which account of which office, and the day. Nothing of the person."""
    account = Staff.objects.only("username").get(pk=export.exported_by_id).username
    told = {
        "number": quoted_number(export.pk, export.exported_on),
        "office": by.office_name,
        "account": account,
        "day": day_in_words(export.exported_on),
    }
    return _("编号 %(number)s · %(office)s · %(account)s · %(day)s") % told


def file_name_of(export: Export, ending: str) -> str:
    """Under which name a file leaves: its number, and nothing of the person or the purpose."""
    return f"anbang-{quoted_number(export.pk, export.exported_on)}.{ending}"
