"""Lists count everybody at a glance: by the guardian's function as by the gate, for every reader alike, and nobody whom the reader does not see."""

from collections.abc import Mapping

import pytest
from django.db import DatabaseError, connections, router

from anbang.casework.care.actions import accept_transfer, lose_contact
from anbang.casework.care.queries import counts, counts_of_listed
from anbang.casework.models import Person
from anbang.casework.person.guards import REACHED_BY_OFFICES
from anbang.casework.person.models import ExclusionReason
from anbang.casework.person.queries import visible_to
from anbang.casework.step.excluding import exclude
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from tests.support.crew import HOME, NEXT, THIRD, TODAY, District
from tests.support.people import post


@pytest.fixture
def lives(district: District) -> District:
    """People of two towns in many standings, and a closed file."""
    bureau = Office.objects.using("owner").get(kind=OfficeKind.JUSTICE_BUREAU)
    post(Role.SEALING_KEEPER, bureau)
    district.filed(), district.filed(NEXT)
    lost, moves, moved, _ = (district.in_care() for _ in range(4))
    lose_contact(lost.pk, words="电话停机", by=district.assistant(), on=TODAY)
    district.moved(moves)
    district.moved(moved)
    accept_transfer(moved.pk, by=district.assistant(NEXT), on=TODAY)
    district.closed_in_care()
    return district


def readers(district: District) -> Mapping[str, ActingStaff]:
    return {
        "here": district.assistant(HOME),
        "next": district.assistant(NEXT),
        "elsewhere": district.assistant(THIRD),
        "town": district.at(OfficeKind.TOWN_GOVERNMENT, HOME),
        "bureau": district.clerk(),
        "aftercare": district.aftercare(),
    }


def both(by: ActingStaff) -> tuple[dict[str, int], dict[str, int]]:
    """By the function, and by the gate."""
    with acting(by, reading_only=True):
        by_the_gate = counts(visible_to(by), on=by.today)
        return dict(counts_of_listed(for_staff=by)), {name: many for name, many in by_the_gate.items() if many}


def test_the_function_counts_as_the_gate_does(lives):
    told = {who: both(by) for who, by in readers(lives).items()}
    for who, (by_function, by_gate) in told.items():
        assert by_function == by_gate, who
    assert told["here"][0] == {"all": 5, "in_custody": 1, "in_care": 4, "lost": 1, "transfer": 1}
    assert told["bureau"][0]["all"] == 6, "the closed file is in no list"
    assert told["elsewhere"][0] == {}


def test_whoever_must_keep_out_of_a_file_does_not_count_it(lives):
    by = lives.assistant()
    person = Person.objects.using("owner").filter(is_lost=True).get()
    exclude(person.pk, by.staff_id, ExclusionReason.KIN, by=by, on=TODAY)
    by_function, by_gate = both(by)
    assert by_function == by_gate
    assert "lost" not in by_function


def counted_by_sql(by: ActingStaff, function: str) -> int:
    with acting(by), connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute(f"select coalesce(sum(people), 0) from {function}()")
        return int(cursor.fetchone()[0])


def test_an_office_may_not_count_the_district(lives):
    assert counted_by_sql(lives.assistant(THIRD), "casework_count_in_reach") == 0
    with pytest.raises(DatabaseError, match="permission denied"):
        counted_by_sql(lives.assistant(THIRD), "casework_count_in_district")


def test_control_without_its_condition_the_function_counts_everybody(lives):
    with connections["owner"].cursor() as cursor:
        cursor.execute("select pg_get_functiondef('casework_count_in_reach'::regproc)")
        body = cursor.fetchone()[0]
        opened = body.replace(REACHED_BY_OFFICES, "true").replace("p.sealing = ''open''", "true")
        assert opened != body
        cursor.execute("grant create on schema public to anbang_guardian")
        cursor.execute(opened)
    assert counted_by_sql(lives.assistant(THIRD), "casework_count_in_reach") == 7
