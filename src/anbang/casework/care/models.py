"""The care team, the plan with its goals, who works away, and signs of reoffending as the law fences them (clauses 2.1, 2.5, LAW-6)."""

from typing import ClassVar

from django.db import models
from django.db.models import Deferrable, F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from anbang.casework.act.models import Act
from anbang.casework.person.models import Case, Person
from anbang.organisations.models import DatedQuerySet, Staff, ends_after_it_begins, held_once


class TeamRole(models.TextChoices):
    """As what somebody helps (clause 2.1: "four in one", and others)."""

    POLICE_OFFICER = "police_officer", _("派出所民警")
    JUSTICE_ASSISTANT = "justice_assistant", _("司法助理员")
    VILLAGE_CADRE = "village_cadre", _("村（社区）干部")
    FAMILY_MEMBER = "family_member", _("家庭成员")
    SOCIAL_WORKER = "social_worker", _("社会工作者")
    VOLUNTEER = "volunteer", _("志愿者")
    OTHER = "other", _("其他")


class TeamMember(models.Model):
    """Somebody in the care team of a person as one act named it, from its day until another naming. What an act wrote stays; the days follow
    from the acts that hold. Unit and telephone are empty where they were not told again. The telephone is sealed.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="team")
    role = models.CharField(max_length=20, choices=TeamRole)
    name = models.CharField(max_length=48)
    unit = models.CharField(max_length=96, blank=True, help_text="the member's office, or the relation to the person")
    phone_sealed = models.BinaryField(null=True)
    named = models.ForeignKey(Act, models.CASCADE, related_name="+", help_text="the act that named the member")
    from_on = models.DateField(
        null=True, help_text="null: withdrawn, or named anew on the same day; never was in the team"
    )
    until_on = models.DateField(null=True)
    objects = DatedQuerySet.as_manager()
    phone_told_in: int | None = None
    """The row in which the telephone was told, where it is an earlier one (`team_on`)."""

    class Meta:
        constraints: ClassVar = [
            held_once(
                "team_member_is_in_the_team_once",
                *("case", "role", "name"),
                deferrable=Deferrable.DEFERRED,
                condition=Q(from_on__isnull=False),
            ),
            ends_after_it_begins("team_member_ends_after_beginning"),
            models.CheckConstraint(name="team_member_has_a_name", condition=~Q(name="")),
            models.UniqueConstraint(name="team_member_is_named_once_by_an_act", fields=["named", "role", "name"]),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.case_id}"


class GoalArea(models.TextChoices):
    """What a goal of the plan is about."""

    PAPERS = "papers", _("证件户籍")
    HOME = "home", _("住处")
    WORK = "work", _("就业")
    LIVING = "living", _("基本生活")
    HEALTH = "health", _("就医康复")
    SCHOOL = "school", _("就学")
    FAMILY = "family", _("家庭关系")
    LAW = "law", _("法治教育")
    OTHER = "other", _("其他")


class GoalState(models.TextChoices):
    """How far a goal is."""

    OPEN = "open", _("进行中")
    REACHED = "reached", _("已达成")
    DROPPED = "dropped", _("不再需要")


class CarePlan(models.Model):
    """The plan made for one person (clause 2.5, HLP-1). One holds at a time; a new one replaces it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="plans")
    act = models.OneToOneField(Act, models.CASCADE, related_name="+")
    made_on = models.DateField()
    review_on = models.DateField(null=True, help_text="by when it is looked at again")
    replaced_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(replaced_on__isnull=True), name="case_has_one_care_plan_at_a_time"
            ),
            models.CheckConstraint(
                name="care_plan_is_reviewed_after_it_was_made",
                condition=Q(review_on__isnull=True) | Q(review_on__gte=F("made_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"plan {self.id}"


class Goal(models.Model):
    """One goal of a plan, with what is done for it, by whom and by when."""

    plan = models.ForeignKey(CarePlan, models.CASCADE, related_name="goals")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    area = models.CharField(max_length=12, choices=GoalArea)
    words_sealed = models.BinaryField(help_text="the goal, and the steps towards it")
    helper = models.CharField(max_length=64, blank=True, help_text="who helps with it")
    by_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=GoalState, default=GoalState.OPEN)
    settled_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="goal_that_is_settled_has_its_day",
                condition=Q(state=GoalState.OPEN, settled_on__isnull=True)
                | (~Q(state=GoalState.OPEN) & Q(settled_on__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"goal {self.id}"


class Away(models.Model):
    """Somebody works away (外出务工; HLP-3, LAW-4): told, never permitted. Where, and how to reach them, is sealed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="away")
    went = models.OneToOneField(Act, models.CASCADE, related_name="+")
    came_back = models.OneToOneField(Act, models.CASCADE, related_name="+", null=True)
    from_on = models.DateField()
    expected_on = models.DateField(null=True, help_text="when the person means to be back")
    until_on = models.DateField(null=True)
    keeps_touch = models.CharField(max_length=64, help_text="who keeps in touch")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(until_on__isnull=True), name="somebody_is_away_once_at_a_time"
            ),
            ends_after_it_begins("away_ends_after_it_begins"),
            models.CheckConstraint(
                name="away_is_expected_back_after_going",
                condition=Q(expected_on__isnull=True) | Q(expected_on__gte=F("from_on")),
            ),
            models.CheckConstraint(name="somebody_keeps_touch_with_who_is_away", condition=~Q(keeps_touch="")),
        ]

    def __str__(self) -> str:
        return f"away {self.id}"


class Sign(models.Model):
    """A sign of reoffending: facts that a named person saw and a second one confirmed (LAW-6). The person may answer; it is marked when
    unfounded, and lapses. It is never a tick asked at a visit, and scores nobody.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="signs")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    facts_sealed = models.BinaryField(help_text="what was seen, where, and what is done to prevent worse")
    seen_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    seen_on = models.DateField()
    noted_late_because = models.CharField(
        max_length=200, blank=True, help_text="why what was seen was recorded so late"
    )
    recorded_at = models.DateTimeField(db_default=Now())
    confirmed = models.OneToOneField(Act, models.CASCADE, related_name="+", null=True)
    confirmed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)
    lapses_on = models.DateField(null=True, help_text="from this day it counts no more")
    # What waits is told at once: one act may tell of several.
    told_police = models.ForeignKey(Act, models.CASCADE, related_name="+", null=True)
    police_receipt_on = models.DateField(null=True)
    police_receipt_by = models.CharField(max_length=64, blank=True)
    receipt_late_because = models.CharField(
        max_length=200, blank=True, help_text="why the receipt was recorded so late"
    )
    answer_sealed = models.BinaryField(null=True, help_text="what the person says to it")
    answered_on = models.DateField(null=True)
    answer_late_because = models.CharField(max_length=200, blank=True, help_text="why the answer was recorded so late")
    unfounded_on = models.DateField(null=True)
    unfounded_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    unfounded_told_to = models.CharField(
        max_length=64, blank=True, help_text="who at the police was told that it was unfounded"
    )
    unfounded_why_sealed = models.BinaryField(null=True, help_text="how it turned out to be unfounded")
    unfounded_unsaid = models.BooleanField(
        default=False, db_default=False, help_text="it was marked in the days when nobody kept how it turned out"
    )
    unfounded_late_because = models.CharField(
        max_length=200, blank=True, help_text="why it was marked unfounded so late"
    )
    withdrawn_on = models.DateField(null=True, help_text="noted by mistake, such as about somebody else")
    withdrawn_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sign_is_confirmed_by_a_second_person",
                condition=Q(confirmed__isnull=True, confirmed_by__isnull=True, confirmed_on__isnull=True)
                | (Q(confirmed__isnull=False, confirmed_on__gte=F("seen_on")) & ~Q(confirmed_by=F("seen_by"))),
            ),
            models.CheckConstraint(
                name="police_are_told_of_a_confirmed_sign_only",
                condition=Q(told_police__isnull=True) | Q(confirmed__isnull=False),
            ),
            models.CheckConstraint(
                name="receipt_of_the_police_follows_the_telling",
                condition=Q(police_receipt_on__isnull=True) | (Q(told_police__isnull=False) & ~Q(police_receipt_by="")),
            ),
            models.CheckConstraint(
                name="sign_that_is_confirmed_lapses",
                condition=Q(confirmed__isnull=True) | Q(lapses_on__gt=F("confirmed_on")),
            ),
            models.CheckConstraint(
                name="sign_is_marked_unfounded_by_somebody",
                condition=Q(unfounded_on__isnull=True, unfounded_by__isnull=True)
                | Q(unfounded_on__isnull=False, unfounded_by__isnull=False),
            ),
            models.CheckConstraint(
                name="police_who_were_told_hear_that_a_sign_was_unfounded",
                condition=Q(unfounded_on__isnull=True) | Q(told_police__isnull=True) | ~Q(unfounded_told_to=""),
            ),
            models.CheckConstraint(
                name="sign_is_answered_after_it_was_seen",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("seen_on")),
            ),
            models.CheckConstraint(
                name="sign_is_found_unfounded_after_it_was_seen",
                condition=Q(unfounded_on__isnull=True) | Q(unfounded_on__gte=F("seen_on")),
            ),
            models.CheckConstraint(
                name="sign_that_is_unfounded_says_why",
                condition=Q(unfounded_on__isnull=True)
                | Q(unfounded_why_sealed__isnull=False)
                | Q(unfounded_unsaid=True),
            ),
            models.CheckConstraint(
                name="sign_is_withdrawn_by_somebody_with_a_reason",
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | (Q(withdrawn_on__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
            ),
            models.CheckConstraint(
                name="sign_that_was_withdrawn_is_not_confirmed",
                condition=Q(withdrawn_on__isnull=True) | Q(confirmed__isnull=True),
            ),
            # They are told of what is confirmed, so no receipt is older; the day of the telling itself stands with its act.
            models.CheckConstraint(
                name="receipt_of_the_police_follows_the_confirmation",
                condition=Q(police_receipt_on__isnull=True) | Q(police_receipt_on__gte=F("confirmed_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"sign {self.id}"


class SignRedaction(models.Model):
    """Words of a sign were taken out for good: why, and by whom. Never changed."""

    sign = models.ForeignKey(Sign, models.CASCADE, related_name="redactions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    why = models.CharField(max_length=200)
    redacted_on = models.DateField()
    redacted_at = models.DateTimeField(db_default=Now())
    redacted_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="redaction_of_a_sign_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"redaction of sign {self.sign_id}"
