"""What one is signed in to ends: by doing nothing, by its age, by a changed post, by whoever ends it; and nothing written is lost by it."""

import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from anbang.organisations.accounts import end_sessions
from anbang.organisations.acting import ActingStaff
from anbang.organisations.actions import merge_offices
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting, Staff
from anbang.site.accounts import account
from anbang.web.jobs import tidy
from anbang.web.middleware import office_day
from anbang.web.signing import standing
from tests.support.people import PASSWORD, TODAY, office, post
from tests.support.signing import by_the_form
from tests.web.planted import Planted, fresh, signed_in, stranger_at_the_door

IDLE, LONGEST = settings.SESSION_IDLE.total_seconds(), settings.SESSION_LONGEST.total_seconds()
Clock = Callable[[float], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """So many seconds pass."""
    passed = [0.0]
    real = time.time

    def go_on(seconds: float) -> None:
        passed[0] += seconds
        monkeypatch.setattr(standing.time, "time", lambda: real() + passed[0])

    return go_on


def is_in(client: Client) -> bool:
    """Whether the next click opens a page; else it stands at the sign-in."""
    response = client.get("/")
    assert response.status_code == 200 or response.headers["Location"].startswith(reverse("account_login"))
    return response.status_code == 200


@pytest.fixture
def cadre(database: str) -> ActingStaff:
    return post(Role.VILLAGE_CADRE, office(OfficeKind.VILLAGE_COMMITTEE))


# Doing nothing, and age


def test_whoever_does_nothing_is_signed_out_and_told_why(cadre: ActingStaff, later: Clock):
    client = signed_in(cadre)
    assert is_in(client)
    later(IDLE - 1)
    assert is_in(client), "the control"
    key = client.session.session_key
    later(IDLE + 1)
    answer = client.get("/", follow=True).content.decode()
    assert "超过 30 分钟没有操作，已自动退出。" in answer
    assert not Session.objects.filter(session_key=key).exists(), "nothing of it is kept"
    assert not is_in(client)


def test_whoever_goes_on_stays_until_the_session_is_too_old(cadre: ActingStaff, later: Clock):
    client = signed_in(cadre)
    assert is_in(client)
    for _ in range(int(LONGEST // (IDLE - 60))):
        later(IDLE - 60)
        assert is_in(client)
    later(IDLE - 60)
    assert "登录已满 12 小时" in client.get("/", follow=True).content.decode()


def test_control_without_the_look_at_its_time_a_session_lasts(
    cadre: ActingStaff, later: Clock, monkeypatch: pytest.MonkeyPatch
):
    client = signed_in(cadre)
    assert is_in(client)
    monkeypatch.setattr(standing, "_why_over", lambda _request, _name: "")
    later(IDLE + 1)
    assert is_in(client), "whoever did nothing"
    later(LONGEST + 1)
    assert is_in(client), "whoever signed in long ago"


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(planted: Planted, later: Clock):
    clerk = planted.seats["bureau clerk"]
    client = fresh(clerk)
    assert is_in(client)
    asked = (planted.address("list_progress", "list with every heap"), reverse("how_long"))
    for _ in range(3):
        later(IDLE / 3)
        for address in asked:
            assert client.get(address).status_code in (200, 302)
    assert not is_in(client)


def test_whoever_writes_for_long_says_so_and_stays(cadre: ActingStaff, later: Clock):
    """What the script of the page does while somebody types."""
    client = signed_in(cadre)
    assert is_in(client)
    for _ in range(3):
        later(IDLE * 0.9)
        assert client.post(reverse("still_here")).json()["left"] > IDLE * 0.9
    assert client.get(reverse("how_long")).json()["left"] > IDLE * 0.9
    later(IDLE + 1)
    assert client.get(reverse("how_long")).json()["left"] == 0
    assert client.post(reverse("still_here")).json()["left"] == 0, "too late"


def test_the_page_is_told_how_long_it_lasts(cadre: ActingStaff, later: Clock):
    client = signed_in(cadre)
    told = re.search(r'data-left="(\d+)" data-warned="(\d+)"', client.get("/").content.decode())
    assert told is not None
    assert IDLE - 60 <= int(told[1]) <= IDLE
    assert int(told[2]) == settings.SESSION_WARNED.total_seconds()
    assert "data-left" not in stranger_at_the_door().get(reverse("account_login")).content.decode()


def test_a_browser_that_is_closed_forgets(cadre: ActingStaff):
    client = stranger_at_the_door()
    username = Staff.objects.get(pk=cadre.staff_id).username
    client.post(reverse("account_login"), {"login": username, "password": PASSWORD})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["expires"], cookie["max-age"]) == ("", "")
    assert cookie["httponly"]


# Posts


def test_a_post_that_is_ended_by_the_command_ends_the_session(database: str, capsys: pytest.CaptureFixture[str]):
    by = post(Role.BUREAU_CLERK, office(OfficeKind.JUSTICE_BUREAU))
    client = signed_in(by)
    assert is_in(client)
    username = Staff.objects.get(pk=by.staff_id).username
    line = [username, "--role", "bureau_clerk", "--office", "荣昌区司法局", "--last-day", str(TODAY)]
    assert account(line) == 0
    assert not is_in(client), "although the post lasts until tonight"
    assert is_in(signed_in(by)), "whoever signs in again works until then"


def test_offices_that_merge_end_the_sessions_of_their_staff(database: str):
    administrator = post(Role.SYSTEM_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))
    gone, stays = (office(OfficeKind.POLICE_STATION, name) for name in ("昌州街道", "昌元街道"))
    moves, stands = post(Role.POLICE_OFFICER, gone), post(Role.POLICE_OFFICER, stays)
    clients = [signed_in(by) for by in (moves, stands)]
    assert all(map(is_in, clients))
    merge_offices([gone.pk], successor_id=stays.pk, by=administrator, on=TODAY)
    assert [is_in(client) for client in clients] == [False, True]


def test_a_post_that_ends_with_a_day_ends_the_session_when_the_day_has_passed(
    cadre: ActingStaff, monkeypatch: pytest.MonkeyPatch
):
    """Nothing is written at midnight, so no trigger knows: the posts of the day are compared."""
    Posting.objects.using("owner").filter(pk=cadre.posting_id).update(until_on=TODAY)
    village = office(OfficeKind.VILLAGE_COMMITTEE, "海棠社区居民委员会")
    Posting.objects.using("owner").create(
        staff_id=cadre.staff_id, office=village, role=Role.VILLAGE_CADRE, from_on=TODAY + timedelta(days=1)
    )
    client = signed_in(cadre)
    assert is_in(client)
    monkeypatch.setattr("anbang.web.middleware.office_day", lambda: office_day() + timedelta(days=1))
    assert "您的岗位有变动，请重新登录。" in client.get("/", follow=True).content.decode()
    assert is_in(signed_in(cadre))


def test_an_account_that_is_ended_or_signed_out_by_an_administrator_is_out_at_the_next_click(cadre: ActingStaff):
    security = post(Role.SECURITY_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))
    client = signed_in(cadre)
    assert is_in(client)
    end_sessions(cadre.staff_id, by=security, on=TODAY)
    assert not is_in(client)
    client = signed_in(cadre)
    Staff.objects.using("owner").filter(pk=cadre.staff_id).update(is_active=False)
    assert not is_in(client)


