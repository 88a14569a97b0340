"""What the database itself refuses about rights requests, each by its name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from anbang.casework.act.models import Act, Correction
from anbang.casework.care.actions import record_note
from anbang.casework.rights.models import RightsRequest
from anbang.casework.step.repairing import correct_day
from anbang.papers.models import Paper
from tests.casework.breaking import (
    OWNER,
    Break,
    again,
    change,
    let_in_without,
    named_constraints,
    refused,
    with_control,
)
from tests.support.crew import TODAY, District, days
from tests.support.database import Server, opened
from tests.support.requests import asked, authority, given


class World:
    """Two requests of one person: one waits, one was granted; a third by somebody with an authority."""

    def __init__(self) -> None:
        district = District()
        case, by = district.in_care(), district.assistant()
        note = record_note(case.pk, words="记事", by=by, on=TODAY)
        correct_day(note.pk, TODAY - days(1), why="记错", by=by)
        self.waits = asked(case.pk, by=by, on=TODAY)
        self.answered = given(asked(case.pk, by=by, on=TODAY), by=by, on=TODAY)
        self.by_authority = asked(
            case.pk, by=by, on=TODAY, asker="representative", checked="authority", who="律师", authority=authority()
        )
        self.note = Act.objects.using(OWNER).get(pk=note.pk)
        self.correction = Correction.objects.using(OWNER).get()
        self.paper = Paper.objects.using(OWNER).get()


@pytest.fixture(scope="module")
def world(server: Server, crewed: tuple[str, Path]) -> Iterator[World]:
    template, folder = crewed
    with opened(server, folder, template=template):
        yield World()


BREAKS = {
    "requests_about_a_person_are_numbered": Break(
        lambda world: again(world.waits, came_id=world.note.pk),
    ),
    "who_asks_was_checked_in_the_way_that_fits": Break(lambda world: change(world.waits, asker="guardian")),
    "authority_of_a_representative_is_kept": Break(lambda world: change(world.by_authority, authority=None)),
    "request_is_answered_with_an_outcome": Break(lambda world: change(world.waits, answered_id=world.note.pk)),
    "refusal_names_its_ground": Break(lambda world: change(world.answered, outcome="refused")),
    "answer_says_how_it_was_handed_over": Break(lambda world: change(world.answered, handed_over="")),
    "what_was_handed_over_is_received": Break(lambda world: change(world.waits, received_on=TODAY)),
    "correction_answers_a_request_to_correct": Break(lambda world: change(world.answered, correction=world.correction)),
}


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_the_database_refuses_it_by_name(world, name):
    refused(name, BREAKS[name], world)


@pytest.mark.parametrize("name", with_control(BREAKS))
def test_control_without_the_guard_it_gets_in(world, name):
    let_in_without(name, BREAKS[name], world)


def test_every_constraint_of_a_request_is_broken_here():
    assert named_constraints(RightsRequest) == set(BREAKS)


def test_nobody_is_taken_for_a_representative_by_a_scan_alone(world):
    refused(
        "authority_of_a_representative_is_kept", Break(lambda there: change(there.waits, authority=there.paper)), world
    )
