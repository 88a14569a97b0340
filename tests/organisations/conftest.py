"""Who changes offices and groups in these tests."""

import pytest

from anbang.organisations.kinds import OfficeKind, Role
from tests.support.people import office, post


@pytest.fixture
def administrator(database):
    return post(Role.SYSTEM_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))


@pytest.fixture
def coordinator(database):
    return post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE))
