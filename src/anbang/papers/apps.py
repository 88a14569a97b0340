"""Django's entry for the papers."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Sealed files and documents."""

    name = "anbang.papers"
