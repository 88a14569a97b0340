"""A row proposed for sealing is closed before anybody looks at the list: no page of the clerk's and no file that leaves tells of it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.casework.person.queries import closed_to_all_but, visible_to
from anbang.exchange.batch import applying, comparison
from anbang.exchange.batch.actions import correct_row
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.exchange.batch.queries import answered_rows, offices_concerned, readable, rows_in
from anbang.exchange.batch.sealed_rows import open_content, readable_content
from anbang.exchange.batch.status import Heap
from anbang.exchange.command import import_batch
from anbang.lib.sealing import SealBroken
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Staff
from tests.exchange.lists import (
    applied,
    child,
    confirm,
    csv_of,
    everything_in,
    given_back,
    outcomes,
    person,
    rows_of,
    staged,
)
from tests.support.people import PASSWORD, office, post

MARKS = {"罪名": "寻衅滋事罪", "联系人": "母亲李某莲", "帮教建议": "建议复学", "户籍镇街": "盘龙镇", "户籍村居": ""}
ELSEWHERE = {**MARKS, "居住镇街": "盘龙镇", "居住村居": ""}
FOUND = "/people/?found=1"
GROWN_UP = {"作案日期": "2025-07-01", "收押日期": "2025-09-20"}
NUMBER = child()["身份证号"]
SECRETS = ("周小俊", NUMBER, "寻衅滋事罪", "母亲李某莲", "建议复学", "2024-06-29", "2024年6月29日")


def listed(by: ActingStaff, **different: str) -> Batch:
    """One of 昌元, and a child of 盘龙 whose row is right and whose other row has no day of release."""
    marked = child(**{**ELSEWHERE, **different})
    return staged([person(1), marked, {**marked, "释放日期": "年底"}], by=by)


def signed_in(by: ActingStaff) -> Client:
    """Signed in, and the password given once more a moment ago."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(Staff.objects.get(pk=by.staff_id))
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


def pages(client: Client, batch: Batch) -> Iterator[tuple[str, str]]:
    """Every page of the clerk's on which a row or a person of the list could stand."""
    here = reverse("list", args=[batch.pk])
    addresses = [reverse(name) for name in ("today", "lists", "people", "closed_list")]
    addresses += [here, *(f"{here}?heap={heap}" for heap in Heap.values), FOUND]
    addresses += [reverse("confirm_preview", args=[batch.pk]), reverse("list_progress", args=[batch.pk])]
    addresses += [reverse("correct_row", args=[row.pk]) for row in rows_of(batch)]
    addresses += [reverse("case_file", args=[person.pk]) for person in Person.objects.using("owner").all()]
    client.post(reverse("find_people"), {"q": "周小"})
    for address in addresses:
        yield address, client.get(address).content.decode()


def told_by(client: Client, batch: Batch) -> dict[str, set[str]]:
    """Secret → the pages that tell it; the marked file is a page, too."""
    bodies = dict(pages(client, batch))
    assert len(bodies) > 12
    asked = {"purpose": "correcting", "in_full": "on", "why_in_full": "改好再上传"}
    marked = client.post(reverse("marked_list", args=[batch.pk]), asked)
    assert marked.status_code == 200
    bodies["marked"] = everything_in(marked.content)
    assert person(1)["姓名"] in bodies["marked"]
    return {secret: {page for page, body in bodies.items() if secret in body} for secret in SECRETS}


def nothing(told: dict[str, set[str]]) -> bool:
    return not any(told.values())


def test_no_page_of_the_clerk_tells_anything_of_a_closed_row_before_or_after_it_is_taken_in(clerk):
    batch = listed(clerk)
    client = signed_in(clerk)
    assert [row.closed for row in rows_of(batch)] == [False, True, True]
    told = told_by(client, batch)
    assert nothing(told), told
    confirm(batch, by=clerk)
    told = told_by(client, batch)
    assert nothing(told), told


def test_control_the_same_row_with_the_offence_of_a_grown_up_stands_on_these_pages(clerk):
    batch = listed(clerk, **GROWN_UP)
    client = signed_in(clerk)
    told = told_by(client, batch)
    assert all(told[secret] for secret in ("周小俊", NUMBER, "寻衅滋事罪", "母亲李某莲", "建议复学"))
    assert "marked" in told["周小俊"]
    confirm(batch, by=clerk)
    after = told_by(client, batch)["周小俊"]
    assert reverse("people") in after
    assert FOUND in after


