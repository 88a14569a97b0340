"""One step for several people: what would come of it is told first, each is a step of its own, and what was done goes back."""

import re
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from anbang.audit.models import Event, Look
from anbang.casework.act.models import Act, Correction
from anbang.casework.care.models import TeamMember
from anbang.casework.charge.models import Caseworker
from anbang.casework.person.models import Case, Person
from anbang.casework.step.repairing import withdraw
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.web.once import FIELD
from anbang.web.references import reference
from anbang.web.steps.register import STEPS
from anbang.web.together import chosen, taking
from anbang.web.together.kinds import KINDS, ROLES, kinds_for
from tests.exchange import lists
from tests.support.crew import NEXT, TODAY, District, days
from tests.web.matrix import CLOSED
from tests.web.planted import Planted, fresh, signed_in

OWNER = "owner"
TOGETHER, CAME = "take_together", "done_together"
# What is said of one person alone, by whom it is about.
EACH_ALONE = {
    *("visit", "review", "call", "note", "note-sign", "confirm-sign", "plan", "plan-review", "household"),
    *("release", "reception", "report-in", "alert", "end-care", "reoffence", "death", "contact-lost", "found"),
}


def those(*cases: Case) -> dict[str, Any]:
    return {"chosen": [reference("person", case.person_id) for case in cases]}


def lesson(*cases: Case, **different: Any) -> dict[str, Any]:
    return {**those(*cases), "step": "explain-aid", "on": TODAY.isoformat(), "words": "讲了低保和临时救助", **different}


def name_of(case: Case) -> str:
    return Person.objects.using(OWNER).get(pk=case.person_id).name


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def key_in(response: HttpResponse) -> str:
    found = re.search(rf'name="{FIELD}" value="([^"]+)"', response.content.decode())
    assert found is not None
    return found[1]


def chosen_in(response: HttpResponse) -> set[str]:
    """Who can still be done on a page."""
    return set(re.findall(r'name="chosen" value="([^"]+)"', response.content.decode()))


def acts(*cases: Case, kind: str = "aid_explained") -> list[Act]:
    found = Act.objects.using(OWNER).filter(case__in=[case.pk for case in cases], kind=kind)
    return list(found.filter(withdrawn_on__isnull=True).order_by("id"))


def confirmed(client: Client, told: dict[str, Any], *, again: bool = False) -> HttpResponse:
    """The whole way: what would come of it, and then the step; `again`: sent twice."""
    preview = client.post(reverse(TOGETHER), told | {"stage": "try"})
    assert preview.status_code == 200, text(preview)
    sent = told | {"stage": "do", FIELD: key_in(preview), "chosen": sorted(chosen_in(preview))}
    for _twice in range(2 if again else 1):
        answer = client.post(reverse(TOGETHER), sent)
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse(CAME))
    return client.get(reverse(CAME))


@pytest.fixture
def client(district: District) -> Client:
    return signed_in(district.assistant())


