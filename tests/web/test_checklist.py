"""What belongs into a file by now, and what is in it: nothing is asked for before its time, or of whoever it does not concern."""

import re

import pytest
from django.urls import reverse

from anbang.casework.care.models import TeamRole
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.handover.actions import Arrival, report_in
from anbang.casework.models import Person
from anbang.casework.visit.actions import NewVisit, record_visit
from anbang.organisations.acting import ActingStaff
from tests.exchange import lists
from tests.support.crew import TODAY, District
from tests.web.planted import signed_in


def listed(by: ActingStaff, person_id: int, tab: str = "overview") -> dict[str, bool]:
    """Part → whether it is there; the figure beside the heading says the same."""
    page = signed_in(by).get(reverse("case_file", args=[person_id]), {"tab": tab}).content.decode()
    part = page.partition('id="checklist"')[2].partition("</section>")[0]
    rows = re.findall(r"<li( class=\"checklist__gap\")?>.*?</svg>\s*<(?:a [^>]*|span)>([^<]+)</", part, re.DOTALL)
    found = {label: not gap for gap, label in rows}
    figure = re.search(r"(\d+)/(\d+)", part)
    assert figure is None or (int(figure[1]), int(figure[2])) == (sum(found.values()), len(found))
    return found


def test_in_custody_only_what_the_sides_send_each_other_belongs_there(district: District):
    lists.applied([lists.person(1)], by=district.clerk())
    person_id = Person.objects.using("owner").get().pk
    assert listed(district.assistant(), person_id) == {
        "基本情况登记表": True,
        "核查回复": False,
        "释放通知书": True,
        "接收安排回复": False,
    }


def test_in_care_what_was_done_is_there_and_the_rest_is_not_yet(district: District):
    case, by = district.in_care(), district.assistant()
    before = listed(by, case.person_id)
    assert before["报到登记"] is before["帮教小组"] is before["走访记录"] is False
    report_in(case.pk, Arrival(has_certificate=True, certificate="渝监释12"), by=by, on=TODAY)
    name_team(case.pk, [NewMember(TeamRole.JUSTICE_ASSISTANT, "唐某")], by=by, on=TODAY)
    record_visit(case.pk, NewVisit("在家"), by=by, on=TODAY)
    after = listed(by, case.person_id)
    assert after["报到登记"] is after["帮教小组"] is after["走访记录"] is True
    assert after["帮教方案"] is False
    assert "结束帮教" not in after
    assert listed(by, case.person_id, "papers") == after


def test_whoever_comes_from_no_institution_lacks_none_of_its_papers(district: District):
    case = district.filed()
    assert listed(district.assistant(), case.person_id) == {}


@pytest.mark.parametrize("tab", ["overview", "papers"])
def test_each_part_leads_to_the_tab_on_which_it_stands(district: District, tab: str):
    case = district.in_care()
    page = signed_in(district.assistant()).get(reverse("case_file", args=[case.person_id]), {"tab": tab})
    part = page.content.decode().partition('id="checklist"')[2].partition("</section>")[0]
    assert set(re.findall(r'href="\?tab=(\w+)"', part)) <= {"papers", "team", "visits", "history"}