def test_the_questions_that_pages_ask_answer_nothing_of_a_closed_row(clerk):
    batch = listed(clerk)
    with acting(clerk):
        shown = [row for heap in Heap for row in rows_in(batch, heap)[1]]
        closed = [row for row in shown if row.row.closed]
        assert len(closed) == 2
        assert [(row.content, row.faults_by_column) for row in closed] == [(None, {})] * 2
        assert not answered_rows(Batch.objects.filter(pk=batch.pk)).exists(), (
            "what goes back to the sender leaves it out"
        )
        assert offices_concerned(batch) == 1
        assert "周小俊" not in everything_in(given_back(batch.pk, by=clerk, on=clerk.today))
        with pytest.raises(StagedRow.DoesNotExist):
            correct_row(closed[0].row.pk, {"姓名": "周小军"}, by=clerk)


def test_control_an_open_row_is_answered_counted_and_corrected(clerk):
    batch = listed(clerk, **GROWN_UP)
    with acting(clerk):
        (back,) = readable(answered_rows(Batch.objects.filter(pk=batch.pk)))
        assert back.content.sent["姓名"] == "周小俊"
        assert offices_concerned(batch) == 2
        assert correct_row(back.row.pk, {"释放日期": "2027-01-19"}, by=clerk).outcome == "same"


def test_a_closed_row_lies_under_a_key_of_its_own(clerk):
    closed = rows_of(listed(clerk))[1]
    assert open_content(closed).sent["姓名"] == "周小俊"
    closed.closed = False
    with pytest.raises(SealBroken):
        readable_content(closed)


def test_the_prison_is_told_nothing_of_it_on_the_page_of_answers(clerk, warder):
    batch = staged([person(1, 释放日期="年底"), child(**MARKS, 释放日期="年底"), person(2)], by=clerk)
    confirm(batch, by=clerk)
    body = signed_in(warder).get(reverse("answers")).content.decode()
    assert person(1)["姓名"] in body, "control: an open row is answered"
    assert "周小俊" not in body


def test_only_those_who_are_named_see_the_closed_list(clerk, assistant, neighbour):
    keeper = post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    aftercare = post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE))
    confirm(staged([person(1), child(**{**MARKS, "户籍镇街": "昌元街道"})], by=clerk), by=clerk)
    closed = Case.objects.using("owner").select_related("person").exclude(person__sealing="open").get()
    for by, named in ((keeper, True), (assistant, True), (clerk, False), (neighbour, False), (aftercare, False)):
        body = signed_in(by).get(reverse("closed_list")).content.decode()
        assert (closed.number in body) is named, by.role
        assert "周小俊" not in body
        with acting(by):
            assert closed_to_all_but(by).exists() is named
            assert closed.person not in visible_to(by)


# Rows beside a closed one

SIBLINGS = {
    "the same number, another offence": {"罪名": "盗窃罪", **GROWN_UP},
    "the same number, another name": {"姓名": "周大军", **GROWN_UP},
    "no number, the same name and day of birth": {"身份证号": "", **GROWN_UP},
}


@pytest.mark.parametrize("sibling", SIBLINGS)
@pytest.mark.parametrize("before", [True, False], ids=["above", "below"])
def test_a_row_that_would_tell_of_the_closed_one_is_closed_with_it(clerk, sibling, before):
    pair = [child(**MARKS), child(**{**MARKS, **SIBLINGS[sibling]})]
    batch = staged([*(reversed(pair) if before else pair), person(1)], by=clerk)
    assert [row.closed for row in rows_of(batch)] == [True, True, False]


def test_control_closed_alone_the_row_beside_it_tells_the_offence(clerk, monkeypatch):
    def alone(judged: Any, known: Any, namesakes: Any) -> None:
        for one in judged:
            one.closed = one.row.sealing_proposed

    monkeypatch.setattr(comparison, "_close", alone)
    batch = staged([child(**MARKS), child(**{**MARKS, "罪名": "盗窃罪", **GROWN_UP})], by=clerk)
    told = open_content(next(row for row in rows_of(batch) if not row.closed))
    assert told.changes["offence_on"] == ["2024-06-29", "2025-07-01"]


