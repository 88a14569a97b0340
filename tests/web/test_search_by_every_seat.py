"""Every seat looks for every planted name, number, end of a number, number of a file and pinyin: what it finds is within its reach."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from anbang.casework.models import Case
from tests.web.answers import ABSENT, OPENS
from tests.web.entries import PAGES
from tests.web.marks import foreign_marks
from tests.web.matrix import CLOSED, FILES, HERE, SEATS
from tests.web.names import CAME_CLOSED, NAMES, NUMBERS
from tests.web.planted import Planted, fresh
from tests.web.roles import OF_FILES
from tests.web.walking import text_of, unlogged
from tests.web.where import person_of

# What is looked for about whom; a few of the closed child in every seat, of the others in turn.
PINYIN = {CLOSED: ("zhenfengbi", "zfb"), HERE: ("zhencizhen",)}
EVERY = 5


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    with unlogged():
        yield


def wanted() -> list[tuple[str, str]]:
    """(Whose, what is looked for), the closed child's first."""
    told = [(whose, name) for whose, name in NAMES.items()]
    for whose, number in NUMBERS.items():
        told += [(whose, number), (whose, number[-4:]), (whose, number[6:14])]
        told += [(whose, case.number) for case in Case.objects.using("owner").filter(person=person_of(whose))]
    told += [(whose, text) for whose, texts in PINYIN.items() for text in texts]
    return sorted(told, key=lambda one: one[0] not in (CLOSED, CAME_CLOSED))


def asked_by(seat: str, told: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """All about the child, and every fifth of the others, from each seat others."""
    turn = list(SEATS).index(seat)
    for number, one in enumerate(told):
        if one[0] in (CLOSED, CAME_CLOSED) or (number + turn) % EVERY == 0:
            yield one


def without_what_was_typed(page: str, text: str) -> str:
    """What somebody typed stands in the field and in the sentence that nobody was found: it is their own."""
    return page.replace(f'value="{text}"', "").replace(f"“{text}”", "").replace(f"「{text}」", "")


def test_whatever_somebody_looks_for_they_find_nobody_out_of_reach(planted: Planted):
    told, asked = wanted(), 0
    for seat, by in planted.seats.items():
        client = fresh(by)
        if SEATS[seat].role not in OF_FILES:
            assert client.post(reverse("find_people"), {"q": NAMES[CLOSED]}).status_code == ABSENT
            continue
        for _whose, text in asked_by(seat, told):
            response = client.post(reverse("find_people"), {"q": text}, follow=True)
            assert response.status_code == OPENS
            page = without_what_was_typed(text_of(response), text)
            assert list(foreign_marks(seat, "people", "", page)) == [], (seat, text)
            asked += 1
    assert asked > 150


def test_control_who_is_within_reach_is_found(planted: Planted):
    client = fresh(planted.seats["justice assistant"])
    page = text_of(client.post(reverse("find_people"), {"q": NAMES[HERE]}, follow=True))
    assert list(foreign_marks("justice assistant elsewhere", "people", "", without_what_was_typed(page, NAMES[HERE])))
    assert PAGES["find_people"].roles == OF_FILES
    assert set(FILES) <= set(NUMBERS)
