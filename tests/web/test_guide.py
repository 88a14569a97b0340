"""The round of a post: every stop opens for whoever is led there, and nothing of it says what anybody did."""

import re

import pytest
from django.urls import reverse

from anbang.organisations.kinds import Role
from anbang.web import guide
from anbang.web.guide import STOPS
from anbang.web.navigation import PLACES
from tests.web.matrix import SEATS
from tests.web.planted import Planted, fresh, signed_in

TELLS_WHAT_FOR = ("刑满", "释放", "服刑", "监狱", "犯", "帮教", "矫正", "罪")


def stops_of(page: str) -> list[str]:
    round_ = page.partition('aria-labelledby="round"')[2].partition("</section>")[0]
    return re.findall(r'<a href="([^"]+)"', round_)


def test_every_place_of_a_menu_is_a_stop():
    assert {place.view for place in PLACES} <= set(STOPS)


def test_every_stop_opens_for_whoever_is_led_there(planted: Planted):
    for seat, by in planted.seats.items():
        client = fresh(by)
        stops = stops_of(client.get(reverse("guide")).content.decode())
        assert stops, seat
        for address in stops:
            assert client.get(address).status_code == 200, (seat, address)


def test_the_round_goes_through_the_whole_menu_and_through_nothing_else(planted: Planted):
    for seat, by in planted.seats.items():
        page = signed_in(by).get(reverse("guide")).content.decode()
        menu = re.findall(r'<a href="([^"]+)"', page.partition('class="side"')[2].partition("</nav>")[0])
        beside = {reverse("calendar_link"), reverse("notices")}
        assert [stop for stop in stops_of(page) if stop not in beside] == menu, seat


def test_control_a_page_that_is_closed_to_the_reader_is_no_stop(planted: Planted, monkeypatch: pytest.MonkeyPatch):
    by = planted.seats["village cadre"]
    assert reverse("trail") not in stops_of(signed_in(by).get(reverse("guide")).content.decode())
    monkeypatch.setattr(guide, "places_for", lambda *_asked: PLACES)
    assert reverse("trail") in stops_of(signed_in(by).get(reverse("guide")).content.decode())


def test_notices_are_a_stop_where_there_is_a_way_to_send_them(planted: Planted, monkeypatch: pytest.MonkeyPatch):
    client = signed_in(planted.seats["justice assistant"])
    assert reverse("notices") not in stops_of(client.get(reverse("guide")).content.decode())
    monkeypatch.setattr(guide, "channels_there_are", lambda: ("mail",))
    assert reverse("notices") in stops_of(client.get(reverse("guide")).content.decode())


def test_keys_are_told_where_there_is_a_keyboard(planted: Planted):
    for seat, told in (("justice assistant", True), ("village cadre", False)):
        assert ("<kbd>J" in signed_in(planted.seats[seat]).get(reverse("guide")).content.decode()) is told


@pytest.mark.parametrize("seat", [seat for seat, told in SEATS.items() if told.role is Role.VILLAGE_CADRE])
def test_on_the_screen_of_a_village_nothing_of_it_says_what_the_service_is_for(planted: Planted, seat: str):
    page = signed_in(planted.seats[seat]).get(reverse("guide")).content.decode()
    shown = page.partition("<main")[2].partition("</main>")[0]
    assert [word for word in TELLS_WHAT_FOR if word in shown] == []
