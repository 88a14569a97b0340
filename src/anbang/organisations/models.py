"""Areas, offices, groups and postings: dated records, for offices are renamed and merged and people come and go."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Case, Deferrable, F, Func, Q, SmallIntegerField, Value, When
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac

from anbang.organisations.kinds import AreaKind, Asked, FilteredList, GroupKind, OfficeKind, Outcome, Role, WhyRefused

MOST_FILTERS = 12


class DateRange(Func):
    """`daterange(from, until, '[]')`: both days belong to it; no `until` is open."""

    function = "DATERANGE"


def held_once(
    name: str, *fields: str, deferrable: Deferrable | None = None, condition: Q | None = None
) -> ExclusionConstraint:
    """Two rows with equal `fields` never share a day between `from_on` and `until_on`; where `deferrable` says so, asked only when
    the transaction ends, so that several may change in any order. `condition`: of which rows alone that is asked. The index has the fields first: by days, which most rows share, a row's
    neighbours are looked for in the whole of it.
    """
    days = DateRange("from_on", "until_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True))
    return ExclusionConstraint(
        name=name,
        expressions=[*((field, RangeOperators.EQUAL) for field in fields), (days, RangeOperators.OVERLAPS)],
        deferrable=deferrable,
        condition=condition,
    )


def never_together(name: str, what: Any, *, condition: Q | None = None) -> ExclusionConstraint:
    """Two postings of one account that differ in `what` never share a day. `condition`: of which postings alone that is asked."""
    days = DateRange("from_on", "until_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True))
    return ExclusionConstraint(
        name=name,
        expressions=[
            ("staff", RangeOperators.EQUAL),
            (what, RangeOperators.NOT_EQUAL),
            (days, RangeOperators.OVERLAPS),
        ],
        condition=condition,
    )


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """`until_on` is open or not before `from_on`."""
    return models.CheckConstraint(name=name, condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")))


class DatedQuerySet(models.QuerySet[Any]):
    """Rows that hold from one day until another."""

    def on(self, day: Any) -> "DatedQuerySet":
        """Those that hold on `day`."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day)


class Area(models.Model):
    """A division: own key, and two columns of outside codes, because two official code systems disagree."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    kind = models.CharField(max_length=16, choices=AreaKind)
    name = models.CharField(max_length=64)
    code_statistics = models.CharField(
        max_length=12, null=True, help_text="National Bureau of Statistics, edition 2023"
    )
    code_civil_affairs = models.CharField(max_length=12, null=True, help_text="the Ministry of Civil Affairs' series")
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code_statistics"], name="area_code_statistics_is_unique"),
            models.UniqueConstraint(fields=["code_civil_affairs"], name="area_code_civil_affairs_is_unique"),
            models.CheckConstraint(
                name="area_has_a_parent_unless_it_is_the_city", condition=Q(kind="city") | Q(parent__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_name(self) -> str:
        """The name as people say it: 玉屏社区, 代兴村 without the committee's title."""
        return self.name.removesuffix("居民委员会").removesuffix("村民委员会") or self.name


