"""Three administrators are three people, and none of them sees a case: held by the database, whoever writes and however many at once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from anbang.organisations import accounts, actions
from anbang.organisations.accounts import end_account
from anbang.organisations.acting import ActingStaff
from anbang.organisations.actions import Appointment, NewAccount, appoint, end_posting, open_accounts
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting, Staff
from anbang.organisations.steps import StepRefused
from tests.support.at_once import at_once
from tests.support.people import INSTALLATION, TODAY, office, post

ONE_OF_THREE, NOTHING_ELSE = "nobody_is_two_of_the_three_administrators", "an_administrator_holds_no_other_post"
SYSTEM, SECURITY, AUDIT = Role.administrators()
DAY = timedelta(days=1)
LAST = date(2026, 12, 31)


def hold(staff: Staff, role: str, *, from_on: date = TODAY, until_on: date | None = None) -> Posting:
    """A posting as whoever owns the tables writes it, past every step."""
    at = office(OfficeKind.JUSTICE_BUREAU)
    return Posting.objects.using("owner").create(staff=staff, office=at, role=role, from_on=from_on, until_on=until_on)


@pytest.fixture
def somebody(database: str) -> Staff:
    return Staff.objects.using("owner").create(username="somebody", name="周敏")


PAIRS = [(one, other) for one in Role.administrators() for other in Role.administrators() if one != other]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_database_refuses_two_of_the_three(somebody: Staff, one: str, other: str):
    hold(somebody, one)
    with pytest.raises(IntegrityError, match=ONE_OF_THREE):
        hold(somebody, other)


@pytest.mark.parametrize("other", [role for role in Role if role not in Role.administrators()])
@pytest.mark.parametrize("first", [True, False])
def test_the_database_refuses_an_administrator_with_any_other_post(somebody: Staff, other: str, first: bool):
    one, second = (SYSTEM, other) if first else (other, SYSTEM)
    hold(somebody, one)
    with pytest.raises(IntegrityError, match=NOTHING_ELSE):
        hold(somebody, second)


def test_one_day_together_is_too_many_and_one_day_after_is_none(somebody: Staff):
    hold(somebody, SYSTEM, until_on=TODAY)
    for on in (TODAY, TODAY - DAY):
        with pytest.raises(IntegrityError, match=ONE_OF_THREE):
            hold(somebody, AUDIT, from_on=on)
    hold(somebody, AUDIT, from_on=TODAY + DAY, until_on=LAST)
    hold(somebody, Role.BUREAU_CLERK, from_on=LAST + DAY)


def test_a_change_of_days_or_of_the_role_gets_no_further(somebody: Staff):
    hold(somebody, SYSTEM, until_on=TODAY)
    later = hold(somebody, SECURITY, from_on=TODAY + DAY)
    other = hold(Staff.objects.using("owner").create(username="other", name="他人"), Role.AUDITOR)
    rows = Posting.objects.using("owner")
    with pytest.raises(IntegrityError, match=ONE_OF_THREE):
        rows.filter(pk=later.pk).update(from_on=TODAY)
    with pytest.raises(IntegrityError, match=ONE_OF_THREE):
        rows.filter(role=SYSTEM).update(until_on=None)
    with pytest.raises(IntegrityError, match=NOTHING_ELSE):
        rows.filter(pk=other.pk).update(staff=somebody)
    with pytest.raises(IntegrityError, match=NOTHING_ELSE):
        rows.filter(role=SYSTEM).update(role=Role.BUREAU_CLERK, until_on=TODAY + DAY)


def test_of_two_who_write_at_once_one_is_refused(somebody: Staff):
    def writes(role: str):
        return lambda: hold(somebody, role)

    ended = at_once([("default", writes(SYSTEM)), ("default", writes(AUDIT))])
    assert ended.count("done") == 1, ended
    assert set(ended) <= {"done", "refused by a constraint", "deadlock"}
    assert Posting.objects.using("owner").filter(staff=somebody).count() == 1


def test_of_two_who_appoint_at_once_one_is_refused_in_words(administrator, somebody: Staff):
    bureau = office(OfficeKind.JUSTICE_BUREAU).pk

    def appoints(role: Role):
        return lambda: appoint(Appointment(somebody.pk, bureau, role), by=INSTALLATION, on=TODAY)

    ended = at_once([(administrator.alias, appoints(Role(role))) for role in (SYSTEM, SECURITY)])
    assert sorted(ended) == ["done", "refused"]


def test_the_refusal_says_why(administrator):
    one, other = open_accounts([NewAccount("one", "周敏"), NewAccount("other", "陈静")], by=administrator, on=TODAY)
    bureau = office(OfficeKind.JUSTICE_BUREAU).pk
    appoint(Appointment(one.pk, bureau, Role.AUDIT_ADMINISTRATOR), by=INSTALLATION, on=TODAY)
    appoint(Appointment(other.pk, bureau, Role.BUREAU_CLERK), by=INSTALLATION, on=TODAY)
    for staff, role, words in (
        (one, Role.SECURITY_ADMINISTRATOR, "三员分设"),
        (one, Role.BUREAU_CLERK, "不能兼任其他岗位"),
        (other, Role.SYSTEM_ADMINISTRATOR, "不能兼任其他岗位"),
    ):
        with pytest.raises(StepRefused, match=words) as refused:
            appoint(Appointment(staff.pk, bureau, role), by=INSTALLATION, on=TODAY)
        assert refused.value.field == "role"
    appoint(Appointment(other.pk, bureau, Role.SEALING_KEEPER), by=INSTALLATION, on=TODAY)


@pytest.mark.parametrize("constraint", [ONE_OF_THREE, NOTHING_ELSE])
def test_control_without_the_constraint_it_gets_in(somebody: Staff, constraint: str):
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"alter table organisations_posting drop constraint {constraint}")
    hold(somebody, SYSTEM)
    hold(somebody, SECURITY if constraint == ONE_OF_THREE else Role.BUREAU_CLERK)


# One of each goes on.


def ends(by: ActingStaff, other: ActingStaff, how: str) -> Callable[[], None]:
    if how == "account":
        return lambda: end_account(other.staff_id, by=by, on=TODAY)
    return lambda: end_posting(other.posting_id, by=by, on=TODAY)


@pytest.mark.parametrize("how", ["account", "posting"])
def test_of_two_who_end_each_other_at_once_one_stays(administrator, how: str):
    other = post(SYSTEM, office(OfficeKind.JUSTICE_BUREAU))
    ended = at_once([("default", ends(administrator, other, how)), ("default", ends(other, administrator, how))])
    assert sorted(ended) == ["done", "refused"]
    staying = Posting.objects.using("owner").filter(role=SYSTEM, until_on__isnull=True, staff__is_active=True)
    assert staying.count() == 1


@pytest.mark.parametrize("how", ["account", "posting"])
def test_control_without_the_look_at_who_stays_both_are_gone(administrator, how: str, monkeypatch):
    for module in (accounts, actions):
        monkeypatch.setattr(module, "refuse_the_last", lambda *_, **__: None)
    other = post(SYSTEM, office(OfficeKind.JUSTICE_BUREAU))
    assert at_once([("default", ends(administrator, other, how)), ("default", ends(other, administrator, how))]) == [
        "done",
        "done",
    ]


def test_the_last_of_a_kind_is_told_to_name_who_comes_after(administrator):
    last = post(SECURITY, office(OfficeKind.JUSTICE_BUREAU))
    for how in ("account", "posting"):
        with pytest.raises(StepRefused, match="这是最后一名安全管理员"):
            ends(administrator, last, how)()
    post(SECURITY, office(OfficeKind.JUSTICE_BUREAU))
    ends(administrator, last, "account")()


# What a posting is, somebody's sessions know.


def number_of(staff_id: int) -> int:
    return Staff.objects.using("owner").get(pk=staff_id).session_number


def changes(by):
    """Each way in which a posting changes, as a person with the database before them would do it."""
    rows, bureau = Posting.objects.using("owner").filter(pk=by.posting_id), office(OfficeKind.JUSTICE_BUREAU)
    return {
        "ended": lambda: rows.update(until_on=TODAY),
        "moved": lambda: rows.update(office=office(OfficeKind.JUSTICE_OFFICE, "安富街道")),
        "another role": lambda: rows.update(role=Role.BUREAU_CLERK, office=bureau),
        "another first day": lambda: rows.update(from_on=TODAY),
        "a second post": lambda: hold(Staff.objects.get(pk=by.staff_id), Role.BUREAU_CLERK),
        "given to somebody else": lambda: rows.update(staff=post(Role.BUREAU_CLERK, bureau).staff_id),
        "deleted": rows.delete,
    }


@pytest.mark.parametrize(
    "how", ["ended", "moved", "another role", "another first day", "a second post", "given to somebody else", "deleted"]
)
def test_whatever_changes_a_posting_ends_the_sessions_of_its_holder(assistant, how: str):
    before = number_of(assistant.staff_id)
    changes(assistant)[how]()
    assert number_of(assistant.staff_id) == before + 1


def test_what_changes_nothing_ends_nothing(assistant, neighbour):
    before = number_of(assistant.staff_id)
    rows = Posting.objects.using("owner").filter(pk=assistant.posting_id)
    rows.update(title="副所长", role=assistant.role)
    changes(neighbour)["ended"]()
    assert number_of(assistant.staff_id) == before


def test_a_change_that_is_taken_back_ends_nothing(assistant):
    before = number_of(assistant.staff_id)
    with transaction.atomic(using="owner"):
        changes(assistant)["ended"]()
        transaction.set_rollback(True, using="owner")
    assert number_of(assistant.staff_id) == before


def test_control_without_the_trigger_sessions_go_on(assistant):
    before = number_of(assistant.staff_id)
    with connections["owner"].cursor() as cursor:
        cursor.execute("alter table organisations_posting disable trigger sessions_end_with_a_changed_posting")
    changes(assistant)["moved"]()
    assert number_of(assistant.staff_id) == before
