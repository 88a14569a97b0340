"""Django's entry for the exchange."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Lists from institutions and the answers to them."""

    name = "anbang.exchange"
