"""Where notices go: to an address from which a code came back, which nobody else reads and nobody writes over (ADR 0035)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError
from django.utils import timezone

from anbang.coordination.notice import actions
from anbang.coordination.notice.actions import choose, confirm_address, give_address, remove_address
from anbang.coordination.notice.models import Notice, NoticeAddress, NoticeChoice, NoticeState
from anbang.coordination.notice.queries import addresses_of
from anbang.organisations.acting import acting
from anbang.organisations.models import Staff
from anbang.organisations.steps import StepRefused
from tests.coordination.test_notices import (
    JOB,
    MAIL,
    OWNER,
    WANTED,
    a_run,
    as_owner,
    code_in,
    morning_has_come,
    wants_letters,
)
from tests.support.people import TODAY
from tests.support.post import Letters


def test_the_database_sends_nothing_to_an_address_that_was_not_confirmed(assistant, letters: Letters):
    give_address(MAIL, "staff@office.example", by=assistant, on=TODAY)
    with acting(JOB):
        Notice.objects.create(staff_id=assistant.staff_id, on=TODAY, channel=MAIL, overdue=1, due_today=0)
    with pytest.raises(IntegrityError, match="an address that was confirmed"), acting(JOB):
        Notice.objects.update(state=NoticeState.BEGUN)


def test_control_without_its_trigger_it_would_begin_one(assistant, letters: Letters):
    as_owner("alter table coordination_notice disable trigger notice_goes_out_once")
    with acting(JOB):
        Notice.objects.create(staff_id=assistant.staff_id, on=TODAY, channel=MAIL, overdue=1, due_today=0)
        assert Notice.objects.update(state=NoticeState.BEGUN) == 1


def test_a_confirmed_address_is_never_written_over(assistant, letters: Letters):
    wants_letters(assistant, letters)
    with pytest.raises(ProgrammingError, match="permission denied"), acting(assistant):
        NoticeAddress.objects.update(address_sealed=b"another")
    as_owner("grant update on coordination_noticeaddress to anbang_app")  # the control
    with acting(assistant):
        assert NoticeAddress.objects.update(address_sealed=b"another") == 1


def test_nobody_else_sees_what_somebody_chose_and_where_it_goes(assistant, neighbour, clerk, letters: Letters):
    wants_letters(assistant, letters)
    morning_has_come(assistant)
    a_run()
    models = (NoticeChoice, NoticeAddress, Notice)
    for by, many in ((assistant, 1), (neighbour, 0), (clerk, 0)):
        with acting(by, reading_only=True):
            assert [model.objects.count() for model in models] == [many] * 3, by.role


def test_control_without_row_security_everybody_would(assistant, neighbour, letters: Letters):
    wants_letters(assistant, letters)
    as_owner("alter table coordination_noticeaddress disable row level security")
    with acting(neighbour, reading_only=True):
        assert NoticeAddress.objects.count() == 1


def test_an_address_lies_sealed(server, database, assistant, letters: Letters):
    wants_letters(assistant, letters)
    with server.as_superuser(database) as connection:
        for table in ("coordination_noticeaddress", "audit_change", "audit_event"):
            found = connection.execute(f"select 1 from {table} t where strpos(t::text, 'office.example') > 0")
            assert found.fetchone() is None, table


def test_until_another_address_is_confirmed_letters_go_where_they_went(assistant, letters: Letters):
    wants_letters(assistant, letters)
    give_address(MAIL, "other@office.example", by=assistant, on=TODAY)
    code = code_in(letters.arrived.pop().words)
    morning_has_come(assistant)
    a_run()
    assert letters.arrived[0].to == f"staff-{assistant.staff_id}@office.example"
    confirm_address(MAIL, code, by=assistant, on=TODAY)
    with acting(assistant):
        assert NoticeAddress.objects.count() == 1
    remove_address(MAIL, by=assistant, on=TODAY)
    remove_address(MAIL, by=assistant, on=TODAY)
    with acting(assistant):
        assert addresses_of(MAIL, by=assistant) == (None, None)
        assert not NoticeChoice.objects.get().by_mail


def test_a_code_is_tried_five_times_and_for_half_an_hour(assistant, letters: Letters):
    give_address(MAIL, "staff@office.example", by=assistant, on=TODAY)
    right = code_in(letters.arrived.pop().words)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with pytest.raises(StepRefused, match="确认码不对"):
            confirm_address(MAIL, wrong, by=assistant, on=TODAY)
    with pytest.raises(StepRefused, match="次数太多"):
        confirm_address(MAIL, right, by=assistant, on=TODAY)
    give_address(MAIL, "staff@office.example", by=assistant, on=TODAY)
    right = code_in(letters.arrived.pop().words)
    NoticeAddress.objects.using(OWNER).update(given_at=timezone.now() - timedelta(minutes=31))
    with pytest.raises(StepRefused, match="过期"):
        confirm_address(MAIL, right, by=assistant, on=TODAY)


def test_an_address_at_which_no_code_arrived_is_not_kept(assistant, letters: Letters):
    letters.refuses = "550 no such user"
    with pytest.raises(StepRefused, match="确认码没有送到：对方的服务器不收"):
        give_address(MAIL, "nobody@office.example", by=assistant, on=TODAY)
    assert not NoticeAddress.objects.using(OWNER).exists()
    with pytest.raises(StepRefused, match="还没有确认过的地址"):
        choose(WANTED, by=assistant, on=TODAY)


def test_addresses_that_nobody_needs_any_more_are_not_kept(assistant, neighbour, letters: Letters):
    wants_letters(assistant, letters)
    give_address(MAIL, "other@office.example", by=neighbour, on=TODAY)
    a_run()
    assert NoticeAddress.objects.using(OWNER).count() == 2
    Staff.objects.using(OWNER).filter(pk=assistant.staff_id).update(is_active=False)
    a_run(now=timezone.now() + timedelta(days=2))
    assert not NoticeAddress.objects.using(OWNER).exists()


def test_a_code_is_of_its_address_alone():
    assert actions._digest(1, "123456") != actions._digest(2, "123456")
