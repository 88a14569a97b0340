"""Every step about a person, taken through its page: the one action is done, and what is refused comes back with everything kept."""

from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anbang.casework.act.models import Act, Correction
from anbang.casework.act.story import words_of
from anbang.casework.care.models import CarePlan, Sign, TeamMember
from anbang.casework.custody.models import FamilyNeed, MajorChange, RegistrationForm, ThreeFalse, ThreeFalseFinding
from anbang.casework.duty.models import Duty
from anbang.casework.models import Case
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Area, Staff
from anbang.web.references import reference
from tests.support.people import TODAY, office, post

RELEASED, WEEK_AGO = "2026-10-20", "2026-10-30"
LATE = {"late_because": "补登"}
TAKEN: set[str] = set()


class Desk:
    """The pages before the staff of one town, about one person."""

    def __init__(self, person_id: int, case_id: int, staff: dict[str, ActingStaff]) -> None:
        self.person_id, self.case_id, self.staff = person_id, case_id, staff

    def client(self, who: str) -> Client:
        client = Client(HTTP_HOST="localhost")
        client.force_login(Staff.objects.get(pk=self.staff[who].staff_id))
        return client

    def address(self, slug: str, about: int | None = None) -> str:
        name, more = ("take_step", ()) if about is None else ("take_step_about", (about,))
        return reverse(name, args=[self.person_id, slug, *more])

    def show(self, who: str, slug: str, about: int | None = None) -> HttpResponse:
        return self.client(who).get(self.address(slug, about))

    def send(self, who: str, slug: str, about: int | None = None, /, **told: object) -> HttpResponse:
        """Send a form; without a day it is today's."""
        return self.client(who).post(self.address(slug, about), {"on": TODAY.isoformat(), **told})

    def take(self, who: str, slug: str, about: int | None = None, /, **told: object) -> None:
        """The step is shown and done."""
        shown = self.show(who, slug, about)
        assert (shown.status_code, b"<form" in shown.content) == (200, True), slug
        response = self.send(who, slug, about, **told)
        assert response.status_code == 302, (slug, errors(response))
        TAKEN.add(slug)

    def act(self, kind: str) -> Act:
        return Act.objects.using("owner").filter(case__person=self.person_id, kind=kind).latest("id")

    def words(self, kind: str) -> dict[str, str]:
        return words_of(self.act(kind))


def errors(response: HttpResponse) -> object:
    context = response.context
    return context["form"].errors.as_text() if context and "form" in context else response.content[:200]


@pytest.fixture
def desk(database: str, clerk: ActingStaff, assistant: ActingStaff, take: Callable[..., Case]) -> Desk:
    """Somebody in custody at 昌元, and everybody who has to do with them there."""
    town = "昌元街道"
    staff = {
        "clerk": clerk,
        "assistant": assistant,
        "second": post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, town)),
        "elsewhere": post(Role.JUSTICE_ASSISTANT, office(OfficeKind.JUSTICE_OFFICE, "安富街道")),
        "town": post(Role.TOWN_OFFICER, office(OfficeKind.TOWN_GOVERNMENT, town)),
        "village": post(Role.VILLAGE_CADRE, office(OfficeKind.VILLAGE_COMMITTEE, "玉屏社区居民委员会")),
        "civil": post(Role.CIVIL_AFFAIRS_OFFICER, office(OfficeKind.CIVIL_AFFAIRS, town)),
        "aftercare": post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE)),
    }
    case = take(release_on=date(2026, 10, 20))
    return Desk(case.person_id, case.pk, staff)


@pytest.fixture
def released(desk: Desk) -> Desk:
    """The same, released some days ago."""
    desk.take("town", "reception", on=RELEASED, outcome="met", who="王某", released_from="prison", **LATE)
    return desk


def area(name: str) -> Area:
    return Area.objects.using("owner").filter(name=name)[0]


