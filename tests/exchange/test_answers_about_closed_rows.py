"""What taking a list in and undoing it answer to whoever may not know of closed rows: the same as for the same list without them (LAW-2)."""

import re
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from anbang.casework.custody.actions import record_verification
from anbang.casework.custody.models import RegistrationForm
from anbang.casework.models import Case, Person
from anbang.exchange.batch import actions
from anbang.exchange.batch.applying import apply_staged_rows
from anbang.exchange.batch.models import Batch
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from tests.casework.test_custody import ALL_TRUE
from tests.exchange.lists import applied, child, confirm, now, person, staged
from tests.support.people import TODAY, office, post
from tests.web.planted import fresh

OWNER = "owner"
NOTHING_TO_DO, BEGUN, UNDONE = "没有可登记的行", "正在登记", "整批登记已撤销"
# Seventeen at the offence, or not, as far as is told.
GROWN_UP = {"作案日期": "2025-06-29", "收押日期": "2025-08-01"}


@pytest.fixture
def other(clerk: ActingStaff) -> ActingStaff:
    """Another clerk of the bureau."""
    return post(Role.BUREAU_CLERK, Office.objects.get(pk=clerk.office_id))


def another(by: ActingStaff) -> ActingStaff:
    """The same clerk, in another request."""
    return replace(by, request_id=uuid4())


def answer(step: str, batch: Batch, by: ActingStaff) -> str:
    """What the page says after a step was posted, but for numbers and for who the open rows are."""
    page = fresh(by).post(reverse(step, args=[batch.pk]), follow=True).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)).split())
    return re.sub(r"王..", "王", re.sub(r"\d+X?|#X", "#", text)).replace("*X", "*#")


def said(step: str, batch: Batch, by: ActingStaff, *sentences: str) -> list[str]:
    told = answer(step, batch, by)
    return [sentence for sentence in sentences if sentence in told]


# Taking in


def test_a_list_with_nothing_else_than_a_child_has_nothing_to_take_in_for_another_clerk(clerk, other):
    applied([person(1)], by=clerk)
    with_child, without = (staged(rows, by=another(clerk)) for rows in ([person(1), child()], [person(1)]))
    assert answer("take_in", with_child, other) == answer("take_in", without, other)
    assert said("take_in", with_child, other, NOTHING_TO_DO, BEGUN) == [NOTHING_TO_DO]


def test_whoever_handed_it_in_takes_the_child_in(clerk, other):
    applied([person(1)], by=clerk)
    batch = staged([person(1), child()], by=another(clerk))
    assert said("take_in", batch, clerk, NOTHING_TO_DO, BEGUN) == [BEGUN]


def test_control_asked_of_all_rows_another_clerk_would_learn_of_the_child(clerk, other, monkeypatch):
    applied([person(1)], by=clerk)
    monkeypatch.setattr(actions, "shown_rows", lambda batch: batch.rows.all())
    batch = staged([person(1), child()], by=another(clerk))
    assert said("take_in", batch, other, NOTHING_TO_DO, BEGUN) == [BEGUN]


def test_without_a_keeper_another_clerk_is_refused_whatever_is_in_the_list(database):
    bureau = office(OfficeKind.JUSTICE_BUREAU)
    clerk, other = post(Role.BUREAU_CLERK, bureau), post(Role.BUREAU_CLERK, bureau)
    with_child, without = (staged(rows, by=another(clerk)) for rows in ([person(1), child()], [person(1)]))
    assert answer("take_in", with_child, other) == answer("take_in", without, other)
    sentences = ("名单中有需要封闭的行", "区司法局没有封存管理人：请先指定", BEGUN)
    assert said("take_in", with_child, other, *sentences) == [sentences[1]]
    assert said("take_in", with_child, clerk, *sentences) == [sentences[0]], "whoever handed it in knows of the row"
    assert said("take_in", without, clerk, *sentences) == [BEGUN], "and needs no keeper for a list without one"


def test_that_only_a_closed_row_is_another_now_sends_no_list_back(clerk, other):
    """Two lists tell of the child; when the first is taken in, nothing changes that anybody sees in the second."""
    kid = child(身份证号="", 性别="男")
    with_child, without = (staged(rows, by=another(clerk)) for rows in ([person(1), kid], [person(2)]))
    confirm(staged([kid], by=another(clerk)), by=another(clerk))
    for batch in (with_child, without):
        actions.apply_batch(batch.pk, by=another(other), on=TODAY)
        apply_staged_rows(batch.pk, by=another(other), on=TODAY)
    assert [(now(batch).status, now(batch).failure) for batch in (with_child, without)] == [("applied", None)] * 2


