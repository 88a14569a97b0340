"""Django's entry for the exchange."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from anbang.casework.person.elsewhere import hand_down_what_is_kept_elsewhere

# Named and not imported: its tables are known only once the apps are.
ROWS = "anbang.exchange.batch.closing.ROWS"


class ExchangeConfig(AppConfig):
    """Lists from institutions and the answers to them."""

    name = "anbang.exchange"

    def ready(self) -> None:
        """Hand down how rows of lists are closed with a file."""
        hand_down_what_is_kept_elsewhere(import_string(ROWS))
