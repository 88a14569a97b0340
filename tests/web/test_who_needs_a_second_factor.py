"""Whoever has a role that needs a second factor, and has none, may do nothing but set one up; and a first password does nothing but be changed."""

import base64
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from anbang.audit.models import Event
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting, Staff
from anbang.web import context
from anbang.web.signing import standing
from anbang.web.signing.second_factor import needs_second_factor
from tests.support.database import Server
from tests.support.people import PASSWORD, TODAY, office, post
from tests.support.signing import a_code, by_the_form, give_second_factor, newcomer
from tests.web.answers import expected
from tests.web.entries import PAGES
from tests.web.matrix import SEATS
from tests.web.planted import Planted
from tests.web.test_matrix import TOLD, everything
from tests.web.test_second_factor import activated
from tests.web.walking import cells

NEEDING = [seat for seat, told in SEATS.items() if told.role in Role.needing_a_second_factor()]
# The guard stands before every page and knows the role alone: one seat of each role asks, of one subject at each address.
ONE_OF_EACH = list({SEATS[seat].role: seat for seat in reversed(NEEDING)}.values())
OTHERS = [seat for seat in SEATS if seat not in NEEDING]
MANY = 8
# From each seat every so manieth address, from the next seat those beside: each is asked from several.
APART = 4
SET_UP, PASSWORD_FIRST = "mfa_index", "account_change_password"


def addresses(planted: Planted) -> dict[str, str]:
    """Name → one address, of every page and step."""
    return {name: planted.address(name, subject) for name, _page, subject in reversed(list(cells()))}


def sent_to(client: Client, address: str) -> str:
    """Where a page leads instead of opening; empty when it opens."""
    response = client.get(address)
    return response.headers["Location"] if response.status_code == 302 else ""


def test_it_is_needed_by_bureau_town_auditors_and_administrators():
    """As the issue names them, written down a second time."""
    assert {str(role) for role in Role if role not in Role.needing_a_second_factor()} == {
        "institution_clerk",
        "village_cadre",
        "police_officer",
        "department_officer",
        "base_operator",
    }
    assert settings.SECOND_FACTOR, "the tests run with the guard on"


@pytest.mark.parametrize("seat", ONE_OF_EACH)
def test_every_page_leads_to_where_one_is_set_up_and_every_step_is_refused(server: Server, planted: Planted, seat: str):
    first = ONE_OF_EACH.index(seat) % APART
    client, asked = newcomer(planted.seats[seat]), list(addresses(planted).items())[first::APART]
    client.get("/")
    before = everything(server, planted.database)
    for name, address in asked:
        assert sent_to(client, address) == reverse(SET_UP), name
        assert client.post(address, TOLD).status_code == 403, name
    assert everything(server, planted.database) == before
    assert len(asked) > 30


