"""Lists that name the same people: the last one is undone first, and nobody whom any of them named is in none."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from anbang.casework.custody.actions import record_verification
from anbang.casework.custody.models import RegistrationForm
from anbang.casework.person.models import Person
from anbang.exchange.batch import actions
from anbang.exchange.batch.actions import decide_row, undo_batch
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.status import Decision
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.models import Staff
from anbang.organisations.steps import StepRefused
from tests.casework.test_custody import ALL_TRUE
from tests.exchange.lists import applied, child, confirm, csv_of, now, outcomes, person, rows_of, staged
from tests.exchange.test_list_undone import everything_about_people
from tests.support.people import TODAY

WITHOUT_NUMBER = {"身份证号": "", "性别": "男"}


def another(by: ActingStaff) -> ActingStaff:
    """The same clerk, in another request."""
    return replace(by, request_id=uuid4())


def undo(batch: Batch, by: ActingStaff) -> None:
    undo_batch(batch.pk, by=another(by), on=TODAY)


def taken_in(rows, by: ActingStaff) -> Batch:
    return applied(csv_of(rows) + b"\n" * len(Batch.objects.using("owner").all()), by=another(by))


# A list that was taken in and only says "the same"


def test_a_list_is_not_undone_while_a_later_one_says_the_same_of_its_people(clerk):
    first = taken_in([person(1), person(2)], clerk)
    second = taken_in([person(1), person(3)], clerk)
    assert outcomes(second) == ["same", "new"]
    with pytest.raises(StepRefused, match=f"监所名单 {second.pk} 也写到这批人员"):
        undo(first, clerk)
    assert Person.objects.using("owner").count() == 3
    undo(second, clerk)
    undo(first, clerk)
    assert Person.objects.using("owner").count() == 0


def test_control_were_it_not_asked_for_the_person_would_be_in_neither(clerk, monkeypatch):
    first = taken_in([person(1)], clerk)
    second = taken_in([person(1), person(3)], clerk)
    monkeypatch.setattr(actions, "_refuse_if_others_rely", lambda *_, **__: None)
    undo(first, clerk)
    assert now(second).status == "applied"
    assert list(Person.objects.using("owner").values_list("name", flat=True)) == [person(3)["姓名"]]


def test_a_row_that_was_left_out_as_the_same_person_counts_on_them_too(clerk):
    first = taken_in([person(1, **WITHOUT_NUMBER)], clerk)
    second = staged([person(1, **WITHOUT_NUMBER), person(2)], by=another(clerk))
    decide_row(rows_of(second)[0].pk, Decision.LEAVE_OUT, by=another(clerk))
    confirm(second, by=another(clerk))
    with pytest.raises(StepRefused, match="也写到这批人员"):
        undo(first, clerk)


def test_control_a_row_that_was_taken_in_as_another_person_does_not(clerk):
    first = taken_in([person(1, **WITHOUT_NUMBER)], clerk)
    second = staged([person(1, **WITHOUT_NUMBER), person(2)], by=another(clerk))
    decide_row(rows_of(second)[0].pk, Decision.TAKE_IN, by=another(clerk))
    confirm(second, by=another(clerk))
    undo(first, clerk)
    assert Person.objects.using("owner").count() == 2


def test_the_file_on_which_a_closed_row_counts_stays_and_no_list_is_named_for_it(clerk):
    first = taken_in([child()], clerk)
    taken_in([child(), person(1)], clerk)
    undo(first, clerk)
    assert Person.objects.using("owner").filter(name=child()["姓名"]).exists()


def test_what_a_later_list_found_as_an_earlier_one_had_changed_it_stays(clerk):
    taken_in([person(1)], clerk)
    changing = taken_in([person(1, 罪名="抢劫罪")], clerk)
    taken_in([person(1, 罪名="抢劫罪"), person(2)], clerk)
    with pytest.raises(StepRefused, match="也写到这批人员"):
        undo(changing, clerk)


def test_control_a_list_before_the_change_does_not_count_on_it(clerk):
    taken_in([person(1)], clerk)
    taken_in([person(1), person(2)], clerk)
    undo(taken_in([person(1, 罪名="抢劫罪")], clerk), clerk)


def test_the_page_names_that_list_and_does_not_offer_to_undo(clerk):
    first = taken_in([person(1)], clerk)
    second = taken_in([person(1), person(3)], clerk)
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=clerk.staff_id))
    page = client.get(reverse("list", args=[first.pk])).content.decode()
    assert f'<a href="{reverse("list", args=[second.pk])}">' in page
    assert reverse("undo_list", args=[first.pk]) not in page
    assert reverse("undo_list", args=[second.pk]) in client.get(reverse("list", args=[second.pk])).content.decode()


# A list that waits


def test_a_list_that_waits_is_judged_again_and_says_so(clerk):
    first = taken_in([person(1)], clerk)
    waits = staged(csv_of([person(1)]) + b"\n\n\n", by=another(clerk))
    assert outcomes(waits) == ["same"]
    undo(first, clerk)
    assert (outcomes(waits), now(waits).failure["code"]) == (["new"], "register_moved_on")
    assert confirm(waits, by=another(clerk)).status == "applied"
    assert Person.objects.using("owner").count() == 1


def test_control_were_it_not_it_could_not_even_be_confirmed(clerk, monkeypatch):
    first = taken_in([person(1)], clerk)
    waits = staged(csv_of([person(1)]) + b"\n\n\n", by=another(clerk))
    monkeypatch.setattr(actions, "judge_others_again", lambda *_, **__: None)
    undo(first, clerk)
    with pytest.raises(StepRefused, match="没有可登记的行"):
        confirm(waits, by=another(clerk))


def test_a_decision_about_somebody_who_is_gone_is_forgotten_although_the_row_is_in_doubt(clerk):
    taken_in([person(1, **WITHOUT_NUMBER)], clerk)
    second = staged([person(1, **WITHOUT_NUMBER, 罪名="抢劫罪")], by=another(clerk))
    decide_row(rows_of(second)[0].pk, Decision.TAKE_IN, by=another(clerk))
    confirm(second, by=another(clerk))
    waits = staged([person(1, **WITHOUT_NUMBER, 罪名="诈骗罪")], by=another(clerk))
    decide_row(rows_of(waits)[0].pk, Decision.LEAVE_OUT, by=another(clerk))
    undo(second, clerk)
    (row,) = rows_of(waits)
    assert (row.outcome, row.decision) == ("doubtful", "")


# Last in, first out


def test_lists_that_changed_one_person_one_after_the_other_are_undone_backwards(clerk):
    taken_in([person(9)], clerk)
    nobody_yet = everything_about_people()
    made = taken_in([person(1)], clerk)
    lists = [made, *(taken_in([person(1, **told)], clerk) for told in CHANGES)]
    for later in reversed(lists):
        for earlier in lists[: lists.index(later)]:
            with pytest.raises(StepRefused):
                undo(earlier, clerk)
        undo(later, clerk)
    assert everything_about_people()["Person"] == nobody_yet["Person"]
    assert everything_about_people()["Abode"] == nobody_yet["Abode"]
    assert [now(one).status for one in lists] == ["undone"] * 4


CHANGES = (
    {"户籍镇街": "安富街道", "户籍村居": ""},
    {"户籍镇街": "昌州街道", "户籍村居": ""},
    {"户籍镇街": "安富街道", "户籍村居": "", "联系人": "张三 13800000000", "危险性评估": "重点"},
)


def test_control_real_work_between_two_lists_still_stands_against_undoing_the_first(clerk, assistant):
    first = taken_in([person(1)], clerk)
    second = taken_in([person(1, 罪名="抢劫罪")], clerk)
    undo(second, clerk)
    with acting(assistant):
        form = RegistrationForm.objects.order_by("id")[0]
    record_verification(form.pk, ALL_TRUE, by=assistant, on=TODAY)
    with pytest.raises(StepRefused, match="已有办理记录"):
        undo(first, clerk)
