"""Sealed files on the disk, documents whose body is short enough for a row, the district's official document by clause, and which keys there are."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from anbang.lib.sealing import KeyKind
from anbang.organisations.models import Office, Staff
from anbang.papers.official.status import CONFIRMED, DocumentStatus


class SealedFile(models.Model):
    """A file under the installation's keys. On the disk it has a random name; its own name is sealed beside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name_sealed = models.BinaryField()
    media_type = models.CharField(max_length=96)
    size = models.BigIntegerField(help_text="bytes before sealing")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.id)


class PaperKind(models.TextChoices):
    """What a document is."""

    RISK_OPINION = "risk_opinion", _("回归社会危险性评估意见")
    AID_PROPOSAL = "aid_proposal", _("救助建议")
    REGISTRATION_FORM = "registration_form", _("基本情况登记表")
    RELEASE_NOTICE = "release_notice", _("刑满释放人员通知书")
    RELEASE_CERTIFICATE = "release_certificate", _("释放证明书")
    SIGNED_HAND_OVER = "signed_hand_over", _("已签字的交接单")
    AUTHORITY = "authority", _("授权委托书")
    HARDSHIP_CERTIFICATE = "hardship_certificate", _("困难证明")
    CARE_AGREEMENT = "care_agreement", _("帮教协议")
    OTHER = "other", _("其他材料")