class Office(models.Model):
    """One office at one area. Its name is dated beside it; a merged office names its successor."""

    kind = models.CharField(max_length=24, choices=OfficeKind)
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="offices")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    name = models.CharField(max_length=96, help_text="as it is called now; every name with its days is in OfficeName")
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")
    phone = models.CharField(max_length=32, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            ends_after_it_begins("office_ends_after_it_begins"),
            models.CheckConstraint(
                name="office_with_a_successor_has_ended",
                condition=Q(successor__isnull=True) | Q(until_on__isnull=False),
            ),
            models.CheckConstraint(name="office_does_not_succeed_itself", condition=~Q(successor=F("id"))),
            models.CheckConstraint(
                name="office_has_an_area_unless_it_is_an_institution",
                condition=Q(area__isnull=False) | Q(kind__in=OfficeKind.institutions()),
            ),
            ExclusionConstraint(
                name="office_of_a_kind_and_area_is_one_at_a_time",
                expressions=[
                    (
                        DateRange("from_on", "until_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                    ("area", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                ],
                condition=~Q(kind__in=[OfficeKind.PRISON, OfficeKind.DETENTION_CENTRE, OfficeKind.BASE]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Frame(models.Model):
    """Which version of areas and offices this is; a trigger counts their changes, so that what is remembered of them can be trusted."""

    id = models.SmallIntegerField(primary_key=True)
    version = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="there_is_one_frame", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"frame {self.version}"


class OfficeName(models.Model):
    """What an office was called, from when until when."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="names")
    name = models.CharField(max_length=96)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            held_once("office_has_one_name_at_a_time", "office"),
            ends_after_it_begins("office_name_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager["Staff"]):
    """Finds accounts by user name."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        """The account with this user name."""
        return self.get(username=username)


class Staff(AbstractBaseUser):
    """A member of staff: one person, one account. What they may do comes from their postings."""

    username = models.CharField(max_length=48, unique=True)
    name = models.CharField(max_length=48)
    phone = models.CharField(max_length=32, blank=True)
    is_active = models.BooleanField(default=True)
    password_is_temporary = models.BooleanField(
        default=False, help_text="given by somebody else: nothing but changing it may be done with it"
    )
    session_number = models.PositiveIntegerField(
        default=0, db_default=0, help_text="raised by whatever ends every session: those of a lower number are over"
    )
    created_at = models.DateTimeField(db_default=Now())
    objects = StaffManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("username"), name="username_is_one_in_any_case")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The person's name."""
        return self.name

    def get_session_auth_hash(self) -> str:
        """What Django compares with the session at every request: another password or another number ends it."""
        told = f"{self.password}|{self.session_number}"
        return salted_hmac("anbang.organisations.session", told, algorithm="sha256").hexdigest()


class Posting(models.Model):
    """A member of staff holds a role at an office from one day until another."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="postings")
    office = models.ForeignKey(Office, models.PROTECT, related_name="postings")
    role = models.CharField(max_length=24, choices=Role)
    title = models.CharField(max_length=48, blank=True, help_text="所长, 副所长 …")
    full_time = models.BooleanField(default=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    objects = DatedQuerySet.as_manager()
    # Asked for with it by `postings_of`, and, for the pages, whether the account has a second factor.
    merged: list[int]
    has_second_factor: bool

    class Meta:
        constraints: ClassVar = [
            held_once("posting_of_a_role_at_an_office_is_held_once", "staff", "office", "role"),
            ends_after_it_begins("posting_ends_after_it_begins"),
            # Three administrators are three people (等保 2.0), whatever wrote the rows and however many at once.
            never_together(
                "nobody_is_two_of_the_three_administrators",
                "role",
                condition=Q(role__in=Role.administrators()),
            ),
            never_together(
                "an_administrator_holds_no_other_post",
                Case(
                    When(role__in=Role.administrators(), then=Value(1)),
                    default=Value(0),
                    output_field=SmallIntegerField(),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}@{self.office_id}:{self.role}"


class Proposal(models.Model):
    """A posting or a first password that the system administrator gave: it counts once the security administrator has released it."""

    what = models.CharField(max_length=8, choices=Asked)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="proposals")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=24, choices=Role, blank=True)
    title = models.CharField(max_length=48, blank=True)
    full_time = models.BooleanField(default=True)
    proposed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, db_default="")
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=12, choices=WhyRefused, blank=True, db_default="", help_text="of a refusal")
    posting = models.OneToOneField(Posting, models.PROTECT, null=True, related_name="proposal")
    code_digest = models.CharField(
        max_length=64, blank=True, db_default="", help_text="of the code by which the holder shows that it was released"
    )
    used_at = models.DateTimeField(null=True, help_text="when the holder gave that code")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="proposal_is_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("staff")),
            ),
            models.CheckConstraint(
                name="decided_proposal_says_by_whom",
                condition=Q(outcome__in=["", Outcome.DROPPED], decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    outcome__in=[Outcome.RELEASED, Outcome.REFUSED], decided_by__isnull=False, decided_at__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="refused_proposal_says_why",
                condition=Q(outcome=Outcome.REFUSED) & ~Q(why="") | ~Q(outcome=Outcome.REFUSED) & Q(why=""),
            ),
            models.CheckConstraint(
                name="proposed_posting_has_its_office_and_role",
                condition=Q(what=Asked.POSTING, office__isnull=False) & ~Q(role="")
                | Q(what=Asked.PASSWORD, office__isnull=True, role="", posting__isnull=True),
            ),
            models.CheckConstraint(
                name="released_password_has_a_code",
                condition=Q(what=Asked.PASSWORD, outcome=Outcome.RELEASED) & ~Q(code_digest="")
                | Q(code_digest="", used_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="account_has_one_password_that_waits",
                fields=["staff"],
                condition=Q(what=Asked.PASSWORD, outcome=""),
            ),
            models.UniqueConstraint(
                name="posting_is_proposed_once",
                fields=["staff", "office", "role"],
                condition=Q(what=Asked.POSTING, outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}:{self.what}"


class Group(models.Model):
    """A leading group of a district or town, or the work group of a village (clause 2.1, ORG-1)."""

    kind = models.CharField(max_length=16, choices=GroupKind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="groups")
    working_office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="groups")
    document = models.CharField(max_length=96, blank=True, help_text="by which it was set up")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            held_once("group_of_a_kind_and_area_is_one_at_a_time", "area", "kind"),
            ends_after_it_begins("group_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}:{self.kind}"


class GroupMember(models.Model):
    """Who sits in a group, for which unit, and what that unit answers for."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    name = models.CharField(max_length=48)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="memberships")
    unit = models.CharField(max_length=96, help_text="the member unit")
    answers_for = models.CharField(max_length=200, blank=True)
    heads = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            held_once("group_member_sits_once", "group", "name", "unit"),
            ends_after_it_begins("group_member_ends_after_it_begins"),
            ExclusionConstraint(
                name="group_has_one_head_at_a_time",
                expressions=[
                    (
                        DateRange("from_on", "until_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                    ("group", RangeOperators.EQUAL),
                ],
                condition=Q(heads=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SavedFilter(models.Model):
    """A filter of a list that somebody keeps under a short name: what stands in the address of the list, in codes and numbers of offices, areas and
    staff, and never words about anybody.
    """

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    shown = models.CharField(max_length=8, choices=FilteredList)
    place = models.PositiveSmallIntegerField(help_text="among those of the same staff, by which it is named in forms")
    name = models.CharField(max_length=16)
    query = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff", "place"], name="saved_filter_has_a_place_of_its_own"),
            models.UniqueConstraint(fields=["staff", "shown", "name"], name="saved_filter_is_called_once"),
            models.CheckConstraint(
                name="saved_filters_are_few", condition=Q(place__gte=1) & Q(place__lte=MOST_FILTERS)
            ),
            models.CheckConstraint(name="saved_filter_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="saved_filter_keeps_codes_alone",
                condition=Q(query__regex=r"^[a-z]+=[a-z0-9_]+(&[a-z]+=[a-z0-9_]+)*$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id}:{self.place}"
