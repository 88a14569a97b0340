"""What goes out in the morning: once, to whoever wants it, to a confirmed address, and nothing in it but two numbers and a link (ADR 0035)."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections
from django.test import override_settings
from django.utils import timezone

from anbang.casework.duty.telling import Digest
from anbang.coordination import jobs
from anbang.coordination.morning.models import Morning
from anbang.coordination.notice import channels, sending, words
from anbang.coordination.notice.actions import Choice, choose, confirm_address, give_address
from anbang.coordination.notice.models import Channel, Notice, NoticeAddress, NoticeChoice, NoticeState
from anbang.coordination.notice.queries import trouble
from anbang.coordination.notice.sending import MOST_TRIES, make_notices, send_notices
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Area, Posting, Staff
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import unattended
from tests.casework.breaking import take_away
from tests.coordination.mornings import comes
from tests.support.people import TODAY
from tests.support.post import Letters, Robot
from tests.web.names import NAMES, NUMBERS, OFFENCES, OPINIONS

OWNER = "owner"
JOB = unattended("notices", on=TODAY)
MAIL, ROBOT = Channel.MAIL, Channel.ROBOT
SATURDAY = date(2026, 11, 7)
WANTED = Choice(by_mail=True, by_robot=False, hour=8, workdays_only=True, when_due_only=True, paused_until=None)


def code_in(text: str) -> str:
    return re.findall(r"\d{6}", text)[0]


def wants_letters(by: ActingStaff, letters: Letters, **different: Any) -> None:
    """By the steps of the page: an address, the code that arrived there, the choice."""
    give_address(MAIL, f"staff-{by.staff_id}@office.example", by=by, on=TODAY)
    confirm_address(MAIL, code_in(letters.arrived.pop().words), by=by, on=TODAY)
    choose(Choice(**{**{name: getattr(WANTED, name) for name in Choice.__slots__}, **different}), by=by, on=TODAY)


def morning_has_come(*to: ActingStaff, on: date = TODAY, overdue: int = 3, due_today: int = 5) -> None:
    """With a digest for these."""
    Morning.objects.using(OWNER).create(on=on, ended_at=timezone.now() + timedelta(hours=1))
    for by in to:
        numbers = {"overdue": overdue, "due_today": due_today, "due_soon": due_today, "told_up": 0}
        Digest.objects.using(OWNER).create(staff_id=by.staff_id, office_id=by.office_id, on=on, **numbers)


def a_run(*, hour: int = 9, on: date = TODAY, now: datetime | None = None) -> int:
    """The job, at an hour; how many arrived."""
    by = unattended("notices", on=on)
    make_notices(on, hour, by=by)
    return send_notices(now or timezone.now(), on, by=by)


def notice() -> Notice:
    return Notice.objects.using(OWNER).get()


def as_owner(statement: str, *values: object) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(statement, values)


# What it says, to whom and when


def test_whoever_wants_it_is_told_two_numbers_and_a_link(assistant, neighbour, letters: Letters, robot: Robot):
    wants_letters(assistant, letters)
    give_address(ROBOT, robot.address, by=assistant, on=TODAY)
    confirm_address(ROBOT, code_in(robot.told.pop()[1]["text"]["content"]), by=assistant, on=TODAY)
    morning_has_come(assistant, neighbour)
    assert a_run() == 2
    (letter,) = letters.arrived
    assert (letter.to, letter.subject) == (f"staff-{assistant.staff_id}@office.example", "逾期 3 件 · 今日到期 5 件")
    assert letter.words == "逾期 3 件 · 今日到期 5 件 · 打开 https://anbang.example/"
    assert [told["text"]["content"] for _path, told in robot.told] == [letter.words]


# What would keep a notice back, each by itself.
KEPT_BACK: dict[str, Callable[[ActingStaff], object]] = {
    "the morning has not come": lambda _by: Morning.objects.using(OWNER).update(ended_at=None),
    "their hour has not come": lambda _by: NoticeChoice.objects.using(OWNER).update(hour=9),
    "it rests to the end of today": lambda _by: NoticeChoice.objects.using(OWNER).update(paused_until=TODAY),
    "nothing is due": lambda _by: Digest.objects.using(OWNER).update(overdue=0, due_today=0),
    "they switched it off": lambda _by: NoticeChoice.objects.using(OWNER).update(by_mail=False),
    "the account has ended": lambda by: Staff.objects.using(OWNER).filter(pk=by.staff_id).update(is_active=False),
    "the posting has ended": lambda by: (
        Posting.objects.using(OWNER).filter(staff=by.staff_id).update(until_on=TODAY - timedelta(days=1))
    ),
    "the address is gone": lambda _by: NoticeAddress.objects.using(OWNER).all().delete(),
    "the address was not confirmed": lambda _by: NoticeAddress.objects.using(OWNER).update(
        confirmed_at=None, code_digest="0" * 64
    ),
}


@pytest.mark.parametrize("why", KEPT_BACK)
def test_nothing_goes_out_where(assistant, letters: Letters, why: str):
    wants_letters(assistant, letters)
    morning_has_come(assistant)
    as_owner("alter table organisations_posting disable trigger user")
    KEPT_BACK[why](assistant)
    assert a_run(hour=8) == 0
    assert letters.arrived == []
    assert not Notice.objects.using(OWNER).exists()


def test_on_a_saturday_and_with_nothing_due_it_comes_to_whoever_chose_so(assistant, neighbour, letters: Letters):
    wants_letters(assistant, letters, when_due_only=False, workdays_only=False)
    wants_letters(neighbour, letters)
    morning_has_come(neighbour, on=SATURDAY)
    assert a_run(on=SATURDAY) == 1
    assert letters.arrived[0].subject == "今天没有逾期，也没有到期"


def test_where_the_settings_name_no_channel_the_job_does_nothing(assistant, letters: Letters):
    wants_letters(assistant, letters)
    morning_has_come(assistant)
    with override_settings(MAIL_SERVER=None):
        jobs.tell(0)
        assert channels.channels_there_are() == []
    assert not Notice.objects.using(OWNER).exists()
    with pytest.raises(StepRefused, match="没有开通"):
        give_address(ROBOT, "https://localhost/x", by=assistant, on=TODAY)


# Nothing of anybody


def told_by_everybody(planted, letters: Letters, robot: Robot) -> list[str]:
    """Everything that goes out on a real morning to everybody who could want it, codes and subjects too."""
    codes = []
    for by in planted.seats.values():
        give_address(ROBOT, f"{robot.address}&of={by.staff_id}", by=by, on=TODAY)
        codes.append(robot.told[-1][1]["text"]["content"])
        confirm_address(ROBOT, code_in(codes[-1]), by=by, on=TODAY)
        wants_letters(by, letters, by_robot=True, when_due_only=False)
    robot.told.clear()
    comes(TODAY)
    assert a_run() == 2 * len(planted.seats)
    letter_words = [part for one in letters.arrived for part in (one.subject, one.words, one.mark)]
    return [*codes, *letter_words, *(told["text"]["content"] for _path, told in robot.told)]


def marks_in(said: list[str]) -> set[str]:
    """Names, numbers, places, offences and opinions."""
    places = [part for area in Area.objects.all() for part in (area.name, area.short_name)]
    marks = {*NAMES.values(), *NUMBERS.values(), *OFFENCES.values(), *OPINIONS.values(), *places}
    return {mark for mark in marks for words_ in said if mark in words_}


def test_no_notice_names_anybody_a_number_a_place_or_an_offence(planted, letters: Letters, robot: Robot):
    said = told_by_everybody(planted, letters, robot)
    assert marks_in(said) == set()
    assert any(re.match(r"(逾期|今日到期) \d+ 件", one) for one in said), "the control: some had something to be told"
    plain = re.compile(r"(逾期 \d+ 件)?( · )?(今日到期 \d+ 件)?|今天没有逾期，也没有到期")
    rest = [one.removesuffix(" · 打开 https://anbang.example/") for one in said]
    assert all(plain.fullmatch(one) or "确认码" in one or one.startswith("<notice-") for one in rest)


def test_control_a_name_in_a_notice_would_be_noticed(assistant, letters: Letters, monkeypatch):
    monkeypatch.setattr(words, "counts", lambda overdue, due_today: f"{overdue} 逾期：{next(iter(NAMES.values()))}")
    wants_letters(assistant, letters)
    morning_has_come(assistant)
    a_run()
    assert marks_in([letters.arrived[0].words]) == {next(iter(NAMES.values()))}


# Once


def test_however_often_the_job_runs_it_is_sent_once(assistant, letters: Letters):
    wants_letters(assistant, letters)
    morning_has_come(assistant)
    assert [a_run() for _ in range(3)] == [1, 0, 0]
    assert len(letters.arrived) == 1
    with acting(assistant):
        assert trouble(by=assistant) == []


def test_control_without_its_constraint_every_run_would_send_it(assistant, letters: Letters):
    wants_letters(assistant, letters)
    morning_has_come(assistant)
    a_run()
    take_away("one_notice_a_morning_for_each_person_and_channel")  # drop it
    a_run()
    assert len(letters.arrived) == 2


def dies_after_handing_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is gone the moment after the server took it: nobody wrote that down."""
    real = sending.deliver

    def deliver(*told: Any, **named: Any) -> None:
        real(*told, **named)
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(sending, "deliver", deliver)
        with pytest.raises(SystemExit):
            a_run()