def test_during_the_sentence(desk: Desk):
    desk.take("clerk", "release-day", release_on="2026-11-28", words="减刑")
    desk.take("assistant", "change-learnt", what="父亲去世")
    change = MajorChange.objects.using("owner").get()
    desk.take("assistant", "tell-change", change.pk)
    desk.take("assistant", "change-told", told_by="institution", what="住院")
    desk.take("assistant", "confirm-change", MajorChange.objects.using("owner").get(told_by="institution").pk)
    desk.take("assistant", "family-need", words="两个孩子没人照看", children=2, consent="on", consent_from="母亲")
    need = FamilyNeed.objects.using("owner").get()
    desk.take("clerk", "refer-family", need.pk, to="民政")
    desk.take("assistant", "settle-family", need.pk, outcome="已入学")
    desk.take("town", "pick-up-plan", who_goes="王某", vehicle="面包车", family_reached="on", family="母亲")
    assert desk.words("pick_up_planned")["vehicle"] == "面包车"
    desk.take("assistant", "not-ours", belongs_to="永川区", words="户口已迁")
    assert Case.objects.using("owner").get(pk=desk.case_id).closed_how == "not_ours"
    page = desk.client("clerk").get(reverse("arrivals")).content.decode()
    assert "今年退回 1 人" in page, "and it is counted by who sent it"


@pytest.mark.usefixtures("contexts")
def test_before_the_day_the_duty_to_fetch_somebody_opens_the_plan_and_on_the_day_the_outcome(desk: Desk):
    desk.take("clerk", "release-day", release_on="2026-11-28", words="减刑")
    duty = Duty.objects.using("owner").get(case=desk.case_id, rule="receive", void_on=None)
    client = desk.client("town")
    file = reverse("case_file", args=[desk.person_id])

    def first_offer() -> str:
        return str(client.get(file).context["wanted"][0].step.slug)

    work = client.get(reverse("today")).context["duties"]
    assert [one.address for one in work if one.duty.pk == duty.pk] == [desk.address("pick-up-plan")]
    assert first_offer() == "pick-up-plan"
    desk.take("town", "pick-up-plan", who_goes="王某")
    assert first_offer() == "reception"


@pytest.mark.usefixtures("contexts")
def test_whoever_was_not_met_is_still_to_be_found_and_then_no_longer(desk: Desk):
    nobody = {"outcome": "not_met", "why_nobody": "车坏在路上", "released_from": "prison", **LATE}
    desk.take("town", "reception", on=RELEASED, **nobody)
    file = reverse("case_file", args=[desk.person_id])
    assert [one.step.slug for one in desk.client("town").get(file).context["wanted"]] == ["reception"]
    desk.take("town", "reception", outcome="came_alone")
    assert desk.client("town").get(file).context["wanted"] == []
    assert not Duty.objects.using("owner").running().filter(case=desk.case_id, rule="receive").exists()


def test_a_release_on_another_day_than_the_announced_one_says_why(desk: Desk):
    told = {"outcome": "came_alone", "released_from": "prison", "late_because": "补登"}
    page = desk.show("town", "reception").content.decode()
    assert 'value="2026年10月20日"' in page, "the announced day stands there"
    response = desk.send("town", "reception", **told)
    assert response.status_code == 422
    assert "告知的释放日期是2026年10月20日" in response.content.decode().replace("\u202f", "").replace(" ", "")
    assert Case.objects.using("owner").get(pk=desk.case_id).care_from is None
    desk.take("town", "reception", **told, another_day="余刑折抵")
    assert desk.words("released") == {"another_day": "余刑折抵"}


def test_a_team_of_nobody_is_no_team(released: Desk):
    response = released.send("assistant", "team")
    assert response.status_code == 422
    assert "请至少写一名成员" in response.content.decode()


def test_whoever_recorded_something_puts_it_right_from_the_page_on_which_it_stands(released: Desk):
    released.take("village", "visit", how="at_home", seen="在家")
    page = released.client("village").get(reverse("one_of_mine", args=[released.person_id])).content.decode()
    withdraw = released.address("withdraw", released.act("visited").pk)
    assert withdraw in page
    assert released.show("village", "withdraw", released.act("released").pk).status_code == 404, "not what others did"
    released.take("village", "withdraw", released.act("visited").pk, why="记错人")