UNTOLD = [
    {"作案日期": ""},
    {"原判刑期": ""},
    {"作案日期": "", "原判刑期": ""},
    {"作案日期": "2023年5月"},
    {"原判刑期": "三年整"},
]


@pytest.mark.parametrize("untold", UNTOLD, ids=lambda told: "+".join(f"{k}={v}" for k, v in told.items()))
def test_what_is_not_told_of_a_child_is_not_taken_for_an_adults(clerk, untold):
    """Admitted at seventeen: whenever the offence was, it was a child's; a sentence that nobody told may be short."""
    batch = staged([child(**{**MARKS, **untold})], by=clerk)
    row = rows_of(batch)[0]
    assert row.closed
    assert not any(code == "juvenile_offence" for _column, code, _severity in row.faults), (
        "the agreed code is for what is known"
    )


@pytest.mark.parametrize(
    "different",
    [
        {"作案日期": "", "收押日期": "2026-01-20"},
        {"作案日期": "", "原判刑期": "六年"},
        {**GROWN_UP, "原判刑期": ""},
    ],
    ids=["admitted as a grown-up", "a long sentence", "an offence of a grown-up"],
)
def test_control_who_is_known_not_to_meet_a_condition_stays_open(clerk, different):
    row = rows_of(staged([child(**{**MARKS, **different})], by=clerk))[0]
    assert not row.closed


def test_a_later_list_that_no_longer_tells_the_offence_is_closed_where_the_file_is(clerk):
    applied([child(**MARKS)], by=clerk)
    unknown = {"作案日期": "", "原判刑期": ""}
    batch = staged([child(**{**MARKS, **unknown}), person(1)], by=clerk)
    assert [(row.closed, row.outcome) for row in rows_of(batch)] == [(True, "same"), (False, "new")]


def without_the_offence(by: ActingStaff) -> Batch:
    """Somebody, admitted as a grown-up, has an open file, and a later list tells that the offence was a child's."""
    applied([child(**{**MARKS, "作案日期": "", "收押日期": "2026-01-20"})], by=by)
    batch = staged([child(**MARKS), person(1)], by=by)
    assert [(row.closed, row.outcome) for row in rows_of(batch)] == [(True, "update"), (False, "new")]
    return batch


def days_of_offences() -> set[str]:
    return {str(case.sentence.offence_on) for case in Case.objects.using("owner").select_related("sentence")}


def test_a_closed_row_writes_nothing_into_an_open_file(clerk):
    confirm(without_the_offence(clerk), by=clerk)
    assert "2024-06-29" not in days_of_offences()


def test_control_taken_like_other_rows_it_would(clerk, monkeypatch):
    batch = without_the_offence(clerk)
    monkeypatch.setattr(applying, "rows_to_amend", lambda batch: batch.rows.filter(outcome="update"))
    confirm(batch, by=clerk)
    assert "2024-06-29" in days_of_offences()


def test_a_correction_that_reveals_a_childs_offence_closes_the_row_and_those_beside_it(clerk):
    batch = staged([child(**{**MARKS, **GROWN_UP}), child(**{**MARKS, **GROWN_UP}), person(1)], by=clerk)
    assert outcomes(batch) == ["new", "same", "new"]
    corrected = correct_row(rows_of(batch)[0].pk, {"作案日期": "2024-06-29"}, by=clerk)
    assert readable_content(corrected) is None
    assert [row.closed for row in rows_of(batch)] == [True, True, False]


def test_the_command_tells_which_cells_are_at_fault_and_no_cell_of_a_closed_row(clerk, tmp_path, capsys):
    file = tmp_path / "list.csv"
    file.write_bytes(
        csv_of([child(**MARKS), child(**{**MARKS, "罪名": "盗窃罪"}), person(1), person(1, 罪名="抢劫罪")])
    )
    arguments = [str(file), "--institution", office(OfficeKind.PRISON).name, "--on", "2026-11-05", "--json"]
    assert import_batch(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert ["changes" in row for row in told["rows"]] == [False, False, False, True]
    assert "寻衅滋事罪" not in str(told)
