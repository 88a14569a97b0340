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
