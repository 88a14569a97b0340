"""To give an account a post or a password takes two people: held by the database, whoever writes."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connections
from django.utils import timezone

from anbang.audit.models import Event
from anbang.organisations.accounts import reset_password, reset_second_factor
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.actions import Appointment, NewAccount, appoint, merge_offices, open_accounts
from anbang.organisations.kinds import OfficeKind, Role, WhyRefused, WhyReset
from anbang.organisations.models import Posting, Proposal, Staff
from anbang.organisations.queries import NotPosted, sign_in
from anbang.organisations.releasing import digest_of, password_to_release, propose, refuse, release, use, waiting
from anbang.organisations.steps import StepRefused
from tests.support.people import INSTALLATION, TODAY, office, post
from tests.support.signing import SECRET, give_second_factor

CODE = "Aa23-Bb45-Cc67-Dd89"
BY_ANOTHER, BY_SECURITY = "proposal_is_decided_by_another", "proposal_is_decided_by_a_security_administrator"
IN_FORCE, OWN_PASSWORD = "posting_is_released_by_another", "password_given_by_one_is_released_by_another"


@pytest.fixture
def security(database: str) -> ActingStaff:
    return post(Role.SECURITY_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))


@pytest.fixture
def newcomer(administrator: ActingStaff) -> Staff:
    account = NewAccount("newcomer", "周敏", encoded_password=make_password("first"))
    return open_accounts([account], by=administrator, on=TODAY)[0]


def clerk_to_be(staff: Staff) -> Appointment:
    return Appointment(staff.pk, office(OfficeKind.JUSTICE_BUREAU).pk, Role.BUREAU_CLERK, title="科长")


def seen(staff: Staff) -> list[int]:
    return list(waiting().filter(staff=staff).values_list("id", flat=True))


def test_a_new_account_with_its_post_waits_until_the_security_administrator_releases_both(
    administrator, security, newcomer
):
    propose(clerk_to_be(newcomer), by=administrator, on=TODAY)
    with pytest.raises(NotPosted):
        sign_in(newcomer, on=TODAY)
    assert release(newcomer.pk, seen(newcomer), CODE, by=security, on=TODAY), "with a password among it"
    posting = Posting.objects.using("owner").get(staff=newcomer)
    assert (posting.from_on, posting.title, sign_in(newcomer, on=TODAY).role) == (TODAY, "科长", Role.BUREAU_CLERK)
    assert posting.proposal.decided_by_id == security.staff_id
    told = Event.objects.using("owner").filter(data__staff=newcomer.pk).order_by("id")
    assert [(event.action, event.staff_id) for event in told] == [
        ("account_opened", administrator.staff_id),
        ("posting_proposed", administrator.staff_id),
        ("password_released", security.staff_id),
        ("posting_released", security.staff_id),
    ]
    assert not waiting().exists()


def test_what_is_refused_comes_true_no_more_and_may_be_proposed_again(administrator, security, newcomer):
    propose(clerk_to_be(newcomer), by=administrator, on=TODAY)
    refuse(newcomer.pk, seen(newcomer), WhyRefused.UNKNOWN, by=security, on=TODAY)
    assert not Posting.objects.using("owner").filter(staff=newcomer).exists()
    assert Event.objects.using("owner").filter(action="release_refused").latest("id").data["why"] == "unknown"
    with pytest.raises(StepRefused, match="待放行的内容有变动"):
        release(newcomer.pk, seen(newcomer), CODE, by=security, on=TODAY)
    propose(clerk_to_be(newcomer), by=administrator, on=TODAY)
    assert not release(newcomer.pk, seen(newcomer), CODE, by=security, on=TODAY), "the password stays refused"
    assert password_to_release(newcomer) is not None


def test_what_was_not_looked_at_is_not_released(administrator, security, newcomer):
    looked_at = seen(newcomer)
    propose(clerk_to_be(newcomer), by=administrator, on=TODAY)
    with pytest.raises(StepRefused, match="重新核对"):
        release(newcomer.pk, looked_at, CODE, by=security, on=TODAY)


def test_each_does_their_own_part_and_nobody_their_own_account(administrator, security, newcomer, coordinator):
    for by in (security, coordinator):
        with pytest.raises(StepRefused):
            propose(clerk_to_be(newcomer), by=by, on=TODAY)
    propose(clerk_to_be(newcomer), by=administrator, on=TODAY)
    for by in (administrator, coordinator):
        with pytest.raises(StepRefused):
            release(newcomer.pk, seen(newcomer), CODE, by=by, on=TODAY)
    with pytest.raises(StepRefused, match="本人"):
        release(security.staff_id, [1], CODE, by=security, on=TODAY)
    with pytest.raises(StepRefused, match="放行后生效"):
        appoint(clerk_to_be(newcomer), by=administrator, on=TODAY)


@pytest.mark.parametrize("again", ["the same post", "another administrator's post"])
def test_what_cannot_be_beside_what_waits_is_refused_when_it_is_proposed(administrator, newcomer, again: str):
    bureau = office(OfficeKind.JUSTICE_BUREAU).pk
    propose(Appointment(newcomer.pk, bureau, Role.AUDIT_ADMINISTRATOR), by=administrator, on=TODAY)
    role = Role.AUDIT_ADMINISTRATOR if again == "the same post" else Role.SECURITY_ADMINISTRATOR
    with pytest.raises(StepRefused):
        propose(Appointment(newcomer.pk, bureau, role), by=administrator, on=TODAY)


def test_what_the_installation_gives_is_in_force_at_once(database):
    staff = open_accounts(
        [NewAccount("first", "周敏", encoded_password=make_password("x"))], by=INSTALLATION, on=TODAY
    )[0]
    appoint(clerk_to_be(staff), by=INSTALLATION, on=TODAY)
    assert sign_in(staff, on=TODAY).role == Role.BUREAU_CLERK
    assert password_to_release(staff) is None
    make_own(staff)


# Held by the database.


def make_own(staff: Staff) -> None:
    """As its holder does, who acts in no post."""
    Staff.objects.filter(pk=staff.pk).update(password=make_password("own"), password_is_temporary=False)


def write_a_posting(by: ActingStaff, staff: Staff) -> Callable[[], None]:
    def write() -> None:
        with acting(by):
            told = {"office": office(OfficeKind.JUSTICE_BUREAU), "role": Role.BUREAU_CLERK, "from_on": TODAY}
            Posting.objects.create(staff_id=staff.pk, **told)

    return write


def write_an_answer(by: ActingStaff, staff: Staff, **told: object) -> Callable[[], None]:
    def write() -> None:
        with acting(by):
            answer = {"outcome": "released", "decided_by": by.staff_id, "decided_at": timezone.now()}
            Proposal.objects.filter(staff=staff.pk, what="posting").update(**{**answer, **told})

    return write


def test_no_posting_is_there_without_the_release(administrator, newcomer, assistant):
    with pytest.raises(IntegrityError, match="once the security administrator has released"):
        write_a_posting(administrator, newcomer)()
    with pytest.raises(IntegrityError, match="once the security administrator has released"):
        Posting.objects.create(
            staff_id=newcomer.pk, office=office(OfficeKind.JUSTICE_BUREAU), role=Role.BUREAU_CLERK, from_on=TODAY
        )
    held = Posting.objects.filter(pk=assistant.posting_id)
    for change in ({"staff": newcomer.pk}, {"role": Role.BUREAU_CLERK}, {"from_on": "2001-01-01"}):
        with pytest.raises(IntegrityError, match="once the security administrator has released"), acting(administrator):
            held.update(**change)


def test_a_posting_that_has_ended_does_not_begin_again(administrator, assistant):
    held = Posting.objects.filter(pk=assistant.posting_id)
    with acting(administrator):
        held.update(until_on=TODAY)
    with pytest.raises(IntegrityError, match="once the security administrator has released"), acting(administrator):
        held.update(until_on=None)


def test_control_without_the_guard_one_administrator_writes_it_alone(administrator, newcomer):
    disable("organisations_posting", IN_FORCE)
    write_a_posting(administrator, newcomer)()
    assert sign_in(newcomer, on=TODAY).role == Role.BUREAU_CLERK


def test_a_release_is_written_by_a_security_administrator_who_acts_and_by_nobody_else(
    administrator, security, newcomer, coordinator
):
    propose(clerk_to_be(newcomer), by=administrator, on=TODAY)
    for by in (administrator, coordinator):
        with pytest.raises(IntegrityError, match="decided by a security administrator who acts"):
            write_an_answer(by, newcomer)()
    with pytest.raises(IntegrityError, match="decided by a security administrator who acts"):
        write_an_answer(administrator, newcomer, decided_by=security.staff_id)()
    with pytest.raises(IntegrityError, match="stays as it was"):
        write_an_answer(security, newcomer, outcome="dropped", decided_by=None, decided_at=None)()
    with pytest.raises(IntegrityError, match="stays as it was"):
        write_an_answer(security, newcomer, role=Role.SEALING_KEEPER)()


def test_whoever_proposed_it_releases_nothing_even_as_security_administrator(administrator, security, newcomer):
    propose(clerk_to_be(newcomer), by=administrator, on=TODAY)
    Posting.objects.using("owner").filter(pk=administrator.posting_id).update(role=Role.SECURITY_ADMINISTRATOR)
    changed = sign_in(Staff.objects.get(pk=administrator.staff_id), on=TODAY)
    with pytest.raises(StepRefused, match="提出的人不能自己放行"):
        release(newcomer.pk, seen(newcomer), CODE, by=changed, on=TODAY)
    with pytest.raises(IntegrityError, match=BY_ANOTHER):
        write_an_answer(changed, newcomer)()


def test_control_without_its_trigger_the_same_administrator_releases(administrator, newcomer):
    propose(clerk_to_be(newcomer), by=administrator, on=TODAY)
    disable("organisations_proposal", "proposal_is_decided_by_the_security_administrator")
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"alter table organisations_proposal drop constraint {BY_ANOTHER}")
    write_an_answer(administrator, newcomer)()
    assert Proposal.objects.filter(staff=newcomer, outcome="released").exists()


def test_a_password_that_somebody_else_gave_is_made_ones_own_with_the_code_alone(administrator, security, assistant):
    staff = Staff.objects.get(pk=assistant.staff_id)
    reset_password(staff.pk, make_password("x"), by=administrator, on=TODAY)
    with pytest.raises(IntegrityError, match="with the code of its release"):
        make_own(staff)
    release(staff.pk, seen(staff), CODE, by=security, on=TODAY)
    with pytest.raises(IntegrityError, match="with the code of its release"):
        make_own(staff)
    staff.refresh_from_db()
    waits = password_to_release(staff)
    assert waits is not None
    assert waits.code_digest == digest_of("aa23bb45".replace("aa", "Aa").replace("bb", "Bb") + "Cc67Dd89")
    use(waits, CODE.lower())
    make_own(staff)


def test_control_without_its_trigger_the_password_alone_takes_the_account_over(administrator, assistant):
    staff = Staff.objects.get(pk=assistant.staff_id)
    reset_password(staff.pk, make_password("x"), by=administrator, on=TODAY)
    disable("organisations_staff", OWN_PASSWORD)
    make_own(staff)


def test_whoever_has_a_second_factor_needs_no_code(administrator, assistant):
    staff = Staff.objects.get(pk=assistant.staff_id)
    give_second_factor(staff)
    reset_password(staff.pk, make_password("x"), by=administrator, on=TODAY)
    staff.refresh_from_db()
    assert password_to_release(staff) is None
    assert not waiting().exists()
    make_own(staff)


def test_a_second_factor_that_is_taken_away_meanwhile_leaves_the_code_to_be_given(administrator, security, assistant):
    staff = Staff.objects.get(pk=assistant.staff_id)
    give_second_factor(staff)
    reset_password(staff.pk, make_password("x"), by=administrator, on=TODAY)
    reset_second_factor(staff.pk, WhyReset.LOST, by=security, on=TODAY)
    with pytest.raises(IntegrityError, match="with the code of its release"):
        make_own(staff)


def test_no_second_factor_is_set_up_beside_a_password_of_somebody_else(administrator, assistant):
    staff = Staff.objects.get(pk=assistant.staff_id)
    reset_password(staff.pk, make_password("x"), by=administrator, on=TODAY)
    with pytest.raises(IntegrityError, match="password of one's own"):
        TOTP.activate(staff, SECRET)


def test_control_without_its_trigger_whoever_knows_the_password_sets_one_up(administrator, assistant):
    staff = Staff.objects.get(pk=assistant.staff_id)
    reset_password(staff.pk, make_password("x"), by=administrator, on=TODAY)
    disable("mfa_authenticator", "second_factor_stands_beside_ones_own_password")
    TOTP.activate(staff, SECRET)


@pytest.mark.parametrize("is_temporary", [True, False])
def test_nobody_gives_a_password_that_is_no_temporary_one(administrator, assistant, is_temporary: bool):
    def give() -> None:
        with acting(administrator):
            told = {"password": make_password("x"), "password_is_temporary": is_temporary}
            Staff.objects.filter(pk=assistant.staff_id).update(**told)

    if is_temporary:
        give()
        return
    with pytest.raises(IntegrityError, match="a temporary one"):
        give()


def test_another_password_takes_the_place_of_the_one_that_waits(administrator, assistant):
    for given in ("x", "y"):
        reset_password(assistant.staff_id, make_password(given), by=administrator, on=TODAY)
    assert sorted(Proposal.objects.filter(staff=assistant.staff_id).values_list("outcome", flat=True)) == [
        "",
        "dropped",
    ]


def test_staff_of_a_merged_office_go_on_without_being_released(administrator, assistant, neighbour):
    merge_offices([assistant.office_id], successor_id=neighbour.office_id, by=administrator, on=TODAY)
    assert Posting.objects.using("owner").filter(staff=assistant.staff_id, office=neighbour.office_id).exists()


def disable(table: str, trigger: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"alter table {table} disable trigger {trigger}")
