"""The steps that keep the frame true: offices open, are renamed and merged, people come and go, groups are set up and end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from anbang.audit.recording import Happening, record, record_many
from anbang.organisations.acting import ActingStaff, acting
from anbang.organisations.appointing import (
    refuse_an_administrator_with_another_post,
    refuse_oneself,
    refuse_the_last,
    refuse_unless,
)
from anbang.organisations.kinds import AREAS_OF, OFFICES_OF, GroupKind, OfficeKind, Role
from anbang.organisations.models import Area, Group, GroupMember, Office, OfficeName, Posting, Staff
from anbang.organisations.names import LONGEST_PERSON, LONGEST_UNIT, plain_name, refuse_username_that_is_not_plain
from anbang.organisations.steps import StepRefused
from anbang.organisations.unattended import NOBODY
from anbang.policy.clauses import SYSTEM

ONE_DAY = timedelta(days=1)


# Offices: the system administrator's, who sees nobody's file.


def open_office(
    kind: OfficeKind, name: str, *, area_id: int | None, by: ActingStaff, on: date, parent_id: int | None = None
) -> Office:
    """A new office works from `on`. Two offices of a kind in one area, bases and institutions aside, are refused."""
    with acting(by, changing_offices=True):
        _refuse_unless_administrator(by)
        called = plain_name(name, _("请填写机构名称。"), longest=LONGEST_UNIT, field="name")
        one_at_a_time = kind not in (*OfficeKind.institutions(), OfficeKind.BASE)
        ending_later = Office.objects.filter(kind=kind, area=area_id).exclude(until_on__lt=on)
        if one_at_a_time and ending_later.exists():
            raise StepRefused(_("这里已有同类机构。"))
        if area_id is None and kind not in OfficeKind.institutions():
            raise StepRefused(_("请选择机构所在地。"), field="area")
        office = Office.objects.create(kind=kind, name=called, area_id=area_id, parent_id=parent_id, from_on=on)
        OfficeName.objects.create(office=office, name=called, from_on=on)
        _tell("office_opened", {"office": office.pk, "kind": kind}, by=by, on=on)
        return office


def rename_office(office_id: int, name: str, *, by: ActingStaff, on: date) -> OfficeName:
    """From `on` the office is called `name`; what was written before keeps the name it had then."""
    with acting(by, changing_offices=True):
        _refuse_unless_administrator(by)
        called = plain_name(name, _("请填写机构名称。"), longest=LONGEST_UNIT, field="name")
        office = _working_office(office_id, on=on)
        current = OfficeName.objects.get(office=office, until_on__isnull=True)
        if called == current.name:
            raise StepRefused(_("名称没有变化。"), field="name")
        if current.from_on >= on:
            raise StepRefused(_("这一天已有更新的名称。"))
        current.until_on = on - ONE_DAY
        current.save(update_fields=["until_on"])
        renamed = OfficeName.objects.create(office=office, name=called, from_on=on)
        office.name = called
        office.save(update_fields=["name"])
        _tell("office_renamed", {"office": office.pk}, by=by, on=on)
        return renamed


def merge_offices(office_ids: Sequence[int], *, successor_id: int, by: ActingStaff, on: date) -> Office:
    """From `on` the successor, of the same kind, stands where these offices stood: their staff, what lay below them, the
    groups they worked for and, by `queries`, their people and duties are its own.
    """
    with acting(by, changing_offices=True):
        _refuse_unless_administrator(by)
        successor = _working_office(successor_id, on=on)
        for office in [_working_office(office_id, on=on) for office_id in sorted(set(office_ids))]:
            _refuse_merging(office, successor, on=on)
            office.until_on, office.successor = on - ONE_DAY, successor
            office.save(update_fields=["until_on", "successor"])
            _hand_staff_over(office, successor, on=on)
            Office.objects.on(on).filter(parent=office).update(parent=successor)
            Group.objects.filter(working_office=office).exclude(until_on__lt=on).update(working_office=successor)
            OfficeName.objects.filter(office=office, until_on__isnull=True).update(until_on=on - ONE_DAY)
            _tell("office_merged", {"office": office.pk, "successor": successor.pk}, by=by, on=on)
        return successor


def _refuse_merging(office: Office, successor: Office, *, on: date) -> None:
    if office.pk == successor.pk:
        raise StepRefused(_("机构不能并入自身。"))
    if office.kind != successor.kind:
        raise StepRefused(_("只有同类机构才能合并。"))
    if OfficeName.objects.filter(office=office, from_on__gte=on).exists() or office.from_on >= on:
        raise StepRefused(_("“%(office)s”在这一天或之后才设立或更名，不能从这一天起合并。") % {"office": office.name})


def _hand_staff_over(office: Office, successor: Office, *, on: date) -> None:
    """Postings end with the office and go on at the successor; one that is held there already lasts as long as the one that ends here."""
    ending = list(Posting.objects.select_for_update().filter(office=office).exclude(until_on__lt=on))
    if any(posting.from_on >= on for posting in ending):
        raise StepRefused(_("有人在这一天或之后才到“%(office)s”任职，请先处理。") % {"office": office.name})
    there = Posting.objects.select_for_update().filter(office=successor).exclude(until_on__lt=on)
    held = {(posting.staff_id, posting.role): posting for posting in there.order_by("from_on")}
    # Before they go on: the database asks at which office, gone by now, they ended.
    Posting.objects.filter(pk__in=[posting.pk for posting in ending]).update(until_on=on - ONE_DAY)
    for posting in ending:
        other = held.get((posting.staff_id, posting.role))
        if other is not None and other.until_on is not None:
            other.until_on = None if posting.until_on is None else max(other.until_on, posting.until_on)
            other.save(update_fields=["until_on"])
    Posting.objects.bulk_create(
        [
            Posting(
                staff_id=posting.staff_id,
                office=successor,
                role=posting.role,
                title=posting.title,
                full_time=posting.full_time,
                from_on=on,
                until_on=posting.until_on,
            )
            for posting in ending
            if (posting.staff_id, posting.role) not in held
        ]
    )


def _working_office(office_id: int, *, on: date) -> Office:
    """The office under a row lock, or a refusal for one that does not work that day."""
    office: Office | None = Office.objects.select_for_update(of=("self",)).on(on).filter(pk=office_id).first()
    if office is None:
        raise StepRefused(_("这一天没有这个机构。"), field="office")
    return office


# Accounts and postings: the system administrator's too, but never for oneself.


@dataclass(frozen=True, slots=True)
class NewAccount:
    """A member of staff to be. `encoded_password` as `make_password` gives it; without one nobody can sign in yet. It is changed
    at the first sign-in, but for the demo's, which everybody knows.
    """

    username: str
    name: str
    phone: str = ""
    encoded_password: str = ""
    keeps_it: bool = False


def open_accounts(accounts: Sequence[NewAccount], *, by: ActingStaff, on: date) -> list[Staff]:
    """Accounts for members of staff, in order; without a posting they may do nothing yet."""
    with acting(by):
        _refuse_unless_administrator(by)
        staff = [_staff(account) for account in accounts]
        _refuse_taken([one.username for one in staff])
        opened = Staff.objects.bulk_create(staff)
        record_many((("account_opened", _happening({"staff": staff.pk})) for staff in opened), by=by, on=on)
        return opened


def _staff(account: NewAccount) -> Staff:
    refuse_username_that_is_not_plain(account.username)
    return Staff(
        username=account.username,
        name=plain_name(account.name, _("请填写姓名。"), longest=LONGEST_PERSON, field="name"),
        phone=account.phone,
        password=account.encoded_password or make_password(None),
        password_is_temporary=bool(account.encoded_password) and not account.keeps_it,
    )


def _refuse_taken(usernames: Sequence[str]) -> None:
    """Signing in asks for no case, so names that differ in nothing else are one."""
    wanted = Counter(username.lower() for username in usernames)
    known = Staff.objects.annotate(folded=Lower("username")).filter(folded__in=wanted)
    taken = {*known.values_list("username", flat=True), *(name for name, times in wanted.items() if times > 1)}
    if taken:
        raise StepRefused(_("用户名已被使用：%(names)s。") % {"names": "、".join(sorted(taken))}, field="username")


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who is to hold which role at which office."""

    staff_id: int
    office_id: int
    role: Role
    title: str = ""
    full_time: bool = True


