"""Servers of their own, for the tests of what starts them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from anbang.lib.postgres import Cluster
from tests.support.places import folder_for_a_server, place

__all__ = ["a_cluster", "kept", "place"]


def a_cluster(folder: Path) -> Cluster:
    """A cluster in `folder` with two roles, not started."""
    return Cluster(folder / "database", database="district", roles=("the_owner", "the_app"), secrets=folder / "secrets")


@pytest.fixture(scope="module")
def kept() -> Iterator[Cluster]:
    """A running cluster for tests that leave it as it was."""
    with folder_for_a_server() as folder, a_cluster(folder) as cluster:
        yield cluster
