"""What somebody may need, as a visit finds it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Need(models.TextChoices):
    """A need; each has its programme of help."""

    PAPERS = "papers", _("办理证件户口")
    HOME = "home", _("住处")
    WORK = "work", _("就业")
    MONEY = "money", _("生活费")
    HEALTH = "health", _("看病")
    SCHOOL = "school", _("上学")
    INSURANCE = "insurance", _("社会保险")
    FAMILY = "family", _("家庭关系")
    OTHER = "other", _("其他")
