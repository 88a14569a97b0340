"""What an officer sees at once: what else waits, the same numbers everywhere, and where what is missing is entered."""

import re

import pytest
from django.template import Context, Template
from django.urls import reverse

from anbang.casework.care.actions import accept_transfer
from anbang.casework.care.away import NewAway, go_away
from anbang.casework.care.models import GoalArea, TeamRole
from anbang.casework.care.plan import NewGoal, make_plan
from anbang.casework.care.team import NewMember, name_team
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.casework.visit.actions import NewVisit, record_visit
from anbang.casework.visit.needs import How
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind
from anbang.web import files
from tests.coordination.mornings import comes
from tests.exchange import lists
from tests.support.crew import NEXT, TODAY, District, days
from tests.web.matrix import CARED, HERE
from tests.web.planted import Planted, fresh, signed_in
from tests.web.test_at_hand import in_view
from tests.web.test_requests import ASKED, person_of

PLAN_REVIEW, TEAM = "plan-review", "team"
EVERY_ROLE = (TeamRole.JUSTICE_ASSISTANT, TeamRole.POLICE_OFFICER, TeamRole.VILLAGE_CADRE, TeamRole.FAMILY_MEMBER)


def page_of(by: ActingStaff, name: str = "today", *about: object, **sent: str) -> str:
    return signed_in(by).get(reverse(name, args=about), headers=sent).content.decode()


def numbers_in(words: str) -> list[int]:
    return [int(number) for number in re.findall(r"<b>(\d+)</b>", words)]


@pytest.fixture
def to_review(district: District) -> Case:
    """Somebody whose plan should have been looked at again the day before yesterday."""
    case, on = district.in_care(since=TODAY - days(60)), TODAY - days(50)
    make_plan(
        case.pk,
        [NewGoal(GoalArea.HOME, "租到住处")],
        by=district.assistant(on=on),
        on=on,
        review_on=TODAY - days(2),
    )
    return case


# The first page


def test_the_digest_of_the_morning_counts_as_the_list_below_it_counts(district: District):
    for since in (TODAY - days(90), TODAY - days(40), TODAY - days(3), TODAY):
        district.in_care(since=since)
    comes(TODAY)
    page = page_of(district.assistant())
    digest = numbers_in(page.partition("今早汇总")[2].partition("</form>")[0])
    chips = numbers_in(page.partition('class="chips acts"')[2].partition("</nav>")[0])
    assert digest[:3] == chips[1:4], "overdue, due today, due in the seven days after it"
    assert sum(digest[:3]) > 3


@pytest.mark.usefixtures("to_review")
def test_what_stands_below_the_list_is_said_above_it_when_it_has_come(district: District):
    by = district.assistant()
    assert page_of(by).count('id="below"') == 1
    brought = page_of(by, "also_waiting", **{"HX-Request": "true"})
    told = brought.partition('id="below" hx-swap-oob="true"')[2].partition("</p>")[0]
    assert 'href="#plans"' in told
    assert 'id="plans"' in brought
    assert "#signs" not in told, "the control: none waits"
    assert "hx-swap-oob" not in page_of(by, "also_waiting"), "a page of its own needs no summary of itself"
    village = page_of(district.cadre(district.place()), "also_waiting", **{"HX-Request": "true"})
    assert "hx-swap-oob" not in village


# The file


def step_of(case: Case, slug: str) -> str:
    return f'href="{reverse("take_step", args=[case.person_id, slug])}"'


def test_a_plan_that_waits_is_to_be_reviewed_from_the_file_at_once(district: District, to_review: Case):
    page = page_of(district.assistant(), "case_file", to_review.person_id)
    assert "帮教方案该复查了" in page
    assert step_of(to_review, PLAN_REVIEW) in in_view(page)
    assert step_of(to_review, TEAM) in in_view(page), "and so is a team that lacks somebody"
    elsewhere = page_of(district.at(OfficeKind.TOWN_GOVERNMENT), "case_file", to_review.person_id)
    assert "帮教方案该复查了" not in elsewhere, "it is not theirs to review"


