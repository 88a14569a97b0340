"""One person, one file (FIL-1): what stands in the cases before the newest one stays where people look for it, for those who may read it."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.urls import reverse

from anbang.casework.care.actions import record_reoffence
from anbang.casework.care.models import GoalArea, TeamRole
from anbang.casework.care.plan import NewGoal, make_plan
from anbang.casework.care.signs import note_sign
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.custody.actions import Findings, record_verification
from anbang.casework.custody.changes import settle_finding
from anbang.casework.custody.models import Channel, Finding, FindingOutcome, ThreeFalseFinding
from anbang.casework.custody.single import NewNotice, OnPaper, record_admission, record_form, record_notice
from anbang.casework.handover.actions import record_release
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import Case
from anbang.casework.visit.actions import NewVisit, record_visit
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.papers.models import Paper
from tests.support.crew import NEXT, TODAY, District
from tests.support.people import office
from tests.web.planted import fresh

SENT, FREED, GUILTY, FREED_AGAIN = date(2025, 2, 3), date(2025, 3, 3), date(2025, 9, 1), date(2026, 10, 9)
OPINION, PROOF, OPEN, HELPER, PHONE = "前案之评估", "前案之依据", "前案仍未查清", "前案的表哥", "13800000000"
GOAL, SEEN, SIGN = "前案之目标", "前案之走访", "前案之苗头"


@dataclass(frozen=True)
class Again:
    """Somebody whose first case ended with a reoffence, and who is in care anew."""

    district: District
    first: Case
    person_id: int

    def page(self, by: ActingStaff, tab: str) -> str:
        """A tab of the file."""
        response = fresh(by).get(reverse("case_file", args=[self.person_id], query={"tab": tab}))
        assert response.status_code == 200
        return str(response.content.decode())


@pytest.fixture
def again(district: District) -> Again:
    """In both cases by the steps of the offices."""
    prison = office(OfficeKind.PRISON).pk
    case, clerk, home = district.filed(on=SENT), district.clerk(SENT), district.assistant(on=SENT)
    form = record_form(case.pk, prison, Channel.SYSTEM, by=clerk, on=SENT)
    false = Findings(Finding.TRUE, Finding.TRUE, Finding.FALSE, address_evidence=PROOF)
    record_verification(form.pk, false, by=home, on=SENT)
    finding = ThreeFalseFinding.objects.using("owner").get()
    settle_finding(finding.pk, FindingOutcome.CARRIED_ON, words=OPEN, by=home, on=SENT)
    notice = NewNotice(FREED, risk_opinion=OPINION, paper=OnPaper(no_scan_because="未附"))
    record_notice(case.pk, prison, notice, by=clerk, on=SENT)
    home = district.assistant(on=FREED)
    record_release(case.pk, released_from=ReleasedFrom.PRISON, by=home, on=FREED)
    name_team(case.pk, [NewMember(TeamRole.FAMILY_MEMBER, HELPER, phone=PHONE)], by=home, on=FREED)
    make_plan(case.pk, [NewGoal(GoalArea.WORK, GOAL)], by=home, on=FREED)
    record_visit(case.pk, NewVisit(SEEN), by=home, on=FREED)
    note_sign(case.pk, facts=SIGN, prevention="谈话", by=home, on=FREED)
    record_reoffence(case.pk, words="判决书", by=district.assistant(on=GUILTY), on=GUILTY)
    record_admission(case.pk, prison, by=district.clerk(GUILTY), on=GUILTY)
    home = district.assistant(on=FREED_AGAIN)
    record_release(case.pk, released_from=ReleasedFrom.PRISON, by=home, on=FREED_AGAIN)
    assert Case.objects.using("owner").filter(person=case.person_id).count() == 2
    return Again(district, case, case.person_id)


def test_the_papers_of_the_earlier_case_stand_folded_under_its_days(again):
    page = again.page(again.district.assistant(), "papers")
    opinion = Paper.objects.using("owner").get(kind="risk_opinion")
    heading = page.index(f"以前的档期 {again.first.number}")
    assert "2025年2月3日–2025年9月1日" in page[heading:]
    for words in (PROOF, OPEN, reverse("paper", args=[again.person_id, opinion.pk])):
        assert page.index(words) > heading
    of_this_case = page.partition('id="checklist"')[2].partition("</section>")[0]
    assert page.count("基本情况登记表") - of_this_case.count("基本情况登记表") == 1
    assert '<details class="fold earlier">' in page


def test_a_finding_that_was_carried_on_is_settled_from_the_earlier_case(again):
    finding = ThreeFalseFinding.objects.using("owner").get()
    address = reverse("take_step_about", args=[again.person_id, "settle-finding", finding.pk])
    assert f'href="{address}"' in again.page(again.district.assistant(), "papers")
    told = {"on": TODAY.isoformat(), "outcome": "resolved", "words": "查清了", "late_because": ""}
    assert fresh(again.district.assistant()).post(address, told).status_code == 302
    page = again.page(again.district.assistant(), "papers")
    assert page.index(OPEN) < page.index("查清了"), "what was said first stays, and both have their days"
    assert address not in page, "what is resolved is offered no more"


def test_team_plan_and_visits_of_the_earlier_case_stand_there_too_without_its_telephones(again):
    by = again.district.assistant()
    team = again.page(by, "team")
    heading = team.index("以前的档期")
    assert team.index(GOAL) > heading
    assert team.index(HELPER) > heading
    assert PHONE not in team
    assert "还没有帮教方案。" in team[:heading], "what runs stands above, and has none yet"
    visits = again.page(by, "visits")
    assert visits.index(SEEN) > visits.index("以前的档期")
    assert '苗头<span class="count">1</span>' in visits


def test_a_tab_counts_over_all_cases(again):
    page = again.page(again.district.assistant(), "overview")
    assert '走访与考察<span class="count">1</span>' in page
    assert '来文与回复<span class="count">2</span>' in page


def test_of_the_earlier_case_a_reader_is_told_no_more_than_of_the_newest(again):
    """A town reads neither the opinion nor of signs; an office out of reach opens nothing."""
    town = again.district.at(OfficeKind.TOWN_GOVERNMENT)
    page = again.page(town, "papers")
    opinion = Paper.objects.using("owner").get(kind="risk_opinion")
    assert "以前的档期" in page
    assert reverse("paper", args=[again.person_id, opinion.pk]) not in page
    assert "苗头<span" not in again.page(town, "visits")
    elsewhere = fresh(again.district.assistant(NEXT)).get(reverse("case_file", args=[again.person_id]) + "?tab=papers")
    assert elsewhere.status_code == 404


def test_whoever_has_one_case_has_no_earlier_ones(district):
    case = district.in_care()
    page = fresh(district.assistant()).get(reverse("case_file", args=[case.person_id]) + "?tab=papers").content.decode()
    assert "以前的档期" not in page
