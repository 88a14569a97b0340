"""Whoever goes to somebody's door reads that they work away, until when, and who keeps in touch; whoever only pays does not (HLP-3, LAW-1)."""

import pytest
from django.urls import reverse

from anbang.casework.care.away import NewAway, come_back, go_away
from anbang.casework.models import Case
from anbang.organisations.steps import StepRefused
from tests.support.crew import TODAY, days
from tests.web.matrix import CARED
from tests.web.planted import Planted, fresh
from tests.web.test_lists import text_of

BACK = TODAY + days(20)
IN_WORDS = f"{BACK.year}年{BACK.month}月{BACK.day}日"


@pytest.fixture
def gone(planted: Planted) -> Planted:
    """The one in care works away."""
    by = planted.seats["justice assistant"]
    away = NewAway("成都某工地", "13900000000", "郑家姐姐", expected_on=BACK)
    go_away(case_of(planted).pk, away, by=by, on=by.today)
    return planted


def case_of(planted: Planted) -> Case:
    return Case.objects.using("owner").get(person=planted.arguments["case_file"][CARED]["person_id"])


def page(planted: Planted, seat: str, name: str) -> str:
    return text_of(fresh(planted.seats[seat]).get(planted.address(name, CARED)))


@pytest.mark.parametrize("name", ["one_of_mine", "take_step visit"])
def test_the_village_reads_it_on_the_person_and_beside_the_form_of_a_visit(gone, name):
    assert "外出务工" in page(gone, "village cadre", name)
    assert IN_WORDS in page(gone, "village cadre", name)


def test_the_village_reads_who_keeps_in_touch_and_not_where_it_was_told_to_others(gone):
    told = page(gone, "village cadre", "one_of_mine")
    assert "郑家姐姐" in told
    assert "成都某工地" not in told


def test_the_list_of_the_village_marks_whoever_is_away(gone):
    listed = text_of(fresh(gone.seats["village cadre"]).get(reverse("my_people")))
    assert f"外出，预计{IN_WORDS}返回" in listed


def test_civil_affairs_does_not_read_it(gone):
    for name in ("one_of_mine", "my_people"):
        address = gone.address(name, CARED) if name == "one_of_mine" else reverse(name)
        assert "外出" not in text_of(fresh(gone.seats["civil affairs officer"]).get(address))


def test_the_history_says_when_they_mean_to_be_back_and_who_keeps_in_touch(gone):
    client = fresh(gone.seats["justice assistant"])
    told = text_of(client.get(gone.address("case_file", CARED), {"tab": "history"}))
    assert f"预计{IN_WORDS}返回" in told
    assert "由郑家姐姐保持联系" in told


def test_once_they_are_back_it_is_gone(gone):
    by = gone.seats["justice assistant"]
    come_back(case_of(gone).pk, by=by, on=by.today)
    assert "外出，预计" not in text_of(fresh(gone.seats["village cadre"]).get(reverse("my_people")))


def test_nobody_goes_away_before_care_has_begun(planted):
    by = planted.seats["justice assistant"]
    case = case_of(planted)
    assert case.care_from is not None
    with pytest.raises(StepRefused, match="帮教开始以后"):
        go_away(case.pk, NewAway("成都", "", "王某"), by=by, on=case.care_from - days(1), late_because="补")
