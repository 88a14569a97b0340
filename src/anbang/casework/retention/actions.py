"""Steps about files that have been kept long enough (LAW-1): proposed by night, decided by one person, confirmed by another, and gone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connections, router
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record, record_many
from anbang.casework.person.actions import see_closed_file
from anbang.casework.person.models import Person
from anbang.casework.person.queries import may_work_on
from anbang.casework.person.removing import destroy_file_of
from anbang.casework.retention.models import WAITING, Decision, Disposal, KeepReason
from anbang.casework.retention.queries import MAY_DISPOSE, get_disposal
from anbang.casework.rights.models import RightsRequest
from anbang.casework.step.policy import pack_in_force
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import unattended
from anbang.papers.actions import next_ids
from anbang.policy import answer

LAW = "LAW-1"
RULE = "kept_until"


def propose_disposals(*, by: ActingStaff, on: date) -> int:
    """Propose for disposal every file whose years have passed, unless it is proposed already or kept on. How many; done twice it finds none."""
    with acting(by):
        closed = _files_closed(on)
        # Whoever came back has a file that is needed.
        Disposal.objects.filter(WAITING).exclude(person_id__in=closed).delete()
        found = list(_kept_long_enough(closed, on))
        keys = next_ids("casework_disposal", "id", len(found), using=by.alias)
        # Nothing is read back: of a closed file the job sees no row.
        Disposal.objects.bulk_create(
            [Disposal(id=key, proposed_on=on, **told) for key, told in zip(keys, found, strict=True)],
            ignore_conflicts=True,
        )
        record_many(
            (
                ("disposal_proposed", Happening(told["person_id"], None, (LAW,), {"disposal": key}))
                for key, told in zip(keys, found, strict=True)
            ),
            by=by,
            on=on,
        )
        return len(found)


def _files_closed(on: date) -> dict[int, tuple[str, date]]:
    """Person → file number and closing, of everybody whose cases have all ended before a day."""
    with connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute("select person_id, case_number, closed_on from casework_files_closed_before(%s)", [on])
        return {person: (number, closed_on) for person, number, closed_on in cursor.fetchall()}


def _kept_long_enough(closed: dict[int, tuple[str, date]], on: date) -> Iterator[dict[str, Any]]:
    """Person, number, closing and last day of keeping of each file to be proposed."""
    not_now = {
        *Disposal.objects.filter(WAITING).values_list("person_id", flat=True),
        *Disposal.objects.filter(decision=Decision.KEEP, keep_until__gte=on).values_list("person_id", flat=True),
        *RightsRequest.objects.filter(answered__isnull=True).values_list("person_id", flat=True),
    }
    pack = pack_in_force()
    for person_id, (number, closed_on) in closed.items():
        kept_until = answer(RULE, as_of=on, pack=pack, file_closed_on=closed_on)
        if person_id not in not_now and isinstance(kept_until, date) and kept_until < on:
            yield {"person_id": person_id, "case_number": number, "closed_on": closed_on, "kept_until": kept_until}


def keep_on(disposal_id: int, reason: KeepReason, until: date, *, by: ActingStaff, on: date) -> None:
    """The file is kept until a day, for a reason; the morning after it is proposed again."""
    with acting(by):
        told = _for_whoever_decides(disposal_id, by=by)
        if until <= on:
            raise StepRefused(_("继续保存到哪天，须晚于今天。"), field="until")
        told.decision, told.decided_by_id, told.decided_on = Decision.KEEP, by.staff_id, on
        told.keep_reason, told.keep_until = reason, until
        told.save(update_fields=["decision", "decided_by", "decided_on", "keep_reason", "keep_until"])
        about = Happening(told.person_id, None, (LAW,), {"disposal": told.pk, "until": until.isoformat()})
        record("file_kept_on", about, by=by, on=on)


def decide_disposal(disposal_id: int, *, by: ActingStaff, on: date) -> None:
    """One person says that the file is to go. Until another has confirmed it nothing is gone."""
    with acting(by):
        told = _for_whoever_decides(disposal_id, by=by)
        if told.decision:
            raise StepRefused(_("已有人决定销毁，等另一人确认。"))
        told.decision, told.decided_by_id, told.decided_on = Decision.DISPOSE, by.staff_id, on
        told.save(update_fields=["decision", "decided_by", "decided_on"])
        record("disposal_decided", Happening(told.person_id, None, (LAW,), {"disposal": told.pk}), by=by, on=on)


def confirm_disposal(disposal_id: int, *, is_agreed: bool, by: ActingStaff, on: date) -> None:
    """Another agrees, and the file is gone with all that hangs on it; or does not, and it is proposed again the next morning."""
    with acting(by, reading_only=True):
        told = _for_whoever_decides(disposal_id, by=by)
        if not told.is_confirmed_next:
            raise StepRefused(_("还没有人决定销毁。"))
        if told.decided_by_id == by.staff_id:
            raise StepRefused(_("须由另一人确认。"))
    job = _as_a_job(by, on=on)
    with acting(job):
        # Whoever is first wins; the second finds nothing that waits.
        waiting = Disposal.objects.filter(WAITING, pk=disposal_id, decision=Decision.DISPOSE)
        if not waiting.update(confirmed_by=by.staff_id, confirmed_on=on, is_agreed=is_agreed):
            raise Disposal.DoesNotExist
        about = Happening(told.person_id, None, (LAW,), {"disposal": told.pk})
        record("file_disposed_of" if is_agreed else "disposal_refused", about, by=by, on=on)
        if is_agreed:
            see_closed_file(told.person_id, by=job, on=on)
            destroy_file_of(told.person_id, using=job.alias)
            Disposal.objects.filter(pk=disposal_id).update(disposed_on=on)


def _for_whoever_decides(disposal_id: int, *, by: ActingStaff) -> Disposal:
    if by.roles.isdisjoint(MAY_DISPOSE):
        raise Disposal.DoesNotExist
    told = get_disposal(disposal_id, for_staff=by)
    person = Person.objects.filter(may_work_on(by), pk=told.person_id)
    if person.filter(cases__closed_on__isnull=True).exists():
        raise StepRefused(_("此人又有了新的在办档案，旧档继续保存。"))
    if RightsRequest.objects.filter(person_id=told.person_id, answered__isnull=True).exists():
        raise StepRefused(_("此人还有待答复的个人信息请求，请先答复。"))
    return told


def _as_a_job(by: ActingStaff, *, on: date) -> ActingStaff:
    """Deleting is the work of a job of the district: no role that somebody signs in with may."""
    job = unattended(by.name, on=on)
    return replace(job, staff_id=by.staff_id, office_id=by.office_id, request_id=by.request_id, is_job=True)
