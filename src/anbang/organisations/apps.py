"""Django's entry for the organisations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    """Areas, offices, groups and staff."""

    name = "anbang.organisations"
    verbose_name = _("机构与人员")