@pytest.mark.parametrize("name", ["usersessions_list", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"])
def test_no_door_leads_around_it(planted: Planted, name: str):
    client = newcomer(planted.seats["bureau clerk"])
    assert sent_to(client, reverse(name)) == reverse(SET_UP)
    assert client.post(reverse(name)).status_code == 403


@pytest.mark.parametrize("seat", ONE_OF_EACH)
def test_control_without_the_guard_the_password_alone_opens_what_the_role_opens(
    planted: Planted, seat: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(standing, "needs_second_factor", lambda _held: False)
    client = newcomer(planted.seats[seat])
    open_to_it = {name for name, page, subject in cells() if expected(SEATS[seat], page, subject, fresh=False) == 200}
    some = sorted(open_to_it)[:MANY]
    opened = [
        name
        for name, page, subject in cells(some)
        if expected(SEATS[seat], page, subject, fresh=False) == 200
        and client.get(planted.address(name, subject)).status_code == 200
    ]
    assert len(set(opened)) == len(some) > MANY - 3


@pytest.mark.parametrize("seat", OTHERS)
def test_whoever_needs_none_works_without_and_may_have_one(planted: Planted, seat: str):
    client = newcomer(planted.seats[seat])
    assert sent_to(client, "/") == ""
    activated(client)
    again = Client(HTTP_HOST="localhost")
    username = Staff.objects.get(pk=planted.seats[seat].staff_id).username
    answer = again.post(reverse("account_login"), {"login": username, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate"), "from then on it is asked for"


def test_a_second_post_that_needs_one_is_enough(database: str):
    by = post(Role.POLICE_OFFICER, office(OfficeKind.POLICE_STATION))
    assert sent_to(newcomer(by), "/") == ""
    justice = office(OfficeKind.JUSTICE_OFFICE)
    second = Posting.objects.using("owner").create(
        staff_id=by.staff_id, office=justice, role=Role.JUSTICE_ASSISTANT, from_on=TODAY
    )
    assert sent_to(newcomer(by), "/") == reverse(SET_UP)
    Posting.objects.using("owner").filter(pk=second.pk).update(until_on=TODAY, from_on=TODAY)
    assert sent_to(newcomer(by), "/") == reverse(SET_UP), "on its last day too"


def test_from_the_first_password_to_the_first_page(database: str):
    """The whole way of somebody new: password, phone, codes for a lost phone, work; each thing once, and no password twice."""
    by = post(Role.BUREAU_CLERK, office(OfficeKind.JUSTICE_BUREAU))
    Staff.objects.using("owner").filter(pk=by.staff_id).update(password_is_temporary=True)
    client = newcomer(by)
    assert sent_to(client, reverse("lists")) == reverse(PASSWORD_FIRST)
    assert client.post(reverse("posting"), {"posting": "1"}).status_code == 403
    told = {"oldpassword": PASSWORD, "password1": "Fruehling-am-Fluss-3", "password2": "Fruehling-am-Fluss-3"}
    assert client.post(reverse(PASSWORD_FIRST), told).status_code == 302
    assert sent_to(client, reverse("lists")) == reverse(SET_UP)
    page = client.get(reverse(SET_UP)).content.decode()
    assert "您的岗位要求两步验证" in page
    assert len(re.findall(r"<code>(\w+)</code>", activated(client))) == 10
    assert client.get(reverse("lists")).status_code == 200
    told = list(Event.objects.using("owner").order_by("id").values_list("action", flat=True))
    assert told == ["password_changed", "second_factor_set_up"]


def test_whoever_takes_the_last_one_away_is_led_to_the_next(database: str):
    by = post(Role.BUREAU_CLERK, office(OfficeKind.JUSTICE_BUREAU))
    client = newcomer(by)
    activated(client)
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.exists(), "codes for a lost phone are no factor of their own"
    assert sent_to(client, "/") == reverse(SET_UP)


def test_setting_it_up_ends_what_was_signed_in_without_it(database: str):
    by = post(Role.VILLAGE_CADRE, office(OfficeKind.VILLAGE_COMMITTEE))
    somebody, oneself = by_the_form(by), by_the_form(by)
    activated(oneself)
    assert sent_to(oneself, "/") == ""
    assert sent_to(somebody, "/").startswith(reverse("account_login"))


def test_secrets_are_sealed_in_the_database(server: Server, database: str):
    by = post(Role.BUREAU_CLERK, office(OfficeKind.JUSTICE_BUREAU))
    client = newcomer(by)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.findall(r'value="([A-Z2-7]{16,})"', page)[0]
    activated(client)
    with server.as_superuser(database) as connection:
        rows = [str(row) for row in connection.execute("select data from mfa_authenticator").fetchall()]
    assert len(rows) == 2
    assert not any(secret in row or secret in str(base64.b64decode(secret + "==")) for row in rows)
    assert a_code(by.staff_id), "and can be opened"


# The demo, which may switch it off


@pytest.fixture
def switched_off() -> Iterator[None]:
    with override_settings(SECOND_FACTOR=False):
        yield


def test_switched_off_a_password_alone_opens_the_page_and_a_banner_says_so(planted: Planted, switched_off: None):
    for seat in NEEDING:
        page = newcomer(planted.seats[seat]).get("/")
        assert page.status_code == 200
        assert "两步验证已关闭，正式使用时不能关闭。" in page.content.decode()
    assert "两步验证已关闭" in Client(HTTP_HOST="localhost").get(reverse("account_login")).content.decode()


def test_control_where_nothing_says_so_the_page_looks_like_any_other(
    planted: Planted, switched_off: None, monkeypatch: pytest.MonkeyPatch
):
    told = SimpleNamespace(DEMO=settings.DEMO, SECOND_FACTOR=True, SESSION_WARNED=settings.SESSION_WARNED)
    monkeypatch.setattr(context, "settings", told)
    page = newcomer(planted.seats["bureau clerk"]).get("/")
    assert page.status_code == 200
    assert "两步验证已关闭" not in page.content.decode()


def test_control_the_banner_stands_nowhere_else(planted: Planted):
    by = planted.seats["bureau clerk"]
    give_second_factor(Staff.objects.get(pk=by.staff_id))
    assert "两步验证已关闭" not in newcomer(by).get("/").content.decode()
    assert needs_second_factor([Posting(role=Role.BUREAU_CLERK)])
    assert len(PAGES) > 50
