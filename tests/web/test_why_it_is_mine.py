"""Why a duty is theirs, and why somebody is not in their list: asked by those who open no files, who read no more than their work needs (LAW-1)."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from anbang.audit.models import Look
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.care.actions import set_priority
from anbang.casework.duty import queries
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case, Person
from anbang.casework.visit.actions import NewVisit, record_visit
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Staff
from anbang.policy import RULES, explain_duty
from anbang.web import why as why_page
from anbang.web.reasons import HELPING, sentences
from tests.support.crew import HOME, TODAY, District, days
from tests.support.people import office, post
from tests.web.matrix import CARED, CLOSED, HERE, THERE
from tests.web.names import NAMES, NUMBERS
from tests.web.planted import Planted, fresh
from tests.web.test_reasons import one_of_each_kind

OWNER = "owner"
OF_HELPERS = {"follow_up", "priority_contact", "pay_allowance"}
# Words that tell what a helper does not read, in both languages.
HIDDEN = ("重点", "理由", "无家可归", "priority", "Priority", "no home")


@pytest.fixture
def case(district: District) -> Case:
    """A priority person in care, whom a village follows up at any time."""
    case = district.in_care(since=TODAY - days(9))
    by = district.assistant()
    set_priority(case.pk, [PriorityReason.NO_HOME], words="见档案", by=by, on=TODAY)
    return case


def browser(by: ActingStaff) -> Client:
    """Signed in as `by`."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.using(OWNER).get(pk=by.staff_id))
    return client


def duty_of(case: Case, rule: str) -> str:
    """The address of why a duty of the case is there."""
    found = Duty.objects.using(OWNER).filter(case=case, rule=rule).order_by("id")[0]
    return reverse("why", args=[found.pk])


def main(page: str) -> str:
    """What is the page's own: the text of the clause is everybody's, and of nobody."""
    return page.split("<main", 1)[1].split('id="basis"', 1)[0]


def test_a_village_reads_how_often_it_follows_up_at_any_time_and_not_why(district, case):
    village = browser(district.cadre(district.place()))
    page = village.get(duty_of(case, "priority_contact")).content.decode()
    assert "两次走访最长间隔 1 个月" in page
    assert "为什么是这个单位" in page
    assert [word for word in HIDDEN if word in main(page)] == []
    assert reverse("duty", args=["priority_contact"]) not in page, "the rule tells for whom it is"
    assert f'"{reverse("case_file", args=[case.person_id])}"' not in page, "no way to what would not open"


def test_control_who_reads_the_whole_is_told_the_reason_of_the_same_duty(district, case, monkeypatch):
    page = browser(district.assistant()).get(duty_of(case, "priority_contact")).content.decode()
    assert "无家可归" in main(page)
    monkeypatch.setattr(why_page, "AT_THE_DOOR", None)
    village = browser(district.cadre(district.place()))
    assert "无家可归" in main(village.get(duty_of(case, "priority_contact")).content.decode())


def test_the_link_stands_beside_their_own_duties_and_nobody_elses_open(district, case):
    village = district.cadre(district.place())
    police = post(Role.POLICE_OFFICER, office(OfficeKind.POLICE_STATION, HOME))
    here = browser(village)
    asked = duty_of(case, "priority_contact")
    page = here.get(reverse("one_of_mine", args=[case.person_id])).content.decode()
    assert f'href="{asked}">依据</a>' in page, "in a word that tells nobody what it is about"
    others = Duty.objects.using(OWNER).filter(case=case).exclude(office=village.office_id)
    assert others.count() > 2
    for duty in others:
        assert here.get(reverse("why", args=[duty.pk])).status_code == 404, duty.rule
    for by in (police, district.at(OfficeKind.CIVIL_AFFAIRS)):
        assert browser(by).get(asked).status_code == 404, by.office_kind


def test_control_without_the_filter_by_office_the_village_would_open_others(district, case, monkeypatch):
    monkeypatch.setattr(queries, "SUPERVISING", frozenset(Role))
    others = Duty.objects.using(OWNER).filter(case=case, rule="make_plan")
    page = browser(district.cadre(district.place())).get(reverse("why", args=[others[0].pk]))
    assert page.status_code == 200


