"""The administrators' pages: accounts are found, opened, given posts and ended; the trail knows, and no password stays anywhere."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from anbang.audit.models import Event
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Posting, Proposal, Staff
from anbang.organisations.releasing import release
from tests.support.crew import District
from tests.support.people import TODAY, office, post
from tests.support.signing import by_the_form, give_second_factor, newcomer
from tests.web.planted import fresh
from tests.web.test_locks import lock

PASSWORD_SHOWN = re.compile(r'<code class="secret">([^<]+)</code>')


def bureau() -> int:
    return office(OfficeKind.JUSTICE_BUREAU).pk


@pytest.fixture
def system(database: str) -> Client:
    return fresh(post(Role.SYSTEM_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU)))


@pytest.fixture
def security(database: str) -> Client:
    return fresh(post(Role.SECURITY_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU)))


def open_account(system: Client, **told: object):
    whole = {"name": "周敏", "username": "zhou.min", "role": "bureau_clerk", "office": bureau()}
    return system.post(reverse("new_account"), {**whole, **told})


def page_of(client: Client, name: str, *arguments: int, query: str = "") -> str:
    return client.get(reverse(name, args=arguments) + query).content.decode()


def test_an_account_is_opened_with_its_post_and_its_first_password_signs_in_to_change_it(system: Client):
    answer = open_account(system)
    shown = PASSWORD_SHOWN.search(answer.content.decode())
    assert shown is not None
    staff = Staff.objects.get(username="zhou.min")
    assert staff.password_is_temporary
    assert not Posting.objects.filter(staff=staff).exists(), "it waits to be released"
    client = Client(HTTP_HOST="localhost")
    client.post(reverse("account_login"), {"login": "zhou.min", "password": shown[1]})
    assert client.get("/").headers["Location"] == reverse("account_change_password")
    assert shown[1] not in page_of(system, "one_account", staff.pk), "shown once"


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"username": "a b"}, "用户名由 3 至 48 个英文字母"),
        ({"role": "justice_assistant"}, "不能在“荣昌区司法局”任职"),
        ({"name": " "}, "姓名"),
        ({"office": "0"}, "单位"),
    ],
)
def test_what_cannot_be_is_told_at_the_form_and_keeps_nothing(system: Client, told: dict[str, object], sentence: str):
    answer = open_account(system, **told)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Staff.objects.filter(name="周敏").exists()


def test_a_post_is_given_and_ended_and_whoever_holds_it_is_signed_out(system: Client, clerk: ActingStaff):
    client = fresh(clerk)
    assert client.get("/").status_code == 200
    told = {"role": Role.SEALING_KEEPER, "office": bureau()}
    page = system.post(reverse("give_post", args=[clerk.staff_id]), told, follow=True).content.decode()
    assert "已提出任职，安全管理员放行后生效。" in page
    assert client.get("/").status_code == 200, "nothing has changed yet"
    seen = list(Proposal.objects.filter(staff=clerk.staff_id).values_list("id", flat=True))
    security = post(Role.SECURITY_ADMINISTRATOR, office(OfficeKind.JUSTICE_BUREAU))
    release(clerk.staff_id, seen, "no password", by=security, on=TODAY)
    assert client.get("/").status_code == 302
    posting = Posting.objects.get(staff=clerk.staff_id, role=Role.SEALING_KEEPER)
    address = reverse("end_post", args=[clerk.staff_id, posting.pk])
    assert "请填写任职的最后一天。" in system.post(address, {"on": "x"}, follow=True).content.decode()
    system.post(address, {"on": "2026年11月5日"})
    posting.refresh_from_db()
    assert posting.until_on == TODAY
    told_of = Event.objects.using("owner").filter(action__in=["posting_released", "posting_ended"])
    assert told_of.count() == 2
    assert (
        system.post(reverse("end_post", args=[clerk.staff_id + 1, posting.pk]), {"on": "2026-11-05"}).status_code == 404
    )


def test_an_administrators_other_post_is_refused_in_words(system: Client, clerk: ActingStaff):
    told = {"role": Role.AUDIT_ADMINISTRATOR, "office": bureau()}
    page = system.post(reverse("give_post", args=[clerk.staff_id]), told, follow=True).content.decode()
    assert "不能兼任其他岗位" in page
    assert (
        "请选择岗位和单位。"
        in system.post(reverse("give_post", args=[clerk.staff_id]), {}, follow=True).content.decode()
    )


def test_a_password_is_reset_and_shown_once(system: Client, assistant: ActingStaff):
    client = fresh(assistant)
    assert client.get("/").status_code == 200
    shown = PASSWORD_SHOWN.search(system.post(reverse("reset_password", args=[assistant.staff_id])).content.decode())
    assert shown is not None
    assert client.get("/").status_code == 302, "signed out"
    assert by_the_form(assistant, shown[1]).get("/").headers["Location"] == reverse("account_change_password")


def test_an_account_is_ended(system: Client, assistant: ActingStaff):
    page = system.post(reverse("end_account", args=[assistant.staff_id]), follow=True).content.decode()
    assert "账号已停用，岗位到今天为止。" in page
    assert assistant.name in page_of(system, "accounts", query="?show=ended")
    assert assistant.name not in page_of(system, "accounts")
    assert Staff.objects.get(pk=assistant.staff_id).is_active is False


def test_whoever_holds_cases_hands_them_over_first(district: District):
    """The database alone knows, for whoever keeps accounts sees no cases."""
    district.in_care()
    holder, system = district.assistant(), fresh(district.administrator())
    for step, told in (("end_account", {}), ("end_post", {"on": str(TODAY)})):
        arguments = [holder.staff_id, holder.posting_id][: 2 if told else 1]
        page = system.post(reverse(step, args=arguments), told, follow=True).content.decode()
        assert "还有经手的案件" in page, step
    assert Staff.objects.get(pk=holder.staff_id).is_active
    assert Posting.objects.get(pk=holder.posting_id).until_on is None


def test_the_second_factor_is_reset_with_a_reason_and_set_up_anew(security: Client, assistant: ActingStaff):
    client = by_the_form(assistant)
    assert client.get("/").status_code == 200
    address = reverse("reset_second_factor", args=[assistant.staff_id])
    assert "请选择原因。" in security.post(address, {"why": "x"}, follow=True).content.decode()
    security.post(address, {"why": "lost"})
    assert client.get("/").status_code == 302
    assert not Authenticator.objects.filter(user=assistant.staff_id).exists()
    assert newcomer(assistant).get("/").headers["Location"] == reverse("mfa_index")


def test_what_is_locked_or_lacks_a_second_factor_is_found_and_freed(security: Client, clerk: ActingStaff):
    staff = Staff.objects.get(pk=clerk.staff_id)
    assert staff.username in page_of(security, "accounts", query="?show=without")
    give_second_factor(staff)
    assert staff.username not in page_of(security, "accounts", query="?show=without")
    assert staff.username not in page_of(security, "accounts", query="?show=locked")
    lock(staff.username)
    assert staff.username in page_of(security, "accounts", query="?show=locked")
    security.post(reverse("lift_lock", args=[staff.pk]))
    assert staff.username not in page_of(security, "accounts", query="?show=locked")
    client = by_the_form(clerk)
    security.post(reverse("end_sessions", args=[staff.pk]))
    assert client.get("/").status_code == 302


def test_accounts_are_found_by_name_and_by_what_one_signs_in_with(system: Client, clerk: ActingStaff):
    staff = Staff.objects.get(pk=clerk.staff_id)
    for written in (staff.name, staff.username, staff.username.upper()):
        page = page_of(system, "accounts", query=f"?q={written}")
        assert reverse("one_account", args=[staff.pk]) in page
    assert "没有这样的账号" in page_of(system, "accounts", query="?q=%00nobody")


def test_each_administrator_is_shown_what_is_theirs_and_nothing_for_themselves(
    system: Client, security: Client, assistant: ActingStaff
):
    give_second_factor(Staff.objects.get(pk=assistant.staff_id))
    of_system, of_security = (
        page_of(system, "one_account", assistant.staff_id),
        page_of(security, "one_account", assistant.staff_id),
    )
    passwords, factors = (
        reverse(name, args=[assistant.staff_id]) for name in ("reset_password", "reset_second_factor")
    )
    assert (passwords in of_system, factors in of_system) == (True, False)
    assert (passwords in of_security, factors in of_security) == (False, True)
    for client in (system, security):
        own = int(client.session["_auth_user_id"])
        page = page_of(client, "one_account", own)
        assert "这是您自己的账号" in page
        assert not any(
            reverse(name, args=[own]) in page for name in ("reset_password", "reset_second_factor", "give_post")
        )


def test_the_trail_names_whose_account_it_was_and_why(security: Client, assistant: ActingStaff):
    give_second_factor(Staff.objects.get(pk=assistant.staff_id))
    security.post(reverse("reset_second_factor", args=[assistant.staff_id]), {"why": "suspected"})
    auditor = fresh(post(Role.AUDITOR, office(OfficeKind.FINANCE)))
    page = auditor.get(reverse("trail")).content.decode()
    assert "重置两步验证" in page
    assert f"账号：{assistant.name} · 怀疑被他人使用" in page
