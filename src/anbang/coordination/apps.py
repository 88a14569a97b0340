"""Django's entry for the coordination."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from anbang.casework.act.kinds import hand_down

TOLD_OF_OFFICES = "anbang.coordination.office.facts.TOLD_OF_OFFICES"


class CoordinationConfig(AppConfig):
    """The offices' own duties and what they did."""

    name = "anbang.coordination"

    def ready(self) -> None:
        """Hand down what is told of offices."""
        hand_down((), told_of_offices=import_string(TOLD_OF_OFFICES))