def test_each_is_told_what_would_come_then_recorded_once_and_taken_back(district: District, client: Client):
    ours, theirs = [district.in_care() for _ in range(3)], district.in_care(NEXT)
    begun = client.post(reverse(TOGETHER), those(*ours) | {"step": "explain-aid"})
    assert all(name_of(case) in text(begun) for case in ours)
    looks = Look.objects.using(OWNER).filter(what="step explain-aid together")
    assert {look.person_id for look in looks} == {case.person_id for case in ours}
    before = Event.objects.using(OWNER).count()
    preview = client.post(reverse(TOGETHER), lesson(*ours, theirs) | {"stage": "try"})
    assert "讲了低保和临时救助" in text(preview)
    assert name_of(theirs) not in text(preview), "beyond the reach nobody is named"
    assert "选的人里有 1 人不能一起办" in text(preview)
    assert (acts(*ours), Event.objects.using(OWNER).count()) == ([], before), "what was tried is gone"
    sent = lesson(*ours, theirs) | {"stage": "do", FIELD: key_in(preview)}
    for words in ("已登记好</span>", "没有重复登记"):
        assert client.post(reverse(TOGETHER), sent).headers["Location"] == reverse(CAME)
        assert text(client.get(reverse(CAME))).count(words) == 3
    assert {act.case_id for act in acts(*ours, theirs)} == {case.pk for case in ours}
    keys = Event.objects.using(OWNER).filter(action="aid_explained").values_list("request_id", flat=True)
    assert (len(keys), len(set(keys))) == (3, 3), "each stands in the trail as a step of its own"
    # And back: not without a reason, for all that still stand.
    assert (client.post(reverse(CAME), {"why": " "}).status_code, len(acts(*ours))) == (422, 3)
    withdraw(acts(ours[0])[0].pk, why="另有原因", by=district.assistant())
    assert client.post(reverse(CAME), {"why": "一起登记时弄错了"}).status_code == 302
    page = text(client.get(reverse(CAME)))
    assert (acts(*ours), page.count("已撤销</span>"), "撤销全部" in page) == ([], 3, False)
    whys = Correction.objects.using(OWNER).order_by("id").values_list("why", flat=True)
    assert list(whys) == ["另有原因", "一起登记时弄错了", "一起登记时弄错了"]
    # Another form is another record.
    confirmed(client, lesson(*ours))
    assert len(acts(*ours)) == 3


def test_control_without_what_holds_it_a_trial_stays_and_only_the_first_is_recorded(
    district: District, client: Client, monkeypatch: pytest.MonkeyPatch
):
    cases = [district.in_care() for _ in range(2)]
    with monkeypatch.context() as without:
        without.setattr(taking.transaction, "set_rollback", lambda *_given, **_named: None)
        client.post(reverse(TOGETHER), lesson(*cases) | {"stage": "try"})
    assert len(acts(*cases)) == 2
    with monkeypatch.context() as without:
        without.setattr(taking, "hand_for", lambda hand, _person_id: hand)
        confirmed(client, lesson(*cases))
    assert len(acts(*cases)) == 3
    with monkeypatch.context() as without:  # where no look can be written, nothing is shown
        without.setattr(chosen, "record_looks", lambda *_given, **_named: 1 / 0)
        client.raise_request_exception = False
        refused = client.post(reverse(TOGETHER), those(*cases) | {"step": "explain-aid"})
    assert (refused.status_code, name_of(cases[0]) in text(refused)) == (500, False)


def test_whoever_cannot_is_told_why_and_stops_nobody_else(district: District, client: Client, monkeypatch):
    ready, early = district.in_care(), district.in_care(since=TODAY)
    told = lesson(ready, early, on=(TODAY - days(3)).isoformat())
    preview = client.post(reverse(TOGETHER), told | {"stage": "try"})
    assert chosen_in(preview) == {reference("person", ready.person_id)}
    assert "不能办" in text(preview)
    # Whoever is sent all the same is refused by the step itself, in words.
    sent = client.post(reverse(TOGETHER), told | {"stage": "do", FIELD: key_in(preview)})
    page = text(client.get(sent.headers["Location"]))
    assert ("没有登记</span>" in page, len(acts(ready)), len(acts(early))) == (True, 1, 0)
    # What is wrong for all of them is said at its field, and everything typed is kept.
    named = client.post(reverse(TOGETHER), lesson(ready, early, words=f"{name_of(early)}问得多") | {"stage": "try"})
    assert (named.status_code, "会写进每个人的档案" in text(named)) == (422, True)
    assert f"{name_of(early)}问得多" in text(named)
    late = client.post(reverse(TOGETHER), lesson(ready, on=(TODAY - days(40)).isoformat()) | {"stage": "try"})
    assert (late.status_code, 'name="late_because"' in text(late)) == (422, True)
    assert "讲了低保和临时救助" in text(late)
    assert chosen_in(late) == set(those(ready)["chosen"])

    # The control: without the net around each, the first refusal ends the page.
    def broken(*_given: object, **_named: object) -> None:
        raise Case.DoesNotExist

    monkeypatch.setattr(taking, "taken", broken)
    refused = client.post(reverse(TOGETHER), lesson(ready, early) | {"stage": "try"})
    assert text(refused).count("此人已不在您可以查看的范围内") == 2
    monkeypatch.setattr(taking, "_told", lambda _why: nullcontext())
    assert client.post(reverse(TOGETHER), lesson(ready) | {"stage": "try"}).status_code == 404


