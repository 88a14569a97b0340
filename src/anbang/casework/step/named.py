"""By whose eyes a job sees closed files: nobody but named staff does, not even the installation (LAW-2)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.db import connections

from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting, Staff
from anbang.organisations.queries import holders, sign_in, the_office


def hands_on_closed_files(*, by: ActingStaff) -> Iterator[ActingStaff]:
    """The keepers, who see nearly all closed files; and somebody named for each that no keeper sees, because all keep out of it or because the
    district has none. Jobs, which show nobody anything; `by`, the installation, is told who they are.
    """
    today = by.today
    bureau = the_office(OfficeKind.JUSTICE_BUREAU, on=today)
    keepers = list(holders(Role.SEALING_KEEPER, offices=[bureau.pk], on=today).order_by("from_on", "id"))
    for posting in keepers:
        yield _job(posting.staff_id, today, posting)
    for staff_id in _named_beyond([posting.staff_id for posting in keepers], by=by):
        yield _job(staff_id, today)


def _named_beyond(keepers: Sequence[int], *, by: ActingStaff) -> list[int]:
    with acting(by, reading_only=True), connections[by.alias].cursor() as cursor:
        cursor.execute("select distinct casework_named_beyond(%s::bigint[], %s::date)", [list(keepers), by.today])
        return sorted(row[0] for row in cursor.fetchall())


def _job(staff_id: int, today: date, posting: Posting | None = None) -> ActingStaff:
    by = sign_in(Staff.objects.get(pk=staff_id), on=today, posting_id=posting.pk if posting else None)
    return replace(by, is_job=True)
