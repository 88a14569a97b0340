"""Password, second factor, lock, sessions and end of an account: each is one administrator's, told in the trail, and never one's own."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from anbang.audit.models import Event
from anbang.organisations.accounts import end_account, end_sessions, lift_lock, reset_password, reset_second_factor
from anbang.organisations.kinds import OfficeKind, Role, WhyReset
from anbang.organisations.models import Posting, Staff
from anbang.organisations.steps import StepRefused
from tests.support.people import TODAY, office, post
from tests.support.signing import give_second_factor


@pytest.fixture
def security(database):
    return post(Role.SECURITY_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))


def of(by) -> Staff:
    return Staff.objects.using("owner").get(pk=by.staff_id)


def steps(staff_id: int, by):
    """Every step on an account: whose it is, and how it is done."""
    told = {"by": by, "on": TODAY}
    return {
        "reset_password": (Role.SYSTEM_ADMINISTRATOR, lambda: reset_password(staff_id, make_password("x"), **told)),
        "end_account": (Role.SYSTEM_ADMINISTRATOR, lambda: end_account(staff_id, **told)),
        "second_factor": (Role.SECURITY_ADMINISTRATOR, lambda: reset_second_factor(staff_id, WhyReset.LOST, **told)),
        "lift_lock": (Role.SECURITY_ADMINISTRATOR, lambda: lift_lock(staff_id, **told)),
        "end_sessions": (Role.SECURITY_ADMINISTRATOR, lambda: end_sessions(staff_id, **told)),
    }


def test_a_password_that_is_reset_is_a_temporary_one_and_the_sessions_end(administrator, assistant):
    before = of(assistant).get_session_auth_hash()
    reset_password(assistant.staff_id, make_password("another"), by=administrator, on=TODAY)
    staff = of(assistant)
    assert staff.password_is_temporary
    assert staff.check_password("another")
    assert staff.get_session_auth_hash() != before


def test_a_second_factor_is_taken_away_whole_with_a_reason_and_the_sessions_end(security, assistant):
    give_second_factor(of(assistant))
    before = of(assistant).get_session_auth_hash()
    reset_second_factor(assistant.staff_id, WhyReset.LOST, by=security, on=TODAY)
    assert not Authenticator.objects.filter(user=assistant.staff_id).exists()
    assert of(assistant).get_session_auth_hash() != before
    told = Event.objects.using("owner").get(action="second_factor_reset")
    assert (told.staff_id, told.data) == (security.staff_id, {"staff": assistant.staff_id, "why": "lost"})
    with pytest.raises(StepRefused, match="没有设置"):
        reset_second_factor(assistant.staff_id, WhyReset.LOST, by=security, on=TODAY)


def test_an_account_ends_with_its_posts_and_nothing_is_done_to_it_any_more(administrator, security, assistant):
    end_account(assistant.staff_id, by=administrator, on=TODAY)
    assert not of(assistant).is_active
    assert Posting.objects.using("owner").get(pk=assistant.posting_id).until_on == TODAY
    for step in (
        lambda: end_account(assistant.staff_id, by=administrator, on=TODAY),
        lambda: end_sessions(assistant.staff_id, by=security, on=TODAY),
    ):
        with pytest.raises(StepRefused, match="停用"):
            step()
    assert Event.objects.using("owner").filter(action="account_ended").count() == 1


@pytest.mark.parametrize("name", ["reset_password", "end_account", "second_factor", "lift_lock", "end_sessions"])
def test_each_step_is_one_administrators_and_nobody_elses(administrator, security, clerk, assistant, name: str):
    """To take an account over takes two: its password is one's, its second factor the other's."""
    give_second_factor(of(assistant))
    before = of(assistant)
    for by in (administrator, security, clerk):
        whose, step = steps(assistant.staff_id, by)[name]
        if by.role != whose:
            with pytest.raises(StepRefused, match="管理员"):
                step()
    after = of(assistant)
    assert (after.password, after.session_number, after.is_active) == (
        before.password,
        before.session_number,
        before.is_active,
    )
    assert Authenticator.objects.filter(user=assistant.staff_id).exists()


@pytest.mark.parametrize("name", ["reset_password", "end_account", "second_factor", "lift_lock", "end_sessions"])
def test_nobody_does_it_to_their_own_account(administrator, security, name: str):
    for by in (administrator, security):
        whose, step = steps(by.staff_id, by)[name]
        if by.role == whose:
            with pytest.raises(StepRefused, match="本人"):
                step()