def test_what_cannot_be_is_said_and_nothing_is_done(planted: Planted):
    client, person = fresh(planted.seats["justice assistant"]), partial(reference, "person")
    for told, words in (
        ({}, "还没有选人"),
        ({"chosen": ["x" * 32], "step": "explain-aid"}, "还没有选人"),
        ({"chosen": [reference("case", 1)], "step": "explain-aid"}, "还没有选人"),
        ({"chosen": [person(number) for number in range(1, 40)], "step": "explain-aid"}, "一次最多 30 人"),
        ({"chosen": [person(999_999)], "step": "explain-aid", "stage": "do"}, "都不能一起办"),
        # A closed file is opened by itself, whoever is named for it.
        (
            {"chosen": [person(int(planted.arguments["case_file"][CLOSED]["person_id"]))], "step": "note"},
            "都不能一起办",
        ),
    ):
        answer = client.post(reverse(TOGETHER), told)
        assert (answer.status_code, words in text(answer)) == (422, True), told
    assert client.get(reverse(TOGETHER)).status_code == client.get(reverse(CAME)).status_code == 200


def offices(district: District) -> dict[str, ActingStaff]:
    place = district.place()
    return {
        "assistant": district.assistant(),
        "assistant elsewhere": district.assistant(NEXT),
        "town": district.at(OfficeKind.TOWN_GOVERNMENT),
        "civil affairs": district.at(OfficeKind.CIVIL_AFFAIRS),
        "village": district.cadre(place),
        "clerk": district.clerk(),
        "aftercare": district.aftercare(),
    }


FILLED_IN = {
    "on": TODAY.isoformat(),
    "words": "见下",
    "who_goes": "王所长",
    "month": "2026-11",
    "role": "village_cadre",
    "name": "新来的人",
    "staff": "1",
}


def test_nobody_does_for_many_what_they_may_not_do_for_one(district: District):
    """Every step by every office: where the page for one refuses, that for several does nothing."""
    cases, done = [district.in_care(), district.filed(NEXT)], 0
    for name, by in offices(district).items():
        client, allowed = signed_in(by), {kind.step.slug for kind in kinds_for(by)}
        for slug in KINDS:
            before = Act.objects.using(OWNER).count()
            told = {**those(*cases), **FILLED_IN, "step": slug, "stage": "do"}
            answer = client.post(reverse(TOGETHER), told)
            changed = Act.objects.using(OWNER).count() - before
            if slug not in allowed:
                assert changed == 0, (name, slug)
                assert answer.status_code in (404, 422), (name, slug, answer.status_code)
            done += changed
    assert done > 1
    assert Act.objects.using(OWNER).filter(case=cases[0], office=district.assistant(NEXT).office_id).count() == 0


def test_control_a_role_that_is_let_in_too_much_is_stopped_by_the_step_itself(district: District, monkeypatch):
    """The pages' own question taken away, the action refuses for each."""
    case = district.in_care()
    client = signed_in(district.at(OfficeKind.TOWN_GOVERNMENT))
    step = replace(KINDS["explain-aid"].step, only=frozenset(Role))
    monkeypatch.setattr(type(step), "is_theirs", lambda *_given: True)
    monkeypatch.setitem(KINDS, "explain-aid", replace(KINDS["explain-aid"], step=step))
    monkeypatch.setattr("anbang.web.together.page.kinds_for", lambda _by: list(KINDS.values()))
    refused = client.post(reverse(TOGETHER), lesson(case) | {"stage": "try"})
    assert (refused.status_code, acts(case)) == (422, [])
    assert "不能办" in text(refused)