def test_what_was_found_false_is_followed_until_it_is_cleared_up(desk: Desk):
    form = RegistrationForm.objects.using("owner").get(case=desk.case_id)
    told = {"name": "true", "identity": "true", "address": "false", "address_evidence": "村里没有这一户"}
    sent = desk.client("assistant").post(reverse("verify", args=[form.pk]), {**told, "family": ""})
    assert sent.status_code == 302, errors(sent)
    finding = ThreeFalseFinding.objects.using("owner").get()
    assert (finding.what, finding.outcome) == (ThreeFalse.ADDRESS, "open")
    assert desk.send("assistant", "settle-finding", finding.pk, outcome="open", words="还在查").status_code == 422
    desk.take("assistant", "settle-finding", finding.pk, outcome="carried_on", words="问不到人，接回后再查")
    desk.take("assistant", "settle-finding", finding.pk, outcome="resolved", words="改住安富，邻居证明")
    finding.refresh_from_db(using="owner")
    assert (finding.outcome, finding.outcome_words) == ("resolved", "改住安富，邻居证明")


def test_from_the_gate_into_care(released: Desk):
    assert Case.objects.using("owner").get(pk=released.case_id).care_from == date(2026, 10, 20)
    assert released.words("received") == {"who": "王某"}
    released.take("assistant", "report-in", has_certificate="yes", certificate="渝监字1号", contact="139")
    released.take("assistant", "explain-aid", words="低保")
    released.take("village", "visit", how="at_home", seen="在家", needs=["work", "home"])
    assert released.act("visited").told == {"how": "at_home", "needs": ["work", "home"]}
    released.take("village", "visit", how="refused")
    assert released.act("visited").told == {"refused": True}
    released.take("assistant", "call", words="走访了母亲")
    released.take("assistant", "note", words="记一下")
    released.take("assistant", "set-priority", reasons=["no_home"], words="无处可住")
    released.take("town", "review", situation="稳定", conclusion="继续", needs=["health"])
    released.take("assistant", "lift-priority", reasons=["no_home"], words="已有住处")
    released.take("assistant", "away", where="广州", keeps_touch="李某")
    released.take("assistant", "back", contact="13900000001")
    released.take("village", "contact", lives_at="新街9号")
    released.take("village", "contact-lost", words="打不通")
    released.take("assistant", "search", words="问了母亲")
    released.take("assistant", "found", words="在广州")
    released.take("assistant", "death", words="火化证明")


def test_the_team_and_the_plan_in_rows(released: Desk):
    rows = {
        "role_0": "village_cadre",
        "name_0": "唐某",
        "phone_0": "4672138",
        "role_2": "family_member",
        "name_2": "母亲",
    }
    names = {f"name_{number}": "" for number in range(5)}
    released.take("assistant", "team", **{**names, **rows})
    assert sorted(TeamMember.objects.using("owner").values_list("name", flat=True)) == ["唐某", "母亲"]
    page = released.show("assistant", "team").content.decode()
    assert 'value="唐某"' in page
    assert "name_6" in page
    assert "4672138" not in page.partition("<main")[2], "a telephone that is known is not shown"
    released.take("assistant", "plan", goal_0="找工作", area_0="work", helper_0="唐某", review_on="2026-12-05")
    goal = CarePlan.objects.using("owner").get().goals.using("owner").get()
    state = f"state_{reference('goal', goal.pk)}"
    released.take("assistant", "plan-review", words="已上班", **{state: "reached", "goal_0": ""})
    goal.refresh_from_db(using="owner")
    assert goal.state == "reached"


def test_a_row_without_its_role_comes_back_with_everything_kept(released: Desk):
    response = released.send("assistant", "team", name_0="唐某", role_0="", unit_0="玉屏")
    page = response.content.decode()
    assert response.status_code == 422
    assert "请选择身份" in page
    assert 'value="玉屏"' in page
    assert TeamMember.objects.using("owner").count() == 0


