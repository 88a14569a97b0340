"""A built demo: built once a process for each day that a test asks for, and cloned fresh for every test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from anbang.demo.build import build
from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from anbang.organisations.queries import sign_in
from anbang.papers.keys import make_keyring
from tests.support.database import Server, _point_django_at

DAY = date(2026, 11, 24)


@dataclass
class Demo:
    """A demo as it stands on its day; Django is connected to it."""

    on: date

    def by(self, username: str) -> ActingStaff:
        """An account of the demo, signed in."""
        return sign_in(Staff.objects.get(username=username), on=self.on)


@pytest.fixture(scope="session")
def built(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Callable[[date], tuple[str, Path]]:
    """Builds the demo of a day, or hands back what is built: the database and the folder of its keys and files."""
    known: dict[date, tuple[str, Path]] = {}

    def build_for(on: date) -> tuple[str, Path]:
        if on not in known:
            database, folder = server.clone(), tmp_path_factory.mktemp("demo")
            _connect(server, database, folder)
            build(on, lambda _: None)
            known[on] = database, folder
        return known[on]

    return build_for


@pytest.fixture
def demo_of(server: Server, built: Callable[[date], tuple[str, Path]]) -> Iterator[Callable[[date], Demo]]:
    """Connects Django to a fresh copy of the demo of a day."""
    copies: list[str] = []

    def connect(on: date) -> Demo:
        original, folder = built(on)
        connections.close_all()
        copy = server.clone(original)
        copies.append(copy)
        _connect(server, copy, folder)
        return Demo(on)

    yield connect
    connections.close_all()
    for copy in copies:
        server.drop(copy)


@pytest.fixture
def demo(demo_of: Callable[[date], Demo]) -> Demo:
    """The demo of an ordinary day."""
    return demo_of(DAY)


def _connect(server: Server, database: str, folder: Path) -> None:
    _point_django_at(database, server.urls)
    settings.FOLDER, settings.KEYS = folder, folder / "keys"
    make_keyring(on=DAY)
