"""Django's entry for the organisations."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from anbang.organisations.planning import keep_plans


class OrganisationsConfig(AppConfig):
    """Areas, offices, groups and staff."""

    name = "anbang.organisations"
    verbose_name = _("机构与人员")

    def ready(self) -> None:
        """Connections keep what they prepare."""
        connection_created.connect(keep_plans)
