"""Django's entry for the pages."""

from django.apps import AppConfig

from anbang.casework.act.kinds import refuse_gaps_at_the_start


class WebConfig(AppConfig):
    """Pages, templates, components and static files; no tables."""

    name = "anbang.web"

    def ready(self) -> None:
        """All kinds of acts are handed down by now: a fact that nobody tells stops the start."""
        refuse_gaps_at_the_start()
