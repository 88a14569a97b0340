"""The history says at the act that opened a transfer from whom to whom it went and how it stands; who asked once more did not move."""

from datetime import date

import pytest
from django.urls import reverse

from anbang.casework.act.models import Act
from anbang.casework.care.actions import accept_transfer, propose_transfer_again, return_transfer
from anbang.casework.models import Case
from anbang.casework.step.repairing import withdraw
from anbang.organisations.acting import acting
from anbang.web.history import history_of, shown
from anbang.web.middleware import LANGUAGE_COOKIE
from tests.support.crew import HOME, NEXT, OUTSIDE, THIRD, TODAY, District, days
from tests.web.planted import signed_in

FROM_HOME = "转接：昌元司法所 → "


def told(district: District, case: Case) -> list[tuple[str, list[str]]]:
    """Title and transfers of the acts that could open one, the earliest first."""
    by = district.assistant(HOME)
    with acting(by):
        entries = shown(history_of(case.person, by=by), by=by, in_full=False)
    return [
        (entry.title, [line for line in entry.said if line.startswith("转接")])
        for entry in reversed(entries)
        if entry.act is not None and entry.act.kind in ("released", "moved")
    ]


def returned(district: District, case: Case, on: date, town: str = NEXT) -> None:
    return_transfer(case.pk, words="没有见到人", by=district.assistant(town), on=on)


def test_a_move_and_a_proposal_each_tell_of_their_own_transfer(district: District):
    case, by = district.in_care(), district.assistant(HOME)
    district.moved(case, on=TODAY - days(5))
    returned(district, case, TODAY - days(4))
    propose_transfer_again(case.pk, words="又核实过", by=by, on=TODAY - days(2))
    before = [("刑满释放", []), ("居住地变动", [f"{FROM_HOME}安富司法所，已退回"])]
    assert told(district, case) == [*before, ("再次发起转接", [f"{FROM_HOME}安富司法所，等待答复"])]
    accept_transfer(case.pk, by=district.assistant(NEXT), on=TODAY)
    assert told(district, case)[-1][1] == [f"{FROM_HOME}安富司法所，已接收"]


def test_moves_of_one_day_are_told_apart_and_one_within_the_town_opens_nothing(district: District):
    case = district.in_care()
    for to in (NEXT, THIRD, OUTSIDE):
        district.moved(case, to)
    district.moved(case, district.place(HOME, 2))
    found = [lines for _title, lines in told(district, case)]
    assert found == [
        [],
        [f"{FROM_HOME}安富司法所，已改往他处"],
        [f"{FROM_HOME}{THIRD.removesuffix('街道').removesuffix('镇')}司法所，已改往他处"],
        [f"{FROM_HOME}区外司法所，已撤销"],
        [],
    ]


def test_what_opened_with_care_is_told_at_the_release(district: District):
    case = district.in_care(residence=district.place(NEXT))
    assert told(district, case) == [("刑满释放", [f"{FROM_HOME}安富司法所，等待答复"])]


def test_an_act_that_was_withdrawn_opened_nothing(district: District):
    case, by = district.in_care(), district.assistant(HOME)
    act = district.moved(case, on=TODAY - days(1))
    assert told(district, case)[-1][1], "the control"
    withdraw(act.pk, why="记错了人", by=by)
    assert told(district, case)[-1][1] == []


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "再次发起转接"), ("en", "Transfer proposed again")])
def test_the_page_offers_the_step_when_there_is_something_to_propose_and_names_it_in_the_history(
    district: District, language: str, title: str
):
    case, by = district.in_care(), district.assistant(HOME)
    step, client = reverse("take_step", args=[case.person_id, "propose-transfer"]), signed_in(by)
    client.cookies[LANGUAGE_COOKIE] = language
    file = reverse("case_file", args=[case.person_id])
    district.moved(case, on=TODAY - days(2))
    assert step not in client.get(file).content.decode(), "the control: a transfer waits"
    refused = client.post(step, {"on": TODAY.isoformat(), "words": "又核实过"})
    assert refused.status_code == 422
    returned(district, case, TODAY - days(1))
    assert step in client.get(file).content.decode()
    assert client.post(step, {"on": TODAY.isoformat(), "words": ""}).status_code == 422
    assert client.post(step, {"on": TODAY.isoformat(), "words": "又核实过"}).status_code == 302
    assert Act.objects.using("owner").filter(case=case, kind="moved", told__again=True).count() == 1
    page = client.get(f"{file}?tab=history").content.decode()
    assert f"<h3>{title}</h3>" in page
