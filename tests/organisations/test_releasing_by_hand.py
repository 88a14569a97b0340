"""Whoever writes as the product's role, acting as themselves, gets no further than its pages: codes, second factors and what was proposed."""

from collections.abc import Callable
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from anbang.organisations.accounts import reset_password
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.actions import Appointment
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting, Proposal, Staff
from anbang.organisations.releasing import _proof_of, propose, release, use, waiting
from tests.support.people import TODAY, office, post
from tests.support.signing import SECRET

MIGRATION = "anbang.organisations.migrations.0009_codes_of_their_holders"
CODE = "Aa23-Bb45-Cc67-Dd89"
DECIDED, FACTOR = "proposal_is_decided_by_the_security_administrator", "second_factor_stands_beside_ones_own_password"


@pytest.fixture
def security(database: str) -> ActingStaff:
    return post(Role.SECURITY_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))


@pytest.fixture
def given(administrator: ActingStaff, assistant: ActingStaff) -> Proposal:
    """The password that the system administrator gave somebody, and knows."""
    reset_password(assistant.staff_id, make_password("x"), by=administrator, on=TODAY)
    return Proposal.objects.get(staff=assistant.staff_id, what="password")


@pytest.fixture
def released(given: Proposal, security: ActingStaff) -> Proposal:
    release(given.staff_id, [given.pk], CODE, by=security, on=TODAY)
    given.refresh_from_db()
    return given


@pytest.fixture
def proposed(administrator: ActingStaff, assistant: ActingStaff) -> Proposal:
    """Another post of theirs."""
    bureau = office(OfficeKind.JUSTICE_BUREAU).pk
    return propose(Appointment(assistant.staff_id, bureau, Role.BUREAU_CLERK, title="科长"), by=administrator, on=TODAY)


def say_that_it_was_given(proposal: Proposal, by: ActingStaff | None, proof: str = "") -> Callable[[], None]:
    def say() -> None:
        with transaction.atomic(), connections["default"].cursor() as cursor:
            cursor.execute("select set_config('app.staff', %s, true)", [str(by.staff_id) if by else ""])
            cursor.execute("select set_config('app.code', %s, true)", [proof])
            Proposal.objects.filter(pk=proposal.pk).update(used_at=timezone.now())

    return say


def make_own(staff_id: int) -> None:
    Staff.objects.filter(pk=staff_id).update(password=make_password("own"), password_is_temporary=False)


def test_the_code_is_given_by_the_holder_and_by_nobody_else(administrator, security, assistant, released):
    for by, proof in ((administrator, ""), (security, ""), (None, ""), (administrator, released.code_digest)):
        with pytest.raises(IntegrityError, match="given by whoever holds the account"):
            say_that_it_was_given(released, by, proof)()


@pytest.mark.parametrize("typed", ["another code", ""])
def test_without_the_code_the_holder_has_not_given_it(released, typed: str):
    with pytest.raises(IntegrityError, match="nobody who does not know it"):
        use(released, typed)


def test_whoever_reads_what_is_kept_of_the_code_cannot_give_it(assistant, released):
    with pytest.raises(IntegrityError, match="nobody who does not know it"):
        say_that_it_was_given(released, assistant, released.code_digest)()
    use(released, CODE)
    make_own(assistant.staff_id)


def test_a_code_that_was_told_before_only_a_digest_of_it_was_kept_is_taken(assistant, released):
    before, (codes, _guards) = _proof_of(CODE), import_module(MIGRATION).Migration.operations
    with connections["owner"].cursor() as cursor:
        cursor.execute("update organisations_proposal set code_digest = %s where code_digest <> ''", [before])
        cursor.execute(codes.sql)
    use(released, CODE)
    make_own(assistant.staff_id)


def test_what_nobody_released_has_no_code_to_give(assistant, given):
    with pytest.raises(IntegrityError, match="nobody who does not know it"):
        say_that_it_was_given(given, assistant)()


def test_control_without_its_trigger_the_administrator_who_gave_it_takes_the_account_over(administrator, released):
    disable("organisations_proposal", DECIDED)
    say_that_it_was_given(released, administrator)()
    make_own(released.staff_id)


