"""A list plays against people in every standing that the product knows: each row is taken in, or told as that row's fault; no list breaks off."""

from dataclasses import replace

import pytest

from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.casework.step.opening import settle_again
from anbang.exchange.batch import comparison
from anbang.exchange.batch.actions import undo_batch
from anbang.exchange.batch.messages import FAULTS
from anbang.exchange.batch.models import Batch, StagedRow
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.unattended import unattended
from tests.exchange.lists import applied, csv_of, rows_of, staged
from tests.exchange.returning import OWNER, again, another, first
from tests.exchange.standings import STANDINGS, Desks
from tests.support.people import TODAY
from tests.support.recomputed import differences

NUMBERS = {standing: number for number, standing in enumerate(STANDINGS, 1)}
NO_ADMISSION = ("收押日期",)
HARDLY_ANYTHING = (
    "收押日期",
    "居住镇街",
    "居住村居",
    "罪名",
    "原判刑期",
    "作案日期",
    "危险性评估",
    "联系人",
    "帮教建议",
)
ELSEWHERE = {"户籍镇街": "安富街道", "户籍村居": "", "居住镇街": "广顺街道", "居住村居": "", "联系人": "无"}
OTHERWISE = {"罪名": "诈骗罪", "原判刑期": "三年", "收押日期": "2024-02-01"}

ENDED_AFTER_THAT_SENTENCE = (
    "reoffended",
    "looked back on",
    "moved after the end",
    "care ended",
    "returned as not ours",
)


@pytest.fixture
def desks(clerk: ActingStaff, assistant: ActingStaff, neighbour: ActingStaff) -> Desks:
    """A register in which somebody is in each standing."""
    desks = Desks(clerk, assistant, neighbour)
    for standing, (bring, _outcome, _code) in STANDINGS.items():
        bring(desks, NUMBERS[standing])
    return desks


def in_a_job(by: ActingStaff) -> ActingStaff:
    """As the worker takes a list in."""
    return replace(another(by), is_job=True)


def taken(rows: list[dict[str, str]], desks: Desks, *, without: tuple[str, ...] = ()) -> Batch:
    return applied(csv_of(rows, without=without), by=in_a_job(desks.clerk))


def told(batch: Batch) -> dict[str, tuple[str, str]]:
    """Standing → what the row is, and why it is refused."""
    return {standing: _told(row) for standing, row in zip(STANDINGS, rows_of(batch), strict=True)}


def _told(row: StagedRow) -> tuple[str, str]:
    return row.outcome, "".join(code for _column, code, severity in row.faults if severity == "error")


def of_all(row) -> list[dict[str, str]]:
    return [row(number) for number in NUMBERS.values()]


def is_whole(batch: Batch) -> bool:
    """Whether nothing broke, and every row that was ready is in the register."""
    left = [row for row in rows_of(batch) if row.outcome in ("new", "update", "returns") and row.case_id is None]
    return (batch.status, batch.failure, left) == ("applied", None, [])


def otherwise_than_the_acts_say() -> list[str]:
    """What the register keeps otherwise than it follows from what was recorded, once the morning has come."""
    people = list(Person.objects.using(OWNER).values_list("pk", flat=True))
    with acting(by := unattended("morning", on=TODAY)):
        settle_again(people, by=by)
    return [str(found) for one in people for found in differences(one, today=TODAY)]


def expected(**instead: tuple[str, str]) -> dict[str, tuple[str, str]]:
    """What each row is by the table, and `instead` of an outcome (with its code) another."""
    table = {standing: (outcome, code) for standing, (_bring, outcome, code) in STANDINGS.items()}
    return {standing: instead.get(code or outcome, (outcome, code)) for standing, (outcome, code) in table.items()}


@pytest.mark.proof
def test_who_was_admitted_anew_and_once_more_and_undone(desks):
    assert otherwise_than_the_acts_say() == []
    cases = list(Case.objects.using(OWNER).order_by("id").values())
    batch = taken(of_all(again), desks)
    assert (told(batch), is_whole(batch)) == (expected(), True)
    assert {code for _outcome, code in told(batch).values()} - {""} <= FAULTS.keys()
    assert otherwise_than_the_acts_say() == []
    once_more = staged(csv_of(of_all(again)), by=in_a_job(desks.clerk))
    assert told(once_more) == expected(new=("same", ""), update=("same", ""), returns=("same", ""))
    undo_batch(batch.pk, by=in_a_job(desks.clerk), on=TODAY)
    assert list(Case.objects.using(OWNER).order_by("id").values()) == cases
    assert otherwise_than_the_acts_say() == []


@pytest.mark.parametrize(
    "without",
    [pytest.param(NO_ADMISSION, marks=pytest.mark.proof), HARDLY_ANYTHING],
    ids=["no admission", "hardly anything"],
)
def test_who_is_named_by_a_list_that_tells_no_admission(desks, without):
    batch = taken(of_all(again), desks, without=without)
    in_care = (
        "update",
        "",
    )  # that somebody is to be released once more is told, and a day of theirs is moved by nobody
    assert told(batch) == expected(returns=("refused", "admission_after_the_end"), still_in_care=in_care)
    assert is_whole(batch)
    assert otherwise_than_the_acts_say() == []


@pytest.mark.parametrize(
    "otherwise",
    [pytest.param({}, marks=pytest.mark.proof), {**ELSEWHERE, **OTHERWISE}],
    ids=["as it was told", "all told otherwise"],
)
@pytest.mark.proof
def test_who_is_named_by_the_row_of_the_first_sentence(desks, otherwise):
    batch = taken([first(number, **otherwise) for number in NUMBERS.values()], desks)
    assert is_whole(batch)
    outcomes = told(batch)
    assert {name for name, (_outcome, code) in outcomes.items() if code} == {
        name for name, (outcome, code) in outcomes.items() if outcome == "refused"
    }
    assert {outcomes[name][0] for name in ENDED_AFTER_THAT_SENTENCE} <= {"same", "refused"}
    assert otherwise_than_the_acts_say() == []


def test_control_were_the_standing_not_asked_rows_would_break_or_spoil_the_register(desks, monkeypatch):
    monkeypatch.setattr(comparison, "fault_of", lambda *_, **__: None)
    batch = taken(of_all(again), desks)
    assert batch.failure is not None or otherwise_than_the_acts_say() != []