LATER = timedelta(minutes=6)


def test_what_a_worker_died_over_is_not_sent_again_and_its_owner_is_told(assistant, letters: Letters, monkeypatch):
    wants_letters(assistant, letters)
    morning_has_come(assistant)
    dies_after_handing_over(monkeypatch)
    assert a_run() == 0
    assert notice().state == NoticeState.BEGUN, "whoever began it may still be about it"
    assert a_run(now=timezone.now() + LATER) == 0
    assert len(letters.arrived) == 1
    with acting(assistant):
        (told,) = trouble(by=assistant)
    assert (told.get_state_display(), told.get_why_display()) == ("不确定有没有送到", "发送中途断了")


def test_the_database_lets_nothing_out_again_that_may_have_gone_out(assistant, letters: Letters, monkeypatch):
    wants_letters(assistant, letters)
    morning_has_come(assistant)
    dies_after_handing_over(monkeypatch)
    a_run(now=timezone.now() + LATER)
    for state in ("waits", "begun"):
        with pytest.raises(IntegrityError, match="goes out to nobody again"), acting(JOB):
            Notice.objects.update(state=state)


def test_control_without_its_trigger_it_would_go_out_twice(assistant, letters: Letters, monkeypatch):
    wants_letters(assistant, letters)
    morning_has_come(assistant)
    dies_after_handing_over(monkeypatch)
    a_run(now=timezone.now() + LATER)
    as_owner("alter table coordination_notice disable trigger notice_goes_out_once")
    with acting(JOB):
        Notice.objects.update(state=NoticeState.WAITS)
    assert a_run() == 1
    assert len(letters.arrived) == 2


