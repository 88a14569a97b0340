"""Django's entry for the casework."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from anbang.casework.duty.facts import hand_down

# Who tells the rules what. Named and not imported: their tables are known only once the apps are.
READERS = ("anbang.casework.custody.facts.CUSTODY",)


class CaseworkConfig(AppConfig):
    """People, their cases and the duties on them."""

    name = "anbang.casework"

    def ready(self) -> None:
        """Hand the readers of facts down to the duties; a fact that nobody reads stops the start."""
        hand_down(*map(import_string, READERS))
