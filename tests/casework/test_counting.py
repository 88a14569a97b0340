"""Whoever lives apart or is on the way from one office to another stands in several lists and is counted in one place (clause 2.3.3)."""

from unittest.mock import patch

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from anbang.casework.care.actions import accept_transfer, record_death, return_transfer
from anbang.casework.charge import counting
from anbang.casework.charge.counting import Counted, counted, counted_by_town
from anbang.casework.charge.handing import merge_offices_with_their_people
from anbang.casework.custody.closing import close_file
from anbang.casework.models import Case
from anbang.casework.person.actions import leave_closed_files
from anbang.casework.person.models import Person
from anbang.casework.person.queries import visible_to
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.kinds import OfficeKind, Role
from tests.support.crew import HOME, NEXT, OUTSIDE, THIRD, TODAY, District
from tests.support.people import office, post

OWNER = "owner"
TOWNS = (HOME, NEXT, THIRD)


def figures(by: ActingStaff) -> Counted:
    """What stands beside the list of somebody."""
    with acting(by, reading_only=True):
        return counted(for_staff=by)


def on_the_list(by: ActingStaff) -> set[int]:
    """Who in care stands in the list of somebody."""
    in_care = Case.objects.using(OWNER).filter(care_from__isnull=False, closed_on__isnull=True)
    with acting(by, reading_only=True):
        return set(visible_to(by).values_list("pk", flat=True)) & set(in_care.values_list("person_id", flat=True))


@pytest.fixture
def people(district: District) -> dict[str, Case]:
    """One of each: at home, living apart, on the way, returned, gone outside, handed over lately, in custody, dead."""
    found = {name: district.in_care() for name in ("at home", "apart", "on the way", "returned", "outside", "dead")}
    for name in ("apart", "on the way", "returned"):
        district.moved(found[name])
    accept_transfer(found["apart"].pk, by=district.assistant(NEXT), on=TODAY)
    return_transfer(found["returned"].pk, words="没有搬来", by=district.assistant(NEXT), on=TODAY)
    district.moved(found["outside"], OUTSIDE)
    accept_transfer(found["outside"].pk, by=district.assistant(), on=TODAY)
    record_death(found["dead"].pk, words="病故", by=district.assistant(), on=TODAY)
    found["handed over"], found["of the third"] = _handed_over(district), district.in_care(THIRD)
    return found | {"in custody": district.filed()}


def _handed_over(district: District) -> Case:
    """Registered in the third town, lived in the next one, and went home."""
    case = district.in_care(THIRD)
    for town, before in ((NEXT, THIRD), (THIRD, NEXT)):
        district.moved(case, town, by=district.assistant(before))
        accept_transfer(case.pk, by=district.assistant(town), on=TODAY)
    return case


def test_the_towns_counts_add_up_to_the_number_of_different_people(district, people):
    offices = [district.assistant(town) for town in TOWNS]
    everybody = set().union(*map(on_the_list, offices)) - {people["outside"].person_id}
    assert len(everybody) == 6
    assert sum(figures(by).here for by in offices) == len(everybody)
    assert figures(district.clerk()).here == figures(district.aftercare()).here == len(everybody)


def test_control_adding_up_the_lists_counts_somebody_twice(district, people):
    offices = [district.assistant(town) for town in TOWNS]
    assert sum(len(on_the_list(by)) for by in offices) > len(set().union(*map(on_the_list, offices)))
    assert [figures(by).in_charge for by in offices] == [len(on_the_list(by)) for by in offices]


def test_each_office_says_why_somebody_of_its_list_is_counted_elsewhere(district, people):
    home, elsewhere = figures(district.assistant()), figures(district.assistant(NEXT))
    assert (home.here, home.leaving) == (3, 1), (
        "at home, returned, and on the way until the other office has taken over"
    )
    assert (home.elsewhere, home.apart, home.outside) == (2, 1, 1)
    assert (elsewhere.here, elsewhere.arriving) == (1, 1)
    assert (elsewhere.apart, elsewhere.read_on) == (1, 1), "said to live here, and gone home"


def test_a_town_hall_counts_what_its_justice_office_counts(district, people):
    for town in TOWNS:
        assert figures(district.at(OfficeKind.TOWN_GOVERNMENT, town)) == figures(district.assistant(town)), town


def test_the_district_reads_the_same_town_by_town(district, people):
    by = district.aftercare()
    with acting(by, reading_only=True):
        whole = counted_by_town(for_staff=by)
    for town in TOWNS:
        mine, told = figures(district.assistant(town)), whole.towns[district.town(town)]
        assert (told.counted, told.listed, told.only_listed) == (mine.here, mine.in_charge, mine.elsewhere), town
    assert (whole.people, whole.outside, whole.of_the_district) == (6, 1, 0)
    assert whole.on_the_lists > whole.people, "whoever stands in two lists is there twice"


def test_an_office_counts_nobody_whom_it_does_not_see(district, people):
    stranger = district.assistant("双河街道")
    assert figures(stranger) == Counted(0, 0, 0, 0, 0, 0)
    with acting(stranger, reading_only=True):
        assert counted_by_town(for_staff=stranger).towns == {}


def close(district: District, case: Case) -> None:
    """It turns out that a file must be closed."""
    post(Role.SEALING_KEEPER, office(OfficeKind.JUSTICE_BUREAU))
    clerk = district.clerk()
    with acting(clerk):
        close_file(case.person_id, by=clerk, on=TODAY)
        leave_closed_files(by=clerk)


def test_a_closed_file_is_in_no_figure(district, people):
    before = figures(district.clerk())
    close(district, people["at home"])
    assert figures(district.clerk()).in_charge == before.in_charge - 1
    assert figures(district.assistant()).here == 2


def test_control_without_the_gate_the_named_assistant_would_count_a_closed_file(district, people):
    close(district, people["at home"])
    with patch.object(counting, "visible_to", lambda _staff: Person.objects.all()):
        assert figures(district.assistant()).here == 3


def test_the_figure_is_one_question_and_the_towns_are_two(district, people):
    by = district.aftercare()
    with acting(by, reading_only=True), CaptureQueriesContext(connections[by.alias]) as asked:
        counted(for_staff=by)
        assert len(asked) == 1
        counted_by_town(for_staff=by)
    assert len(asked) == 3


def test_on_the_day_of_a_merger_nobody_is_left_out_before_the_morning(district, people):
    reader = district.aftercare()
    with acting(reader, reading_only=True):
        before = counted_by_town(for_staff=reader)
    gone, into = district.assistant(HOME).office_id, district.assistant(NEXT).office_id
    merge_offices_with_their_people([gone], successor_id=into, by=district.administrator(), on=TODAY)
    with acting(reader, reading_only=True):
        told = counted_by_town(for_staff=reader)
    assert (told.people, told.towns[district.town(HOME)].counted) == (before.people, 0)
    assert all(town.only_listed >= 0 for town in told.towns.values())
