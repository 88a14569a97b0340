"""Whom the mornings are about."""

import pytest

from anbang.casework.models import Case
from tests.coordination.mornings import RELEASED
from tests.support.crew import District
from tests.web.planted import bed, planted

__all__ = ["bed", "planted"]


@pytest.fixture
def case(district: District) -> Case:
    """Somebody in care for whom nothing is done."""
    return district.in_care(since=RELEASED)