# What does not arrive


def test_what_is_refused_is_tried_again_after_pauses_that_grow_and_then_told(assistant, letters: Letters):
    wants_letters(assistant, letters)
    morning_has_come(assistant)
    letters.refuses = "451 later"
    now = timezone.now() + timedelta(seconds=5)
    pauses = []
    for _ in range(MOST_TRIES - 1):
        assert a_run(now=now) == 0
        pauses.append(round((notice().next_try_at - now).total_seconds() / 60))
        assert a_run(now=notice().next_try_at - timedelta(seconds=1)) == 0
        now = notice().next_try_at
    assert pauses == [5, 15, 45, 135]
    a_run(now=now)
    assert (notice().state, notice().tries, letters.arrived) == (NoticeState.UNSENT, MOST_TRIES, [])
    with acting(assistant):
        assert [one.get_why_display() for one in trouble(by=assistant)] == ["对方的服务器不收"]


def test_what_waited_for_its_server_arrives_once_it_is_back(assistant, letters: Letters):
    wants_letters(assistant, letters)
    morning_has_come(assistant)
    letters.refuses = "451 later"
    a_run()
    letters.refuses = ""
    assert a_run(now=timezone.now() + LATER) == 1


def test_what_waits_from_the_day_before_is_told_and_not_sent(assistant, letters: Letters):
    wants_letters(assistant, letters)
    morning_has_come(assistant)
    letters.refuses = "451 later"
    a_run()
    letters.refuses = ""
    tomorrow = TODAY + timedelta(days=1)
    assert a_run(on=tomorrow, now=timezone.now() + timedelta(days=1)) == 0
    assert (notice().state, letters.arrived) == (NoticeState.UNSENT, [])


def test_a_server_that_is_not_there_is_not_asked_for_everybody(planted, letters: Letters, monkeypatch):
    for by in list(planted.seats.values())[:5]:
        wants_letters(by, letters, when_due_only=False)
    morning_has_come()
    asked = []

    def deliver(*told: Any, **_named: Any) -> None:
        asked.append(told)
        raise channels.Undelivered(channels.WhyNot.UNREACHED)

    monkeypatch.setattr(sending, "deliver", deliver)
    assert a_run() == 0
    assert len(asked) == sending.MOST_UNANSWERED


def test_where_a_server_hangs_up_over_a_letter_it_is_not_sent_again(assistant, letters: Letters):
    wants_letters(assistant, letters)
    morning_has_come(assistant)
    letters.hangs_up = True
    assert a_run() == 0
    letters.hangs_up = False
    assert a_run(now=timezone.now() + timedelta(hours=3)) == 0
    assert (notice().state, len(letters.arrived)) == (NoticeState.UNSURE, 1)
