"""Numbers that lead to somebody: whole in the file, where each look is recorded and an officer has to call; masked on every list (LAW-1)."""

import re
from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.urls import reverse

from anbang.audit.models import Event
from anbang.casework.care.reaching import HowToReach, change_contact
from anbang.casework.custody.changes import change_release_date
from anbang.casework.handover.actions import GatePlan, plan_pick_up
from anbang.casework.models import Case
from anbang.exchange.batch.status import Heap
from anbang.web import rows
from anbang.web.templatetags import anbang
from tests.support.people import TODAY
from tests.web.answers import expected
from tests.web.entries import PAGES
from tests.web.matrix import CARED, HERE, LISTS, OUTBOUND, ROW, SEATS
from tests.web.names import NAMES
from tests.web.planted import Planted, fresh
from tests.web.printing import article, printed
from tests.web.walking import WIDE_SEATS

OWN, OF_THE_MOTHER = "13912345678", "13787654321"
SEAT, CLERK = "justice assistant", "bureau clerk"
WHOLE = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)")


@pytest.fixture
def reached(planted: Planted) -> Planted:
    """The one in care has a telephone, and the mother of whoever is released one too."""
    by = planted.seats[SEAT]
    change_contact(case_of(CARED).pk, HowToReach(contact=OWN), by=by, on=TODAY)
    change_release_date(case_of(HERE).pk, TODAY + timedelta(days=2), by=planted.seats["bureau clerk"], on=TODAY)
    plan = GatePlan("王某", family_reached=True, family=f"母亲 {OF_THE_MOTHER}")
    plan_pick_up(case_of(HERE).pk, plan, by=by, on=TODAY)
    return planted


def case_of(whose: str) -> Case:
    return Case.objects.using("owner").get(person__name=NAMES[whose])


# Of each role that sees one of the two, the seat that sees most.
SEEING = sorted(seat for seat in WIDE_SEATS if {HERE, CARED} & SEATS[seat].reaches)


def lists_that_tell(planted: Planted, seats: Iterable[str]) -> set[str]:
    """The pages about nobody in particular on which one of the numbers stands whole, from these seats."""
    found, asked = set(), 0
    for seat in seats:
        client = fresh(planted.seats[seat])
        for name, page in PAGES.items():
            if page.about or expected(SEATS[seat], page, "", fresh=True) != 200:
                continue
            for view in page.views:
                body = client.get(planted.address(name, "") + view).content.decode(errors="replace")
                found |= {name} if OWN in body or OF_THE_MOTHER in body else set()
                asked += 1
    assert asked > 20
    return found


def test_no_list_shows_a_whole_telephone(reached: Planted):
    assert lists_that_tell(reached, SEEING) == set()


def test_control_unmasked_the_list_of_the_day_would(reached: Planted, monkeypatch):
    monkeypatch.setattr(anbang, "mask_numbers", lambda words: words)
    assert lists_that_tell(reached, [SEAT]) == {"reception"}


def test_in_the_file_it_is_whole_for_whoever_has_to_call(reached: Planted):
    for seat in (SEAT, "bureau clerk", "town officer"):
        assert OWN in fresh(reached.seats[seat]).get(reached.address("case_file", CARED)).content.decode()
    for seat in ("village cadre", "police officer", "civil affairs officer"):
        assert OWN in fresh(reached.seats[seat]).get(reached.address("one_of_mine", CARED)).content.decode()


def test_on_the_list_the_end_of_it_tells_which_it_is(reached: Planted):
    page = fresh(reached.seats[SEAT]).get(reverse("reception")).content.decode()
    assert "母亲 137****4321" in page


@pytest.mark.parametrize(("slug", "whose", "number"), [("hand-over", HERE, OF_THE_MOTHER), ("extract", CARED, OWN)])
def test_on_paper_it_is_masked_unless_somebody_says_why_not(reached: Planted, slug: str, whose: str, number: str):
    client, person = fresh(reached.seats[SEAT]), case_of(whose).person_id
    assert number not in article(printed(client, person, slug))
    assert number in article(printed(client, person, slug, in_full="on", why_in_full="要联系"))


# Lists


def numbers_on(planted: Planted, page: str, subject: str) -> set[str]:
    """The whole ID numbers that stand on a page, as the clerk sees it."""
    answer = fresh(planted.seats[CLERK]).get(planted.address(page, subject))
    assert answer.status_code == 200
    return set(WHOLE.findall(answer.content.decode()))


def test_the_rows_of_a_list_are_masked_in_every_heap(planted: Planted):
    for each in LISTS:
        for heap in Heap:
            page = fresh(planted.seats[CLERK]).get(planted.address("list", each), {"heap": heap.value}).content.decode()
            assert not WHOLE.search(page), (each, heap)
    assert "********" in fresh(planted.seats[CLERK]).get(planted.address("list", LISTS[0])).content.decode()


def test_control_unmasked_they_would_stand_there(planted: Planted, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rows, "mask_numbers", str)
    assert numbers_on(planted, "list", LISTS[0])


def test_whoever_puts_a_row_right_sees_it_whole_and_that_is_on_record(planted: Planted):
    before = Event.objects.using("owner").filter(action="list_row_opened").count()
    assert numbers_on(planted, "correct_row", ROW)
    opened = Event.objects.using("owner").filter(action="list_row_opened").order_by("id")
    assert opened.count() == before + 1
    assert opened.last().staff_id == planted.seats[CLERK].staff_id


def test_that_the_scan_of_a_form_was_opened_is_on_record(planted: Planted):
    client = fresh(planted.seats["clerk of another institution"])
    client.get(planted.address("outbound_scan", OUTBOUND))
    assert Event.objects.using("owner").filter(action="outbound_scan_opened").count() == 1
