"""A file whose years have passed, step by step."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import connections

from anbang.casework.care.actions import record_death
from anbang.casework.care.team import name_team
from anbang.casework.duty.versions import CURRENT
from anbang.casework.models import Case
from anbang.casework.person.models import Person
from anbang.casework.person.queries import visible_to
from anbang.casework.retention.actions import decide_disposal, propose_disposals
from anbang.casework.retention.models import Disposal
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.unattended import unattended
from tests.casework.test_police_stations import WITH_AN_OFFICER
from tests.support.crew import TODAY, District, days

OWNER = "owner"
# By the pack: a year after the closing, and ten years after it.
ARCHIVED, LAST_DAY = date(2027, 11, 5), date(2036, 11, 5)
NIGHT = LAST_DAY + days(1)
UNTIL = date(2040, 1, 1)


@pytest.fixture
def dead(district: District) -> Case:
    """Died in care today; a village, a station and two towns had to do with the person."""
    case = district.in_care()
    name_team(case.pk, WITH_AN_OFFICER, by=district.assistant(), on=TODAY)
    record_death(case.pk, words="死亡证明", by=district.assistant(), on=TODAY)
    return Case.objects.using(OWNER).get(pk=case.pk)


def at_night(on: date = NIGHT) -> int:
    return propose_disposals(by=unattended("morning", on=on), on=on)


def sees(by: ActingStaff, case: Case) -> bool:
    with acting(by, reading_only=True):
        return visible_to(by).filter(pk=case.person_id).exists()


def row_is_seen(by: ActingStaff, case: Case) -> bool:
    """By row security alone."""
    with acting(by, reading_only=True):
        return Person.objects.filter(pk=case.person_id).exists()


def proposed(dead: Case) -> Disposal:
    assert at_night() == 1
    return Disposal.objects.using(OWNER).get(person_id=dead.person_id)


@contextmanager
def without_its_years() -> Iterator[None]:
    """The guard aside that holds a proposal to the years of its policy."""
    guard = "trigger file_is_kept_for_the_years_of_its_policy"
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f"alter table casework_disposal disable {guard}")
        yield
        cursor.execute(f"alter table casework_disposal enable {guard}")


def proposed_by_hand(case: Case, **different: object) -> Disposal:
    """By the hand of the owner of the tables: nobody of whom a test knows was let go ten years ago."""
    told = {"person_id": case.person_id, "case_number": case.number, "policy_id": CURRENT, **different}
    with without_its_years():
        return Disposal.objects.using(OWNER).create(**told)


def decided(dead: Case, district: District) -> Disposal:
    told = proposed(dead)
    decide_disposal(told.pk, by=district.clerk(NIGHT), on=NIGHT)
    return told


def at(by: ActingStaff, on: date) -> ActingStaff:
    return replace(by, today=on, request_id=uuid4())
