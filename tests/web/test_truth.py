"""Small words of the pages that were once untrue: whose work list can ever fill, how a form came, why a password is asked for."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.models import Finding, Verification
from anbang.casework.duty.models import Duty
from anbang.casework.duty.queries import OFFICES_OF_OWNERS
from anbang.casework.models import Case
from anbang.coordination.office.queries import owes_about_people
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.policy import RULES
from anbang.web.middleware import LANGUAGE_COOKIE
from tests.web.matrix import CLOSED, HERE
from tests.web.names import ANSWERED, NAMES
from tests.web.planted import Planted, fresh, signed_in, stranger_at_the_door
from tests.web.test_lists import before, text_of

SOON = "监所名单登记后，需要本单位办理的事项会出现在这里"
NEVER_BY_THESE_RULES = "现有的规则没有要这类单位按期办理的事项"
ON_A_TELEPHONE = "七天内没有要去看的人"
ONLY_OF_OFFICES = "会议、对接、培训等在“单位工作”里"
ONLY_IN_THE_CLOSED_LIST = "只列在封存名册里"


# Empty work lists


@pytest.mark.parametrize(
    ("seat", "sentence"),
    [
        *((seat, NEVER_BY_THESE_RULES) for seat in ("police officer", "base operator")),
        *((seat, ONLY_OF_OFFICES) for seat in ("political-legal officer", "department officer")),
        ("keeper of closed files", ONLY_IN_THE_CLOSED_LIST),
        ("justice assistant", SOON),
        ("village cadre", ON_A_TELEPHONE),
        ("civil affairs officer", SOON),
        ("aftercare officer", SOON),
        ("town officer", SOON),
        ("bureau clerk", SOON),
    ],
)
def test_an_empty_work_list_says_truly_whether_it_can_fill(planted: Planted, seat: str, sentence: str):
    Duty.objects.using("owner").all().delete()
    page = text_of(signed_in(planted.seats[seat]).get("/"))
    sentences = (SOON, ON_A_TELEPHONE, NEVER_BY_THESE_RULES, ONLY_OF_OFFICES, ONLY_IN_THE_CLOSED_LIST)
    assert [word for word in sentences if word in page] == [sentence]


def test_whoever_the_rules_say_owes_a_duty_is_a_kind_of_office():
    owners = {duty.owner.kind for duty in RULES.duties.values()} - {"person"}
    assert owners <= OFFICES_OF_OWNERS.keys()
    owing = {kind for owner in owners for kind in OFFICES_OF_OWNERS[owner]}
    about_people = {kind for kind in OfficeKind if owes_about_people(kind)}
    assert about_people == owing - {OfficeKind.HRSS}, "its courses come with the calendar"
    assert OfficeKind.POLICE_STATION not in owing, "the control"


# Closed files


def test_whoever_keeps_no_closed_file_is_told_so_and_asked_for_nothing(planted: Planted):
    client = signed_in(planted.seats["town officer"])
    answer = client.get(reverse("closed_list"))
    assert answer.status_code == 200
    assert "没有指定由您负责的封存档案" in text_of(answer)
    asked = signed_in(planted.seats["keeper of closed files"]).get(reverse("closed_list"))
    assert asked.status_code == 302, "the control: whoever keeps some is asked"


@pytest.mark.parametrize(
    ("language", "why", "back"),
    [
        ("zh-hans", "封存档案、导出打印、账号和登录设置", "回到今日工作"),
        ("en", "Closed files, what is exported or printed, accounts and the settings of your sign-in", "back to today"),
    ],
)
def test_the_password_is_asked_for_in_our_words_with_a_reason_and_a_way_back(
    planted: Planted, language: str, why: str, back: str
):
    client = signed_in(planted.seats["keeper of closed files"])
    client.cookies[LANGUAGE_COOKIE] = language
    page = text_of(client.get(reverse("closed_list"), follow=True))
    assert (why in page, back in page) == (True, True)
    assert "safeguard" not in page


def test_a_wrong_password_there_is_told_and_a_right_one_leads_on(clerk: ActingStaff):
    client = before(clerk)
    address = f"{reverse('account_reauthenticate')}?next={reverse('today')}"
    wrong = client.post(address, {"password": "wrong", "next": reverse("today")})
    assert "密码不对。" in text_of(wrong)
    right = client.post(address, {"password": "only-for-tests", "next": reverse("today")})
    assert right.headers["Location"] == reverse("today")


# Why a duty is there


@pytest.mark.parametrize("whose", [HERE, CLOSED])
def test_the_page_that_says_why_says_whose_duty_it_is(planted: Planted, whose: str):
    address = planted.address("why", whose)
    page = text_of(fresh(planted.seats["justice assistant"]).get(address))
    number = Case.objects.using("owner").get(person__name=NAMES[whose]).number
    assert re.search(rf"<h1>[^<]+：{NAMES[whose]}</h1>", page)
    [title] = re.findall(r"<title>(.+?)</title>", page, re.DOTALL)
    assert NAMES[whose] not in title, "windows name nobody"
    assert number not in title
    assert re.search(rf'class="crumbs">.*{NAMES[whose]}', page, re.DOTALL)
    assert stranger_at_the_door().get(address).status_code == 302


# How it came, and for which reason


def test_the_history_says_what_a_verification_found(planted: Planted):
    found = Verification.objects.using("owner").get(person_name=NAMES[ANSWERED])
    address = reverse("case_file", args=[found.person_id])
    history = text_of(fresh(planted.seats["justice assistant"]).get(address, {"tab": "history"}))
    labels = {one.value: one.label for one in Finding}
    assert f"姓名{labels[found.name]}、身份{labels[found.identity]}、住址{labels[found.address]}" in history


def test_a_form_says_how_it_was_sent(planted: Planted):
    client = fresh(planted.seats["justice assistant"])
    address = planted.address("case_file", HERE) + "?tab=papers"
    assert "途径：系统（上传的名单）" in text_of(client.get(address))
    client.cookies[LANGUAGE_COOKIE] = "en"
    assert "sent through: the system (an uploaded list)" in text_of(client.get(address))


def test_of_a_reason_that_nobody_named_nothing_is_promised(
    assistant: ActingStaff, take: Callable[..., Case], priority: tuple[PriorityReason, ...]
):
    case = take(priority=priority)
    for address in (
        reverse("take_step", args=[case.person_id, "alert"]),
        f"{reverse('case_file', args=[case.person_id])}?tab=papers",
    ):
        page = text_of(Client.get(before(assistant), address))
        assert "其他理由" in page
        assert "待注明" not in page
