"""Django's entry for the audit trail."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Events and looks, append-only."""

    name = "anbang.audit"