def test_village_and_civil_affairs_owe_these_duties_and_the_police_none():
    owners = {rule: duty.owner.kind for rule, duty in RULES.duties.items()}
    assert {rule for rule, owner in owners.items() if owner in ("village", "civil_affairs")} == OF_HELPERS
    assert not {"police_station", "police", "public_security"} & set(owners.values())


@pytest.mark.parametrize("rule", sorted(OF_HELPERS))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_duty_of_a_helper_is_explained_without_what_they_do_not_read(rule, language):
    with override(language):
        told = sentences(explain_duty(one_of_each_kind()[rule]), reader=HELPING)
    assert [word for word in HIDDEN for sentence in told if word in sentence] == []
    assert told[-1][-1] in "。."
    assert "几" not in told[-1]


@pytest.mark.parametrize(
    ("rule", "language", "word"), [("follow_up", "zh-hans", "重点"), ("follow_up", "en", "Priority")]
)
def test_control_the_whole_explanation_says_it(rule, language, word):
    with override(language):
        told = sentences(explain_duty(one_of_each_kind()[rule]))
    assert any(word in sentence for sentence in told)


# Why somebody is not listed, asked by those who open no files and by a town


ASKING = ("village cadre", "civil affairs officer", "police officer")
NOBODY = "110101199001011237"


def answered(planted: Planted, seat: str, who: str) -> str:
    """The page that answers, without what was asked."""
    page = fresh(planted.seats[seat]).post(reverse("not_listed"), {"who": who}).content.decode()
    return "\n".join(line for line in page.replace(who, "").splitlines() if "csrf" not in line)


@pytest.mark.parametrize("seat", ASKING)
def test_whoever_is_not_theirs_and_nobody_at_all_are_answered_in_the_same_words(planted, seat):
    pages = {answered(planted, seat, who) for who in (NUMBERS[HERE], NUMBERS[THERE], NUMBERS[CLOSED], NOBODY)}
    assert len(pages) == 1
    assert "不在您的名单里。" in pages.pop()


@pytest.mark.parametrize("seat", ASKING)
def test_control_of_their_own_they_read_that_they_are_listed_and_no_more(planted, seat):
    page = answered(planted, seat, NUMBERS[CARED])
    person = Person.objects.using(OWNER).get(name=NAMES[CARED])
    assert "在您的名单里。" in page
    assert f'href="{reverse("one_of_mine", args=[person.pk])}"' in page
    assert "负责帮教" not in page.partition('id="answer"')[2].partition("<form")[0]
    assert Look.objects.using(OWNER).filter(person_id=person.pk, what="why somebody is not listed").exists()


def test_a_town_reads_of_its_own_and_of_others_what_it_reads_of_nobody(planted):
    assert "还没有开始帮教" in answered(planted, "town officer", NUMBERS[HERE])
    pages = {answered(planted, "town officer", who) for who in (NUMBERS[THERE], NUMBERS[CLOSED], NOBODY)}
    assert len(pages) == 1
    assert "没有您可以看到的档案。" in pages.pop()
    assert NAMES[THERE] in answered(planted, "aftercare officer", NUMBERS[THERE]), "who coordinates the district"
    assert NAMES[CLOSED] not in answered(planted, "aftercare officer", NUMBERS[CLOSED])


@pytest.mark.parametrize("seat", [*ASKING, "town officer"])
def test_the_question_stands_beside_their_list(planted, seat):
    listed = "people" if seat == "town officer" else "my_people"
    assert f'href="{reverse("not_listed")}"' in fresh(planted.seats[seat]).get(reverse(listed)).content.decode()


def test_what_comes_again_says_from_which_day_it_counts(district, case):
    village = district.cadre(district.place())
    address = duty_of(case, "priority_contact")
    assert "重新产生" not in main(browser(village).get(address).content.decode()), (
        "the first time it counts from what opened it"
    )
    record_visit(case.pk, NewVisit("在家"), by=village, on=TODAY)
    again = Duty.objects.using(OWNER).filter(case=case, rule="priority_contact", met_on=None).latest("id")
    told = main(browser(village).get(reverse("why", args=[again.pk])).content.decode())
    assert f"上一次办完是{TODAY.year}年{TODAY.month}月{TODAY.day}日，从那天算起。" in told
    assert not any(word in told for word in HIDDEN)
