"""Sealed files on the disk, and documents whose body is short enough for a row."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from anbang.organisations.models import Office


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


class Paper(models.Model):
    """A document about a person. Its body is sealed in the row, or it is a sealed file."""

    person_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=24, choices=PaperKind)
    author = models.ForeignKey(Office, models.PROTECT)
    dated_on = models.DateField()
    body_sealed = models.BinaryField(null=True)
    file = models.ForeignKey(SealedFile, models.PROTECT, null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="paper_has_a_body_or_a_file", condition=Q(body_sealed__isnull=False) ^ Q(file__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"
