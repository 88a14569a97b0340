"""A calendar link: what stands in the file, for whom it opens, and that it opens nothing else (ADR 0034)."""

import logging
import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.db import IntegrityError, connections
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from anbang.audit.models import Event
from anbang.coordination.feed import queries, writing
from anbang.coordination.feed.actions import digest_of, end_link, make_link
from anbang.coordination.feed.kinds import KINDS
from anbang.coordination.feed.models import CalendarLink
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Area, Posting, Staff
from anbang.policy import RULES
from anbang.site.lines import Line
from anbang.web.telling import calendar
from tests.casework.breaking import take_away, undone
from tests.support.people import TODAY
from tests.web.marks import foreign_marks
from tests.web.matrix import CARED, CLOSED, HERE, SEATS
from tests.web.names import NAMES, NUMBERS, OFFENCES, OPINIONS
from tests.web.planted import Planted, fresh, stranger_at_the_door
from tests.web.roles import WITH_WORK
from tests.web.walking import unlogged

OWNER = "owner"
# What a word of a calendar must not say, on whosever screen it stands.
TELLING = re.compile(
    r"安帮|安置|帮教|刑|释放|监|狱|矫正|犯|罪|重点|封存|prison|release|crime|offen|aftercare", re.IGNORECASE
)
ADDRESS = re.compile(r">(http[^<]+/calendar/[^<]+)<")


def address_made(client: Client) -> str:
    """A new link, as the page shows it once."""
    page = client.post(reverse("make_calendar_link"))
    assert page.status_code == 200
    return unescape(ADDRESS.findall(page.content.decode())[0])


def fetched(address: str, **headers: str) -> tuple[int, str]:
    """What a calendar is answered, which signs in nowhere."""
    answer = stranger_at_the_door().get(address, **headers)
    return answer.status_code, answer.content.decode()


def events(content: str) -> list[dict[str, str]]:
    """The events of a file, unfolded, with their text."""
    return [
        {str(name).lower(): str(value) for name, value in event.items()}
        for event in Calendar.from_ical(content).walk("VEVENT")
    ]


def words_of(content: str) -> str:
    """All that a calendar shows: its name and its events, but for addresses and marks."""
    told = [str(Calendar.from_ical(content)["x-wr-calname"]), *(event["summary"] for event in events(content))]
    return "\n".join(told)


def told_about_people(content: str) -> list[str]:
    """Whatever of a file names somebody, where they live, or what the service is for."""
    marks = [*NAMES.values(), *NUMBERS.values(), *OFFENCES.values(), *OPINIONS.values()]
    places = [part for area in Area.objects.all() for part in (area.name, area.short_name)]
    unfolded = content.replace("\r\n ", "")
    return [mark for mark in (*marks, *places) if mark in unfolded] + TELLING.findall(words_of(content))


@pytest.fixture
def asked(planted: Planted) -> Iterator[dict[str, str]]:
    """Seat → what its calendar is told, of everybody who may have one."""
    with unlogged():
        yield {
            seat: fetched(address_made(fresh(by)))[1]
            for seat, by in planted.seats.items()
            if SEATS[seat].role in WITH_WORK
        }


@pytest.fixture
def link(assistant: ActingStaff, take) -> tuple[CalendarLink, str]:
    """A link of an assistant who has something to do, and its address."""
    take()
    secret = make_link(by=assistant, on=TODAY)
    return CalendarLink.objects.using(OWNER).get(), reverse("calendar_feed", args=[secret])


# What stands in it


def test_a_calendar_of_every_role_names_nobody_no_place_and_not_what_the_service_is_for(planted, asked):
    assert len(asked) > 12
    for seat, content in asked.items():
        assert told_about_people(content) == [], seat
        assert list(foreign_marks(seat, "calendar_feed", "", content)) == [], seat
    summaries = [event["summary"] for content in asked.values() for event in events(content)]
    assert len(summaries) > 20
    assert any(re.fullmatch(r"查对 · [A-Z]", words) for words in summaries)


def test_control_with_the_whole_name_it_would_be_noticed(planted, monkeypatch):
    monkeypatch.setattr(queries, "letter_of", lambda name: name or "")
    content = fetched(address_made(fresh(planted.seats["justice assistant"])))[1]
    assert NAMES[HERE] in told_about_people(content)


def test_nobody_closed_and_nobody_out_of_reach_is_led_to(planted, asked):
    led = {seat: {event["url"] for event in events(content)} for seat, content in asked.items()}
    here, cared, closed = (f"http://localhost{planted.address('case_file', one)}" for one in (HERE, CARED, CLOSED))
    assert here in led["justice assistant"]
    assert all(closed not in told for told in led.values())
    for seat in asked:
        if HERE not in SEATS[seat].reaches:
            assert here not in led[seat], seat
        if CARED not in SEATS[seat].reaches:
            assert cared not in led[seat], seat


