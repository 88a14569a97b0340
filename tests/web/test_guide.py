"""The round of a post: every stop opens for whoever is led there, and nothing of it says what anybody did."""

import re

import pytest
from django.urls import reverse

from anbang.organisations.kinds import Role
from anbang.web import guide
from anbang.web.guide import ROUNDS
from tests.web.matrix import SEATS
from tests.web.planted import Planted, fresh, signed_in

TELLS_WHAT_FOR = ("刑满", "释放", "服刑", "监狱", "犯", "帮教", "矫正", "罪")


def stops_of(page: str) -> list[str]:
    round_ = page.partition('aria-labelledby="round"')[2].partition("</section>")[0]
    return re.findall(r'<a href="([^"]+)"', round_)


def test_every_role_has_a_round():
    assert set(ROUNDS) == set(Role)


def test_every_stop_opens_for_whoever_is_led_there(planted: Planted):
    for seat, by in planted.seats.items():
        client = fresh(by)
        stops = stops_of(client.get(reverse("guide")).content.decode())
        assert stops, seat
        for address in stops:
            assert client.get(address).status_code == 200, (seat, address)


def test_control_a_stop_whose_page_is_closed_to_the_reader_is_left_out(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
):
    by = planted.seats["village cadre"]
    monkeypatch.setitem(guide.ROUNDS, Role.VILLAGE_CADRE, (*ROUNDS[Role.VILLAGE_CADRE], guide.TRAIL))
    assert reverse("trail") not in stops_of(signed_in(by).get(reverse("guide")).content.decode())
    assert reverse("my_people") in stops_of(signed_in(by).get(reverse("guide")).content.decode())


@pytest.mark.parametrize("seat", [seat for seat, told in SEATS.items() if told.role is Role.VILLAGE_CADRE])
def test_on_the_screen_of_a_village_nothing_of_it_says_what_the_service_is_for(planted: Planted, seat: str):
    page = signed_in(planted.seats[seat]).get(reverse("guide")).content.decode()
    shown = page.partition("<main")[2].partition("</main>")[0]
    assert [word for word in TELLS_WHAT_FOR if word in shown] == []