class Paper(models.Model):
    """A document about a person. Its body is sealed in the row, or it is a sealed file. A scan that was attached by mistake is removed: its
    file is destroyed, and the row says by whom and why.
    """

    person_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=24, choices=PaperKind)
    author = models.ForeignKey(Office, models.PROTECT)
    dated_on = models.DateField()
    body_sealed = models.BinaryField(null=True)
    file = models.ForeignKey(SealedFile, models.PROTECT, null=True)
    pages = models.PositiveSmallIntegerField(
        null=True, help_text="photographed, which open one by one; null for what a scanner made, and for text"
    )
    attached_by = models.ForeignKey(
        Staff,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="whose hand a scan came by; null: before this was kept",
    )
    removed_on = models.DateField(null=True)
    removed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    removed_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="removed_scan_says_when_by_whom_and_why",
                condition=Q(removed_on__isnull=True, removed_by__isnull=True, removed_because="")
                | Q(removed_on__isnull=False, removed_by__isnull=False, file__isnull=False) & ~Q(removed_because=""),
            ),
            models.CheckConstraint(
                name="pages_are_those_of_a_file", condition=Q(pages__isnull=True) | Q(pages__gte=1, file__isnull=False)
            ),
            models.CheckConstraint(
                name="paper_has_a_body_or_a_file", condition=Q(body_sealed__isnull=False) ^ Q(file__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"


class OfficialDocument(models.Model):
    """The document of a district, whose clauses our rules stand for. It is public; whose hand put it here is told."""

    pack = models.CharField(max_length=64, help_text="the pack whose clauses it words")
    title = models.CharField(max_length=200, help_text="what stands above its first number")
    file = models.ForeignKey(SealedFile, models.PROTECT)
    status = models.CharField(max_length=16, choices=DocumentStatus, default=DocumentStatus.DRAFT)
    uploaded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    uploaded_on = models.DateField()
    uploaded_at = models.DateTimeField(db_default=Now())
    preview = models.JSONField(
        null=True, help_text="what its reading found beyond the wordings; null if it came before this was kept"
    )
    confirmed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", null=True)
    confirmed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_official_document_is_in_force",
                fields=["pack"],
                condition=Q(status=DocumentStatus.IN_FORCE),
            ),
            models.CheckConstraint(
                name="what_is_in_force_was_confirmed_by_somebody",
                condition=Q(status__in=CONFIRMED, confirmed_by__isnull=False, confirmed_on__isnull=False)
                | (~Q(status__in=CONFIRMED) & Q(confirmed_by__isnull=True, confirmed_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="official_document_is_not_confirmed_before_it_came",
                condition=Q(confirmed_on__isnull=True) | Q(confirmed_on__gte=F("uploaded_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.pack}"


class Wording(models.Model):
    """A numbered part of an official document in its own words. `clause` is ours with the same number; empty where there is none."""

    document = models.ForeignKey(OfficialDocument, models.PROTECT, related_name="wordings")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=32, help_text="as the document numbers it: 二（四）1（3）")
    clause = models.CharField(max_length=16, blank=True)
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="a_number_stands_once_in_a_document", fields=["document", "number"]),
            models.UniqueConstraint(name="a_place_is_taken_once_in_a_document", fields=["document", "position"]),
            models.UniqueConstraint(
                name="a_clause_has_one_wording_in_a_document", fields=["document", "clause"], condition=~Q(clause="")
            ),
            models.CheckConstraint(name="a_wording_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"


class ExportKind(models.TextChoices):
    """What leaves the system as a file or on paper."""

    FILE = "file", _("档案打印件")
    HAND_OVER = "hand_over_sheet", _("交接单")
    LOOKS = "looks", _("档案查阅情况")
    EXTRACT = "extract", _("档案摘要")
    NOTICE = "notice", _("个人信息告知书")
    MARKED_LIST = "marked_list", _("标红的名单")
    REHEARSAL = "rehearsal", _("政策试算结果")


class Purpose(models.TextChoices):
    """What it is wanted for."""

    FOR_THE_PERSON = "for_the_person", _("交给本人、监护人或者近亲属")
    HAND_OVER = "hand_over", _("接送和交接")
    CORRECTING = "correcting", _("更正后再上传")
    SENDER = "sender", _("请来文单位更正")
    MEETING = "meeting", _("开会商量此人的事")
    OWN_WORK = "own_work", _("办理此人的事")
    REVIEW = "review", _("检查、考核、审计")
    POLICY = "policy", _("研究政策")
    LAW = "law", _("依法提供")
    OTHER = "other", _("其他")


# What these are has to be written down.
SAYING_MORE = (Purpose.LAW, Purpose.OTHER)


class Export(models.Model):
    """Something left the system: what, about whom, by whose hand and what for. Written before it is made, and quoted on every sheet by its
    number. `in_full`: with whole numbers, which are masked otherwise. The words are sealed.
    """

    kind = models.CharField(max_length=24, choices=ExportKind)
    person_id = models.BigIntegerField(null=True, db_index=True)
    about = models.BigIntegerField(null=True, help_text="the id of what else it is made from, such as a list")
    people = models.PositiveIntegerField(help_text="about how many people it is")
    purpose = models.CharField(max_length=24, choices=Purpose)
    words_sealed = models.BinaryField(null=True, help_text="what it is for, and why in full, as somebody wrote it")
    words_gone_on = models.DateField(
        null=True, help_text="the file of the person went, and with it what was written here"
    )
    says_purpose = models.BooleanField(default=False)
    in_full = models.BooleanField(default=False)
    says_why_in_full = models.BooleanField(default=False)
    exported_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    exported_on = models.DateField()
    exported_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="export_says_what_it_is_for", condition=~Q(purpose__in=SAYING_MORE) | Q(says_purpose=True)
            ),
            models.CheckConstraint(
                name="export_in_full_says_why", condition=Q(in_full=False) | Q(says_why_in_full=True)
            ),
            models.CheckConstraint(
                name="what_an_export_says_is_kept",
                condition=Q(words_sealed__isnull=False)
                | Q(says_purpose=False, says_why_in_full=False)
                | Q(words_gone_on__isnull=False),
            ),
            models.CheckConstraint(
                name="words_of_an_export_that_are_gone_are_gone",
                condition=Q(words_gone_on__isnull=True) | Q(words_sealed__isnull=True, person_id__isnull=False),
            ),
            models.CheckConstraint(
                name="export_about_somebody_is_about_one", condition=Q(person_id__isnull=True) | Q(people=1)
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["exported_by", "exported_on"], name="export_of_a_hand")]

    def __str__(self) -> str:
        return f"export {self.id}"


class SealingKey(models.Model):
    """A key of the keyring as the database knows it, by number and fingerprint: a keyring that lacks one that is needed, or has another
    under its number, is noticed before anything is sealed with it.
    """

    kind = models.CharField(max_length=6, choices=[(kind.value, kind.value) for kind in KeyKind])
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=16)
    made_on = models.DateField(null=True, help_text="null for one that was made before this was kept")
    retired_on = models.DateField(
        null=True, help_text="since when nothing lies under it, and the keyring needs it no more"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="a_key_number_is_given_once", fields=["kind", "number"]),
            models.CheckConstraint(
                name="a_key_is_retired_after_it_was_made",
                condition=Q(retired_on__isnull=True) | Q(made_on__isnull=True) | Q(retired_on__gte=F("made_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
