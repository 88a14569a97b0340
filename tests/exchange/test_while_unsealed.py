"""While nobody seals the trail no list is taken in and nothing leaves; once it is sealed again, all goes on."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from anbang.audit.keeping import seal_now
from anbang.audit.models import Event
from anbang.audit.verifying import UNSEALED_AT_MOST
from anbang.exchange.batch import actions, left_closed
from anbang.exchange.batch.actions import apply_batch
from anbang.exchange.batch.left_closed import correct_closed_row, take_in_closed_row
from anbang.exchange.batch.models import Batch
from anbang.organisations.acting import ActingStaff
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.steps import StepRefused
from anbang.papers import exports
from anbang.papers.exports import NewExport, begin_export
from anbang.papers.models import Export, ExportKind, Purpose
from tests.exchange.lists import applied, child, person, rows_of, staged
from tests.support.people import TODAY, office, post

WORDS = "交换停止"


@pytest.fixture
def steps(clerk: ActingStaff) -> dict[str, Callable[[], object]]:
    """What is exchanged: a list is taken in, a row that a keeper put right, a list leaves."""
    keeper = post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    row = rows_of(applied([child(释放日期="不知道"), person(2)], by=clerk))[0]
    correct_closed_row(row.pk, {"释放日期": "2027-01-19"}, by=keeper)
    batch = staged([person(1)], by=clerk)
    marked = NewExport(ExportKind.MARKED_LIST, Purpose.SENDER, about=batch.pk)
    return {
        "a list": lambda: apply_batch(batch.pk, by=clerk, on=TODAY),
        "a closed row": lambda: take_in_closed_row(row.pk, by=keeper, on=TODAY),
        "an export": lambda: begin_export(marked, by=clerk, on=TODAY),
    }


def wait(hours: timedelta) -> None:
    """A row of the trail that has waited for so long."""
    row = Event(
        action="signed_in",
        happened_on=TODAY,
        recorded_at=timezone.now() - hours,
        staff_id=0,
        office_id=0,
        request_id=uuid4(),
    )
    row.save(using="owner")


@pytest.mark.parametrize("what", ["a list", "a closed row", "an export"])
def test_while_the_trail_waits_for_its_seal_nothing_is_exchanged(steps, what: str):
    wait(UNSEALED_AT_MOST + timedelta(minutes=1))
    with pytest.raises(StepRefused, match=WORDS):
        steps[what]()
    assert Batch.objects.using("owner").latest("id").status == "staged"
    assert not Export.objects.using("owner").exists()


@pytest.mark.parametrize("what", ["a list", "a closed row", "an export"])
def test_control_a_little_less_and_it_goes_on(steps, what: str):
    wait(UNSEALED_AT_MOST - timedelta(minutes=5))
    steps[what]()


@pytest.mark.parametrize("what", ["a list", "a closed row", "an export"])
def test_control_without_the_look_at_the_seals_it_would_go_on(steps, what: str, monkeypatch: pytest.MonkeyPatch):
    wait(UNSEALED_AT_MOST + timedelta(minutes=1))
    for module in (actions, left_closed, exports):
        monkeypatch.setattr(module, "refuse_unsealed", lambda **_: None)
    steps[what]()


def test_once_it_is_sealed_again_all_goes_on(steps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    wait(UNSEALED_AT_MOST + timedelta(minutes=1))
    with pytest.raises(StepRefused, match=WORDS):
        steps["a list"]()
    monkeypatch.setattr(settings, "FOLDER", tmp_path)
    assert seal_now()
    monkeypatch.undo()
    for step in steps.values():
        step()
