"""A user name is one person's whatever its case, and names show all that they are."""

import pytest
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connections
from django.test import Client
from django.urls import reverse

from anbang.organisations.actions import NewAccount, Seat, open_accounts, open_office, set_up_group
from anbang.organisations.kinds import GroupKind, OfficeKind
from anbang.organisations.models import Area, Staff
from anbang.organisations.steps import StepRefused
from tests.support.people import PASSWORD, TODAY

ANOTHER_CASE = "NEWcomer"


@pytest.fixture
def newcomer(administrator):
    wanted = NewAccount("newcomer", "周敏", encoded_password=make_password(PASSWORD))
    return open_accounts([wanted], by=administrator, on=TODAY)[0]


def given(username: str) -> None:
    """An account past every step, as by another program."""
    Staff(username=username, name="他人", password=make_password(PASSWORD)).save(using="owner")


def signs_in(username: str) -> bool:
    answer = Client(HTTP_HOST="localhost").post(reverse("account_login"), {"login": username, "password": PASSWORD})
    return answer.status_code == 302


def test_names_that_differ_in_their_case_only_are_one(administrator, newcomer):
    for wanted in ([ANOTHER_CASE], ["other", "Other"]):
        with pytest.raises(StepRefused) as refused:
            open_accounts([NewAccount(username, "他人") for username in wanted], by=administrator, on=TODAY)
        assert refused.value.field == "username"
    assert signs_in(newcomer.username)
    assert signs_in(ANOTHER_CASE), "sign-in asks for no case, so the name is taken in every one"


def test_the_database_refuses_a_name_in_another_case(newcomer):
    with pytest.raises(IntegrityError, match="username_is_one_in_any_case"):
        given(ANOTHER_CASE)


def test_without_the_constraint_two_would_have_the_name_and_neither_could_sign_in(newcomer):
    with connections["owner"].cursor() as cursor:
        cursor.execute("drop index username_is_one_in_any_case")
    given(ANOTHER_CASE)
    assert not signs_in(newcomer.username)
    assert not signs_in(ANOTHER_CASE)


@pytest.mark.parametrize("username", ["", "li", "l" * 49, "li wenjing", "李文静", "li\u200bwen", "li@wen", "li.wen\n"])
def test_a_user_name_that_is_not_plain_is_refused(administrator, username):
    with pytest.raises(StepRefused) as refused:
        open_accounts([NewAccount(username, "李文静")], by=administrator, on=TODAY)
    assert refused.value.field == "username"


@pytest.mark.parametrize("username", ["lwj", "l" * 48, "Li_Wen-jing.2"])
def test_control_a_plain_user_name_is_taken(administrator, username):
    assert open_accounts([NewAccount(username, "李文静")], by=administrator, on=TODAY)[0].username == username


UNSEEN = [
    "李\0文静",
    "李\n文静",
    "李\u200b文静",
    "李\u202e文静",
    "李\u2028文静",
    "李\u3164文静",
    "\ufeff李文静",
    "李\x7f",
]


@pytest.mark.parametrize("name", [*UNSEEN, "李" * 49, " "])
def test_a_persons_name_shows_all_that_it_is(administrator, name):
    with pytest.raises(StepRefused) as refused:
        open_accounts([NewAccount("li.wenjing", name)], by=administrator, on=TODAY)
    assert refused.value.field == "name"


@pytest.mark.parametrize("name", [" 李文静 ", "李" * 48, "买买提·吐尔逊", "Li Wenjing", "\U00031350静", "\ue000静"])
def test_control_rare_and_long_names_are_taken(administrator, name):
    assert open_accounts([NewAccount("li.wenjing", name)], by=administrator, on=TODAY)[0].name == name.strip()


def test_names_of_offices_members_and_units_are_held_to_the_same(administrator, coordinator):
    district = Area.objects.using("owner").get(kind="district")
    steps = [
        lambda: open_office(OfficeKind.BASE, "基" * 97, area_id=district.pk, by=administrator, on=TODAY),
        lambda: open_office(OfficeKind.BASE, "基\n地", area_id=district.pk, by=administrator, on=TODAY),
        *(
            lambda seat=seat: set_up_group(GroupKind.LEADING_GROUP, district.pk, seats=[seat], by=coordinator, on=TODAY)
            for seat in (Seat("张" * 49, "区司法局"), Seat("张\u200b三", "区司法局"), Seat("张三", "区" * 97))
        ),
    ]
    for step in steps:
        with pytest.raises(StepRefused, match="名称"):
            step()
