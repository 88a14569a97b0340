"""What passes between the institution and home before release (clauses 2.3.1 and 2.3.2)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from anbang.casework.act.models import Act
from anbang.casework.act.reasons import PriorityReason
from anbang.casework.custody.holding import Holding, HoldingChanges, HoldingNeeds
from anbang.casework.person.models import Case, Person
from anbang.organisations.models import Office, Staff
from anbang.papers.models import Paper


class Channel(models.TextChoices):
    """How a paper came (clause 2.3.1: through the system or by post). What comes through the system is a list that was uploaded."""

    SYSTEM = "system", _("系统（上传的名单）")
    POST = "post", _("邮寄")


class Finding(models.TextChoices):
    """What a verification found of one item."""

    TRUE = "true", _("属实")
    FALSE = "false", _("不属实")
    UNKNOWN = "unknown", _("无法核实")


class Sentence(models.Model):
    """The sentence being served. For a closed file `offence` and `offence_on` are empty: ClosedRecord has them."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="sentence")
    institution = models.ForeignKey(Office, models.PROTECT)
    offence = models.TextField(blank=True, help_text="as the institution wrote it; it can be several")
    offence_on = models.DateField(null=True)
    months = models.IntegerField(null=True)
    for_life = models.BooleanField(default=False)
    admitted_on = models.DateField(null=True)
    release_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sentence_for_life_has_no_months", condition=Q(for_life=False) | Q(months__isnull=True)
            ),
            models.CheckConstraint(
                name="sentence_ends_after_admission",
                condition=Q(admitted_on__isnull=True)
                | Q(release_on__isnull=True)
                | Q(release_on__gte=F("admitted_on")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["release_on"], name="sentence_by_release")]

    def __str__(self) -> str:
        return f"sentence {self.id}"


def late_reason(told: str) -> "models.CharField[str, str]":
    """Why something was recorded later than the pack lets pass without a word."""
    return models.CharField(max_length=200, blank=True, help_text=told)


class RegistrationForm(models.Model):
    """The basic registration form (基本情况登记表) as it reached the district."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="registration_forms")
    act = models.OneToOneField(Act, models.CASCADE, related_name="+")
    institution = models.ForeignKey(Office, models.PROTECT)
    channel = models.CharField(max_length=6, choices=Channel)
    received_on = models.DateField()
    contact_sealed = models.BinaryField(null=True, help_text="whom of the family to reach: name and telephone")
    scan = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    no_scan_because = models.CharField(
        max_length=200, blank=True, help_text="why what came by post had no scan at first"
    )
    scan_late_because = late_reason("why the scan was brought in so late")
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey(Staff, models.PROTECT)
    objects = Holding["RegistrationForm"]()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="registration_form_by_post_has_a_scan_or_says_why",
                condition=~Q(channel=Channel.POST) | Q(scan__isnull=False) | ~Q(no_scan_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"registration form {self.id}"


class ReleaseNotice(models.Model):
    """The release notice (刑满释放人员通知书) with the institution's opinion and proposal as documents."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="release_notices")
    act = models.OneToOneField(Act, models.CASCADE, related_name="+")
    institution = models.ForeignKey(Office, models.PROTECT)
    received_on = models.DateField()
    release_on = models.DateField()
    priority = ArrayField(models.CharField(max_length=24, choices=PriorityReason), default=list)
    risk_opinion = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    aid_proposal = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    scan = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+")
    no_scan_because = models.CharField(
        max_length=200, blank=True, help_text="why what was typed in had no scan at first"
    )
    scan_late_because = late_reason("why the scan was brought in so late")
    risk_opinion_late_because = late_reason("why the opinion was brought in so late")
    aid_proposal_late_because = late_reason("why the proposal was brought in so late")
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey(Staff, models.PROTECT)
    objects = Holding["ReleaseNotice"]()

    def __str__(self) -> str:
        return f"release notice {self.id}"