# One's own


def test_whoever_is_signed_in_elsewhere_sees_it_and_ends_it(cadre: ActingStaff):
    here, there = by_the_form(cadre), by_the_form(cadre)
    other = by_the_form(post(Role.VILLAGE_CADRE, office(OfficeKind.VILLAGE_COMMITTEE)))
    page = here.get(reverse("usersessions_list")).content.decode()
    assert page.count("登录，来自 127.0.0.1") == 2
    assert here.post(reverse("usersessions_list")).status_code == 302
    assert [is_in(client) for client in (here, there, other)] == [True, False, True]


def test_what_is_over_is_cleared_away_and_what_lasts_is_not(cadre: ActingStaff):
    old, new = by_the_form(cadre), by_the_form(cadre)
    assert UserSession.objects.count() == 2
    Session.objects.filter(session_key=old.session.session_key).update(expire_date=timezone.now())
    tidy(0)
    assert list(Session.objects.values_list("session_key", flat=True)) == [new.session.session_key]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [new.session.session_key]
    assert is_in(new)


# Nothing written is lost


WORDS = {"need": "x" * 50, "what": "写了很久的话 <b>&", "many": ["1", "2"]}


def carried(page: str) -> set[str]:
    """The names and values that the form carries on."""
    return set(re.findall(r'<input type="hidden" name="(?!csrf)(\w+)" value="([^"]*)"', page))  # type: ignore[return-value]