def test_a_transfer_is_returned_and_then_accepted(released: Desk):
    away = area("安富街道")
    released.take("assistant", "move", town=away.pk, words="本人说")
    assert released.show("assistant", "accept-transfer").content.decode().count("<form") < 6
    response = released.send("elsewhere", "return-transfer", words="没有搬来")
    TAKEN.add("return-transfer")
    assert response.headers["Location"] == reverse("case_file", args=[released.person_id])
    released.take("assistant", "propose-transfer", words="人就住在那里")
    gone = released.send("elsewhere", "move", town=area("昌元街道").pk)
    assert gone.headers["Location"] == reverse("people"), "whom one sees no more, one is not led to"
    assert released.show("elsewhere", "move").status_code == 404
    released.take("assistant", "move", town=away.pk)
    released.take("elsewhere", "accept-transfer")
    released.take("elsewhere", "registered-place", outside="四川省隆昌市", late_because="")


def test_the_allowance_step_by_step(released: Desk):
    released.take("assistant", "report-in", has_certificate="yes", certificate="1")
    released.take("village", "hardship", words="确有困难")
    released.take("assistant", "check-allowance")
    assert released.show("town", "check-allowance").status_code == 404, "not the town's"
    released.take("town", "approve-allowance")
    released.take("civil", "pay-allowance", month="2026-11")
    assert released.act("allowance_paid").told == {"month": "2026-11"}
    released.take("village", "household", fact_disabled="yes", fact_supporter="none", fact_income_per_head="300")
    assert released.act("facts").told == {"disabled": True, "supporter": "none", "income_per_head": 300}
    released.take("assistant", "household", fact_disabled="", fact_supporter="none", fact_income_per_head="300")
    assert released.act("facts").told == {"disabled": None}
    released.take("civil", "dibao-granted", from_month="2026-11")
    released.take("civil", "dibao-ended", last_month="2026-12")


def test_a_sign_has_its_own_page_two_hands_and_an_answer(released: Desk):
    released.take("assistant", "note-sign", facts="看到翻墙", prevention="已谈话")
    sign = Sign.objects.using("owner").get()
    response = released.send("assistant", "confirm-sign", sign.pk)
    assert response.status_code == 422, "not by the same hand"
    released.take("second", "confirm-sign", sign.pk)
    released.take("second", "tell-police", sign.pk, told_to="昌元派出所 李某")
    released.take("assistant", "police-receipt", sign.pk, received_by="李某")
    released.take("assistant", "answer-sign", sign.pk, words="是捡球")

    def page() -> str:
        return released.client("assistant").get(reverse("signs", args=[released.person_id])).content.decode()

    assert "看到翻墙" in page()
    assert "是捡球" in page()
    released.take("assistant", "unfounded-sign", sign.pk, why="看错人", told_to="昌元派出所 李某")
    for who in ("village", "town"):
        assert released.show(who, "police-receipt", sign.pk).status_code == 404
    assert "标明不实" in page()
    assert "看到翻墙" not in page(), "what counts no more is not read any more"
    assert "苗头" not in released.show("village", "visit").content.decode().partition("<main")[2]


def test_a_reoffence_and_its_look_back(released: Desk):
    released.take("assistant", "reoffence", words="(2026)渝0153刑初1号")
    released.take("aftercare", "look-back", words="都办了")


def test_what_was_recorded_wrongly_is_put_right(released: Desk):
    released.take("assistant", "note", words="写错人")
    act = released.act("noted")
    released.take("assistant", "correct-day", act.pk, on="2026-11-03", why="日期写错")
    released.take("assistant", "redact", act.pk, why="别人的隐私")
    released.take("assistant", "withdraw", act.pk, why="记错人")
    act.refresh_from_db(using="owner")
    assert (act.on, act.words_sealed, act.withdrawn_on) == (date(2026, 11, 3), None, TODAY)
    assert Correction.objects.using("owner").count() == 3
    page = (
        released.client("assistant")
        .get(reverse("case_file", args=[released.person_id]) + "?tab=history")
        .content.decode()
    )
    assert "<s>" in page
    assert "记错人" in page


