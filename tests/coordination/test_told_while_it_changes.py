"""A step that comes while a duty is being told: it came first, and nothing is told of what it met, moved or took away (RHY-6)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from anbang.casework.duty import chain
from anbang.casework.duty.models import Duty
from anbang.casework.duty.telling import Level
from tests.coordination.mornings import ONE_DAY, comes, due, levels

Change = Callable[[Duty], Any]


def owners(duty: Duty) -> Any:
    """The row as another connection writes it."""
    return Duty.objects.using("owner").filter(pk=duty.pk)


def taken_away(duty: Duty) -> None:
    owners(duty).delete()


def met(duty: Duty) -> None:
    owners(duty).update(met_on=duty.due_on)


def moved(duty: Duty) -> None:
    owners(duty).update(due_on=duty.due_on + ONE_DAY * 90)


def comes_meanwhile(monkeypatch: pytest.MonkeyPatch, duty: Duty, change: Change) -> None:
    """Another connection writes before the people are locked, and after the duties were read."""
    lock = chain.lock_people

    def late(people: Any) -> None:
        change(duty)
        lock(people)

    monkeypatch.setattr(chain, "lock_people", late)


def the_day_after(duty: Duty) -> date:
    return duty.due_on + ONE_DAY


@pytest.mark.parametrize("change", [taken_away, met, moved])
def test_nothing_is_told_of_a_duty_that_a_step_changed_meanwhile(case, monkeypatch, change: Change):
    team, receive = due("name_team", case), due("receive", case)
    comes_meanwhile(monkeypatch, team, change)
    comes(the_day_after(team))
    assert levels(team) == []
    assert levels(receive) == [Level.DISTRICT], "the others are told all the same"


def test_control_unless_it_is_asked_again_the_morning_breaks_off(case, monkeypatch):
    team = due("name_team", case)
    comes_meanwhile(monkeypatch, team, taken_away)
    asked = chain._still_owed

    def not_asked(duties: list[Duty]) -> list[Duty]:
        asked(duties)
        return duties

    monkeypatch.setattr(chain, "_still_owed", not_asked)
    with pytest.raises(IntegrityError):
        comes(the_day_after(team))