@pytest.mark.parametrize("change", ["title = 'x'", "full_time = false"])
@pytest.mark.parametrize("when", ["it waits", "it was released"])
def test_what_was_proposed_stays_as_it_was_looked_at(administrator, security, proposed, when: str, change: str):
    if when == "it was released":
        release(proposed.staff_id, [proposed.pk], CODE, by=security, on=TODAY)
    for by in (administrator, security):
        with pytest.raises(IntegrityError, match="stays as it was"):
            write(by, f"update organisations_proposal set {change} where id = {proposed.pk}")


def test_control_without_its_trigger_it_would_change(administrator, proposed):
    disable("organisations_proposal", DECIDED)
    write(administrator, f"update organisations_proposal set title = 'x', full_time = false where id = {proposed.pk}")


def released_by_hand(proposed: Proposal, by: ActingStaff, *, from_on: str, title: str) -> None:
    columns, values = "staff_id, office_id, role, full_time", "staff_id, office_id, role, full_time"
    write(
        by,
        f"update organisations_proposal set outcome = 'released', decided_by_id = {by.staff_id}, decided_at = now()",
        f"insert into organisations_posting ({columns}, title, from_on)"
        f" select {values}, '{title}', '{from_on}' from organisations_proposal where id = {proposed.pk}",
    )


@pytest.mark.parametrize(
    ("from_on", "title"), [("2020-01-01", "科长"), ("2026-11-04", "科长"), ("2027-01-01", "科长"), (f"{TODAY}", "局长")]
)
def test_a_posting_begins_on_the_day_of_its_release_and_is_what_was_proposed(security, proposed, from_on, title):
    with pytest.raises(IntegrityError, match="and from that day"):
        released_by_hand(proposed, security, from_on=from_on, title=title)


def test_control_as_it_was_proposed_and_from_that_day_it_is_there(security, proposed):
    released_by_hand(proposed, security, from_on=f"{TODAY}", title="科长")
    assert Posting.objects.filter(staff=proposed.staff_id, title="科长", from_on=TODAY).exists()


def move_a_factor(of: ActingStaff, to: Proposal) -> None:
    own = Staff.objects.get(pk=of.staff_id)
    Authenticator.objects.filter(user=own).delete()
    TOTP.activate(own, SECRET)
    write(of, f"update mfa_authenticator set user_id = {to.staff_id} where user_id = {of.staff_id} and type = 'totp'")


def test_nobody_gives_their_own_second_factor_to_an_account_whose_password_waits(administrator, given):
    with pytest.raises(IntegrityError, match="password of one's own"):
        move_a_factor(administrator, given)


def test_nor_is_anything_else_made_a_second_factor(administrator, assistant):
    RecoveryCodes.activate(Staff.objects.get(pk=assistant.staff_id))
    reset_password(assistant.staff_id, make_password("x"), by=administrator, on=TODAY)
    with pytest.raises(IntegrityError, match="password of one's own"):
        write(administrator, f"update mfa_authenticator set type = 'totp' where user_id = {assistant.staff_id}")


def test_a_factor_that_is_there_is_used_beside_a_temporary_password(administrator, assistant):
    staff = Staff.objects.get(pk=assistant.staff_id)
    TOTP.activate(staff, SECRET)
    codes = RecoveryCodes.activate(staff)
    reset_password(staff.pk, make_password("x"), by=administrator, on=TODAY)
    assert codes.validate_code(codes.get_unused_codes()[0])
    Authenticator.objects.filter(user=staff, type="totp").get().save()


def test_control_without_its_trigger_the_account_is_taken_over(administrator, given):
    disable("mfa_authenticator", FACTOR)
    move_a_factor(administrator, given)
    make_own(given.staff_id)
    assert not waiting().filter(staff=given.staff_id).exists()


def write(by: ActingStaff, *statements: str) -> None:
    with acting(by), connections[by.alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def disable(table: str, trigger: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"alter table {table} disable trigger {trigger}")
