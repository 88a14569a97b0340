"""Who else is at the bureau when lists come."""

import pytest

from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from tests.support.people import office, post


@pytest.fixture
def keeper(clerk: ActingStaff, assistant: ActingStaff) -> ActingStaff:
    """Whoever keeps closed files at the bureau."""
    return post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))


@pytest.fixture
def other(clerk: ActingStaff) -> ActingStaff:
    """Another clerk of the bureau."""
    return post(Role.BUREAU_CLERK, Office.objects.get(pk=clerk.office_id))
