"""By whose eyes a job sees closed files: nobody but named staff does, not even the installation (LAW-2)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting, Staff
from anbang.organisations.queries import holders, sign_in, the_office


def hands_on_closed_files(today: date) -> Iterator[ActingStaff]:
    """The keepers, who see nearly all closed files, then the assistants, of whom one is named for each: so that none is left out from
    which every keeper must keep out, or in a district that has no keeper. Jobs, which show nobody anything.
    """
    bureau = the_office(OfficeKind.JUSTICE_BUREAU, on=today)
    held = [
        *holders(Role.SEALING_KEEPER, offices=[bureau.pk], on=today).order_by("from_on", "id"),
        *Posting.objects.on(today).filter(role=Role.JUSTICE_ASSISTANT, staff__is_active=True).order_by("id"),
    ]
    staff = Staff.objects.in_bulk([posting.staff_id for posting in held])
    for posting in held:
        yield replace(sign_in(staff[posting.staff_id], on=today, posting_id=posting.pk), is_job=True)
