"""Django's entry for the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, templates, components and static files; no tables."""

    name = "anbang.web"
