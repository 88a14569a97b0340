"""A person, the places they belong to, their cases, and the table that says who may see them."""

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Deferrable, F, Func, Q
from django.db.models.functions import Coalesce, Left, Length, Now
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from anbang.lib.sealing import INDEX_BYTES
from anbang.organisations.models import Area, DatedQuerySet, Office, Staff, ends_after_it_begins, held_once


class Sex(models.TextChoices):
    """As the ID number tells it."""

    MALE = "male", _("男")
    FEMALE = "female", _("女")


class Sealing(models.TextChoices):
    """Whether the file is closed because the crime was committed as a minor (LAW-2). Proposed counts as sealed."""

    OPEN = "open", _("未封存")
    PROPOSED = "proposed", _("拟封存")
    SEALED = "sealed", _("已封存")

    @classmethod
    def closed(cls) -> tuple[str, str]:
        """The two states in which nobody but named people sees the person."""
        return cls.PROPOSED, cls.SEALED


class Stage(models.TextChoices):
    """Where somebody stands, as lists count it: by the open case, or once there is none by whether the file is in the archive yet."""

    IN_CUSTODY = "in_custody", _("在押")
    IN_CARE = "in_care", _("帮教中")
    ENDED = "ended", _("已结束")
    ARCHIVED = "archived", _("已归档")


def tells_its_key(column: str) -> Exact:
    """The condition that a blind index is whole, the number of its key at its head; one without would never be made anew."""
    return Exact(Length(column), INDEX_BYTES)