def test_control_of_an_open_row_that_is_another_now_the_list_says_so(clerk, other):
    waits = staged([person(1), person(2)], by=another(clerk))
    applied([person(1)], by=another(clerk))
    told = confirm(waits, by=another(other))
    assert (told.status, told.failure["code"]) == ("staged", "register_moved_on")


# Undoing


def worked_on(assistant: ActingStaff, name: str = child()["姓名"]) -> None:
    case = Case.objects.using(OWNER).get(person__name=name)
    form = RegistrationForm.objects.using(OWNER).get(case=case)
    record_verification(form.pk, ALL_TRUE, by=another(assistant), on=TODAY)


def was_worked_on(clerk: ActingStaff, assistant: ActingStaff) -> Batch:
    batch = applied([person(1), child()], by=another(clerk))
    worked_on(assistant)
    return batch


def closed_the_file(clerk: ActingStaff, _assistant: ActingStaff) -> Batch:
    applied([child(**GROWN_UP)], by=another(clerk))
    return applied([person(1), child(收押日期="2025-08-01")], by=another(clerk))


def is_in_a_later_list(clerk: ActingStaff, _assistant: ActingStaff) -> Batch:
    batch = applied([person(1), child()], by=another(clerk))
    applied([person(3), child()], by=another(clerk))
    return batch


STANDS_AGAINST = {"worked on": was_worked_on, "closed by it": closed_the_file, "in a later list": is_in_a_later_list}
Stands = Callable[[ActingStaff, ActingStaff], Batch]


@pytest.mark.parametrize("stands", STANDS_AGAINST.values(), ids=STANDS_AGAINST)
@pytest.mark.parametrize("who", ["another clerk", "whoever handed it in"])
def test_what_stands_against_taking_a_child_back_is_told_nobody(clerk, other, assistant, stands: Stands, who):
    by = other if who == "another clerk" else clerk
    without = applied([person(2)], by=another(clerk))
    batch = stands(clerk, assistant)
    assert answer("undo_list", batch, by) == answer("undo_list", without, by)
    assert now(batch).status == now(without).status == "undone"
    names = set(Person.objects.using(OWNER).values_list("name", flat=True))
    assert child()["姓名"] in names, "the child's file stays"
    assert not {person(1)["姓名"], person(2)["姓名"]} & names, "the others go"


@pytest.mark.parametrize("stands", [was_worked_on, is_in_a_later_list], ids=["worked on", "in a later list"])
def test_control_were_the_file_not_left_out_what_stands_in_it_would_be_lost(clerk, assistant, monkeypatch, stands):
    monkeypatch.setattr(actions, "closed_files_that_stay", lambda batch: set())
    monkeypatch.setattr(actions, "_refuse_if_others_rely", lambda *_, **__: None)
    monkeypatch.setattr(actions, "_refuse_if_touched", lambda *_: None)
    actions.undo_batch(stands(clerk, assistant).pk, by=another(clerk), on=TODAY)
    assert not Person.objects.using(OWNER).filter(name=child()["姓名"]).exists()


def test_a_refusal_names_the_open_lines_alone(clerk, other, assistant):
    here = {"户籍村居": "虹桥社区", "居住村居": "虹桥社区"}
    both = applied([person(1, **here), child()], by=another(clerk))
    without = applied([person(2, **here)], by=another(clerk))
    for name in (person(1)["姓名"], person(2)["姓名"], child()["姓名"]):
        worked_on(assistant, name)
    assert answer("undo_list", both, other) == answer("undo_list", without, other)
    assert said("undo_list", both, other, "第 # 行的人员在登记后已有办理记录") == ["第 # 行的人员在登记后已有办理记录"]
    assert now(both).status == "applied"


def test_a_closed_file_that_nothing_stands_against_goes_with_its_list(clerk, other):
    batch = applied([person(1), child()], by=another(clerk))
    assert said("undo_list", batch, other, UNDONE) == [UNDONE]
    assert not Person.objects.using(OWNER).exists()


def test_an_undone_list_whose_file_stayed_comes_again_as_that_file(clerk, assistant):
    batch = was_worked_on(clerk, assistant)
    actions.undo_batch(batch.pk, by=another(clerk), on=TODAY)
    applied([person(1), child()], by=another(clerk))
    assert Person.objects.using(OWNER).count() == 2
