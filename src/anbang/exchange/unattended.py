"""Who acts when nobody is signed in: the command that only looks, and the job that clears up."""

from datetime import date

from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role

NOBODY = 0


def unattended(name: str, *, on: date) -> ActingStaff:
    """The installation itself, which sees every list as the bureau does and stands in the trail as staff 0."""
    return ActingStaff(
        staff_id=NOBODY,
        posting_id=NOBODY,
        name=name,
        role=Role.BUREAU_CLERK,
        office_id=NOBODY,
        office_name="",
        office_kind=OfficeKind.JUSTICE_BUREAU,
        area_id=None,
        offices=(),
        roles=frozenset({Role.BUREAU_CLERK}),
        today=on,
    )
