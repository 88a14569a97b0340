"""Every seat looks for every planted name, number, end of a number, number of a file and pinyin: what it finds is within its reach."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from anbang.casework.models import Case
from anbang.web import finding
from tests.proofs.open_gate import open_the_gate
from tests.proofs.test_either_net import without_row_security
from tests.support.database import Server
from tests.support.row_security import guardian_tells_of_everybody
from tests.web.answers import ABSENT, OPENS
from tests.web.entries import PAGES
from tests.web.marks import foreign_marks
from tests.web.matrix import CARED, CLOSED, FILES, HERE, SEATS
from tests.web.names import CAME_CLOSED, NAMES, NUMBERS, TELEPHONE
from tests.web.planted import Planted, fresh
from tests.web.roles import OF_FILES, OF_OWN_WORK
from tests.web.walking import text_of, unlogged, without_what_was_typed

# What is looked for about whom; a few of the closed child in every seat, of the others in turn.
PINYIN = {CLOSED: ("zhenfengbi", "zfb", "甄封壁", "甄*", "zhenf", "zhefengbi"), HERE: ("zhencizhen",)}
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
        told += [(whose, case.number) for case in Case.objects.using("owner").filter(person__name=NAMES[whose])]
    told += [(CARED, TELEPHONE)] * EVERY
    told += [(whose, text) for whose, texts in PINYIN.items() for text in texts]
    return sorted(told, key=lambda one: one[0] not in (CLOSED, CAME_CLOSED))


def asked_by(seat: str, told: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """All about the child, and every fifth of the others, from each seat others."""
    turn = list(SEATS).index(seat)
    for number, one in enumerate(told):
        if one[0] in (CLOSED, CAME_CLOSED) or (number + turn) % EVERY == 0:
            yield one


def test_whatever_somebody_looks_for_they_find_nobody_out_of_reach(planted: Planted):
    told, asked = wanted(), 0
    for seat, by in planted.seats.items():
        client = fresh(by)
        if SEATS[seat].role not in OF_FILES | OF_OWN_WORK:
            assert client.post(reverse("find_people"), {"q": NAMES[CLOSED]}).status_code == ABSENT
            continue
        for _whose, text in asked_by(seat, told):
            response = client.post(reverse("find_people"), {"q": text}, follow=True)
            assert response.status_code == OPENS
            page = without_what_was_typed(text_of(response), text)
            shows = "people" if SEATS[seat].role in OF_FILES else "my_people"
            assert list(foreign_marks(seat, shows, "", page)) == [], (seat, text)
            asked += 1
    assert asked > 150


def found_by(seat: str, planted: Planted) -> set[str]:
    """Of whom somebody out of reach, looked for by name, a mark stands on the page that comes of it."""
    client, found = fresh(planted.seats[seat]), set()
    for whose in set(FILES) - SEATS[seat].reaches:
        page = text_of(client.post(reverse("find_people"), {"q": NAMES[whose]}, follow=True))
        found |= (
            {whose} if list(foreign_marks(seat, "people", "", without_what_was_typed(page, NAMES[whose]))) else set()
        )
    return found


def test_control_without_both_nets_whoever_is_out_of_reach_is_found(
    server: Server, planted: Planted, monkeypatch: pytest.MonkeyPatch
):
    seat = "justice assistant elsewhere"
    assert found_by(seat, planted) == set()
    with without_row_security(server, planted.database):
        assert found_by(seat, planted) == set(), "the gate alone"
    with guardian_tells_of_everybody(server, planted.database):
        assert found_by(seat, planted) == set(), "gate and row security, if finding told of everybody"
    with without_row_security(server, planted.database), guardian_tells_of_everybody(server, planted.database):
        open_the_gate(monkeypatch)
        assert found_by(seat, planted) == {HERE, CLOSED, CARED}
    assert PAGES["find_people"].roles == OF_FILES | OF_OWN_WORK
    assert set(FILES) <= set(NUMBERS)


@pytest.mark.parametrize("typed", [NAMES[CARED], "zhenzaibang", TELEPHONE])
def test_who_opens_no_file_finds_their_own_people_by_name_and_telephone(planted: Planted, typed: str):
    client = fresh(planted.seats["village cadre"])
    page = client.post(reverse("find_people"), {"q": typed}, follow=True).content.decode()
    assert "找到 1 人" in page
    assert planted.address("one_of_mine", CARED) in page
    suggested = client.post(reverse("find_people"), {"q": typed}, headers={"HX-Request": "true"}).content.decode()
    assert planted.address("one_of_mine", CARED) in suggested
    assert "帮教" not in suggested, "how somebody stands is nothing for a screen that others see"


def test_who_is_shown_no_id_number_finds_nobody_by_one(planted: Planted):
    village, office = fresh(planted.seats["village cadre"]), fresh(planted.seats["justice assistant"])
    for number in (NUMBERS[CARED], NUMBERS[CARED][-4:]):
        told = village.post(reverse("find_people"), {"q": number}, follow=True).content.decode()
        assert planted.address("one_of_mine", CARED) not in told
        found = office.post(reverse("find_people"), {"q": number}, follow=True).content.decode()
        assert planted.address("case_file", CARED) in found, "who is shown it finds by it"


def test_control_looked_for_as_by_an_office_the_number_tells_whose_it_is(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
):
    village, find = fresh(planted.seats["village cadre"]), finding.find
    monkeypatch.setattr(finding, "find", lambda *told, **named: find(*told, **{**named, "by_identity": True}))
    told = village.post(reverse("find_people"), {"q": NUMBERS[CARED]}, follow=True).content.decode()
    assert planted.address("one_of_mine", CARED) in told
