"""Steps about files that have been kept long enough (LAW-1): proposed by night, decided by one person, confirmed by another, and gone."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connections, router
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record, record_many
from anbang.casework.person.actions import leave_closed_files, see_closed_file
from anbang.casework.person.models import Case, Person
from anbang.casework.person.removing import destroy_file_of
from anbang.casework.retention.models import WAITING, Decision, Disposal, KeepReason
from anbang.casework.retention.queries import MAY_DISPOSE, get_disposal
from anbang.casework.rights.models import RightsRequest
from anbang.casework.step.policy import pack_in_force
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.days import day_in_words
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import as_a_job
from anbang.papers.actions import next_ids
from anbang.policy import JUDGE, answer

LAW = "LAW-1"
RULE, LONGEST = "kept_until", "kept_on_until_at_most"


def propose_disposals(*, by: ActingStaff, on: date) -> int:
    """Propose for disposal every file whose years have passed, unless it is proposed already or kept on. How many; done twice it finds none."""
    with acting(by):
        closed = {one.person_id: one for one in _files_closed(on)}
        _withdraw_what_is_not_so_any_more(closed)
        found = list(_kept_long_enough(closed.values(), on))
        keys = next_ids("casework_disposal", "id", len(found), using=by.alias)
        version = JUDGE.version(pack_in_force())
        # Nothing is read back: of a closed file the job sees no row.
        Disposal.objects.bulk_create(
            [
                Disposal(id=key, proposed_on=on, policy_id=version, **told)
                for key, told in zip(keys, found, strict=True)
            ],
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


@dataclass(frozen=True, slots=True)
class ClosedFile:
    """Somebody whose cases have all ended: the number, the last closing, whether it is a closed file of a minor, and whether anything keeps it."""

    person_id: int
    case_number: str
    closed_on: date
    is_closed: bool
    is_kept: bool


def _files_closed(on: date) -> list[ClosedFile]:
    """Everybody whose cases have all ended before a day."""
    with connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute("select * from casework_files_closed_before(%s)", [on])
        return [ClosedFile(*row) for row in cursor.fetchall()]


def _withdraw_what_is_not_so_any_more(closed: Mapping[int, ClosedFile]) -> None:
    """Whoever came back has a file that is needed, a closing that was told anew counts from its own day, and what names no policy was proposed
    before the database held it to one.
    """
    waiting = Disposal.objects.filter(WAITING)
    stale = [
        one.pk
        for one in waiting
        if one.policy_id is None or one.person_id not in closed or closed[one.person_id].closed_on != one.closed_on
    ]
    waiting.filter(pk__in=stale).delete()


def withdraw_proposals(people: Iterable[int]) -> None:
    """Of these people a new case has begun: what was proposed or decided by one of them waits for nobody any more. Call inside `acting(by)` of a
    job of the district.
    """
    Disposal.objects.filter(WAITING, person_id__in=list(people)).delete()


def _kept_long_enough(closed: Iterable[ClosedFile], on: date) -> Iterator[dict[str, Any]]:
    """What a proposal says, of each file whose years have passed and that nothing keeps."""
    pack = pack_in_force()
    for one in closed:
        kept_until = answer(RULE, as_of=on, pack=pack, file_closed_on=one.closed_on)
        if not one.is_kept and isinstance(kept_until, date) and kept_until < on:
            yield {
                **{name: getattr(one, name) for name in ("person_id", "case_number", "closed_on", "is_closed")},
                "kept_until": kept_until,
            }


def keep_on(disposal_id: int, reason: KeepReason, until: date, *, by: ActingStaff, on: date) -> None:
    """The file is kept until a day, for a reason and for no longer than the policy lets one person; the morning after it is proposed again."""
    if until <= on:
        raise StepRefused(_("继续保存到哪天，要晚于今天。"), field="until")
    longest = _kept_on_at_most(on)
    if until > longest:
        raise StepRefused(_("一次至多继续保存到%(day)s，到期再核对。") % {"day": day_in_words(longest)}, field="until")
    with _deciding(disposal_id, by=by, on=on) as told:
        told.decision, told.decided_by_id, told.decided_on = Decision.KEEP, by.staff_id, on
        told.keep_reason, told.keep_until = reason, until
        told.save(update_fields=["decision", "decided_by", "decided_on", "keep_reason", "keep_until"])
        about = Happening(told.person_id, None, (LAW,), {"disposal": told.pk, "until": until.isoformat()})
        record("file_kept_on", about, by=by, on=on)


def _kept_on_at_most(on: date) -> date:
    longest = answer(LONGEST, as_of=on, pack=pack_in_force())
    if not isinstance(longest, date):
        raise TypeError("the policy says until when a file is kept on")
    return longest


def decide_disposal(disposal_id: int, *, by: ActingStaff, on: date) -> None:
    """One person says that the file is to go. Until another has confirmed it nothing is gone."""
    with _deciding(disposal_id, by=by, on=on) as told:
        if told.decision:
            raise StepRefused(_("已有人决定销毁，等另一人确认。"))
        told.decision, told.decided_by_id, told.decided_on = Decision.DISPOSE, by.staff_id, on
        told.save(update_fields=["decision", "decided_by", "decided_on"])
        record("disposal_decided", Happening(told.person_id, None, (LAW,), {"disposal": told.pk}), by=by, on=on)


def confirm_disposal(disposal_id: int, *, is_agreed: bool, by: ActingStaff, on: date) -> None:
    """Another agrees, and the file is gone with all that hangs on it; or does not, and it is proposed again the next morning."""
    with _deciding(disposal_id, by=by, on=on) as told:
        if not told.is_confirmed_next:
            raise StepRefused(_("还没有人决定销毁。"))
        if told.decided_by_id == by.staff_id:
            raise StepRefused(_("要由另一人确认。"))
        told.confirmed_by_id, told.confirmed_on, told.is_agreed = by.staff_id, on, is_agreed
        told.disposed_on = on if is_agreed else None
        told.save(update_fields=["confirmed_by", "confirmed_on", "is_agreed", "disposed_on"])
        about = Happening(told.person_id, None, (LAW,), {"disposal": told.pk})
        record("file_disposed_of" if is_agreed else "disposal_refused", about, by=by, on=on)
        if is_agreed:
            destroy_file_of(told.person_id, using=as_a_job(by, on=on).alias, on=on)


@contextmanager
def _deciding(disposal_id: int, *, by: ActingStaff, on: date) -> Iterator[Disposal]:
    """A proposal that waits, locked with its person, for whoever may decide about it; written by a job of the district, for deciding and
    deleting are done by no role that somebody signs in with. Raises Disposal.DoesNotExist; StepRefused where something keeps the file.
    """
    if by.roles.isdisjoint(MAY_DISPOSE):
        raise Disposal.DoesNotExist
    with acting(by, reading_only=True):
        person_id = get_disposal(disposal_id, for_staff=by).person_id
    job = as_a_job(by, on=on)
    with acting(job):
        see_closed_file(person_id, by=job, on=on)
        # The person first, as every step does: a new case or a request that comes meanwhile is waited for, and seen.
        _refuse_what_keeps_it(Person.objects.select_for_update().get(pk=person_id))
        told = Disposal.objects.select_for_update().get(WAITING, pk=disposal_id)
        if Case.objects.filter(person=person_id, closed_on__gt=told.closed_on).exists():
            raise StepRefused(_("结案的日期变了，这份提议作废，明早重新核对。"))
        yield told
        leave_closed_files(by=job)


def _refuse_what_keeps_it(person: Person) -> None:
    if Case.objects.filter(person=person, closed_on__isnull=True).exists():
        raise StepRefused(_("此人又有了新的在办档案，旧档继续保存。"))
    if RightsRequest.objects.filter(person=person, answered__isnull=True).exists():
        raise StepRefused(_("此人还有待答复的个人信息请求，请先答复。"))