def test_why_only_now_is_asked_for_only_then(released: Desk):
    assert 'name="late_because"' not in released.show("village", "visit").content.decode()
    response = released.send("village", "visit", how="at_home", seen="在家", on="2026-10-21")
    assert response.status_code == 422
    page = response.content.decode()
    assert 'name="late_because"' in page
    assert ">为什么现在才登记</label>" in page, "not as something that may be left out"
    assert 'value="2026年10月21日"' in page
    assert "在家</textarea>" in page
    released.take("village", "visit", how="at_home", seen="在家", on="2026-10-21", late_because="没有网")
    assert released.act("visited").late_because == "没有网"


@pytest.mark.usefixtures("contexts")
@pytest.mark.parametrize("day", ["2026-11-06", "", "大前年"])
def test_a_day_to_come_or_none_is_refused_at_its_field(released: Desk, day: str):
    response = released.send("village", "visit", how="at_home", seen="在家", on=day)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["on"]


@pytest.mark.usefixtures("contexts")
@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "1899-12-31", "9999-12-31"])
@pytest.mark.parametrize("slug", ["move", "registered-place"])
def test_a_move_on_a_day_that_cannot_be_is_refused_at_its_field(released: Desk, slug: str, day: str):
    village = Area.objects.using("owner").get(name="玉屏社区居民委员会")
    told = {"town": village.parent_id, "village": village.pk, "late_because": "补登"}
    response = released.send("assistant", slug, on=day, **told)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["on"])


@pytest.mark.usefixtures("contexts")
def test_too_many_rows_are_refused_and_none_is_cut_off(released: Desk):
    told = {f"name_{number}": f"成员{number}" for number in range(45)}
    response = released.send("assistant", "team", **told, **{f"role_{number}": "volunteer" for number in range(45)})
    page = response.content.decode()
    assert response.status_code == 422
    assert "最多填 40 行" in page
    assert 'value="成员44"' in page, "nothing that was typed is lost"
    assert TeamMember.objects.using("owner").count() == 0


@pytest.mark.usefixtures("contexts")
@pytest.mark.parametrize("slug", ["away", "plan"])
def test_what_is_not_there_on_that_day_is_refused_at_the_day(released: Desk, slug: str):
    told = {"where": "成都", "keeps_touch": "王某", "goal_0": "找工作", "area_0": "work"}
    released.take("assistant", "death", words="村里告知")
    response = released.send("assistant", slug, **told)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["on"])
    released.take("assistant", slug, on="2026-11-04", **told)


@pytest.mark.usefixtures("contexts")
def test_a_place_is_one_place(released: Desk):
    village, other = Area.objects.using("owner").get(name="玉屏社区居民委员会"), area("安富街道")
    for told, at in (
        ({}, "village"),
        ({"town": other.pk, "village": village.pk}, "village"),
        ({"town": other.pk, "outside": "成都"}, "outside"),
    ):
        response = released.send("assistant", "move", **told)
        assert (response.status_code, list(response.context["form"].errors)) == (422, [at])


def test_a_step_of_the_others_or_about_nobody_does_not_exist(released: Desk):
    for who, slug in (("village", "reoffence"), ("civil", "visit"), ("village", "team"), ("assistant", "nothing")):
        assert {released.show(who, slug).status_code, released.send(who, slug).status_code} == {404}, (who, slug)
    assert released.show("assistant", "confirm-sign").status_code == 404, "about a sign, and none is named"


def test_the_end_of_care_cannot_come_before_the_term_is_over(released: Desk):
    assert "这一步今天不能办" in released.show("assistant", "end-care").content.decode()
    response = released.send("assistant", "end-care", summary="很好")
    assert response.status_code == 422
    assert "其后才能结束" in response.content.decode()


def test_community_corrections_and_the_other_ways_into_care(desk: Desk):
    desk.take("clerk", "release", on=RELEASED, released_from="detention_centre", **LATE)
    assert desk.act("released").told == {"from": "detention_centre"}
    assert desk.send("assistant", "corrections-completed").status_code == 422
