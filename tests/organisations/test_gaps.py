"""The "1112" system: what is there and what is missing (clause 2.1, ORG-1 and ORG-3)."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from anbang.organisations.actions import Seat, end_group, set_up_group, unseat_member
from anbang.organisations.gaps import Missing, network
from anbang.organisations.kinds import AreaKind, GroupKind, OfficeKind, Role
from anbang.organisations.models import Area, GroupMember, Posting
from tests.support.database import opened
from tests.support.people import TODAY, office, post

DAY = timedelta(days=1)
SEATS = (Seat("张书记", "党工委", heads=True), Seat("周敏", "司法所"))


@pytest.fixture
def coordinator(database):
    return post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE))


@pytest.fixture(scope="module")
def whole(server, tmp_path_factory):
    """A complete district: made once, copied for every test that asks; its name, its folder, and who set it up."""
    folder = tmp_path_factory.mktemp("whole")
    with opened(server, folder) as name:
        by = post(Role.AFTERCARE_OFFICER, office(OfficeKind.AFTERCARE_OFFICE))
        complete(by)
        connections.close_all()
        yield name, folder, by


@pytest.fixture
def completed(server, whole):
    """Who set the complete district up, in a copy of the test's own."""
    template, folder, by = whole
    with opened(server, folder, template=template):
        yield by


def complete(by):
    """Every group of the district with head, members and working office."""
    for area in Area.objects.using("owner").exclude(kind=AreaKind.CITY):
        leading = area.kind not in AreaKind.villages()
        kind = GroupKind.LEADING_GROUP if leading else GroupKind.WORK_GROUP
        works = office(OfficeKind.JUSTICE_OFFICE).pk if leading else None
        set_up_group(kind, area.pk, seats=SEATS, by=by, on=TODAY, working_office_id=works)
    for desk in {one.pk: one for one in _desks()}.values():
        post(Role.JUSTICE_ASSISTANT, desk)


def _desks():
    return [office(OfficeKind.JUSTICE_OFFICE, town.name) for town in Area.objects.filter(kind__in=AreaKind.towns())]


def town_of(found, name):
    return next(town for town in found.towns if town.own.area.name == name)


def test_an_empty_district_lacks_everything(database):
    found = network(on=TODAY)
    assert found.counts == {Missing.GROUP: 1 + 21 + 156, Missing.FULL_TIME_OFFICER: 21}
    assert len(found.towns) == 21
    assert sum(len(town.villages) for town in found.towns) == 156


def test_a_complete_district_lacks_nothing(completed):
    found = network(on=TODAY)
    assert not found.counts
    assert all(town.is_complete for town in found.towns)
    assert found.district.head == "张书记"


def test_a_group_is_missing_on_the_day_before_it_is_set_up(completed):
    assert network(on=TODAY - DAY).counts[Missing.GROUP] == 178


def test_each_gap_stands_at_the_village_or_town_that_has_it(completed):
    town = town_of(network(on=TODAY), "昌元街道")
    one, other = town.villages[:2]
    end_group(one.group.pk, by=completed, on=TODAY)
    unseat_member(GroupMember.objects.get(group=other.group, heads=True).pk, by=completed, on=TODAY)
    Posting.objects.using("owner").filter(office__area=town.own.area).update(full_time=False)
    found = town_of(network(on=TODAY + DAY), "昌元街道")
    lacking = {row.area.pk: row.missing for row in found.villages_lacking}
    assert lacking == {one.area.pk: (Missing.GROUP,), other.area.pk: (Missing.HEAD,)}
    assert found.missing == (Missing.FULL_TIME_OFFICER,)
    assert not found.is_complete


def test_a_leading_group_without_an_office_or_members_says_so(coordinator):
    area = Area.objects.get(name="昌元街道")
    set_up_group(GroupKind.LEADING_GROUP, area.pk, seats=SEATS[:1], by=coordinator, on=TODAY)
    assert town_of(network(on=TODAY), "昌元街道").own.missing == (Missing.MEMBERS, Missing.WORKING_OFFICE)


def test_the_whole_district_takes_few_questions(completed):
    with CaptureQueriesContext(connections["default"]) as asked:
        network(on=TODAY)
    assert len(asked) <= 7
