"""Who is in care where, and what is overdue about them: counted by the guardian as the gate lists them, for every reader alike."""

from collections import Counter
from collections.abc import Mapping

import pytest
from django.db import DatabaseError, connections, router

from anbang.casework.care.actions import lose_contact
from anbang.casework.charge.models import Responsibility
from anbang.casework.duty.models import Duty
from anbang.casework.duty.places import PlaceCount, count_of_offices, count_of_villages
from anbang.casework.models import Person
from anbang.casework.person.guards import REACHED_BY_OFFICES
from anbang.casework.person.models import ExclusionReason, Stage
from anbang.casework.person.queries import visible_to
from anbang.casework.step.excluding import exclude
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from anbang.organisations.models import Office
from tests.support.crew import HOME, NEXT, THIRD, TODAY, District, days
from tests.support.people import post


@pytest.fixture
def lives(district: District) -> District:
    """People of two towns, some of them undone for weeks, and a closed file."""
    bureau = Office.objects.using("owner").get(kind=OfficeKind.JUSTICE_BUREAU)
    post(Role.SEALING_KEEPER, bureau)
    district.filed()
    lost = district.in_care(since=TODAY - days(60))
    district.in_care(since=TODAY - days(60)), district.in_care(NEXT)
    lose_contact(lost.pk, words="电话停机", by=district.assistant(), on=TODAY)
    district.closed_in_care()
    return district


def readers(district: District) -> Mapping[str, ActingStaff]:
    return {
        "here": district.assistant(HOME),
        "next": district.assistant(NEXT),
        "elsewhere": district.assistant(THIRD),
        "town": district.at(OfficeKind.TOWN_GOVERNMENT, HOME),
        "bureau": district.clerk(),
    }


def by_the_gate(by: ActingStaff) -> dict[int, PlaceCount]:
    """The same, row by row."""
    people = visible_to(by).filter(stage=Stage.IN_CARE)
    charges = Responsibility.objects.filter(person__in=people, until_on__isnull=True, office__isnull=False)
    office_of = dict(charges.values_list("case", "office"))
    owed = Duty.objects.overdue(on=by.today).filter(case__in=office_of, office__isnull=False)
    overdue = Counter(office_of[case] for case in owed.values_list("case", flat=True))
    lost = set(people.filter(is_lost=True).values_list("cases", flat=True))
    return {
        office: PlaceCount(
            people=many,
            lost=sum(office_of[case] == office for case in lost if case in office_of),
            overdue=overdue[office],
        )
        for office, many in Counter(office_of.values()).items()
    }


def test_the_guardian_counts_as_the_gate_lists(lives: District):
    told = {}
    for who, by in readers(lives).items():
        with acting(by, reading_only=True):
            told[who] = count_of_offices(for_staff=by)
            assert told[who] == by_the_gate(by), who
    here = lives.assistant(HOME).office_id
    assert (told["here"][here].people, told["here"][here].lost) == (2, 1)
    assert told["here"][here].overdue > 0
    assert told["elsewhere"] == {}
    assert set(told["bureau"]) == {here, lives.assistant(NEXT).office_id}


def test_by_village_it_is_the_same_with_whoever_is_in_custody_and_without_a_team(lives: District):
    by, village = lives.assistant(HOME), lives.place().area_id
    with acting(by, reading_only=True):
        found = count_of_villages([by.office_id], [village], for_staff=by)  # type: ignore[list-item]
        of_the_office = count_of_offices(for_staff=by)[by.office_id]
    assert (found[village].people, found[village].lost, found[village].overdue) == (2, 1, of_the_office.overdue)
    assert (found[village].in_custody, found[village].without_team) == (1, 2)


def test_whoever_keeps_out_of_a_file_does_not_count_it(lives: District):
    by = lives.assistant()
    person = Person.objects.using("owner").get(is_lost=True)
    exclude(person.pk, by.staff_id, ExclusionReason.KIN, by=by, on=TODAY)
    with acting(by, reading_only=True):
        assert count_of_offices(for_staff=by) == by_the_gate(by)
        assert count_of_offices(for_staff=by)[by.office_id].people == 1


def counted_by_sql(by: ActingStaff, where: str) -> int:
    with acting(by), connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute(f"select coalesce(sum(people), 0) from casework_offices_count_in_{where}('{{}}')")
        return int(cursor.fetchone()[0])


def test_an_office_may_not_count_the_district(lives: District):
    assert counted_by_sql(lives.assistant(THIRD), "reach") == 0
    with pytest.raises(DatabaseError, match="permission denied"):
        counted_by_sql(lives.assistant(THIRD), "district")


def test_control_without_its_condition_the_function_counts_everybody(lives: District):
    with connections["owner"].cursor() as cursor:
        cursor.execute("select pg_get_functiondef('casework_offices_count_in_reach'::regproc)")
        body = cursor.fetchone()[0]
        opened = body.replace(REACHED_BY_OFFICES, "true").replace("p.sealing = ''open''", "true")
        assert opened != body
        cursor.execute("grant create on schema public to anbang_guardian")
        cursor.execute(opened)
    assert counted_by_sql(lives.assistant(THIRD), "reach") == 4