def test_control_of_all_duties_a_calendar_would_lead_to_whom_its_holder_keeps_out_of(planted, monkeypatch):
    everything = queries.work_list.__globals__["Duty"].objects.using(OWNER).order_by("due_on")
    monkeypatch.setattr(queries, "work_list", lambda for_staff: everything)
    content = fetched(address_made(fresh(planted.seats["justice assistant who keeps out"])))[1]
    assert f"http://localhost{planted.address('case_file', HERE)}" in {event["url"] for event in events(content)}


def test_every_duty_has_a_plain_word():
    assert set(KINDS) == set(RULES.duties)
    assert TELLING.findall(" ".join(KINDS.values())) == []
    assert TELLING.findall(" ".join(duty.zh for duty in RULES.duties.values())), (
        "the control: their own names would tell"
    )


def test_an_event_is_a_whole_day_that_leads_to_the_sign_in(link):
    _row, address = link
    (event,) = events(fetched(address)[1])
    assert re.search(r"DTSTART;VALUE=DATE:\d{8}\r\n", fetched(address)[1])
    assert stranger_at_the_door().get(event["url"]).status_code == 302


def test_what_is_late_and_what_comes_are_each_bounded(link, take, monkeypatch):
    _row, address = link
    for number in (1, 2):
        take(name=f"李{number}", id_number="", born_on=TODAY.replace(year=1980 + number))
    assert len(events(fetched(address)[1])) == 3
    monkeypatch.setattr(queries, "MOST_TO_COME", 1)
    assert len(events(fetched(address)[1])) == 1


def test_the_same_work_is_sent_once(link, take):
    _row, address = link
    answer = stranger_at_the_door().get(address)
    etag = answer.headers["ETag"]
    assert fetched(address, HTTP_IF_NONE_MATCH=etag) == (304, "")
    take(name="李四", id_number="", born_on=TODAY.replace(year=1980))
    assert fetched(address, HTTP_IF_NONE_MATCH=etag)[0] == 200
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store, private", "no-referrer")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


# For whom it opens


def test_a_link_that_was_stopped_or_replaced_opens_nothing(link, assistant):
    _row, address = link
    renewed = reverse("calendar_feed", args=[make_link(by=assistant, on=TODAY)])
    assert [fetched(one)[0] for one in (address, renewed)] == [404, 200]
    end_link(by=assistant, on=TODAY)
    end_link(by=assistant, on=TODAY)
    assert fetched(renewed)[0] == 404


def test_the_database_opens_no_link_again(link, assistant):
    row, _address = link
    end_link(by=assistant, on=TODAY)
    with pytest.raises(IntegrityError, match="never opened again"), undone():
        CalendarLink.objects.using(OWNER).filter(pk=row.pk).update(ended_at=None)


def test_control_without_its_trigger_a_stopped_link_opens_again(link, assistant):
    row, address = link
    end_link(by=assistant, on=TODAY)
    with connections[OWNER].cursor() as cursor:
        cursor.execute("alter table coordination_calendarlink disable trigger calendar_link_is_its_makers")
        cursor.execute("update coordination_calendarlink set ended_at = null where id = %s", [row.pk])
    assert fetched(address)[0] == 200


LAPSING = {
    "the account has ended": lambda by: Staff.objects.using(OWNER).filter(pk=by.staff_id).update(is_active=False),
    "the posting has ended": lambda by: (
        Posting.objects.using(OWNER).filter(pk=by.posting_id).update(until_on=TODAY.replace(day=1))
    ),
    "its sessions were ended": lambda by: (
        Staff.objects.using(OWNER).filter(pk=by.staff_id).update(session_number=by.staff_id + 99)
    ),
    "its password was given by somebody else": lambda by: (
        Staff.objects.using(OWNER).filter(pk=by.staff_id).update(password_is_temporary=True)
    ),
}


@pytest.mark.parametrize("lapse", LAPSING)
def test_a_link_lapses_with_what_it_stands_on(link, assistant, lapse):
    _row, address = link
    assert fetched(address)[0] == 200
    with connections[OWNER].cursor() as cursor:  # whoever holds cases does not leave, which is not asked here
        cursor.execute("alter table organisations_posting disable trigger user")
    LAPSING[lapse](assistant)
    assert fetched(address)[0] == 404


def test_whatever_opens_nothing_answers_the_same(link):
    _row, address = link
    wrong = [address[:-2] + "/", address.replace("/calendar/", "/calendar/x"), reverse("calendar_feed", args=["x"])]
    answers = [stranger_at_the_door().get(one) for one in wrong]
    answers += [stranger_at_the_door().post(address), stranger_at_the_door().delete(address)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, b"")}


