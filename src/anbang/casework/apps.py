"""Django's entry for the casework."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """People, their cases and the duties on them."""

    name = "anbang.casework"
