"""What leaves the product, what is closed and what is done to accounts is asked for by somebody who has just confirmed that it is them."""

import time
from collections.abc import Callable, Iterable

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.test import Client
from django.urls import reverse

from anbang.organisations.models import Posting, Staff
from anbang.papers.models import Export, ExportKind
from anbang.web import views
from anbang.web.sheets.register import SHEETS
from anbang.web.signing import standing
from tests.support.people import PASSWORD
from tests.support.signing import a_code
from tests.web.answers import OPENS, expected
from tests.web.entries import PAGES
from tests.web.matrix import HERE, LISTS, SEATS
from tests.web.outside import leaves_the_product
from tests.web.planted import Planted, fresh, signed_in
from tests.web.walking import Walk, cells

ASKED = "account_reauthenticate"
# What is handed to the browser as a file and is about nobody: a text of the district's own.
ABOUT_NOBODY = {"official_file"}


def leaves(client: Client, address: str) -> bool:
    return leaves_the_product(client.get(address))


def exports(planted: Planted, seat: str, pages: Iterable[str] = PAGES) -> set[str]:
    """The addresses from which something leaves to somebody in that seat who did not confirm just now that it is them."""
    client = signed_in(planted.seats[seat])
    return {
        name
        for name, page, subject in cells(pages)
        if expected(SEATS[seat], page, subject, fresh=True) == OPENS and leaves(client, planted.address(name, subject))
    }


# Seat → the addresses from which something leaves.
LEAVING = {
    "bureau clerk": {"marked_list", "official_file", *map("ask_sheet {}".format, SHEETS)},
    "justice assistant": {f"{page} {slug}" for page in ("ask_sheet", "sheet") for slug in SHEETS},
    "town officer elsewhere": {"ask_sheet file", "ask_sheet hand-over"},
    "keeper of closed files": {f"ask_sheet {slug}" for slug in SHEETS if slug != "hand-over"},
}


@pytest.mark.parametrize("seat", LEAVING)
def test_whatever_leaves_the_product_is_found(walked: Callable[[str], Walk], seat: str):
    """The control of the next one: to whoever has just confirmed that it is them it is open."""
    assert walked(seat).leaving == LEAVING[seat]


@pytest.mark.parametrize("seat", LEAVING)
def test_whatever_leaves_the_product_is_asked_for_anew(planted: Planted, seat: str):
    assert exports(planted, seat, sorted(LEAVING[seat])) <= ABOUT_NOBODY


@pytest.mark.parametrize("page", ["marked_list", "ask_sheet notice"])
def test_control_without_the_guard_it_leaves_when_the_ten_minutes_are_over(
    planted: Planted, page: str, monkeypatch: pytest.MonkeyPatch
):
    client = fresh(planted.seats["bureau clerk"])
    address = planted.address(page, LISTS[0] if page == "marked_list" else HERE)
    confirmed_at(client, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
    assert not leaves(client, address)
    monkeypatch.setattr(views, "did_recently_reauthenticate", lambda _request: True)
    assert leaves(client, address)
    if page == "marked_list":
        assert client.post(address, {"purpose": "sender"}).headers["Content-Disposition"].startswith("attachment")


def test_control_without_the_guard_whoever_confirmed_nothing_finds_all_of_it(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(views, "did_recently_reauthenticate", lambda _request: True)
    assert exports(planted, "town officer") == {"ask_sheet file", "ask_sheet hand-over"}


def confirmed_at(client: Client, seconds_ago: float) -> None:
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time() - seconds_ago, "reauthenticated": True}
    ]
    session.save()


def test_it_holds_for_ten_minutes_and_no_longer(planted: Planted):
    client, address = fresh(planted.seats["bureau clerk"]), planted.address("marked_list", LISTS[0])
    confirmed_at(client, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT - 5)
    assert client.get(address).status_code == 200
    confirmed_at(client, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
    assert client.get(address).headers["Location"].startswith(reverse(ASKED))


@pytest.mark.parametrize("door", ["account_reauthenticate", "mfa_reauthenticate"])
def test_password_or_second_factor_either_leads_on_to_what_was_wanted(planted: Planted, door: str):
    by = planted.seats["bureau clerk"]
    client, address = signed_in(by), planted.address("marked_list", LISTS[0])
    asked = client.get(address).headers["Location"]
    assert "mfa_reauthenticate" in client.get(asked).content.decode() or reverse("mfa_reauthenticate") in (
        client.get(asked).content.decode()
    )
    told = {"password": PASSWORD} if door == ASKED else {"code": a_code(by.staff_id)}
    answer = client.post(f"{reverse(door)}?next={address}", told)
    assert answer.headers["Location"] == address
    assert client.get(address).status_code == 200


def test_a_file_is_not_handed_to_whoever_waited_too_long_before_asking_for_it(planted: Planted):
    client, address = fresh(planted.seats["bureau clerk"]), planted.address("marked_list", LISTS[0])
    confirmed_at(client, settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)
    told = {"purpose": "sender"}
    asked = client.post(address, told)
    assert asked.headers["Location"].startswith(reverse(ASKED))
    assert not Export.objects.using("owner").filter(kind=ExportKind.MARKED_LIST).exists()
    confirmed_at(client, 0)
    assert client.post(address, told).headers["Content-Disposition"].startswith("attachment"), "the control"


def test_the_sign_in_itself_is_not_enough(planted: Planted):
    """Somebody may have left the screen since."""
    client = signed_in(planted.seats["bureau clerk"])
    client.get("/")
    assert standing.SINCE in client.session
    assert client.get(planted.address("marked_list", LISTS[0])).status_code == 302


def test_a_step_goes_on_with_what_it_carried_once_it_is_confirmed(planted: Planted):
    client = signed_in(planted.seats["system administrator"])
    whose = Posting.objects.using("owner").get(pk=planted.seats["police officer"].posting_id)
    address = reverse("end_post", args=[whose.staff_id, whose.pk])
    asked = client.post(address, {"on": "2026-11-30"})
    assert asked.headers["Location"].startswith(reverse(ASKED))
    whose.refresh_from_db()
    assert whose.until_on is None, "nothing is done before"
    done = client.post(asked.headers["Location"], {"password": PASSWORD})
    assert done.headers["Location"] == reverse("one_account", args=[whose.staff_id])
    whose.refresh_from_db()
    assert str(whose.until_on) == "2026-11-30"


def test_whoever_gives_a_wrong_password_gets_no_further(planted: Planted):
    client = signed_in(planted.seats["system administrator"])
    whose = Staff.objects.get(pk=planted.seats["police officer"].staff_id)
    asked = client.post(reverse("end_account", args=[whose.pk]))
    assert client.post(asked.headers["Location"], {"password": "wrong"}).status_code == 200
    whose.refresh_from_db()
    assert whose.is_active
