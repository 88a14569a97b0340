"""What somebody may need, as a visit finds it, and how the visit was made."""

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


class How(models.TextChoices):
    """How somebody was followed up. That the person wished no visit is an outcome as well."""

    AT_HOME = "at_home", _("上门见到了")
    CAME = "came", _("本人过来了")
    TELEPHONE = "telephone", _("电话或视频")
    REFUSED = "refused", _("本人不愿意见面")