def appoint(appointment: Appointment, *, by: ActingStaff, on: date) -> Posting:
    """A member of staff holds a role at an office from `on` (ORG-3): the installation's step; administrators `propose` and `release`."""
    return appoint_all([appointment], by=by, on=on)[0]


def appoint_all(appointments: Sequence[Appointment], *, by: ActingStaff, on: date) -> list[Posting]:
    """All of these from `on`, or none of them."""
    with acting(by):
        _refuse_unless_administrator(by)
        if by.staff_id != NOBODY:
            raise StepRefused(_("任职由系统管理员提出，安全管理员放行后生效。"))
        # In the order of the keys, so that two administrators never wait for one another.
        wanted = {appointment.staff_id for appointment in appointments}
        staff = {one.pk: one for one in Staff.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
        offices = Office.objects.on(on).in_bulk([appointment.office_id for appointment in appointments])
        held = list(Posting.objects.filter(staff__in=staff).exclude(until_on__lt=on))
        postings: list[Posting] = []
        for appointment in appointments:
            refuse_appointment(appointment, staff, offices, [*held, *postings], by=by)
            postings.append(
                Posting(
                    staff_id=appointment.staff_id,
                    office_id=appointment.office_id,
                    role=appointment.role,
                    title=appointment.title.strip(),
                    full_time=appointment.full_time,
                    from_on=on,
                )
            )
        made = Posting.objects.bulk_create(postings)
        record_many((("appointed", _happening(_what(posting))) for posting in made), by=by, on=on)
        return made


def refuse_appointment(
    appointment: Appointment,
    staff: dict[int, Staff],
    offices: dict[int, Office],
    held: Sequence[Posting],
    *,
    by: ActingStaff,
) -> None:
    """As the database does, in words. `held`: what the people concerned hold on the day or will hold."""
    somebody, office = staff.get(appointment.staff_id), offices.get(appointment.office_id)
    if somebody is None or not somebody.is_active:
        raise StepRefused(_("这个账号不存在或已停用。"), field="staff")
    if office is None:
        raise StepRefused(_("这一天没有这个机构。"), field="office")
    refuse_oneself(somebody.pk, by=by)
    if office.kind not in OFFICES_OF[appointment.role]:
        about = {"role": appointment.role.label, "office": office.name}
        raise StepRefused(_("“%(role)s”不能在“%(office)s”任职。") % about, field="role")
    own = [posting for posting in held if posting.staff_id == somebody.pk]
    if any((posting.office_id, posting.role) == (office.pk, appointment.role) for posting in own):
        raise StepRefused(_("此人已任或将任此职。"))
    refuse_an_administrator_with_another_post(appointment.role, [posting.role for posting in own])


def end_posting(posting_id: int, *, by: ActingStaff, on: date) -> None:
    """`on` is the last day of the posting; what was done in it stays under the name of whoever did it."""
    with acting(by):
        _refuse_unless_administrator(by)
        # The person before the post, as whoever appoints does: the end of the sessions changes the person too.
        Staff.objects.select_for_update().get(postings=posting_id)
        posting = Posting.objects.select_for_update().get(pk=posting_id)
        refuse_oneself(posting.staff_id, by=by)
        if posting.until_on is not None or posting.from_on > on:
            raise StepRefused(_("这项任职在这一天没有开始或已经结束。"))
        refuse_the_last(posting.role, posting.staff_id, by=by)
        posting.until_on = on
        posting.save(update_fields=["until_on"])
        _tell("posting_ended", _what(posting), by=by, on=on)


def _what(posting: Posting) -> dict[str, object]:
    return {"staff": posting.staff_id, "office": posting.office_id, "role": posting.role}


# Groups: the district's, whose office coordinates them all (ORG-4); a town's for itself and its villages.


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's seat in a group: for which member unit, and what that unit answers for. `staff_id` if they have an account."""

    name: str
    unit: str
    answers_for: str = ""
    heads: bool = False
    staff_id: int | None = None


def set_up_group(
    kind: GroupKind,
    area_id: int,
    *,
    seats: Sequence[Seat],
    by: ActingStaff,
    on: date,
    working_office_id: int | None = None,
    document: str = "",
) -> Group:
    """A leading group of the district or a town, or a village's work group, works from `on` with its members (ORG-1)."""
    with acting(by):
        area = Area.objects.select_related("parent").get(pk=area_id)
        _refuse_unless_group_is_theirs(area, by=by)
        if area.kind not in AREAS_OF[kind]:
            raise StepRefused(_("区和镇街设领导小组，村居设工作小组。"))
        if Group.objects.filter(kind=kind, area=area).exclude(until_on__lt=on).exists():
            raise StepRefused(_("这里已有这个小组。"))
        if working_office_id is not None:
            _working_office(working_office_id, on=on)
        group = Group.objects.create(
            kind=kind, area=area, working_office_id=working_office_id, document=document.strip(), from_on=on
        )
        _refuse_seats([], seats)
        GroupMember.objects.bulk_create([_member(group, seat, on=on) for seat in seats])
        _tell("group_set_up", {"group": group.pk, "area": area.pk, "members": len(seats)}, by=by, on=on)
        return group


def end_group(group_id: int, *, by: ActingStaff, on: date) -> None:
    """`on` is the last day of the group and of every seat in it; seats that were to begin later never do."""
    with acting(by):
        group = _working_group(group_id, by=by, on=on)
        members = GroupMember.objects.filter(group=group).exclude(until_on__lte=on)
        if members.filter(from_on__gt=on).exists():
            raise StepRefused(_("有成员在这一天之后才加入，请先处理。"))
        members.update(until_on=on)
        group.until_on = on
        group.save(update_fields=["until_on"])
        _tell("group_ended", {"group": group.pk}, by=by, on=on)


def seat_member(group_id: int, seat: Seat, *, by: ActingStaff, on: date) -> GroupMember:
    """Somebody sits in the group from `on`. A second head, or the same seat twice, is refused."""
    with acting(by):
        group = _working_group(group_id, by=by, on=on)
        _refuse_seats(list(GroupMember.objects.filter(group=group).exclude(until_on__lt=on)), [seat])
        member = _member(group, seat, on=on)
        member.save()
        _tell("member_seated", {"group": group.pk, "member": member.pk}, by=by, on=on)
        return member


def unseat_member(member_id: int, *, by: ActingStaff, on: date) -> None:
    """`on` is the member's last day in the group."""
    with acting(by):
        member = GroupMember.objects.get(pk=member_id)
        _working_group(member.group_id, by=by, on=on)
        if member.until_on is not None or member.from_on > on:
            raise StepRefused(_("这名成员在这一天没有加入或已经退出。"))
        member.until_on = on
        member.save(update_fields=["until_on"])
        _tell("member_unseated", {"group": member.group_id, "member": member.pk}, by=by, on=on)


def _member(group: Group, seat: Seat, *, on: date) -> GroupMember:
    return GroupMember(
        group=group,
        name=plain_name(seat.name, _("请填写成员姓名。"), longest=LONGEST_PERSON, field="name"),
        unit=plain_name(seat.unit, _("请填写成员单位。"), longest=LONGEST_UNIT, field="unit"),
        answers_for=seat.answers_for.strip(),
        heads=seat.heads,
        staff_id=seat.staff_id,
        from_on=on,
    )


def _refuse_seats(sitting: Sequence[GroupMember], seats: Sequence[Seat]) -> None:
    seated = Counter(
        [*((one.name, one.unit) for one in sitting), *((one.name.strip(), one.unit.strip()) for one in seats)]
    )
    if any(times > 1 for times in seated.values()):
        raise StepRefused(_("同一人不能代表同一单位两次。"), field="name")
    if sum(one.heads for one in sitting) + sum(one.heads for one in seats) > 1:
        raise StepRefused(_("一个小组只有一名组长。"), field="heads")


def _working_group(group_id: int, *, by: ActingStaff, on: date) -> Group:
    """The group under a row lock, or a refusal for one that does not work that day or is somebody else's."""
    group = Group.objects.select_for_update(of=("self",)).select_related("area__parent").get(pk=group_id)
    _refuse_unless_group_is_theirs(group.area, by=by)
    if group.from_on > on or group.until_on is not None:
        raise StepRefused(_("这个小组在这一天没有设立或已经撤销。"))
    return group


def _refuse_unless_group_is_theirs(area: Area, *, by: ActingStaff) -> None:
    of_the_town = by.role is Role.TOWN_OFFICER and by.area_id in (area.pk, area.parent_id)
    if not by.sees_the_district and not of_the_town:
        raise StepRefused(_("小组由区安帮办或所在镇街办理。"))


def _refuse_unless_administrator(by: ActingStaff) -> None:
    refuse_unless(Role.SYSTEM_ADMINISTRATOR, by=by)


def _happening(data: dict[str, object]) -> Happening:
    return Happening(clauses=(SYSTEM,), data=data)


def _tell(action: str, data: dict[str, object], *, by: ActingStaff, on: date) -> None:
    record(action, _happening(data), by=by, on=on)