class Person(models.Model):
    """Somebody in custody or care. The ID number is sealed; two keyed indexes find it whole or by its last four."""

    name = models.CharField(max_length=64)
    name_key = models.TextField(help_text="how the name sounds, by which it is found (anbang.lib.name_sounds)")
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    born_on = models.DateField(null=True)
    identity_known = models.BooleanField(default=True, help_text="whether an ID number proves who it is")
    identity_unknown_at_first = models.BooleanField(
        default=False, help_text="filed at the town of the original investigation, for nobody knew who it is"
    )
    investigated_in = models.ForeignKey(
        Area, models.PROTECT, null=True, related_name="+", help_text="town of the original investigating authority"
    )
    id_number_sealed = models.BinaryField(null=True)
    id_number_index = models.BinaryField(null=True)
    id_number_tail_index = models.BinaryField(null=True)
    sealing = models.CharField(max_length=8, choices=Sealing, default=Sealing.OPEN)
    # What lists are counted by follows from the acts (anbang.casework.step.settling), and stands here so that everybody is counted at a glance.
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.IN_CUSTODY)
    stage_until = models.DateField(null=True, help_text="the last day of the term while care lasts")
    is_priority = models.BooleanField(default=False)
    is_in_transfer = models.BooleanField(default=False)
    is_lost = models.BooleanField(default=False, help_text="contact was lost and not found again")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="person_is_found_by_their_name", condition=Q(name_key__startswith="|")),
            models.CheckConstraint(
                name="person_id_number_is_sealed_and_indexed_together",
                condition=Q(
                    id_number_sealed__isnull=True, id_number_index__isnull=True, id_number_tail_index__isnull=True
                )
                | Q(id_number_sealed__isnull=False, id_number_index__isnull=False, id_number_tail_index__isnull=False),
            ),
            models.CheckConstraint(name="person_index_tells_its_key", condition=tells_its_key("id_number_index")),
            models.CheckConstraint(
                name="person_tail_index_tells_its_key", condition=tells_its_key("id_number_tail_index")
            ),
            models.CheckConstraint(
                name="person_of_known_identity_has_an_id_number_or_a_day_of_birth",
                condition=Q(identity_known=False) | Q(id_number_index__isnull=False) | Q(born_on__isnull=False),
            ),
            models.CheckConstraint(
                name="person_of_unknown_identity_has_a_town_of_investigation",
                condition=Q(identity_unknown_at_first=False) | Q(investigated_in__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id_number_index"], name="person_by_id_number"),
            models.Index(fields=["id_number_tail_index"], name="person_by_id_number_tail"),
            models.Index(fields=["name", "born_on"], name="person_by_name_and_birth"),
            GinIndex(fields=["name_key"], name="person_by_how_the_name_sounds", opclasses=["gin_trgm_ops"]),
            GinIndex(Func(F("name_key"), function="casework_name_tokens"), name="person_by_tokens_of_the_name"),
            models.Index(
                Left("name", 1), F("id").desc(), name="person_by_the_first_character", condition=Q(sealing="open")
            ),
            models.Index(fields=["stage", "id"], name="person_by_stage"),
            models.Index(
                # Everybody is counted from the index alone.
                fields=["stage", "stage_until", "is_priority", "is_in_transfer", "is_lost", "id"],
                name="person_counted",
                condition=Q(sealing="open"),
            ),
            models.Index(fields=["id"], name="person_of_priority", condition=Q(is_priority=True)),
            models.Index(fields=["id"], name="person_in_transfer", condition=Q(is_in_transfer=True)),
            models.Index(fields=["id"], name="person_lost", condition=Q(is_lost=True)),
            models.Index(fields=["id"], name="person_closed", condition=~Q(sealing="open")),
        ]

    def __str__(self) -> str:
        return f"person {self.id}"

    @property
    def is_closed(self) -> bool:
        """Whether only named people may see the person."""
        return self.sealing != Sealing.OPEN


class AbodeKind(models.TextChoices):
    """Two places may differ: where the household is registered, and where the person lives (clause 2.3.3)."""

    REGISTERED = "registered", _("户籍地")
    RESIDENCE = "residence", _("居住地")


class Abode(models.Model):
    """A place of a person, from one day until another: an area of the district, or a text for one outside it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="abodes")
    kind = models.CharField(max_length=10, choices=AbodeKind)
    area = models.ForeignKey(Area, models.PROTECT, null=True)
    outside = models.TextField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    act = models.ForeignKey(
        "casework.Act", models.CASCADE, null=True, related_name="+", help_text="null: as the file says at its head"
    )
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            held_once("person_has_one_abode_of_a_kind_at_a_time", "person", "kind", deferrable=Deferrable.DEFERRED),
            ends_after_it_begins("abode_ends_after_it_begins"),
            models.CheckConstraint(
                name="abode_is_in_the_district_or_outside", condition=Q(area__isnull=False) ^ ~Q(outside="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}:{self.kind}"


class Closing(models.TextChoices):
    """How a case came to its end."""

    CARE_ENDED = "care_ended", _("期满结束帮教")
    REOFFENDED = "reoffended", _("重新犯罪")
    DIED = "died", _("死亡")
    NOT_OURS = "not_ours", _("不属本区，退回")


class Case(models.Model):
    """One passage from custody to the end of care. A later sentence is a new case.

    What stands here beside number and opening follows from the acts (anbang.casework.step.settling): the term of care from its
    first to its planned last day, how the case closed, the priority reasons that hold, and on which day the mere date changes
    something next.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="cases")
    number = models.CharField(max_length=24)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    closed_how = models.CharField(max_length=12, choices=Closing, blank=True)
    care_from = models.DateField(null=True)
    term_until = models.DateField(null=True)
    priority = ArrayField(models.CharField(max_length=24), default=list)
    changes_on = models.DateField(null=True, help_text="the next day on which the mere date changes a duty")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="case_number_is_unique"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_on__isnull=True), name="person_has_one_open_case_at_a_time"
            ),
            models.CheckConstraint(
                name="case_closes_in_some_way", condition=Q(closed_on__isnull=True) ^ ~Q(closed_how="")
            ),
            models.CheckConstraint(
                name="case_in_care_has_a_term_that_ends",
                condition=Q(care_from__isnull=True, term_until__isnull=True) | Q(term_until__gte=F("care_from")),
            ),
            models.CheckConstraint(
                name="case_closes_after_care_began",
                condition=Q(closed_on__isnull=True) | Q(care_from__isnull=True) | Q(closed_on__gte=F("care_from")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["changes_on"], condition=Q(changes_on__isnull=False), name="case_that_the_date_changes"
            ),
            models.Index(fields=["person"], name="case_in_care", condition=Q(care_from__isnull=False)),
            models.Index(fields=["care_from"], name="case_open_by_start", condition=Q(closed_on__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.number


class NumberSeries(models.Model):
    """The last number given in a series such as the files of a year; taken under a row lock, so none is given twice."""

    series = models.CharField(max_length=32, primary_key=True)
    last = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series}:{self.last}"


class ReachReason(models.TextChoices):
    """Why an office or a member of staff may see a person."""

    REGISTERED_PLACE = "registered_place", _("户籍地司法所")
    RESIDENCE = "residence", _("居住地司法所")
    RESPONSIBLE = "responsible", _("负责帮教的司法所")
    TRANSFER = "transfer", _("待接收的司法所")
    HANDED_OVER = "handed_over", _("转出不久的司法所")
    VILLAGE = "village", _("负责走访的村（社区）")
    ALLOWANCE = "allowance", _("发放补助的民政")
    POLICE = "police", _("参加帮教或收到重点通报的派出所")
    ORIGINAL_INVESTIGATION = "original_investigation", _("原侦查机关所在地")
    NAMED_FOR_CLOSED_FILE = "named_for_closed_file", _("封闭名单指定人员")
    TAKING_IN = "taking_in", _("登记时")
    EMERGENCY = "emergency", _("紧急查阅")
    ARCHIVED = "archived", _("档案保管")

    @classmethod
    def naming(cls) -> tuple[str, ...]:
        """Those by which one of the staff is named for a closed file, for good or until it is filed."""
        return (cls.NAMED_FOR_CLOSED_FILE, cls.TAKING_IN)

    @classmethod
    def following(cls) -> tuple[str, ...]:
        """Those that follow from the acts, and end with what they follow from."""
        return (
            *(cls.REGISTERED_PLACE, cls.RESIDENCE, cls.RESPONSIBLE, cls.TRANSFER, cls.HANDED_OVER, cls.VILLAGE),
            *(cls.ORIGINAL_INVESTIGATION, cls.ALLOWANCE, cls.POLICE, cls.NAMED_FOR_CLOSED_FILE),
            cls.ARCHIVED,
        )


READ_OF_REACH = ["office", "staff", "why", "from_on", "until_on", "until_at"]


class Reach(models.Model):
    """Who may see a person: an office's staff, or for a closed file named members of staff only."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="reach", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, null=True, db_index=False)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False)
    why = models.CharField(max_length=24, choices=ReachReason)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    until_at = models.DateTimeField(null=True, help_text="a moment, where it lasts for minutes")
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reach_in_an_emergency_is_of_one_person_and_ends",
                condition=Q(until_at__isnull=True) & ~Q(why=ReachReason.EMERGENCY)
                | Q(until_at__isnull=False, staff__isnull=False, until_on__isnull=False, why=ReachReason.EMERGENCY),
            ),
            models.CheckConstraint(
                name="reach_names_an_office_or_a_member_of_staff",
                condition=Q(office__isnull=False) ^ Q(staff__isnull=False),
            ),
            ends_after_it_begins("reach_ends_after_it_begins"),
            held_once(
                *("reach_of_an_office_for_a_reason_is_given_once", "person", "office", "why"),
                condition=Q(office__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            # Row security asks for whoever sees somebody, office or member of staff, and reads nothing but an index.
            models.Index(
                Coalesce("office_id", -F("staff_id")), "person", include=READ_OF_REACH, name="reach_of_holder"
            ),
            models.Index(fields=["person"], include=READ_OF_REACH, name="reach_of_person"),
            models.Index(fields=["office", "person"], include=["why", "from_on", "until_on"], name="reach_of_office"),
            models.Index(fields=["staff", "person"], name="reach_of_staff", condition=Q(staff__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}:{self.why}"


class ExclusionReason(models.TextChoices):
    """Why somebody of the staff must keep out of a file (回避)."""

    KIN = "kin", _("是其近亲属")
    HARMED = "harmed", _("本人或近亲属是其案件的被害人")
    PARTY = "party", _("是其案件的当事人、证人或曾经办案")
    OTHER = "other", _("有其他可能影响公正的关系")


class Exclusion(models.Model):
    """A member of staff sees nothing of a person, whatever their office and role see; from the moment at which it is said."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="exclusions")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    why = models.CharField(max_length=8, choices=ExclusionReason)
    told_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    ended_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    ended_because = models.CharField(max_length=200, blank=True)
    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            held_once("staff_is_excluded_from_a_person_once_at_a_time", "person", "staff"),
            ends_after_it_begins("exclusion_ends_after_it_begins"),
            models.CheckConstraint(
                name="exclusion_that_ends_says_by_whom_and_why",
                condition=Q(until_on__isnull=True, ended_by__isnull=True, ended_because="")
                | Q(until_on__isnull=False, ended_by__isnull=False) & ~Q(ended_because=""),
            ),
            models.CheckConstraint(
                name="nobody_ends_their_own_exclusion", condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("staff"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} keeps out of {self.person_id}"


HALF_AN_HOUR = timedelta(minutes=30)


class Emergency(models.Model):
    """Somebody opened a file beyond their reach because it could not wait: why, for how long, and what somebody else thinks of it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="emergencies")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    why_sealed = models.BinaryField()
    opened_at = models.DateTimeField()
    until_at = models.DateTimeField()
    judged_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    judged_on = models.DateField(null=True)
    is_justified = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="emergency_lasts_half_an_hour_at_most",
                condition=Q(until_at__gt=F("opened_at"), until_at__lte=F("opened_at") + HALF_AN_HOUR),
            ),
            models.CheckConstraint(
                name="emergency_is_judged_by_somebody_else",
                condition=Q(judged_by__isnull=True) | ~Q(judged_by=F("staff")),
            ),
            models.CheckConstraint(
                name="emergency_is_judged_by_somebody_on_a_day",
                condition=Q(judged_by__isnull=True, judged_on__isnull=True, is_justified__isnull=True)
                | Q(judged_by__isnull=False, judged_on__isnull=False, is_justified__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="emergency_to_be_judged", condition=Q(judged_by__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} opened {self.person_id}"


class ClosedRecord(models.Model):
    """What a closed file must not show anybody: offence and its day, under a key of their own."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="closed_record")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"closed {self.person_id}"