def test_a_form_that_comes_after_the_end_is_kept_and_sent_again_from_there(planted: Planted, later: Clock):
    assistant = planted.seats["justice assistant"]
    client = fresh(assistant)
    address = planted.address("verify", "file of this town")
    assert is_in(client)
    later(IDLE + 1)
    answer = client.post(address, WORDS)
    assert answer.status_code == 401
    page = answer.content.decode()
    assert {("what", "写了很久的话 &lt;b&gt;&amp;"), ("many", "1"), ("many", "2")} <= carried(page)
    assert f'action="{address}"' in page
    assert 'target="_blank"' in page, "one signs in beside it"


@pytest.mark.parametrize("origin", ["http://localhost", "http://elsewhere.example", None])
def test_a_form_older_than_the_last_sign_in_is_kept_if_it_is_ours(planted: Planted, origin: str | None):
    """Its token is another; a page of somebody else's, which would have none either, is shown nothing to press."""
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    strict.force_login(Staff.objects.get(pk=planted.seats["justice assistant"].staff_id))
    told = {"HTTP_ORIGIN": origin} if origin else {}
    answer = strict.post(planted.address("verify", "file of this town"), WORDS, **told)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert (("what", "写了很久的话 &lt;b&gt;&amp;") in carried(page)) == (origin == "http://localhost")
    if origin == "http://localhost":
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        again = {**WORDS, "csrfmiddlewaretoken": token[1]}
        assert strict.post(planted.address("verify", "file of this town"), again, **told).status_code == 422, "the form"


def test_files_are_asked_for_again_and_a_password_is_never_given_back(planted: Planted):
    stranger = stranger_at_the_door()
    with open(__file__, "rb") as file:  # noqa: PTH123
        page = stranger.post(planted.address("lists", ""), {"file": file, "institution": "1"}).content.decode()
    assert 'type="file" name="file"' in page
    assert 'enctype="multipart/form-data"' in page
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    told = {"login": "somebody", "password": "the-secret"}
    answer = strict.post(reverse("account_login"), told, HTTP_ORIGIN="http://localhost")
    assert answer.status_code == 403
    assert "the-secret" not in answer.content.decode()


def test_a_part_of_a_page_that_comes_after_the_end_reloads_it(planted: Planted):
    address = planted.address("list_progress", "list with every heap")
    answer = stranger_at_the_door().get(address, HTTP_HX_REQUEST="true")
    assert answer.headers["HX-Refresh"] == "true"
    assert answer.content == b""


def test_what_is_found_while_typing_is_no_whole_page_after_the_end():
    asked = {"q": "孟"}
    answer = stranger_at_the_door().post(reverse("find_people"), asked, HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer.content, answer.headers["HX-Reswap"]) == (401, b"", "none")
    assert "孟" in stranger_at_the_door().post(reverse("find_people"), asked).content.decode(), (
        "sent as a form it is kept"
    )


def test_what_a_page_asks_aside_takes_no_sign_in_back(cadre: ActingStaff, later: Clock):
    """Its answer may come after somebody has signed in in another tab, with the cookies of before."""
    client = signed_in(cadre)
    client.get("/")
    assert not client.get(reverse("how_long")).cookies
    later(IDLE + 1)
    assert not client.get(reverse("how_long")).cookies
    assert client.get("/").cookies, "the control: a page of its own takes the old cookie away"