class Verification(models.Model):
    """The justice office's finding on name, identity and address, and the reply to the institution with its receipt."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="verifications")
    act = models.OneToOneField(Act, models.CASCADE, related_name="+")
    # The institution, which sees no case, confirms the receipt; that belongs into the person's history all the same.
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    form = models.OneToOneField(
        RegistrationForm, models.CASCADE, null=True, related_name="verification", help_text="null: none had come"
    )
    institution = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    number = models.CharField(max_length=24)
    person_name = models.CharField(max_length=64, help_text="as the institution wrote it, for its own list")
    name = models.CharField(max_length=7, choices=Finding)
    identity = models.CharField(max_length=7, choices=Finding)
    address = models.CharField(max_length=7, choices=Finding)
    name_evidence = models.CharField(max_length=400, blank=True)
    identity_evidence = models.CharField(max_length=400, blank=True)
    address_evidence = models.CharField(max_length=400, blank=True)
    family = models.CharField(
        max_length=1000, blank=True, help_text="the family's circumstances and willingness to receive"
    )
    replied_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    receipt_on = models.DateField(null=True, help_text="the office's day of the receipt")
    receipt_at = models.DateTimeField(null=True, help_text="when the institution confirmed that the reply arrived")
    receipt_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="verification_number_is_unique"),
            models.CheckConstraint(
                name="verification_receipt_has_day_moment_and_hand",
                condition=Q(receipt_on__isnull=True, receipt_at__isnull=True, receipt_by__isnull=True)
                | Q(receipt_on__isnull=False, receipt_at__isnull=False, receipt_by__isnull=False),
            ),
            *(
                models.CheckConstraint(
                    name=f"verification_of_{item}_not_true_has_evidence",
                    condition=Q(**{item: Finding.TRUE}) | ~Q(**{f"{item}_evidence": ""}),
                )
                for item in ("name", "identity", "address")
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PriorityAlert(models.Model):
    """The justice office told the town and the police station of a coming priority person (clause 2.3.2)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="priority_alerts")
    act = models.OneToOneField(Act, models.CASCADE, related_name="+")
    alerted_on = models.DateField()
    town_told = models.CharField(max_length=64)
    police_told = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey(Staff, models.PROTECT)
    objects = Holding["PriorityAlert"]()

    def __str__(self) -> str:
        return f"priority alert {self.id}"


