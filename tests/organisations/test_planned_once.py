"""What is asked of one file is planned once; a list is planned for the offices and the day that it is asked for (ADR 0040)."""

import pytest
from django.db import connections

from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from anbang.organisations.planning import KEPT
from tests.support.people import office, post

PLANNED_ANEW, MAY_BE_KEPT = "force_custom_plan", "auto"
OFTEN = 8


@pytest.fixture(params=[Role.JUSTICE_ASSISTANT, Role.AFTERCARE_OFFICER], ids=["an office", "the district"])
def by(request, database) -> ActingStaff:
    kinds = {Role.JUSTICE_ASSISTANT: OfficeKind.JUSTICE_OFFICE, Role.AFTERCARE_OFFICER: OfficeKind.AFTERCARE_OFFICE}
    return post(request.param, office(kinds[request.param]))


def asked(by: ActingStaff, question: str) -> tuple[object, ...]:
    with connections[by.alias].cursor() as cursor:
        cursor.execute(question)
        return tuple(cursor.fetchone())


def how_planned(by: ActingStaff) -> object:
    return asked(by, "select current_setting('plan_cache_mode')")[0]


def kept_plans(by: ActingStaff) -> int:
    """How often an office was read by a plan that was kept."""
    told = asked(
        by,
        "select coalesce(sum(generic_plans), 0) from pg_prepared_statements where statement like '%organisations_office%'",
    )
    return int(str(told[0]))


def read_often(by: ActingStaff, *, about_one: bool) -> int:
    before = kept_plans(by)
    for _ in range(OFTEN):
        with acting(by, reading_only=True, about_one=about_one):
            Office.objects.get(pk=by.office_id)
    return kept_plans(by) - before


def test_a_list_is_planned_anew_and_what_is_about_one_file_is_not(by):
    with acting(by):
        assert how_planned(by) == PLANNED_ANEW
    with acting(by, about_one=True):
        assert how_planned(by) == MAY_BE_KEPT


def test_a_step_within_what_is_about_one_file_is_so_too_and_ends_with_it(by):
    with acting(by, about_one=True):
        with acting(by):
            assert how_planned(by) == MAY_BE_KEPT
        assert how_planned(by) == MAY_BE_KEPT
    with acting(by):
        assert how_planned(by) == PLANNED_ANEW


def test_what_is_asked_of_one_file_again_and_again_is_answered_by_a_kept_plan(by):
    assert read_often(by, about_one=True) > 0


def test_control_a_list_is_never_answered_by_a_plan_that_was_made_for_others(by):
    assert read_often(by, about_one=False) == 0


def test_every_connection_says_what_the_machine_is_like(by):
    with acting(by):
        assert asked(by, "select current_setting('random_page_cost'), current_setting('jit')") == ("1.1", "off")


def test_a_connection_keeps_what_the_pages_of_a_file_ask(by):
    with acting(by):
        held = connections[by.alias].connection
    assert held.prepared_max == KEPT
