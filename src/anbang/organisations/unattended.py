"""Who acts when nobody is signed in: the commands, and the job that clears up."""

from dataclasses import replace
from datetime import date

from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role

NOBODY = 0


def unattended(name: str, *, on: date, role: Role = Role.BUREAU_CLERK) -> ActingStaff:
    """The installation itself, which stands in the trail as staff 0: it sees every list as the bureau does, keeps accounts
    and offices as the system administrator, and groups as the aftercare office.
    """
    return ActingStaff(
        staff_id=NOBODY,
        posting_id=NOBODY,
        name=name,
        role=role,
        office_id=NOBODY,
        office_name="",
        office_kind=OfficeKind.JUSTICE_BUREAU,
        area_id=None,
        offices=(),
        own_offices=(),
        roles=frozenset({role}),
        today=on,
    )


def as_a_job(by: ActingStaff, *, on: date) -> ActingStaff:
    """The district's own job, in the name of whoever wants it done: it does what no role that somebody signs in with may, and shows nothing."""
    job = unattended(by.name, on=on)
    return replace(job, staff_id=by.staff_id, office_id=by.office_id, request_id=by.request_id, is_job=True)