@pytest.mark.parametrize("review_on", [TODAY + days(1), None])
def test_a_plan_whose_day_is_to_come_waits_for_nobody(district: District, review_on):
    case, by = district.in_care(since=TODAY - days(60)), district.assistant()
    make_plan(case.pk, [NewGoal(GoalArea.HOME, "租到住处", by_on=TODAY)], by=by, on=TODAY, review_on=review_on)
    assert step_of(case, PLAN_REVIEW) not in in_view(page_of(by, "case_file", case.person_id))


def test_control_without_it_the_file_keeps_silent(district: District, to_review: Case, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "plan_waits", lambda *_args, **_named: False)
    page = page_of(district.assistant(), "case_file", to_review.person_id)
    assert step_of(to_review, PLAN_REVIEW) not in in_view(page)


def test_a_team_that_is_to_be_named_anew_is_not_called_complete(district: District):
    case = district.in_care(since=TODAY - days(40))
    by = district.assistant()
    name_team(case.pk, [NewMember(role, "唐某") for role in EVERY_ROLE], by=by, on=TODAY)
    assert "四位一体已齐" in page_of(by, "case_file", case.person_id)
    district.moved(case, on=TODAY)
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    page = page_of(district.assistant(NEXT), "case_file", case.person_id)
    assert "待重新确定" in page
    assert "四位一体已齐" not in page


def test_what_is_missing_leads_to_where_it_is_entered_and_not_back_to_itself(district: District):
    case, by = district.in_care(), district.assistant()

    def listed(staff: ActingStaff, tab: str) -> str:
        page = signed_in(staff).get(reverse("case_file", args=[case.person_id]), {"tab": tab}).content.decode()
        return page.partition('id="checklist"')[2].partition("</section>")[0]

    assert step_of(case, "report-in") in listed(by, "overview")
    assert 'href="?tab=papers"' not in listed(by, "papers"), "no link to the page that is open"
    assert step_of(case, "report-in") not in listed(district.at(OfficeKind.TOWN_GOVERNMENT), "papers"), "not theirs"


# Requests


def test_a_request_is_answered_from_the_list_by_whom_it_waits_for(planted: Planted):
    here, person = fresh(planted.seats["justice assistant"]), person_of(HERE).pk
    here.post(reverse("take_step", args=[person, "take-in-request"]), ASKED)
    answer = f"people/{reverse('case_file', args=[person]).split('/')[2]}/steps/answer-request/"
    assert answer in here.get(reverse("requests")).content.decode()
    elsewhere = fresh(planted.seats["justice assistant elsewhere"]).get(reverse("requests")).content.decode()
    assert answer not in elsewhere


# What ends everything


@pytest.mark.parametrize(("slug", "asks"), [("death", True), ("reoffence", True), ("contact", False)])
def test_the_day_of_what_ends_everything_is_asked_for(district: District, slug: str, *, asks: bool):
    case = district.in_care()
    page = page_of(district.assistant(), "take_step", case.person_id, slug)
    field = re.search(r'<input[^>]*name="on"[^>]*>', page)
    assert field is not None
    assert ("value=" not in field[0]) is asks


# Telephones


@pytest.mark.parametrize(
    ("told", "rung"),
    [
        ("电话 139 0000 0001，晚上打", ["13900000001"]),
        ("１３９０００００００２", ["13900000002"]),
        ("座机（023）46770000 或 13900000003", ["02346770000", "13900000003"]),
        ("住在 12 号 <b>", []),
        ("", []),
    ],
)
def test_a_telephone_is_rung_at_a_touch_and_nothing_else_is_taken_for_one(told: str, rung: list[str]):
    shown = Template("{{ told|with_calls }}").render(Context({"told": told}))
    assert re.findall(r'href="tel:([^"]+)"', shown) == rung
    assert "<b>" not in shown
    assert re.sub(r"<[^>]+>", "", shown).replace("&lt;b&gt;", "<b>") == told


def test_control_the_number_of_a_file_is_rung_by_nobody():
    shown = Template("{{ told|with_calls }}").render(Context({"told": "档案 2026-00012"}))
    assert "tel:" not in shown


