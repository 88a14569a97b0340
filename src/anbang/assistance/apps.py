"""Django's entry for the assistance."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from anbang.casework.act.kinds import hand_down

KINDS = ("anbang.assistance.household.facts.KINDS", "anbang.assistance.allowance.facts.KINDS")


class AssistanceConfig(AppConfig):
    """Household facts, the allowance, bases."""

    name = "anbang.assistance"

    def ready(self) -> None:
        """Hand the kinds of acts down."""
        for kinds in KINDS:
            hand_down(import_string(kinds))
