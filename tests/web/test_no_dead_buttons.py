"""Whatever a page about somebody offers is there for its reader: no link and no button of the file leads nowhere (FIL-1)."""

import logging
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from anbang.casework.custody.changes import NewFamilyNeed, note_family_need
from anbang.casework.custody.models import FamilyNeed
from anbang.casework.models import Case
from anbang.organisations.kinds import Role
from anbang.web.readers import OF_FILES
from tests.support.people import TODAY
from tests.web.entries import PAGES, TABS
from tests.web.matrix import FILES, HERE, SEATS
from tests.web.planted import Planted, fresh

LINK = re.compile(r'<(?:a|form)\b[^>]*\b(?:href|action)="(/[^"#]*)')
NOT_THEIRS = "这一步不由您的单位办理"
LEAST_LINKS = 10


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A dead link is what is looked for; the log need not tell it too."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("django.request").setLevel(logging.NOTSET)


def pages_about(planted: Planted, seat: str) -> Iterator[str]:
    """The addresses at which the reader in that seat finds somebody: every tab of every file within reach, or the page that is theirs."""
    role = SEATS[seat].role
    for subject in FILES:
        if subject not in SEATS[seat].reaches:
            continue
        if role in OF_FILES:
            yield from (planted.address("case_file", subject) + tab for tab in TABS)
        elif role in PAGES["one_of_mine"].roles:
            yield planted.address("one_of_mine", subject)
        if role in PAGES["signs"].roles:
            yield planted.address("signs", subject)


def links_of(client: Client, address: str) -> set[str]:
    """Where the page leads, without the frame around it."""
    page = client.get(address).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return {link.replace("&amp;", "&") for link in LINK.findall(main)}


# Whoever keeps out finds the same pages as their colleagues, of fewer people; and of a role the one who sees most finds all that it offers.
READERS = [
    max(seats, key=lambda name: len(SEATS[name].reaches))
    for role in Role
    if (seats := [name for name, seat in SEATS.items() if seat.role is role and seat.reaches and not seat.keeps_out])
]


# Whose pages are few; from the other seats `make prove` follows every link.
IN_THE_SUITE = {"village cadre", "police officer"}


@pytest.mark.parametrize(
    "seat", [seat if seat in IN_THE_SUITE else pytest.param(seat, marks=pytest.mark.proof) for seat in READERS]
)
def test_every_link_and_button_about_somebody_opens_for_its_reader(planted, seat):
    client, dead, seen = fresh(planted.seats[seat]), [], set()
    for address in pages_about(planted, seat):
        for link in links_of(client, address) - seen:
            seen.add(link)
            response = client.get(link)
            text = response.content.decode(errors="replace") if not response.streaming else ""
            if response.status_code == 404 or NOT_THEIRS in text:
                dead.append(f"{address} leads to {link}")
    assert dead == []
    assert len(seen) > LEAST_LINKS or SEATS[seat].role not in OF_FILES or SEATS[seat].reaches.isdisjoint(FILES)


def steps_offered(planted: Planted, seat: str, subject: str = HERE) -> list[str]:
    """The slugs of the steps about a row that the papers offer."""
    page = fresh(planted.seats[seat]).get(planted.address("case_file", subject) + "?tab=papers").content.decode()
    return re.findall(r"/steps?/([a-z-]+)/[\w-]{32}/", page)


def test_control_the_offices_whose_steps_they_are_are_offered_them_still(planted):
    assert {"refer-family", "settle-family", "tell-change"} <= set(steps_offered(planted, "bureau clerk"))
    assert {"settle-family", "tell-change"} <= set(steps_offered(planted, "justice assistant"))
    assert "refer-family" not in steps_offered(planted, "justice assistant")


def test_nobody_is_offered_to_tell_others_of_a_family_that_did_not_consent(planted):
    case = Case.objects.using("owner").get(person=planted.arguments["case_file"][HERE]["person_id"])
    FamilyNeed.objects.using("owner").all().delete()
    note_family_need(case.pk, NewFamilyNeed("无人照看", 1), by=planted.seats["justice assistant"], on=TODAY)
    assert "refer-family" not in steps_offered(planted, "bureau clerk")
    assert "settle-family" in steps_offered(planted, "bureau clerk"), "what became of it is recorded all the same"
