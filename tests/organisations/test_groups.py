"""Leading groups and work groups are set up, change and end (clause 2.1)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from anbang.audit.models import Event
from anbang.organisations.acting import acting
from anbang.organisations.actions import (
    Seat,
    end_group,
    seat_member,
    set_up_group,
    unseat_member,
)
from anbang.organisations.kinds import GroupKind, OfficeKind, Role
from anbang.organisations.models import Area, Group, GroupMember, Posting
from anbang.organisations.steps import StepRefused
from tests.support.people import TODAY, office, post, village

DAY = timedelta(days=1)
HEAD = Seat("张书记", "玉屏社区", "统筹", heads=True)
CADRE = Seat("邓海燕", "玉屏社区", "走访")


def events(action):
    return Event.objects.using("owner").filter(action=action)


def set_up(by, *seats, on=TODAY):
    return set_up_group(GroupKind.WORK_GROUP, village().pk, seats=seats, by=by, on=on)


def test_a_village_has_its_group_with_head_and_members(coordinator):
    group = set_up(coordinator, HEAD, CADRE)
    assert GroupMember.objects.filter(group=group, heads=True).get().name == "张书记"
    assert events("group_set_up").get().data["members"] == 2


def test_a_second_group_is_refused_by_the_step_and_by_the_database(coordinator):
    set_up(coordinator, HEAD)
    with pytest.raises(StepRefused):
        set_up(coordinator, HEAD)
    with pytest.raises(IntegrityError, match="group_of_a_kind_and_area_is_one_at_a_time"):
        Group.objects.using("owner").create(kind=GroupKind.WORK_GROUP, area=village(), from_on=TODAY + DAY)


def test_a_group_that_ended_makes_room_for_a_new_one_and_its_seats_end_with_it(coordinator):
    group = set_up(coordinator, HEAD, CADRE)
    end_group(group.pk, by=coordinator, on=TODAY)
    assert set(GroupMember.objects.filter(group=group).values_list("until_on", flat=True)) == {TODAY}
    set_up(coordinator, HEAD, on=TODAY + DAY)


def test_a_group_has_one_head_by_the_step_and_by_the_database(coordinator):
    group = set_up(coordinator, HEAD)
    second = Seat("李主任", "玉屏社区", heads=True)
    with pytest.raises(StepRefused) as refused:
        seat_member(group.pk, second, by=coordinator, on=TODAY)
    assert refused.value.field == "heads"
    with pytest.raises(IntegrityError, match="group_has_one_head_at_a_time"):
        GroupMember.objects.using("owner").create(
            group=group, name="李主任", unit="玉屏社区", heads=True, from_on=TODAY
        )


def test_a_head_who_left_makes_room_for_the_next(coordinator):
    group = set_up(coordinator, HEAD)
    unseat_member(GroupMember.objects.get(group=group).pk, by=coordinator, on=TODAY)
    seat_member(group.pk, Seat("李主任", "玉屏社区", heads=True), by=coordinator, on=TODAY + DAY)
    assert GroupMember.objects.on(TODAY).get(group=group).name == "张书记"
    assert GroupMember.objects.on(TODAY + DAY).get(group=group).name == "李主任"


def test_the_same_seat_twice_is_refused_by_the_step_and_by_the_database(coordinator):
    group = set_up(coordinator, HEAD, CADRE)
    with pytest.raises(StepRefused):
        seat_member(group.pk, CADRE, by=coordinator, on=TODAY)
    with pytest.raises(IntegrityError, match="group_member_sits_once"):
        GroupMember.objects.using("owner").create(group=group, name=CADRE.name, unit=CADRE.unit, from_on=TODAY)


def test_towns_have_leading_groups_and_villages_work_groups(coordinator):
    for kind, area in (
        (GroupKind.WORK_GROUP, Area.objects.using("owner").get(name="昌元街道")),
        (GroupKind.LEADING_GROUP, village()),
    ):
        with pytest.raises(StepRefused):
            set_up_group(kind, area.pk, seats=[], by=coordinator, on=TODAY)


def test_a_town_sets_up_the_groups_of_its_own_villages_only(database):
    own = post(Role.TOWN_OFFICER, office(OfficeKind.TOWN_GOVERNMENT, "昌元街道"))
    other = post(Role.TOWN_OFFICER, office(OfficeKind.TOWN_GOVERNMENT, "安富街道"))
    with pytest.raises(StepRefused):
        set_up(other, HEAD)
    group = set_up(own, HEAD)
    with pytest.raises(StepRefused):
        end_group(group.pk, by=other, on=TODAY)


def test_whoever_holds_no_such_role_changes_no_group(coordinator, assistant):
    group = set_up(coordinator, HEAD)
    member = GroupMember.objects.get(group=group)
    steps = [
        lambda: seat_member(group.pk, CADRE, by=assistant, on=TODAY),
        lambda: unseat_member(member.pk, by=assistant, on=TODAY),
        lambda: end_group(group.pk, by=assistant, on=TODAY),
    ]
    for step in steps:
        with pytest.raises(StepRefused):
            step()


def test_a_refused_seat_leaves_no_half_group(coordinator):
    with pytest.raises(StepRefused):
        set_up(coordinator, HEAD, Seat("", "玉屏社区"))
    assert not Group.objects.exists()


def test_the_database_refuses_days_that_end_before_they_begin(coordinator):
    group = set_up(coordinator, HEAD)
    posting = Posting.objects.get(pk=coordinator.posting_id)
    before = {"until_on": date(2000, 1, 1)}
    tried = [
        (Group.objects.using("owner").filter(pk=group.pk), "group_ends_after_it_begins"),
        (GroupMember.objects.using("owner").filter(group=group), "group_member_ends_after_it_begins"),
        (Posting.objects.using("owner").filter(pk=posting.pk), "posting_ends_after_it_begins"),
    ]
    for rows, constraint in tried:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic(using="owner"):
            rows.update(**before)


def test_without_its_transaction_a_step_would_be_done_as_nobody(coordinator):
    """The control of `acting`: outside it the same rows are read as the plain app role."""
    with acting(coordinator):
        assert Group.objects.all().db == "overseer"
    assert Group.objects.all().db == "default"
