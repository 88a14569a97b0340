"""A scratch database with the crew of scenarios in it, made once for a process; every test works on a copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from anbang.scenario.crew import hire
from tests.support.database import Server, opened


@pytest.fixture(scope="session")
def crewed(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The template: the district with its crew."""
    folder = tmp_path_factory.mktemp("scenarios")
    with opened(server, folder) as database:
        hire()
        connections.close_all()
        yield database, folder


@pytest.fixture
def scratch(server: Server, crewed: tuple[str, Path]) -> Iterator[str]:
    """A copy of the test's own."""
    template, folder = crewed
    with opened(server, folder, template=template) as name:
        yield name
