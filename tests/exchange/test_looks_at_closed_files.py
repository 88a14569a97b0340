"""Nobody asks a list whether somebody has a closed file without leaving a trace, and a wrong name stands where the right one does."""

from dataclasses import replace
from uuid import uuid4

import pytest

from anbang.audit.models import Look
from anbang.casework.person.models import Person
from anbang.exchange.batch import queries
from anbang.exchange.batch.actions import correct_row
from anbang.exchange.batch.models import Batch
from anbang.exchange.batch.queries import heap_counts, rows_in
from anbang.exchange.batch.status import HEAP_OF, Heap
from anbang.exchange.command import import_batch
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind
from tests.exchange.lists import applied, child, confirm, csv_of, outcomes, person, rows_of, staged
from tests.support.people import TODAY, office

A_GROWN_UPS = {"作案日期": "2026-06-29", "收押日期": "2026-07-20"}
GUESSES = {
    "the same name": child(**A_GROWN_UPS),
    "another name": child("周大俊", **A_GROWN_UPS),
    "a row at fault": child("周大俊", **A_GROWN_UPS, 释放日期="年底"),
    "no number": child(**A_GROWN_UPS, 身份证号=""),
    "another name, not ours": child(
        "周大俊", **A_GROWN_UPS, 户籍镇街="四川省隆昌市", 户籍村居="", 居住镇街="", 居住村居=""
    ),
}


@pytest.fixture
def asker(clerk: ActingStaff) -> ActingStaff:
    """The clerk, after somebody's file was closed, in another request."""
    applied([child()], by=clerk)
    return replace(clerk, request_id=uuid4())


def looks() -> list[tuple[int, str]]:
    """Who looked: by whom and at what; always at the one closed file."""
    closed = Person.objects.using("owner").exclude(sealing="open").get()
    told = Look.objects.using("auditor").order_by("id")
    assert {look.person_id for look in told} <= {closed.pk}
    return [(look.staff_id, look.what) for look in told]


@pytest.mark.parametrize("row", GUESSES.values(), ids=GUESSES.keys())
def test_every_way_to_ask_for_a_closed_file_by_a_list_is_a_look(asker, row):
    assert looks() == []
    batch = staged([row, person(1)], by=asker)
    assert [one.closed for one in rows_of(batch)] == [True, False]
    assert looks() == [(asker.staff_id, "closed row of a list")]


def test_control_a_list_that_meets_no_closed_file_is_no_look(asker):
    staged([person(1), person(2, 释放日期="年底")], by=asker)
    assert looks() == []


@pytest.mark.parametrize("name", ["周小俊", "周大俊"])
def test_a_correction_that_asks_for_a_closed_file_is_a_look_and_later_ones_are_not_it_again(asker, name):
    batch = staged([person(1, 释放日期="年底"), person(2, 释放日期="年底")], by=asker)
    asks, other = rows_of(batch)
    correct_row(asks.pk, {"身份证号": child()["身份证号"], "姓名": name, "出生日期": ""}, by=asker)
    assert len(looks()) == 1
    correct_row(other.pk, {"释放日期": "2027-01-19"}, by=asker)
    assert len(looks()) == 1, "what is known already is not asked for again"


def test_that_a_file_is_closed_of_which_a_waiting_list_tells_is_a_look_at_once_and_not_again(clerk):
    late = staged([child("周大俊", **A_GROWN_UPS), person(1)], by=clerk)
    applied([child()], by=clerk)
    assert looks() == [(clerk.staff_id, "closed row of a list")]
    assert confirm(late, by=replace(clerk, request_id=uuid4())).failure is None
    assert len(looks()) == 1


def test_looking_through_the_command_is_a_look_although_nothing_is_kept(asker, tmp_path, capsys):
    (file := tmp_path / "list.csv").write_bytes(csv_of([GUESSES["another name"]]))
    held = Batch.objects.using("owner").count()
    assert import_batch([str(file), "--institution", office(OfficeKind.PRISON).name, "--on", TODAY.isoformat()]) == 0
    assert (looks(), Batch.objects.using("owner").count()) == ([(0, "closed row of a list")], held)


def heaps(batch: Batch, by: ActingStaff) -> list[tuple[Heap, int]]:
    """Where the rows lie, and what waits there for somebody."""
    with acting(by):
        counts = heap_counts(batch)
        lie = [(heap, len(rows_in(batch, heap)[1])) for heap in Heap if counts.of(heap)]
        assert lie == [(heap, counts.of(heap)) for heap in Heap if counts.of(heap)]
        return [(heap, counts.waiting(heap)) for heap, _ in lie]


def test_a_wrong_name_lies_where_the_right_one_does(asker):
    right, wrong = (staged([GUESSES[name]], by=asker) for name in ("the same name", "another name"))
    assert (outcomes(right), outcomes(wrong)) == (["same"], ["doubtful"]), "control: what programs are told is agreed"
    assert heaps(right, asker) == heaps(wrong, asker) == [(Heap.READY, 0)]
    confirm(right, by=asker), confirm(wrong, by=asker)
    assert heaps(right, asker) == heaps(wrong, asker) == [(Heap.READY, 0)]


def test_control_by_its_outcome_alone_it_would_lie_elsewhere(asker, monkeypatch):
    monkeypatch.setattr(queries, "heap_of", lambda outcome, *, closed: HEAP_OF[outcome])
    right, wrong = (staged([GUESSES[name]], by=asker) for name in ("the same name", "another name"))
    assert heaps(right, asker) != heaps(wrong, asker)


def test_a_list_guesses_one_name_for_a_number(asker):
    """Of several names for one number only the first is compared with the register; the others are in doubt anyway."""
    names = ["周大俊", "周小俊", "周中俊"]
    assert outcomes(staged([child(name, **A_GROWN_UPS) for name in names], by=asker)) == ["doubtful"] * 3
