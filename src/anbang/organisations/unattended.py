"""Who acts when nobody is signed in: the commands, and the job that clears up."""

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
