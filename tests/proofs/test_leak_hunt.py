"""Hundreds of closed files come into a district that stands: not a sign on any list, count, search or page changes for whoever is not named for
them, and nothing that a role of the database reads tells of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from django.db import connections
from django.urls import reverse

from anbang.casework.custody.intake import Intake, take_in
from anbang.casework.person.actions import Place
from anbang.demo.people import id_number
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import AreaKind, OfficeKind, Role
from anbang.organisations.models import Area
from anbang.site.privileges import TABLES
from tests.support.people import TODAY, office, post
from tests.support.proofs import Proof, lengths
from tests.web.entries import PAGES
from tests.web.matrix import SEATS
from tests.web.planted import fresh
from tests.web.planting import a_worker_is_alive, open_base, seated

NAME = "The hunt for closed files"
DONE = "closed files of minors come into towns of the district; before and after, every seat that is not named for them opens every list, search and count, and every table that its role of the database reads is searched"
# Nobody else is called so, or did that.
FAMILY_NAME, OFFENCE = "鹮", "封存之罪"
OPEN_FILES = 40
FULL = 500
SEARCHED = ("鹮", "500226")
# What changes with every page, and tells nothing.
PASSING = re.compile(r'name="(?:csrfmiddlewaretoken|form_key)" value="[^"]+"|data-left="\d+"')
# The keepers, and at each office the assistant longest in post, are named for closed files.
NAMED = {Role.SEALING_KEEPER}
# Pages that tell of the work itself, and not of people: how much stands in the trail.
OF_THE_TRAIL = {"trail"}
SAMPLE = ("bureau clerk", "second justice assistant", "village cadre", "town officer")
Bodies = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Hunt:
    """Who looks, and who types people in."""

    seats: Mapping[str, ActingStaff]
    clerk: ActingStaff


@pytest.fixture
def hunt(database: str) -> Hunt:
    open_base()
    # Somebody longer in post than any seat is named for the closed files of each justice office.
    for town in Area.objects.using("owner").filter(kind__in=AreaKind.towns()):
        post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, town.name))
    post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    seats = {
        name: seated(replace(seat, later=True, keeps_out=False))
        for name, seat in SEATS.items()
        if seat.role not in NAMED
    }
    a_worker_is_alive()
    found = Hunt(seats, seats["bureau clerk"])
    take_in(list(people(OPEN_FILES, as_children=False)), by=found.clerk, on=TODAY)
    return found


def people(many: int, *, as_children: bool, closed: bool = True) -> Iterator[Intake]:
    """People of all villages; children are closed by the rules, unless the guard is taken away."""
    villages = Area.objects.using("owner").filter(kind__in=AreaKind.villages()).order_by("id")
    homes, prison = [Place(area_id=village.pk) for village in villages], office(OfficeKind.PRISON).pk
    first = date(2008, 1, 1) if as_children else date(1970, 1, 1)
    for number in range(many):
        born_on, home = first + timedelta(days=number), homes[number * 7 % len(homes)]
        yield Intake(
            name=f"{FAMILY_NAME if as_children else '甄'}{chr(0x4E00 + number)}",
            sex="male",
            born_on=born_on,
            id_number=id_number("500226", born_on, 1),
            registered=home,
            residence=home,
            institution_id=prison,
            offence=OFFENCE if as_children else "盗窃罪",
            offence_on=date(2024, 1, 10),
            months=24,
            for_life=False,
            admitted_on=date(2025, 1, 20),
            release_on=TODAY + timedelta(days=number % 60),
            sealing_proposed=as_children and closed,
        )


def bodies(seats: Mapping[str, ActingStaff]) -> Bodies:
    """Every page that is about nobody in particular, in each of its views, as every seat sees it; and what a search finds."""
    found: dict[tuple[str, str], str] = {}
    for seat, by in seats.items():
        client = fresh(by)
        for name, page in PAGES.items():
            if page.about or not page.reads or name in OF_THE_TRAIL or SEATS[seat].role not in page.roles:
                continue
            for view in page.views:
                body = client.get(reverse(name) + view).content.decode()
                found[seat, f"{name}{view}"] = PASSING.sub("", body)
        if SEATS[seat].role in PAGES["find_people"].roles:
            for sought in SEARCHED:
                body = client.post(reverse("find_people"), {"q": sought}, follow=True).content.decode()
                found[seat, f"people, {sought} looked for"] = PASSING.sub("", body)
    return found


def read_by(by: ActingStaff) -> Iterator[tuple[str, str]]:
    """Table → everything in it that the database shows whoever acts."""
    letters = "overseer" if by.sees_the_district else "app"
    with acting(by, reading_only=True), connections[by.alias].cursor() as cursor:
        for table in TABLES:
            if "s" in getattr(table, letters) and not table.name.startswith(("django_", "auth_")):
                cursor.execute(f"select coalesce(string_agg(t::text, E'\\n'), '') from {table.name} t")
                yield table.name, cursor.fetchone()[0]


def marks_in(text: str, numbers: Sequence[str]) -> list[str]:
    """Whatever tells of one of them: a name, the offence, a number."""
    return [mark for mark in (FAMILY_NAME, OFFENCE, *numbers) if mark in text]


def planted(hunt: Hunt, length: int, *, closed: bool = True) -> list[str]:
    """Hundreds of children; their ID numbers."""
    children = list(people(length, as_children=True, closed=closed))
    take_in(children, by=hunt.clerk, on=TODAY)
    return [str(one.id_number) for one in children]


@lengths(12, FULL)
def test_nothing_tells_of_closed_files(length: int, hunt: Hunt, proof: Proof, caplog: pytest.LogCaptureFixture):
    seats = hunt.seats if length >= FULL else {seat: hunt.seats[seat] for seat in SAMPLE}
    before = bodies(seats)
    numbers = planted(hunt, length)
    after = bodies(seats)
    assert [
        where for where, body in after.items() if without_the_search(body) != without_the_search(before[where])
    ] == []
    # What is searched for stands in the field of the search itself.
    assert [where for where, body in after.items() if marks_in(without_the_search(body), numbers)] == []
    told = [
        f"{seat}: {table} tells {marks}"
        for seat, by in seats.items()
        for table, content in read_by(by)
        if (marks := marks_in(content, numbers))
    ]
    assert told == []
    assert marks_in(caplog.text, numbers) == []
    assert len(after) > 40
    proof.result(
        f"{length} closed files, {len(seats)} seats, {len(after)} pages before and after, every table each role reads",
        "no page differs by a sign, no name, number or offence anywhere",
    )


def without_the_search(body: str) -> str:
    """What was typed into the search stands in its field, and is the reader's own."""
    return body.replace('value="鹮"', 'value=""')


@lengths(12, 60)
def test_control_the_same_files_standing_open_are_seen_everywhere(length: int, hunt: Hunt, proof: Proof):
    seen = {"bureau clerk": hunt.seats["bureau clerk"], "justice assistant": hunt.seats["justice assistant"]}
    before = bodies(seen)
    numbers = planted(hunt, length, closed=False)
    after = bodies(seen)
    differ = [where for where, body in after.items() if body != before[where]]
    tables = {table for by in seen.values() for table, content in read_by(by) if marks_in(content, numbers)}
    assert {name for _seat, name in differ} >= {"people", "today"}
    assert tables >= {"casework_person", "casework_sentence"}
    proof.control(f"standing open, {len(differ)} pages differ and {len(tables)} tables tell of them")