class ReceptionArrangement(models.Model):
    """Who will meet the person, answered to the institution (clause 2.3.1)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="arrangements")
    act = models.OneToOneField(Act, models.CASCADE, related_name="+")
    institution = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    person_name = models.CharField(max_length=64, blank=True, help_text="as the institution wrote it, for its own list")
    notice = models.OneToOneField(ReleaseNotice, models.CASCADE, null=True, related_name="arrangement")
    arranged_on = models.DateField()
    who_meets = models.CharField(max_length=200)
    remarks = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey(Staff, models.PROTECT)

    def __str__(self) -> str:
        return f"reception arrangement {self.id}"


class ThreeFalse(models.TextChoices):
    """The three false (clause 2.3.1, INF-3)."""

    NAME = "false_name", _("假姓名")
    IDENTITY = "false_identity", _("假身份")
    ADDRESS = "false_address", _("假地址")


class FindingOutcome(models.TextChoices):
    """What became of a three-false finding: it is open until it is resolved, or carried on into care as open."""

    OPEN = "open", _("待查")
    RESOLVED = "resolved", _("已查清")
    CARRIED_ON = "carried_on", _("释放后继续查")


class ThreeFalseFinding(models.Model):
    """A verification found a false name, identity or address; the finding is followed until it is resolved or carried on as open."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="three_false")
    verification = models.ForeignKey(Verification, models.CASCADE, related_name="three_false")
    what = models.CharField(max_length=16, choices=ThreeFalse)
    evidence = models.CharField(max_length=400)
    found_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=FindingOutcome, default=FindingOutcome.OPEN)
    outcome_words = models.CharField(max_length=400, blank=True)
    settled_on = models.DateField(null=True)
    settled_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    late_because = models.CharField(max_length=200, blank=True, help_text="why the outcome was recorded so late")
    outcome_office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    said_before = models.JSONField(default=list, help_text="outcomes before the last: anbang.casework.custody.outcomes")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["verification", "what"], name="finding_stands_once_in_a_verification"),
            models.CheckConstraint(name="finding_has_evidence", condition=~Q(evidence="")),
            models.CheckConstraint(
                name="finding_that_is_settled_says_how",
                condition=Q(outcome=FindingOutcome.OPEN, settled_on__isnull=True, settled_by__isnull=True)
                | (
                    ~Q(outcome=FindingOutcome.OPEN)
                    & ~Q(outcome_words="")
                    & Q(settled_on__isnull=False, settled_by__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="finding_is_settled_after_it_was_found",
                condition=Q(settled_on__isnull=True) | Q(settled_on__gte=F("found_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.case_id}"


class Teller(models.TextChoices):
    """Which side tells the other of a major change."""

    INSTITUTION = "institution", _("监所")
    HOME = "home", _("户籍地")


class MajorChange(models.Model):
    """A major change in the prisoner or the family during the sentence, told to the other side, with its receipt (INF-4). `person_name`
    is what the institution wrote, for its own list; what changed stands in the words of the act.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="major_changes")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    institution = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    told_by = models.CharField(max_length=12, choices=Teller)
    person_name = models.CharField(max_length=64)
    what_sealed = models.BinaryField(help_text="what changed, for both sides")
    learnt = models.OneToOneField(Act, models.CASCADE, related_name="+", null=True)
    # What waits is told at once: one act may tell of several.
    told = models.ForeignKey(Act, models.CASCADE, related_name="+", null=True)
    told_on = models.DateField(null=True)
    receipt_on = models.DateField(null=True)
    receipt_at = models.DateTimeField(null=True)
    receipt_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    receipt_late_because = models.CharField(
        max_length=200, blank=True, help_text="why the receipt was recorded so late"
    )
    objects = HoldingChanges["MajorChange"]()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="major_change_receipt_has_day_moment_and_hand",
                condition=Q(receipt_on__isnull=True, receipt_at__isnull=True, receipt_by__isnull=True)
                | Q(
                    told_on__isnull=False, receipt_on__isnull=False, receipt_at__isnull=False, receipt_by__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="major_change_was_learnt_or_told",
                condition=Q(learnt__isnull=False) | Q(told__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"major change {self.id}"


class FamilyNeed(models.Model):
    """A family in hardship, or minor children, of somebody in prison: noted with consent and followed to an outcome (INF-5)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="family_needs")
    learnt = models.OneToOneField(Act, models.CASCADE, related_name="+")
    referred = models.ForeignKey(Act, models.CASCADE, related_name="+", null=True)
    children = models.PositiveSmallIntegerField(default=0, help_text="minor children")
    consent = models.BooleanField(help_text="whoever answers for the family agrees that others are told")
    consent_from = models.CharField(max_length=64, blank=True)
    referred_to = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=400, blank=True)
    outcome_on = models.DateField(null=True)
    late_because = models.CharField(max_length=200, blank=True, help_text="why the outcome was recorded so late")
    outcome_office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    said_before = models.JSONField(default=list, help_text="outcomes before the last: anbang.casework.custody.outcomes")
    objects = HoldingNeeds["FamilyNeed"]()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="family_is_referred_with_consent_only", condition=Q(referred__isnull=True) | Q(consent=True)
            ),
            models.CheckConstraint(name="consent_names_who_gave_it", condition=Q(consent=False) | ~Q(consent_from="")),
            models.CheckConstraint(
                name="outcome_of_a_family_need_has_its_day", condition=Q(outcome="") ^ Q(outcome_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"family need {self.id}"


class ReturnedCase(models.Model):
    """Somebody turned out to be another county's: the sender is told where they belong. `person_name` is what it wrote, for its own list."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    act = models.OneToOneField(Act, models.CASCADE, related_name="+")
    institution = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    person_name = models.CharField(max_length=64)
    belongs_to = models.CharField(max_length=96)
    returned_on = models.DateField()

    def __str__(self) -> str:
        return f"returned {self.id}"


class OutboundForm(models.Model):
    """The registration form of an inmate of our detention centre who belongs to another county (INF-1). The person has no file here."""

    institution = models.ForeignKey(Office, models.PROTECT, related_name="+")
    about_sealed = models.BinaryField(help_text="name, ID number and registered place")
    addressed_to = models.CharField(max_length=96, help_text="the justice authority of the registered place")
    channel = models.CharField(max_length=6, choices=Channel)
    admitted_on = models.DateField()
    due_on = models.DateField()
    sent_on = models.DateField(null=True)
    late_because = models.CharField(max_length=200, blank=True, help_text="why the sending was recorded so late")
    scan = models.ForeignKey("papers.SealedFile", models.PROTECT, null=True, related_name="+")
    no_scan_because = models.CharField(max_length=200, blank=True, help_text="why what went by post has no scan")
    receipt_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="outbound_form_is_received_after_it_was_sent",
                condition=Q(receipt_on__isnull=True) | Q(sent_on__isnull=False, receipt_on__gte=F("sent_on")),
            ),
            models.CheckConstraint(
                name="outbound_form_is_sent_after_admission",
                condition=Q(sent_on__isnull=True) | Q(sent_on__gte=F("admitted_on")),
            ),
            models.CheckConstraint(
                name="outbound_form_sent_by_post_has_a_scan_or_says_why",
                condition=Q(sent_on__isnull=True)
                | ~Q(channel=Channel.POST)
                | Q(scan__isnull=False)
                | ~Q(no_scan_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"outbound form {self.id}"
