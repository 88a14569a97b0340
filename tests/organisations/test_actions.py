"""Offices open, are renamed and merged; people come and go (clause 2.1)."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError

from anbang.audit.models import Event
from anbang.organisations.actions import (
    Appointment,
    NewAccount,
    Seat,
    appoint,
    appoint_all,
    end_posting,
    merge_offices,
    open_accounts,
    open_office,
    rename_office,
    set_up_group,
)
from anbang.organisations.kinds import OFFICES_OF, GroupKind, OfficeKind, Role
from anbang.organisations.models import Area, Group, Office, OfficeName, Posting, Staff
from anbang.organisations.queries import NotPosted, offices_of_towns, sign_in
from anbang.organisations.releasing import propose
from anbang.organisations.steps import StepRefused
from tests.support.people import INSTALLATION, TODAY, office, post

DAY = timedelta(days=1)
HEAD = Seat("张书记", "玉屏社区", "统筹", heads=True)
CADRE = Seat("邓海燕", "玉屏社区", "走访")


@pytest.fixture
def newcomer(administrator):
    return open_accounts([NewAccount("newcomer", "周敏")], by=administrator, on=TODAY)[0]


def town(name="昌元街道"):
    return Area.objects.using("owner").get(name=name)


def events(action):
    return Event.objects.using("owner").filter(action=action)


# Offices


def test_a_renamed_office_keeps_its_old_name_for_the_old_days(administrator):
    station = office(OfficeKind.POLICE_STATION, "昌元街道")
    rename_office(station.pk, "城区派出所", by=administrator, on=TODAY)
    names = OfficeName.objects.filter(office=station)
    assert names.on(TODAY - DAY).get().name == "昌元派出所"
    assert names.on(TODAY).get().name == "城区派出所"
    assert Office.objects.get(pk=station.pk).name == "城区派出所"
    assert events("office_renamed").get().data == {"office": station.pk}


def test_a_second_name_on_the_same_day_is_refused(administrator):
    station = office(OfficeKind.POLICE_STATION)
    rename_office(station.pk, "城区派出所", by=administrator, on=TODAY)
    with pytest.raises(StepRefused):
        rename_office(station.pk, "新城派出所", by=administrator, on=TODAY)


def test_the_database_refuses_two_names_on_one_day(administrator):
    station = office(OfficeKind.POLICE_STATION)
    with pytest.raises(IntegrityError, match="office_has_one_name_at_a_time"):
        OfficeName.objects.using("owner").create(office=station, name="城区派出所", from_on=TODAY)


def test_an_empty_or_unchanged_name_is_refused(administrator):
    station = office(OfficeKind.POLICE_STATION)
    for name in ("  ", station.name):
        with pytest.raises(StepRefused) as refused:
            rename_office(station.pk, name, by=administrator, on=TODAY)
        assert refused.value.field == "name"


def test_a_base_opens_and_a_second_police_station_of_the_town_does_not(administrator):
    district = Area.objects.using("owner").get(kind="district")
    base = open_office(OfficeKind.BASE, "过渡性安置基地", area_id=district.pk, by=administrator, on=TODAY)
    assert Office.objects.on(TODAY - DAY).filter(pk=base.pk).first() is None
    with pytest.raises(StepRefused):
        open_office(OfficeKind.POLICE_STATION, "第二派出所", area_id=town().pk, by=administrator, on=TODAY)


def test_the_database_refuses_two_offices_of_a_kind_in_one_town(administrator):
    with pytest.raises(IntegrityError, match="office_of_a_kind_and_area_is_one_at_a_time"):
        Office.objects.using("owner").create(
            kind=OfficeKind.POLICE_STATION, area=town(), name="第二派出所", from_on=TODAY
        )


def test_a_merged_office_ends_the_day_before_and_names_its_successor(administrator):
    gone, stays = (office(OfficeKind.JUSTICE_OFFICE, name) for name in ("昌州街道", "昌元街道"))
    merge_offices([gone.pk], successor_id=stays.pk, by=administrator, on=TODAY)
    ended = Office.objects.get(pk=gone.pk)
    assert (ended.until_on, ended.successor_id) == (TODAY - DAY, stays.pk)
    assert OfficeName.objects.get(office=gone).until_on == TODAY - DAY


def test_after_a_merger_the_successor_answers_for_both_towns(administrator):
    gone, stays = (office(OfficeKind.JUSTICE_OFFICE, name) for name in ("昌州街道", "昌元街道"))
    merge_offices([gone.pk], successor_id=stays.pk, by=administrator, on=TODAY)
    before, after = (offices_of_towns(OfficeKind.JUSTICE_OFFICE, on=day) for day in (TODAY - DAY, TODAY))
    assert before[town("昌州街道").pk].pk == gone.pk
    assert after[town("昌州街道").pk].pk == stays.pk
    assert len(before) == len(after) == 21


def test_staff_go_on_at_the_successor_and_see_the_people_of_both(administrator):
    gone, stays = (office(OfficeKind.JUSTICE_OFFICE, name) for name in ("昌州街道", "昌元街道"))
    moved = post(Role.JUSTICE_ASSISTANT, gone)
    merge_offices([gone.pk], successor_id=stays.pk, by=administrator, on=TODAY)
    now = sign_in(Staff.objects.get(pk=moved.staff_id), on=TODAY)
    assert now.office_id == stays.pk
    assert set(now.offices) == {gone.pk, stays.pk}
    assert sign_in(Staff.objects.get(pk=moved.staff_id), on=TODAY - DAY).office_id == gone.pk


def test_a_group_that_the_merged_office_worked_for_has_the_successor_as_its_office(administrator, coordinator):
    gone, stays = (office(OfficeKind.JUSTICE_OFFICE, name) for name in ("昌州街道", "昌元街道"))
    kind, area_id = GroupKind.LEADING_GROUP, town("昌州街道").pk
    group = set_up_group(kind, area_id, seats=[], working_office_id=gone.pk, by=coordinator, on=TODAY - DAY)
    merge_offices([gone.pk], successor_id=stays.pk, by=administrator, on=TODAY)
    assert Group.objects.get(pk=group.pk).working_office_id == stays.pk


def test_an_office_merged_twice_is_still_seen_by_the_last_successor(administrator):
    first, second, last = (office(OfficeKind.JUSTICE_OFFICE, name) for name in ("昌州街道", "安富街道", "昌元街道"))
    merge_offices([first.pk], successor_id=second.pk, by=administrator, on=TODAY - DAY)
    merge_offices([second.pk], successor_id=last.pk, by=administrator, on=TODAY)
    assert set(post(Role.JUSTICE_ASSISTANT, last).offices) == {first.pk, second.pk, last.pk}
    assert offices_of_towns(OfficeKind.JUSTICE_OFFICE, on=TODAY)[town("昌州街道").pk].pk == last.pk


def test_only_offices_of_one_kind_are_merged_and_none_into_itself(administrator):
    justice, police = office(OfficeKind.JUSTICE_OFFICE), office(OfficeKind.POLICE_STATION)
    for gone in (police, justice):
        with pytest.raises(StepRefused):
            merge_offices([gone.pk], successor_id=justice.pk, by=administrator, on=TODAY)


def test_a_merger_that_is_refused_halfway_changes_nothing(administrator):
    gone, police, stays = (
        office(OfficeKind.JUSTICE_OFFICE, "昌州街道"),
        office(OfficeKind.POLICE_STATION, "昌州街道"),
        office(OfficeKind.JUSTICE_OFFICE, "昌元街道"),
    )
    with pytest.raises(StepRefused):
        merge_offices([gone.pk, police.pk], successor_id=stays.pk, by=administrator, on=TODAY)
    assert Office.objects.get(pk=gone.pk).until_on is None
    assert not events("office_merged").exists()


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("office_with_a_successor_has_ended", {"successor": "other"}),
        ("office_does_not_succeed_itself", {"successor": "self", "until_on": TODAY}),
        ("office_ends_after_it_begins", {"until_on": date(2000, 1, 1)}),
    ],
)
def test_the_database_refuses_an_office_that_makes_no_sense(administrator, constraint, fields):
    one, other = office(OfficeKind.JUSTICE_OFFICE, "昌元街道"), office(OfficeKind.JUSTICE_OFFICE, "昌州街道")
    named = {"self": one.pk, "other": other.pk}
    with pytest.raises(IntegrityError, match=constraint):
        Office.objects.using("owner").filter(pk=one.pk).update(
            **{name: named.get(value, value) for name, value in fields.items()}
        )


def test_offices_and_people_are_the_system_administrators(coordinator, newcomer):
    station = office(OfficeKind.POLICE_STATION)
    steps = [
        lambda: rename_office(station.pk, "新名", by=coordinator, on=TODAY),
        lambda: open_office(OfficeKind.BASE, "基地", area_id=town().pk, by=coordinator, on=TODAY),
        lambda: merge_offices([station.pk], successor_id=station.pk, by=coordinator, on=TODAY),
        lambda: open_accounts([NewAccount("other", "他人")], by=coordinator, on=TODAY),
        lambda: appoint(Appointment(newcomer.pk, station.pk, Role.POLICE_OFFICER), by=coordinator, on=TODAY),
        lambda: end_posting(coordinator.posting_id, by=coordinator, on=TODAY),
    ]
    for step in steps:
        with pytest.raises(StepRefused, match="系统管理员"):
            step()


# Accounts and postings


def test_an_account_without_a_posting_may_do_nothing(newcomer):
    with pytest.raises(NotPosted):
        sign_in(newcomer, on=TODAY)
    assert not newcomer.has_usable_password()


def test_an_account_keeps_the_password_that_was_encoded_for_it(administrator):
    encoded = make_password("walk-the-district-2015")
    opened = open_accounts([NewAccount("walker", "周敏", encoded_password=encoded)], by=administrator, on=TODAY)
    assert opened[0].check_password("walk-the-district-2015")


def test_a_user_name_is_given_once(administrator, newcomer):
    for again in (["newcomer"], ["other", "other"]):
        with pytest.raises(StepRefused) as refused:
            open_accounts([NewAccount(username, "他人") for username in again], by=administrator, on=TODAY)
        assert refused.value.field == "username"
    assert Staff.objects.filter(username__in=["newcomer", "other"]).count() == 1


def test_whoever_is_appointed_signs_in_from_that_day_until_the_last(administrator, newcomer):
    desk = office(OfficeKind.JUSTICE_OFFICE, "昌元街道")
    posting = appoint(Appointment(newcomer.pk, desk.pk, Role.JUSTICE_ASSISTANT), by=INSTALLATION, on=TODAY)
    end_posting(posting.pk, by=administrator, on=TODAY + DAY)
    assert sign_in(newcomer, on=TODAY + DAY).office_id == desk.pk
    for outside in (TODAY - DAY, TODAY + 2 * DAY):
        with pytest.raises(NotPosted):
            sign_in(newcomer, on=outside)
    assert Posting.objects.filter(pk=posting.pk).exists()
    assert events("appointed").count() == events("posting_ended").count() == 1


def test_a_posting_ends_once(administrator, newcomer):
    desk = office(OfficeKind.JUSTICE_OFFICE)
    posting = appoint(Appointment(newcomer.pk, desk.pk, Role.JUSTICE_ASSISTANT), by=INSTALLATION, on=TODAY)
    with pytest.raises(StepRefused):
        end_posting(posting.pk, by=administrator, on=TODAY - DAY)
    end_posting(posting.pk, by=administrator, on=TODAY)
    with pytest.raises(StepRefused):
        end_posting(posting.pk, by=administrator, on=TODAY)


def test_the_same_posting_twice_is_refused_by_the_step_and_by_the_database(administrator, newcomer):
    desk = office(OfficeKind.JUSTICE_OFFICE)
    wanted = Appointment(newcomer.pk, desk.pk, Role.JUSTICE_ASSISTANT)
    appoint(wanted, by=INSTALLATION, on=TODAY)
    with pytest.raises(StepRefused):
        appoint(wanted, by=INSTALLATION, on=TODAY)
    with pytest.raises(IntegrityError, match="posting_of_a_role_at_an_office_is_held_once"):
        Posting.objects.using("owner").create(
            staff=newcomer, office=desk, role=Role.JUSTICE_ASSISTANT, from_on=TODAY + DAY
        )


def test_a_role_is_held_where_it_belongs(administrator, newcomer):
    bureau = office(OfficeKind.JUSTICE_BUREAU)
    with pytest.raises(StepRefused) as refused:
        appoint(Appointment(newcomer.pk, bureau.pk, Role.INSTITUTION_CLERK), by=INSTALLATION, on=TODAY)
    assert refused.value.field == "role"


def test_every_role_has_a_place():
    assert set(OFFICES_OF) == set(Role)
    assert all(OFFICES_OF.values())


def test_nobody_holds_two_of_the_three_administrators_roles(administrator, newcomer):
    bureau = office(OfficeKind.JUSTICE_BUREAU)
    appoint(Appointment(newcomer.pk, bureau.pk, Role.SECURITY_ADMINISTRATOR), by=INSTALLATION, on=TODAY)
    for other in (Role.SYSTEM_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR):
        with pytest.raises(StepRefused):
            appoint(Appointment(newcomer.pk, bureau.pk, other), by=INSTALLATION, on=TODAY)


def test_two_administrators_roles_in_one_appointment_are_refused_whole(administrator, newcomer):
    bureau = office(OfficeKind.JUSTICE_BUREAU)
    roles = (Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)
    with pytest.raises(StepRefused):
        appoint_all([Appointment(newcomer.pk, bureau.pk, role) for role in roles], by=INSTALLATION, on=TODAY)
    assert not Posting.objects.filter(staff=newcomer).exists()


def test_an_administrator_after_the_other_role_has_ended_is_no_second_role(administrator, newcomer):
    """The control: the guard looks at the days, not at the person's past."""
    bureau = office(OfficeKind.JUSTICE_BUREAU)
    first = appoint(Appointment(newcomer.pk, bureau.pk, Role.SECURITY_ADMINISTRATOR), by=INSTALLATION, on=TODAY)
    end_posting(first.pk, by=INSTALLATION, on=TODAY)
    appoint(Appointment(newcomer.pk, bureau.pk, Role.AUDIT_ADMINISTRATOR), by=INSTALLATION, on=TODAY + DAY)


def test_nobody_appoints_or_dismisses_themselves(administrator):
    desk = office(OfficeKind.JUSTICE_OFFICE)
    with pytest.raises(StepRefused, match="本人"):
        propose(Appointment(administrator.staff_id, desk.pk, Role.JUSTICE_ASSISTANT), by=administrator, on=TODAY)
    with pytest.raises(StepRefused, match="本人"):
        end_posting(administrator.posting_id, by=administrator, on=TODAY)


def test_a_closed_account_is_not_appointed(administrator, newcomer):
    Staff.objects.using("owner").filter(pk=newcomer.pk).update(is_active=False)
    desk = office(OfficeKind.JUSTICE_OFFICE)
    with pytest.raises(StepRefused) as refused:
        appoint(Appointment(newcomer.pk, desk.pk, Role.JUSTICE_ASSISTANT), by=INSTALLATION, on=TODAY)
    assert refused.value.field == "staff"
