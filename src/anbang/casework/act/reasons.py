"""The reasons for which somebody is a priority person."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PriorityReason(models.TextChoices):
    """Why somebody is a priority person (clause 2.3.2, REC-1)."""

    REOFFENDING_TENDENCY = "reoffending_tendency", _("有明显重新违法犯罪倾向")
    FALSE_NAME = "false_name", _("假姓名")
    FALSE_IDENTITY = "false_identity", _("假身份")
    FALSE_ADDRESS = "false_address", _("假地址")
    NO_HOME = "no_home", _("无家可归")
    NO_WORK = "no_work", _("无业可就")
    NO_KIN = "no_kin", _("无亲可投")
    NATIONAL_SECURITY = "national_security", _("危害国家安全罪犯")
    OTHER = "other", _("其他理由")