def test_what_is_about_one_person_alone_is_never_taken_for_several():
    assert set(STEPS) >= EACH_ALONE, "each of them is a step"
    assert EACH_ALONE.isdisjoint(KINDS)
    assert Role.SEALING_KEEPER not in ROLES


def test_a_member_joins_each_team_and_cases_go_to_a_colleague_and_back(district: District, client: Client):
    cases, colleague = [district.in_care() for _ in range(2)], district.colleague()
    first = {"step": "join-team", "on": TODAY.isoformat(), "role": "justice_assistant", "name": "周敏", "phone": ""}
    confirmed(client, {**those(cases[0]), **first})
    second = {**first, "role": "village_cadre", "name": "黎支书", "unit": "玉屏社区"}
    confirmed(client, {**those(*cases), **second})
    team = TeamMember.objects.using(OWNER).filter(until_on__isnull=True, from_on__isnull=False)
    names = [set(team.filter(case=case).values_list("name", flat=True)) for case in cases]
    assert names == [{"周敏", "黎支书"}, {"黎支书"}], "the others stay"
    again = client.post(reverse(TOGETHER), {**those(*cases), **second, "stage": "try"})
    assert (again.status_code, text(again).count("已经在小组里")) == (422, 2)

    def holders() -> set[int]:
        held = Caseworker.objects.using(OWNER).filter(case__in=[case.pk for case in cases], until_on__isnull=True)
        return set(held.values_list("staff_id", flat=True))

    before = holders()
    # Sent again, it still knows who held them.
    confirmed(client, {**those(*cases), "step": "hand-over", "staff": colleague.staff_id}, again=True)
    assert (holders(), before) == ({colleague.staff_id}, {district.assistant().staff_id})
    assert client.post(reverse(CAME), {"why": "交错了"}).status_code == 302
    assert holders() == before


def test_a_plan_for_the_gate_puts_none_aside_that_is_there(district: District):
    lists.applied([lists.person(number) for number in (1, 2)], by=district.clerk())
    client, cases = signed_in(district.clerk()), list(Case.objects.using(OWNER))
    told = {**those(*cases), "step": "pick-up-plan", "on": TODAY.isoformat(), "who_goes": "王所长", "vehicle": "公车"}
    confirmed(client, told)
    assert [act.told["family_reached"] for act in acts(*cases, kind="pick_up_planned")] == [False, False]
    refused = client.post(reverse(TOGETHER), told | {"stage": "try"})
    assert (refused.status_code, text(refused).count("已经有接人方案") >= 2) == (422, True)


def test_lists_offer_only_what_the_role_does_and_no_address_names_anybody(district: District):
    case = district.in_care()
    for by, slugs in (
        (district.assistant(), ["pick-up-plan", "explain-aid", "check-allowance", "join-team", "hand-over"]),
        (district.at(OfficeKind.TOWN_GOVERNMENT), ["pick-up-plan", "approve-allowance", "join-team"]),
    ):
        assert [kind.step.slug for kind in kinds_for(by)] == slugs
        page = signed_in(by).get(reverse("people"))
        assert chosen_in(page) == {reference("person", case.person_id)}
        assert 'action="/together/"' in text(page)
        # A step that is not theirs, or of nobody's for several, is asked for again with the people kept.
        for slug in ("visit", "pay-allowance"):
            which = signed_in(by).post(reverse(TOGETHER), those(case) | {"step": slug, "stage": "do"})
            assert (which.status_code, "一起办什么" in text(which)) == (422, True)
            assert chosen_in(which) == set(those(case)["chosen"])
    assert kinds_for(district.administrator()) == []
