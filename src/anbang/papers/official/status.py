"""The steps of an official document from its upload to the day another takes its place. No tables."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentStatus(TextChoices):
    """Where an official document stands."""

    DRAFT = "draft", _("待确认")
    IN_FORCE = "in_force", _("在用")
    REPLACED = "replaced", _("已被替换")
    DISCARDED = "discarded", _("未采用")


STEPS: dict[DocumentStatus, frozenset[DocumentStatus]] = {
    DocumentStatus.DRAFT: frozenset({DocumentStatus.IN_FORCE, DocumentStatus.DISCARDED}),
    DocumentStatus.IN_FORCE: frozenset({DocumentStatus.REPLACED}),
    DocumentStatus.REPLACED: frozenset(),
    DocumentStatus.DISCARDED: frozenset(),
}
# Those whose wording was once what a clause opened.
CONFIRMED = (DocumentStatus.IN_FORCE, DocumentStatus.REPLACED)