# What came with the file, the pick-ups, and a village's list


def test_the_goals_and_the_way_to_the_allowance_stand_on_the_first_tab(district: District, to_review: Case):
    page = page_of(district.assistant(), "case_file", to_review.person_id)
    goals = page.partition('id="goals"')[2].partition("</section>")[0]
    assert "住处" in goals
    assert "租到住处" not in goals, "the words of a goal are read behind the tab"
    aid = page.partition('id="aid"')[2].partition("</section>")[0]
    assert "困难证明" in aid, "how far the chain has come, where no month is granted yet"
    before = district.filed()
    assert 'id="aid"' not in page_of(district.assistant(), "case_file", before.person_id), "the control: before care"


def test_what_was_paid_and_what_is_due_stands_month_by_month_on_the_first_tab(planted: Planted):
    client = fresh(planted.seats["justice assistant"])
    strip = (
        client.get(planted.address("case_file", CARED))
        .content.decode()
        .partition('class="months"')[2]
        .partition("</ol>")[0]
    )
    months = re.findall(r"<span>(\d{4}年\d{1,2}月)</span><b>([^<]+)</b><span>([^<]+)</span>", strip)
    assert ("2026年11月", "已发") in [(month, state) for month, _yuan, state in months]
    assert len({state for _month, _yuan, state in months}) > 1, "and what is to come stands beside it"
    assert all(re.fullmatch(r"\d+(\.\d+)? 元|—", yuan.strip()) for _month, yuan, _state in months)


def test_what_is_overdue_before_the_day_stands_on_the_pick_ups(district: District):
    lists.applied([lists.person(1, 释放日期=f"{TODAY + days(2):%Y-%m-%d}")], by=district.clerk())
    duty = Duty.objects.using("owner").select_related("case").get(rule="verify")
    page = page_of(district.assistant(), "reception")
    assert duty.case is not None
    assert reverse("case_file", args=[duty.case.person_id]) in page
    assert "逾期" not in page.partition("<table")[2]
    Duty.objects.using("owner").filter(pk=duty.pk).update(opens_on=TODAY - days(9), due_on=TODAY - days(3))
    assert "逾期 3 天" in page_of(district.assistant(), "reception")


def test_a_village_reads_who_is_away_and_how_somebody_was_called_on(district: District):
    case, cadre = district.in_care(since=TODAY - days(40)), district.cadre(district.place())
    assert "在外地" not in page_of(cadre)
    record_visit(case.pk, NewVisit(how=How.TELEPHONE, well=True), by=cadre, on=TODAY - days(3))
    told = NewAway("广东", "电话 13900000000", "村干部", expected_on=TODAY + days(60))
    go_away(case.pk, told, by=district.assistant(), on=TODAY)
    page = page_of(cadre)
    assert "电话或视频" in page
    assert "在外地，预计" in page


def test_a_day_as_it_is_spoken_is_shown_as_it_was_understood(district: District):
    case = district.in_care()
    told = {"on": "昨天", "words": ""}
    page = signed_in(district.assistant()).post(reverse("take_step", args=[case.person_id, "note"]), told)
    assert page.status_code == 422
    field = re.search(r'<input[^>]*name="on"[^>]*>', page.content.decode())
    assert field is not None
    assert "昨天" not in field[0], "tomorrow it would mean another day"


@pytest.mark.parametrize(
    ("wanted", "before"),
    [
        ("/people/BQtn1HtBuou9ZG-jY21rzYA-2OqWaLNc/sheets/file/", "/people/BQtn1HtBuou9ZG-jY21rzYA-2OqWaLNc/"),
        ("/people/find/", "/"),
        ("//example.org/people/BQtn1HtBuou9ZG-jY21rzYA-2OqWaLNc/", "/"),
        ("", "/"),
    ],
)
def test_who_does_not_confirm_goes_back_to_whom_it_was_about(wanted: str, before: str):
    assert Template("{{ wanted|file_before }}").render(Context({"wanted": wanted})) == before
