"""Two who file the same person at the same moment make one file: on paper, at the door, by a list; and none waits for another both ways."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from anbang.casework.arrival import typed as typing
from anbang.casework.arrival.typed import TypedForm, type_in_form
from anbang.casework.custody.models import RegistrationForm
from anbang.casework.handover import intake
from anbang.casework.handover.actions import Arrival
from anbang.casework.handover.filing import Somebody
from anbang.casework.handover.intake import Unannounced, take_in_on_the_spot
from anbang.casework.handover.models import ReleasedFrom
from anbang.casework.models import NumberSeries
from anbang.casework.person import alone
from anbang.casework.person.models import Person
from anbang.exchange.batch import applying
from anbang.organisations.acting import ActingStaff
from anbang.organisations.steps import StepRefused
from tests.casework.test_papers_that_are_missing import FOLLOWS, NUMBER, typed
from tests.exchange.lists import confirm, outcomes, person, staged
from tests.support.at_once import DONE, REFUSED, queued
from tests.support.crew import HOME, TODAY, District

OWNER = "owner"


@pytest.fixture
def clerk(district: District) -> ActingStaff:
    return district.clerk()


@pytest.fixture
def series(district: District) -> NumberSeries:
    """What everybody who files somebody takes a number from: whoever holds it lets two come as far as that."""
    district.filed(name="别人")
    return NumberSeries.objects.using(OWNER).get(series="file-2026")


def paper(district: District, id_number: str) -> TypedForm:
    told = typed(district, FOLLOWS)
    return replace(told, somebody=replace(told.somebody, id_number=id_number))


def at_the_door(district: District, id_number: str) -> Unannounced:
    somebody = Somebody("甄纸", "male", date(1988, 1, 2), id_number, district.place(HOME))
    return Unannounced(somebody, TODAY, ReleasedFrom.PRISON, Arrival(has_certificate=False, contact="1"), "没有来文")


def files(name: str = "甄纸") -> int:
    return Person.objects.using(OWNER).filter(name=name).count()


def forget_to_look_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (typing, intake):
        monkeypatch.setattr(module, "look_alone", lambda *_told, **_by: None)


NUMBERS = pytest.mark.parametrize("id_number", [NUMBER, ""], ids=["with a number", "by name and birth"])


@NUMBERS
def test_a_paper_sent_twice_at_once_makes_one_file_and_one_form(district, clerk, series, id_number):
    told = paper(district, id_number)
    step: Callable[[], object] = lambda: type_in_form(told, by=clerk, on=TODAY)  # noqa: E731
    assert sorted(queued(series, step, step)) == [DONE, REFUSED]
    assert (files(), RegistrationForm.objects.using(OWNER).count()) == (1, 1)


@NUMBERS
def test_control_who_does_not_look_alone_makes_two_files(district, clerk, series, id_number, monkeypatch):
    forget_to_look_alone(monkeypatch)
    told = paper(district, id_number)
    step: Callable[[], object] = lambda: type_in_form(told, by=clerk, on=TODAY)  # noqa: E731
    queued(series, step, step)
    assert files() == 2


@NUMBERS
def test_whoever_stands_at_the_door_is_taken_in_once_though_the_button_was_pressed_twice(district, series, id_number):
    assistant, came = district.assistant(), at_the_door(district, id_number)
    step: Callable[[], object] = lambda: take_in_on_the_spot(came, by=assistant, on=TODAY)  # noqa: E731
    assert sorted(queued(series, step, step)) == [DONE, REFUSED]
    assert files() == 1


def test_control_at_the_door_there_would_be_two(district, series, monkeypatch):
    forget_to_look_alone(monkeypatch)
    assistant, came = district.assistant(), at_the_door(district, NUMBER)
    step: Callable[[], object] = lambda: take_in_on_the_spot(came, by=assistant, on=TODAY)  # noqa: E731
    queued(series, step, step)
    assert files() == 2


def test_a_paper_typed_while_somebody_stands_at_the_door_goes_into_one_file(district, clerk, series):
    assistant, told, came = district.assistant(), paper(district, NUMBER), at_the_door(district, NUMBER)
    ended = queued(
        series,
        lambda: take_in_on_the_spot(came, by=assistant, on=TODAY),
        lambda: type_in_form(replace(told, admitted_on=None, release_on=None), by=clerk, on=TODAY),
    )
    assert (ended[0], files()) == (DONE, 1)


def listed(district: District, clerk: ActingStaff) -> tuple[object, TypedForm]:
    """A list of one, judged while nobody had a file, and a paper about the same person."""
    batch, one = staged([person(11)], by=clerk), person(11)
    somebody = Somebody(one["姓名"], "male", None, one["身份证号"], district.place(HOME))
    return batch, replace(typed(district, FOLLOWS), somebody=somebody)


def test_a_list_confirmed_while_a_paper_is_typed_in_is_judged_again(district, clerk, series):
    batch, told = listed(district, clerk)
    queued(series, lambda: type_in_form(told, by=clerk, on=TODAY), lambda: confirm(batch, by=clerk))
    assert (files(told.somebody.name), outcomes(batch)) == (1, ["update"])


def test_a_paper_typed_in_while_a_list_is_taken_in_goes_into_the_file_that_the_list_made(district, clerk, series):
    batch, told = listed(district, clerk)
    queued(series, lambda: confirm(batch, by=clerk), lambda: type_in_form(told, by=clerk, on=TODAY))
    assert (files(told.somebody.name), outcomes(batch)) == (1, ["new"])


def test_control_a_list_that_does_not_wait_for_papers_makes_a_second_file(district, clerk, series, monkeypatch):
    monkeypatch.setattr(applying, "while_nobody_files", lambda _by: None)
    batch, told = listed(district, clerk)
    queued(series, lambda: type_in_form(told, by=clerk, on=TODAY), lambda: confirm(batch, by=clerk))
    assert files(told.somebody.name) == 2


def test_nobodys_browser_waits_for_a_long_list(district, server, scratch, clerk, monkeypatch):
    monkeypatch.setattr(alone, "LONGEST_WAIT", "50ms")
    with server.as_superuser(scratch) as job, job.transaction():
        job.execute("select pg_advisory_xact_lock(%s)", [alone.FILING])
        with pytest.raises(StepRefused, match="请稍候再试"):
            type_in_form(paper(district, NUMBER), by=clerk, on=TODAY)
    assert type_in_form(paper(district, NUMBER), by=clerk, on=TODAY).is_new
