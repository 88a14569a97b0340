"""The database in which everything is planted, once for all tests that ask, and the browsers of whoever asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from anbang.organisations.acting import ActingStaff
from anbang.organisations.models import Staff
from tests.support.database import Server, opened
from tests.support.signing import confirmed
from tests.web.planting import plant


@dataclass(frozen=True, slots=True)
class Planted:
    """What stands in the database, by what it is about, and who asks for it."""

    seats: Mapping[str, ActingStaff]
    arguments: Mapping[str, Mapping[str, dict[str, int | str]]]
    """Address → subject → the arguments of the address."""
    database: str = ""

    def address(self, name: str, subject: str) -> str:
        """An address about one of the subjects."""
        name, _, slug = name.partition(" ")
        told = self.arguments.get(name if not slug else f"{name} {slug}", self.arguments.get(name, {})).get(subject, {})
        return reverse(name, kwargs={**told, "slug": slug} if slug else told)


@dataclass(frozen=True, slots=True)
class Bed:
    """The database in which everything was planted once, with its keys."""

    database: str
    folder: Path
    planted: Planted


@pytest.fixture(scope="session")
def bed(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """Planted once for all tests that ask; each works on a copy."""
    folder = tmp_path_factory.mktemp("planted")
    with opened(server, folder) as database:
        planted = Planted(*plant())
        connections.close_all()
        yield Bed(database, folder, planted)


@pytest.fixture
def planted(server: Server, bed: Bed) -> Iterator[Planted]:
    """The files, the lists and everybody who asks, in a database of the test's own."""
    with opened(server, bed.folder, template=bed.database) as name:
        yield replace(bed.planted, database=name)


def stranger_at_the_door() -> Client:
    """A browser in which nobody is signed in."""
    return Client(HTTP_HOST="localhost", raise_request_exception=False)


def signed_in(by: ActingStaff) -> Client:
    """A browser in which `by` signed in some time ago."""
    client = stranger_at_the_door()
    client.force_login(Staff.objects.get(pk=by.staff_id))
    return client


def fresh(by: ActingStaff) -> Client:
    """A browser in which `by` gave the password a moment ago."""
    return confirmed(signed_in(by), by)


def first_page_of(client: Client) -> str:
    """What the first page shows once what else waits has been brought to it."""
    return "".join(client.get(reverse(name)).content.decode() for name in ("today", "also_waiting"))