def test_a_flood_from_one_address_is_told_to_wait(link, monkeypatch):
    _row, address = link
    monkeypatch.setattr(calendar, "AT_MOST", {"calendar": "2/m/ip"})
    assert [fetched(address)[0] for _ in range(3)] == [200, 200, 429]


def made_for(other: ActingStaff, by: ActingStaff) -> None:
    """By plain SQL."""
    with acting(by), connections["default"].cursor() as cursor:
        cursor.execute(
            "insert into coordination_calendarlink (staff_id, posting_id, session_number, digest, language)"
            " values (%s, %s, 0, repeat('0', 64), 'en')",
            [other.staff_id, other.posting_id],
        )


def test_a_link_is_made_for_oneself_alone(assistant, neighbour):
    with pytest.raises(IntegrityError, match="made by its holder"):
        made_for(neighbour, by=assistant)
    made_for(assistant, by=assistant)


def test_control_without_its_trigger_a_link_is_made_in_the_name_of_another(assistant, neighbour):
    with connections[OWNER].cursor() as cursor:
        cursor.execute("alter table coordination_calendarlink disable trigger calendar_link_is_its_makers")
    made_for(neighbour, by=assistant)
    with acting(assistant):
        assert not CalendarLink.objects.exists(), "and whoever made it does not see it"
    assert CalendarLink.objects.using(OWNER).exists()


def test_a_posting_has_one_link(link):
    row, _address = link
    twice = {"staff_id": row.staff_id, "posting_id": row.posting_id, "session_number": 0, "language": "en"}
    with pytest.raises(IntegrityError, match="posting_has_one_calendar_link"), undone():
        CalendarLink.objects.using(OWNER).create(**twice, digest="0" * 64)
    with undone():
        take_away("posting_has_one_calendar_link")
        CalendarLink.objects.using(OWNER).create(**twice, digest="0" * 64)


# What is kept of it


def test_the_secret_stands_nowhere(server, link, database):
    row, address = link
    fetched(address)
    secret = address.split("/")[-2]
    assert row.digest == digest_of(secret)
    with server.as_superuser(database) as connection:
        tables = connection.execute("select table_name from information_schema.tables where table_schema = 'public'")
        found = [
            name
            for (name,) in tables.fetchall()
            if connection.execute(f'select 1 from "{name}" t where strpos(t::text, %s) > 0', [secret]).fetchone()
        ]
        assert found == []
        assert connection.execute("select 1 from audit_change t where strpos(t::text, 'calendarlink') > 0").fetchone()


def test_no_line_of_the_log_holds_the_secret(link, monkeypatch, caplog):
    _row, address = link
    secret = address.split("/")[-2]
    monkeypatch.setattr(writing, "Calendar", None)
    with caplog.at_level(logging.DEBUG):
        assert fetched(address)[0] == 500
        stranger_at_the_door().post(address)
    assert "/calendar/***/" in caplog.text
    assert secret not in caplog.text


def test_control_lines_as_they_are_elsewhere_would_hold_it(link, monkeypatch, caplog):
    _row, address = link
    monkeypatch.setattr(writing, "Calendar", None)
    assert logging.getLogRecordFactory() is Line
    logging.setLogRecordFactory(logging.LogRecord)
    try:
        assert fetched(address)[0] == 500
    finally:
        logging.setLogRecordFactory(Line)
    assert address.split("/")[-2] in caplog.text


def test_that_it_was_fetched_is_on_record_once_a_day(link, assistant):
    row, address = link
    fetched(address)
    fetched(address)
    found = Event.objects.using(OWNER).filter(action="calendar_fetched")
    assert [(one.staff_id, one.data) for one in found] == [(assistant.staff_id, {"link": row.pk})]
    CalendarLink.objects.using(OWNER).update(fetched_on=TODAY.replace(day=1))
    fetched(address)
    assert found.all().count() == 2


# Its page


def test_the_page_says_how_it_stands(assistant, take):
    client = fresh(assistant)

    def page() -> str:
        return client.get(reverse("calendar_link")).content.decode()

    assert "现在没有链接" in page()
    address = address_made(client)
    assert "还没有日历来取过" in page()
    fetched(address)
    assert "日历最近一次来取" in page()
    assert address not in page()
    Staff.objects.using(OWNER).filter(pk=assistant.staff_id).update(session_number=7)
    client = fresh(assistant)
    assert "已经失效" in page()
    client.post(reverse("end_calendar_link"))
    assert "现在没有链接" in page()


def test_a_link_is_made_by_whoever_has_just_confirmed_who_they_are(assistant):
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=assistant.staff_id))
    assert client.post(reverse("make_calendar_link")).status_code == 302
    assert not CalendarLink.objects.using(OWNER).exists()
